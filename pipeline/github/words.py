"""Words: what is sent with a proposal: the bot's note, the body, and what became of people's commits."""

import hashlib
from collections.abc import Collection
from typing import Final

from pipeline.model.proposals import BotState, Commit, Proposal
from pipeline.propose.objects import fingerprints
from pipeline.propose.plan import plan_digest
from pipeline.propose.state import REBUILD, note
from pipeline.render import escape

STOPPED: Final = "<!-- catalog-bot: stopped -->"
"""The marker of the one comment that says why the bot stopped."""


def words_digest(proposal: Proposal) -> str:
    """A digest of what a reader sees: when it is the same, nothing is written."""
    return hashlib.sha256(f"{proposal.title}\n{proposal.body}".encode()).hexdigest()[:16]


def state_of(
    proposal: Proposal,
    planned: Proposal,
    *,
    branch: str,
    base: str,
    head: str,
    people: Collection[str],
    run: str,
    verified: bool | None,
) -> BotState:
    """The note for a proposal whose commit is `head`. `planned` is the proposal before people's commits."""
    return BotState(
        scope=proposal.scope, branch=branch, base=base, head=head, people=tuple(people), plan=plan_digest(planned),
        body=words_digest(planned), objects=fingerprints(planned.digests), risk=proposal.risk, run=run, verified=verified,
    )  # fmt: skip


def whole(state: BotState, body: str, *, was: str = "") -> str:
    """The body as it is sent."""
    end = []
    if was and was != state.head:
        end.append(f"Before this rebuild the branch was at `{was}`.")
    if state.verified is not None:
        end.append(
            "GitHub verified the commit's signature." if state.verified else "The commit carries no verified signature."
        )
    if state.run:
        end.append(f"Run {escape.md_code(state.run)}.")
    return f"{note(state)}\n\n{body.rstrip()}\n" + (f"\n{' '.join(end)}\n" if end else "")


def without_note(body: str) -> str:
    """A body as a reader sees it."""
    return body.partition("\n")[2].lstrip("\n")


def stop_text(others: Collection[Commit], why: str) -> str:
    """What the bot says, once, when it stops. No word of a person's commit is repeated."""
    listed = "\n".join(f"- `{c.sha}`" for c in list(others)[:10])
    return (
        f"{STOPPED}\nI have stopped updating this branch: {why}\n\n{listed}\n\n"
        "Nothing of yours was changed. Commits that touch only `catalog/curated/` are kept and need no stop. "
        f"To have the branch rebuilt without the commits above, tick “{REBUILD}” in the description; "
        "to go on by hand, do nothing."
    )


def obsolete_text(state: BotState, body: str, reason: str) -> str:
    """A closed proposal's body: the reason first, then what it was."""
    closed = state.model_copy(update={"closed": "obsolete"})
    return f"{note(closed)}\n\n**Closed: {reason}**\n\n{without_note(body)}"
