"""What a checkpoint's own name says: its size, and whether it is a repack.

A name is the weakest voice: rounded, and "8x7B" is not a total.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from pipeline.model.claims import Claim, Value
from pipeline.sources.hub.states import PUBLIC

_SIZE: Final = re.compile(r"(?<![0-9.a-z])(\d{1,4}(?:[.p_]\d{1,3})?)(b|m|t)(?![a-z0-9])")
_ACTIVE: Final = re.compile(r"(?<![a-z0-9])a(\d{1,3}(?:\.\d{1,2})?)(b|m)(?![a-z0-9])")
_EXPERTS: Final = re.compile(r"(?<![a-z0-9.])\d{1,3}x\d{1,4}(?:\.\d)?b|(?<![a-z0-9])\d{1,3}e(?![a-z0-9])")
_UNIT: Final = {"b": 10**9, "m": 10**6, "t": 10**12}
_REPACK: Final = re.compile(
    r"(?:^|[-_.])(gguf|ggml|awq|gptq|exl2|exl3|mlx|bnb|int4|int8|w4a16|w8a8|w8a16|fp8|nvfp4|mxfp4|[2-8]bit|[2-8]-bit|q[2-8]_[k01][\w]*|"
    r"onnx|openvino|quantized|qat|hqq|aqlm|marlin|autoround|unsloth|ov|dynamic|fp4|quip|i1|imatrix|litert|tflite|coreml|gptq-int[48]|neuron|sft-lora|lora)(?=$|[-_.])"
)


_LABEL: Final = re.compile(
    r"(?<![0-9.a-z])(\d{1,3}x\d{1,4}(?:\.\d)?[bm]|(?:e)?\d{1,4}(?:[._p]\d{1,3})?[bmt](?:-a\d{1,3}(?:\.\d{1,2})?[bm])?)(?![a-z0-9])"
)


class NamedSize(NamedTuple):
    """Total and active parameters as a name gives them."""

    total: int | None
    active: int | None


def named_size(checkpoint: str) -> NamedSize:
    """The size in a name such as `Qwen/Qwen3-235B-A22B`; nothing where it has two or none."""
    name = checkpoint.partition("/")[2].lower()
    active = _ACTIVE.search(name)
    if _EXPERTS.search(name):
        return NamedSize(None, _amount(*active.groups()) if active else None)
    sizes = {_amount(n, unit) for n, unit in _SIZE.findall(name)}
    return NamedSize(sizes.pop() if len(sizes) == 1 else None, _amount(*active.groups()) if active else None)


def named_label(checkpoint: str) -> str | None:
    """The size as a name writes it: 0.5B, 8x7B, 235B-A22B, E4B; None where it has two or none."""
    named = set(_LABEL.findall(checkpoint.partition("/")[2].lower()))
    if len(named) != 1:
        return None
    text: str = named.pop()
    return text.replace("_", ".").replace("p", ".").upper().replace("X", "x")


def _amount(number: str, unit: str) -> int:
    return round(float(number.replace("_", ".").replace("p", ".")) * _UNIT[unit])


def is_repack_name(checkpoint: str) -> bool:
    """Whether a name says quantised or converted: GGUF, AWQ, 4bit, FP8 and the like."""
    return bool(_REPACK.search(checkpoint.partition("/")[2].lower()))


def claims(checkpoint: str) -> Iterator[Claim]:
    """What the name states, at the repository's address."""
    size, label = named_size(checkpoint), named_label(checkpoint)
    stated: dict[str, Value | None] = {"total_params": size.total, "active_params": size.active}
    if label is not None and size.total is None:  # "8x7B", "E4B": a size for the row, and no count
        stated["sizes"] = (label,)
    for field, value in stated.items():
        if value:
            yield Claim(subject=checkpoint, field=field, value=value, url=f"{PUBLIC}/{checkpoint}", pointer="/id",
                        source="name", rule="name")  # fmt: skip
