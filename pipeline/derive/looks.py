"""Looks: what a piece of the outputs looked at while it was made, so that it is made again when one of these moves.

Nobody lists by hand what a family or a page depends on. The tables that it reads note each
question and the digest of what answered it; the piece stands as long as every question would be
answered by the same bytes. A dependency cannot be forgotten, since there is no other way to read.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, Generic, Protocol, TypeVar

Key = TypeVar("Key", bound=str | tuple[str, ...])
Item = TypeVar("Item")
WHOLE: Final = "*"
"""The question for all of a table: no id, slug or address is written like this."""
ABSENT: Final = b""
"""What answers where there is nothing."""

__all__ = ["ABSENT", "Digests", "Looks", "Presence", "Table", "digest_of"]


def digest_of(*parts: bytes) -> bytes:
    """One digest of several pieces, told apart by their lengths."""
    made = hashlib.sha256()
    for part in parts:
        made.update(b"%d:" % len(part))
        made.update(part)
    return made.digest()


class Digest(Protocol):
    """What stands for the bytes of a file."""

    def __call__(self, path: str) -> bytes:
        """Of the file at a path; ABSENT where there is none."""


class Digests:
    """The digests of a tree's files, each made once and when it is asked for."""

    def __init__(self, tree: Mapping[str, bytes]) -> None:
        self._tree = tree
        self._known: dict[str, bytes] = {}

    def __call__(self, path: str) -> bytes:
        """Of the file at a path; ABSENT where there is none."""
        found = self._known.get(path)
        if found is None:
            data = self._tree.get(path)
            found = self._known[path] = ABSENT if data is None else hashlib.sha256(data).digest()
        return found


class Presence:
    """Only whether a file is there: enough where nothing is remembered, and free."""

    def __init__(self, tree: Mapping[str, bytes]) -> None:
        self._tree = tree

    def __call__(self, path: str) -> bytes:
        """Of the file at a path; ABSENT where there is none."""
        return b"+" if path in self._tree else ABSENT


class Looks:
    """What the piece that is being made has looked at so far; None between pieces."""

    def __init__(self) -> None:
        self.now: dict[tuple[str, str], bytes] | None = None

    def note(self, table: str, question: str, answer: bytes) -> None:
        """A question and the digest of its answer."""
        if self.now is not None:
            self.now[table, question] = answer


class Table(Mapping[Key, Item], Generic[Key, Item]):
    """Values by key, each made when it is asked for, every question noted.

    At most `most` of them are held at a time: made again costs little, and a large catalog's would fill the memory.
    """

    def __init__(
        self,
        name: str,
        looks: Looks,
        *,
        digest: Callable[[Key], bytes],
        make: Callable[[Key], Item | None],
        keys: Callable[[], Iterable[Key]],
        most: int = 4096,
    ) -> None:
        self.name = name
        self._looks = looks
        self._digest = digest
        self._make = make
        self._keys = keys
        self._most = most
        self._held: dict[Key, Item] = {}

    def answer(self, question: str) -> bytes:
        """The digest that answers a noted question now."""
        if question == WHOLE:
            return digest_of(
                *(part for key in sorted(self._keys()) for part in (_said(key).encode(), self._digest(key)))
            )
        parts = question.split("\t")
        return self._digest(parts[0] if len(parts) == 1 else tuple(parts))  # type: ignore[arg-type]  # as `_said` wrote it

    def offer(self, key: Key, item: Item) -> None:
        """Hold a value that was made elsewhere, while there is room."""
        if len(self._held) < self._most:
            self._held[key] = item

    def get(self, key: Key, default: Any = None) -> Any:  # noqa: ANN401  as every mapping's
        """A value, or the default."""
        if self._looks.now is None and (held := self._held.get(key)) is not None:
            return held
        digest = self._digest(key)
        self._looks.note(self.name, _said(key), digest)
        if not digest:
            return default
        found = self._held.get(key)
        if found is None:
            found = self._make(key)
            if found is not None:
                if len(self._held) >= self._most:
                    self._held.clear()
                self._held[key] = found
        return default if found is None else found

    def __getitem__(self, key: Key) -> Item:
        found: Item | None = self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def __contains__(self, key: object) -> bool:
        digest = self._digest(key)  # type: ignore[arg-type]  # a key of another type is in no table
        self._looks.note(self.name, _said(key), digest)
        return bool(digest)

    def __iter__(self) -> Iterator[Key]:
        if self._looks.now is not None:
            self._looks.note(self.name, WHOLE, self.answer(WHOLE))
        return iter(tuple(self._keys()))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _said(key: object) -> str:
    return "\t".join(key) if isinstance(key, tuple) else str(key)
