"""A refusal is not a statement, and a run is careful: odd listings are refused, odd entries cost themselves, gates are respected."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.http.meter import Meter
from pipeline.layout import kinds, paths
from pipeline.model.outcomes import InputFaults
from pipeline.refresh import refresh
from pipeline.settings import Settings
from pipeline.sources.arxiv.states import author_names
from pipeline.sources.asking import Options
from pipeline.sources.declared import Policy
from pipeline.sources.hub import HUB
from pipeline.sources.hub.ask import PROBES_PER_RUN, HubNotes
from pipeline.sources.hub.states import checkpoint_facts, collection_facts, quantised_of, weigh
from pipeline.store.tree import read_tree
from tests.faults.kinds import JSON
from tests.faults.small_hub import MEMBERS
from tests.http.clock import HurriedClock
from tests.sources.days import CARD, Run, collect, with_facts
from tests.upstream import Upstream, World, model_from_card
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


TODAY = datetime(2026, 3, 10, tzinfo=UTC)
DAYS = st.sampled_from(["2026-03-09", "2026-03-03", "2026-03-04", "2025-01-01", "soon", ""])


@given(st.dictionaries(st.text(max_size=5), DAYS, max_size=8), st.sets(st.text(max_size=5), max_size=300))
def test_probes_are_bounded_and_longest_ago_first(missing: dict[str, str], named: set[str]) -> None:
    """No more than a run may ask for, none that was refused within the week, and each gets its turn."""
    chosen = HubNotes.of({"missing": missing}, TODAY).to_probe(named)
    due = {n for n in named if missing.get(n, "") not in {"2026-03-09", "2026-03-04"}}
    assert chosen <= due
    assert len(chosen) == min(len(due), PROBES_PER_RUN)
    left = due - chosen
    assert all(missing.get(c, "") <= missing.get(n, "") for c in chosen for n in left)


FAMILY = """slug = "many"
name = "Many"
organization = "allenai"
kind = "llm"
match = ["allenai/Many-*"]
"""


@pytest.fixture
def many(root: Path, upstream: Upstream) -> list[str]:
    """A family of twelve checkpoints, known from a first run."""
    (root / "catalog/curated/families/many.toml").write_text(FAMILY, encoding="utf-8")
    organizations = root / "catalog/curated/organizations.toml"
    text = organizations.read_text(encoding="utf-8")
    organizations.write_text(text + '\n[organizations.allenai]\nname = "Many makers"\nhub = ["allenai"]\n', encoding="utf-8")
    card = "---\nlicense: apache-2.0\npipeline_tag: text-generation\n---\n# Many\n\nA language model with {} billion parameters.\n"
    ids = [f"allenai/Many-{n}B" for n in range(1, 13)]
    upstream.world = upstream.world.with_models(
        *(model_from_card(i, card.format(n), pipeline_tag="text-generation") for n, i in enumerate(ids, 1))
    )
    return ids


@pytest.mark.usefixtures("many")
def test_a_maker_s_own_quantised_copies_stand_with_their_checkpoint(settings: Settings, upstream: Upstream) -> None:
    """By the relation that the listing states; they are no checkpoints of the family, and another's copy is not the maker's."""
    card = "---\nbase_model: allenai/Many-1B\nbase_model_relation: quantized\n---\n# Copy\n"
    names = ("allenai/Many-1B-GGUF", "allenai/Many-1B-fp8", "allenai/Many-1B-v2", "tiny/Many-1B-GGUF")
    upstream.world = upstream.world.with_models(*(model_from_card(name, card, pipeline_tag="text-generation") for name in names))
    refresh(settings, Options(families=("many",)))
    page = read_tree(settings.root)["pages/families/many.md"].decode()
    hub = "https://huggingface.co/"
    own = next(line for line in page.splitlines() if line.startswith("  - Many-1B:"))
    assert f"[GGUF]({hub}allenai/Many-1B-GGUF), [fp8]({hub}allenai/Many-1B-fp8)" in own
    assert f"({hub}models?other=base_model:quantized:allenai/Many-1B" in own
    assert "Many-1B-v2" not in own
    assert "### `allenai/Many-1B-GGUF`" not in page
    assert "tiny/Many-1B-GGUF" not in page


@pytest.mark.parametrize(
    ("copy", "tags", "originals"),
    [
        ("Heron-7B-GGUF", "", "Heron-7B"), ("heron-7b-MLX-4bit", "", "Heron-7B"),  # as it is named, without a tag
        ("Heron-8B-FP8", "", "Heron-8B-BF16"), ("Heron-Nemo-FP8-2407", "", "Heron-Nemo-2407"),  # in whatever format the original is
        ("Heron-7B-AWQ", "quantized:h/Heron-7B-Base", "Heron-7B"),  # its original's front matter
        ("Heron-7B-FP8", "finetune:h/Heron-7B", "Heron-7B"),
        ("Heron-Embed-7B-GGUF", "quantized:h/Heron-7B-Base", "Heron-Embed-7B"),
        ("Heron-7B-q4_0-gguf", "quantized:h/Heron-7B", "Heron-7B"), ("Heron-7B-Chat-GGUF", "quantized:h/Heron-7B", "Heron-7B"),  # named as none
        ("Heron-9B-GGUF", "", ""), ("Heron-7B-v2-FP8", "", ""), ("Heron-7B-2.0", "quantized:h/Heron-7B", ""),
    ],
)  # fmt: skip
def test_whose_copy_a_listed_repository_is(copy: str, tags: str, originals: str) -> None:
    """Of the one that is named so but for the format, whatever its tags say; of one that is named as none of these by the Hub's tag."""
    others = ("Heron-7B", "Heron-7B-Base", "Heron-8B-BF16", "Heron-Nemo-2407", "Heron-Embed-7B")
    found = quantised_of([*((f"h/{one}", {}) for one in others), (f"h/{copy}", {"tags": [f"base_model:{tags}"]})])
    assert found == ({f"h/{originals}": (f"h/{copy}",)} if originals else {})


