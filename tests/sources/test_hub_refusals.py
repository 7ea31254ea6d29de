"""A refusal is not a statement: what was read stays, what may be read is read at once, what is not there is not asked each time."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.http.meter import Meter
from pipeline.layout import kinds, paths
from pipeline.model.policy import Policy
from pipeline.sources.hub import HUB
from pipeline.sources.hub.wanted import PROBES_PER_RUN, HubNotes
from tests.faults.kinds import JSON
from tests.faults.small_hub import MEMBERS
from tests.http.clock import HurriedClock
from tests.sources.days import CARD, Run, with_facts
from tests.upstream.faults import Kind


def name(run: Run, *checkpoints: str) -> None:
    """Let the family name further checkpoints."""
    path = kinds.FAMILIES.path("egret")
    run.tree[path] = run.tree[path].replace(b"checkpoints = [", f"checkpoints = [{', '.join(map(json.dumps, checkpoints))}, ".encode())


SAID = {"X-Error-Message": "no"}
OTHER = {"Content-Type": "text/plain", "X-Repo-Commit": "f" * 40}
NO_CARD: list[tuple[Kind, dict[str, Any], str]] = [
    *(("status", {"code": 404, "headers": SAID | {"X-Error-Code": code}}, "does not have it|refused")
      for code in ("RevisionNotFound", "RepoNotFound", "GatedRepo?", "")),
    ("truncated", {}, "the body was cut"),
    ("status", {"code": 200, "body": b'{"error": "Sorry"}', "headers": {"Content-Type": "text/plain"}}, "an answer in JSON"),
    ("status", {"code": 200, "body": b"# Egret-2B\n\nA model with 9B parameters.\n", "headers": OTHER}, "of another revision"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "details", "reason"), NO_CARD)
def test_what_is_no_card_keeps_its_reading_and_is_asked_again(run: Run, kind: Kind, details: dict[str, Any], reason: str) -> None:
    """Only "no such file in this revision" is the Hub's word that a card is not there; two that fail cost themselves alone."""
    for member in MEMBERS[1:3]:
        run.upstream.fault(f"/{member}/*", kind, None, **details)
    run()
    assert run.report.outcome == "partial"
    assert len([k for k in run.report.kept if re.search(reason, k.reason)]) == 2
    assert len([p for p in run.tree if p.startswith(paths.CARDS)]) == len(MEMBERS) - 1
    run.upstream.faults.clear()
    assert run() == 2
    assert run.card()["facts"]["claims"]

    run.upstream.fault(f"/{MEMBERS[2]}/*", kind, None, **details)
    (run.settings.cache / "cards").rename(run.settings.cache / "lost")
    before = run.tree[CARD]
    run(reread=True)
    assert run.tree[CARD] == before


def test_a_card_may_come_in_two_hops(run: Run) -> None:
    """With the Hub's resolve cache one card is a redirect and an answer: the same reading, counted once, of the files' quota."""
    run()
    before = dict(run.tree)
    again = Run(run.upstream, run.settings.root / "again")
    run.upstream.conduct.resolve_cache = True
    assert again() == 2 * (len(MEMBERS) + 1)
    assert {p: d for p, d in again.tree.items() if p.startswith(paths.CARDS)} == {p: d for p, d in before.items() if p.startswith(paths.CARDS)}
    assert (again.report.requests.logical, again.report.requests.hops) == (run.report.requests.logical, len(MEMBERS) + 1)
    meter = Meter(HUB)
    cached, card, listing, collection = (
        meter.bucket(f"https://hub.example/{path}")
        for path in ("api/resolve-cache/models/a/b", "a/b/resolve/main/README.md", "api/models", "api/collections/c")
    )
    assert cached is card is not listing is collection


def test_a_card_that_is_not_there_is_absent(run: Run) -> None:
    """EntryNotFound is a statement, and the next run does not ask again."""
    run.upstream.fault(f"/{MEMBERS[2]}/*", "status", 1, code=404, headers={"X-Error-Code": "EntryNotFound", "X-Error-Message": "no"})
    run()
    assert run.card()["state"] == "absent"
    assert run() == 0


