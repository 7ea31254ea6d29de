"""Additions to a person's TOML file: one more table of a list of tables, one more value of a list.

Values join their list by tomlkit, which keeps comments, order and spelling; a table is text at the end.
The result is read again before it is given back: it must say one thing more than before, and hold
every character that was there, in its order.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, Final

import tomli
import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Array

_HEADER: Final = re.compile(r"(?m)^[ \t]*\[")
Plain = str | int | float | bool | date | tuple[str, ...]


class CannotEdit(ValueError):  # noqa: N818  it says what is the case
    """The file's form admits no addition that keeps the rest: a person has to make it."""


def add_table(text: str, key: str, entry: Mapping[str, Plain]) -> str:
    """The text with one more `[[key]]` at its end; inline where the others are.

    Raises:
        CannotEdit: `key` is there and is no list of tables.
    """
    added = {name: list(value) if isinstance(value, tuple) else value for name, value in entry.items()}

    def insert(plain: str) -> str:
        if isinstance(tomlkit.parse(plain[: _tables(plain)]).get(key), Array):
            return _appended(plain, key, added, ())
        gap = "" if not plain or plain.endswith("\n\n") else "\n"
        return plain + gap + tomlkit.dumps({key: [added]})

    return _checked(text, key, added, insert)


def add_value(text: str, key: str, value: str, after: Sequence[str] = ()) -> str:
    """The text with one more value in the top-level list `key`; without that list, a new one.

    The new list stands after the last of the keys `after` that is there.

    Raises:
        CannotEdit: `key` is there and is no list.
    """
    return _checked(text, key, value, lambda plain: _appended(plain, key, value, after))


def _tables(text: str) -> int:
    """Where the first table begins. Before what only looks like a header, in a string or an array, the text is no TOML."""
    for header in _HEADER.finditer(text):
        with suppress(tomli.TOMLDecodeError):
            tomli.loads(text[: header.start()])
            return header.start()
    return len(text)


def _appended(text: str, key: str, added: str | dict[str, Any], after: Sequence[str]) -> str:
    tables = _tables(text)
    document = tomlkit.parse(text[:tables])
    here = document.get(key)
    if isinstance(here, Array):
        here.append(tomlkit.item(added, _parent=here) if isinstance(added, dict) else added)
    elif here is None:
        item = tomlkit.item([added])
        item.trivia.trail = "\n"
        places = [n for n, (name, _) in enumerate(document.body) if name is not None and name.key in after]
        document.body.insert(max(places, default=-1) + 1, (tomlkit.key(key), item))
    else:
        raise CannotEdit(f"{key} is not a list")
    return document.as_string() + text[tables:]


def _checked(text: str, key: str, added: str | dict[str, Any], insert: Callable[[str], str]) -> str:
    """The new text, if it reads as the old one with one thing more. A byte order mark stays."""
    mark = "\ufeff" * text.startswith("\ufeff")
    plain = text.removeprefix("\ufeff")
    plain += "\n" * (bool(plain) and not plain.endswith("\n"))
    try:
        expected = tomli.loads(plain)
        new = insert(plain)
        found = tomli.loads(new)
    except (TOMLKitError, tomli.TOMLDecodeError) as error:
        raise CannotEdit(f"the file cannot be added to: {error}") from error
    had = expected.get(key, [])
    if not isinstance(had, list):
        raise CannotEdit(f"{key} is not a list")
    signs = iter(mark + new)
    if found != {**expected, key: [*had, added]} or not all(sign in signs for sign in text):
        raise CannotEdit(f"{key} cannot be added to without touching the rest of the file")
    return mark + new
