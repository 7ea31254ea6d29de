"""The pages of a small list, read back as GitHub shows them; and the committed ones, as a reader meets them."""

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.derive import derive_all
from pipeline.export.records import Published
from pipeline.layout import kinds, paths
from pipeline.layout.catalog import parse_curated
from pipeline.model.outcomes import InputFaults
from pipeline.render import marked
from pipeline.render.marked import Marked
from pipeline.render.pages import LIMIT
from pipeline.site.files import site_files
from tests.on_disk import PROJECT
from tests.render.reading import OUR_FILES, broken, html
from tests.render.world import DUEL_EDITION, SHA, SUMS, alone, card, checkpoint, family, pages, released


def _sections(page: str) -> list[str]:
    return [h.get_text() for h in html(page).find_all(["h2", "h3"])]


def _rows(page: str) -> list[list[str]]:
    table = html(page).find("table")
    assert table is not None
    return [[td.get_text() for td in tr.find_all("td")] for tr in table.find_all("tr")[1:]]


def test_the_newest_stand_first_and_the_earlier_in_short(tree: dict[str, bytes]) -> None:
    """Rows by first release, all kinds in one table; what is older than the window, or undated, follows by maker."""
    made = pages(tree)
    assert [row[0] for row in _rows(made["README.md"])] == ["Lumen 2", "Lumen", "Lost", "Shut", "Silent"]
    earlier = html(made["README.md"]).find("h2", string="Earlier models")
    assert earlier is not None
    assert earlier.find_next("li").get_text() == "Lumen Labs: Old Lumen (2022), 明目 Seer"  # type: ignore[union-attr]
    assert [row[0] for row in _rows(made["README_VLMs.md"])] == ["明目 Seer"]


def test_news_are_the_last_months_with_what_each_is(tree: dict[str, bytes]) -> None:
    """Maker, sizes, context, licence, month and the first sentence of the prose; what each licence permits stands with what bears it."""
    tree[kinds.CHECKPOINTS.path("lumen/Lumen-70B")] = checkpoint("lumen/Lumen-70B", license="cc-by-nc-4.0")
    new = html(pages(tree)["README.md"]).find("h2", string="New")
    assert new is not None
    said = [li.get_text() for li in new.find_next("ul").find_all("li")]  # type: ignore[union-attr]
    assert [one.partition(":")[0] for one in said] == ["Lumen 2", "Lumen", "Lost", "Shut"]
    terms = "Apache-2.0 (7B: free for any use), CC-BY-NC-4.0 (70B: not for commercial use)"
    assert said[1] == f"Lumen: Lumen Labs, 7B / 70B, 128K (1 of 2) context, {terms}, by 2024-01 (1 of 2), text. A lamp of a model."


def test_licences_side_by_side_are_told_apart_from_one_of_them_alone(tree: dict[str, bytes]) -> None:
    """What bears the freer one alone does not vanish behind those that bear it together with another."""
    tree[kinds.CHECKPOINTS.path("lumen/Lumen-70B")] = checkpoint("lumen/Lumen-70B", license="apache-2.0", license_name="cc-by-nc-4.0")
    page = pages(tree)["pages/families/lumen.md"]
    assert "(7B). Any use, including commercial; keep the notices. [Apache-2.0](" in page
    assert "](https://spdx.org/licenses/CC-BY-NC-4.0.html) (not for commercial use: 70B). Any use that is not commercial" in page


def test_a_new_checkpoint_is_news(tree: dict[str, bytes]) -> None:
    """With its month, below the new families; and the page says up to which day anything is stated."""
    tree[kinds.FAMILIES.path("old-lumen")] += b'match = ["lumen/Old*"]\n'
    tree[kinds.CHECKPOINTS.path("lumen/Old-v9")] = checkpoint("lumen/Old-v9", created_at="2024-01-20T00:00:00Z", pipeline_tag="text-generation")
    tree[kinds.CARDS.path("lumen/Old-v9")] = card("lumen/Old-v9", {})
    later = b'[{ field = "release_date", value = "2024-03", source = "https://example.org/3", checkpoint = "lumen/Lumen-2-1017" }, {'
    two = tree[kinds.FAMILIES.path("lumen-2")].replace(b'"2024-02"', b'"2024-02-03"').replace(b"[{", later)
    tree[kinds.FAMILIES.path("lumen-2")] = two.replace(b'["lumen/', b'["lumen/Lumen-2-1017", "lumen/')
    made = pages(tree)["README.md"]
    assert "- **[Old Lumen](pages/families/old-lumen.md)**: Lumen Labs, new: Old-v9 (by 2024-01).\n" in made
    assert ", text, new: Lumen-2-1017 (2024-03).\n" in made, "of a family that is new itself as well"
    assert "As of 2024-03, the date of the newest release or score.\n" in made, "a month may be later than any day of it"


