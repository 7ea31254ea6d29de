"""The one serialiser of machine-owned files: same value, same bytes.

Sorted keys, two-space indent, UTF-8 as it is, one newline at the end; None and empty
containers are left out of models, so that a field gained is a line gained.
"""

import json
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from pipeline.model.findings import Fault, InputFaults

Model = TypeVar("Model", bound=BaseModel)


def _is_empty(value: object) -> bool:
    return isinstance(value, dict | list | tuple) and not value


def _lean(value: object) -> object:
    if isinstance(value, dict):
        return {k: _lean(v) for k, v in value.items() if v is not None and not _is_empty(v)}
    if isinstance(value, list | tuple):
        return [_lean(v) for v in value]
    return value


def dumps(value: object) -> bytes:
    """JSON text of a plain value or a model, canonical."""
    plain = value.model_dump(mode="json") if isinstance(value, BaseModel) else value
    text = json.dumps(_lean(plain), ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False)
    return text.encode() + b"\n"


def loads(kind: type[Model], path: str, data: bytes) -> Model:
    """A machine-owned file as its type.

    Raises:
        InputFaults: the file is not what the machine writes: it was edited by hand, or cut.
    """
    try:
        return kind.model_validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = "/".join(str(p) for p in first["loc"])
        fault = Fault(
            path=path,
            line=None,
            message=f"not a valid {kind.__name__} at {place or 'the top'}: {first['msg']}",
            fix="this file belongs to the machine: restore it with `git checkout -- " + path + "`",
        )
        raise InputFaults((fault,)) from error
