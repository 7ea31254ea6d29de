"""A README read into families, boards, benchmarks and resources, with a word on every line that is not used."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.adopt.adopted import AdoptedList, merged
from pipeline.adopt.inline import links
from pipeline.adopt.readme import read_list
from pipeline.model.curated import CuratedFamily


@pytest.fixture
def adopted(small_list: str) -> AdoptedList:
    """The small list, read."""
    return read_list("toys.md", small_list)


def family(adopted: AdoptedList, slug: str) -> CuratedFamily:
    """The family of that slug."""
    return next(f for f in adopted.families if f.slug == slug)


def facts(of: CuratedFamily) -> dict[str, object]:
    """Field -> value."""
    return {f.field: f.value for f in of.facts}


def reasons(adopted: AdoptedList) -> dict[int | None, str]:
    """Line -> reason."""
    return {r.locator.line: r.reason for r in adopted.rejects}


def test_rows_become_families_in_their_order(adopted: AdoptedList) -> None:
    """Each row with a name is a family; its organisation is a slug of the maker's name, or of its Hub name."""
    assert [(f.slug, f.name, f.organization) for f in adopted.families] == [
        ("pebble-2", "Pebble 2", "stoneworks"),
        ("rill", "Rill", "rill-lab"),
        ("tarn", "Tarn", "stoneworks"),
    ]


def test_badges_become_links_by_what_they_point_at(adopted: AdoptedList) -> None:
    """An arXiv badge is a paper, a GitHub badge the code, a blog badge the blog with the badge's own words."""
    pebble = family(adopted, "pebble-2")

    assert pebble.papers == ("2401.00001",)
    assert pebble.links.code == "https://github.com/stoneworks/pebble"
    assert pebble.links.blog is not None
    assert (pebble.links.blog.label, pebble.links.blog.url) == ("Stone-works AI", "https://stoneworks.example/pebble")
    assert pebble.collections == ("stoneworks/pebble-2-0123456789abcdef01234567",)
    assert [c.label for c in pebble.links.checkpoints] == ["Pebble2 (all)"]
    assert pebble.links.more == ()
    assert pebble.aliases == ("Pebble2",)


def test_bullets_become_facts_as_they_were_written(adopted: AdoptedList) -> None:
    """Full-width signs are understood, values stay in people's words, and each says where it was taken from."""
    pebble = family(adopted, "pebble-2")

    assert facts(pebble) == {
        "release_date": "2024-01",
        "training_tokens": "1T～1.5T（1B:1T；3B:1.5T）",
        "languages": ("en", "zh"),
        "sizes": ("1B", "3B"),
    }
    assert {f.origin for f in pebble.facts} == {f"toys.md, line {n}" for n in (28, 29, 30, 31)}


def test_prose_goes_to_its_language_byte_for_byte(adopted: AdoptedList) -> None:
    """Backslashes, quotes and indented paragraphs arrive as they were; an unknown bullet is prose."""
    pebble, rill = family(adopted, "pebble-2").prose, family(adopted, "rill").prose

    assert pebble.zh == '第二代卵石模型换了词表，路径写作 `C:\\toys`，引号是 "这样" 的。'
    assert pebble.en == (
        'It keeps the shape of the first, with a "longer" memory.\n'
        "Even \\\"\\\"\\\" and ''' are only characters.\n\n- **Mood:** calm"
    )
    assert rill.zh == "1. **溪流**：从山上来。\n\n   继续缩进的一段。"
    assert rill.en == ""


def test_a_row_finds_its_details_by_anchor(adopted: AdoptedList) -> None:
    """The Details cell's anchor is the one that GitHub makes of the heading, punctuation left out."""
    rill = family(adopted, "rill")

    assert rill.aliases == ("Rill1.5",)
    assert rill.checkpoints == ("rill-lab/Rill-0.5B", "rill-lab/Rill-7B")


def test_boards_benchmarks_and_resources_are_read(adopted: AdoptedList) -> None:
    """Sections under such headings become boards and benchmarks; other sections with links become resources."""
    (pond,) = adopted.boards
    (frog,) = adopted.benchmarks

    assert (pond.slug, pond.name, pond.url) == (
        "pond-board",
        "Pond Board by Pondkeepers",
        "https://boards.example/pond",
    )
    assert pond.prose.zh == "池塘排行榜按月更新。"
    assert (frog.slug, frog.papers, frog.code) == ("frog", ("1901.00002",), "https://github.com/pond/frog")
    assert [(r.label, r.url) for r in frog.results] == [("Paper with Code · frog easy", "https://results.example/frog")]
    assert frog.prose.en.endswith("##### Key points\n\n```text\n## not a heading\n```")
    assert [(r.slug, r.url) for r in adopted.resources] == [
        ("speed-of-toys", "https://github.com/stoneworks/speed"),
        ("toy-shop", "https://shop.example"),
    ]


def test_what_cannot_be_used_is_reported_with_its_line(adopted: AdoptedList) -> None:
    """A link without address, a row without name, an unreadable size or date, a contradiction, a lone bullet."""
    said = reasons(adopted)

    assert said[3] == "the link 'here' has no address"
    assert said[11] == "a row without a model's name"
    assert "cannot be read from 'unknowable'" in said[12]
    assert "cannot be read from 'yesterday'" in said[40]
    assert "('0.5B', '7B') here but ('0.5B', '7B', '70B')" in said[10]
    assert "'- no link at all'" in said[72]