def test_a_family_without_a_date_stands_where_its_paper_does(tree: dict[str, bytes]) -> None:
    """Or beside the family that it follows; its row says that none is stated."""
    tree[kinds.FAMILIES.path("paper")] = family("paper", "Paper", rest='papers = ["2312.00001"]')
    tree[kinds.FAMILIES.path("seer")] = family("seer", "Seer", "vlm", rest='predecessor = "lumen-2"')
    rows = _rows(pages(tree)["README.md"])
    assert [row[0] for row in rows] == ["Lumen 2", "Seer", "Lumen", "Lost", "Paper", "Shut", "Silent"]
    assert rows[4][6] == "not known"


def test_the_whole_line_of_a_family_is_told(tree: dict[str, bytes]) -> None:
    """Also where only the other family says so, and where two follow one."""
    tree[kinds.FAMILIES.path("lumen-3")] = family("lumen-3", "Lumen 3", rest='predecessor = "lumen-2"')
    tree[kinds.FAMILIES.path("branch")] = family("branch", "Branch", rest='predecessor = "lumen"\nsuccessor = "lumen-3"')
    made = pages(tree)
    line = "- **Lineage:** followed by [Branch](branch.md), [Lumen 2](lumen-2.md), [Lumen 3](lumen-3.md)\n"
    assert line in made["pages/families/lumen.md"]
    assert "follows [Branch](branch.md), [Lumen 2](lumen-2.md), [Lumen](lumen.md)\n" in made["pages/families/lumen-3.md"]
    assert "follows [Lumen](pages/families/lumen.md) (by 2024-01); followed by [Lumen 3](pages/families/lumen-3.md)\n" in made["README.md"]
    tree[paths.SECTIONS] = b'site = "https://example.org/list/"\n' + tree[paths.SECTIONS]
    there = "all models by [Lumen Labs](https://example.org/list/makers/lumen.html), newest first\n"
    assert there in pages(tree)["pages/families/lumen-3.md"]


def test_row_says_what_sources_say(tree: dict[str, bytes]) -> None:
    """In each language; what nobody states is an empty cell, and the family's page has the reason."""
    made = pages(tree)
    lumen = _rows(made["README.md"])[1]
    assert lumen == ["Lumen", "Lumen Labs", "LLM", "7B / 70B", "128K (1 of 2)", "Apache-2.0", "by 2024-01 (1 of 2)", "weights"]
    assert _rows(made["README_zh.md"])[1][1:3] == ["流明实验室", "LLM"]
    assert {row[4] for row in _rows(made["README.md"])[2:]} == {""}
    for slug, english, chinese in (
        ("silent", "Not stated", "未说明"),
        ("shut", "Not read, as the card opens only once its terms are accepted", "模型卡须先同意条款，未能读取"),
        ("lost", "Gone with the repository", "随仓库下架"),
        ("lumen-2", "Not known yet", "尚不清楚"),
    ):
        assert f"- **{english}:** " in made[f"pages/families/{slug}.md"]
        assert f"- **{chinese}**：" in made[f"pages/families/{slug}.md"]


def test_every_family_has_a_page_in_every_language(tree: dict[str, bytes]) -> None:
    """People's prose byte for byte, in the other language with a mark; the facts; then the evidence."""
    made = pages(tree)
    page = made["pages/families/lumen.md"]
    assert "A lamp of a model.\n\n#### Details\n\n- it **glows**  \n  and `shines`\n" in page
    assert "一个像灯一样的模型。\n\n#### Lumen 2\n" in page
    assert "*(in Chinese only so far)*\n\n会看图。" in made["pages/families/seer.md"]
    assert "*（暂无中文" not in made["pages/families/seer.md"]
    assert [h.get_text() for h in html(page).find_all("h2")] == ["Summary", "简介", "Checkpoints · 模型权重", "Evidence · 出处"]
    assert _rows(page) == [
        ["Lumen-7B", "7B", "128K", "Apache-2.0", "1.5T", "≤ 2024-01", "17 / 9 / 5 GB"],
        ["Lumen-70B", "70B", "", "Apache-2.0", "2T", "", "168 / 84 / 42 GB"],
    ]
    assert "- **Language support:** English, Chinese *(1 of 2)*\n" in page


