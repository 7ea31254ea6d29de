"""The life of a proposal on a forge: opened, rebuilt in place, stopped, closed; every step may be the last.

Whatever is killed between two writes, the next run finds what stands and goes on from there: a
branch without a pull request is adopted, a commit of ours is known by its own trailer, and
everything that is created is looked for first.
"""

import contextlib
import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from pipeline.changes.trees import difference
from pipeline.github.git import Commit, Files
from pipeline.layout import paths
from pipeline.model.changes import BotState, Proposal, Pull
from pipeline.model.outcomes import InputFaults, Moved
from pipeline.model.reports import ProposalNote, RunReport
from pipeline.propose import wording
from pipeline.propose.plan import Base, propose
from pipeline.propose.scopes import OUTPUTS, files_digest, is_complete, may_propose, unpacked

if TYPE_CHECKING:  # PyGithub takes half a second to import
    from pipeline.github.github_forge import GitHubForge
    from pipeline.github.local_forge import LocalForge

Forge: TypeAlias = "GitHubForge | LocalForge"
"""A place for branches and pull requests, read through a local repository (`git`); any of its verbs may raise Refused.

Every write is compare-and-swap (branches) or found before it is made (everything else), so that
doing it again after a lost answer changes nothing.
"""

RECONSIDER: Final = "reconsider"  # the label on a closed pull request that takes a person's no back
STOPPED: Final = "stopped: people's commits"
LONGEST: Final = 65_536  # characters of a description
LABEL: Final = "catalog-bot"
EYES: Final = "needs eyes"  # a label, and the risk of which it speaks
_TRAILER: Final = "Catalog-Bot-Files: "


class Outside(Exception):  # noqa: N818  it is what the file is
    """A proposal would write where the bot may not: the fault is ours, and nothing is sent."""


class RemoteState(NamedTuple):
    """A forge's base, the bot's branches and pull requests, and what follows from them."""

    forge: Forge
    base: str
    tree: dict[str, bytes]  # the catalog on the base
    known: dict[str, bytes]  # that with the inputs of open proposals: a run starts from it, so that nothing is asked twice
    branches: dict[str, str]
    pulls: tuple[Pull, ...]
    own: dict[str, dict[str, bytes | None]]  # by scope the inputs that each open proposal brings
    declined: frozenset[str]  # the fingerprints of what people closed

    def open_pulls(self) -> list[Pull]:
        """Open pull requests on the bot's branches."""
        return [pull for pull in self.pulls if pull.state == "open"]


def read_remote(forge: Forge) -> RemoteState:
    """Read the forge: the base's catalog, branches, pull requests and what is in them."""
    base, branches, pulls = forge.base(), forge.branches(), forge.pulls()
    noted = [(pull, pull.note) for pull in pulls if pull.note]
    opened = [(note, branches[p.branch]) for p, note in noted if p.state == "open" and p.branch in branches]
    forge.fetch(base, *branches.values(), *(note.base for note, _ in opened))
    blobs = catalog_blobs(forge.git.tree(base))
    tree = forge.git.contents(blobs)
    own: dict[str, dict[str, bytes | None]] = {}
    known: dict[str, bytes | None] = {**tree}
    for note, head in opened:
        was, now = (catalog_blobs(forge.git.tree(commit)) for commit in (note.base, head))
        changed = (path for path in difference(was, now) if may_propose(path, blobs))
        # Where main moved on too, main is right.
        brought = {path: now.get(path) for path in changed if was.get(path) == blobs.get(path)}
        own[note.scope] = forge.git.changes(brought)
        known |= own[note.scope]
    closed = [n for p, n in noted if p.state == "closed" and RECONSIDER not in p.labels and not n.closed]
    declined = frozenset(one for note in closed for one in unpacked(note.objects))
    whole = {path: content for path, content in known.items() if content is not None}
    return RemoteState(forge, base, tree, whole, branches, pulls, own, declined)


