"""The mass-change screen: a listing that lost too much at once is a fault of the source until a person says otherwise."""

from collections.abc import Collection
from typing import Final

LEAST: Final = 10
KEPT: Final = 0.8


def shrank(before: int, now: int) -> bool:
    """Whether a listing of ten or more entries fell below 80 % of what it was."""
    return before >= LEAST and now < KEPT * before


def refusal(subject: str, before: int, now: int) -> str:
    """The words for a refused listing, with the way to accept it."""
    return f"{now} of {before} entries are left, which is too few to believe; if it is right: --accept-shrink {subject}"


def accepted(subject: str, allowed: Collection[str]) -> bool:
    """Whether a person accepted this listing's shrinking, by its id or by the part after the source."""
    return subject in allowed or subject.partition("/")[2] in allowed
