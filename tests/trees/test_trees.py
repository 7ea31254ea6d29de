"""Five sources' fates give five outcomes, as committed beside each tree; and what holds of every derivation."""

import json
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import derive as module
from pipeline.derive import derive, derive_all, derived
from pipeline.layout import kinds
from pipeline.layout.kinds import CHECKPOINTS
from pipeline.layout.snapshots import parse_snapshots
from pipeline.model.findings import InputFaults
from tests.trees.stories import HERE, STORIES, files_of, golden


def test_every_tree_comes_to_its_golden() -> None:
    """Every byte of every folder; `make golden` writes them again."""
    assert {p.name for p in HERE.iterdir() if p.is_dir() and not p.name.startswith("__")} == set(STORIES)
    for story in STORIES:
        expected = files_of(HERE / story / "after")
        assert expected
        assert all(data.strip() for data in expected.values()), "an empty golden shows nothing"
        assert golden(story) == expected


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


TREES: Final = {story: files_of(HERE / story / "before") for story in STORIES}


@settings(max_examples=20, deadline=None)
@given(st.data(), st.sampled_from(STORIES))
def test_outputs_follow_from_inputs_alone(data: st.DataObject, story: str) -> None:
    """In whatever order the files come, and whatever outputs lie there."""
    tree = TREES[story]
    outputs = derive(tree)
    order = data.draw(st.permutations(sorted(tree)))
    assert derive({path: tree[path] for path in order}) == outputs
    assert derive(tree | outputs) == outputs
    assert derive(tree | {"README.md": b"edited by hand", "pages/old.md": b"gone"}) == outputs


@pytest.mark.parametrize("story", STORIES)
def test_what_is_let_go_is_not_needed(story: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With one snapshot of each kind in memory the outputs are those of a derivation that holds everything."""
    whole = derive_all(TREES[story])
    monkeypatch.setattr(module, "_HELD", 1)
    assert dict(derived(TREES[story])) == whole.files
    assert set(whole.catalog.families) == set(whole.curated.families)


def test_snapshots_are_read_again_as_they_were() -> None:
    """However few are held, the mapping is the same."""
    tree = TREES["gated"]
    every = parse_snapshots(tree)
    for most in (1, 2, 100):
        few = parse_snapshots(tree, most=most)
        assert [dict(kind) for kind in few] == [dict(kind) for kind in every]
        assert "nobody/Nothing" not in few.checkpoints


def test_faults_come_before_the_first_output() -> None:
    """All of them at once, and nothing is handed on."""
    tree = TREES["gated"] | {CHECKPOINTS.path("a/b"): b"{", CHECKPOINTS.path("c/d"): b"[]"}
    with pytest.raises(InputFaults) as raised:
        next(derived(tree))
    assert {fault.path for fault in raised.value.faults} == {CHECKPOINTS.path("a/b"), CHECKPOINTS.path("c/d")}
