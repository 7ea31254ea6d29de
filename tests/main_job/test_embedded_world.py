"""The main job against the embedded world: build, run again, let the world move on."""

from pathlib import Path

from pipeline.layout import paths
from pipeline.model.changes import ChangeKind
from pipeline.refresh import refresh
from pipeline.settings import Settings
from pipeline.sources.asking import Options
from pipeline.store.tree import read_tree
from tests.upstream import Upstream, World
from tests.upstream.embedded import CHANGES

KINDS = {
    "newly gated": ChangeKind.ACCESS_CHANGED, "base changed": ChangeKind.FACT_CHANGED, "collection gained": ChangeKind.COLLECTION_GAINED,
    "collection lost": ChangeKind.COLLECTION_LOST, "family new": ChangeKind.COLLECTION_GAINED, "paper new version": ChangeKind.PAPER_REVISED,
    "standing new": ChangeKind.STANDING_GAINED,
}  # fmt: skip
"""What the world calls otherwise than the changes do."""
ELSEWHERE = {"counters only", "paper new", "link moved"}
"""Differences of the world that this run must not report: counters never enter git, a paper that no
family names is nobody's, and links are another source's work."""


def test_first_refresh_builds_the_catalog_from_nothing(settings: Settings) -> None:
    """From an empty tree, one run gives every family its values, each with evidence."""
    done = refresh(settings, Options())

    assert done.report.exit_code == 0
    tree = read_tree(settings.root)
    families = [p for p in tree if p.startswith(paths.OBSERVED + "families/")]
    assert len(families) == len([p for p in tree if p.startswith(paths.FAMILIES)])
    assert all(p.replace(paths.OBSERVED, paths.EVIDENCE) in tree for p in families)


def test_unchanged_world_asks_for_no_card_and_changes_no_byte(settings: Settings, upstream: Upstream) -> None:
    """The second run on the same world fetches no card and leaves the tree as it is."""
    refresh(settings, Options())
    before = read_tree(settings.root)
    upstream.log.clear()
    again = refresh(settings, Options())

    assert not upstream.requests("*README.md*")
    assert again.files == {}
    assert read_tree(settings.root) == before
    assert not again.changes


def test_requests_stay_within_the_stated_bound(settings: Settings, upstream: Upstream) -> None:
    """N·pages + C + ceil(P/100) + B + M logical requests, and the wire agrees with the report."""
    done = refresh(settings, Options())
    wire = len(upstream.log)
    by_source = {s.source: s for s in done.report.sources}
    hub = by_source["huggingface"].requests
    curated = [p for p in done.after if p.startswith(paths.HUB)]
    organizations = {Path(p).name.split("--")[0] for p in curated}
    collections = sum(p.startswith(paths.COLLECTIONS) for p in done.after)
    cards = sum(p.startswith(paths.CARDS) for p in done.after)

    assert hub.logical <= len(organizations) + collections + cards
    assert by_source["arxiv"].requests.logical == 1
    assert by_source["leaderboards"].requests.logical == 2
    told = sum(
        r.requests.logical + r.requests.hops + r.requests.retries + r.requests.fallbacks + r.requests.gated
        for r in done.report.sources
    )
    assert told == wire


def test_second_day_names_exactly_what_moved(settings: Settings, upstream: Upstream) -> None:
    """Every difference of the two days is a change with the world's own values, and there is no change without a difference."""
    refresh(settings, Options())
    upstream.world = World.embedded("two")
    changes = refresh(settings, Options(recheck=True)).changes
    explained: set[int] = set()

    for expected in CHANGES:
        if expected.kind in ELSEWHERE:
            continue
        found = [
            n for n, c in enumerate(changes)
            if c.kind == KINDS.get(expected.kind, expected.kind)
            and c.subject in {expected.subject, f"{expected.subject}: {expected.field}"}
            and (not expected.kind.startswith(("fact", "base", "licence")) or c.field == expected.field)
            and (not expected.kind.startswith(("collection", "family")) or expected.new in (None, c.new))
            and (not expected.kind.startswith("collection lost") or expected.old == c.old)
        ]  # fmt: skip
        assert found, f"not reported: {expected}"
        if expected.kind in {"fact changed", "fact gained", "fact lost", "licence changed"}:
            assert (changes[found[0]].old, changes[found[0]].new) == (expected.old, expected.new)
            assert changes[found[0]].url.startswith("https://huggingface.co/")
        explained.update(found)
    standings = {n for n, c in enumerate(changes) if c.kind in {ChangeKind.STANDING_MOVED, ChangeKind.EDITION_MOVED}}
    # With its licence the checkpoint lost the custom licence's name: one move of the card, two fields.
    # The sentence that named Falcon's training tokens said as well that it is a pretrained model.
    companions = {
        n for n, c in enumerate(changes)
        if c.field == "license_name" or (c.subject, c.field) == ("tiiuae/falcon-7b", "role")
    }  # fmt: skip
    rest = [c for n, c in enumerate(changes) if n not in explained | standings | companions]
    assert rest == []


def test_nothing_disappears_when_a_source_is_down(settings: Settings, upstream: Upstream) -> None:
    """With every source refusing, the run keeps all it had and says so."""
    refresh(settings, Options())
    before = read_tree(settings.root)
    with upstream.refused():
        done = refresh(settings, Options(max_wait=0.0))

    assert done.report.exit_code == 4
    assert {s.source: s.outcome for s in done.report.sources} == {"huggingface": "failed", "arxiv": "ok", "leaderboards": "failed"}
    assert all(s.kept for s in done.report.sources if s.outcome == "failed")
    assert read_tree(settings.root) == before


def test_dry_run_writes_nothing_anywhere(settings: Settings) -> None:
    """A dry run reports what would come, and leaves tree, cache and state alone."""
    done = refresh(settings, Options(dry_run=True))

    assert done.changes
    assert sorted(p.name for p in settings.root.iterdir()) == ["catalog"]
    assert not settings.cache.exists()
    assert not settings.state.exists()


def test_one_family_asks_only_for_that_family(settings: Settings, upstream: Upstream) -> None:
    """A targeted refresh lists one organisation, and touches no other family's files."""
    done = refresh(settings, Options(families=("olmo-2",)))
    listings = {e.query for e in upstream.log if e.path == "/api/models"}

    assert len(listings) == 1
    assert "author=allenai" in next(iter(listings))
    assert all("allenai" in p for p in done.after if p.startswith(paths.HUB))
