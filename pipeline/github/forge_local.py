"""LocalForge: pull requests without any account. Real branches in this repository, bodies as Markdown files.

To say yes, merge the branch. To say no, delete it: that is remembered. To have one rebuilt, tick the
box in its file.
"""

import fcntl
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from pipeline.github.forge import Refused
from pipeline.github.git import Git, GitFailed
from pipeline.model.proposals import Commit, Person, Pull, PullState, Written
from pipeline.propose.state import REBUILD, ticked
from pipeline.render.escape import BRANCH_PREFIX

_STORE: Final = "pulls.json"


class LocalForge:
    """The repository at `root`; `out` holds one Markdown file a proposal and a small register."""

    def __init__(self, root: Path, out: Path) -> None:
        self._git = Git(root)
        self._out = out
        try:
            top = Path(self._git.text("rev-parse", "--show-toplevel"))
        except GitFailed as error:
            raise Refused(
                f"--publish local makes branches, and {root} is no git repository: run `git init` there"
            ) from error
        if top.resolve() != root.resolve():
            raise Refused(f"{root} is inside the repository {top}: proposals can only be made at its top")
        if not self._git.has("rev-parse", "--verify", "--quiet", "HEAD^{commit}"):
            raise Refused("the repository has no commit yet, so there is nothing to propose a change to: commit first")

    def base(self) -> str:
        """The commit that HEAD names: what is not committed is nobody's base."""
        return self._git.text("rev-parse", "HEAD^{commit}")

    def branches(self) -> dict[str, str]:
        """The bot's branches: name to head."""
        return self._git.branches(BRANCH_PREFIX)

    def tree(self, commit: str) -> dict[str, str]:
        """Path to blob of a commit's whole tree."""
        return self._git.tree(commit)

    def blobs(self, ids: Iterable[str]) -> dict[str, bytes]:
        """The content of blobs."""
        return self._git.blobs(ids)

    def commits(self, base: str, head: str) -> tuple[Commit, ...]:
        """The commits that head has and base has not, oldest first."""
        return self._git.commits(base, head)

    def write_commit(
        self, parent: str, files: Mapping[str, bytes | None], message: str, author: Person | None = None
    ) -> Written:
        """A commit object; no branch points at it yet."""
        return self._git.write_commit(parent, files, message, author)

    def verified(self, commit: str) -> bool | None:
        """Nothing: these commits go nowhere."""
        del commit
        return None

    def move(self, branch: str, new: str, expected: str | None) -> None:
        """Point a branch at a commit, if it is where it was last seen."""
        self._git.move(branch, new, expected)

    def delete(self, branch: str, expected: str) -> None:
        """Take a branch away, if it is where it was last seen."""
        self._git.delete(branch, expected)

    def pulls(self) -> tuple[Pull, ...]:
        """Every proposal made here; what became of it is read from the branches."""
        heads, base = self.branches(), self.base()
        return tuple(self._pull(entry, heads, base) for entry in self._read())

    def _pull(self, entry: dict[str, Any], heads: Mapping[str, str], base: str) -> Pull:
        branch, state = entry["branch"], entry["state"]
        head = heads.get(branch) if state == "open" else entry["head"]
        if state == "open":
            state = self._became(head or entry["head"], base, deleted=head is None)
        return Pull(
            number=entry["number"], branch=branch, head=head or entry["head"], state=state, title=entry["title"],
            body=self._with_tick(branch, entry["body"]), draft=entry["draft"], labels=tuple(entry["labels"]),
            url=str(self.file_of(branch)),
        )  # fmt: skip

    def _became(self, head: str, base: str, *, deleted: bool) -> PullState:
        if self._git.is_ancestor(head, base):
            return "merged"
        if not deleted:
            return "open"
        return "merged" if self._is_in(head, base) else "closed"

    def _is_in(self, head: str, base: str) -> bool:
        """Whether a base has all that a commit changed: it was squashed or picked, not turned down."""
        try:
            ours = self._git.commits(f"{head}^", head)[-1].paths
        except (GitFailed, IndexError):
            return False
        whole = self._git.tree(base)
        return bool(ours) and all(whole.get(path) == blob for path, blob in ours.items())

    def _with_tick(self, branch: str, body: str) -> str:
        file = self.file_of(branch)
        if file.is_file() and ticked(file.read_text(encoding="utf-8", errors="replace")):
            return body.replace(f"- [ ] {REBUILD}", f"- [x] {REBUILD}")
        return body

    def file_of(self, branch: str) -> Path:
        """The Markdown file of a branch's proposal."""
        return self._out / f"{branch.removeprefix(BRANCH_PREFIX)}.md"

    def open_pull(self, branch: str, title: str, body: str, *, draft: bool) -> Pull:
        """A proposal from a branch; one that is open already is taken for it."""
        with self._changing() as entries:
            found = next((e for e in entries if e["branch"] == branch and e["state"] == "open"), None)
            if found is None:
                found = {
                    "number": max((e["number"] for e in entries), default=0) + 1,
                    "branch": branch,
                    "state": "open",
                }
                entries.append(found)
            found.update(title=title, body=body, draft=draft, labels=[], comments={}, head=self.branches()[branch])
            self._write_body(branch, title, body)
        return self._pull(found, self.branches(), self.base())

    def edit_pull(self, pull: Pull, *, title: str, body: str, close: bool = False) -> Pull:
        """New words, and perhaps the end, in one write."""
        with self._changing() as entries:
            entry = self._entry(entries, pull)
            head = self.branches().get(pull.branch, entry["head"])
            entry.update(title=title, body=body, head=head, state="closed" if close else entry["state"])
            self._write_body(pull.branch, title, body)
        return self._pull(entry, self.branches(), self.base())

    def make_draft(self, pull: Pull) -> None:
        """Mark a proposal as not ready."""
        with self._changing() as entries:
            self._entry(entries, pull)["draft"] = True

    def label(self, pull: Pull, labels: tuple[str, ...]) -> None:
        """Add labels."""
        with self._changing() as entries:
            entry = self._entry(entries, pull)
            entry["labels"] = sorted({*entry["labels"], *labels})

    def comment(self, pull: Pull, marker: str, text: str) -> None:
        """Say something once, below the body's file."""
        with self._changing() as entries:
            entry = self._entry(entries, pull)
            if marker not in entry["comments"]:
                entry["comments"][marker] = text
                file = self.file_of(pull.branch).with_suffix(".comments.md")
                said = "\n\n".join(entry["comments"].values())
                _replace(file, said.encode())

    def merge(self, pull: Pull) -> bool:
        """Never by itself: merging is what a person does with `git merge`."""
        del pull
        return False

    def dashboard(self, marker: str, title: str, body: str) -> str:
        """A file beside the proposals."""
        del marker
        file = self._out / "dashboard.md"
        content = f"# {title}\n\n{body}".encode()
        if not file.is_file() or file.read_bytes() != content:
            _replace(file, content)
        return str(file)

    def _entry(self, entries: list[dict[str, Any]], pull: Pull) -> dict[str, Any]:
        return next(e for e in entries if e["number"] == pull.number)

    def _write_body(self, branch: str, title: str, body: str) -> None:
        note, _, words = body.partition("\n")
        _replace(self.file_of(branch), f"{note}\n\n# {title}\n\n{words.lstrip()}".encode())

    def _read(self) -> list[dict[str, Any]]:
        file = self._out / _STORE
        if not file.is_file():
            return []
        try:
            entries = json.loads(file.read_bytes())["pulls"]
        except (ValueError, KeyError, TypeError) as error:
            raise Refused(
                f"{file} cannot be read; delete {self._out} and the branches below {BRANCH_PREFIX}"
            ) from error
        return list(entries)

    @contextmanager
    def _changing(self) -> Iterator[list[dict[str, Any]]]:
        """The register, for one change at a time among all processes; written whole or not at all."""
        self._out.mkdir(parents=True, exist_ok=True)
        with (self._out / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            entries = self._read()
            yield entries
            _replace(
                self._out / _STORE, json.dumps({"version": 1, "pulls": entries}, indent=2, sort_keys=True).encode()
            )


def _replace(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.new")
    beside.write_bytes(content)
    beside.replace(file)