def test_what_is_missing_stands_on_a_page_for_maintainers(tree: dict[str, bytes]) -> None:
    """By the reason, with the families that it is true of."""
    page = html(pages(tree)["pages/coverage.md"])
    rows = {
        heading.get_text(): {td.get_text() for td in heading.find_next("table").select("td:first-child")}  # type: ignore[union-attr]
        for heading in page.find_all("h2")
    }
    assert "Silent" in rows["Not stated"]
    assert rows["Not read, as the card opens only once its terms are accepted"] == {"Shut"}
    assert rows["Gone with the repository"] == {"Lost"}
    assert rows["Checkpoints: gone from the Hub"] == {"Lost"}


def test_the_list_began_with_these(tree: dict[str, bytes]) -> None:
    """The first families have a section of their own on the front page, without pictures from elsewhere."""
    made = pages(tree)["README.md"]
    section = made.partition("### Old Lumen\n")[2].partition("## ")[0]
    assert "- **Date:** 2022-01\n" in section
    assert "img.shields.io" not in made


@pytest.mark.parametrize("count", [300, 400, 1200])
def test_many_families_have_room(count: int, tree: dict[str, bytes]) -> None:
    """A first page keeps its weight, no page comes near 512 kB, and every family of a long list has one place on one page of it."""
    tree[paths.SECTIONS] = tree[paths.SECTIONS].replace(b"rows_per_page = 50", b"rows_per_page = 150")
    for n in range(count):
        said = f'{released(f"20{24 - n // 150}-{n % 12 + 1:02}")}\n[prose]\nen = "{"It reads, and it writes. " * 15}"'
        tree[kinds.FAMILIES.path(f"model-{n:04}")] = family(f"model-{n:04}", f"Model {n:04} of a maker who likes names that say a lot", rest=said)
    made = pages(tree)
    assert max(len(text.encode()) for text in made.values()) < 512_000
    assert max(len(text.encode()) for path, text in made.items() if path.startswith("README")) <= LIMIT
    english = [p for p in made if p == "README.md" or (p.startswith("pages/llm-") and "_zh" not in p)]
    short = html(made["README.md"].partition("## Earlier models")[2].partition("\n## ")[0]).find_all("a")
    names = [row[0] for p in english for row in _rows(made[p])] + [one.get_text() for one in short]
    assert len(names) == len(set(names)) == count + 7
    some = {p: made[p] for p in made if "families" not in p}
    files = {**tree, **made, **dict.fromkeys(OUR_FILES)}
    assert list(broken(some | {"pages/families/model-0007.md": made["pages/families/model-0007.md"]}, files)) == []


def test_boards_benchmarks_and_resources_have_sections(tree: dict[str, bytes]) -> None:
    """The rest of the list follows the families; benchmarks and boards are told in full on pages of their own."""
    assert "Duel" not in _sections(pages(tree)["README.md"]), "no heading without its table"
    tree[kinds.BOARDS.path("duel")] = DUEL_EDITION
    made = pages(tree)
    for path in ("README.md", "README_VLMs.md", "pages/leaderboards.md"):
        assert re.search(r"\| \[Lumen-7B\]\([\w/.-]+\) \| 1010 \| Lumen-7B \|", made[path]), "whichever list the family is on"
    assert _sections(made["README.md"])[-6:] == [
        "Leaderboards", "Duel", "Benchmarks", "Resources", "How this list is kept", "Contributing",
    ]  # fmt: skip
    assert "| [Sums 评测](pages/benchmarks.md#sums-评测) | Adding in the head. | saturated |" in (
        made["README.md"].replace("%E8%AF%84%E6%B5%8B", "评测")
    )


def test_evidence_names_winner_rival_pin_and_place(tree: dict[str, bytes]) -> None:
    """A family's evidence has each value with verdict, line, reason and date of retrieval."""
    page = pages(tree)["pages/families/lumen.md"]
    text = html(page).get_text(" ")
    assert "131,072 (128K)" in text
    assert "rival · 分歧" in text
    assert "pinned · 更正" in text
    assert "the report says so" in text
    assert "2024-05-01" in text
    assert "README.md?code=true#L7" in page


