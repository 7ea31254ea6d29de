"""A new file of catalog/curated/ as people like to edit it: keys in the type's order, prose in multi-line strings."""

import re
from collections.abc import Iterable
from typing import Any, Final

import tomlkit
from pydantic import BaseModel
from tomlkit.items import Comment, InlineTable, String, StringType, Table, Trivia

from pipeline.model.boards import CuratedBoard
from pipeline.model.clean import clean
from pipeline.model.curated import CuratedFamily

_SCHEMA: Final = "#:schema ../../../docs/schemas/{name}.schema.json"
# What a multi-line string cannot hold as it is: control characters (a lone carriage return too).
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def new_file(entry: CuratedFamily | CuratedBoard, comments: Iterable[str] = ()) -> str:
    """The file of a family or leaderboard, without the keys that say no more than their default.

    The comments stand below its first line; every one is cleaned, none can end the comment.
    """
    document = tomlkit.document()
    schema = "family" if isinstance(entry, CuratedFamily) else "leaderboard"
    document.add(Comment(Trivia(comment=_SCHEMA.format(name=schema))))  # tomlkit.comment puts a space after "#"
    for line in comments:
        document.add(tomlkit.comment(clean(line, limit=400)))
    said = _not_default(entry)
    for name, value in sorted(said.items(), key=lambda item: isinstance(item[1], BaseModel)):  # tables come last
        document.add(name, _filled(tomlkit.table(), value) if isinstance(value, BaseModel) else _item(value))
    return tomlkit.dumps(document)


def text_item(text: str) -> String:
    """A string as it reads best: one line in quotes, or lines between triple quotes; the value is exact either way."""
    if "\n" not in text:
        literal = ("\\" in text or '"' in text) and "'" not in text and not _CONTROL.search(text)
        return tomlkit.string(text, literal=literal)
    # The line break after the opening quotes is not part of the value.
    if not _CONTROL.search(text) and "'''" not in text and not text.endswith("'") and ("\\" in text or '"""' in text):
        return String(StringType.MLL, text, "\n" + text, Trivia())
    if not _CONTROL.search(text) and "\\" not in text and '"""' not in text and not text.endswith('"'):
        return String(StringType.MLB, text, "\n" + text, Trivia())
    return tomlkit.string(text)


def quoted(text: str) -> str:
    """A string as it stands in TOML."""
    return text_item(text).as_string()


def _not_default(entry: BaseModel) -> dict[str, Any]:
    fields = type(entry).model_fields
    values = {name: getattr(entry, name) for name in fields}
    return {n: v for n, v in values.items() if fields[n].is_required() or v != fields[n].get_default(call_default_factory=True)}


def _item(value: Any) -> Any:  # noqa: ANN401  whatever a curated key may hold
    if isinstance(value, str):
        return text_item(value)
    if isinstance(value, BaseModel):
        return _filled(tomlkit.inline_table(), value)
    if not isinstance(value, tuple):
        return tomlkit.item(value)
    array = tomlkit.array()
    array.extend([_item(v) for v in value])
    return array.multiline(sum(len(v) + 4 if isinstance(v, str) else 100 for v in value) >= 100)


def _filled(table: Table | InlineTable, entry: BaseModel) -> Table | InlineTable:
    for name, value in _not_default(entry).items():
        table.append(name, _item(value))
    return table