def claims(run: Run) -> set[tuple[str, str]]:
    """Which cards state which fields."""
    return {(p, f) for p in run.tree if p.startswith(paths.CARDS) for f in run.card(p)["facts"].get("claims", ())}


def test_a_tokens_life_gains_facts_and_loses_none(run: Run) -> None:
    """None, one that may read what is open, access to what is gated, revoked: gates are tried with a token alone, and what is read stays."""
    run.upstream.world = with_facts(run.upstream.world, *MEMBERS[:5], gated="manual")
    run.upstream.conduct.invalid_tokens = frozenset({"revoked"})
    lives = []
    for token, asked in ((None, len(MEMBERS) - 4), ("stranger", 5), ("stranger", 5), (None, 0), ("accepted", 5), ("revoked", 0), (None, 0)):
        assert run(token) == asked
        lives.append(claims(run))
        assert (run.card().get("state", "read") == "read") == (len(lives) > 4)
        if token == "revoked":  # noqa: S105  a name in a test
            assert [n.subject for n in run.report.kept] == ["HF_TOKEN"]
            assert run.report.outcome == "partial"
            assert len(run.upstream.requests("/api/whoami-v2")) == 1
            assert sum(e.status == 401 for e in run.upstream.log) == 2
    assert lives[0] == lives[1] == lives[2] == lives[3] < lives[4] == lives[5] == lives[6]
    assert len({p for p, _ in lives[4] - lives[3]}) == 5
    before = dict(run.tree)
    assert run(reread=True) == 0
    assert run.tree == before


def test_a_token_that_was_never_any_costs_no_public_fact(run: Run) -> None:
    """What is public is read without it, in the same run."""
    run.upstream.conduct.invalid_tokens = frozenset({"mistyped"})
    assert run("mistyped") == len(MEMBERS) + 1
    assert "HF_TOKEN: the Hub does not accept it" in run.reasons


REFUSING: list[tuple[Kind, dict[str, Any]]] = [
    ("refuse", {}), ("slow", {"seconds": 1.0}),
    *(("status", {"code": code}) for code in (500, 522, 429, 403, 401, 404)),
    *(("status", {"code": 429, "headers": {"Retry-After": said}}) for said in ("0", "5", "Sun, 20 Feb 1977 12:00:05 GMT")),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "details"), REFUSING)