def test_a_listing_that_lost_too_much_is_refused_until_a_person_believes_it(
    settings: Settings, upstream: Upstream, many: list[str]
) -> None:
    """Nine of twelve gone at once is a fault of the source, and so is their copy, and a listing that is empty; --accept-shrink takes it."""
    copy, known = "allenai/Many-1B-GGUF", kinds.CHECKPOINTS.path("allenai/Many-1B")
    card = "---\nbase_model: allenai/Many-1B\nbase_model_relation: quantized\n---\n# Copy\n"
    upstream.world = upstream.world.with_models(model_from_card(copy, card))
    refresh(settings, Options())
    before = read_tree(settings.root)
    assert copy.encode() in before[known]
    few = upstream.world.without_models(*many[3:], copy)
    upstream.world = World.empty()
    empty = refresh(settings, Options(families=("many",)))
    assert "empty listing" in empty.report.sources[0].kept[0].reason
    assert empty.report.exit_code == 4
    assert read_tree(settings.root) == before
    upstream.world = few
    upstream.log.clear()
    careful = refresh(settings, Options(families=("many",)))
    assert careful.report.sources[0].outcome == "refused"
    assert "--accept-shrink huggingface/allenai" in careful.report.sources[0].kept[0].reason
    assert careful.report.exit_code == 4
    assert read_tree(settings.root) == before
    assert not upstream.requests("/api/models/allenai/*")
    believed = refresh(settings, Options(families=("many",), accept_shrink=("huggingface/allenai",)))
    gone = [c for c in believed.report.changes if c.kind.value == "checkpoint gone"]
    assert {c.subject for c in gone} == set(many[3:])
    assert copy.encode() not in read_tree(settings.root)[known]
    upstream.world = World.empty()
    emptied = refresh(settings, Options(families=("many",), accept_shrink=("huggingface/allenai",)))
    assert {c.subject for c in emptied.report.changes if c.kind.value == "checkpoint gone"} == set(many[:3])


def test_odd_entries_cost_themselves_and_odd_fields_the_field(settings: Settings, upstream: Upstream) -> None:
    """Entries without an id, of another type or owner are rejects; null, numbers and lists for text leave the other fields standing."""
    odd = {
        "id": "allenai/OLMo-2-1124-7B", "sha": 12, "createdAt": None, "gated": "perhaps", "tags": "notalist", "config": [],
        "cardData": {"license": ["mit", "CC-BY-NC-4.0", 3], "language": [False, "en", None], "base_model": {"x": 1}},
        "safetensors": {"total": "many", "parameters": {"BF16": 7_000_000_000}},
    }  # fmt: skip
    page = [odd, None, 7, {"id": 5}, {"id": "no-slash"}, {"id": "someone/else-7B"}, {"sha": "b" * 40}]
    upstream.fault("/api/models", "status", times=9, code=200, body=json.dumps(page).encode(), headers=JSON)
    found = collect("huggingface", read_tree(settings.root), settings, Options(families=("olmo-2",)))
    facts = json.loads(found.files[kinds.CHECKPOINTS.path("allenai/OLMo-2-1124-7B")])["facts"]
    assert len(found.report().rejects) >= 6
    assert facts["license"] == "mit, cc-by-nc-4.0"
    assert facts["languages"] == ["no", "en"]
    assert facts["safetensors"] == {"parameters": {"BF16": 7_000_000_000}}
    assert "sha" not in facts


