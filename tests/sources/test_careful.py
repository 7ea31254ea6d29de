"""A run is careful: odd listings are refused, single bad entries cost only themselves, gates are respected."""

import json
from pathlib import Path

import pytest

from pipeline.layout import kinds
from pipeline.model.findings import InputFaults
from pipeline.refresh import refresh
from pipeline.settings import Settings
from pipeline.sources.arxiv.states import MOST_AUTHORS, author_names
from pipeline.sources.asking import Options
from pipeline.sources.hub.states import checkpoint_facts, collection_facts, weigh
from pipeline.store.tree import read_tree
from tests.faults.kinds import JSON
from tests.sources.days import collect
from tests.upstream import Upstream, World, model_from_card

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


@pytest.mark.parametrize(("tags", "types", "count"), [
    (["8-bit", "fp8"], {}, None), (["nvfp4"], {}, None), (["fp8"], {}, 158_000_000_000), ([], {}, 158_000_000_000),
    (["8-bit"], {"BF16": 158_000_000_000}, 158_000_000_000), (["8-bit"], {"BF16": 8_000_000_000, "I8": 150_000_000_000}, None),
])  # fmt: skip
def test_packed_weights_have_no_count(tags: list[str], types: dict[str, int], count: int | None) -> None:
    """Elements are counted, and of packed weights several lie in one; a total without types may be of such."""
    facts = checkpoint_facts({"id": "a/b", "tags": tags, "safetensors": {"total": 158_000_000_000, "parameters": types}})
    assert facts is not None
    assert weigh(facts) == count


def test_authors_are_names_and_a_list_that_is_cut_says_so() -> None:
    """A team before a colon, a version that the feed took apart; of more than anybody reads the number is told."""
    stated = ["NVIDIA", ":", "Bo Adler", "GLM-4. 5 Team", "", "李 明"]
    assert author_names(stated) == ("NVIDIA", "Bo Adler", "GLM-4.5 Team", "李 明")
    many = [f"Person {n}" for n in range(MOST_AUTHORS + 5)]
    assert author_names(many[:664]) == tuple(many[:664])
    assert author_names(many)[MOST_AUTHORS - 1 :] == (many[MOST_AUTHORS - 1], "and 5 others")
