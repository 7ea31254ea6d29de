"""A Markdown page as sections: heading, level, anchor as GitHub makes it, and its own lines."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from pipeline.adopt.inline import plain

_HEADING: Final = re.compile(r" {0,3}(#{1,6})(?:[ \t]+|$)(.*)")
_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})")
_NOT_IN_ANCHOR: Final = re.compile(r"[^\w\- ]")


class Line(NamedTuple):
    """A line with its number, counted from 1; `code` where it stands in a fenced block."""

    number: int
    text: str
    code: bool = False


class Section(NamedTuple):
    """A heading with everything up to the next heading.

    `titles` are the headings above it without the page's own, nearest last.
    """

    title: str  # the heading's Markdown
    level: int
    line: int
    anchor: str
    titles: tuple[str, ...]
    body: tuple[Line, ...]
    deeper: tuple[int, ...]  # places of the sections inside this one


def read_sections(text: str) -> tuple[Section, ...]:
    """The sections of a page in order; the first one holds what stands before any heading (level 0)."""
    heads: list[tuple[int, str, int]] = [(0, "", 1)]
    bodies: list[list[Line]] = [[]]
    for line in lines(text):
        match = None if line.code else _HEADING.match(line.text)
        if match:
            heads.append((len(match[1]), match[2].rstrip().rstrip("#").rstrip(), line.number))
            bodies.append([])
        else:
            bodies[-1].append(line)
    anchors: dict[str, int] = {}
    path: list[tuple[int, str]] = []
    found: list[Section] = []
    for place, (level, title, number) in enumerate(heads):
        while path and path[-1][0] >= level:
            path.pop()
        titles = tuple(t for depth, t in path if depth > 1)
        path.append((level, title))
        end = next((n for n in range(place + 1, len(heads)) if heads[n][0] <= level), len(heads))
        deeper = tuple(range(place + 1, end)) if level else ()
        found.append(Section(title, level, number, _anchor(title, anchors), titles, tuple(bodies[place]), deeper))
    return tuple(found)


def lines(text: str) -> Iterator[Line]:
    """The lines of a text, those of fenced code marked."""
    fence = ""
    for number, line in enumerate(text.split("\n"), start=1):
        mark = _FENCE.match(line)
        if fence:
            yield Line(number, line, code=True)
            if mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif mark:
            fence = mark[1]
            yield Line(number, line, code=True)
        else:
            yield Line(number, line)


def whole_body(sections: tuple[Section, ...], place: int, *, kept: frozenset[int] = frozenset()) -> tuple[Line, ...]:
    """A section's lines with those of the sections inside it, headings included, but for the places in `kept`."""
    section = sections[place]
    body = list(section.body)
    for inner in section.deeper:
        if inner in kept:
            continue
        deep = sections[inner]
        body.append(Line(deep.line, "#" * deep.level + " " + deep.title))
        body.extend(deep.body)
    return tuple(body)


def _anchor(title: str, seen: dict[str, int]) -> str:
    """The anchor that GitHub gives a heading: lower case, no punctuation, dashes for spaces, numbered when repeated."""
    anchor = _NOT_IN_ANCHOR.sub("", plain(title).lower()).replace(" ", "-")
    count = seen.get(anchor, 0)
    seen[anchor] = count + 1
    return f"{anchor}-{count}" if count else anchor
