"""The life of a proposal on a forge: opened, rebuilt in place, stopped, closed; every step may be the last.

Whatever is killed between two writes, the next run finds what stands and goes on from there: a
branch without a pull request is adopted, a commit of ours is known by its own trailers, and
everything that is created is looked for first.
"""

import contextlib
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from pipeline.github.commits import (
    Built,
    Conflict,
    History,
    blob_id,
    build,
    carries,
    check_conflicts,
    is_ours,
    sort_history,
)
from pipeline.github.forge import RemoteState, note_of
from pipeline.model.findings import InputFaults
from pipeline.model.outcomes import Moved
from pipeline.model.proposals import BotState, Commit, Proposal, Pull
from pipeline.model.reports import ProposalNote, RunReport
from pipeline.propose import wording
from pipeline.propose.objects import fingerprints
from pipeline.propose.plan import Rules
from pipeline.propose.scopes import OUTPUTS, is_complete
from pipeline.propose.wording import read_note, ticked, unticked

STOPPED: Final = "stopped: people's commits"
LONGEST: Final = 65_536  # characters of a description
EYES: Final = "needs eyes"  # a label, and the risk of which it speaks


@dataclass
class Publisher:
    """One run's writes to the forge that it looked at."""

    remote: RemoteState
    rules: Rules
    report: RunReport
    dry_run: bool = False
    opened: int = 0
    used: set[str] = field(default_factory=set)  # branches that belong to a proposal of this run

    def publish(self, proposal: Proposal) -> ProposalNote:
        """Bring one proposal's branch and pull request to what they should be."""
        found = self._open_pull(proposal)
        try:
            if found is None:
                return self._start(proposal)
            self.used.add(found.branch)
            return self._continue(proposal, found)
        except Moved as moved:
            return _outcome(proposal, f"left: {moved} moved meanwhile", found)

    def _open_pull(self, proposal: Proposal) -> Pull | None:
        for pull, note in self.remote.open_pulls():
            if (note is not None and note.scope == proposal.scope) or (note is None and pull.branch == proposal.branch):
                return pull
        return None

    # Nothing is open yet.

    def _start(self, proposal: Proposal) -> ProposalNote:
        limits = self.rules.limits
        if self.opened >= min(limits.new, limits.open - len(self.remote.open_pulls())):
            return _outcome(proposal, "waiting: enough are open", None)
        branch, expected, finished = self._free_branch(proposal)
        self.used.add(branch)
        self.opened += 1
        if self.dry_run:
            return _outcome(proposal, "would be opened", None, branch=branch)
        built = Built(expected, proposal) if finished and expected else self._build(proposal, ())
        if built is None:
            return _outcome(proposal, "nothing to say", None)
        if not finished:
            self.remote.forge.move(branch, built.head, expected)
        body = self._body(built, proposal, branch)
        pull = self.remote.forge.open_pull(branch, proposal.title, body, draft=proposal.draft)
        return _outcome(proposal, "opened", pull, trouble=self._label(proposal, pull))

    def _free_branch(self, proposal: Proposal) -> tuple[str, str | None, bool]:
        """A branch for a new pull request: its name, where it is now, and whether it already holds the proposal.

        The branch of a closed pull request is never touched; one of a merged pull request serves
        again while nobody wrote to it; a branch of ours that never got a pull request is adopted.
        """
        number, name = 1, proposal.branch
        while (found := self._usable(name, proposal)) is None:  # each one taken is left behind by a person's close
            number += 1
            name = f"{proposal.branch}_{number}"
        return (name, *found)

    def _usable(self, name: str, proposal: Proposal) -> tuple[str | None, bool] | None:
        """Where a branch of this name is, and whether it already holds the proposal; None where it may not be touched."""
        pulls = [p for p in self.remote.pulls if p.branch == name]
        head = self.remote.branches.get(name)
        if any(p.state != "merged" for p in pulls):
            return None
        if head is None:
            return None, False
        if pulls:
            last = note_of(pulls[-1])
            return (head, False) if last is not None and last.head == head else None
        history = self.remote.forge.commits(self.remote.base, head)
        if not all(is_ours(c) for c in history):
            return None
        return head, len(history) == 1 and carries(history[0], proposal, self.remote.base)

    # One is open.

    def _continue(self, proposal: Proposal, pull: Pull) -> ProposalNote:
        note, head = note_of(pull), self.remote.branches.get(pull.branch)
        if head is None or not pull.by_bot:
            return _outcome(proposal, "left: its branch is gone" if head is None else "left: a person opened it", pull)
        if ticked(pull.body):
            return self._rebuild(proposal, pull, head, (), note)
        if note is not None and head == note.stopped:
            return _outcome(proposal, STOPPED, pull)
        if note is not None and head == note.head and (
            note.plan == proposal.plan or self._still_brings(proposal, note)
        ):
            return self._reword(proposal, pull, note)
        known = (note.base,) if note is not None else ()  # main's history may have been rewritten since
        history = sort_history(self.remote.forge.commits(self.remote.base, head, *known), (note.head,) if note is not None else ())
        if history.others or (note is None and history.ours is None):
            return self._stop(proposal, pull, note, head, history, "it has commits that I did not make:")
        if history.ours and history.ours.sha == head and carries(history.ours, proposal, self.remote.base):
            # The branch was moved, and the run died before it could say so.
            return self._send(proposal, pull, Built(head, proposal), note, was=head)
        return self._rebuild_above(proposal, pull, note, head, history)

    def _still_brings(self, proposal: Proposal, note: BotState) -> bool:
        """Whether the branch, merged as it stands, gives just what the proposal wants of the base as it is now.

        Then main moved beside it, and neither the branch nor its checks need to be made again.
        """
        merged = None if note.people else self.remote.forge.merged(self.remote.base, note.head)
        if merged is None:
            return False
        wanted = {**self.remote.forge.tree(self.remote.base)}
        for path, content in proposal.files.items():
            if content is None:
                wanted.pop(path, None)
            else:
                wanted[path] = blob_id(content)
        return merged == wanted

    def _rebuild_above(
        self, proposal: Proposal, pull: Pull, note: BotState | None, head: str, history: History
    ) -> ProposalNote:
        """Rebuild with people's curated commits beneath, unless they and main, or they and derive, do not go together."""
        try:
            if note is not None:
                check_conflicts(self.remote.forge, note.base, self.remote.base, history.people)
            return self._rebuild(proposal, pull, head, history.people, note)
        except Conflict as conflict:
            why = f"main and a commit here both changed `{conflict}`:"
        except InputFaults as faults:
            first = faults.faults[0]
            why = f"`{first.path}` cannot be read (line {first.line or '?'}): run `awesome check` for the fix."
        return self._stop(proposal, pull, note, head, history, why)

    def _rebuild(
        self, proposal: Proposal, pull: Pull, head: str, people: tuple[Commit, ...], note: BotState | None
    ) -> ProposalNote:
        if self.dry_run:
            return _outcome(proposal, "would be updated", pull)
        built = self._build(proposal, people)
        if built is None:
            return _outcome(proposal, "nothing to say", pull)
        self.remote.forge.move(pull.branch, built.head, head)
        return self._send(proposal, pull, built, note, was=head)

    def _build(self, proposal: Proposal, people: tuple[Commit, ...]) -> Built | None:
        return build(self.remote.forge, self.remote.base, self.remote.tree, proposal, people, self.rules, self.report)

    def _send(self, planned: Proposal, pull: Pull, built: Built, note: BotState | None, *, was: str) -> ProposalNote:
        """Words, and the marks of a risk that grew."""
        if self.dry_run:
            return _outcome(planned, "would be updated", pull)
        pull, unsaid = self._edit(pull, note, built.proposal.title, self._body(built, planned, pull.branch, was=was))
        risk = built.proposal.risk
        draft = None if risk == (note.risk if note is not None else "routine") else risk == EYES
        return _outcome(built.proposal, "updated", pull, trouble=self._label(built.proposal, pull, draft=draft) or unsaid)

    def _reword(self, proposal: Proposal, pull: Pull, note: BotState) -> ProposalNote:
        """The commit is as it should be; the words may have changed, such as a source's health."""
        state, unsaid = "unchanged", ""
        if self.dry_run:
            return _outcome(proposal, state, pull)
        if note.body != wording.digest(proposal) and not note.people:
            state = "reworded"
            said = {"body": wording.digest(proposal), "risk": proposal.risk}
            body = wording.sent(note.model_copy(update=said), proposal.title, proposal.body)
            pull, unsaid = self._edit(pull, note, proposal.title, body)
        trouble = self._label(proposal, pull) or unsaid
        # Only routine changes, only with a label that the bot never sets, only where it is switched on.
        wanted = self.rules.limits.automerge and proposal.risk == "routine" and "automerge" in pull.labels and not pull.draft
        if state == "unchanged" and wanted and self.remote.forge.merge(pull):
            state = "merged"
        return _outcome(proposal, state, pull, trouble=trouble)

    def _stop(
        self, proposal: Proposal, pull: Pull, note: BotState | None, head: str, history: History, why: str
    ) -> ProposalNote:
        """Say once that a person has the branch now; then remember which head that was said of."""
        trouble = ""
        if not self.dry_run:
            trouble = self.remote.forge.comment(pull, wording.STOPPED, wording.stopped(history.others or history.people, why))
            if note is not None:
                body = wording.with_note(note.model_copy(update={"stopped": head}), wording.without_note(pull.body))
                self.remote.forge.edit_pull(pull, title=pull.title, body=body if len(body) <= LONGEST else pull.body)
        return _outcome(proposal, STOPPED, pull, trouble=trouble)

    def _body(self, built: Built, planned: Proposal, branch: str, *, was: str = "") -> str:
        """The body to send. `planned` is the proposal before people's commits."""
        proposal = built.proposal
        note = BotState(
            scope=proposal.scope, branch=branch, base=self.remote.base, head=built.head, people=built.people,
            plan=planned.plan, body=wording.digest(planned), objects=fingerprints(planned.digests),
            rows="".join(planned.rows),
            risk=proposal.risk, verified=self.remote.forge.verified(built.head),
        )  # fmt: skip
        return wording.sent(note, proposal.title, proposal.body, was=was)

    def _edit(self, pull: Pull, note: BotState | None, title: str, body: str) -> tuple[Pull, str]:
        """New words; where a person wrote into the old ones, theirs stay, and the new ones are said below; why they could not be."""
        state, pull = read_note(body), self.remote.forge.again(pull)
        if state is None or not wording.is_edited(note, pull.title, pull.body):
            return self.remote.forge.edit_pull(pull, title=title, body=body), ""
        unsaid = self.remote.forge.comment(pull, *wording.beside_edited(state, title, body))
        theirs = wording.with_note(state, unticked(wording.without_note(pull.body)))
        if len(theirs) > LONGEST:  # GitHub refuses it, and what a person wrote is not cut
            return pull, f"the description of pull request {pull.number} has no room for the bot's note: shorten it"
        return self.remote.forge.edit_pull(pull, title=pull.title, body=theirs), unsaid

    def _label(self, proposal: Proposal, pull: Pull, *, draft: bool | None = None) -> str:
        """All labels where the first is missing: then the run that opened it died, and no person took one off.

        With `draft` its mark too, since the risk grew, or (False) fell, where the bot's label still stands. What failed, "" for nothing.
        """
        if draft is False and EYES in pull.labels:
            return self.remote.forge.mark(pull, tuple(label for label in pull.labels if label != EYES), draft=False)
        if draft or (proposal.labels and proposal.labels[0] not in pull.labels):
            return self.remote.forge.mark(pull, proposal.labels, draft=draft or None)
        return ""

    # The end.

    def close_obsolete(
        self, planned: Collection[str], reason: str = wording.OBSOLETE, *, rederived: bool = False
    ) -> list[ProposalNote]:
        """Close open pull requests that no proposal of this run is for, or that another one brings: a close was taken back.

        Never one that a person wrote to, and never because a source failed or was not asked: unless
        nothing was asked at all and the branch itself shows that the base has everything (`rederived`).
        """
        notes: list[ProposalNote] = []
        for pull, note in self.remote.open_pulls():
            if note is None or pull.branch in self.used or (note.scope == OUTPUTS and not rederived):
                continue
            twin = note.scope in planned
            state = "closed: obsolete"
            if self.remote.branches.get(pull.branch) != note.head or note.people:
                state = "kept: it has people's commits"
            elif not twin and not rederived and not is_complete(self.report, note.scope):
                state = "kept: a source failed or was not asked"
            elif self.dry_run:
                state = "would be closed"
            else:
                body = wording.closed(note, pull.body, wording.TWIN if twin else reason)
                self.remote.forge.edit_pull(pull, title=pull.title, body=body, close=True)
            notes.append(_outcome(note, state, pull))
        return notes

    def delete_orphans(self) -> None:
        """Take away branches of ours that never got a pull request and that nothing is proposed for any more."""
        if self.dry_run or not is_complete(self.report):
            return
        with_pull = {pull.branch for pull in self.remote.pulls}
        for branch, head in sorted(self.remote.branches.items()):
            if branch in with_pull or branch in self.used or branch.endswith("/state"):
                continue
            history = self.remote.forge.commits(self.remote.base, head)
            if history and all(is_ours(c) for c in history):
                with contextlib.suppress(Moved):
                    self.remote.forge.move(branch, None, head)


def _outcome(
    proposal: Proposal | BotState, state: str, pull: Pull | None, *, branch: str = "", trouble: str = ""
) -> ProposalNote:
    url = pull.url if pull is not None else ""
    web = url.startswith(("https://", "http://"))
    return ProposalNote(
        scope=proposal.scope, branch=pull.branch if pull is not None else branch or proposal.branch,
        title=proposal.title if isinstance(proposal, Proposal) else pull.title if pull is not None else "",
        risk=proposal.risk, state=state, url=url if web else "", body_path="" if web else url, trouble=trouble,
    )  # fmt: skip
