"""Git: commits and branches made with plumbing alone. Working tree, index and HEAD are never touched."""

import base64
import io
import os
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from pipeline.model.outcomes import GitFailed, Moved, Refused
from pipeline.render.escape import BRANCH_PREFIX

Files = Mapping[str, bytes | None]  # paths with their new content, None for a file that goes
BOT: Final = {"name": "catalog-bot", "email": "catalog-bot@users.noreply.github.com"}
NOWHERE: Final = "0" * 40
NOTHING: Final = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"  # git's name for a tree without files
_FILE_MODES: Final = frozenset({"100644", "100755"})  # links and submodules are nobody's data here
_PATIENCE: Final = 300  # seconds after which git itself is taken to hang


def credentials(server: str, token: str | None) -> dict[str, str]:
    """The token as git's configuration for this server; nothing without one."""
    if not token:
        return {}
    basic = base64.b64encode(f"x-access-token:{token}".encode()).decode()
    return {f"http.{server}/.extraHeader": f"Authorization: Basic {basic}"}


class Commit(NamedTuple):
    """A commit on a proposal's branch, with the paths it changed against its first parent.

    `author`: name, email and date (ISO 8601). `paths` maps each to the blob it has after the commit, None where it is
    gone. `clean_merge`: a merge in which every path is as one of its parents has it.
    """

    sha: str
    parents: tuple[str, ...]
    message: str
    author: dict[str, str]
    paths: dict[str, str | None]
    clean_merge: bool


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
        """One git command, hooks off; GitFailed where it fails, or hangs."""
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
        if done.returncode:  # a git that was killed (a full disk, a limit on files) says nothing itself
            said = done.stderr.decode(errors="replace").strip()[:500] or f"it ended with {done.returncode}"
            raise GitFailed(f"git {arguments[0]}: {said}")
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

    def branches(self, prefix: str = BRANCH_PREFIX) -> dict[str, str]:
        """The bot's branches, or those of another prefix: name to head."""
        lines = self.text("for-each-ref", "--format=%(refname) %(objectname)", f"refs/heads/{prefix}").splitlines()
        return dict(line.removeprefix("refs/heads/").rsplit(" ", 1) for line in lines)

    def tree(self, commit: str) -> dict[str, str]:
        """Path to blob of a whole tree."""
        entries = self.run("ls-tree", "-r", "-z", "--full-tree", commit).decode(errors="surrogateescape").split("\0")
        parts = (entry.partition("\t") for entry in entries if entry)
        return {path: head.split(" ")[2] for head, _, path in parts if head.split(" ")[0] in _FILE_MODES}

    def files(self, commit: str, wanted: Callable[[str], bool], prefix: str = "") -> dict[str, bytes]:
        """The files of a commit below `prefix` that are wanted, by their paths behind it."""
        blobs = {p.removeprefix(prefix): blob for p, blob in self.tree(commit).items() if p.startswith(prefix)}
        return self.contents({path: blob for path, blob in blobs.items() if wanted(path)})

    def contents(self, blobs: Mapping[str, str]) -> dict[str, bytes]:
        """Path to content, of paths to blobs, all in one process."""
        wanted = sorted(set(blobs.values()))
        answer = self.run("cat-file", "--batch", stdin="".join(f"{i}\n" for i in wanted).encode()) if wanted else b""
        found: dict[str, bytes] = {}
        stream = io.BytesIO(answer)
        for name in wanted:
            parts = stream.readline().split()
            if len(parts) != 3:
                raise GitFailed(f"git cat-file: {name} is not there")
            found[name] = stream.read(int(parts[2]))
            stream.readline()
        return {path: found[blob] for path, blob in blobs.items()}

    def changes(self, blobs: Mapping[str, str | None]) -> dict[str, bytes | None]:
        """Path to new content, of paths to new blobs: None for a file that goes."""
        found = self.contents({path: blob for path, blob in blobs.items() if blob is not None})
        return {path: found.get(path) for path in blobs}

    def commits(self, base: str, head: str, *known: str) -> tuple[Commit, ...]:
        """The commits that head has and base and what is known have not, oldest first."""
        shas = self.text("rev-list", "--topo-order", "--reverse", "--ignore-missing", head, "--not", base, *known).split()
        return tuple(self._commit(sha) for sha in shas)

    def _commit(self, sha: str) -> Commit:
        form = "%P%x00%an%x00%ae%x00%aI%x00%B"
        named, name, email, date, message = self.text("log", "-1", f"--format={form}", sha).split("\0", 4)
        parents = tuple(named.split())
        changed = self.run("diff-tree", "-r", "-z", "--no-renames", parents[0] if parents else NOTHING, sha)
        parts = changed.decode(errors="surrogateescape").split("\0")
        blobs = ((path, head.split(" ")[3]) for head, path in zip(parts[0::2], parts[1::2], strict=False))
        # What a merge has otherwise than all of its parents is its own, but for one's mode of another's content.
        clean = len(parents) > 1 and all(
            (ids := line.partition("\t")[0].split(" ")[len(parents) + 1 : -1])[-1] in ids[:-1]
            for line in self.text("diff-tree", "-c", "-r", "--no-commit-id", sha).splitlines()
        )
        files = {path: None if blob == NOWHERE else blob for path, blob in blobs}
        return Commit(sha, parents, message, {"name": name, "email": email, "date": date}, files, clean)

    def merged(self, base: str, head: str) -> dict[str, str] | None:
        """Path to blob of what merging head into base would give, by git's own merge; None where they conflict.

        A git older than 2.38 cannot say, and counts as a conflict.
        """
        try:
            return self.tree(self.text("merge-tree", "--write-tree", "--no-messages", base, head))
        except GitFailed:
            return None

    def write_commit(self, parent: str | None, files: Files, message: str, author: Mapping[str, str] = BOT) -> str:
        """A commit object on a parent (None: without one), through an index of its own."""
        with tempfile.TemporaryDirectory(prefix="awesome-commit-") as name:
            folder = Path(name)
            index = {"GIT_INDEX_FILE": str(folder / "index")}
            self.run("read-tree", parent or "--empty", extra=index)
            kept = {path: folder / str(n) for n, (path, content) in enumerate(files.items()) if content is not None}
            for path, file in kept.items():
                file.write_bytes(files[path] or b"")
            listing = "".join(f"{file}\n" for file in kept.values()).encode()
            made = self.run("hash-object", "-w", "--no-filters", "--stdin-paths", stdin=listing).decode().split()
            lines = [f"100644 {blob}\t{path}" for path, blob in zip(kept, made, strict=True)]
            lines += [f"0 {NOWHERE}\t{path}" for path in files.keys() - kept]
            if lines:
                self.run("update-index", "-z", "--index-info", stdin="\0".join(lines).encode() + b"\0", extra=index)
            tree = self.run("write-tree", extra=index).decode().strip()
        people = (("AUTHOR", author), ("COMMITTER", BOT))
        names = {f"GIT_{role}_{key.upper()}": value for role, person in people for key, value in person.items()}
        on = ("-p", parent) if parent else ()
        return self.run("commit-tree", tree, *on, "-F", "-", stdin=message.encode(), extra=names).decode().strip()

    def move(self, branch: str, new: str | None, expected: str | None) -> None:
        """Compare-and-swap of a branch here; Moved where it is somewhere else, Refused where it is checked out."""
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