def test_what_is_no_name_is_no_item_of_a_collection() -> None:
    """As in listings: it is told, and costs itself alone."""
    names = [("model", "acme/Corvid-7B"), ("model", "../../x"), ("model", "acme/../y"), ("dataset", "acme/corpus"), ("paper", "2407.10671"),
             ("collection", "acme/more-66e81a666513e518adb90d9e"), ("space", "a b"), ("model", 7)]  # fmt: skip
    told: list[str] = []
    items = [*({"type": kind, "id": name} for kind, name in names), None]
    facts = collection_facts("acme/all-66e81a666513e518adb90d9d", {"items": items}, told.append)
    assert facts is not None
    assert set(facts.items) == {"acme/Corvid-7B", "datasets/acme/corpus", "papers/2407.10671", "collections/acme/more-66e81a666513e518adb90d9e"}
    assert told == ["item 2", "item 3", "item 7", "item 8", "item 9"]


@pytest.mark.parametrize("known", [False, True])
def test_a_column_that_is_not_there_is_the_files_fault(settings: Settings, upstream: Upstream, *, known: bool) -> None:
    """Nothing is written, the line is named with the columns there are; of a known board before anybody is asked."""
    if known:
        refresh(settings, Options())
    board = settings.root / "catalog/curated/leaderboards/arena.toml"
    text = board.read_text(encoding="utf-8").replace('column = "rating"', 'column = "raiting"')
    board.write_text(text, encoding="utf-8")
    before = read_tree(settings.root)
    upstream.log.clear()
    with pytest.raises(InputFaults) as caught:
        refresh(settings, Options())
    (fault,) = caught.value.faults
    assert fault.path == "catalog/curated/leaderboards/arena.toml"
    assert fault.line == text[: text.index("raiting")].count("\n") + 1
    assert "rating" in fault.fix
    assert read_tree(settings.root) == before
    assert not (known and upstream.log)


def test_values_that_a_first_edition_cannot_have_cost_that_board_alone(settings: Settings) -> None:
    """They are refused with their reason; no column is missing, and the other sources go on."""
    board = settings.root / "catalog/curated/leaderboards/arena.toml"
    board.write_text(board.read_text(encoding="utf-8").replace('column = "rating"', 'column = "rating"\nunit = "%"'), encoding="utf-8")
    report = refresh(settings, Options()).report
    assert [k.reason for s in report.sources for k in s.kept if "arena" in k.subject] == ["score 'rating' is stated in per cent, and reaches 1284.78"]
    assert kinds.CHECKPOINTS.path("allenai/OLMo-2-1124-7B") in read_tree(settings.root)


@pytest.mark.parametrize(("tags", "types", "count"), [
    (["8-bit", "fp8"], {}, None), (["nvfp4"], {}, None), (["fp8"], {}, 158_000_000_000), ([], {}, 158_000_000_000),
    (["8-bit"], {"BF16": 158_000_000_000}, 158_000_000_000), (["8-bit"], {"BF16": 8_000_000_000, "I8": 150_000_000_000}, None),
])  # fmt: skip
def test_packed_weights_have_no_count(tags: list[str], types: dict[str, int], count: int | None) -> None:
    """Elements are counted, and of packed weights several lie in one; a total without types may be of such."""
    facts = checkpoint_facts({"id": "a/b", "tags": tags, "safetensors": {"total": 158_000_000_000, "parameters": types}})
    assert facts is not None
    assert weigh(facts) == count


def test_authors_are_names() -> None:
    """A team before a colon, and a version that the feed took apart."""
    stated = ["NVIDIA", ":", "Bo Adler", "GLM-4. 5 Team", "", "李 明"]
    assert author_names(stated) == ("NVIDIA", "Bo Adler", "GLM-4.5 Team", "李 明")
