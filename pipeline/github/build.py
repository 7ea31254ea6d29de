"""Build: one commit of the bot on the base, people's curated commits beneath it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pipeline.github.forge import Forge
from pipeline.github.look import Seen
from pipeline.github.people import signed
from pipeline.layout import paths
from pipeline.model.proposals import Commit, Proposal
from pipeline.model.reports import RunReport
from pipeline.propose.plan import Rules, plan_digest, propose


class Outside(Exception):  # noqa: N818  it is what the file is
    """A proposal would write where the bot may not: the fault is ours, and nothing is sent."""


class Conflict(Exception):  # noqa: N818  it is what happened
    """A person's commit and main changed the same curated file, each in its own way."""


class Built(NamedTuple):
    """A commit ready to be pointed at: the proposal as it became, and people's commits beneath."""

    head: str
    proposal: Proposal
    people: tuple[str, ...]
    verified: bool | None


def check_paths(files: Mapping[str, bytes | None], base: Mapping[str, object]) -> None:
    """The bot writes machine-owned files, and families that are not there yet; nothing else.

    Raises:
        Outside: it would.
    """
    for path, content in files.items():
        fresh = path.startswith(paths.FAMILIES) and path.endswith(".toml") and path not in base and content is not None
        parts = path.split("/")
        tidy = not path.startswith("/") and not {"", ".", "..", ".git", ".github"} & {p.lower() for p in parts}
        if not tidy or "\\" in path or not path.isprintable() or not (paths.is_machine(path) or fresh):
            raise Outside(f"the bot may not write {path!r}")


def build(
    forge: Forge, seen: Seen, planned: Proposal, people: Sequence[Commit], rules: Rules, report: RunReport
) -> Built | None:
    """Commits for a proposal; None when people's commits left it nothing to say.

    Raises:
        Conflict: main changed what a person changed here.
        Outside: the proposal is not within bounds.
        InputFaults: a person's curated file cannot be read.
    """
    check_paths(planned.files, seen.tree)
    parent, kept, edits = seen.base, [], _edits(forge, people)
    proposal: Proposal | None = planned
    if people:
        inputs = {p: c for p, c in planned.files.items() if paths.is_input(p)} | edits
        proposal = propose(planned.scope, seen.tree, inputs, rules, report)
        if proposal is None:
            return None
    for commit in people:
        stands = commit.parents == (parent,)
        parent = (
            commit.sha
            if stands
            else forge.write_commit(parent, _content(forge, commit), commit.message, commit.author).sha
        )
        kept.append(parent)
    assert proposal is not None  # noqa: S101  narrowed above; None was returned
    files = {p: c for p, c in proposal.files.items() if p not in edits}
    message = signed(planned.commit_message, planned.scope, plan_digest(planned), files)
    written = forge.write_commit(parent, files, message)
    return Built(written.sha, proposal, tuple(kept), written.verified)


def check_conflicts(forge: Forge, old_base: str, base: str, people: Sequence[Commit]) -> None:
    """Whether main changed, since the branch was made, what a person changed on it.

    Raises:
        Conflict: it did.
    """
    if old_base == base or not people:
        return
    before, now = forge.tree(old_base), forge.tree(base)
    last = {path: blob for commit in people for path, blob in commit.paths.items()}
    for path, blob in sorted(last.items()):
        if now.get(path) not in {before.get(path), blob}:
            raise Conflict(path)


def _edits(forge: Forge, people: Sequence[Commit]) -> dict[str, bytes | None]:
    found: dict[str, bytes | None] = {}
    for commit in people:
        found.update(_content(forge, commit))
    return found


def _content(forge: Forge, commit: Commit) -> dict[str, bytes | None]:
    blobs = forge.blobs(b for b in commit.paths.values() if b)
    return {path: blobs[blob] if blob else None for path, blob in commit.paths.items()}
