"""The one serialiser of machine-owned files: same value, same bytes.

Sorted keys, two-space indent; None and empty containers are left out, so that a field gained is a line gained.
"""

import math
from typing import Final

import orjson
from pydantic import BaseModel
from pydantic_core import to_json

from pipeline.model.claims import Claim, Reject, written

_SCALARS: Final = frozenset({str, int, bool})  # stand as they are, told without a call: most values of most files
_CONTAINERS: Final = (dict, list, tuple)


def _ordered(value: object) -> object:
    """A value, or a model's fields, with sorted keys and without what says nothing: None and empty containers."""
    if isinstance(value, (Claim, Reject)):
        return written(value)
    if isinstance(value, dict):
        ordered = {}
        for key in sorted(value):
            item = value[key]
            if type(item) in _SCALARS:
                ordered[key] = item
            elif item is not None and (item or not isinstance(item, _CONTAINERS)):
                ordered[key] = _ordered(item)
        return ordered
    if isinstance(value, _CONTAINERS):
        return [v if type(v) in _SCALARS else _ordered(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{value} is not JSON")
    return _ordered(vars(value)) if not isinstance(value, float) and isinstance(value, BaseModel) else value


def dumps(value: object) -> bytes:
    """JSON text of a plain value or a model, canonical.

    Written by orjson, or by pydantic where a whole number has more than 64 bits: the same bytes, for a fifth of it.
    ValueError where a number is not finite.
    """
    ordered = _ordered(value)
    try:
        return orjson.dumps(ordered, option=orjson.OPT_INDENT_2) + b"\n"  # what orjson gives holds more than its bytes
    except TypeError:
        return to_json(ordered, indent=2) + b"\n"
