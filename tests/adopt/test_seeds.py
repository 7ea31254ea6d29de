"""The list this repository began with, read whole from its own README."""

import re
from pathlib import Path

import pytest

from pipeline.adopt.adopted import AdoptedList
from pipeline.adopt.inline import links
from pipeline.adopt.readme import read_list
from pipeline.adopt.write import files
from pipeline.layout.curated import parse_curated

SHARED = Path(__file__).parents[3] / "shared"
NEWER = SHARED / "seeds/README_2024-05-06.md"
OLDER = SHARED / "seeds/README_2024-05-05.md"
AWESOME = SHARED / "recorded/awesome"

pytestmark = pytest.mark.skipif(not NEWER.is_file(), reason="needs ../shared (recorded payloads)")


@pytest.fixture(scope="module")
def text() -> str:
    """The newer README."""
    return NEWER.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def adopted(text: str) -> AdoptedList:
    """The newer README, read."""
    return read_list(NEWER.name, text)


def test_every_row_is_there_in_order(adopted: AdoptedList) -> None:
    """Ten families, two boards, six benchmarks, one resource, and not a line left over."""
    assert [f.name for f in adopted.families] == [
        "Llama 2", "Llama 3", "Qwen", "Qwen1.5", "Vicuna", "XGen", "Falcon", "phi", "phi3", "Gemma",
    ]  # fmt: skip
    assert [b.url for b in adopted.boards] == [
        "https://huggingface.co/spaces/HuggingFaceH4/open_llm_leaderboard",
        "https://arena.lmsys.org/",
    ]
    assert [b.slug for b in adopted.benchmarks] == ["arc", "hellaswag", "mmlu", "truthfulqa", "winogrande", "gsm8k"]
    assert [r.url for r in adopted.resources] == ["https://github.com/XiongjieDai/GPU-Benchmarks-on-LLM-Inference"]
    assert adopted.rejects == ()


def test_every_link_is_there(adopted: AdoptedList, text: str) -> None:
    """Each address of the file is in what was read, as a link or inside the prose that stayed as it was."""
    whole = adopted.model_dump_json()
    wanted = {link.url for line in text.split("\n") for link in links(line) if link.url.startswith("http")}
    papers = {url.rpartition("/")[2] for url in wanted if "arxiv.org" in url}

    assert len(wanted) > 60
    assert not {url for url in wanted if "arxiv.org" not in url and url not in whole}
    assert not {paper for paper in papers if paper not in whole}


def test_every_fact_is_there_as_it_was_written(adopted: AdoptedList, text: str) -> None:
    """Date, tokens, languages and sizes of each family, with the line that states them."""
    by_line = dict(enumerate(text.split("\n"), start=1))
    for family in adopted.families:
        assert [f.field for f in family.facts] == ["release_date", "training_tokens", "languages", "sizes"]
        for fact in family.facts:
            number = int(str(fact.origin).rpartition(" ")[2])
            value = fact.value if isinstance(fact.value, tuple) else (fact.value,)
            said = by_line[number].rpartition("** ")[2].strip()
            sign = {"sizes": "/", "languages": ","}.get(fact.field, "\0")

            assert [str(v) for v in value] == said.split(sign)


def test_prose_is_there_byte_for_byte(adopted: AdoptedList, text: str) -> None:
    """Every paragraph that is neither badge, fact, heading nor table stands in one of the prose fields unchanged."""
    said = [f.prose for f in adopted.families]
    said += (
        [b.prose for b in adopted.boards] + [b.prose for b in adopted.benchmarks] + [r.prose for r in adopted.resources]
    )
    said += [o.intro for o in adopted.openings.values()]
    kept = [side for prose in said for side in (prose.en, prose.zh)]
    paragraphs = [
        block
        for block in re.split(r"\n\s*\n", text)
        if block.strip() and not block.strip().startswith(("#", "|", "[![", "- **Date:**"))
    ]

    assert len(paragraphs) > 30
    for block in paragraphs:
        assert any(block.strip("\n") in side for side in kept), block[:60]


def test_the_older_state_is_read_too() -> None:
    """Without organisations, with headings spaced otherwise, with a link that leads nowhere."""
    older = read_list(OLDER.name, OLDER.read_text(encoding="utf-8"))

    assert len(older.families) == 10
    assert all(len(f.facts) == 4 for f in older.families if f.slug != "gemma")
    assert [b.url for b in older.boards] == ["https://huggingface.co/spaces/HuggingFaceH4/open_llm_leaderboard"]
    assert [r.reason for r in older.rejects] == ["the link 'here' has no address"]


@pytest.mark.parametrize("path", sorted(AWESOME.rglob("*.md")), ids=lambda p: p.stem)
def test_other_lists_come_through_and_make_a_valid_tree(path: Path) -> None:
    """What is read of a stranger's list is valid as files, and reads back the same."""
    adopted = read_list(path.name, path.read_text(encoding="utf-8"))
    curated = parse_curated(files(adopted, {}))

    assert not adopted.empty
    assert tuple(curated.families[f.slug] for f in adopted.families) == adopted.families
    assert tuple(curated.boards[b.slug] for b in adopted.boards) == adopted.boards
    assert tuple(curated.benchmarks[b.slug] for b in adopted.benchmarks) == adopted.benchmarks
    assert curated.sections.resources == adopted.resources
