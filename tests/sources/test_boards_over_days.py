"""Boards that are counted again every day: over real HTTP, a point of Elo is no change."""

import json
from pathlib import Path
from typing import Any

from pipeline.layout import kinds, paths
from pipeline.model.changes import ChangeKind
from pipeline.refresh import refresh
from pipeline.settings import Settings
from pipeline.sources.asking import Options
from pipeline.store.tree import read_tree
from tests.upstream import Upstream
from tests.upstream.embedded import ARENA_URL

ROW = "qwen2.5-72b-instruct"


def _arena(upstream: Upstream) -> dict[str, Any]:
    return dict(json.loads(upstream.world.files[ARENA_URL.partition("://")[2]].content))


def _counted_again(upstream: Upstream, by: dict[str, float]) -> None:
    """The board as it says after some ratings moved, with their intervals."""
    said = _arena(upstream)
    for name, step in by.items():
        said["full"][name] = {k: v + step for k, v in said["full"][name].items()}
    upstream.world = upstream.world.with_file(ARENA_URL, json.dumps(said).encode(), "text/plain; charset=utf-8")


def test_a_move_within_the_noise_changes_no_byte_and_proposes_nothing(settings: Settings, upstream: Upstream) -> None:
    """Every rating a third of a point further, three days running: the tree stays, and nobody is asked."""
    refresh(settings, Options())
    before = read_tree(settings.root)
    for _ in range(3):
        _counted_again(upstream, dict.fromkeys(_arena(upstream)["full"], 0.3))
        done = refresh(settings, Options(recheck=True))
        assert done.files == {}
        assert not done.report.changes
        assert done.report.exit_code == 0
    assert read_tree(settings.root) == before


def test_many_small_steps_one_way_are_news_in_the_end(settings: Settings, upstream: Upstream) -> None:
    """What is compared is the edition that the list has, so nothing creeps past."""
    refresh(settings, Options())
    runs = 0
    while not (done := refresh(settings, Options(recheck=True))).files and runs < 60:
        _counted_again(upstream, {ROW: 1.0})
        runs += 1
    assert 2 <= runs < 60
    moved = [c for c in done.report.changes if c.kind is ChangeKind.STANDING_MOVED]
    assert [c.subject for c in moved] == [f"arena: {ROW}"]


def test_an_edition_with_news_is_taken_whole(settings: Settings, upstream: Upstream) -> None:
    """One row moved far, all others a little: all values are the new edition's, and one is told."""
    refresh(settings, Options())
    _counted_again(upstream, dict.fromkeys(_arena(upstream)["full"], 0.3) | {ROW: 40.0})
    said = _arena(upstream)["full"]
    done = refresh(settings, Options(recheck=True))
    kept = json.loads(read_tree(settings.root)[kinds.BOARDS.path("arena")])["facts"]["rows"]
    assert all(kept[n]["scores"]["rating"]["value"] == round(said[n]["rating"], 4) for n in kept)
    assert [c.subject for c in done.report.changes if c.kind is ChangeKind.STANDING_MOVED] == [f"arena: {ROW}"]


def test_a_board_that_is_read_otherwise_is_fetched_again(settings: Settings, upstream: Upstream, root: Path) -> None:
    """A second score in the board's file reaches the list, although the page says that it was not modified."""
    refresh(settings, Options())
    upstream.log.clear()
    assert refresh(settings, Options(recheck=True)).files == {}
    board = root / paths.BOARDS / "arena.toml"
    text = board.read_text(encoding="utf-8")
    added = '[[scores]]\nname = "least"\ncolumn = "rating_q025"\n\n[aliases]'
    board.write_text(text.replace("[aliases]", added), encoding="utf-8")
    refresh(settings, Options())
    kept = json.loads(read_tree(settings.root)[kinds.BOARDS.path("arena")])["facts"]["rows"]
    assert all("least" in row["scores"] for row in kept.values())


def test_rows_that_could_not_be_used_are_named_and_counted(settings: Settings, upstream: Upstream) -> None:
    """Five with place and reason, the others as a number: nothing is left out in silence."""
    said = _arena(upstream)
    made: dict[str, dict[str, Any]] = {
        f"model-{n}": {"rating": 1000 + n, "rating_q025": 990 + n, "rating_q975": 1010 + n} for n in range(60)
    }
    made |= {f"broken-{n}": {"rating": "~1000", "rating_q025": 990, "rating_q975": 1010} for n in range(8)}
    said["full"] |= made
    upstream.world = upstream.world.with_file(ARENA_URL, json.dumps(said).encode(), "text/plain; charset=utf-8")
    done = refresh(settings, Options())
    (boards,) = (s for s in done.report.sources if s.source == "leaderboards")
    assert len(boards.rejects) == 6
    assert "broken-0" in boards.rejects[0].reason
    assert boards.rejects[-1].reason == "3 further rows could not be used either"


def test_a_makers_own_results_stand_beside_the_boards(settings: Settings) -> None:
    """On families' pages, marked as the maker's and in no order; no board has a row or a score of them."""
    refresh(settings, Options())
    tree = read_tree(settings.root)
    assert len([p for p, text in tree.items() if p.startswith("pages/families/") and b"checked by nobody here" in text]) >= 3
    assert [p for p, text in tree.items() if "leaderboards" in p and b"mmlu-pro" in text.lower()] == []


def test_adding_a_board_of_a_known_format_touches_one_file(settings: Settings, upstream: Upstream, root: Path) -> None:
    """One TOML, and the next run fetches, reads, joins, shows and remembers it: nothing else is told."""
    url = "https://raw.githubusercontent.com/lake-club/races/main/races.csv"
    rows = (f"{name},{1500 - n},2024-01-03\n" for n, name in enumerate(_arena(upstream)["full"]))
    table = "bird,points,day\n" + "".join(rows)
    upstream.world = upstream.world.with_file(url, table.encode(), "text/plain; charset=utf-8")
    refresh(settings, Options())
    before = read_tree(settings.root)
    path = f"{paths.BOARDS}lake-races.toml"
    (root / path).write_text(
        f'slug = "lake-races"\nname = "Lake races"\nurl = "https://example.org/races"\n'
        f'[prose]\nen = "Birds race."\nzh = "鸟儿赛跑。"\n[source]\nurl = "{url}"\nformat = "csv"\n'
        '[columns]\nmodel = "bird"\nedition = "day"\n[[scores]]\nname = "points"\ncolumn = "points"\n',
        encoding="utf-8",
    )
    refresh(settings, Options())
    after = read_tree(settings.root)
    added = {p for p in after.keys() - before.keys() if not p.startswith((".state", ".cache"))}
    assert added == {
        path, kinds.BOARDS.path("lake-races"), kinds.HISTORIES.path("lake-races"), "catalog/observed/leaderboards/lake-races.json",
    }  # fmt: skip
    observed = json.loads(after["catalog/observed/leaderboards/lake-races.json"])
    assert sum(bool(row.get("family")) for row in observed["standings"].values()) >= 5
    assert "Lake races" in after["README.md"].decode()
    assert "鸟儿赛跑。" in after["README_zh.md"].decode()
