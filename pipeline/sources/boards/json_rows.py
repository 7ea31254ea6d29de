"""Rows of a JSON payload, at a JSON pointer: objects in an array, an object keyed by names, or a column each.

A part "name=Verified" of the pointer is the one object of an array with that member.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any, Final

from pipeline.model.boards import Layout
from pipeline.model.clean import clean
from pipeline.sources.boards.grid import Grid, GridRow, Refusal

KEY: Final = "(key)"
"""The column that holds a keyed row's own key."""
_DEPTH: Final = 4


def rows(text: str, layout: Layout, _: tuple[str, ...]) -> Grid:
    """The grid at the layout's path."""
    return rows_in(parse(text), layout)


def parse(text: str) -> Any:  # noqa: ANN401  # a JSON document is anything
    """One document; NaN and Infinity (which Python writes) are null; an object with one key twice is refused."""
    try:
        return json.loads(text, parse_constant=lambda _constant: None, object_pairs_hook=unique)
    except RecursionError:
        raise Refusal("not readable as JSON: nested too deeply") from None
    except ValueError as error:
        raise Refusal(f"not valid JSON: {str(error)[:120]}") from None


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of its members; ValueError where one key stands twice."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("an object has the same key twice")
    return made


def rows_in(document: object, layout: Layout) -> Grid:
    """The grid of a parsed document (YAML documents come here too)."""
    here = at(document, layout.path)
    grids = [grid for value in here if (grid := _grid(_entries(value, layout))).rows]
    if len(grids) > 1:
        raise Refusal(f"{len(grids)} places could be the table: say which with `path`")
    if grids:
        return grids[0]
    if here and here[0] in ([], {}):
        raise Refusal("the table is empty")
    expected = "a list for each column" if layout.by_column else "an object of rows" if layout.keyed else "an array of rows"
    reason = f"no table at {layout.path!r}: {expected} was expected" if here else f"nothing at {layout.path!r}"
    seen = here[0] if here else document
    raise Refusal(reason, None, tuple(map(str, seen)) if isinstance(seen, dict) else ())


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


def _grid(entries: Iterable[tuple[str, object]]) -> Grid:
    found = [*entries]
    made = [GridRow(where, dict(_flat(entry))) for where, entry in found if isinstance(entry, dict)]
    broken = {where: "not an object" for where, entry in found if not isinstance(entry, dict)}
    return Grid(tuple(dict.fromkeys(column for row in made for column in row.cells)), made, broken)


def _entries(value: object, layout: Layout) -> Iterator[tuple[str, object]]:
    """The rows with their places, in the layout's form; none where the value has another form."""
    place = layout.path
    if isinstance(value, list) and not layout.keyed and not layout.by_column:
        yield from ((f"{place}/{i}", entry) for i, entry in enumerate(value))
    elif isinstance(value, dict) and layout.by_column:  # a list each, or an object by the row's number
        columns = {n: dict(enumerate(c)) if isinstance(c, list) else c for n, c in value.items() if isinstance(c, list | dict)}
        for key in dict.fromkeys(k for cells in columns.values() for k in cells):
            yield _below(f"{place}/*", key), {name: cells.get(key) for name, cells in columns.items()}
    elif isinstance(value, dict) and layout.keyed:  # an object each, or a list of objects (a row for each task)
        for key, named in value.items():
            here = _below(place, key)
            several = [(f"{here}/{i}", one) for i, one in enumerate(named)] if isinstance(named, list) else [(here, named)]
            yield from ((where, {KEY: key, **one} if isinstance(one, dict) else one) for where, one in several)


def _below(place: str, key: object) -> str:
    return f"{place}/{clean(str(key)).replace('~', '~0').replace('/', '~1')}"


def _flat(entry: dict[str, Any], prefix: str = "", depth: int = 0) -> Iterator[tuple[str, object]]:
    """Nested members as columns with dots; deeper than four layers is no table any more."""
    for key, value in entry.items():
        if isinstance(value, dict) and depth < _DEPTH:
            yield from _flat(value, f"{prefix}{key}.", depth + 1)
        else:
            yield f"{prefix}{key}", value
