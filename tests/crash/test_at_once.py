"""Two commands on one tree at the same time: each does its work, or says who is writing; nothing is lost."""

import pytest

from tests.crash.dying import Ended, run, start
from tests.crash.scenes import SCENES, Stage

BY_NAME = {s.name: s for s in SCENES}
PAIRS = [("refresh", "pin"), ("refresh", "refresh"), ("derive", "pin"), ("pin", "pin"), ("derive", "refresh"), ("publish", "pin")]


def refused(done: Ended) -> bool:
    """Whether a command was turned away because another one writes; anything else must have worked."""
    assert "Traceback" not in done.said, done.said
    if done.code == 1:
        assert "another command is writing" in done.said, done.said
        return True
    if "changed meanwhile" in done.said:  # the other had written between its reading and its writing
        return True
    assert done.code == 0 or "already" in done.said, done.said
    return False


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_commands_at_once_lose_nothing(stage: Stage, one: str, other: str) -> None:
    """Run both; run again whoever was refused; the tree holds what both do, and is its own derivation."""
    scenes = BY_NAME[one], BY_NAME[other]
    root = stage.tree(scenes[0], "both")
    scenes[1].spoil(root)
    ends = [start(scene.words, root, stage.environment) for scene in scenes]
    turned_away = [scene for scene, end in zip(scenes, ends, strict=True) if refused(end())]

    assert len(turned_away) < 2, "both were refused, so nobody wrote"
    for scene in turned_away:
        again = run(scene.words, root, stage.environment)
        assert again.code == 0 or "already" in again.said, again.said
    if run(["check"], root, stage.environment).code != 0:
        assert run(["derive"], root, stage.environment).code == 0
        assert run(["check"], root, stage.environment).code == 0
    if "pin" in {one, other}:
        pinned = (root / "catalog/curated/families/egret.toml").read_text("utf-8")
        assert pinned.count("because") == 1
    if "refresh" in {one, other}:
        moved = (root / "snapshots/arxiv/2401.01234.json").read_text("utf-8")
        assert '"version": 2' in moved
