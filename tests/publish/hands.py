"""A person's hands on a real git repository."""

import subprocess
from collections.abc import Mapping
from pathlib import Path


class Repository:
    """A person's hands on a real git repository."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def git(self, *arguments: str, stdin: bytes | None = None) -> str:
        """A git command, as a person types it."""
        command = [
            "git",
            "-c",
            "user.name=A Person",
            "-c",
            "user.email=person@example.org",
            "-C",
            str(self.folder),
            *arguments,
        ]
        done = subprocess.run(command, input=stdin, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode().strip()

    def write(self, files: Mapping[str, bytes | None]) -> None:
        """Files into the working tree."""
        for path, content in files.items():
            target = self.folder / path
            if content is None:
                target.unlink()
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)

    def commit(self, files: Mapping[str, bytes | None], message: str = "A person's change", *, branch: str = "") -> str:
        """A person's commit; with `branch`, on it and not on what is checked out."""
        if branch:
            aside = self.folder.parent / "aside"
            self.git("worktree", "add", "--force", str(aside), branch)
            other = Repository(aside)
            sha = other.commit(files, message)
            self.git("worktree", "remove", "--force", str(aside))
            return sha
        self.write(files)
        self.git("add", "-A")
        self.git("commit", "--quiet", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def status(self) -> tuple[str, str, str]:
        """HEAD, what it is on, and the state of the working tree."""
        return self.git("rev-parse", "HEAD"), self.git("symbolic-ref", "HEAD"), self.git("status", "--porcelain")
