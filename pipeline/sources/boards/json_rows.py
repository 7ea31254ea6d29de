"""Rows of a JSON payload: an array of objects, or an object keyed by names, at a JSON pointer.

A layer around the table ({"data": …}) is looked through when exactly one place in it fits.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

from pipeline.sources.boards.grid import Grid, Refusal, Row, text_of, too_many

KEY: Final = "(key)"
"""The column that holds a keyed row's own key."""

_DEPTH: Final = 4


def rows(payload: bytes, path: str, *, keyed: bool, fits: Callable[[tuple[str, ...]], bool]) -> Grid | Refusal:
    """The grid at `path`; `fits` says whether columns are those that the board needs."""
    document = parse(payload)
    if isinstance(document, Refusal):
        return document
    return rows_in(document, path, keyed=keyed, fits=fits)


def parse(payload: bytes) -> Any | Refusal:  # noqa: ANN401  # a JSON document is anything
    """The document; NaN, Infinity and an object with the same key twice are refused."""
    text = text_of(payload)
    if isinstance(text, Refusal):
        return text
    try:
        return json.loads(text, parse_constant=_not_json, object_pairs_hook=_unique)
    except RecursionError:
        return Refusal("not readable as JSON: nested too deeply")
    except ValueError as error:
        return Refusal(f"not valid JSON: {str(error)[:120]}")


def _not_json(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("an object has the same key twice")
    return made


def rows_in(document: object, path: str, *, keyed: bool, fits: Callable[[tuple[str, ...]], bool]) -> Grid | Refusal:
    """The grid at `path` of a parsed document (YAML documents come here too)."""
    here = _at(document, path)
    grid = _grid(here, path, keyed=keyed)
    if grid is not None and grid.rows and fits(grid.columns):
        return grid
    deeper = []
    for place, value in _one_level_deeper(document, path):
        found = _grid(value, place, keyed=keyed)
        if found is not None and found.rows and fits(found.columns):
            deeper.append(found)
    if len(deeper) == 1:
        return deeper[0]
    if len(deeper) > 1:
        return Refusal(f"{len(deeper)} places could be the table: say which with `path`")
    return _why(document, here, path, grid, keyed=keyed)


def _why(document: object, here: object, path: str, grid: Grid | None, *, keyed: bool) -> Grid | Refusal:
    if here is _MISSING:
        keys = tuple(map(str, document))[:20] if isinstance(document, dict) else ()
        return Refusal(f"nothing at {path!r}", None, keys)
    if grid is not None and grid.rows:
        return grid  # the columns are wrong: whoever asked names the one that is missing
    if isinstance(here, list | dict) and not here:
        return Refusal("the table is empty")
    return Refusal(f"no table at {path!r}: {'an object of rows' if keyed else 'an array of rows'} was expected")


class _Missing:
    """What is not there, as told from null."""


_MISSING: Final = _Missing()


def _at(document: object, pointer: str) -> object:
    here = document
    for raw in pointer.split("/")[1:]:
        part = raw.replace("~1", "/").replace("~0", "~")
        if isinstance(here, dict) and part in here:
            here = here[part]
        elif isinstance(here, list) and part.isascii() and part.isdigit() and len(part) < 9 and int(part) < len(here):
            here = here[int(part)]
        else:
            return _MISSING
    return here


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


def _grid(value: object, place: str, *, keyed: bool) -> Grid | None:
    if keyed and isinstance(value, dict):
        entries = [(f"{place}/{_escaped(k)}", {KEY: k, **v} if isinstance(v, dict) else v) for k, v in value.items()]
    elif not keyed and isinstance(value, list):
        entries = [(f"{place}/{i}", v) for i, v in enumerate(value)]
    else:
        return None
    made: list[Row] = []
    broken: dict[str, str] = {}
    columns: dict[str, None] = {}
    for where, entry in entries:
        if not isinstance(entry, dict):
            broken[where] = "not an object"
            continue
        cells = _flat(entry)
        columns.update(dict.fromkeys(cells))
        made.append(Row(where, cells))
    return Grid(tuple(columns), made, broken)


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


def checked_size(grid: Grid) -> Grid | Refusal:
    """The grid, or a refusal where it is larger than any board."""
    return too_many(len(grid.rows), len(grid.columns)) or grid
