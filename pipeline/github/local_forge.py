"""LocalForge: pull requests without any account. Real branches in this repository, bodies as Markdown files.

To say yes, merge the branch. To say no, delete it: that is remembered, as long as the file is there. To have one
rebuilt, tick the box in its file.
"""

from pathlib import Path
from typing import Final

from pipeline.github.git import Git
from pipeline.github.lifecycle import EYES, LABEL
from pipeline.model.changes import BotState, Pull, PullState
from pipeline.model.outcomes import GitFailed, Refused
from pipeline.propose.wording import read_note
from pipeline.render.escape import BRANCH_PREFIX
from pipeline.store.tree import write_atomically

_COMMENTS: Final = ".comments.md"


class LocalForge:
    """The repository at `root`; `out` holds one Markdown file a proposal, with the bot's note on its first line. A Forge."""

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
        self.branches, self.write_commit, self.move = self.git.branches, self.git.write_commit, self.git.move

    def base(self) -> str:
        """The commit that HEAD names: what is not committed is nobody's base."""
        return self.git.text("rev-parse", "HEAD^{commit}")

    def fetch(self, *_: str) -> None:
        """Every commit is here by nature."""

    def verified(self, _: str) -> None:
        """Nobody says anything of a commit's signature."""

    def pulls(self) -> tuple[Pull, ...]:
        """Every proposal made here; what became of it is read from the branches."""
        files = sorted(f for f in self._out.glob("[!.]*.md") if f.is_file() and not f.name.endswith(_COMMENTS))
        shown = map(self._shown, files)
        return tuple(pull for pull in shown if pull.note is None or pull.note.branch == pull.branch)  # no copies

    def _shown(self, file: Path) -> Pull:
        line, _, rest = file.read_text(encoding="utf-8-sig", errors="replace").lstrip().partition("\n\n# ")
        title, _, words = rest.partition("\n\n")
        branch, note = BRANCH_PREFIX + file.stem, read_note(line)
        noted = note or BotState()
        draft = noted.risk == EYES
        return Pull(
            branch=branch, title=title, body=f"{line}\n\n{words}", note=note, draft=draft, url=str(file),
            state="closed" if noted.closed else self._became(branch, noted.head),
            labels=(LABEL, EYES) if draft else (LABEL,),
        )  # fmt: skip

    def _became(self, branch: str, last: str) -> PullState:
        head = self.branches(branch).get(branch)
        if self.git.has("merge-base", "--is-ancestor", head or last, "HEAD"):
            return "merged"
        if head is not None:
            return "open"
        try:  # a base that has all that the commit changed squashed or picked it, and did not turn it down
            ours, whole = self.git.commits(f"{last}^", last)[-1].paths, self.git.tree("HEAD")
        except (GitFailed, IndexError):
            return "closed"
        return "merged" if ours and all(whole.get(path) == blob for path, blob in ours.items()) else "closed"

    def file_of(self, branch: str) -> Path:
        """The Markdown file of a branch's proposal."""
        return self._out / f"{branch.removeprefix(BRANCH_PREFIX)}.md"

    def open_pull(self, branch: str, title: str, body: str, **_: bool) -> Pull:
        """A proposal from a branch; one that is open already is taken for it. What is a draft, or ended, is in the note."""
        note, words = body.split("\n", 1)
        write_atomically(self.file_of(branch), f"{note}\n\n# {title}\n\n{words.lstrip()}".encode())
        return self._shown(self.file_of(branch))

    def again(self, pull: Pull) -> Pull:
        """A proposal as it is now."""
        return self._shown(self.file_of(pull.branch))

    def edit_pull(self, pull: Pull, *, title: str, body: str, **_: bool) -> Pull:
        """New words, and perhaps the end, in one write."""
        return self.open_pull(pull.branch, title, body)

    def mark(self, *_: object, **__: object) -> str:
        """Labels follow from the risk in the note."""
        return ""

    def comment(self, pull: Pull, marker: str, text: str) -> str:
        """Say something once, in a file beside the body's."""
        beside = self.file_of(pull.branch).with_suffix(_COMMENTS)
        said = beside.read_text(encoding="utf-8") if beside.is_file() else ""
        if marker not in said.splitlines():
            write_atomically(beside, f"{said}{text}\n\n".encode())
        return ""

    def merge(self, _: Pull) -> bool:
        """Only a person merges here."""
        return False
