"""Additions to a TOML file: one more table of an array of tables, one more value of a list, one more key.

Each adds bytes at one place and leaves the rest as it was; the result is read again before it is
given back.
"""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import tomlkit

from pipeline.edit.statements import Statement, end_of_line, last_in_array, statements

Plain = str | int | float | bool | date | tuple[str, ...]


class CannotEdit(ValueError):  # noqa: N818  it says what is the case
    """The file's form admits no addition that keeps the rest: a person has to make it."""


def add_table(text: str, key: str, entry: Mapping[str, Plain]) -> str:
    """The text with one more `[[key]]`, after the last one there is, else at the end.

    Raises:
        CannotEdit: `key` is there and is no list of tables.
    """
    found = list(statements(text))
    inline = next((s for s in found if s.kind == "key" and s.path == (key,)), None)
    if inline is not None:
        return _checked(text, _insert_value(text, inline, _inline(entry)), key, _plain(entry))
    line = _line_break(text)
    block = line.join([f"[[{key}]]", *(f"{name} = {_item(value)}" for name, value in entry.items())]) + line
    last = _last_of_block(found, key)
    if last is None:
        start = "" if not text.strip("\ufeff") else text if text.endswith("\n") else text + line
        gap = "" if not start.strip() or start.endswith(line * 2) else line
        return _checked(text, (start or text) + gap + block, key, _plain(entry))
    at = end_of_line(text, last.end)
    if at == len(text):
        return _checked(text, text + line + line + block, key, _plain(entry))
    return _checked(text, text[: at + 1] + line + block + text[at + 1 :], key, _plain(entry))


def add_value(text: str, key: str, value: str, after: Sequence[str] = ()) -> str:
    """The text with one more value in the top-level list `key`; without that list, a new one.

    The new list stands after the last of the keys `after` that is there.

    Raises:
        CannotEdit: `key` is there and is no list.
    """
    found = list(statements(text))
    here = next((s for s in found if s.kind == "key" and s.path == (key,)), None)
    if here is not None:
        return _checked(text, _insert_value(text, here, _item(value)), key, value)
    line = _line_break(text)
    before = [s for s in found if s.kind == "key" and len(s.path) == 1 and s.path[0] in after]
    at = max((end_of_line(text, s.end) for s in before), default=0 if text.startswith("\ufeff") else -1)
    added = f"{key} = [{_item(value)}]{line}"
    if at == len(text):
        return _checked(text, text + line + added, key, value)
    return _checked(text, text[: at + 1] + added + text[at + 1 :], key, value)


def _insert_value(text: str, here: Statement, item: str) -> str:
    if text[here.value] != "[":
        raise CannotEdit(f"{'.'.join(here.path)} is not a list")
    first, last, comma, closing = last_in_array(text, here.value)
    if first < 0:
        return text[: here.value + 1] + item + text[here.value + 1 :]
    start_of_line = text.rfind("\n", 0, first) + 1
    indent = text[start_of_line:first]
    if start_of_line <= here.value or indent.strip():
        # On one line: right after the last value.
        return text[:last] + ", " + item + text[last:]
    line = _line_break(text)
    if not comma:
        return text[:last] + "," + line + indent + item + text[last:]
    # After a comma, and after the comment that may follow it on its line.
    at = min(end_of_line(text, last), closing)
    if at == closing:
        return text[:last] + ", " + item + text[last:]
    return text[: at + 1] + indent + item + "," + line + text[at + 1 :]


def _last_of_block(found: Sequence[Statement], key: str) -> Statement | None:
    """The last statement below the last `[[key]]`."""
    last: Statement | None = None
    inside = False
    for one in found:
        if one.kind != "key":
            inside = one.path[0] == key
        if inside:
            last = one
    return last


def _line_break(text: str) -> str:
    at = text.find("\n")
    return "\r\n" if at > 0 and text[at - 1] == "\r" else "\n"


def _item(value: Plain) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(_item(v) for v in value) + "]"
    return tomlkit.item(value).as_string()


def _inline(entry: Mapping[str, Plain]) -> str:
    return "{ " + ", ".join(f"{name} = {_item(value)}" for name, value in entry.items()) + " }"


def _plain(entry: Mapping[str, Plain]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in entry.items()}


def _checked(old: str, new: str, key: str, added: object) -> str:
    """The new text, if it reads as the old one with one thing more."""
    try:
        expected = tomllib.loads(old.removeprefix("\ufeff"))
        found = tomllib.loads(new.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise CannotEdit(f"the file cannot be added to: {error}") from error
    expected[key] = [*expected.get(key, []), added]
    if found != expected:
        raise CannotEdit(f"{key} cannot be added to without touching the rest of the file")
    return new
