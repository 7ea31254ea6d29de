"""Rows of a GitHub-flavoured Markdown table, chosen by the heading above it.

https://github.github.com/gfm/#tables-extension-
"""

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from pipeline.sources.boards.drift import fold
from pipeline.sources.boards.grid import MAX_COLUMNS, MAX_ROWS, Grid, Refusal, Row, text_of
from pipeline.sources.boards.normalise import label, name

_HEADING: Final = re.compile(r" {0,3}#{1,6}[ \t]+([^\n]*)")
_RULE: Final = re.compile(r":?-+:?")
_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})")


class _Found(NamedTuple):
    """A table: the heading above it, the line of its header (from 1), its lines of cells."""

    heading: str
    line: int
    header: list[str]
    body: list[tuple[int, list[str]]]
    at_end: bool


def rows(payload: bytes, heading: str, nth: int, fits: Callable[[tuple[str, ...]], bool]) -> Grid | Refusal:
    """The grid of the chosen table."""
    text = text_of(payload)
    if isinstance(text, Refusal):
        return text
    tables = _tables(text)
    if not tables:
        return Refusal("the document has no table")
    if heading:
        under = [t for t in tables if fold(t.heading) == fold(heading)]
        if len(under) < nth:
            headings = tuple(dict.fromkeys(t.heading for t in tables if t.heading))
            return Refusal(f"no table number {nth} under the heading {heading!r}", None, headings[:20])
        return _grid(under[nth - 1])
    suitable = [g for g in map(_grid, tables) if isinstance(g, Grid) and fits(g.columns)]
    if len(suitable) < nth or (len(suitable) > 1 and nth == 1):
        return Refusal(f"{len(suitable) or 'none'} of {len(tables)} tables has the columns: say which with `table`")
    return suitable[nth - 1]


def _grid(table: _Found) -> Grid | Refusal:
    header = tuple(label(c) for c in table.header)
    if len(set(header)) != len(header):
        return Refusal("two columns have the same name", None, header[:20])
    if len(header) > MAX_COLUMNS or len(table.body) > MAX_ROWS:
        return Refusal("the table is larger than any board")
    made: list[Row] = []
    broken: dict[str, str] = {}
    for line, cells in table.body:
        if len(cells) != len(header):
            broken[f"line {line}"] = f"{len(cells)} cells under {len(header)} columns"
            continue
        named = name(cells[0])
        link = named[1] if isinstance(named, tuple) else None
        made.append(Row(f"line {line}", dict(zip(header, cells, strict=True)), link))
    if table.at_end and table.body and len(table.body[-1][1]) < len(header):
        return Refusal("the table ends inside a row: it was cut")
    if not made:
        return Refusal("the table has no rows", None, header[:20])
    return Grid(header, made, broken)


def _tables(text: str) -> list[_Found]:
    found: list[_Found] = []
    heading, fence, previous = "", "", ""
    table: _Found | None = None
    lines = text.splitlines()
    for number, line in enumerate(lines, start=1):
        fence_here = _FENCE.match(line)
        if fence:
            fence = "" if _closes(line, fence) else fence
            continue
        if table is not None:
            if "|" in line:
                table.body.append((number, _cells(line)))
                continue
            table = None
        if fence_here:
            fence = fence_here[1]
        elif head := _HEADING.match(line):
            heading = label(head[1].rstrip().rstrip("#"))
        elif _is_rule(line, previous):
            table = _Found(heading, number - 1, _cells(previous), [], at_end=False)
            found.append(table)
        previous = line
    if table is not None:
        found[-1] = table._replace(at_end=True)
    return found


def _closes(line: str, fence: str) -> bool:
    text = line.strip()
    return text.startswith(fence) and not text.strip(fence[0])


def _is_rule(line: str, previous: str) -> bool:
    """Whether a line is the rule below a table's header: as many cells, each of dashes."""
    if "|" not in previous or "-" not in line:
        return False
    cells = _cells(line)
    return all(map(_RULE.fullmatch, cells)) and len(cells) == len(_cells(previous))


def _cells(line: str) -> list[str]:
    """The cells of a line, split at bars that are not escaped."""
    text = line.strip()
    text = text.removeprefix("|")
    if text.endswith("|") and not text.endswith("\\|"):
        text = text[:-1]
    return [c.replace("\0", "|").strip() for c in text.replace("\\|", "\0").split("|")]
