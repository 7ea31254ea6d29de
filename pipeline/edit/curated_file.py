"""A curated TOML file as people like to edit it: a new one, or one with an entry more and every byte that was there."""

import re
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

import tomli
import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Array, Comment, String, StringType, Trivia

from pipeline.model.boards import CuratedBoard
from pipeline.model.clean import clean
from pipeline.model.curated import CuratedFamily, CuratedValue

_SCHEMA: Final = "#:schema ../../../docs/schemas/{name}.schema.json"
# What a multi-line string cannot hold as it is: control characters (a lone carriage return too).
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_HEADER: Final = re.compile(r"(?m)^[ \t]*\[")


class CannotEdit(ValueError):  # noqa: N818  it says what is the case
    """The file's form admits no addition that keeps the rest: a person has to make it."""


def new_file(entry: CuratedFamily | CuratedBoard, comments: Iterable[str] = ()) -> str:
    """The file of a family or leaderboard, in the type's order, without the keys that say no more than their default.

    The comments stand below its first line; every one is cleaned, none can end the comment.
    """
    document = tomlkit.document()
    schema = "family" if isinstance(entry, CuratedFamily) else "leaderboard"
    document.add(Comment(Trivia(comment=_SCHEMA.format(name=schema))))  # tomlkit.comment puts a space after "#"
    for line in comments:
        document.add(tomlkit.comment(clean(line, limit=400)))
    stated = entry.model_dump(exclude_defaults=True)
    for name, value in sorted(stated.items(), key=lambda item: isinstance(item[1], dict)):  # tables come last
        document.add(name, _item(value, tomlkit.table()))
    return tomlkit.dumps(document)


def text_item(text: str) -> String:
    """A string as it reads best: one line in quotes, or lines between triple quotes; the value is exact either way."""
    plain = not _CONTROL.search(text)
    if "\n" not in text:
        return tomlkit.string(text, literal=plain and ("\\" in text or '"' in text) and "'" not in text)
    # The line break after the opening quotes is not part of the value.
    if plain and "'''" not in text and not text.endswith("'") and ("\\" in text or '"""' in text):
        return String(StringType.MLL, text, "\n" + text, Trivia())
    if plain and "\\" not in text and '"""' not in text and not text.endswith('"'):
        return String(StringType.MLB, text, "\n" + text, Trivia())
    return tomlkit.string(text)


def quoted(text: str) -> str:
    """A string as it stands in TOML."""
    return text_item(text).as_string()


def _item(value: Any, table: Any = None) -> Any:  # noqa: ANN401  whatever a curated key may hold
    if isinstance(value, str):
        return text_item(value)
    if isinstance(value, dict):
        table = tomlkit.inline_table() if table is None else table
        for name, inner in value.items():
            table.append(name, _item(inner))
        return table
    if not isinstance(value, tuple):
        return tomlkit.item(value)
    array = tomlkit.array()
    array.extend([_item(v) for v in value])
    return array.multiline(sum(len(v) + 4 if isinstance(v, str) else 100 for v in value) >= 100)


def add_entry(text: str, key: str, entry: str | Mapping[str, CuratedValue], after: Sequence[str] = ()) -> str:
    """The text with one more entry in its top-level list `key`: a value, or a table (at the end, else inline as others).

    A list of values that is not there yet comes after the last of the keys `after`. The result is read again: it says
    one thing more than before, and holds every character that was there, in its order; a byte order mark too.
    CannotEdit where `key` is there and is no list, or cannot be added to without touching the rest.
    """
    plain = text.removeprefix("\ufeff")
    plain += "\n" * (bool(plain) and not plain.endswith("\n"))
    added = entry if isinstance(entry, str) else {n: list(v) if isinstance(v, tuple) else v for n, v in entry.items()}
    try:
        before = tomli.loads(plain)
        new = _with(plain, key, added, after) if isinstance(before.get(key, []), list) else plain
        found = tomli.loads(new)
    except (TOMLKitError, tomli.TOMLDecodeError) as error:
        raise CannotEdit(f"the file cannot be added to: {error}") from error
    if new == plain:
        raise CannotEdit(f"{key} is not a list")
    signs = iter(new)
    if found != {**before, key: [*before.get(key, []), added]} or not all(sign in signs for sign in plain):
        raise CannotEdit(f"{key} cannot be added to without touching the rest of the file")
    return "\ufeff" * text.startswith("\ufeff") + new


def _with(plain: str, key: str, added: str | dict[str, Any], after: Sequence[str]) -> str:
    """The text with the entry: tomlkit keeps comments, order and spelling of the head; a table is text at the end."""
    tables = _tables(plain)
    document = tomlkit.parse(plain[:tables])
    here = document.get(key)
    if isinstance(here, Array):
        here.append(tomlkit.item(added, _parent=here) if isinstance(added, dict) else added)
    elif isinstance(added, dict):
        return plain + ("" if not plain or plain.endswith("\n\n") else "\n") + tomlkit.dumps({key: [added]})
    else:
        item = tomlkit.item([added])
        item.trivia.trail = "\n"
        places = [n for n, (name, _) in enumerate(document.body) if name is not None and name.key in after]
        document.body.insert(max(places, default=-1) + 1, (tomlkit.key(key), item))
    return document.as_string() + plain[tables:]


def _tables(text: str) -> int:
    """Where the first table begins. Before what only looks like a header, in a string or an array, the text is no TOML."""
    for header in _HEADER.finditer(text):
        with suppress(tomli.TOMLDecodeError):
            tomli.loads(text[: header.start()])
            return header.start()
    return len(text)
