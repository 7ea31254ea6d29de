"""A command that dies or finds the disk full at any step: the tree is whole, and the next run makes good."""

import os
import random
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from pipeline.layout import paths
from tests.crash.dying import Ended, Fate, run
from tests.crash.scenes import SCENES, Scene, Stage

LARGEST = (0x600, 0x1000, 0x4000)
NAMES = [s.name for s in SCENES]
MANY = int(os.environ.get("CRASH_POINTS", "100")) // len(NAMES) + 1
"""Points of a command that the slow tests try, for each fate; the variable is of all commands together."""


class Known(NamedTuple):
    """What an undisturbed command does: its changes of files, and what it leaves."""

    scene: Scene
    changes: int
    left: Mapping[str, bytes]


@pytest.fixture(scope="module")
def known(stage: Stage) -> dict[str, Known]:
    """Every command once, undisturbed."""
    found = {}
    for scene in SCENES:
        root = stage.tree(scene, "undisturbed")
        done = run(scene.words, root, stage.environment)
        assert done.code == 0, done.said
        if scene.branches:  # a run opens so many proposals and no more: what a killed one opened leaves room for the next
            assert run(scene.words, root, stage.environment).code == 0
        found[scene.name] = Known(scene, done.changes, stage.left(scene, root))
    return found


def survives(stage: Stage, one: Known, done: Ended, root: Path) -> None:
    """`check` passes or names what to run, and a new run ends in the same bytes as an undisturbed one."""
    checked = run(["check"], root, stage.environment)
    assert checked.code == 0 or "run `awesome " in checked.said, checked.said
    again = run(one.scene.words, root, stage.environment)
    assert again.code in {0, 2}, f"{done.said}\n{again.said}"
    assert again.code == 0 or "already" in again.said
    if one.scene.branches:
        assert run(one.scene.words, root, stage.environment).code == 0
    assert inputs(stage.left(one.scene, root)) == inputs(one.left)
    if not one.scene.branches:
        assert run(["derive"], root, stage.environment).code == 0
        assert run(["check"], root, stage.environment).code == 0
    assert not [p for p in root.rglob("*.tmp") if not {".git", ".cache", ".state"} & set(p.parts)]


def inputs(left: Mapping[str, bytes]) -> dict[str, bytes]:
    """What a command left, without what can be derived from it."""
    return {path: data for path, data in left.items() if not paths.is_output(path)}


@pytest.mark.parametrize("count", [2, pytest.param(MANY, marks=[pytest.mark.slow, pytest.mark.timeout(1800)])])
@pytest.mark.parametrize("fate", ["killed", "full"])
@pytest.mark.parametrize("name", NAMES)
def test_a_command_that_dies_or_finds_no_room_is_made_good(
    stage: Stage, known: dict[str, Known], name: str, fate: Fate, count: int
) -> None:
    """Kill -9 at a change of a file; no file can be made from it on: exit 1 with the reason, or done but for a cache.

    In the middle, and at the last step; of many the first, and any, the same each time.
    """
    one = known[name]
    points = {one.changes // 2, one.changes}
    if count > 2:
        chance = random.Random(fate)  # noqa: S311  any steps will do
        points = {1, *chance.sample(range(2, one.changes), min(count, one.changes - 2)), one.changes}
    for at in sorted(points):
        root = stage.tree(one.scene, "disturbed")
        done = run(one.scene.words, root, stage.environment, at=at, fate=fate)
        assert done.code in ({-9, 0} if fate == "killed" else {0, 1})  # a step less than last time: it was over before
        assert done.code in {0, -9} or "No space left" in done.said, done.said
        assert "Traceback" not in done.said
        survives(stage, one, done, root)


HALF_WAY = [*((n, size) for n in ("refresh", "derive", "pin") for size in LARGEST), ("add", 0x100), ("publish", 0x1000)]


@pytest.mark.parametrize(("name", "largest"), HALF_WAY)
def test_a_write_that_stops_half_way_is_made_good(stage: Stage, known: dict[str, Known], name: str, largest: int) -> None:
    """A file may not grow beyond so many bytes: the write fails in the middle of its content."""
    root = stage.tree(known[name].scene, "disturbed")
    done = run(known[name].scene.words, root, stage.environment, largest=largest)

    assert done.code in {0, 1}
    assert "Traceback" not in done.said
    survives(stage, known[name], done, root)
