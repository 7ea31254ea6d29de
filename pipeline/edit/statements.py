"""Where the statements of a TOML text stand: headers and keys with the places of their values.

TOML libraries give values; an edit that keeps every byte needs places. The text must be valid
TOML (`tomllib` has read it): this walks over it and decides nothing about it.
"""

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

_SPACE: Final = " \t"
_GAPS: Final = " \t\r\n,"


class Statement(NamedTuple):
    """A header ("[a]" or "[[a]]") or a key: its full path, and where it starts, where its value starts and where it ends."""

    kind: Literal["table", "tables", "key"]
    path: tuple[str, ...]
    start: int
    value: int
    end: int


def statements(text: str) -> Iterator[Statement]:
    """Every header and key of the text, in order. Keys inside inline tables are part of their value."""
    here: tuple[str, ...] = ()
    at = 1 if text.startswith("\ufeff") else 0
    while at < len(text):
        if text[at] in " \t\r\n":
            at += 1
        elif text[at] == "#":
            at = end_of_line(text, at)
        elif text[at] == "[":
            opening = 2 if text.startswith("[[", at) else 1
            here, end = _dotted(text, at + opening, "]")
            yield Statement("tables" if opening == 2 else "table", here, at, end + opening, end + opening)
            at = end_of_line(text, end)
        else:
            path, equals = _dotted(text, at, "=")
            value = equals + 1
            while text[value] in _SPACE:
                value += 1
            end = _value_end(text, value)
            yield Statement("key", here + path, at, value, end)
            at = end_of_line(text, end)


def end_of_line(text: str, at: int) -> int:
    """The place of the next line break, or the text's end."""
    found = text.find("\n", at)
    return len(text) if found < 0 else found


def last_in_array(text: str, start: int) -> tuple[int, int, bool, int]:
    """The last value of the array that starts here: (its start, its end, whether a comma follows, the closing bracket).

    An empty array has -1 for start and end.
    """
    first = last = -1
    comma = False
    at = start + 1
    while text[at] != "]":
        if text[at] in " \t\r\n":
            at += 1
        elif text[at] == ",":
            comma, at = True, at + 1
        elif text[at] == "#":
            at = end_of_line(text, at)
        else:
            first, last, comma = at, _value_end(text, at), False
            at = last
    return first, last, comma, at


def _dotted(text: str, at: int, stop: str) -> tuple[tuple[str, ...], int]:
    """A dotted key and the place of the sign that ends it."""
    parts: list[str] = []
    while text[at] != stop:
        if text[at] in " \t.":
            at += 1
        elif text[at] in "\"'":
            end = _string_end(text, at)
            parts.append(text[at + 1 : end - 1])
            at = end
        else:
            end = at
            while text[end] not in f" \t.{stop}":
                end += 1
            parts.append(text[at:end])
            at = end
    return tuple(parts), at


def _value_end(text: str, at: int) -> int:
    sign = text[at]
    if sign in "\"'":
        return _string_end(text, at)
    if sign in "[{":
        return _nested_end(text, at)
    end = at
    while end < len(text) and text[end] not in "\r\n#,]}":
        end += 1
    return at + len(text[at:end].rstrip())


def _nested_end(text: str, at: int) -> int:
    """The end of an array or inline table; nesting is counted, so that depth costs no stack."""
    depth = 0
    while True:
        sign = text[at]
        if sign in "\"'":
            at = _string_end(text, at)
            continue
        if sign == "#":
            at = end_of_line(text, at)
            continue
        depth += (sign in "[{") - (sign in "]}")
        at += 1
        if depth == 0:
            return at


def _string_end(text: str, at: int) -> int:
    quote = text[at]
    triple = quote * 3
    if text.startswith(triple, at):
        end = at + 3
        while not text.startswith(triple, end):
            end += 2 if quote == '"' and text[end] == "\\" else 1
        end += 3
        # Up to two quotes of the value may stand right before the closing three.
        while text.startswith(quote, end) and end - at < len(text):
            end += 1
        return end
    end = at + 1
    while text[end] != quote:
        end += 2 if quote == '"' and text[end] == "\\" else 1
    return end + 1
