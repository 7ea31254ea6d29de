"""The life of a proposal on a forge: opened, rebuilt in place, stopped, closed; every step may be the last.

Whatever is killed between two writes, the next run finds what stands and goes on from there: a
branch without a pull request is adopted, a commit of ours is known by its own trailers, and
everything that is created is looked for first.
"""

from dataclasses import dataclass, field
from typing import Final

from pipeline.github import words
from pipeline.github.build import Built, Conflict, build, check_conflicts
from pipeline.github.forge import Forge, Moved
from pipeline.github.look import Seen, note_of
from pipeline.github.people import History, is_ours, plan_of, sort_history
from pipeline.model.findings import InputFaults
from pipeline.model.proposals import BotState, Commit, Proposal, Pull
from pipeline.model.reports import ProposalNote, RunReport
from pipeline.propose.plan import Rules, plan_digest
from pipeline.propose.state import note as notice
from pipeline.propose.state import ticked

STOPPED: Final = "stopped: people's commits"
BRANCHES_TRIED: Final = 50  # of one scope: each is left behind by a person's close


@dataclass
class Desk:
    """One run's work on one forge."""

    forge: Forge
    seen: Seen
    rules: Rules
    report: RunReport
    dry_run: bool = False
    opened: int = 0
    used: set[str] = field(default_factory=set)  # branches that belong to a proposal of this run

    def settle(self, proposal: Proposal) -> ProposalNote:
        """Bring one proposal's branch and pull request to what they should be."""
        found = self._open_pull(proposal)
        try:
            if found is None:
                return self._start(proposal)
            self.used.add(found.branch)
            return self._go_on(proposal, found)
        except Moved as moved:
            return _said(proposal, f"left: {moved} moved meanwhile", found)

    def _open_pull(self, proposal: Proposal) -> Pull | None:
        for pull, note in self.seen.open_pulls():
            if (note is not None and note.scope == proposal.scope) or (note is None and pull.branch == proposal.branch):
                return pull
        return None

    # Nothing is open yet.

    def _start(self, proposal: Proposal) -> ProposalNote:
        room = self.rules.limits.open - len(self.seen.open_pulls()) - self.opened
        if room <= 0:
            return _said(proposal, "waiting: enough are open", None)
        branch, expected, stands = self._branch(proposal)
        self.used.add(branch)
        self.opened += 1
        if self.dry_run:
            return _said(proposal, "would be opened", None, branch=branch)
        if stands is None:
            built = build(self.forge, self.seen, proposal, (), self.rules, self.report)
            if built is None:
                return _said(proposal, "nothing to say", None)
            self.forge.move(branch, built.head, expected)
        else:
            built = Built(stands, proposal, (), self.forge.verified(stands))
        pull = self.forge.open_pull(branch, proposal.title, self._words(built, proposal, branch), draft=proposal.draft)
        self._label(proposal, pull)
        return _said(proposal, "opened", pull)

    def _branch(self, proposal: Proposal) -> tuple[str, str | None, str | None]:
        """A branch for a new pull request: its name, where it is now, and that again if it already holds the proposal.

        The branch of a closed pull request is never touched; one of a merged pull request serves
        again while nobody wrote to it; a branch of ours that never got a pull request is adopted.
        """
        for number in range(1, BRANCHES_TRIED):
            name = proposal.branch if number == 1 else f"{proposal.branch}_{number}"
            pulls = [p for p in self.seen.pulls if p.branch == name]
            head = self.seen.branches.get(name)
            if any(p.state != "merged" for p in pulls):
                continue
            if head is None:
                return name, None, None
            if pulls:
                last = note_of(pulls[-1])
                if last is not None and last.head == head:
                    return name, head, None
                continue
            history = self.forge.commits(self.seen.base, head)
            if not history or all(is_ours(c) for c in history):
                return name, head, self._holds(history, proposal)
        raise Moved(f"{proposal.branch} and its {BRANCHES_TRIED - 1} successors are all taken; one of them")

    def _holds(self, history: tuple[Commit, ...], proposal: Proposal) -> str | None:
        """The head, if a branch is already what the proposal wants on this base."""
        if (
            len(history) == 1
            and history[0].parents == (self.seen.base,)
            and plan_of(history[0]) == plan_digest(proposal)
        ):
            return history[0].sha
        return None

    # One is open.

    def _go_on(self, proposal: Proposal, pull: Pull) -> ProposalNote:
        note, head = note_of(pull), self.seen.branches.get(pull.branch)
        if head is None or not pull.by_bot:
            return _said(proposal, "left: its branch is gone" if head is None else "left: a person opened it", pull)
        wants_rebuild = ticked(pull.body)
        if note is not None and not wants_rebuild:
            if head == note.stopped:
                return _said(proposal, STOPPED, pull)
            if head == note.head and note.plan == plan_digest(proposal):
                return self._reword(proposal, pull, note)
        history = sort_history(self.forge.commits(self.seen.base, head), _known(note))
        if wants_rebuild:
            return self._rebuild(proposal, pull, head, (), note)
        if history.others or (note is None and history.ours is None):
            return self._stop(proposal, pull, note, head, history, "it has commits that I did not make:")
        if self._is_finished(history, head, proposal):
            # The branch was moved, and the run died before it could say so.
            built = Built(head, proposal, (), self.forge.verified(head))
            return self._send(proposal, pull, built, note, was=head)
        return self._rebuild_above(proposal, pull, note, head, history)

    def _is_finished(self, history: History, head: str, proposal: Proposal) -> bool:
        """Whether the branch is the bot's commit on this base, alone, and already carries the proposal."""
        ours = history.ours
        alone = ours is not None and ours.sha == head and ours.parents == (self.seen.base,)
        return ours is not None and alone and plan_of(ours) == plan_digest(proposal)

    def _rebuild_above(
        self, proposal: Proposal, pull: Pull, note: BotState | None, head: str, history: History
    ) -> ProposalNote:
        """Rebuild with people's curated commits beneath, unless they and main, or they and derive, do not go together."""
        try:
            if note is not None:
                check_conflicts(self.forge, note.base, self.seen.base, history.people)
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
            return _said(proposal, "would be updated", pull)
        built = build(self.forge, self.seen, proposal, people, self.rules, self.report)
        if built is None:
            return _said(proposal, "nothing to say", pull)
        self.forge.move(pull.branch, built.head, head)
        return self._send(proposal, pull, built, note, was=head)

    def _send(self, planned: Proposal, pull: Pull, built: Built, note: BotState | None, *, was: str) -> ProposalNote:
        """Words, and the marks of a risk that grew."""
        if self.dry_run:
            return _said(planned, "would be updated", pull)
        body = self._words(built, planned, pull.branch, was=was)
        pull = self.forge.edit_pull(pull, title=built.proposal.title, body=body)
        if built.proposal.risk == "needs eyes" and (note is None or note.risk == "routine"):
            self.forge.make_draft(pull)
            self.forge.label(pull, built.proposal.labels)
        else:
            self._label(built.proposal, pull)
        return _said(built.proposal, "updated", pull)

    def _reword(self, proposal: Proposal, pull: Pull, note: BotState) -> ProposalNote:
        """The commit is as it should be; the words may have changed, such as a source's health."""
        if note.body != words.words_digest(proposal) and not note.people and not self.dry_run:
            state = note.model_copy(
                update={"body": words.words_digest(proposal), "run": self.report.run, "risk": proposal.risk}
            )
            pull = self.forge.edit_pull(pull, title=proposal.title, body=words.whole(state, proposal.body))
            self._label(proposal, pull)
            return _said(proposal, "reworded", pull)
        if not self.dry_run:
            self._label(proposal, pull)
            if self._may_merge(proposal, pull) and self.forge.merge(pull):
                return _said(proposal, "merged", pull)
        return _said(proposal, "unchanged", pull)

    def _may_merge(self, proposal: Proposal, pull: Pull) -> bool:
        """Only routine changes, only with a label that the bot never sets, only where it is switched on."""
        return (
            self.rules.limits.automerge and proposal.risk == "routine" and "automerge" in pull.labels and not pull.draft
        )

    def _stop(
        self, proposal: Proposal, pull: Pull, note: BotState | None, head: str, history: History, why: str
    ) -> ProposalNote:
        """Say once that a person has the branch now; then remember which head that was said of."""
        if not self.dry_run:
            self.forge.comment(pull, words.STOPPED, words.stop_text(history.others or history.people, why))
            if note is not None:
                stopped = note.model_copy(update={"stopped": head})
                self.forge.edit_pull(
                    pull, title=pull.title, body=f"{notice(stopped)}\n\n{words.without_note(pull.body)}"
                )
        return _said(proposal, STOPPED, pull)

    def _words(self, built: Built, planned: Proposal, branch: str, *, was: str = "") -> str:
        state = words.state_of(
            built.proposal, planned, branch=branch, base=self.seen.base, head=built.head, people=built.people,
            run=self.report.run, verified=built.verified,
        )  # fmt: skip
        return words.whole(state, built.proposal.body, was=was)

    def _label(self, proposal: Proposal, pull: Pull) -> None:
        """All labels where the first is missing: then the run that opened it died, and no person took one off."""
        if proposal.labels and proposal.labels[0] not in pull.labels:
            self.forge.label(pull, proposal.labels)


def _known(note: BotState | None) -> tuple[str, ...]:
    return (note.head,) if note is not None else ()


def _said(proposal: Proposal, state: str, pull: Pull | None, *, branch: str = "") -> ProposalNote:
    url = pull.url if pull is not None else ""
    web = url.startswith(("https://", "http://"))
    return ProposalNote(
        scope=proposal.scope, branch=pull.branch if pull is not None else branch or proposal.branch, title=proposal.title,
        risk=proposal.risk, state=state, url=url if web else "", body_path="" if web else url,
    )  # fmt: skip
