"""`awesome diff`: two states of the catalog compared by meaning, one of them from git."""

import json
from pathlib import Path

import pytest

from tests.audit.audit_parts import Tree, card, family, hub, tree_of
from tests.on_disk import git, run, write_tree

ID = "acme/toy-7b"


def written(root: Path, *parts: Tree) -> None:
    """The parts on disk, derived."""
    write_tree(tree_of(*parts), root)
    run(root, "derive", code=0)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A committed list that is a folder of a larger repository."""
    root = tmp_path / "list"
    written(root, family("toy", f'checkpoints = ["{ID}"]'), hub(ID, license="mit"), card(ID, training_tokens=10**12))
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "as it was")
    return root


def test_changes_are_told_by_meaning(root: Path) -> None:
    """A licence is a licence, and tokens are tokens; a comment in a curated file is nothing. Nothing is said to be nothing."""
    assert run(root, "diff", code=0).output == "no change in the catalog\n"
    written(root, family("toy", f'# a word\ncheckpoints = ["{ID}"]'), hub(ID, license="llama3"), card(ID, training_tokens=2 * 10**12))
    said = run(root, "diff", code=0).output
    assert "licence changed: acme/toy-7b license: mit -> llama3" in said
    assert "training_tokens: 1T (1,000,000,000,000) -> 2T (2,000,000,000,000)" in said
    kinds = {c["kind"] for c in json.loads(run(root, "diff", "HEAD", "--json").output)["changes"]}
    assert kinds == {"licence changed", "fact changed"}


def test_a_board_of_an_earlier_form_is_read(root: Path) -> None:
    """Names that joined nothing once stood without their reasons: such commits stay in comparisons and in the feed."""
    board = root / "catalog/observed/leaderboards/sums.json"
    board.parent.mkdir(parents=True, exist_ok=True)
    board.write_text('{"slug": "sums", "standings": {}, "unjoined": ["gpt-9"]}\n', encoding="utf-8")
    git(root, "add", ".")
    git(root, "commit", "-qm", "as boards were")
    board.write_text('{"slug": "sums", "standings": {}, "unjoined": {"gpt-9": "no family has these words"}}\n', encoding="utf-8")
    assert run(root, "diff").output == "no change in the catalog\n"


def test_what_cannot_be_compared_with_is_refused(root: Path, tmp_path: Path) -> None:
    """An unknown revision, also one that looks like an option; a folder without git: exit code 2."""
    for name in ("no-such-branch", "--all"):
        assert "git knows no revision" in run(root, "diff", "--", name, code=2).output
    (tmp_path / ".git").rename(tmp_path / "elsewhere")
    assert "in no git repository" in run(root, "diff", code=2).output
