"""Incremental derive gives the bytes of a full one, whatever moved, and whatever became of its memory."""

import json
import os

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pipeline.derive import derive, derive_all
from pipeline.layout import paths
from pipeline.model.findings import InputFaults
from pipeline.model.memo import InMemory
from tests.derive.edits import ALL, IDS, Edit, whole
from tests.render.world import small_tree

Tree = dict[str, bytes]

ANY = settings(
    max_examples=int(os.environ.get("DERIVE_EXAMPLES", "15")), deadline=None, suppress_health_check=list(HealthCheck)
)


class Notes(InMemory):
    """A memo that holds no outputs, as the one on disk: they stand in the tree."""

    def output(self, digest: bytes) -> bytes | None:
        """Nothing."""
        del digest
        return None


def full(tree: Tree) -> Tree | InputFaults:
    """What the tree derives to, read and made as a whole."""
    try:
        return derive_all(tree).files
    except InputFaults as faults:
        return faults


def alike(tree: Tree, memo: InMemory | None) -> Tree | None:
    """The outputs, the same bytes with this memo as the whole; None where the inputs are refused, with the same words."""
    wanted = full(tree)
    if isinstance(wanted, InputFaults):
        with pytest.raises(InputFaults) as refused:
            derive(tree, memo)
        assert refused.value.faults == wanted.faults
        return None
    assert derive(tree, memo) == wanted
    return wanted


@st.composite
def disturbances(draw: st.DrawFn) -> Edit:
    """What should not happen: an input that cannot be read, one under another's name, a history line that is none."""
    identity = draw(st.sampled_from(IDS))
    return draw(
        st.sampled_from(
            (
                (paths.hub_snapshot(identity), b"{"),
                (paths.card_snapshot(identity), b'{"facts": {}}'),
                (
                    paths.HUB + "other--name.json",
                    json.dumps({"facts": {"id": identity}, "receipt": {"url": "", "sha256": "", "size": 0}}).encode(),
                ),
                (paths.family("lumen"), b"slug ="),
                (paths.board_history("duel"), b"not a point\n"),
                (paths.hub_snapshot(identity), None),
                (paths.card_snapshot(identity), None),
                (paths.family("wisp"), None),
                (paths.board_snapshot("duel"), None),
                (paths.board_history("sight"), None),
            )
        )
    )


@ANY
@given(whole(), st.lists(st.one_of(ALL, ALL, disturbances()), max_size=6))
def test_any_sequence_of_edits_comes_to_the_bytes_of_a_full_derive(tree: Tree, edits: list[Edit]) -> None:
    """After each edit of any input, the incremental result is the full one: outputs in the tree, and outputs in memory."""
    assume(not isinstance(full(tree), InputFaults))
    notes, memory = Notes(), InMemory()
    for path, data in ((None, None), *edits):
        before = dict(tree)
        if path is not None:
            tree = {p: d for p, d in tree.items() if p != path} | ({path: data} if data is not None else {})
        outputs = alike(tree, notes)
        assert alike({p: d for p, d in tree.items() if not paths.is_output(p)}, memory) == outputs
        if outputs is None:
            tree = before  # a person mends it
        else:
            tree = {p: d for p, d in tree.items() if not paths.is_output(p)} | outputs


@ANY
@given(whole(), st.lists(ALL, min_size=1, max_size=2), st.randoms(use_true_random=False))
def test_a_memory_that_forgot_or_mixed_up_things_changes_no_byte(tree: Tree, edits: list[Edit], chance: object) -> None:
    """Notes that are gone, cut, or stand under another piece's name, and outputs that somebody edited or deleted, cost time only."""
    assume(not isinstance(full(tree), InputFaults))
    notes = Notes()
    tree |= derive(tree, notes)
    pick = chance.choice  # type: ignore[attr-defined]  # hypothesis's own source of chance
    for _ in range(4):
        one, other = (pick(sorted(notes._notes)) for _ in range(2))
        spoil = pick(("forget", "cut", "swap", "nonsense"))
        if spoil == "forget":
            notes._notes.pop(one, None)
        elif spoil == "cut":
            notes._notes[one] = notes._notes[one][:-3]
        elif spoil == "swap" and not one.startswith(("toml", "sound")) and not other.startswith(("toml", "sound")):
            notes._notes[one], notes._notes[other] = notes._notes[other], notes._notes[one]
        elif spoil == "nonsense" and not one.startswith(("toml", "sound")):
            notes._notes[one] = pick((b"", b"[]", b"null", b'{"form": 1}', b"\xff"))
        output = pick(sorted(p for p in tree if paths.is_output(p)))
        tree[output] = pick((b"", tree[output] + b"\n", b"edited"))
    for path, data in edits:
        tree[path] = data or b""
    alike(tree, notes)


@ANY
@given(whole())
def test_outputs_one_by_one_are_those_of_the_whole(tree: Tree) -> None:
    """Without any memory, piece by piece and all at once are two ways to the same bytes, and derive of that is itself."""
    outputs = alike(tree, None)
    assume(outputs is not None)
    assert outputs is not None
    assert derive(tree | outputs) == outputs


def test_a_new_name_reaches_every_page_that_says_it() -> None:
    """One row a page: neighbours, first and last pages, lineage and evidence say names that stand on other pages."""
    tree = small_tree()
    tree[paths.SECTIONS] = tree[paths.SECTIONS].replace(b"rows_per_page = 50", b"rows_per_page = 1")
    notes = Notes()
    tree |= derive(tree, notes)
    for path in sorted(p for p in tree if p.startswith(paths.FAMILIES)):
        tree[path] = tree[path].replace(b'name = "', b'name = "New ')
        outputs = alike(tree, notes)
        assert outputs is not None
        tree |= outputs