def test_a_page_shows_why_a_board_s_row_was_joined_what_the_maker_reports_and_the_papers(tree: dict[str, bytes]) -> None:
    """Each apart from what sources state of the family's fields."""
    tree[kinds.BOARDS.path("duel")] = DUEL_EDITION
    reported = ["Sums | accuracy | 71.2 | 5 shots | https://example.org/report"]
    tree[kinds.CARDS.path("lumen/Lumen-7B")] = card("lumen/Lumen-7B", {"results": [reported]})
    page = html(pages(tree)["pages/families/lumen.md"])
    below = {h.get_text(): h.find_next(["table", "ul"]).get_text(" ", strip=True) for h in page.find_all("h3")}  # type: ignore[union-attr]
    assert "Lumen-7B 1010 — words of the Hub id" in below["Standings · 榜单成绩"]
    assert "Lumen-7B Sums accuracy 71.2 5 shots Source · 来源" in below["Maker's own results · 作者自报成绩"]
    assert below["Papers · 论文"] == "arXiv 2401.00001"


def test_benchmark_facts_stand_in_the_page_s_language(tree: dict[str, bytes]) -> None:
    """What is said in one language only stands on the other's page with a mark; "pass@k" names nobody."""
    made = pages(tree)
    english, chinese = (html(made[f"pages/benchmarks{which}.md"]).get_text().replace("\u200b", "") for which in ("", "_zh"))
    assert "Size: 8,500 problems\n" in english
    assert "Metric: pass@k\n" in english
    assert "规模：8,500 题\n" in chinese
    assert "指标：pass@k （暂无中文）\n" in chinese
    assert "pass@&#8203;k" in made["pages/benchmarks.md"]
    sums = paths.BENCHMARKS + "sums.toml"
    tree[sums] = tree[sums].replace(b'en = "Adding in the head.", ', b"")
    assert "Measures: 心算能力。 (in Chinese)\n" in html(pages(tree)["pages/benchmarks.md"]).get_text()


def test_links_say_where_they_lead(tree: dict[str, bytes]) -> None:
    """A board's link names its host and a benchmark's links their repositories: the heading has the name."""
    tree[paths.BENCHMARKS + "sums.toml"] = b'dataset = "https://huggingface.co/datasets/example/sums-data"\n' + SUMS.encode()
    tree[kinds.BOARDS.path("duel")] = DUEL_EDITION
    made = pages(tree)
    assert "- [example.org](https://example.org/duel) — active\n" in made["README.md"]
    linked = "[arXiv 2110.14168](https://arxiv.org/abs/2110.14168); code [example/sums](https://github.com/example/sums); data set [example/sums-data]("
    assert f"- **More:** {linked}" in made["pages/benchmarks.md"]
    assert "数据集 [example/sums-data](" in made["pages/benchmarks_zh.md"]


def test_no_clock_total_or_rank_reaches_a_page(tree: dict[str, bytes]) -> None:
    """One family's change leaves every other family's lines as they were."""
    before = pages(tree)
    after = pages({**tree, kinds.FAMILIES.path("zeta"): family("zeta", "Zeta", rest=released("2023-09"))})
    lost = {line for line in before["README.md"].splitlines() if line not in after["README.md"].splitlines()}
    assert lost == set()
    assert all(before[p] == after[p] for p in before if p.startswith("pages/families/"))


@pytest.mark.parametrize("made_of", [marked.blocks, lambda *parts: marked.joined(parts)])
def test_a_page_refuses_plain_text(made_of: Callable[..., Marked]) -> None:
    """What nobody escaped cannot be printed."""
    with pytest.raises(TypeError, match="only Marked"):
        made_of(Marked("ours"), "<script>")


@pytest.mark.parametrize(("kind", "lists"), [("llm", ("README",)), ("vlm", ("README_VLMs",)), ("both", ("README", "README_VLMs"))])
def test_benchmark_stands_on_the_lists_of_its_kind(kind: str, lists: tuple[str, ...], tree: dict[str, bytes]) -> None:
    """With an entry in the contents there, in both languages, and without an empty section elsewhere."""
    tree[paths.BENCHMARKS + "sums.toml"] = SUMS.replace("size =", f'kind = "{kind}"\nsize =').encode()
    made = pages(tree)
    for name in ("README", "README_VLMs"):
        english, there = made[f"{name}.md"], name in lists
        assert ("| [Sums 评测](pages/benchmarks.md#" in english) is there
        assert ("Benchmarks" in _sections(english)) is there
        assert ("- [Benchmarks](#benchmarks)" in english) is there
        assert ("评测基准" in _sections(made[f"{name}_zh.md"])) is there
    assert "## Sums 评测" in made["pages/benchmarks.md"]


