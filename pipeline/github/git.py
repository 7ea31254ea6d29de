"""Git: commits and branches made with plumbing alone. Working tree, index and HEAD are never touched."""

import base64
import os
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Final

from pipeline.model.outcomes import GitFailed, Moved, Refused
from pipeline.model.proposals import Commit, Person

BOT: Final = Person(name="catalog-bot", email="catalog-bot@users.noreply.github.com", date="")
NOWHERE: Final = "0" * 40
NOTHING: Final = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"  # git's name for a tree without files
_FILE_MODES: Final = frozenset({b"100644", b"100755"})  # links and submodules are nobody's data here
_PATIENCE: Final = 300  # seconds after which git itself is taken to hang


def credentials(server: str, token: str | None) -> dict[str, str]:
    """The token as git's configuration for this server; nothing without one."""
    if not token:
        return {}
    basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    return {f"http.{server}/.extraHeader": f"Authorization: Basic {basic}"}


class Git:
    """One repository. `secret` is handed to git as configuration through the environment, never as an argument."""

    def __init__(self, folder: Path, *, secret: Mapping[str, str] | None = None) -> None:
        self._folder = folder
        # A caller's GIT_DIR or GIT_INDEX_FILE (inside a hook) would point us elsewhere, and no
        # child has a use for anybody's tokens.
        self._environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_") and "TOKEN" not in k}
        self._environment |= {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "true"}
        for number, (key, value) in enumerate((secret or {}).items()):
            self._environment |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
        self._environment["GIT_CONFIG_COUNT"] = str(len(secret or {}))

    def run(self, *arguments: str, stdin: bytes = b"", extra: Mapping[str, str] | None = None) -> bytes:
        """One git command, hooks off.

        Raises:
            GitFailed: it failed, or hung.
        """
        command = ["git", "-c", "core.hooksPath=/dev/null", "-c", "gc.auto=0", "-C", str(self._folder), *arguments]
        try:
            done = subprocess.run(  # noqa: S603  a list of arguments, no shell
                command, input=stdin, capture_output=True, check=False, timeout=_PATIENCE,
                env=self._environment | dict(extra or {}),
            )  # fmt: skip
        except FileNotFoundError as error:
            raise GitFailed("git is not installed, or not on the PATH") from error
        except subprocess.TimeoutExpired:
            raise GitFailed(f"git {arguments[0]} did not end within {_PATIENCE} s") from None
        if done.returncode:
            # A git that was killed (a full disk, a limit on files) says nothing itself.
            names = {-s: s.name for s in signal.Signals}
            ended = f"it was ended by {names.get(done.returncode, done.returncode)}"
            why = done.stderr.decode(errors="replace").strip()[:500] or ended
            raise GitFailed(f"git {arguments[0]}: {why}")
        return done.stdout

    def text(self, *arguments: str) -> str:
        """What a command prints, without the last newline."""
        return self.run(*arguments).decode(errors="replace").rstrip("\n")

    def has(self, *arguments: str) -> bool:
        """Whether a command succeeds."""
        try:
            self.run(*arguments)
        except GitFailed:
            return False
        return True

    def branches(self, prefix: str) -> dict[str, str]:
        """Branches below a prefix: name to head."""
        lines = self.text("for-each-ref", "--format=%(objectname) %(refname)", f"refs/heads/{prefix}").splitlines()
        return {ref.removeprefix("refs/heads/"): sha for sha, _, ref in (line.partition(" ") for line in lines)}

    def tree(self, commit: str) -> dict[str, str]:
        """Path to blob of a whole tree."""
        found: dict[str, str] = {}
        for entry in self.run("ls-tree", "-r", "-z", "--full-tree", commit).split(b"\0"):
            head, _, path = entry.partition(b"\t")
            if head and head.split(b" ", 1)[0] in _FILE_MODES:
                found[path.decode(errors="surrogateescape")] = head.split(b" ")[2].decode()
        return found

    def blobs(self, ids: Iterable[str]) -> dict[str, bytes]:
        """The content of blobs, all in one process."""
        wanted = sorted(set(ids))
        if not wanted:
            return {}
        answer = self.run("cat-file", "--batch", stdin="".join(f"{i}\n" for i in wanted).encode())
        found: dict[str, bytes] = {}
        at = 0
        for name in wanted:
            end = answer.index(b"\n", at)
            parts = answer[at:end].split(b" ")
            if len(parts) != 3:
                raise GitFailed(f"git cat-file: {name} is not there")
            size = int(parts[2])
            found[name] = answer[end + 1 : end + 1 + size]
            at = end + size + 2
        return found

    def files(self, commit: str, wanted: Callable[[str], bool], prefix: str = "") -> dict[str, bytes]:
        """The files of a commit below `prefix` that are wanted, by their paths behind it."""
        blobs = {p.removeprefix(prefix): blob for p, blob in self.tree(commit).items() if p.startswith(prefix)}
        blobs = {path: blob for path, blob in blobs.items() if wanted(path)}
        content = self.blobs(blobs.values())
        return {path: content[blob] for path, blob in blobs.items()}

    def commits(self, base: str, head: str, *known: str) -> tuple[Commit, ...]:
        """The commits that head has and base and what is known have not, oldest first."""
        shas = self.text("rev-list", "--topo-order", "--reverse", "--ignore-missing", head, "--not", base, *known).split()
        return tuple(self._commit(sha) for sha in shas)

    def merged(self, base: str, head: str) -> dict[str, str] | None:
        """Path to blob of what merging head into base would give, by git's own merge; None where they conflict.

        A git older than 2.38 cannot say, and counts as a conflict.
        """
        try:
            return self.tree(self.text("merge-tree", "--write-tree", "--no-messages", base, head))
        except GitFailed:
            return None

    def _commit(self, sha: str) -> Commit:
        form = "%P%x00%an%x00%ae%x00%aI%x00%B"
        parents, name, email, date, message = self.text("log", "-1", f"--format={form}", sha).split("\0", 4)
        parent = parents.split(" ")[0] if parents else ""
        paths = self._paths(parent or NOTHING, sha)
        clean = len(parents.split()) > 1 and all(
            any(self._at(p, path) == blob for p in parents.split()) for path, blob in paths.items()
        )
        return Commit(
            sha=sha, parents=tuple(parents.split()), message=message, author=Person(name=name, email=email, date=date),
            paths=paths, clean_merge=clean,
        )  # fmt: skip

    def _paths(self, old: str, new: str) -> dict[str, str | None]:
        parts = self.run("diff-tree", "-r", "-z", "--no-renames", old, new).decode(errors="surrogateescape").split("\0")
        found: dict[str, str | None] = {}
        for head, path in zip(parts[0::2], parts[1::2], strict=False):
            blob = head.split(" ")[3]
            found[path] = None if blob == NOWHERE else blob
        return found

    def _at(self, commit: str, path: str) -> str | None:
        line = self.text("ls-tree", "--full-tree", commit, "--", path)
        return line.split("\t")[0].split(" ")[2] if line else None

    def write_commit(
        self, parent: str | None, files: Mapping[str, bytes | None], message: str, author: Person | None = None
    ) -> str:
        """A commit object on a parent (None: without one), through an index of its own."""
        with tempfile.TemporaryDirectory(prefix="awesome-commit-") as name:
            folder = Path(name)
            index = {"GIT_INDEX_FILE": str(folder / "index")}
            self.run("read-tree", parent or "--empty", extra=index)
            kept = {path: content for path, content in files.items() if content is not None}
            for number, content in enumerate(kept.values()):
                (folder / str(number)).write_bytes(content)
            listing = "".join(f"{folder / str(number)}\n" for number in range(len(kept)))
            made = (
                self.run("hash-object", "-w", "--no-filters", "--stdin-paths", stdin=listing.encode()).decode().split()
            )
            lines = [f"100644 {blob}\t{path}" for path, blob in zip(kept, made, strict=True)]
            lines += [f"0 {NOWHERE}\t{path}" for path, content in files.items() if content is None]
            if lines:
                self.run("update-index", "-z", "--index-info", stdin="\0".join(lines).encode() + b"\0", extra=index)
            tree = self.run("write-tree", extra=index).decode().strip()
        who = author or BOT
        names = {"GIT_AUTHOR_NAME": who.name, "GIT_AUTHOR_EMAIL": who.email}
        names |= {"GIT_COMMITTER_NAME": BOT.name, "GIT_COMMITTER_EMAIL": BOT.email}
        if who.date:
            names["GIT_AUTHOR_DATE"] = who.date
        on = ("-p", parent) if parent else ()
        return self.run("commit-tree", tree, *on, "-F", "-", stdin=message.encode(), extra=names).decode().strip()

    def move(self, branch: str, new: str | None, expected: str | None) -> None:
        """Compare-and-swap of a branch of this repository.

        Raises:
            Moved: it is somewhere else.
            Refused: it is checked out, or cannot be.
        """
        # A branch that some working tree stands on is left alone: its HEAD would move under a person's hands.
        if f"branch refs/heads/{branch}" in self.text("worktree", "list", "--porcelain").splitlines():
            raise Refused(f"the branch {branch} is checked out: switch to another one, then run again", code=4)
        change = ["-m", "catalog-bot", f"refs/heads/{branch}", new] if new else ["-d", f"refs/heads/{branch}"]
        try:
            self.run("update-ref", *change, expected or NOWHERE)
        except GitFailed as error:
            if self.branches(branch).get(branch) != expected:
                raise Moved(branch) from error
            raise Refused(f"git cannot write the branch {branch}: {error}") from error
