"""History: what is kept of past standings, and that keeping it twice changes nothing."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli.history_import import recorded, respelled, wide_editions
from pipeline.history import Point, dump, extend, merge, parse
from pipeline.model.boards import CuratedBoard, Score, Standing
from pipeline.model.outcomes import InputFaults
from pipeline.model.snapshots import BoardFacts
from pipeline.names.join import NameIndex
from tests.on_disk import PROJECT


def _facts(edition: str | None, **scores: float | tuple[float, float, float]) -> BoardFacts:
    rows = {}
    for name, score in scores.items():
        made = Score(value=score) if isinstance(score, float) else Score(value=score[0], low=score[1], high=score[2])
        rows[name] = Standing(name=name, scores={"points": made})
    return BoardFacts(slug="races", edition=edition, rows=rows)


def after(editions: list[BoardFacts], file: bytes = b"", metric: str = "points", **how: Any) -> bytes:
    """A file with what editions of a board add."""
    board = CuratedBoard.model_validate({
        "slug": "races", "name": "Races", "url": "https://example.org", "source": {"url": "https://example.org/x", "format": "json"},
        "columns": {"model": "name"}, "scores": [{"name": metric, "column": "points", "higher_is_better": how.pop("higher", True)}], **how,
    })  # fmt: skip
    for facts in editions:
        file = extend(file, board, facts, NameIndex({}))
    return file


LATER = _facts("2026-03-01", heron=50.0)
SURE, UNSURE = (_facts("2026-01-02", heron=(53.0, low, 106.0 - low)) for low in (52.0, 48.0))
FIRST = _facts("2026-01-01", heron=50.0)
CREEPING = [_facts(f"2026-01-0{day}", heron=value) for day, value in enumerate((50.0, 50.6, 51.2, 51.8), start=1)]


@pytest.mark.parametrize(
    ("editions", "how", "kept"),
    [
        (CREEPING, {"noise": 1.0}, [("2026-01-01", 50.0), ("2026-01-03", 51.2)]),  # small steps one way are news in the end
        ([FIRST, UNSURE], {"noise": 1.0}, [("2026-01-01", 50.0)]),  # a board that states how sure it is, is believed
        ([FIRST, SURE], {"noise": 1.0}, [("2026-01-01", 50.0), ("2026-01-02", 53.0)]),
        ([FIRST, LATER], {}, [("2026-01-01", 50.0)]),
        ([FIRST, LATER], {"breaks": ["2026-02-01"]}, [("2026-01-01", 50.0), ("2026-03-01", 50.0)]),  # counted otherwise from a day on
        ([_facts("2026-01-01", heron=50.0, teal=60.0)], {}, [("2026-01-01", 50.0)]),  # history is for the list
        ([FIRST], {"metric": "style"}, []),
        ([_facts(None, heron=1.0)], {}, []),  # without a place in time there is no trend
    ],
)
def test_a_score_is_kept_when_it_is_news(editions: list[BoardFacts], how: dict[str, Any], kept: list[tuple[str, float]]) -> None:
    """Beyond the last kept score by more than the board's noise and its interval, of a name that is a model and has the metric."""
    assert parse(after(editions, aliases={"teal": "none"}, **how)) == tuple(Point(day, "heron", score) for day, score in kept)


def test_a_row_that_can_be_read_later_joins_its_edition() -> None:
    """An edition imported again by a better reader adds what was missing, and what stood there stays."""
    poor = [FIRST, _facts("2026-01-02", heron=60.0), _facts("2026-01-03", heron=60.0, teal=9.0)]
    good = [_facts("2026-01-01", heron=50.0, teal=7.0), poor[1], poor[2]]
    before = after(poor, noise=0.5)
    then = after(good, before, noise=0.5)
    assert set(parse(then)) - set(parse(before)) == {Point("2026-01-01", "teal", 7.0)}
    assert merge(before, then) == then
    assert after(good, then, noise=0.5) == then == after(good, noise=0.5), "as if it had been read rightly from the first day"


SCORES = st.dictionaries(st.sampled_from(["heron", "teal"]), st.floats(-1e6, 1e6))


@given(st.lists(st.tuples(st.dates().map(str), SCORES), max_size=8))
def test_importing_again_changes_no_byte(past: list[tuple[str, dict[str, float]]]) -> None:
    """Editions in order of time, twice, give what once gives."""
    editions = [_facts(day, **scores) for day, scores in sorted(past, key=lambda edition: edition[0])]
    once = after(editions, noise=0.5)
    assert after(editions, once, noise=0.5) == once == dump(parse(once))


days, names = st.dates().map(lambda d: d.isoformat()), st.sampled_from(["heron", "teal x", "鹭"])
points = st.lists(st.builds(Point, days, names, st.integers(-(10**6), 10**6).map(lambda n: n / 100)))