def test_drafts_are_not_public(tree: dict[str, bytes]) -> None:
    """A draft is derived, so that its pull request can be judged, but is on no page, export or site."""
    rest = 'draft = true\ncheckpoints = ["lumen/Sketch-1B"]'
    tree[kinds.FAMILIES.path("sketch")] = family("sketch", "Sketch", rest=rest)
    tree[kinds.CHECKPOINTS.path("lumen/Sketch-1B")] = checkpoint("lumen/Sketch-1B")
    before = pages(tree)
    tree[kinds.FAMILIES.path("lumen-2")] = tree[kinds.FAMILIES.path("lumen-2")] + b'successor = "sketch"\n'
    made = pages(tree)
    assert made == before
    assert not [path for path, text in made.items() if "Sketch" in text or "sketch" in path]
    derived = derive_all(tree)
    assert kinds.OBSERVED_FAMILIES.path("sketch") in derived.files
    whole = Published(derived.catalog, derived.curated.listed, derived.snapshots).whole
    assert "sketch" not in {f.slug for f in whole.families}
    assert next(f for f in whole.families if f.slug == "lumen-2").successor is None
    site = site_files(Published(derived.catalog, derived.curated.listed, derived.snapshots))
    assert not [path for path, data in site.items() if "sketch" in path or b"Sketch" in data]
    tree[kinds.FAMILIES.path("sketch")] = family("sketch", "Sketch", rest=rest.replace("draft = true\n", ""))
    assert "[Sketch](pages/families/sketch.md)" in pages(tree)["README.md"]


