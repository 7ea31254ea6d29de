"""Memo: what an earlier derivation noted, so that the next one need not find it again.

A memo only ever saves work. It may forget anything at any time; what it returns is checked against
the inputs before it is used.
"""

from typing import Protocol


class Memo(Protocol):
    """Notes by key, and bytes of outputs by digest."""

    def get(self, key: str) -> bytes | None:
        """The note last put under a key, or None."""

    def put(self, key: str, note: bytes) -> None:
        """Keep a note."""

    def output(self, digest: bytes) -> bytes | None:
        """The output of this digest, or None. The tree at hand is asked first, so a memo need not hold any."""

    def keep(self, digest: bytes, output: bytes) -> None:
        """Hold an output, or not."""


class InMemory:
    """A memo for one process: derivations of nearly the same tree, one after the other (the scopes of a plan)."""

    def __init__(self) -> None:
        self._notes: dict[str, bytes] = {}
        self._outputs: dict[bytes, bytes] = {}

    def get(self, key: str) -> bytes | None:
        """The note last put under a key, or None."""
        return self._notes.get(key)

    def put(self, key: str, note: bytes) -> None:
        """Keep a note."""
        self._notes[key] = note

    def output(self, digest: bytes) -> bytes | None:
        """The output of this digest, or None."""
        return self._outputs.get(digest)

    def keep(self, digest: bytes, output: bytes) -> None:
        """Hold an output."""
        self._outputs[digest] = output
