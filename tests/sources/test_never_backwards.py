"""Never backwards, never empty, never past the end, and no more asked than may have moved: what stands before listings, boards and feeds."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.changes.guard import doubt_of_edition, doubt_of_entries, doubt_of_letters
from pipeline.derive import derive_all
from pipeline.layout import kinds, paths
from pipeline.layout.catalog import parse_curated, parse_snapshots
from pipeline.reconcile.members import members, models_in
from pipeline.sources.declared import default_sources
from pipeline.sources.hub.ask import SPARE
from pipeline.store.state import read_state, write_state
from tests.faults.small_hub import BOARD, CODE, COLLECTION, MEMBERS, NEW_PAPER, OWNER, PAPERS, second_day
from tests.sources.days import Run, with_facts
from tests.upstream import Upstream, World, model_from_card

BOARD_FILE = f"{paths.BOARDS}marsh.toml"


@given(st.integers(0, 50), st.integers(0, 50))
def test_what_is_emptied_or_lost_its_fifth_is_doubted(before: int, now: int) -> None:
    """Growth never is; emptying always; of ten or more the loss of more than a fifth."""
    assert (doubt_of_entries(before, now) is not None) == (before > 0 and now < before and (now == 0 or (before >= 10 and now < 0.8 * before)))


DAYS = st.dates().map(str)


@given(DAYS | DAYS.map(lambda d: d[:7]), DAYS | DAYS.map(lambda d: d[:7]))
def test_of_two_editions_only_the_older_one_is_doubted(one: str, other: str) -> None:
    """As far as both are precise; and none after the end of its archive, to the end's own precision."""
    shorter = min(len(one), len(other))
    assert (doubt_of_edition(one, other) is not None) == (other[:shorter] < one[:shorter])
    assert (doubt_of_edition(None, other, one[:7]) is not None) == (other[:7] > one[:7])
    assert doubt_of_edition(one, "v2") is None


def test_a_small_collection_that_comes_empty_keeps_its_items(run: Run) -> None:
    """It would empty a family that has nothing else; a person may believe it."""
    few = {**run.upstream.world.collections[COLLECTION], "items": run.upstream.world.collections[COLLECTION]["items"][:3]}
    run.upstream.world = replace(run.upstream.world, collections={COLLECTION: few})
    run()
    before = dict(run.tree)
    run.upstream.world = replace(run.upstream.world, collections={COLLECTION: {**few, "items": []}})
    run()
    assert run.report.outcome == "refused"
    assert f"--accept-shrink collections/{COLLECTION}" in run.reasons
    assert run.tree == before
    run(accept_shrink=(COLLECTION,))
    assert "items" not in json.loads(run.tree[kinds.COLLECTIONS.path(COLLECTION)])["facts"]


def test_a_data_set_with_a_models_name_is_not_that_model(run: Run) -> None:
    """Identity is type and id: both stand in the collection, whichever comes last."""
    item = {"id": MEMBERS[0], "type": "dataset"}
    collection = run.upstream.world.collections[COLLECTION]
    run.upstream.world = replace(run.upstream.world, collections={COLLECTION: {**collection, "items": [*collection["items"], item]}})
    run()
    items = json.loads(run.tree[kinds.COLLECTIONS.path(COLLECTION)])["facts"]["items"]
    assert items[MEMBERS[0]] == {"type": "model"}
    assert items[f"datasets/{MEMBERS[0]}"] == {"type": "dataset"}


def dated(run: Run, day: str, rows: int = 12) -> None:
    """Serve an edition of a day."""
    table = "Model,Mean,Day\n" + "".join(f"{m.partition('/')[2]},{50 + n},{day}\n" for n, m in enumerate(MEMBERS[:rows]))
    run.upstream.world = run.upstream.world.with_file(BOARD, table.encode(), "text/csv")