HOSTILE = [
    "x | y | z", "<img src=x onerror=alert(1)>", "![p](https://evil.example/p.png)", "[click](javascript:alert(1))",
    "</td></tr></table><script>alert(1)</script>", "line\n## heading\n- item",
    "`code` **bold** @team #12 https://evil.example", "{{ words }} {% raw %}", "a\u202eb\u200bc\x1b[31m", "\\",
    "|" * 300,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_values_stay_in_their_cells(text: str, tree: dict[str, bytes]) -> None:
    """A value that tries to be markup makes no element, no column and no line of its own."""

    def world(value: str) -> dict[str, str]:
        name = "lumen/Odd-7B"
        tree[kinds.FAMILIES.path("odd")] = family("odd", "Odd", rest=f'checkpoints = ["{name}"]\npapers = ["2401.00009"]')
        tree[kinds.CHECKPOINTS.path(name)] = checkpoint(name, license=value, license_link=value, architectures=[value])
        tree[kinds.CARDS.path(name)] = card(name, {"languages": [[value]], "vision_encoder": [value], "base_llm": [value]})
        paper = {"id": "2401.00009", "title": value, "authors": [value], "abstract": value, "published": "2024-01-01"}
        receipt = {"url": "https://arxiv.org/abs/2401.00009", "sha256": "0" * 64, "size": 1, "revision": SHA}
        tree[kinds.PAPERS.path("2401.00009")] = json.dumps({"facts": paper, "receipt": receipt}).encode()
        return pages(tree)

    made, plain = world(text), world("mit")
    for path in ("README.md", "README_zh.md", "pages/families/odd.md"):
        page, quiet = html(made[path]), html(plain[path])
        for table, same in zip(page.find_all("table"), quiet.find_all("table"), strict=True):
            cells, calm = ([len(row.find_all("td")) for row in one.find_all("tr")] for one in (table, same))
            assert cells == calm
        assert len(page.find_all(["h1", "h2", "h3"])) == len(quiet.find_all(["h1", "h2", "h3"]))
        assert page.find(["script", "style", "iframe"]) is None
        assert all(str(i["src"]).startswith("https://awesome.re/") for i in page.find_all("img"))
        assert not any(str(a["href"]).startswith(("javascript", "https://evil")) for a in page.find_all("a", href=True))
    assert list(broken(made, {**tree, **made, **dict.fromkeys(OUR_FILES)})) == []
    assert all((PROJECT / path).exists() for path in OUR_FILES)


def test_every_link_inside_the_repository_resolves() -> None:
    """To a file that is there, and to a heading of it; from the pages and from what people wrote about them."""
    written = ("*.md", "docs/**/*.md", "pages/**/*.md")
    pages = {path.relative_to(PROJECT).as_posix(): path for glob in written for path in PROJECT.glob(glob)}
    rooms = ["assets", "benchmarks", "catalog", "docs", "flows", "history", "pages", "pipeline", "snapshots", "tests", ".github"]
    found = (path for room in rooms for path in (PROJECT / room).rglob("*") if path.is_file())
    files = {path.relative_to(PROJECT).as_posix() for path in (*found, *(p for p in PROJECT.iterdir() if p.is_file()))}
    assert list(broken({name: path.read_text("utf-8") for name, path in pages.items()}, dict.fromkeys(files))) == []


@pytest.mark.parametrize("path", sorted((PROJECT / paths.BENCHMARKS).glob("*.toml")), ids=lambda p: p.stem)
def test_what_a_benchmark_says_it_says_twice(path: Path) -> None:
    """Measures, size, metric and prose: in English, and in Chinese with Chinese characters and the same numbers."""
    said = tomllib.loads(path.read_text("utf-8"))
    for key in ("measures", "size", "metric", "prose"):
        if key in said:
            assert set(said[key]) == {"en", "zh"}, key
            assert any("\u4e00" <= c <= "\u9fff" for c in said[key]["zh"]), key
    if "size" in said:
        english, chinese = (set(re.findall(r"\d[\d.,]*\d", said["size"][language])) for language in ("en", "zh"))
        assert english <= chinese


def test_one_text_for_both_languages_is_refused_with_the_form_that_is_wanted() -> None:
    """A size written as one text names the file, the line and how to write it."""
    path = f"{paths.BENCHMARKS}x.toml"
    with pytest.raises(InputFaults) as caught:
        parse_curated({path: b'slug = "x"\nname = "X"\nsize = "164 problems"\n'})
    (fault,) = caught.value.faults
    assert (fault.path, fault.line) == (path, 3)
    assert '{ en = "164 problems", zh = "…" }' in fault.message


def test_no_copy_is_told_where_the_makers_list_was_read() -> None:
    """Elsewhere it is not known; copies are told by what their names have more."""
    own = {"Fig-7B-BF16": ["Fig-7B-FP8", "fig-7b-NVFP4"], "Fig-Nemo-2407": ["Fig-Nemo-GGUF-2407"], "Fig-1B": [], "Fig-2B": []}
    tree = alone("fig", f"checkpoints = {json.dumps([f'lumen/{name}' for name in own])}")
    for name, copies in own.items():
        made = checkpoint(f"lumen/{name}", copies=[f"lumen/{copy}" for copy in copies])
        tree[kinds.CHECKPOINTS.path(f"lumen/{name}")] = made.replace(b'api/models"', b'api/models?author=lumen"') if name == "Fig-1B" else made
    page = pages(tree)["pages/families/fig.md"]
    lines = [re.sub(r"\]\([^)]*\)|\[", "", line) for line in page.splitlines() if "search for" in line]
    assert lines == [
        "  - Fig-7B-BF16: by the maker FP8, NVFP4, none of them GGUF; search for others’ copies, which may find none: GGUF, all formats",
        "  - Fig-Nemo-2407: by the maker GGUF-2407; search for others’ copies: GGUF, all formats",
        "  - none in the maker’s list on the Hub; search for others’ GGUF copies, which may find none: Fig-1B",
        "  - whether the maker has any is not known; search for GGUF copies, which may find none: Fig-2B",
    ]


def test_chinese_is_set_as_chinese() -> None:
    """On the committed pages: no space between Chinese words or beside wide signs, no sign twice, no narrow sign where a wide one is due."""
    wrong = re.compile(r"[一-鿿] +[一-鿿]|[一-鿿][,;:!?]|[,;:!?] ?[一-鿿]|[，。、；：！？]{2}|[^|] +[，。、；：！？）]|[，。、；：！？（] +[^|]|（）")
    families = {path: path.read_text("utf-8").partition("\n## 简介\n")[2].partition("\n## ")[0] for path in (PROJECT / "pages/families").glob("*.md")}
    texts = families | {path: path.read_text("utf-8") for path in (*PROJECT.glob("README*_zh.md"), *(PROJECT / "pages").glob("*_zh.md"))}
    plain = ((path.name, re.sub(r"`[^`]*`|[*\\\[\]]", "", re.sub(r"\]\([^)]*\)", "]", line))) for path, text in texts.items() for line in text.splitlines())
    assert [(name, found[0]) for name, line in plain for found in wrong.finditer(line)] == []