def test_a_dead_hub_costs_few_requests_and_a_minute(
    run: Run, kind: Kind, details: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Errors, refusals, closed connections, silence: at most thirty requests, and sixty seconds of waits and time-outs."""
    owners = [f"pond-{n}" for n in range(30)]
    name(run, *(f"{owner}/Egret-1B" for owner in owners))
    clock, counted = HurriedClock(50), []
    brief = replace(HUB, read_timeout=0.2, concurrency=1)

    def meter(policy: Policy, **_given: object) -> Meter:
        assert policy.read_timeout == HUB.read_timeout
        counted.append(Meter(replace(brief, wait_budget=policy.wait_budget), clock=clock.now, sleep=clock.sleep))
        return counted[-1]

    monkeypatch.setattr("pipeline.sources.asking.Meter", meter)
    run.upstream.fault("*", kind, None, **details)
    run()
    # The first one is asked twice, then as many at once as the policy allows have one attempt each.
    rounds = 2 - (2 - counted[0].tally["sent"]) // HUB.concurrency
    assert run.report.outcome == "failed"
    assert counted[0].tally["sent"] <= 30
    assert counted[0].tally["waited_seconds"] + (HUB.read_timeout * rounds if kind == "slow" else 0.0) <= 60
    assert len(run.report.kept) >= len(owners), "each is named, and kept"


def test_a_listing_that_never_ends_is_left(run: Run) -> None:
    """Its next link brings the same entries under another cursor, or nothing, page after page."""
    whole = httpx2.get(f"{run.upstream.url}/api/models?author=heron-lab&expand=sha").content
    for body in (whole, b"[]"):
        for n in range(40):
            link = {"Link": f'</api/models?author=heron-lab&cursor={n}>; rel="next"'}
            run.upstream.fault("/api/models", "status", 1, code=200, headers=link | JSON, body=body)
        run()
        run.upstream.faults.clear()
        assert len(run.upstream.requests("/api/models")) <= 2
        assert "leads in a circle" in run.reasons
        assert run.report.outcome == "partial"


def test_a_maker_whom_the_hub_spells_otherwise_is_named(run: Run) -> None:
    """Ids are told apart by case: its models are not taken for none."""
    run.upstream.fault("/api/models", "altered", None, alter=lambda body: body.replace(b"heron-lab/", b"Heron-Lab/"))
    run()
    assert run.report.outcome == "partial"
    assert "Heron-Lab/Egret-1B is not of this organisation, as the list spells it" in run.reasons


def test_a_lost_cache_costs_little(run: Run) -> None:
    """An emptied file is one request when all cards are read again; without any, what was gated and read is not asked for again."""
    run.upstream.world = with_facts(run.upstream.world, *MEMBERS[:4], gated="manual")
    run("accepted")
    kept = sorted((run.settings.cache / "cards").rglob("*.md"))
    kept[0].write_bytes(b"")
    before = dict(run.tree)
    assert run("accepted", reread=True) == 1 < len(kept)
    assert run.tree == before
    (run.settings.cache / "cards").rename(run.settings.cache / "lost")
    assert [run("accepted"), run(), run("accepted"), run("accepted", recheck=True)] == [0, 0, 0, 0]


def test_a_run_that_may_not_wait_says_what_came_and_asks_little(run: Run) -> None:
    """A server error is no request to slow down, whatever the run's patience; and a dead Hub is left alone all the same."""
    name(run, *(f"pond-{n}/Egret-1B" for n in range(40)))
    run.upstream.fault("*", "status", None, code=500)
    run(max_wait=0.0)
    assert "answered with a server error: HTTP 500; it would be asked again in" in run.reasons
    assert "slow down" not in run.reasons
    assert len(run.upstream.log) <= 30
    assert len(run.report.kept) >= 40


def test_a_reading_survives_the_gate_that_comes_after_it(run: Run) -> None:
    """The same commit behind a gate: the reading is of that commit, with its kind and role."""
    run()
    before = run.tree[CARD]
    run.upstream.world = with_facts(run.upstream.world, *MEMBERS, gated="manual")
    assert run() == 0
    assert run.tree[CARD] == before


def test_a_name_that_the_hub_does_not_have_is_asked_for_once_a_week(run: Run) -> None:
    """The listing shows that it is not there; one question more shows that it was not renamed."""
    name(run, "heron-lab/Never-7B")
    run()
    assert len(run.upstream.requests("/api/models/heron-lab/Never-7B")) == 1
    assert "does not have it" in run.report.rejects[0].reason
    run()
    assert not run.upstream.requests("/api/models/heron-lab/Never-7B")
    assert "not in the Hub's listing; asked on" in run.report.rejects[0].reason


DAY = datetime(2026, 3, 10, tzinfo=UTC)
DAYS = st.sampled_from(["2026-03-09", "2026-03-03", "2026-03-04", "2025-01-01", "soon", ""])


@given(st.dictionaries(st.text(max_size=5), DAYS, max_size=8), st.sets(st.text(max_size=5), max_size=300))
def test_probes_are_bounded_and_longest_ago_first(missing: dict[str, str], named: set[str]) -> None:
    """No more than a run may ask for, none that was refused within the week, and each gets its turn."""
    notes = HubNotes.of({"missing": missing}, DAY)
    chosen = notes.to_probe(named)
    due = {n for n in named if missing.get(n, "") not in {"2026-03-09", "2026-03-04"}}
    assert chosen <= due
    assert len(chosen) == min(len(due), PROBES_PER_RUN)
    left = due - chosen
    assert all(missing.get(c, "") <= missing.get(n, "") for c in chosen for n in left)
