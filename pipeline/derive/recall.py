"""Recall: a piece of the outputs is taken from where it stands while all that it looked at is as it was."""

import contextlib
import hashlib
import json
import tomllib
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

from pipeline.derive.looks import Digest, Looks, Table, digest_of
from pipeline.model.memo import Memo

_FORM = 1
"""Of the notes below; a change of code is the memo's own affair (it belongs to one version of it)."""


class Made(NamedTuple):
    """A piece: its files, and what later pieces want to know of it (plain JSON)."""

    files: dict[str, bytes]
    note: dict[str, Any]


class Recall:
    """Pieces by name, remembered where there is a memo."""

    def __init__(self, memo: Memo | None, tree: Mapping[str, bytes], digest: Digest, looks: Looks) -> None:
        self._memo = memo
        self._tree = tree
        self._digest = digest
        self._looks = looks
        self._tables: dict[str, Table[Any, Any]] = {}

    def know(self, *tables: Table[Any, Any]) -> None:
        """Tables in which pieces look things up."""
        self._tables |= {table.name: table for table in tables}

    def piece(self, name: str, frame: tuple[bytes, ...], make: Callable[[], Made]) -> Made:
        """A piece as remembered, or made now. `frame` is what it is made from besides the tables."""
        if self._memo is None:
            return make()
        framed = digest_of(*frame)
        note = self._memo.get(name)
        known = self._standing(note, framed) if note is not None else None
        if known is not None:
            return known
        self._looks.now = {}
        try:
            made = make()
            looked = self._looks.now
        finally:
            self._looks.now = None
        files = {}
        for path, data in made.files.items():
            digest = hashlib.sha256(data).digest()
            self._memo.keep(digest, data)
            files[path] = digest.hex()
        record = {
            "form": _FORM, "frame": framed.hex(), "looked": [list(one) for one in looked],
            "met": digest_of(*looked.values()).hex(), "files": files, "note": made.note,
        }  # fmt: skip
        self._memo.put(name, json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode())
        return made

    def _standing(self, note: bytes, framed: bytes) -> Made | None:
        """The piece that a note tells of, if it would come out the same now and its files are at hand."""
        try:
            record = json.loads(note)
            if record["form"] != _FORM or record["frame"] != framed.hex():
                return None
            met = digest_of(*(self._tables[table].answer(question) for table, question in record["looked"]))
            if record["met"] != met.hex():
                return None
            files = {path: self._at_hand(path, bytes.fromhex(digest)) for path, digest in record["files"].items()}
            found = {path: data for path, data in files.items() if data is not None}
            return Made(found, dict(record["note"])) if len(found) == len(files) else None
        except (ValueError, KeyError, TypeError, AttributeError):
            return None  # not a note of ours

    def _at_hand(self, path: str, digest: bytes) -> bytes | None:
        """An output's bytes: from the tree, where it mostly stands already, or from the memo."""
        assert self._memo is not None  # noqa: S101  only asked for what a memo told
        return self._tree[path] if self._digest(path) == digest else self._memo.output(digest)


def remembered_toml(memo: Memo | None) -> Callable[[str], dict[str, Any]]:
    """A reader of TOML that remembers texts it has read, as JSON: the same value at a tenth of the cost."""
    if memo is None:
        return tomllib.loads

    def read(text: str) -> dict[str, Any]:
        key = "toml " + hashlib.sha256(text.encode()).hexdigest()
        known = memo.get(key)
        if known is not None:
            with contextlib.suppress(ValueError, TypeError):
                value = json.loads(known, object_hook=_dated)
                if isinstance(value, dict):
                    return value
        raw = tomllib.loads(text)
        # Times of day and infinite numbers are no JSON: such a file is read again each time.
        with contextlib.suppress(ValueError, TypeError):
            note = json.dumps(raw, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_undated)
            if json.loads(note, object_hook=_dated) == raw:
                memo.put(key, note.encode())
        return raw

    return read


_DATE = "a date"


def _undated(value: object) -> dict[str, str]:
    if type(value) is date:
        return {_DATE: value.isoformat()}
    raise TypeError(value)


def _dated(table: dict[str, Any]) -> Any:  # noqa: ANN401  a date or the table
    return date.fromisoformat(table[_DATE]) if len(table) == 1 and _DATE in table else table
