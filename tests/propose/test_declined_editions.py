"""A person's no to a board's edition lasts for whatever differs from it by noise, and no longer."""

from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.layout import kinds, paths
from pipeline.layout.canonical import dumps
from pipeline.model.changes import Proposal
from pipeline.propose.plan import plan
from pipeline.propose.scopes import unpacked
from tests.github.small_world import based, derived, receipt, report, small

NOISE: Final = 5.0
BOARD: Final = f"""
slug = "races"
name = "Races"
url = "https://example.org/races"
noise = {NOISE}
[source]
url = "https://example.org/races.json"
format = "json"
[columns]
model = "name"
[[scores]]
name = "points"
column = "points"
""".encode()
PATH: Final = kinds.BOARDS.path("races")
PAST: Final = kinds.HISTORIES.path("races")


def _edition(day: str, points: dict[str, float], half: float = 0.0, **side: str) -> dict[str, bytes]:
    scores = {n: {"points": {"value": v, "low": v - half, "high": v + half}} for n, v in points.items()}
    rows = {n: {"name": n, "scores": scores[n], "votes": int(v), **side} for n, v in points.items()}
    facts = {"slug": "races", "edition": day, "columns": ["name", "points"], "rows": rows}
    past = "".join(f"{day}\t{n}\t{v}\n" for n, v in sorted(points.items()))
    return {PATH: dumps({"facts": facts, "receipt": receipt("https://example.org/races.json")}), PAST: b"edition\tmodel\tscore\n" + past.encode()}


BASE: Final = derived(small() | {paths.BOARDS + "races.toml": BOARD} | _edition("2026-01-01", {"Birch": 50.0, "Alder": 60.0}))
DECLINED: Final = {"Birch": 57.0, "Alder": 60.0}


def _proposed(edition: dict[str, bytes], declined: frozenset[str]) -> tuple[Proposal, ...]:
    return plan(based(BASE), BASE | edition, report(), declined=declined)


def _no(edition: dict[str, bytes]) -> frozenset[str]:
    (proposal,) = _proposed(edition, frozenset())
    return unpacked(proposal.objects)


@settings(max_examples=40)
@given(st.floats(-NOISE, NOISE), st.floats(-0.999, 0.999), st.floats(0, 8 * NOISE))
def test_moves_within_the_noise_of_what_was_declined_are_not_asked_again(one: float, other: float, half: float) -> None:
    """Or within a row's own interval, if that is wider; whatever the new date, the votes and the board's past."""
    moved = {"Birch": 57.0 + one, "Alder": 60.0 + other * max(NOISE, half)}
    assert _proposed(_edition("2026-03-01", moved, half), _no(_edition("2026-02-01", DECLINED))) == ()


def test_what_is_new_beyond_the_noise_is_asked() -> None:
    """A row further away than twice the noise, a row more, a row less, another licence."""
    declined = _no(_edition("2026-02-01", DECLINED))
    for news in (
        _edition("2026-03-01", DECLINED | {"Birch": 57.0 + 2 * NOISE + 0.1}),
        _edition("2026-03-01", DECLINED | {"Birch": 57.0 + 4 * NOISE + 0.1}, 3 * NOISE),
        _edition("2026-03-01", DECLINED | {"Cedar": 40.0}),
        _edition("2026-03-01", {"Birch": 57.0}),
        _edition("2026-03-01", DECLINED, license="MIT"),
    ):
        assert len(_proposed(news, declined)) == 1