@pytest.mark.parametrize(("ended", "then", "outcome", "reason"), [
    ("", "2024-10-30", "refused", "2024-10-30, older than that of 2024-11-05"),
    ("", "", "refused", "states no edition any more"),
    ("", "2031-05-01", "failed", "lies after"), ("2024-12", "2025-01-02", "refused", "2025-01-02"),
])  # fmt: skip
def test_no_board_goes_back_or_beyond_its_end(run: Run, ended: str, then: str, outcome: str, reason: str) -> None:
    """An older edition, none, one to come, one from after an archive's end: the last one stays, with its ETag."""
    first = "2024-11-05"
    run.tree[BOARD_FILE] = run.tree[BOARD_FILE].replace(b'model = "Model"', b'model = "Model"\nedition = "Day"')
    run.tree[BOARD_FILE] = run.tree[BOARD_FILE].replace(b"[source]", f'ended = "{ended}"\n\n[source]'.encode() if ended else b"[source]", 1)
    dated(run, first)
    run(source="leaderboards")
    before = dict(run.tree)
    assert json.loads(before[kinds.BOARDS.path("marsh")])["facts"]["edition"] == first
    dated(run, then)
    run(source="leaderboards", recheck=True)
    assert run.report.outcome == outcome
    assert reason in run.reasons
    assert run.tree == before
    dated(run, first)
    run(source="leaderboards", recheck=True)
    assert run.report.requests.not_modified == 1, "what was refused has not left its ETag"


def test_a_row_damaged_under_a_true_etag_comes_back(run: Run) -> None:
    """The body lost a row on the way: the next look asks for all of it, although the server says it did not change."""
    run(source="leaderboards")
    dated(run, "2025-11-05")
    run.upstream.fault("/files/boards.example/*", "other_bytes", 1, alter=lambda body: body.replace(b"Egret-7B,", b"Egret-7B;"))
    run(source="leaderboards", recheck=True)
    assert "Egret-7B" not in json.loads(run.tree[kinds.BOARDS.path("marsh")])["facts"]["rows"]
    run(source="leaderboards", recheck=True)
    assert "Egret-7B" in json.loads(run.tree[kinds.BOARDS.path("marsh")])["facts"]["rows"]


def test_a_board_is_asked_for_whole_once_in_four_weeks(run: Run) -> None:
    """Its ETag may be one that never changes."""
    state, unchanged = run.settings.state, []
    for whole in ("", "2999-01-01", "2020-01-01"):
        write_state(state, "boards", {slug: {**noted, "whole": whole} for slug, noted in read_state(state, "boards").items()})
        run(source="leaderboards", recheck=True)
        unchanged.append(run.report.requests.not_modified)
    assert unchanged == [0, 1, 0]


def test_what_is_asked_again_is_what_the_run_is_about(run: Run) -> None:
    """`--source arxiv --recheck` asks no board, and of one family nothing but what is its own."""
    refresh_all = tuple(default_sources())
    for source in refresh_all:
        run(source=source)
    asked = {}
    for source in refresh_all:
        run(source=source, recheck=True)
        asked[source] = {e.path.split("/")[1] for e in run.upstream.log}
    assert asked == {"huggingface": {"api"}, "arxiv": {"arxiv"}, "leaderboards": {"files"}}
    run(source="leaderboards", recheck=True, families=("egret",))
    assert not run.upstream.log


def test_a_dead_board_costs_none_of_the_others(run: Run) -> None:
    """Its host does not answer; the next board's does."""
    other = run.tree[BOARD_FILE].replace(b'"marsh"', b'"fen"').replace(b"boards.example", b"fens.example")
    run.upstream.world = run.upstream.world.with_file("https://fens.example/standings.csv", b"Model,Mean\nEgret-1B,3\n", "text/csv")
    run = Run(run.upstream, run.settings.root)
    run.tree[f"{paths.BOARDS}fen.toml"] = other
    for board in ("aa", "bb"):
        run.tree[f"{paths.BOARDS}{board}.toml"] = run.tree[BOARD_FILE].replace(b'"marsh"', f'"{board}"'.encode())
    run.upstream.fault("/files/boards.example/*", "refuse", None)
    run(source="leaderboards")
    assert kinds.BOARDS.path("fen") in run.tree
    assert run.report.outcome == "partial"


def test_an_etag_of_a_refused_answer_of_github_is_not_kept(run: Run) -> None:
    """A body that names no repository, under an ETag: the next run asks for all of it."""
    run.upstream.fault("/files/api.github.com/*", "altered", 1, alter=lambda _body: b"[]")
    run(source="github")
    assert run.report.outcome == "partial"
    run(source="github", recheck=True)
    assert kinds.REPOSITORIES.path(CODE) in run.tree


