"""The YAML block at the head of a card, read one top-level key at a time, so that a fault in one spoils no other.

Scalars stay as written: `no` in a language list is Norwegian, `1.10` a version. Depth, size and aliases are capped.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import yaml
from yaml.events import CollectionEndEvent, MappingStartEvent, NodeEvent, ScalarEvent, SequenceStartEvent

from pipeline.cards.rules import Findings
from pipeline.model.clean import clean
from pipeline.names.vocabulary import listed

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_KEY: Final = re.compile(r"([A-Za-z_][\w .-]{0,60}?|\"[^\"]{1,60}\"|'[^']{1,60}')[ \t]*:(?=[ \t]|$)")
WANTED: Final = frozenset(
    listed("license license_name license_link language languages base_model base_model_relation pipeline_tag tags library_name")
)
_NULLS: Final = frozenset({"~", "null", "Null", "NULL", "None"})
_HUB_ADDRESS: Final = re.compile(r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/", re.IGNORECASE)
_MAX_CHUNK, _MAX_DEPTH, _MAX_EVENTS, _MAX_ALIASES = 65_536, 12, 5_000, 8


class Item(NamedTuple):
    """One scalar of the front matter, the card's line it stands on, and the keys and places that lead to it."""

    text: str
    line: int
    path: tuple[str | int, ...] = ()


@dataclass(slots=True)
class FrontMatter:
    """Wanted keys with their scalars by line, and the lines of every key. `end` is the index of the first line after the block."""

    items: dict[str, tuple[Item, ...]] = field(default_factory=dict)
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    end: int = 0

    def first(self, key: str) -> Item | None:
        """The first scalar under a key."""
        return next(iter(self.items.get(key, ())), None)

    def texts(self, key: str) -> list[str]:
        """All scalars under a key."""
        return [item.text for item in self.items.get(key, ())]

    def words(self, key: str) -> frozenset[str]:
        """All scalars under a key in lower case."""
        return frozenset(text.lower() for text in self.texts(key))


def read_front_matter(lines: list[str], out: Findings) -> FrontMatter:
    """The front matter of a card's lines; blank lines before it are allowed."""
    start = next((i for i, line in enumerate(lines[:20]) if line.strip()), len(lines))
    if start >= len(lines) or lines[start].rstrip() != "---":
        return FrontMatter()
    end = next((i for i in range(start + 1, len(lines)) if lines[i].rstrip() in {"---", "..."}), None)
    matter = FrontMatter(end=len(lines) if end is None else end + 1)
    if start:
        out.reject(1, "front_matter.late: blank line before the front matter, so the Hub sees none")
    if end is None:  # the leading run of key lines is still worth having
        ends = (i for i in range(start + 1, len(lines)) if not lines[i].strip() or lines[i][0] == "#")
        end = matter.end = next(ends, len(lines))
        out.reject(start + 1, "front_matter.open: it is not closed by a line of three dashes")
    matter.places = _places(lines, start + 1, end, out)
    read = {key: tuple(read_key(key, lines, *place, out)) for key, place in matter.places.items() if key in WANTED}
    matter.items = {key: items for key, items in read.items() if items}
    return matter


def _places(lines: list[str], start: int, end: int, out: Findings) -> dict[str, tuple[int, int]]:
    places: dict[str, tuple[int, int]] = {}
    key = ""
    for i in range(start, end):
        line = lines[i]
        if not line or line[0] in " \t-#\r":
            if line[:1] == "\t" and key in WANTED:
                out.reject(i + 1, "front_matter.tab: tab as indentation", key)
        elif m := _KEY.match(line):
            key = m[1].strip("\"'").strip().lower()
            if key in places:
                out.reject(i + 1, f"front_matter.twice: key stands on line {places[key][0] + 1} already; the first is used", key)
                key = ""
        elif line.strip() and not (key and line[0] in "]})"):
            out.reject(i + 1, "front_matter.no_key: line is not a key")
        if key:
            places[key] = places.get(key, (i, i))[0], i + 1
    return places


def read_key(key: str, lines: list[str], first: int, last: int, out: Findings) -> list[Item]:
    """Scalars of one key, as far as it can be read."""
    chunk, _, cut = "\n".join((*lines[first:last], ""))[:_MAX_CHUNK].rpartition("\n")
    found: list[Item] = []
    fault = f"longer than {_MAX_CHUNK} characters" if cut else ""
    try:
        for item in _from_events(chunk, first):
            found.append(item)  # noqa: PERF402 - what stands before a fault is kept
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        fault = type(error).__name__
    if fault:
        out.reject(first + 1, f"front_matter.yaml: not all of it is read ({fault})", key)
    if key == "base_model":
        found = [item._replace(text=_HUB_ADDRESS.sub("", item.text).rstrip("/")) for item in found]
    return found


def _from_events(chunk: str, first: int) -> Iterator[Item]:
    """Scalars of a chunk by the parser's events, then ValueError where it is too deep or has too many aliases."""
    aliases = 0
    turns: list[str | int | None] = []  # per open collection: the key or place of what is next; None where a key is next
    for count, event in enumerate(yaml.parse(chunk, Loader=_LOADER)):
        if count > _MAX_EVENTS or len(turns) > _MAX_DEPTH or aliases > _MAX_ALIASES:
            raise ValueError("too large, too deep or too many aliases")
        if isinstance(event, MappingStartEvent | SequenceStartEvent):
            turns.append(None if isinstance(event, MappingStartEvent) else 0)
            continue
        text = ""
        if isinstance(event, CollectionEndEvent):
            turns.pop()
        elif isinstance(event, ScalarEvent):
            text = " ".join(event.value.split())
            if text and text not in _NULLS and turns[-1:] != [None]:
                line = first + 1 + (event.start_mark.line if event.start_mark else 0)
                yield Item(clean(text, 400), line, tuple(key for key in turns if key is not None))
        elif isinstance(event, NodeEvent):
            aliases += 1
        else:
            continue
        if turns:
            turns[-1] = text if turns[-1] is None else turns[-1] + 1 if isinstance(turns[-1], int) else None
