"""What a checkpoint's own name says: its size, whether it is a repack, and which patterns admit it.

A name is the weakest voice: rounded, and "8x7B" is not a total.
"""

import fnmatch
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from pipeline.model.claims import Claim, Value
from pipeline.model.ids import HUB_URL
from pipeline.names.dissected import parse_name


class NamedSize(NamedTuple):
    """Total and active parameters as a name gives them."""

    total: int | None
    active: int | None


def named_size(checkpoint: str) -> NamedSize:
    """The size in a name such as `Qwen/Qwen3-235B-A22B`; nothing where it has two or none."""
    name = parse_name(checkpoint)
    total = name.sizes[0] if len(set(name.sizes)) == 1 and not name.mixture else None
    return NamedSize(total, name.actives[0] if name.actives else None)


def named_label(checkpoint: str) -> str | None:
    """The size as a name writes it: 0.5B, 8x7B, 235B-A22B, E4B; None where it has two or none."""
    labels = parse_name(checkpoint).labels
    whole = [label for label in labels if label[0] != "a" and label[-1] in "bmt"]
    active = [label for label in labels if label[0] == "a"]
    if len(whole) != 1 or len(active) > 1:
        return None
    return "-".join((*whole, *active)).upper().replace("X", "x")


def is_repack_name(checkpoint: str) -> bool:
    """Whether a name says quantised or converted: GGUF, AWQ, 4bit, FP8 and the like."""
    return bool(parse_name(checkpoint).formats)


def claims(checkpoint: str) -> Iterator[Claim]:
    """What the name states, at the repository's address."""
    size, label = named_size(checkpoint), named_label(checkpoint)
    stated: dict[str, Value | None] = {"total_params": size.total, "active_params": size.active}
    if label is not None and size.total is None:  # "8x7B", "E4B": a size for the row, and no count
        stated["sizes"] = (label,)
    for field, value in stated.items():
        if value:
            yield Claim(subject=checkpoint, field=field, value=value, url=f"{HUB_URL}{checkpoint}", pointer="/id",
                        source="name", rule="name")  # fmt: skip


@lru_cache(maxsize=4096)
def _pattern(text: str) -> re.Pattern[str]:
    # fnmatch's own translation is linear for our short patterns; "*" must not cross "/".
    return re.compile(fnmatch.translate(text).replace(".*", "[^/]*").replace("(?s:", "(?:"))


def matches(pattern: str, checkpoint: str) -> bool:
    """Whether a pattern such as `Qwen/Qwen2.5-?B*` admits a checkpoint."""
    return bool(_pattern(pattern).match(checkpoint))
