"""Five sources' fates give five outcomes; each tree comes to exactly what is committed beside it."""

import json

import pytest

from pipeline.layout import kinds
from tests.trees.stories import HERE, STORIES, files_of, golden


@pytest.mark.parametrize("story", STORIES)
def test_a_tree_comes_to_its_golden(story: str) -> None:
    """Every byte; `make golden` writes them again."""
    expected = files_of(HERE / story / "after")
    assert expected
    assert all(data.strip() for data in expected.values()), "an empty golden shows nothing"
    assert golden(story) == expected


def test_every_folder_is_a_story_with_both_sides() -> None:
    """A golden that nothing compares is a lie."""
    folders = {p.name for p in HERE.iterdir() if p.is_dir() and not p.name.startswith("__")}
    assert folders == set(STORIES)
    for story in STORIES:
        assert {p.name for p in (HERE / story).iterdir()} == {"before", "after"}
        assert files_of(HERE / story / "before")


def test_the_four_absences_and_the_renamed_one_differ() -> None:
    """In the observed values, in both READMEs, and in what `why` says."""
    after = {story: files_of(HERE / story / "after") for story in STORIES}
    observed = {}
    for story, files in after.items():
        one = json.loads(files[kinds.OBSERVED_FAMILIES.path("egret")])["checkpoints"]["heron-lab/Egret-7B"]
        observed[story] = (one["state"], one.get("absent", {}).get("context_length"), one.get("moved_to"))
    assert observed == {
        "failing": ("unseen", "failed", None),
        "gated": ("present", "not readable", None),
        "gone": ("gone", "gone", None),
        "renamed": ("moved", None, "heron-lab/Egret-1.1-7B"),
        "silent": ("present", "not stated", None),
    }
    for file in ("rows.md", "why.txt"):
        assert len({files[file] for files in after.values()}) == len(STORIES)