def test_feeds_that_came_empty_or_broken_are_no_answers(run: Run) -> None:
    """Nothing for papers that are all new; bytes that are not UTF-8; letters that broke in a title that was whole."""
    for alter in (lambda b: b[: b.index(b"  <entry>")] + b"</feed>\n", lambda b: b.replace(b"<title>", b"<title>\xff\xfe")):
        run.upstream.faults.clear()
        run.upstream.fault("/arxiv/*", "altered", None, alter=alter)
        run.upstream.fault("/api/papers/*", "status", None, code=500)
        run(source="arxiv")
        assert run.report.outcome == "failed"
        assert not [p for p in run.tree if p.startswith(paths.PAPERS)]
    run.upstream.faults.clear()
    run(source="arxiv")
    before = dict(run.tree)
    assert kinds.PAPERS.path(PAPERS[0]) in before
    run.upstream.world = second_day()
    run.upstream.fault("/arxiv/*", "altered", None, alter=lambda b: b.replace(b"</title>", "\ufffd</title>".encode()))
    run(source="arxiv", recheck=True)
    assert "broken" in run.reasons
    assert {p for p in run.tree if run.tree[p] != before.get(p)} == set()
    assert kinds.PAPERS.path(NEW_PAPER) not in run.tree
    assert doubt_of_letters("", "whole") is None


def test_collections_inside_a_collection_are_asked_for_and_bring_their_models(run: Run) -> None:
    """Each once, also where two hold one another."""
    inner = COLLECTION.replace("egret-0", "rails-1")
    outer = {**run.upstream.world.collections[COLLECTION], "items": [{"type": "collection", "id": inner}]}
    held = [{"type": "model", "id": MEMBERS[0]}, {"type": "collection", "id": COLLECTION}]
    run.upstream.world = replace(run.upstream.world, collections={COLLECTION: outer, inner: {**outer, "slug": inner, "items": held}})
    run()
    assert len(run.upstream.requests("*/collections/*")) == 2
    snapshots = parse_snapshots(run.tree)
    assert list(models_in(COLLECTION, snapshots)) == [MEMBERS[0]]
    curated = parse_curated(run.tree)
    family = curated.families["egret"].model_copy(update={"match": (), "checkpoints": ()})
    assert members(curated._replace(families={"egret": family}), snapshots) == {"egret": [MEMBERS[0]]}


WHOLE = {"gated": "manual", "cardData": {"language": ["en"]}, "safetensors": {"total": 10**9}, "config": {"architectures": ["EgretForCausalLM"]}}
LEFT_OUT = {"gated": "gated", "cardData": "languages", "safetensors": "safetensors", "config": "architectures"}


def made(day: str, event: str = "createdAt", **more: str) -> dict[str, Any]:
    """Facts of a repository that was made, or last changed, on a day."""
    return {event: f"{day}T00:00:00.000Z", **more}


@pytest.mark.parametrize(("first", "then", "reason"), [
    ({}, {"pipeline_tag": None, "tags": [], "library_name": None}, "the answer leaves out library, pipeline_tag, tags"),  # a stump
    *((WHOLE, {key: None}, f"the answer leaves out {lost}") for key, lost in LEFT_OUT.items()),
    # a replica behind the others
    (made("2026-02-01", "lastModified"), made("2026-01-01", "lastModified", sha="0" * 40), "before what we have of it"),
    (made("2024-02-01"), made("2026-02-01"), "made on 2026-02-01, and the one that we know on 2024-02-01"),  # a name used again
    (made("2026-02-01"), made("2024-02-01"), "made on 2024-02-01, and the one that we know on 2026-02-01"),
])  # fmt: skip
def test_facts_do_not_go_back_until_a_person_says_so(run: Run, first: dict[str, Any], then: dict[str, Any], reason: str) -> None:
    """Neither facts nor card: what says less of one commit, is of a commit before, or of another repository of that name."""
    run.upstream.world = with_facts(run.upstream.world, MEMBERS[0], **first)
    run()
    before = dict(run.tree)
    run.upstream.world = with_facts(run.upstream.world, MEMBERS[0], **then)
    assert run(recheck=True) == 0
    assert run.tree == before
    assert run.report.outcome == "refused"
    assert reason in run.reasons
    assert f"--accept-shrink {MEMBERS[0]}" in run.reasons
    run(recheck=True, accept_shrink=(MEMBERS[0],))
    assert run.tree != before


