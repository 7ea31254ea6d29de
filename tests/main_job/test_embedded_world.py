"""The main job against the embedded world: build, run again, let the world move on."""

from pathlib import Path

from pipeline.layout import paths
from pipeline.refresh import refresh
from pipeline.settings import Settings
from pipeline.sources.asking import Options
from pipeline.store.tree import read_tree
from tests.upstream import Upstream, World

OLMO = "allenai/OLMo-2-1124-7B"
QWEN, INTERNVL = "Qwen/qwen25-66e81a666513e518adb90d9e", "OpenGVLab/internvl25-673e1019b66e2218f68d7c1c"
CHANGES = {
    ("checkpoint added", "allenai/OLMo-2-0425-1B", "", None, None),
    ("checkpoint gone", "tiiuae/falcon-7b-instruct", "", "present", "gone"),
    ("checkpoint renamed", "THUDM/glm-4-9b-chat", "", "THUDM/glm-4-9b-chat", "zai-org/glm-4-9b-chat"),
    ("access changed", "mistralai/Mistral-7B-v0.3", "gated", "open", "gated"),
    ("fact changed", "allenai/OLMo-2-1124-13B", "training_tokens", 5_000_000_000_000, 5_600_000_000_000),
    ("fact changed", f"{OLMO}-Instruct", "base_model", (OLMO,), (f"{OLMO}-DPO",)),
    ("fact gained", "microsoft/Phi-3-mini-4k-instruct", "training_tokens", None, 4_900_000_000_000),
    # The sentence that named the tokens said as well that it is a pretrained model.
    ("fact lost", "tiiuae/falcon-7b", "training_tokens", 1_500_000_000_000, None),
    ("fact lost", "tiiuae/falcon-7b", "role", "pretrained", None),
    # With its licence the checkpoint lost the custom licence's name: one move of the card, two fields.
    ("licence changed", "Qwen/Qwen2.5-VL-3B-Instruct", "license", "other", "apache-2.0"),
    ("fact lost", "Qwen/Qwen2.5-VL-3B-Instruct", "license_name", "qwen-research", None),
    ("collection gained an item", QWEN, "", None, "Qwen/Qwen2.5-14B-Instruct"),
    ("collection lost an item", QWEN, "", "Qwen/Qwen2.5-7B-Instruct-GGUF", None),
    ("collection gained an item", "allenai/olmo-2-674117b93ab84e98afc72edc", "", None, "allenai/OLMo-2-0425-1B"),
    ("collection gained an item", INTERNVL, "", None, "OpenGVLab/InternVL3-8B"),
    ("collection gained an item", INTERNVL, "", None, "OpenGVLab/InternVL3-78B"),
    ("paper revised", "2501.00656", "", ("v2",), ("v3",)),
    ("paper withdrawn", "2503.99999", "", None, None),
    # Every rating of the Arena moved; two of them stand for all.
    ("standing moved", "arena: qwen2.5-72b-instruct", "rating", "1256.89", "1269.75"),
    ("standing moved", "arena: llama-3-8b-instruct", "rating", "1151.86", "1166.76"),
    ("standing gained", "arena: olmo-2-0325-32b-instruct", "", None, "1218.77"),
    ("standing moved", "mmmu: Qwen2.5-VL 72B", "overall", "64.5", "70.2"),
    ("standing gained", "mmmu: InternVL3-78B", "", None, "72.2"),
    ("standing gained", "mmmu: InternVL3-8B", "", None, "62.7"),
}
"""What the world's second day says otherwise. Counters never enter git; a paper that no family names is nobody's."""


def test_first_refresh_builds_the_catalog_from_nothing_within_the_stated_bound(settings: Settings, upstream: Upstream) -> None:
    """Every family has its values, each with evidence.

    N·pages + C + ceil(P/100) + B + M logical requests, and the wire agrees with the report.
    """
    done = refresh(settings, Options())
    wire = len(upstream.log)
    by_source = {s.source: s.requests for s in done.report.sources}

    assert done.report.exit_code == 0
    tree = read_tree(settings.root)
    families = [p for p in tree if p.startswith(paths.OBSERVED + "families/")]
    assert len(families) == len([p for p in tree if p.startswith(paths.FAMILIES)])
    assert all(p.replace(paths.OBSERVED, paths.EVIDENCE) in tree for p in families)
    organizations = {Path(p).name.split("--")[0] for p in tree if p.startswith(paths.HUB)}
    others = sum(p.startswith((paths.COLLECTIONS, paths.CARDS)) for p in tree)
    assert by_source["huggingface"].logical <= len(organizations) + others
    assert by_source["arxiv"].logical == 1
    assert by_source["leaderboards"].logical == 2
    assert sum(r.logical + r.hops + r.retries + r.fallbacks + r.gated for r in by_source.values()) == wire


def test_unchanged_world_asks_for_no_card_and_changes_no_byte(settings: Settings, upstream: Upstream) -> None:
    """The second run on the same world fetches no card and leaves the tree as it is."""
    refresh(settings, Options())
    before = read_tree(settings.root)
    upstream.log.clear()
    again = refresh(settings, Options())

    assert not upstream.requests("*README.md*")
    assert again.files == {}
    assert read_tree(settings.root) == before
    assert not again.report.changes


def test_second_day_names_exactly_what_moved(settings: Settings, upstream: Upstream) -> None:
    """Every difference of the two days is a change with the world's own values, and there is no change without a difference."""
    refresh(settings, Options())
    upstream.world = World.embedded("two")
    changes = refresh(settings, Options(recheck=True)).report.changes
    told = {(c.kind.value, c.subject, c.field, c.old, c.new) for c in changes}

    assert CHANGES - told == set()
    assert {kind for kind, *_ in told - CHANGES} == {"standing moved"}
    assert len(told) == len(changes)
    assert all(c.url.startswith("https://huggingface.co/") for c in changes if c.kind.startswith(("fact", "licence")))


def test_dry_run_writes_nothing_anywhere(settings: Settings) -> None:
    """A dry run reports what would come, and leaves tree, cache and state alone."""
    done = refresh(settings, Options(dry_run=True))

    assert done.report.changes
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
