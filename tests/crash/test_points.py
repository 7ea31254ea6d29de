"""A command that dies or finds the disk full at any step: the tree is whole, and the next run makes good."""

import os
import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.layout import paths
from tests.crash.dying import Ended, run
from tests.crash.scenes import SCENES, Scene, Stage

FEW = 2
MANY = int(os.environ.get("CRASH_POINTS", "100"))
"""Points of every command together that the slow tests try, for each fate."""
LARGEST = (0x600, 0x1000, 0x4000)
NAMES = [s.name for s in SCENES]


@dataclass
class Known:
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
    drafts = [p for p in root.rglob("*.tmp") if not {".git", ".cache", ".state"} & set(p.parts)]
    assert not drafts


def inputs(left: Mapping[str, bytes]) -> dict[str, bytes]:
    """What a command left, without what can be derived from it."""
    return {path: data for path, data in left.items() if not paths.is_output(path)}


def points(changes: int, count: int, seed: int) -> list[int]:
    """So many steps of a command, the first and the last among them."""
    if count <= 2:
        return sorted({changes // 2, changes})
    chance = random.Random(seed)  # noqa: S311  any steps will do, the same ones each time
    return sorted({1, *chance.sample(range(2, changes), min(count, changes - 2)), changes})


def killed(stage: Stage, one: Known, count: int, seed: int) -> None:
    """Die at some steps."""
    for at in points(one.changes, count, seed):
        root = stage.tree(one.scene, "disturbed")
        done = run(one.scene.words, root, stage.environment, at=at)
        assert done.code in {-9, 0}  # a step less than last time: it was over before
        survives(stage, one, done, root)


def full(stage: Stage, one: Known, count: int, seed: int) -> None:
    """Find no room from some step on."""
    for at in points(one.changes, count, seed):
        root = stage.tree(one.scene, "disturbed")
        done = run(one.scene.words, root, stage.environment, at=at, fate="full")
        assert done.code in {0, 1}
        assert done.code == 0 or "No space left" in done.said, done.said
        assert "Traceback" not in done.said
        survives(stage, one, done, root)


@pytest.mark.parametrize("name", NAMES)
def test_a_killed_command_is_made_good(stage: Stage, known: dict[str, Known], name: str) -> None:
    """Kill -9 in the middle, and at the last change of a file."""
    killed(stage, known[name], FEW, 1)


@pytest.mark.parametrize("name", NAMES)
def test_a_full_disk_is_told_and_made_good(stage: Stage, known: dict[str, Known], name: str) -> None:
    """No file can be made from some step on: exit 1 with the reason, or done where only a cache was left."""
    full(stage, known[name], FEW, 2)


HALF_WAY = [*((n, size) for n in ("refresh", "derive", "pin") for size in LARGEST), ("add", 0x100), ("publish", 0x1000)]


@pytest.mark.parametrize(("name", "largest"), HALF_WAY)
def test_a_write_that_stops_half_way_is_made_good(
    stage: Stage, known: dict[str, Known], name: str, largest: int
) -> None:
    """A file may not grow beyond so many bytes: the write fails in the middle of its content."""
    one = known[name]
    root = stage.tree(one.scene, "disturbed")
    done = run(one.scene.words, root, stage.environment, largest=largest)

    assert done.code in {0, 1}
    assert "Traceback" not in done.said
    survives(stage, one, done, root)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", NAMES)
def test_a_hundred_deaths(stage: Stage, known: dict[str, Known], name: str) -> None:
    """Kill -9 at random steps; CRASH_POINTS says how many of all commands together."""
    killed(stage, known[name], MANY // len(NAMES) + 1, 3)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("name", NAMES)
def test_a_hundred_full_disks(stage: Stage, known: dict[str, Known], name: str) -> None:
    """No room from random steps on."""
    full(stage, known[name], MANY // len(NAMES) + 1, 4)
