"""Where proposals live, and a person's hands there: a local repository, or GitHub's double with a clone of it."""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from pipeline.github.api import ACTIONS, Pace
from pipeline.github.github_forge import GitHubForge
from pipeline.github.local_forge import LocalForge
from pipeline.propose.wording import REBUILD
from pipeline.settings import Settings
from tests.github.small_world import derived, small
from tests.githubdouble import TOKEN, Double, Hosted

FAST: Final = Pace(pause=0.0, secondary_wait=0.05, patience=2.0, timeout=2, backoff=0.0)


class Repository:
    """A person's hands on a real git repository."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def git(self, *arguments: str) -> str:
        """A git command, as a person types it."""
        me = ["-c", "user.name=A Person", "-c", "user.email=person@example.org"]
        done = subprocess.run(["git", *me, "-C", str(self.folder), *arguments], capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout.decode().strip()

    def commit(self, files: Mapping[str, bytes | None], message: str = "A person's change", *, amend: bool = False) -> str:
        """Files into the working tree, and a commit of all of it; amended: with other files, or without any with other words."""
        for path, content in files.items():
            target = self.folder / path
            if content is None:
                target.unlink()
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        self.git("add", "-A")
        self.git("commit", "--quiet", *(["--amend"] if amend else ["--allow-empty"]), *(["--no-edit"] if amend and files else ["-m", message]))
        return self.git("rev-parse", "HEAD")

    def merge(self, branch: str, *, squash: bool, plain: str = "--ff") -> None:
        """A merge into what is checked out."""
        self.git("merge", "--quiet", *(["--squash"] if squash else [plain, "--no-edit"]), branch)
        if squash:
            self.git("commit", "--quiet", "-m", "squashed")

    def status(self) -> tuple[str, str, str]:
        """HEAD, what it is on, and the state of the working tree."""
        return self.git("rev-parse", "HEAD"), self.git("symbolic-ref", "HEAD"), self.git("status", "--porcelain")


def small_repository(folder: Path) -> Repository:
    """A repository whose main holds the small world."""
    folder.mkdir(parents=True)
    repository = Repository(folder)
    repository.git("init", "--quiet", "--initial-branch=main")
    repository.commit({**derived(small()), ".gitignore": b".state/\n"}, "The small world")
    return repository


class LocalPlace:
    """A repository with the local forge over it."""

    writes: tuple[str, ...] = ()

    def __init__(self, folder: Path) -> None:
        self.person = small_repository(folder / "list")
        self.git = self.person.git
        self.out = self.person.folder / ".state" / "proposals"
        self.aside = folder / "aside"

    def forge(self) -> LocalForge:
        """The local forge."""
        return LocalForge(self.person.folder, self.out)

    def heads(self) -> dict[str, str]:
        """Branches of the repository."""
        lines = self.git("for-each-ref", "--format=%(refname:short) %(objectname)", "refs/heads/catalog-bot").splitlines()
        return {name: sha for name, _, sha in (line.partition(" ") for line in lines)}

    def body(self, branch: str) -> str:
        """The file with a proposal's words."""
        return self.forge().file_of(branch).read_text()

    def comments(self, branch: str) -> list[str]:
        """The file beside it."""
        beside = self.forge().file_of(branch).with_suffix(".comments.md")
        return beside.read_text().split("<!-- catalog-bot: ")[1:] if beside.exists() else []

    @contextmanager
    def _at(self, branch: str) -> Iterator[Repository]:
        """Main in the working tree, another branch in a tree beside it."""
        if branch == "main":
            yield self.person
            return
        self.git("worktree", "add", "--force", str(self.aside), branch)
        yield Repository(self.aside)
        self.git("worktree", "remove", "--force", str(self.aside))

    def push(self, files: Mapping[str, bytes | None], branch: str = "main", message: str = "Mine", *, amend: bool = False) -> str:
        """A commit."""
        with self._at(branch) as tree:
            return tree.commit(files, message, amend=amend)

    def merge(self, branch: str, *, into: str = "main", squash: bool = False) -> None:
        """`git merge`; a squashed branch is deleted."""
        with self._at(into) as tree:
            tree.merge(branch, squash=squash)
        if squash:
            self.close(branch)

    def close(self, branch: str) -> None:
        """Deletes the branch."""
        self.git("branch", "-D", branch)

    def tick(self, branch: str) -> None:
        """In the file."""
        self.forge().file_of(branch).write_text(self.body(branch).replace(f"- [ ] {REBUILD}", f"- [x] {REBUILD}"))

    def forget_pulls(self) -> None:
        """Without their files."""
        for file in self.out.glob("*.md"):
            file.unlink()