@pytest.mark.parametrize("total", [10**30, -5])
@pytest.mark.parametrize("sha", ["", "0" * 40])
def test_a_count_that_no_model_can_have_takes_none_away(run: Run, total: int, sha: str) -> None:
    """The one that we have stays, of the same commit and of another one."""
    run()
    path = kinds.CHECKPOINTS.path(MEMBERS[0])
    known = run.card(path)["facts"]["safetensors"]
    run.upstream.world = with_facts(run.upstream.world, MEMBERS[0], safetensors={"total": total}, **({"sha": sha} if sha else {}))
    run(recheck=True)
    assert run.card(path)["facts"]["safetensors"] == known


def test_two_makers_who_change_names_change_no_facts(run: Run) -> None:
    """Each name has the other's repositories now, made on other days: nothing is taken, and each is named."""
    models = list(run.upstream.world.models.values())
    days = {OWNER: "2024-02-01T00:00:00.000Z", "pond": "2025-03-01T00:00:00.000Z"}

    def world(names: dict[str, str]) -> World:
        made = [
            replace(m, facts={**m.facts, "id": f"{names[o]}/{m.id.partition('/')[2]}", "createdAt": day})
            for m in models for o, day in days.items()
        ]  # fmt: skip
        return replace(run.upstream.world, models={m.id: m for m in made})

    family, makers = kinds.FAMILIES.path("egret"), paths.ORGANIZATIONS
    run.tree[family] = run.tree[family].replace(b'match = ["', b'match = ["pond/Egret-*", "')
    run.tree[makers] = run.tree[makers].replace(f'hub = ["{OWNER}"'.encode(), f'hub = ["{OWNER}", "pond"'.encode())
    run.upstream.world = world({OWNER: OWNER, "pond": "pond"})
    run()
    before = dict(run.tree)
    assert kinds.CHECKPOINTS.path("pond/Egret-1B") in before
    run.upstream.world = world({OWNER: "pond", "pond": OWNER})
    run(recheck=True)
    assert {p for p in run.tree if run.tree[p] != before.get(p)} == set()
    assert run.reasons.count("another one has its name") == 2 * len(models)


def test_a_withdrawn_paper_and_a_licence_that_only_a_name_states_are_shown(run: Run) -> None:
    """The family's page has the abstract and the withdrawal; the row names both licences, and of which sizes each is."""
    world = run.upstream.world
    paper = world.papers[PAPERS[0]]
    last = replace(paper.latest, comment="This paper has been withdrawn by the authors", summary="We tell of egrets & <b>herons</b>. " * 9)
    card = "---\nlicense_name: heron-research\npipeline_tag: text-generation\n---\n# Egret 13B\n\nA language model with 13B parameters.\n"
    world = world.with_models(model_from_card(f"{OWNER}/Egret-13B", card, pipeline_tag="text-generation"))
    run.upstream.world = replace(world, papers={**world.papers, PAPERS[0]: replace(paper, versions=(last,))})
    run()
    run(source="arxiv")
    files = derive_all(run.tree).files
    page = files[f"{paths.PAGES}families/egret.md"].decode()
    listed, abstract = page.partition(f"- [arXiv {PAPERS[0]}]")[2].splitlines()[:2]
    assert "withdrawn" in listed
    assert abstract.startswith("  - Abstract")
    assert "We tell of egrets" in abstract
    assert "<b>" not in abstract
    assert f"arXiv withdrawn {PAPERS[0]}" in page
    row = next(line for line in files["README.md"].decode().splitlines() if line.startswith("| [Egret]"))
    assert "heron-research (13B)" in row
    assert "Apache-2.0 (1B" in row


OWNERS = 40


def name(number: int, which: str = "Reed") -> str:
    """A repository of the n-th maker."""
    return f"maker{number:02d}/{which}-7B"


def world(**facts: Any) -> World:
    """Forty makers of one model each, and of one that nobody named."""
    card = "---\nlicense: mit\npipeline_tag: text-generation\n---\n# Reed\n\nA language model with 7 billion parameters.\n"
    ids = [name(n, which) for n in range(OWNERS) for which in ("Reed", "Rush")]
    models = [model_from_card(i, card, pipeline_tag="text-generation", **facts) for i in ids]
    return World(date="2026-03-01", models={m.id: m for m in models})


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """These makers' Hub."""
    with Upstream(world(lastModified="2026-02-01T00:00:00.000Z")) as up:
        yield up


