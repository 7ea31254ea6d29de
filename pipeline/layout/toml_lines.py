"""The line of a key in a TOML file, for error messages.

`tomli` keeps no positions. This walks headers, keys and multi-line strings once, and knows
just enough TOML for files that tomli has already accepted.
"""

import re
from typing import Final

_HEADER: Final = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY: Final = re.compile(
    r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*="""
)
_PART: Final = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")

Path = tuple[str | int, ...]


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(p.strip("\"'") for p in _PART.findall(dotted))


def line_index(text: str) -> dict[Path, int]:
    """Every header and key of a TOML text with its line, counted from 1."""
    index: dict[Path, int] = {}
    arrays: dict[Path, int] = {}
    here: Path = ()
    closing: str | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        if closing is not None:
            if closing in line:
                closing = None
            continue
        header = _HEADER.match(line)
        if header and "=" not in line.split("#", 1)[0].split("]", 1)[0]:
            here = _resolve(_parts(header[2]), arrays, opens_array=header[1] == "[[")
            index.setdefault(here, number)
            continue
        key = _KEY.match(line)
        if key:
            path = here + _parts(key[1])
            for depth in range(len(here) + 1, len(path) + 1):
                index.setdefault(path[:depth], number)
            rest = line[key.end() :]
            for quote in ('"""', "'''"):
                if rest.count(quote) % 2:
                    closing = quote
                    break
    return index


def _resolve(parts: tuple[str, ...], arrays: dict[Path, int], *, opens_array: bool) -> Path:
    path: Path = ()
    for position, part in enumerate(parts):
        path = (*path, part)
        last = position == len(parts) - 1
        if last and opens_array:
            arrays[path] = arrays.get(path, -1) + 1
        if path in arrays:
            path = (*path, arrays[path])
    return path


def line_of(text: str, loc: Path) -> int | None:
    """The line of the deepest part of `loc` that stands in the text."""
    index = line_index(text)
    for depth in range(len(loc), 0, -1):
        found = index.get(loc[:depth])
        if found is not None:
            return found
    return None


def line_with(data: bytes, value: str) -> int | None:
    """The first line of a TOML file that holds a string value, as it is quoted."""
    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), start=1):
        if f'"{value}"' in line or f"'{value}'" in line:
            return number
    return None