def catalog_blobs(tree: Mapping[str, str]) -> dict[str, str]:
    """The catalog's files in a tree of blobs."""
    return {path: blob for path, blob in tree.items() if paths.is_input(path) or paths.is_output(path)}


def signed(message: str, files: Files) -> str:
    """A commit message with the bot's trailer: a digest of the files makes it worthless on any other commit."""
    return f"{message.rstrip()}\n\n{_TRAILER}{files_digest(_blobs(files))}\n"


def _blobs(files: Files) -> dict[str, str | None]:
    """Each file with the id that git gives its content."""
    return {
        path: None if data is None else hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
        for path, data in files.items()
    }


def is_ours(commit: Commit) -> bool:
    """Whether the bot made a commit: its trailer matches what it changes.

    A person who amends the bot's commit changes its files and not its trailer, or loses it.
    """
    return f"{_TRAILER}{files_digest(commit.paths)}" in commit.message.splitlines()


def check_paths(files: Files, base: Collection[str]) -> None:
    """The bot writes machine-owned files, and families that are not there yet; Outside where it would anything else."""
    for path, content in files.items():
        fresh = may_propose(path, base) and path.endswith(".toml") and content is not None
        tidy = not path.startswith("/") and not {"", ".", "..", ".git", ".github"} & set(path.lower().split("/"))
        ours = fresh or paths.is_output(path) or path.startswith((paths.SNAPSHOTS, paths.HISTORY))
        if not tidy or "\\" in path or not path.isprintable() or not ours:
            raise Outside(f"the bot may not write {path!r}")


def _conflict(remote: RemoteState, old_base: str, people: Sequence[Commit]) -> str | None:
    """A path that main changed, since the branch was made, and a person on it, each in its own way."""
    before, now = ((remote.forge.git.tree(base) if people else {}) for base in (old_base, remote.base))
    last = {path: blob for commit in people for path, blob in commit.paths.items()}
    return next((path for path, blob in sorted(last.items()) if now.get(path) not in {before.get(path), blob}), None)


