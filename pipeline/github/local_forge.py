"""LocalForge: pull requests without any account. Real branches in this repository, bodies as Markdown files.

To say yes, merge the branch. To say no, delete it: that is remembered. To have one rebuilt, tick the
box in its file.
"""

import fcntl
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from pipeline.github.git import Git
from pipeline.model.outcomes import GitFailed, Refused
from pipeline.model.proposals import Pull, PullState
from pipeline.propose.wording import REBUILD, ticked
from pipeline.render.escape import BRANCH_PREFIX
from pipeline.store.tree import write_atomically

_REGISTER: Final = "pulls.json"


class LocalForge:
    """The repository at `root`; `out` holds one Markdown file a proposal and a small register. A Forge."""

    def __init__(self, root: Path, out: Path) -> None:
        self.git, self._out = Git(root), out
        try:
            top = Path(self.git.text("rev-parse", "--show-toplevel"))
        except GitFailed as error:
            raise Refused(f"--publish local makes branches, and {root} is no git repository: run `git init` there") from error
        if top.resolve() != root.resolve():
            raise Refused(f"{root} is inside the repository {top}: proposals can only be made at its top")
        if not self.git.has("rev-parse", "--verify", "--quiet", "HEAD^{commit}"):
            raise Refused("the repository has no commit yet, so there is nothing to propose a change to: commit first")
        self.write_commit, self.move = self.git.write_commit, self.git.move

    def base(self) -> str:
        """The commit that HEAD names: what is not committed is nobody's base."""
        return self.git.text("rev-parse", "HEAD^{commit}")

    def branches(self) -> dict[str, str]:
        """The bot's branches: name to head."""
        return self.git.branches(BRANCH_PREFIX)

    def fetch(self, *_: str) -> None:
        """Every commit is here by nature."""

    def verified(self, _: str) -> None:
        """Nobody says anything of a commit's signature."""

    def pulls(self) -> tuple[Pull, ...]:
        """Every proposal made here; what became of it is read from the branches."""
        heads = self.branches()
        return tuple(self._shown(entry, heads) for entry in self._read())

    def _shown(self, entry: Pull, heads: Mapping[str, str]) -> Pull:
        file = self.file_of(entry.branch)
        rebuild = file.is_file() and ticked(file.read_text(encoding="utf-8", errors="replace"))
        body = entry.body.replace(f"- [ ] {REBUILD}", f"- [x] {REBUILD}") if rebuild else entry.body
        now = {"url": str(file), "body": body}
        if entry.state == "open":
            head = heads.get(entry.branch, entry.head)
            now |= {"head": head, "state": self._became(head, self.base(), deleted=entry.branch not in heads)}
        return entry.model_copy(update=now)

    def _became(self, head: str, base: str, *, deleted: bool) -> PullState:
        if self.git.has("merge-base", "--is-ancestor", head, base):
            return "merged"
        if not deleted:
            return "open"
        try:  # a base that has all that the commit changed squashed or picked it, and did not turn it down
            ours, whole = self.git.commits(f"{head}^", head)[-1].paths, self.git.tree(base)
        except (GitFailed, IndexError):
            return "closed"
        return "merged" if ours and all(whole.get(path) == blob for path, blob in ours.items()) else "closed"

    def file_of(self, branch: str) -> Path:
        """The Markdown file of a branch's proposal."""
        return self._out / f"{branch.removeprefix(BRANCH_PREFIX)}.md"

    def open_pull(self, branch: str, title: str, body: str, *, draft: bool) -> Pull:
        """A proposal from a branch; one that is open already is taken for it."""
        heads = self.branches()
        with self._changing() as entries:
            found = next((e for e in entries if e.branch == branch and e.state == "open"), None)
            number = found.number if found is not None else max((e.number for e in entries), default=0) + 1
            entry = Pull(number=number, branch=branch, head=heads[branch], state="open", title=title, body=body, draft=draft)
            entries[:] = [*(e for e in entries if e.number != number), entry]
            return self._written(entry, heads)  # before the register: what is in there has its words

    def again(self, pull: Pull) -> Pull:
        """A proposal as it is now."""
        return next(one for one in self.pulls() if one.number == pull.number)

    def edit_pull(self, pull: Pull, *, title: str, body: str, close: bool = False) -> Pull:
        """New words, and perhaps the end, in one write."""
        heads, state = self.branches(), {"state": "closed"} if close else {}
        entry = self._change(pull, lambda e: {"title": title, "body": body, "head": heads.get(pull.branch, e.head), **state})
        return self._written(entry, heads)

    def _written(self, entry: Pull, heads: Mapping[str, str]) -> Pull:
        note, _, words = entry.body.partition("\n")
        write_atomically(self.file_of(entry.branch), f"{note}\n\n# {entry.title}\n\n{words.lstrip()}".encode())
        return self._shown(entry, heads)

    def mark(self, pull: Pull, labels: tuple[str, ...], *, draft: bool | None = None) -> str:
        """Add labels; with `draft`, mark it as not ready, or (False) as ready, with these labels alone."""
        had = () if draft is False else pull.labels
        self._change(pull, lambda e: {"labels": tuple(sorted({*had, *labels})), "draft": e.draft if draft is None else draft})
        return ""

    def comment(self, pull: Pull, marker: str, text: str) -> str:
        """Say something once, in a file beside the body's."""
        beside = self.file_of(pull.branch).with_suffix(".comments.md")
        said = beside.read_text(encoding="utf-8") if beside.is_file() else ""
        if marker not in said.splitlines():
            write_atomically(beside, f"{said}{text}\n\n".encode())
        return ""

    def merge(self, _: Pull) -> bool:
        """Only a person merges here."""
        return False

    def _change(self, pull: Pull, change: Callable[[Pull], Mapping[str, Any]]) -> Pull:
        with self._changing() as entries:
            place = next(n for n, e in enumerate(entries) if e.number == pull.number)
            entries[place] = entries[place].model_copy(update=change(entries[place]))
            return entries[place]

    def _read(self) -> list[Pull]:
        file = self._out / _REGISTER
        if not file.is_file():
            return []
        try:
            kept = json.loads(file.read_bytes())["pulls"]  # what an earlier version kept besides is left out
            return [Pull.model_validate({k: v for k, v in e.items() if k in Pull.model_fields}, strict=False) for e in kept]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Refused(f"{file} cannot be read; delete {self._out} and the branches below {BRANCH_PREFIX}") from error

    @contextmanager
    def _changing(self) -> Iterator[list[Pull]]:
        """The register, for one change at a time among all processes; written whole or not at all."""
        self._out.mkdir(parents=True, exist_ok=True)
        with (self._out / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            entries = self._read()
            yield entries
            kept = {"version": 1, "pulls": [e.model_dump(mode="json", exclude={"url", "by_bot"}) for e in entries]}
            write_atomically(self._out / _REGISTER, json.dumps(kept, indent=2, sort_keys=True).encode())
