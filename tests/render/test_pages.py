"""The pages of a small list, read back as GitHub shows them."""

import random
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from pipeline.layout import paths
from pipeline.render.environment import _environment
from tests.render.reading import broken, html
from tests.render.world import family

ROOT = Path(__file__).parents[2]
OUR_FILES = ("LICENSE", "LICENSE-DATA", "CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "docs/readme.md")
Pages = Callable[[Mapping[str, bytes]], dict[str, str]]


def _sections(page: str) -> list[str]:
    return [h.get_text() for h in html(page).find_all(["h2", "h3"])]


def _rows(page: str) -> list[list[str]]:
    table = html(page).find("table")
    assert table is not None
    return [[td.get_text() for td in tr.find_all("td")] for tr in table.find_all("tr")[1:]]


def test_every_internal_link_and_anchor_resolves(tree: dict[str, bytes], pages: Pages) -> None:
    """No link of any page leads to a file or heading that is not there."""
    made = pages(tree)
    files = {**tree, **made, **dict.fromkeys(OUR_FILES)}
    assert list(broken(made, files)) == []
    assert all((ROOT / path).exists() for path in OUR_FILES)


def test_order_is_stated_then_by_name_and_folded_last(tree: dict[str, bytes], pages: Pages) -> None:
    """sections.toml decides the order; a folded family stands on the further page only."""
    made = pages(tree)
    assert [row[0] for row in _rows(made["README.md"])] == ["Lumen 2", "Lumen", "Lost", "Shut", "Silent"]
    assert [row[0] for row in _rows(made["pages/llm-2.md"])] == ["Old Lumen"]


def test_row_says_what_sources_say(tree: dict[str, bytes], pages: Pages) -> None:
    """The quick table of each language, with sizes, context, licence and month."""
    made = pages(tree)
    lumen = _rows(made["README.md"])[1]
    assert lumen[:6] == ["Lumen", "Lumen Labs", "7B/70B", "128K (1 of 2)", "Apache-2.0", "2024-01"]
    assert lumen[6] == "Lumen **7B**"
    assert _rows(made["README_zh.md"])[1][1] == "流明实验室"


def test_the_four_absences_look_different(tree: dict[str, bytes], pages: Pages) -> None:
    """Not stated, not readable, gone and not retrieved are four different words in each language."""
    made = pages(tree)
    for page, shown in (
        ("README.md", ["—", "gated", "gone", "pending"]),
        ("README_zh.md", ["—", "需授权", "已下架", "待获取"]),
    ):
        rows = {row[0]: row[3] for row in _rows(made[page])}
        assert [rows["Silent"], rows["Shut"], rows["Lost"], rows["Lumen 2"]] == shown


def test_prose_goes_through_byte_for_byte(tree: dict[str, bytes], pages: Pages) -> None:
    """What people wrote is in the page exactly, trailing spaces and headings included."""
    made = pages(tree)
    assert "A lamp of a model.\n\n#### Details\n\n- it **glows**  \n  and `shines`\n" in made["README.md"]
    assert "一个像灯一样的模型。\n\n#### Lumen 2\n" in made["README_zh.md"]


def test_missing_prose_falls_back_to_the_other_language_marked(tree: dict[str, bytes], pages: Pages) -> None:
    """An English page shows Chinese prose only with a word that it is Chinese."""
    made = pages(tree)
    assert "*(in Chinese only so far)*\n\n会看图。" in made["README_VLMs.md"]
    assert "*（暂无中文" not in made["README_VLMs_zh.md"].partition("### ")[2].partition("Duel")[0]


def test_evidence_names_winner_rival_pin_and_place(tree: dict[str, bytes], pages: Pages) -> None:
    """A family's evidence has each value with verdict, line, reason and date of retrieval."""
    page = pages(tree)["pages/families/lumen.md"]
    text = html(page).get_text(" ")
    assert "131,072 (128K)" in text
    assert "rival · 分歧" in text
    assert "pinned · 更正" in text
    assert "the report says so" in text
    assert "2024-05-01" in text
    assert "README.md?code=true#L7" in page


def test_benchmarks_boards_and_resources_have_sections(tree: dict[str, bytes], pages: Pages) -> None:
    """The rest of the list follows the families, on the first page only."""
    made = pages(tree)
    assert _sections(made["README.md"])[-7:] == [
        "Leaderboards",
        "Duel",
        "Benchmarks",
        "Sums 评测",
        "Resources",
        "How this list is kept",
        "Contributing",
    ]
    assert "Duel" not in _sections(made["pages/llm-2.md"])


def test_benchmark_facts_stand_in_the_page_s_language(tree: dict[str, bytes], pages: Pages) -> None:
    """What is said in one language only stands on the other's page with a mark; "pass@k" names nobody."""
    made = pages(tree)
    facts = {path: html(made[path]).get_text().replace("\u200b", "") for path in ("README.md", "README_zh.md")}
    assert "Size: 8,500 problems\n" in facts["README.md"]
    assert "Metric: pass@k\n" in facts["README.md"]
    assert "规模：8,500 题\n" in facts["README_zh.md"]
    assert "指标：pass@k （暂无中文）\n" in facts["README_zh.md"]
    assert "pass@&#8203;k" in made["README.md"]
    sums = paths.BENCHMARKS + "sums.toml"
    tree[sums] = tree[sums].replace(b'en = "Adding in the head.", ', b"")
    assert "Measures: 心算能力。 (in Chinese)\n" in html(pages(tree)["README.md"]).get_text()


def test_links_say_where_they_lead(tree: dict[str, bytes], pages: Pages) -> None:
    """A board's link names its host and a benchmark's badges their repositories: the heading has the name."""
    tree[paths.BENCHMARKS + "sums.toml"] = tree[paths.BENCHMARKS + "sums.toml"].replace(
        b"[prose]", b'dataset = "https://huggingface.co/datasets/example/sums-data"\n[prose]'
    )
    made = pages(tree)
    assert "- [example.org](https://example.org/duel) — active\n" in made["README.md"]
    assert "[![code: example/sums](" in made["README.md"]
    assert "[![data set: example/sums-data](" in made["README.md"]
    assert "[![数据集: example/sums-data](" in made["README_zh.md"]


def test_long_sizes_can_break(tree: dict[str, bytes], pages: Pages) -> None:
    """Few short sizes stay together; long ones have spaces, so that a phone shows the columns beside them."""
    tree[paths.family("wide")] = family(
        "wide",
        "Wide",
        rest='facts = [{ field = "sizes", value = "30B-A3B/235B-A22B", source = "https://example.org" }]',
    )
    rows = {row[0]: row[2] for row in _rows(pages(tree)["README.md"])}
    assert rows["Lumen"] == "7B/70B"
    assert rows["Wide"] == "30B-A3B / 235B-A22B"


def test_each_link_of_a_row_leads_elsewhere(tree: dict[str, bytes], pages: Pages) -> None:
    """The name to the makers' own words, the details to the section, the evidence to its page."""
    tree[paths.family("shown")] = family(
        "shown", "Shown", rest='[links]\nblog = { label = "Out now", url = "https://example.org/out-now" }'
    )
    made = pages(tree)["README.md"]
    row = next(line for line in made.splitlines() if line.startswith("| [Shown]"))
    assert row.startswith("| [Shown](https://example.org/out-now) |")
    assert row.endswith("| [details](#shown)<br>[evidence](pages/families/shown.md) |")
    assert "| [Silent](#silent) |" in made  # nothing is known of it outside


def test_many_checkpoints_stand_in_the_details(tree: dict[str, bytes], pages: Pages) -> None:
    """A row holds as many as stay short and says how many more there are; the section names them all."""
    links = ", ".join(
        f'{{ label = "Wide-{n}B-Instruct-2507", url = "https://huggingface.co/lumen/Wide-{n}B" }}' for n in (1, 2, 3)
    )
    tree[paths.family("wide")] = family("wide", "Wide", rest=f"[links]\ncheckpoints = [{links}]")
    made = pages(tree)
    rows = {row[0]: row[6] for row in _rows(made["README.md"])}
    assert rows["Wide"] == "Wide-1B-Instruct-2507and 2 more"
    assert "[and 2 more](#wide)" in made["README.md"]
    assert "[等 3 个](#wide)" in made["README_zh.md"]
    section = made["README.md"].partition("### Wide\n")[2].partition("### ")[0]
    assert section.count("https://huggingface.co/lumen/Wide-") == 4  # the badge, and the three by name


def test_a_section_says_once_what_it_lacks(tree: dict[str, bytes], pages: Pages) -> None:
    """Missing facts are named in one line for each kind, and a licence that has a badge is not told again."""
    made = pages(tree)
    section = made["README.md"].partition("### Silent\n")[2].partition("### ")[0]
    assert "- **Not stated:** " in section
    assert "**Context:**" not in section
    lumen = made["README.md"].partition("### Lumen\n")[2].partition("### ")[0]
    assert "![Licence: Apache-2.0]" in lumen
    assert "**Licence:**" not in lumen


def test_order_of_inputs_changes_nothing(tree: dict[str, bytes], pages: Pages) -> None:
    """The same files in another order give the same bytes."""
    shuffled = list(tree.items())
    random.Random(7).shuffle(shuffled)  # noqa: S311  an order, not a secret
    assert pages(dict(shuffled)) == pages(tree)


def test_no_clock_total_or_rank_reaches_a_page(tree: dict[str, bytes], pages: Pages) -> None:
    """One family's change leaves every other family's lines as they were."""
    before = pages(tree)
    more = {**tree, paths.family("zeta"): family("zeta", "Zeta")}
    after = pages(more)
    lost = {line for line in before["README.md"].splitlines() if line not in after["README.md"].splitlines()}
    assert lost == set()
    assert all(before[p] == after[p] for p in before if p.startswith("pages/families/"))


def test_five_hundred_families_stay_below_githubs_limit(tree: dict[str, bytes], pages: Pages) -> None:
    """No page comes near 512 kB, and every family is on exactly one page of a language."""
    prose = "字" * 400
    for n in range(500):
        rest = f'checkpoints = ["lumen/M{n}-7B"]\n[prose]\nzh = "{prose}"\nen = "{prose}"'
        tree[paths.family(f"model-{n:03}")] = family(f"model-{n:03}", f"Model {n:03}", rest=rest)
    tree[paths.SECTIONS] = tree[paths.SECTIONS].replace(b"rows_per_page = 50", b"rows_per_page = 200")
    made = pages(tree)
    assert max(len(text.encode()) for text in made.values()) < 512_000
    english = [p for p in made if p == "README.md" or (p.startswith("pages/llm-") and "_zh" not in p)]
    names = [row[0] for p in english for row in _rows(made[p])]
    assert len(names) == len(set(names)) == 506
    some = {p: made[p] for p in made if "families" not in p}
    files = {**tree, **made, **dict.fromkeys(OUR_FILES)}
    assert list(broken(some | {"pages/families/model-007.md": made["pages/families/model-007.md"]}, files)) == []


def test_a_template_refuses_plain_text() -> None:
    """What nobody escaped cannot be printed."""
    with pytest.raises(TypeError, match="only Marked"):
        _environment().from_string("{{ name }}").render(name="<script>")
