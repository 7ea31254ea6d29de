"""Another table in a board's place, over real HTTP: what comes on the second day is taken, or refused with the way to accept it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.layout import paths
from tests.faults.small_hub import BOARD, first_day
from tests.sources.days import gentle
from tests.sources.hub_runs import Run
from tests.upstream import Upstream

NAMES = [f"Egret-{n}B" for n in range(20)]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """A list whose board has twenty rows."""
    with Upstream(first_day()) as upstream, gentle():
        run = Run(upstream, tmp_path)
        serve(run, table(NAMES))
        run(source="leaderboards")
        yield run


def serve(run: Run, body: bytes) -> None:
    """What the board's address answers from now on."""
    run.upstream.world = run.upstream.world.with_file(BOARD, body, "text/csv")


def table(names: list[str], head: str = "Model,Mean") -> bytes:
    """A table of these names."""
    return "\n".join([head, *(f"{name},{50 + n / 10}" for n, name in enumerate(names)), ""]).encode()


STRANGERS = [f"Rail-{n}B" for n in range(20)]
ACCEPTED = "--accept-shrink leaderboards/marsh"


@pytest.mark.parametrize(
    ("body", "outcome", "reason"),
    [
        (table(STRANGERS), "refused", f"another table stands in its place: of 20 names the last edition had 0; if it is right: {ACCEPTED}"),
        (table([*NAMES[:9], *STRANGERS[:11]]), "refused", "of 20 names the last edition had 9"),
        (table([*NAMES[:10], *STRANGERS[:10]]), "ok", ""),
        (table([*NAMES, *STRANGERS]), "ok", ""),
        (table([*NAMES, *NAMES[:1]]), "ok", "stands more than once"),
        (table(NAMES[:15]), "refused", f"15 of 20 entries are left, which is too few to believe; if it is right: {ACCEPTED}"),
        (table(NAMES[:16]), "ok", ""),
        (table([n.lower() for n in NAMES]), "refused", "another table stands in its place"),
        (table([f"{n} \ufffd" for n in NAMES]), "refused", "letters of it came broken"),
        (table(NAMES, "Model,Mean*"), "failed", "column 'Mean' is not in the payload"),
        (table(NAMES, "Name,Mean"), "failed", "column 'Model' is not in the payload"),
        (table(NAMES).replace(b".", b","), "failed", "20 of 20 rows cannot be read"),
        (table(NAMES).replace(b",5", b",nan 5"), "failed", "20 of 20 rows cannot be read"),
        (table(NAMES)[:150], "refused", "of 20 entries are left"),
        (b"", "failed", "empty"),
        (b"<!doctype html><h1>Sign in</h1>", "failed", "HTML instead of CSV"),
        (b"Model,Mean\n", "failed", "no rows"),
    ],
    ids=["swapped", "eleven of twenty replaced", "half replaced", "doubled", "one twice", "a quarter lost", "a fifth lost", "other capitals",
         "broken letters", "a column with a mark", "another column of names", "decimal commas", "two words in a cell", "cut", "empty",
         "signed out", "emptied"],
)  # fmt: skip
def test_what_comes_in_a_boards_place(run: Run, body: bytes, outcome: str, reason: str) -> None:
    """What is refused leaves the last edition and its history as they were; a person may believe what was only doubted."""
    before = dict(run.tree)
    serve(run, body)
    run(source="leaderboards", recheck=True)
    assert (run.report.outcome, reason in run.reasons) == (outcome, True)
    assert (run.tree == before) is (outcome != "ok")
    if outcome == "refused":
        run(source="leaderboards", recheck=True, accept_shrink=("leaderboards/marsh",))
        assert run.report.outcome == "ok"
        assert run.tree[paths.board_snapshot("marsh")] != before[paths.board_snapshot("marsh")]
