"""The rows of the first list, in the catalog of today."""

from pathlib import Path

import pytest

from pipeline.adopt.readme import read_list
from pipeline.layout.curated import Curated, parse_curated
from pipeline.model.amounts import parse_amount
from pipeline.model.curated import CuratedFamily

ROOT = Path(__file__).parents[2]
SEED = ROOT.parent / "shared/seeds/README_2024-05-06.md"
ORDER = ("llama-2", "llama-3", "qwen", "qwen1.5", "vicuna", "xgen", "falcon", "phi", "phi-3", "gemma")


@pytest.fixture(scope="module")
def curated() -> Curated:
    """What people decided, as committed."""
    folder = ROOT / "catalog/curated"
    return parse_curated({p.relative_to(ROOT).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()})


def tokens(family: CuratedFamily) -> dict[str | None, int | None]:
    """Training tokens by checkpoint."""
    return {f.checkpoint: parse_amount(str(f.value)) for f in family.facts if f.field == "training_tokens"}


def test_the_first_rows_lead_the_list_in_their_order(curated: Curated) -> None:
    """People find the rows where they were."""
    assert curated.sections.llm.order[:10] == ORDER
    assert curated.sections.benchmarks[:7] == ("arc", "arc-agi", "hellaswag", "mmlu", "truthfulqa", "winogrande", "gsm8k")
    assert curated.sections.leaderboards[0] == "open-llm-leaderboard"
    assert [r.slug for r in curated.sections.resources] == ["gpu-benchmarks-on-llm-inference"]


@pytest.mark.parametrize("slug", ORDER)
def test_every_first_row_is_whole(curated: Curated, slug: str) -> None:
    """Checkpoints by name, links, prose in both languages, and a page behind each corrected fact."""
    family = curated.families[slug]

    assert family.checkpoints
    assert family.links.checkpoints
    assert family.prose.en
    assert family.prose.zh
    assert all(f.source or str(f.origin).startswith("README_2024-05-06.md, line ") for f in family.facts)
    assert not [f.field for f in family.facts if f.source is None and f.field != "languages"]


def test_the_figures_are_the_verified_ones(curated: Curated) -> None:
    """The first list was off by a factor of ten here, and mixed sizes and parents there."""
    families = curated.families

    assert set(tokens(families["llama-3"]).values()) == {15 * 10**12}
    assert tokens(families["vicuna"]) == {}
    assert tokens(families["falcon"]) == {
        "tiiuae/falcon-7b": 1_500_000_000_000,
        "tiiuae/falcon-40b": 10**12,
        "tiiuae/falcon-180B": 3_500_000_000_000,
    }
    assert tokens(families["gemma"])["google/gemma-7b"] == 6 * 10**12
    assert families["falcon"].links.code is None
    assert families["phi"].links.code is None


def test_prose_is_not_the_first_lists(curated: Curated) -> None:
    """Descriptions were written anew: no sentence of the first list stands in the catalog."""
    if not SEED.is_file():
        pytest.skip("needs ../shared (recorded payloads)")
    prose = [f.prose for f in curated.families.values()] + [b.prose for b in curated.benchmarks.values()]
    now = "".join(p.en + p.zh for p in prose)
    seed = read_list(SEED.name, SEED.read_text(encoding="utf-8"))
    before = [p.prose for p in seed.families] + [p.prose for p in seed.benchmarks] + [p.prose for p in seed.boards]
    sentences = [
        s.strip() for p in before for side in (p.en, p.zh) for s in side.replace(". ", "。").split("。") if len(s) > 20
    ]

    assert len(sentences) > 50
    assert not [s for s in sentences if s in now]