@dataclass
class Publisher:
    """One run's writes to the forge that it looked at."""

    remote: RemoteState
    base: Base
    report: RunReport
    opened: int = 0
    used: set[str] = field(default_factory=set)  # branches that belong to a proposal of this run

    def publish(self, proposals: Iterable[Proposal], *, targeted: bool = False) -> tuple[ProposalNote, ...]:
        """Bring the forge to these proposals, and say what became of each.

        A targeted run leaves all other pull requests alone; any other run closes those that have
        nothing left to say, where all their sources answered.
        """
        notes = [self._brought(proposal) for proposal in proposals]
        if not targeted:
            notes += self._close_obsolete()
            self._delete_orphans()
        return tuple(notes)

    def _brought(self, proposal: Proposal) -> ProposalNote:
        """One proposal's branch and pull request, as they should be."""
        opened = self.remote.open_pulls()
        mine = (p for p in opened if (p.note.scope == proposal.scope if p.note else p.branch == proposal.branch))
        return self._go_on(proposal, next(mine, None))

    def _go_on(self, proposal: Proposal, pull: Pull | None) -> ProposalNote:
        try:
            if pull is None:
                return self._start(proposal)
            self.used.add(pull.branch)
            head = self.remote.branches.get(pull.branch, "")
            return _Open(self, proposal, pull, pull.note or BotState(), head).go_on()
        except Moved as moved:
            return _outcome(proposal, f"left: {moved} moved meanwhile", pull)

    def _start(self, proposal: Proposal) -> ProposalNote:
        """Open a pull request, where there is room for one more."""
        limits = self.base.limits
        if self.opened >= min(limits.new, limits.open - len(self.remote.open_pulls())):
            return _outcome(proposal, "waiting: enough are open", None)
        # Each name that is taken was left behind by a person's close.
        names = (proposal.branch if n == 1 else f"{proposal.branch}_{n}" for n in count(1))
        branch, head = next((name, head) for name in names if (head := self._usable(name)) is not None)
        self.used.add(branch)
        self.opened += 1
        if self.report.dry_run:
            return _outcome(proposal, "would be opened", None, branch=branch)
        body = wording.with_note(*wording.sent(self.build(proposal, branch, head), proposal))
        pull = self.remote.forge.open_pull(branch, proposal.title, body, draft=proposal.draft)
        return _outcome(proposal, "opened", pull, trouble=self.label(proposal, pull))

    def _usable(self, name: str) -> str | None:
        """Where a branch is ("": nowhere); None where it may not be touched.

        The branch of a closed pull request is never touched; one of a merged pull request serves
        again while nobody wrote to it; a branch of ours that never got a pull request is adopted.
        """
        pulls, head = [p for p in self.remote.pulls if p.branch == name], self.remote.branches.get(name, "")
        if any(p.state != "merged" for p in pulls):
            return None
        if not head or not pulls:
            free = not head or all(map(is_ours, self.remote.forge.git.commits(self.remote.base, head)))
        else:
            free = pulls[-1].note is not None and pulls[-1].note.head == head
        return head if free else None

    def build(self, proposal: Proposal, branch: str, expected: str, people: Sequence[Commit] = ()) -> BotState:
        """A branch moved to a proposal's commit on the base, above those of people; Outside where it is out of bounds.

        Where it is there already, a run died before it could say so.
        """
        remote, forge, parent, kept = self.remote, self.remote.forge, self.remote.base, list[str]()
        last = forge.git.commits(parent, expected)[-1:] if expected and not people else ()
        ours = (c for c in last if is_ours(c) and c.parents == (parent,))
        head = next((c.sha for c in ours if c.paths == _blobs(proposal.files)), "")
        if not head:
            theirs = {path for commit in people for path in commit.paths}
            files = {path: content for path, content in proposal.files.items() if path not in theirs}
            check_paths(files, remote.tree)
            for commit in people:
                if commit.parents == (parent,):
                    parent = commit.sha
                else:
                    parent = forge.write_commit(parent, forge.git.changes(commit.paths), commit.message, commit.author)
                kept.append(parent)
            head = forge.write_commit(parent, files, signed(proposal.commit_message, files))
            forge.move(branch, head, expected or None)
        return BotState(
            scope=proposal.scope, branch=branch, base=remote.base, head=head, people=tuple(kept), plan=proposal.plan,
            objects=proposal.objects, risk=proposal.risk, verified=forge.verified(head),
        )  # fmt: skip

    def label(self, proposal: Proposal, pull: Pull, before: str = "") -> str:
        """All labels where the first is missing: then the run that opened it died, and no person took one off.

        The marks of a risk that grew or fell since it was `before`, where the bot's label still stands. What failed.
        """
        mark, grew = self.remote.forge.mark, proposal.draft and before == "routine"
        if not proposal.draft and before == EYES and EYES in pull.labels:
            return mark(pull, tuple(label for label in pull.labels if label != EYES), draft=False)
        labels = (LABEL, EYES) if proposal.draft else (LABEL,)
        return mark(pull, labels, draft=grew or None) if grew or LABEL not in pull.labels else ""

    # The end.

    def _close_obsolete(self) -> Iterator[ProposalNote]:
        """Close open pull requests that no proposal is for, or that an older one brings, since a close was taken back.

        One that a person wrote to goes on with what is theirs alone. Nothing is done because a source failed or
        was not asked: unless nothing was asked at all and the branch itself shows that the base has everything.
        """
        rederived = not self.report.sources
        for pull in self.remote.open_pulls():
            note = pull.note
            if note is None or pull.branch in self.used or (note.scope == OUTPUTS and not rederived):
                continue
            state = "closed: obsolete"
            if not rederived and not is_complete(self.report, note.scope):
                state = "kept: a source failed or was not asked"
            elif self.remote.branches.get(pull.branch) != note.head or note.people:
                said = wording.commit_message(note.scope, "routine", (), ())
                own = Proposal(scope=note.scope, branch=pull.branch, title=pull.title, body="", commit_message=said,
                               files={}, risk="routine", plan=files_digest({"": files_digest(self.base.tree).encode()}))
                yield self._go_on(own, pull)
                continue
            elif self.report.dry_run:
                state = "would be closed"
            else:
                self.remote.forge.edit_pull(pull, title=pull.title, body=wording.closed(note, pull.body), close=True)
            yield _outcome(note, state, pull)

    def _delete_orphans(self) -> None:
        """Take away branches of ours that never got a pull request and that nothing is proposed for any more."""
        if self.report.dry_run or not is_complete(self.report):
            return
        kept = {pull.branch for pull in self.remote.pulls} | self.used
        for branch, head in sorted(self.remote.branches.items()):
            if branch not in kept and not branch.endswith("/state"):
                history = self.remote.forge.git.commits(self.remote.base, head)
                if history and all(map(is_ours, history)):
                    with contextlib.suppress(Moved):
                        self.remote.forge.move(branch, None, head)


