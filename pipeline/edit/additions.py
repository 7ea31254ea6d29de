"""Additions to a person's TOML file: one more table of a list of tables, one more value of a list.

Values join their list by tomlkit, which keeps comments, order and spelling; tables are text after
their like. The result is read again before it is given back: it must say one thing more than
before, and hold every character that was there, in its order.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Final

import tomli
import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Array

Plain = str | int | float | bool | date | tuple[str, ...]

_HEADER: Final = re.compile(r"(?m)^[ \t]*\[+[ \t]*([^\[\].\s]+)")
_TAIL: Final = re.compile(r"(?m)^(?:[ \t]*(?:#[^\n]*)?\n)*\Z")
"""Blank lines and comments before a header: they belong to what follows."""


class CannotEdit(ValueError):  # noqa: N818  it says what is the case
    """The file's form admits no addition that keeps the rest: a person has to make it."""


def add_table(text: str, key: str, entry: Mapping[str, Plain]) -> str:
    """The text with one more `[[key]]` after the last one there is, else at the end; inline where the others are.

    Raises:
        CannotEdit: `key` is there and is no list of tables.
    """
    added = {name: list(value) if isinstance(value, tuple) else value for name, value in entry.items()}

    def insert(plain: str) -> str:
        headers = _headers(plain)
        if isinstance(_top(plain, headers).get(key), Array):
            return _appended(plain, headers, key, added, ())
        ends = [at for at, _ in headers[1:]] + [len(plain)]
        ours = [end for (_, name), end in zip(headers, ends, strict=False) if name == key]
        at = len(plain)
        if ours and ours[-1] < at and (tail := _TAIL.search(plain, 0, ours[-1])) is not None:
            # What looks like a comment may be the last line of a string.
            at = tail.start() if _read(plain[: tail.start()]) is not None else ours[-1]
        before, after = plain[:at], plain[at:]
        gap = "" if not before or before.endswith("\n\n") else "\n"
        return before + gap + tomlkit.dumps({key: [added]}) + after

    return _checked(text, key, added, insert)


def add_value(text: str, key: str, value: str, after: Sequence[str] = ()) -> str:
    """The text with one more value in the top-level list `key`; without that list, a new one.

    The new list stands after the last of the keys `after` that is there.

    Raises:
        CannotEdit: `key` is there and is no list.
    """
    return _checked(text, key, value, lambda plain: _appended(plain, _headers(plain), key, value, after))


def _headers(text: str) -> list[tuple[int, str]]:
    """Where tables begin, and the first part of their names. What is a string or an array so far ends there too early."""
    return [(m.start(), m[1].strip("\"'")) for m in _HEADER.finditer(text) if _read(text[: m.start()]) is not None]


def _read(text: str) -> dict[str, Any] | None:
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError:
        return None


def _top(text: str, headers: Sequence[tuple[int, str]]) -> tomlkit.TOMLDocument:
    """The keys before the first table."""
    return tomlkit.parse(text[: headers[0][0]] if headers else text)


def _appended(
    text: str, headers: Sequence[tuple[int, str]], key: str, added: str | dict[str, Any], after: Sequence[str]
) -> str:
    top = _top(text, headers)
    here = top.get(key)
    if isinstance(here, Array):
        here.append(tomlkit.item(added, _parent=here) if isinstance(added, dict) else added)
    elif here is None:
        item = tomlkit.item([added])
        item.trivia.trail = "\n"
        places = [n for n, (name, _) in enumerate(top.body) if name is not None and name.key in after]
        top.body.insert(max(places, default=-1) + 1, (tomlkit.key(key), item))
    else:
        raise CannotEdit(f"{key} is not a list")
    return top.as_string() + (text[headers[0][0] :] if headers else "")


def _checked(text: str, key: str, added: str | dict[str, Any], insert: Callable[[str], str]) -> str:
    """The new text, if it reads as the old one with one thing more. Line ends and byte order mark stay."""
    mark, windows = "\ufeff" * text.startswith("\ufeff"), "\r\n" in text
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
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
    whole = mark + (new.replace("\n", "\r\n") if windows else new)
    signs = iter(whole)
    if found != {**expected, key: [*had, added]} or not all(sign in signs for sign in text):
        raise CannotEdit(f"{key} cannot be added to without touching the rest of the file")
    return whole
