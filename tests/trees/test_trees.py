"""Five sources' fates give five outcomes, as committed beside each tree; and what holds of every derivation."""

import json
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import derive as module
from pipeline.derive import derive, derive_all, derived
from pipeline.layout import kinds
from pipeline.model.outcomes import InputFaults
from tests.on_disk import on_disk
from tests.render.world import small_tree
from tests.trees.stories import HERE, STORIES, golden


def test_every_tree_comes_to_its_golden() -> None:
    """Every byte of every folder; `make golden` writes them again."""
    assert {p.name for p in HERE.iterdir() if p.is_dir() and not p.name.startswith("__")} == set(STORIES)
    for story in STORIES:
        expected = on_disk(HERE / story / "after")
        assert expected
        assert all(data.strip() for data in expected.values()), "an empty golden shows nothing"
        assert golden(story) == expected


def test_the_four_absences_and_the_renamed_one_differ() -> None:
    """In the observed values, in both READMEs, and in what `why` says."""
    after = {story: on_disk(HERE / story / "after") for story in STORIES}
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


TREES: Final = {story: on_disk(HERE / story / "before") for story in STORIES}


@settings(max_examples=20)
@given(st.data(), st.sampled_from(STORIES))
def test_outputs_follow_from_inputs_alone(data: st.DataObject, story: str) -> None:
    """In whatever order the files come, and whatever outputs lie there."""
    tree = TREES[story]
    outputs = derive(tree)
    order = data.draw(st.permutations(sorted(tree)))
    assert derive({path: tree[path] for path in order}) == outputs
    assert derive(tree | outputs) == outputs
    assert derive(tree | {"README.md": b"edited by hand", "pages/old.md": b"gone"}) == outputs


def test_what_is_let_go_is_not_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """With one of several snapshots of each kind in memory the outputs are those of a derivation that holds everything."""
    tree = small_tree()
    whole = derive_all(tree)
    monkeypatch.setattr(module, "_HELD", 1)
    assert dict(derived(tree)) == whole.files
    assert set(whole.catalog.families) == set(whole.curated.families)


def test_faults_come_before_the_first_output() -> None:
    """All of them at once, and nothing is handed on."""
    tree = TREES["gated"] | {kinds.CHECKPOINTS.path("a/b"): b"{", kinds.CHECKPOINTS.path("c/d"): b"[]"}
    with pytest.raises(InputFaults) as raised:
        next(derived(tree))
    assert {fault.path for fault in raised.value.faults} == {kinds.CHECKPOINTS.path(one) for one in ("a/b", "c/d")}
