"""Run state on an orphan branch of one commit, through real git and a bare remote."""

from pathlib import Path

import pytest

from pipeline.github.__main__ import BRANCH, restore, save
from pipeline.model.outcomes import GitFailed
from pipeline.settings import Settings, read_settings
from tests.on_disk import git


@pytest.fixture
def clones(tmp_path: Path) -> tuple[Settings, Settings]:
    """Two clones of one bare remote."""
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "remote.git")
    git(tmp_path, "init", "--quiet", "--initial-branch=main", "one")
    git(tmp_path / "one", "commit", "--quiet", "--allow-empty", "-m", "Start")
    git(tmp_path / "one", "remote", "add", "origin", "../remote.git")
    git(tmp_path / "one", "push", "--quiet", "origin", "main")
    git(tmp_path, "clone", "--quiet", "remote.git", "two")
    return read_settings({}, tmp_path / "one"), read_settings({}, tmp_path / "two")


def test_state_goes_from_one_machine_to_the_next(clones: tuple[Settings, Settings]) -> None:
    """Saved here, restored there; saved twice it is still one commit without a parent."""
    one, two = clones
    one.state.mkdir()
    (one.state / "papers.json").write_text('{"2407.21783": "2026-11-20"}')
    (one.state / "secret.txt").write_text("no topic of ours")
    assert save(one) == ("papers",)
    (one.state / "sources.json").write_text('{"arxiv": {"outcome": "ok"}}')
    assert save(one) == ("papers", "sources")

    assert restore(two) == ("papers", "sources")
    assert (two.state / "papers.json").read_text() == '{"2407.21783": "2026-11-20"}'
    remote = one.root.parent / "remote.git"
    assert git(remote, "rev-list", "--count", BRANCH).strip() == "1"
    assert git(remote, "ls-tree", "-r", "--name-only", BRANCH).split() == ["papers.json", "sources.json"]
    assert git(one.root, "status", "--porcelain", "--untracked-files=no") == ""


def test_no_branch_yet_is_said_and_what_is_no_state_is_left(clones: tuple[Settings, Settings]) -> None:
    """The first run has no state; a link, a list or a huge file is never put on the branch."""
    one, two = clones
    with pytest.raises(GitFailed):
        restore(one)
    one.state.mkdir()
    (one.state / "papers.json").symlink_to("/etc/hostname")
    (one.state / "boards.json").write_text("[1]")
    (one.state / "sources.json").write_text("{}" + " " * (5 * 1024 * 1024))
    assert save(one) == ()
    assert restore(two) == ()
