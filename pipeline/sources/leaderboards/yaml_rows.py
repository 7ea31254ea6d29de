"""Rows of a YAML payload. Every scalar stays the text that was written ("no" is a word, 1.10 keeps its zero).

Only the plain subset is read: aliases (which can unfold to gigabytes) and deep nesting are refused
before anything is built, and no tag ever constructs an object.
"""

from collections.abc import Callable
from typing import Final

import yaml

from pipeline.sources.leaderboards.grid import Grid, Refusal, text_of
from pipeline.sources.leaderboards.json_rows import rows_in

_DEPTH: Final = 12
# libyaml's parser where PyYAML has it, for speed. Both build strings, lists and dicts only.
_LOADER: Final = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def rows(payload: bytes, path: str, *, keyed: bool, fits: Callable[[tuple[str, ...]], bool]) -> Grid | Refusal:
    """The grid at a JSON pointer of the document."""
    text = text_of(payload)
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
    return rows_in(document, path, keyed=keyed, fits=fits)


def parse(text: str) -> object | Refusal:
    """The document as strings, lists and dicts.

    Raises:
        yaml.YAMLError: it is not YAML.
    """
    if refusal := _unsafe(text):
        return refusal
    loader = _LOADER(text)
    try:
        document = loader.get_single_data()
    finally:
        loader.dispose()
    return Refusal("the payload is empty") if document is None else document


def _unsafe(text: str) -> Refusal | None:
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > _DEPTH:
                return Refusal(f"YAML nested deeper than {_DEPTH} layers")
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.AliasEvent):
            return Refusal("YAML with aliases is not read")
    return None
