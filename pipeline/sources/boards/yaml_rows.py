"""Rows of a YAML payload. Every scalar stays the text that was written ("no" is a word, 1.10 keeps its zero).

Aliases (which can unfold to gigabytes) and deep nesting are refused before anything is built; no tag means anything.
"""

from typing import Any, Final

import yaml

from pipeline.model.boards import Layout
from pipeline.sources.boards.grid import Grid, Refusal
from pipeline.sources.boards.json_rows import rows_in, unique

_DEPTH: Final = 12


class _Plain(getattr(yaml, "CBaseLoader", yaml.BaseLoader)):  # type: ignore[misc]  # libyaml's parser where PyYAML has it
    """Text, lists and objects; no tag means anything."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[str, Any]:  # noqa: ARG002, FBT001, FBT002  # as PyYAML calls it
        """An object; one with the same key twice is refused."""
        return unique([(self.construct_scalar(key), self.construct_object(value, deep=True)) for key, value in node.value])


def rows(text: str, layout: Layout, _: tuple[str, ...]) -> Grid:
    """The grid at a JSON pointer of the document."""
    return rows_in(parse(text), layout)


def parse(text: str) -> Any:  # noqa: ANN401  # a document is anything
    """One document of the plain subset, as strings, lists and dicts."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Plain):
            if isinstance(event, yaml.AliasEvent):
                raise Refusal("YAML with aliases is not read")
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEPTH:
                raise Refusal(f"YAML nested deeper than {_DEPTH} layers")
        document = _Plain(text).get_single_data()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise Refusal(f"not valid YAML{f' at line {mark.line + 1}' if mark else ''}") from None
    except (RecursionError, ValueError) as error:
        raise Refusal(f"not readable as YAML: {error}") from None
    if not document:
        raise Refusal("the payload is empty")
    return document
