"""Rows of a JSON payload, at a JSON pointer: objects in an array, an object keyed by names, or a column each.

A part "name=Verified" of the pointer is the one object of an array with that member: a table is chosen by
what it is called, since its place may be another's tomorrow.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from pipeline.model.boards import Layout
from pipeline.sources.boards.grid import Grid, GridRow, Refusal

KEY: Final = "(key)"
"""The column that holds a keyed row's own key."""

_DEPTH: Final = 4


def rows(text: str, layout: Layout, wanted: tuple[str, ...]) -> Grid | Refusal:
    """The grid at the layout's path."""
    del wanted
    document = parse(text)
    return document if isinstance(document, Refusal) else rows_in(document, layout)


def parse(text: str) -> Any | Refusal:  # noqa: ANN401  # a JSON document is anything
    """One document; NaN and Infinity (which Python writes) are null, an object with the same key twice is refused."""
    try:
        return json.loads(text, parse_constant=lambda _constant: None, object_pairs_hook=unique)
    except RecursionError:
        return Refusal("not readable as JSON: nested too deeply")
    except ValueError as error:
        return Refusal(f"not valid JSON: {str(error)[:120]}")


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of its members.

    Raises:
        ValueError: one key stands twice.
    """
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("an object has the same key twice")
    return made


def rows_in(document: object, layout: Layout) -> Grid | Refusal:
    """The grid of a parsed document (YAML documents come here too)."""
    here = at(document, layout.path)
    made = (_grid(entries) for value in here if (entries := _entries(value, layout.path, layout)) is not None)
    grids = [grid for grid in made if grid.rows]
    if len(grids) > 1:
        return Refusal(f"{len(grids)} places could be the table: say which with `path`")
    if grids:
        return grids[0]
    if not here:
        return Refusal(f"nothing at {layout.path!r}", None, _keys(document))
    if here[0] in ([], {}):
        return Refusal("the table is empty")
    expected = "a list for each column" if layout.by_column else "an object of rows" if layout.keyed else "an array of rows"
    return Refusal(f"no table at {layout.path!r}: {expected} was expected", None, _keys(here[0]))


def _keys(here: object) -> tuple[str, ...]:
    return tuple(map(str, here))[:20] if isinstance(here, dict) else ()


def at(document: object, pointer: str) -> list[object]:
    """What stands at a JSON pointer: nothing, one thing, or several, where a part of it is "*"."""
    here = [document]
    for raw in pointer.split("/")[1:]:
        here = [found for one in here for found in _step(one, raw.replace("~1", "/").replace("~0", "~"))]
    return here


def _step(here: object, part: str) -> Iterable[object]:
    if part == "*" and isinstance(here, list | dict):
        return here.values() if isinstance(here, dict) else here
    if isinstance(here, dict):
        return (here[part],) if part in here else ()
    if not isinstance(here, list):
        return ()
    if part.isascii() and part.isdigit() and len(part) < 9:
        return here[int(part) :][:1]
    member, equals, text = part.partition("=")
    named = [item for item in here if isinstance(item, dict) and str(item.get(member, "")) == text]
    return named if equals and len(named) == 1 else ()


def _escaped(key: object) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")


def _grid(entries: Iterable[tuple[str, object]]) -> Grid:
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


def _entries(value: object, place: str, layout: Layout) -> Iterable[tuple[str, object]] | None:
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
    cells: dict[str, object] = {}
    for key, value in entry.items():
        if isinstance(value, dict) and depth < _DEPTH:
            cells.update(_flat(value, f"{prefix}{key}.", depth + 1))
        else:
            cells[f"{prefix}{key}"] = value
    return cells