class GitHubPlace:
    """GitHub's double with the small world on main, a person's clone, and the bot by one transport."""

    def __init__(self, folder: Path, transport: str) -> None:
        self.double = Double(Hosted(folder / "hosted.git"))
        self.git = self.double.hosted.git
        self.close, self.done = self.double.close_pull, self.double.done
        self.person = small_repository(folder / "clone")
        self.person.git("remote", "add", "origin", str(self.double.hosted.folder))
        self.person.git("push", "--quiet", "origin", "main")
        self.folder, self.transport = folder, transport

    def forge(self, token: str = TOKEN, repository: str = "") -> GitHubForge:
        """With a clone of its own."""
        clone = self.folder / "bot"
        clone.mkdir(exist_ok=True)
        here = Settings(
            clone, clone, clone, github_api=self.double.url, github_server=self.double.url, github_token=token,
            repository=repository or self.double.hosted.name, own_login=ACTIONS if self.double.actions_token else "",
        )  # fmt: skip
        return GitHubForge(here, self.transport, FAST)

    @property
    def writes(self) -> tuple[str, ...]:
        """The requests that were meant to change something."""
        return tuple(self.double.writes)

    def heads(self) -> dict[str, str]:
        """Hosted branches."""
        refs = self.double.hosted.refs("catalog-bot/")
        return {ref["ref"].removeprefix("refs/heads/"): ref["object"]["sha"] for ref in refs}

    def body(self, branch: str) -> str:
        """Of the newest pull request."""
        return self.double.pull(branch).body

    def comments(self, branch: str) -> list[str]:
        """Of the newest pull request."""
        return [str(comment["body"]) for comment in self.double.pull(branch).comments]

    def _onto(self, branch: str) -> None:
        self.person.git("fetch", "--quiet", "--prune", "origin")
        self.person.git("switch", "--quiet", "-C", "work", f"origin/{branch}")

    def push(self, files: Mapping[str, bytes | None], branch: str = "main", message: str = "Mine", *, amend: bool = False) -> str:
        """On the branch as it is on the forge."""
        self._onto(branch)
        sha = self.person.commit(files, message, amend=amend)
        self.person.git("push", "--quiet", *(["--force"] if amend else []), "origin", f"HEAD:{branch}")
        return sha

    def merge(self, branch: str, *, into: str = "main", squash: bool = False) -> None:
        """The green button, which deletes the branch afterwards; or the button that updates a branch."""
        issue = self.double.pull(branch) if into == "main" else None
        self._onto(into)
        self.person.merge(f"origin/{branch}", squash=squash, plain="--no-ff")
        self.person.git("push", "--quiet", "origin", f"HEAD:{into}")
        if issue is not None:
            self.double.hosted.settle()
            issue.state, issue.merged = "closed", True
            self.person.git("push", "--quiet", "origin", f":{branch}")

    def tick(self, branch: str) -> None:
        """In the description."""
        self.double.tick(branch, REBUILD)

    def forget_pulls(self) -> None:
        """Without pull requests."""
        self.double.hosted.issues.clear()

    def state(self) -> dict[str, Any]:
        """All that a person can see, but for what the caller takes out of the bodies."""
        self.double.hosted.settle()
        pulls = [
            (i.branch, i.state, i.merged, i.draft, i.title, sorted(i.labels), len(i.comments), i.body)
            for i in sorted(self.double.hosted.issues.values(), key=lambda i: (i.branch, i.state))
        ]
        branches = {b: self.git("log", "--format=%s|%T", f"main..{head}").splitlines() for b, head in self.heads().items()}
        return {"branches": branches, "pulls": pulls}


Place = LocalPlace | GitHubPlace
"""A forge, what a person sees there, and what a person can do."""