def test_every_line_is_used_or_spoken_of(small_list: str) -> None:
    """Adding a paragraph that fits nowhere gives exactly one more reject, at its line."""
    before = read_list("toys.md", small_list).rejects
    after = read_list("toys.md", small_list + "\nA stray sentence.\nIn two lines.\n").rejects

    (new,) = set(after) - set(before)
    assert new.locator.line == len(small_list.split("\n")) + 1
    assert new.reason == "has no place in the catalog: 'A stray sentence.' and 1 more"


def test_other_lists_name_their_columns_otherwise() -> None:
    """Dates with slashes, sizes without units, contexts with a link to their evidence, licences in words."""
    text = (
        "# Open toys\n\n"
        "| Language Model | Release Date | Checkpoints | Paper/Blog | Params (B) | Context Length | Licence | Try |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- |\n"
        "| Brook | 2023/04<!--13--> | [brook](https://huggingface.co/brook-lab/brook-3b) "
        "| [Brook](https://brook.example) "
        "| 0.1 - 3 | [2048](https://huggingface.co/brook-lab/brook-3b/blob/main/config.json) | Apache 2.0 | |\n"
        "| Creek | 2023/13 | [creek](https://github.com/creek/creek) | [Creek](https://arxiv.org/pdf/2304.00003.pdf) "
        "| 7 | [512, 2048](https://creek.example) "
        "| [Custom](https://creek.example/licence) | [Try](https://try.example) |\n"
    )
    adopted = read_list("open.md", text)
    brook, creek = adopted.families

    assert facts(brook) == {
        "release_date": "2023-04",
        "sizes": ("0.1B-3B",),
        "context_length": "2048",
        "license": "apache-2.0",
    }
    context = next(f for f in brook.facts if f.field == "context_length")
    assert context.source == "https://huggingface.co/brook-lab/brook-3b/blob/main/config.json"
    assert (brook.organization, creek.organization) == ("brook-lab", "creek")
    assert creek.papers == ("2304.00003",)
    assert facts(creek) == {"sizes": ("7B",), "license_name": "Custom"}
    assert [m.url for m in creek.links.more] == ["https://try.example"]
    assert sorted(r.field or "" for r in adopted.rejects) == ["context_length", "release_date"]


def test_a_list_of_vlms_is_known_by_its_name_or_title() -> None:
    """The file's name decides, then a title that speaks of VLMs alone."""
    table = "| Model | Parameters |\n| --- | --- |\n| Heron | 2B |\n"

    assert read_list("README_VLMs_zh.md", table).families[0].kind == "vlm"
    assert read_list("list.md", f"# Awesome VLMs\n\n{table}").families[0].kind == "vlm"
    assert read_list("list.md", f"# LLMs and VLMs\n\n{table}").families[0].kind == "llm"
    assert read_list("list.md", table, kind="vlm").families[0].kind == "vlm"


def test_the_second_of_a_name_is_reported_and_the_first_stays() -> None:
    """Neither two rows of one list nor two lists give two families of the same name."""
    table = "| Model | Organization | Size |\n| - | - | - |\n| Heron | Lake | 2B |\n| heron | Lake | 3B |\n"
    one = read_list("a.md", table)
    both = merged([one, read_list("b.md", table)])

    assert [f.name for f in one.families] == ["Heron"]
    assert [r.locator.line for r in one.rejects] == [4]
    assert facts(both.families[0]) == {"sizes": ("2B",)}
    assert [(r.locator.url, r.locator.line) for r in both.rejects] == [("a.md", 4), ("b.md", 4), ("b.md", 3)]


def test_a_page_without_a_list_gives_an_empty_one() -> None:
    """Plain prose is no list."""
    assert read_list("a.md", "# Hello\n\nOnly words.\n").empty
    assert read_list("a.md", "").empty


@pytest.mark.parametrize(
    "piece", ["[", "[](", "![", "| a ", "<", "`", "*", "[![", "](", "[[[](", "# ", "<!--", "- **Date:** "]
)
def test_hostile_text_costs_no_more_than_its_length(piece: str) -> None:
    """A hundred thousand characters of half-open markup are read in a moment."""
    started = time.perf_counter()
    read_list("a.md", "| Model | Parameters |\n| --- | --- |\n| " + piece * (100_000 // len(piece)))

    assert time.perf_counter() - started < 5


def test_links_inside_links_do_not_pile_up() -> None:
    """Ten thousand links, each the label of the next, are one link."""
    nested = "[" * 10_000 + "x" + "](https://a.example)" * 10_000

    assert [link.url for link in links(nested)] == ["https://a.example"]


@given(st.text(st.sampled_from(list("[]()!|#*`-: \n<>\\\"'aZ9模型：～.")), max_size=300))
def test_any_markdown_is_read_without_an_error(text: str) -> None:
    """Whatever stands in a file, reading it ends with a list and reasons."""
    adopted = read_list(
        "a.md", "| Model | CheckPoint | Parameters |\n|-|-|-|\n| x | [y](https://huggingface.co/a/b) | 1B |\n" + text
    )

    assert all(r.reason for r in adopted.rejects)