@given(points, points, points)
def test_branches_merge_as_sets(a: list[Point], b: list[Point], c: list[Point]) -> None:
    """In any order and any grouping, the same bytes."""
    one, two, three = dump(a), dump(b), dump(c)
    assert merge(one, two) == merge(two, one)
    assert merge(merge(one, two), three) == merge(one, merge(two, three))
    assert merge(one, one) == one


def test_a_line_that_is_no_point_is_named_with_its_place() -> None:
    """A merge conflict left in the file is found, every line of it."""
    data = b"edition\tmodel\tscore\n<<<<<<< ours\n2026-01-01\theron\t1\n=======\n2026-01-01\theron\tmany\n"
    with pytest.raises(InputFaults) as caught:
        parse(data, "history/races.tsv")
    assert [f.line for f in caught.value.faults] == [2, 4, 5]
    assert all(f.path == "history/races.tsv" and f.fix for f in caught.value.faults)


@pytest.mark.parametrize(("higher", "kept"), [(True, "m24"), (False, "m00")])
def test_the_leading_rows_are_kept_though_no_family_has_them(higher: bool, kept: str) -> None:  # noqa: FBT001
    """Notable is most points, or least seconds, twenty of them."""
    facts = _facts("2026-01-01", **{f"m{n:02d}": float(n) for n in range(25)})
    found = {p.model for p in parse(after([facts], higher=higher))}
    assert (len(found), kept in found) == (20, True)


@pytest.mark.parametrize(
    ("path", "board", "edition"),
    [
        ("x/lmarena-history_result.csv.gz", "arena-text", ""),
        ("x/lmarena_arena-catalog/leaderboard-vision_2025-04-07_f973ec23.json.gz", "arena-vision", "2025-04-07"),
        ("x/open_llm_leaderboard_v1_2023/20230523.csv", "open-llm-leaderboard-v1", "2023-05-23"),
        ("x/livebench/table_2025_12_23.csv", "livebench", "2025-12-23"),
        ("x/fboulnois_csv/lmsys_2025-06-06_284af994.csv", "arena-text", "2025-06-06"),
        ("x/fboulnois_csv/lmarena_vision_2025-08-06_283321b9.csv", "arena-vision", "2025-08-06"),
        ("html/mmmu_leaderboard/index_2024-03-15_5830056a.html", "mmmu", "2024-03-15"),
        ("x/aider/polyglot_leaderboard_2025-02-24_c4fac2d1.yml", "aider-polyglot", ""),
        # Quantised runs, a scatter plot's data and READMEs are not the boards that are kept.
        ("x/aider/quant_2024-11-22_6ebd2d08.yml", "", ""),
        ("lmarena_arena-catalog/README.md", "", ""),
        ("livebench/manifest.json", "", ""),
    ],
)
def test_a_recorded_file_says_its_board_and_edition(path: str, board: str, edition: str) -> None:
    """By its place alone; other files are no editions."""
    found = recorded(path)
    assert (found and found[:2]) == ((board, edition) if board else None)


def test_a_wide_table_has_an_edition_for_each_date() -> None:
    """Zero means that the model was not there yet."""
    found = wide_editions("arena-text", "rating", b",heron,teal\n20230508,1000.5,0.0\n20230522,0.0,990\n")
    assert [(f.edition, sorted(f.rows)) for f in found] == [("2023-05-08", ["heron"]), ("2023-05-22", ["teal"])]
    with pytest.raises(ValueError, match="not a table"):
        next(wide_editions("arena-text", "rating", b",heron\n20230508\n"))
    with pytest.raises(ValueError, match="not a date"):
        next(wide_editions("arena-text", "rating", b",heron\nMay,1\n"))


def test_a_copy_under_other_names_continues_the_boards_own_lines() -> None:
    """The maker's name, capitals and dashes make no other model; what fits two names or none is left out."""
    copy = _facts("2026-01-02", **{"Meta-Heron-3.0-7B Instruct": 1.0, "Teal": 2.0, "Rail 2B": 3.0})
    own = respelled(copy, ["heron-3-7b-instruct", "rail-2b", "RAIL_2B", "osprey"])
    name = "heron-3-7b-instruct"
    assert {n: (r.name, r.scores["points"].value) for n, r in own.rows.items()} == {name: (name, 1.0)}
    assert own.edition == "2026-01-02"


def test_the_committed_history_is_canonical_and_inside_its_budget() -> None:
    """Every kept file reads and writes the same bytes, Arena's from May 2023 on, and all together stay under three megabytes."""
    files = sorted((PROJECT / "history").glob("*.tsv"))
    assert {f.stem for f in files} >= {"arena-text", "open-llm-leaderboard-v1", "open-llm-leaderboard-v2", "livebench"}
    for file in files:
        data = file.read_bytes()
        found = parse(data, file.name)
        assert found, file.name
        assert dump(found) == data, file.name
        assert file.stem != "arena-text" or (found[0].edition, found[-1].edition >= "2025-11-05") == ("2023-05-08", True)
    assert sum(f.stat().st_size for f in files) <= 3 * 1024 * 1024
