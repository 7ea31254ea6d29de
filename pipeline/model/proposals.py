"""Proposal: one pull request before any forge has seen it; and what a forge shows of one afterwards."""

from typing import Literal

from pipeline.model.changes import Change
from pipeline.model.frozen import Frozen

Risk = Literal["routine", "needs eyes"]
PullState = Literal["open", "closed", "merged"]


class Proposal(Frozen):
    """One pull request: its scope, branch, words, files and risk."""

    scope: str
    branch: str
    title: str
    body: str
    commit_message: str
    files: dict[str, bytes | None]  # by their paths, None for a deletion
    risk: Risk
    changes: tuple[Change, ...] = ()
    doubtful: tuple[str, ...] = ()  # families, or objects of no family, about which something needs eyes
    objects: str = ""  # fingerprints by which a person's close is remembered: of what objects and rows of boards state
    plan: str = ""  # a digest of the files and of the catalog on the base: equal ones need no new commit

    @property
    def draft(self) -> bool:
        """Whether a person should judge it: then it is a draft with a label of its own."""
        return self.risk == "needs eyes"


class BotState(Frozen):
    """What the bot notes in a pull request's body: strict, versioned, with a digest of itself. Empty: it has none."""

    v: Literal[1] = 1
    scope: str = ""
    branch: str = ""
    base: str = ""
    head: str = ""  # the commit that the bot last put there
    was: str = ""  # the one before it
    people: tuple[str, ...] = ()  # commits of persons beneath it
    plan: str = ""  # a digest of the proposal before any person's commit
    objects: str = ""  # fingerprints of (path, statement), eight characters each, and of boards' rows
    risk: Risk = "routine"
    verified: bool | None = None  # what the forge says of the commit's signature
    sent: str = ""  # a digest of title and description as the bot wrote them: with another one a person wrote there
    stopped: str = ""  # a head that the bot found and will not touch
    closed: str = ""  # the bot's own reason


class Pull(Frozen):
    """A pull request as a forge shows it. `by_bot`: the bot opened it; `note` is then its own in the body."""

    branch: str
    state: PullState
    title: str
    body: str
    number: int = 0  # the forge's own
    head: str = ""  # of one that is open
    by_bot: bool = True
    note: BotState | None = None
    draft: bool = False
    labels: tuple[str, ...] = ()
    url: str = ""
    node: str = ""  # its id in GitHub's GraphQL
