"""A repository on the double with the small world on main, a maintainer's clone, and the bot's forge."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "publish"))

from hands import Repository
from small_world import derived, small

from pipeline.github.forge_github import GitHubForge
from tests.githubdouble import Double, Hosted

TOKEN: Final = "planted-secret-4711"  # noqa: S105  it is looked for, not used
FAST: Final = {"pause": 0.0, "secondary_wait": 0.05, "patience": 2.0, "timeout": 2, "backoff": 0.0}


class Maintainer(Repository):
    """A person with a clone who pushes what they commit."""

    def push(self, files: Mapping[str, bytes | None], message: str = "A person's change", branch: str = "main") -> str:
        """Commit on a branch as it is on the forge, and push."""
        self.git("fetch", "--quiet", "--prune", "origin")
        self.git("switch", "--quiet", "-C", "work", f"origin/{branch}")
        sha = self.commit(files, message)
        self.git("push", "--quiet", "origin", f"HEAD:{branch}")
        return sha

    def merge(self, branch: str, *, squash: bool = False, delete: bool = True) -> None:
        """The green button."""
        self.git("fetch", "--quiet", "--prune", "origin")
        self.git("switch", "--quiet", "-C", "work", "origin/main")
        self.git(
            "merge",
            "--quiet",
            "--squash" if squash else "--no-ff",
            *([] if squash else ["--no-edit"]),
            f"origin/{branch}",
        )
        if squash:
            self.git("commit", "--quiet", "-m", "squashed")
        self.git("push", "--quiet", "origin", "HEAD:main")
        if delete:
            self.git("push", "--quiet", "origin", f":{branch}")


@pytest.fixture
def double(tmp_path: Path) -> Iterator[Double]:
    """A running double with an empty repository."""
    running = Double(Hosted(tmp_path / "hosted.git"), TOKEN)
    yield running
    running.close()
    assert running.wrong == [], "every request is one that GitHub describes"


@pytest.fixture
def maintainer(double: Double, tmp_path: Path) -> Maintainer:
    """A person's clone, the small world pushed to main."""
    folder = tmp_path / "clone"
    folder.mkdir()
    person = Maintainer(folder)
    person.git("init", "--quiet", "--initial-branch=main")
    person.git("remote", "add", "origin", str(double.hosted.folder))
    person.commit({**derived(small()), ".gitignore": b".state/\n"}, "The small world")
    person.git("push", "--quiet", "origin", "main")
    return person


@pytest.fixture(params=["api", "git"])
def transport(request: pytest.FixtureRequest) -> str:
    """How commits get to GitHub."""
    return str(request.param)


def bot(double: Double, folder: Path, transport: str, token: str = TOKEN) -> GitHubForge:
    """The bot's forge, with a clone of its own."""
    folder.mkdir(exist_ok=True)
    return GitHubForge(
        api=double.url,
        server=double.url,
        repository=double.hosted.name,
        token=token,
        clone=folder,
        transport=transport,
        pace=FAST,
    )


@pytest.fixture
def forge(double: Double, maintainer: Maintainer, tmp_path: Path, transport: str) -> GitHubForge:
    """The bot's forge."""
    del maintainer  # main must be there first
    return bot(double, tmp_path / "bot", transport)
