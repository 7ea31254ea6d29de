"""The embedded world: real names and numbers, invented texts, two days between which everything changes."""

from typing import Any


def embedded_world(date: str) -> dict[str, Any]:
    """The fields of a World on its day "one" or "two"."""
    raise NotImplementedError(date)
