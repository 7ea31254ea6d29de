"""A refusal is not a statement: what was read stays, what may be read is read at once, what is not there is not asked each time."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.layout import paths
from pipeline.sources.hub.notes import PROBES_PER_RUN, HubNotes
from tests.faults.small_hub import MEMBERS, first_day
from tests.sources.hub_runs import CARD, Run, gated
from tests.upstream import Upstream


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """The small hub; "accepted" is a token with access to what is gated."""
    with Upstream(first_day(), accepted_tokens=frozenset({"accepted"})) as up:
        yield up


@pytest.fixture
def run(upstream: Upstream, tmp_path: Path) -> Run:
    """A list that was never asked about."""
    return Run(upstream, tmp_path)


@pytest.mark.parametrize("code", ["RevisionNotFound", "RepoNotFound", "GatedRepo?", ""])
def test_an_odd_refusal_of_a_card_keeps_its_reading_and_is_asked_again(run: Run, upstream: Upstream, code: str) -> None:
    """Only "no such file in this revision" is the Hub's word that a card is not there."""
    upstream.fault(f"/{MEMBERS[2]}/*", "status", 1, code=404, headers={"X-Error-Code": code, "X-Error-Message": "no"})
    run()
    assert CARD not in run.tree
    assert run.report.outcome == "partial"
    assert run() == 1
    assert run.card()["facts"]["claims"]

    upstream.fault(f"/{MEMBERS[2]}/*", "status", 1, code=404, headers={"X-Error-Code": code, "X-Error-Message": "no"})
    (run.settings.cache / "cards").rename(run.settings.cache / "lost")
    before = run.tree[CARD]
    run(reread=True)
    assert run.tree[CARD] == before


def test_a_card_that_is_not_there_is_absent(run: Run, upstream: Upstream) -> None:
    """EntryNotFound is a statement, and the next run does not ask again."""
    upstream.fault(f"/{MEMBERS[2]}/*", "status", 1, code=404, headers={"X-Error-Code": "EntryNotFound", "X-Error-Message": "no"})
    run()
    assert run.card()["state"] == "absent"
    assert run() == 0


def test_a_token_comes_is_refused_is_accepted_and_goes(run: Run, upstream: Upstream) -> None:
    """Without one gates are not knocked at; a token that may, reads at once; when it goes nothing is lost."""
    upstream.world = gated(upstream.world, *MEMBERS[:4])
    open_cards = len(MEMBERS) + 1 - 4
    assert run() == open_cards
    assert run.card()["state"] == "gated"
    assert run("stranger") == 4
    assert run("stranger") == 0  # refused lately
    assert run() == 0
    assert run("accepted") == 4  # there was a run without a token in between: a token that is added is tried at once
    read = run.card()
    assert (read.get("state", "read"), bool(read["facts"]["claims"])) == ("read", True)
    before = dict(run.tree)
    assert run() == 0
    assert run(reread=True) == 0
    assert {p for p in before if p.startswith(paths.CARDS) and before[p] != run.tree[p]} == set()


def test_a_reading_survives_the_gate_that_comes_after_it(run: Run, upstream: Upstream) -> None:
    """The same commit behind a gate: the reading is of that commit, with its kind and role."""
    run()
    before = run.tree[CARD]
    upstream.world = gated(upstream.world, *MEMBERS)
    assert run() == 0
    assert run.tree[CARD] == before


def test_a_name_that_the_hub_does_not_have_is_asked_for_once_a_week(run: Run, upstream: Upstream) -> None:
    """The listing shows that it is not there; one question more shows that it was not renamed."""
    path = paths.family("egret")
    run.tree[path] = run.tree[path].replace(b"checkpoints = [", b'checkpoints = ["heron-lab/Never-7B", ')
    run()
    assert len(upstream.requests("/api/models/heron-lab/Never-7B")) == 1
    assert "does not have it" in run.report.rejects[0].reason
    run()
    assert not upstream.requests("/api/models/heron-lab/Never-7B")
    assert "not in the Hub's listing; asked on" in run.report.rejects[0].reason


DAY = datetime(2026, 3, 10, tzinfo=UTC)
DAYS = st.sampled_from(["2026-03-09", "2026-03-03", "2026-03-04", "2025-01-01", "soon", ""])


@given(st.dictionaries(st.text(max_size=5), DAYS, max_size=8), st.sets(st.text(max_size=5), max_size=300))
def test_probes_are_bounded_and_longest_ago_first(missing: dict[str, str], named: set[str]) -> None:
    """No more than a run may ask for, none that was refused within the week, and each gets its turn."""
    notes = HubNotes.of({"missing": missing, "gated": 7}, DAY, has_token=True)
    chosen = notes.to_probe(named)
    due = {n for n in named if missing.get(n, "") not in {"2026-03-09", "2026-03-04"}}
    assert chosen <= due
    assert len(chosen) == min(len(due), PROBES_PER_RUN)
    left = due - chosen
    assert all(missing.get(c, "") <= missing.get(n, "") for c in chosen for n in left)