@dataclass
class _Open:
    """A proposal whose pull request is open: the bot's note in it, or an empty one, and the branch's head ("": it is gone)."""

    by: Publisher
    proposal: Proposal
    pull: Pull
    note: BotState
    head: str

    def go_on(self) -> ProposalNote:
        """What is done, or in a dry run would be."""
        state, step = self._next()
        return self._is(state) if step is None or self.by.report.dry_run else step()

    def _next(self) -> tuple[str, Callable[[], ProposalNote] | None]:
        """What becomes of it, by the first of these that is so, and how."""
        note, remote = self.note, self.by.remote
        if not self.head or not self.pull.by_bot:
            return "left: a person opened it" if self.head else "left: its branch is gone", None
        if wording.ticked(self.pull.body):
            return "would be updated", partial(self._rebuild, ())
        if self.head == note.stopped:
            return STOPPED, None
        if self.head == note.head and (note.plan == self.proposal.plan or self._still_brings()):
            return "unchanged", self._keep
        known = filter(None, [note.base])  # main's history may have been rewritten since
        commits = remote.forge.git.commits(remote.base, self.head, *known)
        # "Update branch" brings main in, and nothing of its own.
        people = [c for c in commits if not (c.sha == note.head or is_ours(c) or c.clean_merge)]
        others = [c for c in people if not (c.paths and all(path.startswith(paths.CURATED) for path in c.paths))]
        if others or not (note.head or any(map(is_ours, commits))):
            return STOPPED, partial(self._stop, others or people, "it has commits that I did not make:")
        # Rebuilt with people's curated commits beneath, unless they and main, or they and derive, do not go together.
        if note.base and (path := _conflict(remote, note.base, people)):
            return STOPPED, partial(self._stop, people, f"main and a commit here both changed `{path}`:")
        return "would be updated", partial(self._rebuild, people)

    def _is(self, state: str, trouble: str = "") -> ProposalNote:
        return _outcome(self.proposal, state, self.pull, trouble=trouble)

    def _still_brings(self) -> bool:
        """Whether main moved beside the branch: merged as it stands, it gives just what the proposal wants of main now."""
        remote = self.by.remote
        merged = None if self.note.people else remote.forge.git.merged(remote.base, self.head)
        whole = remote.forge.git.tree(remote.base) | _blobs(self.proposal.files)
        return merged == {path: blob for path, blob in whole.items() if blob is not None}

    def _rebuild(self, people: Sequence[Commit]) -> ProposalNote:
        """One commit above those of people; what follows from theirs is known again by what it was without them."""
        mine, proposal, git = self.proposal, self.proposal, self.by.remote.forge.git
        if people:
            inputs = {path: content for path, content in mine.files.items() if paths.is_input(path)}
            for commit in people:
                inputs |= git.changes(commit.paths)
            try:
                made = propose(mine.scope, self.by.base, inputs, self.by.report)
            except InputFaults as faults:
                first = faults.faults[0]
                why = f"`{first.path}` cannot be read (line {first.line or '?'}): run `awesome check` for the fix."
                return self._stop(people, why)
            if made is None:
                return self._is("nothing to say")
            same = {key: getattr(mine, key) for key in ("commit_message", "plan", "objects")}
            proposal = made.model_copy(update=same)
        note = self.by.build(proposal, self.pull.branch, self.head, people)
        return self._send(note.model_copy(update={"was": "" if note.head == self.head else self.head}), proposal)

    def _send(self, note: BotState, proposal: Proposal, state: str = "updated") -> ProposalNote:
        """Words, and the marks of a risk that grew or fell."""
        unsaid = self._edit(note, proposal)
        trouble = self.by.label(proposal, self.pull, self.note.risk) or unsaid
        return _outcome(proposal, state, self.pull, trouble=trouble)

    def _keep(self) -> ProposalNote:
        """The commit is as it should be; the words may have changed, such as a source's health."""
        proposal, note, limits = self.proposal, self.note, self.by.base.limits
        if note.sent != wording.sent(note, proposal)[0].sent and not note.people:
            same = {"plan": proposal.plan, "objects": proposal.objects, "risk": proposal.risk}
            return self._send(note.model_copy(update=same), proposal, "reworded")
        trouble = self.by.label(proposal, self.pull)
        # Only routine changes, only with a label that the bot never sets, only where it is switched on.
        wanted = limits.automerge and "automerge" in self.pull.labels and not self.pull.draft and not proposal.draft
        return self._is("merged" if wanted and self.by.remote.forge.merge(self.pull) else "unchanged", trouble)

    def _edit(self, note: BotState, proposal: Proposal) -> str:
        """New words; where a person wrote into the old ones, theirs stay, the new ones are said below. What failed."""
        forge, now = self.by.remote.forge, self.by.remote.forge.again(self.pull)
        self.pull, unsaid = now, ""
        title, (note, text) = proposal.title, wording.sent(note, proposal)
        if wording.is_edited(self.note, now.title, now.body):
            unsaid = forge.comment(now, *wording.beside_edited(proposal))
            title, text = now.title, wording.unticked(wording.without_note(now.body))
        body = wording.with_note(note, text)
        if len(body) > LONGEST:  # GitHub refuses it, and what a person wrote is not cut
            return f"the description of {now.url} has no room for the bot's note: shorten it"
        self.pull = forge.edit_pull(now, title=title, body=body)
        return unsaid

    def _stop(self, theirs: Sequence[Commit], why: str) -> ProposalNote:
        """Say once that a person has the branch now; then remember which head that was said of."""
        forge, pull = self.by.remote.forge, self.pull
        trouble = forge.comment(pull, wording.STOPPED, wording.stopped([commit.sha for commit in theirs], why))
        noted = self.note.model_copy(update={"stopped": self.head})
        body = wording.with_note(noted, wording.without_note(pull.body))
        if self.note.head and len(body) <= LONGEST:
            forge.edit_pull(pull, title=pull.title, body=body)
        return self._is(STOPPED, trouble)


def _outcome(
    proposal: Proposal | BotState, state: str, pull: Pull | None, *, branch: str = "", trouble: str = ""
) -> ProposalNote:
    url = pull.url if pull is not None else ""
    web = url.startswith(("https://", "http://"))
    return ProposalNote(
        scope=proposal.scope, branch=pull.branch if pull is not None else branch or proposal.branch,
        title=pull.title if pull is not None else proposal.title if isinstance(proposal, Proposal) else "",
        risk=proposal.risk, state=state, url=url if web else "", body_path="" if web else url, trouble=trouble,
    )  # fmt: skip
