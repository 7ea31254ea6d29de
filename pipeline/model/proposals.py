"""Proposal: one pull request, before any forge has seen it."""

from typing import Literal

from pipeline.model.changes import Change
from pipeline.model.frozen import Frozen

Risk = Literal["routine", "needs eyes"]


class Proposal(Frozen):
    """One pull request: its scope, branch, words, files and risk.

    `files` maps repository paths to their new bytes, None for a deletion. `digests` maps each
    object in it (a snapshot's path) to a digest of its content: what a person's close is
    remembered by.
    """

    scope: str
    branch: str
    title: str
    body: str
    commit_message: str
    files: dict[str, bytes | None]
    risk: Risk
    changes: tuple[Change, ...] = ()
    digests: dict[str, str] = {}
    labels: tuple[str, ...] = ()
    draft: bool = False