@pytest.fixture
def reeds(upstream: Upstream, tmp_path: Path) -> Run:
    """A list with a family of each maker, asked about once."""
    reeds = Run(upstream, tmp_path)
    reeds.tree = {
        kinds.FAMILIES.path(f"reed-{n:02d}"): f'slug = "reed-{n:02d}"\nname = "Reed {n}"\norganization = "m"\nkind = "llm"\n'
        f'checkpoints = ["{name(n)}"]\n'.encode() for n in range(OWNERS)
    }  # fmt: skip
    reeds.tree[paths.ORGANIZATIONS] = b'[organizations.m]\nname = "M"\n'
    reeds()
    return reeds


def listings(reeds: Run) -> set[str]:
    """The makers whose listings the last run asked for."""
    return {dict(p.split("=") for p in e.query.split("&"))["author"] for e in reeds.upstream.requests("/api/models") if "author=" in e.query}


def test_a_second_run_asks_for_few_and_a_third_for_others(reeds: Run, upstream: Upstream) -> None:
    """One question for what moved, twenty listings nevertheless, and those of the next run are the other ones."""
    before = dict(reeds.tree)
    assert reeds() == 0
    second = listings(reeds)
    assert (len(second), len(upstream.log)) == (SPARE, SPARE + 1)
    assert "not asked" in reeds.report.message
    reeds()
    assert not second & listings(reeds)
    assert reeds.tree == before


@pytest.mark.parametrize("fault", ["edited", "gated", "gone", "new"])
def test_what_moved_is_asked_for_at_once(reeds: Run, upstream: Upstream, fault: str) -> None:
    """An edit, a gate, a repository that vanished or came: whichever maker it is."""
    late = name(OWNERS - 1)
    if fault == "edited":
        upstream.world = with_facts(upstream.world, late, sha="e" * 40, lastModified="2026-03-01T10:00:00.000Z")
    elif fault == "gated":
        upstream.world = with_facts(upstream.world, late, gated="auto")
    elif fault == "gone":
        upstream.world = upstream.world.without_models(late)
    else:
        path = kinds.FAMILIES.path("reed-39")
        reeds.tree[path] = reeds.tree[path].replace(b'checkpoints = ["', b'checkpoints = ["maker39/Rush-7B", "')
    before = reeds.tree[kinds.CHECKPOINTS.path(late)]
    reeds()
    assert late.partition("/")[0] in listings(reeds)
    if fault == "new":
        assert kinds.CHECKPOINTS.path("maker39/Rush-7B") in reeds.tree
    else:
        assert reeds.tree[kinds.CHECKPOINTS.path(late)] != before


@pytest.mark.parametrize("how", ["another order", "a failure", "no state", "--recheck"])
def test_where_nobody_can_tell_all_are_asked(reeds: Run, upstream: Upstream, how: str) -> None:
    """A Hub that sorts otherwise or fails, a state that is lost, a person who insists."""
    if how == "another order":
        upstream.fault("/api/models?sort=*", "altered", 1, alter=lambda body: json.dumps(json.loads(body)[::-1]).encode())
        upstream.world = with_facts(upstream.world, name(0), lastModified="2026-02-02T00:00:00.000Z")
    elif how == "a failure":
        upstream.fault("/api/models?sort=*", "status", 4, code=403)
    elif how == "no state":
        (reeds.settings.state / "hub.json").write_text('{"listed": {"huggingface/maker00": [1]}, "began": 7}', encoding="utf-8")
    reeds(recheck=how == "--recheck")
    assert len(listings(reeds)) == OWNERS


def test_a_listing_that_failed_is_asked_first(reeds: Run, upstream: Upstream) -> None:
    """What could not be had in one run is the first question of the next."""
    upstream.fault("/api/models?author=maker33*", "status", 9, code=403)
    (reeds.settings.state / "hub.json").unlink()
    reeds()
    assert "huggingface/maker33" in reeds.reasons
    upstream.faults.clear()
    reeds()
    asked = [e.query for e in upstream.requests("/api/models") if "author=" in e.query]
    assert any("author=maker33" in query for query in asked[:6])
