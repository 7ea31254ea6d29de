"""Rows of a JSON payload, at a JSON pointer: objects in an array, an object keyed by names, or a column each.

A part "name=Verified" of the pointer is the one object of an array with that member: a table is chosen by
what it is called, since its place may be another's tomorrow. A layer around the table ({"data": …}) is
looked through when exactly one place in it fits.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pipeline.model.boards import Layout
from pipeline.sources.boards.grid import Fits, Grid, GridRow, Refusal, text_of

KEY: Final = "(key)"
"""The column that holds a keyed row's own key."""

_DEPTH: Final = 4


class _Missing:
    """What is not there, as told from null."""


_MISSING: Final = _Missing()


def rows(payload: bytes, layout: Layout, wanted: tuple[str, ...], fits: Fits) -> Grid | Refusal:
    """The grid at the layout's path."""
    del wanted
    document = parse(payload, layout.encoding)
    return document if isinstance(document, Refusal) else rows_in(document, layout, fits)


def parse(payload: bytes, encoding: str = "utf-8") -> Any | Refusal:  # noqa: ANN401  # a JSON document is anything
    """The document; NaN and Infinity (which Python writes) are null, an object with the same key twice is refused."""
    text = text_of(payload, encoding)
    return text if isinstance(text, Refusal) else parse_text(text)


def parse_text(text: str) -> Any | Refusal:  # noqa: ANN401  # a JSON document is anything
    """One JSON document."""
    try:
        return json.loads(text, parse_constant=lambda _constant: None, object_pairs_hook=_unique)
    except RecursionError:
        return Refusal("not readable as JSON: nested too deeply")
    except ValueError as error:
        return Refusal(f"not valid JSON: {str(error)[:120]}")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("an object has the same key twice")
    return made


def rows_in(document: object, layout: Layout, fits: Fits) -> Grid | Refusal:
    """The grid of a parsed document (YAML documents come here too)."""
    here = _at(document, layout.path)
    grid = _grid(here, layout.path, layout)
    if grid is not None and grid.rows and fits(grid.columns):
        return grid
    found = [_grid(value, place, layout) for place, value in _one_level_deeper(document, layout.path)]
    deeper = [g for g in found if g is not None and g.rows and fits(g.columns)]
    if len(deeper) == 1:
        return deeper[0]
    if len(deeper) > 1:
        return Refusal(f"{len(deeper)} places could be the table: say which with `path`")
    if grid is not None and grid.rows:
        return grid  # the columns are wrong: whoever asked names the one that is missing
    return _nothing(document, here, layout)


def _nothing(document: object, here: object, layout: Layout) -> Refusal:
    if here is _MISSING:
        keys = tuple(map(str, document))[:20] if isinstance(document, dict) else ()
        return Refusal(f"nothing at {layout.path!r}", None, keys)
    if isinstance(here, list | dict) and not here:
        return Refusal("the table is empty")
    expected = {True: "an object of rows", False: "an array of rows"}[layout.keyed]
    return Refusal(f"no table at {layout.path!r}: {'a list for each column' if layout.by_column else expected} was expected")


def _at(document: object, pointer: str) -> object:
    here = document
    for raw in pointer.split("/")[1:]:
        here = _step(here, raw.replace("~1", "/").replace("~0", "~"))
    return here


def _step(here: object, part: str) -> object:
    if isinstance(here, dict):
        return here.get(part, _MISSING)
    if not isinstance(here, list):
        return _MISSING
    if part.isascii() and part.isdigit() and len(part) < 9:
        return here[int(part)] if int(part) < len(here) else _MISSING
    member, equals, text = part.partition("=")
    named = [item for item in here if isinstance(item, dict) and str(item.get(member, "")) == text]
    return named[0] if equals and len(named) == 1 else _MISSING


def _one_level_deeper(document: object, path: str) -> Iterator[tuple[str, object]]:
    """The places one layer further in: below the pointer's target, and below the root before it."""
    here = _at(document, path)
    if isinstance(here, dict):
        yield from ((f"{path}/{_escaped(k)}", v) for k, v in here.items())
    if path and isinstance(document, dict):
        for key, value in document.items():
            found = _at(value, path)
            if found is not _MISSING:
                yield f"/{_escaped(key)}{path}", found


def _escaped(key: object) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")


def _grid(value: object, place: str, layout: Layout) -> Grid | None:
    entries = _entries(value, place, layout)
    if entries is None:
        return None
    made: list[GridRow] = []
    broken: dict[str, str] = {}
    columns: dict[str, None] = {}
    for where, entry in entries:
        if not isinstance(entry, dict):
            broken[where] = "not an object"
            continue
        cells = _flat(entry)
        columns.update(dict.fromkeys(cells))
        made.append(GridRow(where, cells))
    return Grid(tuple(columns), made, broken)


def _entries(value: object, place: str, layout: Layout) -> Iterator[tuple[str, object]] | None:
    """The rows with their places, in the layout's form; None where the value has another form."""
    if layout.by_column:
        return _across(value, place) if isinstance(value, dict) else None
    if layout.keyed and isinstance(value, dict):
        return _keyed(value, place)
    if not layout.keyed and isinstance(value, list):
        return ((f"{place}/{i}", v) for i, v in enumerate(value))
    return None


def _keyed(table: Mapping[str, object], place: str) -> Iterator[tuple[str, object]]:
    """Rows under their names: an object each, or a list of objects (a row for each task)."""
    for key, value in table.items():
        here = f"{place}/{_escaped(key)}"
        if isinstance(value, list):
            yield from ((f"{here}/{i}", {KEY: key, **v} if isinstance(v, dict) else v) for i, v in enumerate(value))
        else:
            yield here, {KEY: key, **value} if isinstance(value, dict) else value


def _across(table: Mapping[str, object], place: str) -> Iterator[tuple[str, object]]:
    """Rows of a table that is written column by column: a list each, or an object by the row's number."""
    columns = {
        name: dict(enumerate(cells)) if isinstance(cells, list) else cells
        for name, cells in table.items()
        if isinstance(cells, list | dict)
    }
    for key in dict.fromkeys(k for cells in columns.values() for k in cells):
        yield f"{place}/*/{_escaped(key)}", {name: cells.get(key) for name, cells in columns.items()}


def _flat(entry: dict[str, Any], prefix: str = "", depth: int = 0) -> dict[str, object]:
    """Nested members as columns with dots; deeper than four layers is no table any more."""
    if not prefix and not any(isinstance(v, dict) for v in entry.values()):
        return entry
    cells: dict[str, object] = {}
    for key, value in entry.items():
        if isinstance(value, dict) and depth < _DEPTH:
            cells.update(_flat(value, f"{prefix}{key}.", depth + 1))
        else:
            cells[f"{prefix}{key}"] = value
    return cells
