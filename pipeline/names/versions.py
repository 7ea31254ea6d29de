"""Which line a name belongs to, and its place in it: "Qwen2.5-VL" is version 2.5 of "qwen vl"."""

import re
from typing import Final, NamedTuple

from pipeline.names.words import Words, is_context, is_date, is_size, words

_NUMBER: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){0,2}")


class Version(NamedTuple):
    """The words of a line without its number, and the number; None where the name has none, or several."""

    stem: Words
    number: tuple[int, ...] | None


def named_version(name: str) -> Version:
    """A name as line and version. Sizes, dates and context lengths are not versions."""
    said = [w for w in words(name) if not is_size(w) and not is_context(w)]
    numbers = [w for w in said if _NUMBER.fullmatch(w) and not is_date(w)]
    stem = tuple(w for w in said if w not in numbers)
    if len(numbers) > 1:
        return Version(tuple(said), None)
    return Version(stem, tuple(int(p) for p in numbers[0].split(".")) if numbers else None)


def numbered(version: Version) -> tuple[int, ...]:
    """The number to order by: a name without one is the first of its line."""
    return version.number or (1,)
