"""The line of a key in a TOML file, for error messages: `tomli` keeps no positions.

What reads headers, keys and multi-line strings here knows just enough TOML for files that tomli has accepted.
"""

import re
from collections.abc import Iterator
from typing import Final

_HEADER: Final = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_PART: Final = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")
_KEY: Final = re.compile(rf"^\s*((?:{_PART.pattern})(?:\s*\.\s*(?:{_PART.pattern}))*)\s*=")

Path = tuple[str | int, ...]


def line_of(text: str, loc: Path) -> int | None:
    """The line, counted from 1, of the deepest part of `loc` that stands in a TOML text."""
    index: dict[Path, int] = {}
    for path, number in _places(text):
        index.setdefault(path, number)
    return next((index[loc[:depth]] for depth in range(len(loc), 0, -1) if loc[:depth] in index), None)


def _places(text: str) -> Iterator[tuple[Path, int]]:
    """Every header and key with its line; a dotted key opens the tables before its last part too."""
    arrays: dict[Path, int] = {}
    here: Path = ()
    closing = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if closing:
            closing = closing * (closing not in line)
        elif (header := _HEADER.match(line)) and "=" not in line.split("#", 1)[0].split("]", 1)[0]:
            here = _opened(_parts(header[2]), arrays, in_array=header[1] == "[[")
            yield here, number
        elif key := _KEY.match(line):
            parts = _parts(key[1])
            yield from (((*here, *parts[:depth]), number) for depth in range(1, len(parts) + 1))
            closing = next((quote for quote in ('"""', "'''") if line.count(quote, key.end()) % 2), "")


def _parts(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(dotted)]


def _opened(parts: list[str], arrays: dict[Path, int], *, in_array: bool) -> Path:
    """The table that a header opens, with the places of tables in their arrays, which are counted."""
    path: Path = ()
    for left, part in enumerate(parts, start=1 - len(parts)):
        path = (*path, part)
        if in_array and not left:
            arrays[path] = arrays.get(path, -1) + 1
        path = (*path, arrays[path]) if path in arrays else path
    return path


def line_with(data: bytes, value: str) -> int | None:
    """The first line of a TOML file that holds a string value, as it is quoted."""
    lines = enumerate(data.decode("utf-8", "replace").splitlines(), start=1)
    return next((number for number, line in lines if f'"{value}"' in line or f"'{value}'" in line), None)
