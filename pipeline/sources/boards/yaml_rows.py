"""Rows of a YAML payload. Every scalar stays the text that was written ("no" is a word, 1.10 keeps its zero).

Only the plain subset is read: aliases (which can unfold to gigabytes) and deep nesting are refused
before anything is built, and no tag ever constructs an object.
"""

from typing import Final

import yaml

from pipeline.model.boards import Layout
from pipeline.sources.boards.grid import Fits, Grid, Refusal, text_of
from pipeline.sources.boards.json_rows import rows_in

_DEPTH: Final = 12
# libyaml's parser where PyYAML has it, for speed: only its events are used, so nothing is ever constructed.
_LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def rows(payload: bytes, layout: Layout, wanted: tuple[str, ...], fits: Fits) -> Grid | Refusal:
    """The grid at a JSON pointer of the document."""
    del wanted
    text = text_of(payload, layout.encoding)
    if isinstance(text, Refusal):
        return text
    try:
        document = parse(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}" if mark else ""
        return Refusal(f"not valid YAML{where}")
    except (RecursionError, ValueError):
        return Refusal("not readable as YAML")
    if isinstance(document, Refusal):
        return document
    return rows_in(document, layout, fits)


def parse(text: str) -> object | Refusal:
    """The document as strings, lists and dicts, built from the parser's events as they come.

    Raises:
        yaml.YAMLError: it is not YAML.
    """
    root: list[object] = []
    stack: list[_Open] = [_Open(root, mapping=None)]
    for event in yaml.parse(text, Loader=_LOADER):
        kind = type(event)
        if isinstance(event, yaml.ScalarEvent):
            value: object = event.value
        elif kind is yaml.SequenceStartEvent or kind is yaml.MappingStartEvent:
            if len(stack) > _DEPTH:
                return Refusal(f"YAML nested deeper than {_DEPTH} layers")
            value = [] if kind is yaml.SequenceStartEvent else {}
        elif kind is yaml.SequenceEndEvent or kind is yaml.MappingEndEvent:
            stack.pop()
            continue
        elif kind is yaml.AliasEvent:
            return Refusal("YAML with aliases is not read")
        else:
            continue
        if refusal := stack[-1].take(value):
            return refusal
        if kind is not yaml.ScalarEvent:
            stack.append(_Open(value if isinstance(value, list) else None, value if isinstance(value, dict) else None))
    if len(root) != 1:
        return Refusal("several documents in one file" if root else "the payload is empty")
    return root[0] or Refusal("the payload is empty")


class _Open:
    """A list or a mapping that is not closed yet, and the key that waits for its value."""

    __slots__ = ("items", "key", "mapping")

    def __init__(self, items: list[object] | None, mapping: dict[str, object] | None) -> None:
        self.items = items
        self.mapping = mapping
        self.key: str | None = None

    def take(self, value: object) -> Refusal | None:
        """Adds a value; a key twice, or a key that is no word, is refused."""
        if self.items is not None:
            self.items.append(value)
        elif self.mapping is not None and self.key is not None:
            self.mapping[self.key] = value
            self.key = None
        elif not isinstance(value, str):
            return Refusal("YAML with a key that is no word is not read")
        elif self.mapping is not None and value in self.mapping:
            return Refusal("a mapping has the same key twice")
        else:
            self.key = value
        return None
