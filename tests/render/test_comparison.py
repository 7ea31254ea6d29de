"""The comparison of vision models, read back from the VLM list in both languages."""

import json
from collections.abc import Callable, Mapping

import pytest

from pipeline.layout import paths
from tests.render.reading import anchors, broken, html
from tests.render.world import RECEIPT, card, checkpoint, family

Pages = Callable[[Mapping[str, bytes]], dict[str, str]]
HEADING = {"README_VLMs.md": "How vision models compare", "README_VLMs_zh.md": "视觉模型对比"}

BOARD = """
slug = "{slug}"
name = "{name}"
url = "https://example.org/{slug}"
kind = "vlm"
{rest}
[source]
url = "https://example.org/{slug}.json"
format = "json"
[columns]
model = "model"
[[scores]]
name = "score"
column = "score"
label = "{label}"
unit = "{unit}"
"""


def board(slug: str, name: str, label: str = "Score", unit: str = "", rest: str = "") -> bytes:
    """A board about vision."""
    return BOARD.format(slug=slug, name=name, label=label, unit=unit, rest=rest).encode()


def edition(slug: str, day: str, scores: Mapping[str, Mapping[str, float]]) -> bytes:
    """What one edition of a board says: name -> value, low, high."""
    rows = {name: {"name": name, "scores": {"score": score}} for name, score in scores.items()}
    facts = {"slug": slug, "edition": day, "rows": rows}
    return json.dumps({"facts": facts, "receipt": {**RECEIPT, "url": f"https://example.org/{slug}"}}).encode()


@pytest.fixture
def seeing(tree: dict[str, bytes]) -> dict[str, bytes]:
    """Three vision families: one with an encoder, one with scores, one with neither."""
    for slug, name in (("gaze", "Gaze"), ("iris", "Iris"), ("blink", "Blink")):
        tree[paths.family(slug)] = family(slug, name, "vlm", rest=f'checkpoints = ["lumen/{name}-7B"]')
        tree[paths.hub_snapshot(f"lumen/{name}-7B")] = checkpoint(f"lumen/{name}-7B")
    facts = {"vision_encoder": ["Lens | L"], "base_llm": ["Lumen-7B"]}
    tree[paths.card_snapshot("lumen/Gaze-7B")] = card("lumen/Gaze-7B", facts)
    tree[paths.BOARDS + "looks.toml"] = board("looks", "Looks", "Looks (validation)", "%")
    tree[paths.BOARDS + "votes.toml"] = board(
        "votes", "Votes, archive", rest='state = "moved"\nsuccessor = "votes-new"'
    )
    tree[paths.BOARDS + "votes-new.toml"] = board("votes-new", "Votes")
    tree[paths.board_snapshot("looks")] = edition("looks", "2026-01-02", {"Iris-7B": {"value": 61.25}})
    tree[paths.board_snapshot("votes")] = edition(
        "votes", "2025-03-04", {"Iris-7B": {"value": 999.9, "low": 991.4, "high": 1008.1}}
    )
    return tree


def _table(page: str, heading: str) -> list[list[str]]:
    found = next(h for h in html(page).find_all("h3") if h.get_text() == heading)
    table = found.find_next("table")
    assert table is not None
    return [[cell.get_text() for cell in tr.find_all(["th", "td"])] for tr in table.find_all("tr")]


@pytest.mark.parametrize("path", HEADING)
def test_families_with_an_encoder_or_a_score_stand_side_by_side(
    path: str, seeing: dict[str, bytes], pages: Pages
) -> None:
    """In the list's order, a dash where nothing is known, and no rank; the others are left out."""
    table = _table(pages(seeing)[path], HEADING[path])
    assert table[0][3:] == ["Looks (validation)", "Votes"]
    assert table[1:] == [
        ["Gaze", "Lens | L", "Lumen-7B", "—", "—"],
        ["Iris", "—", "—", "61.2%", "1000"],
    ]


@pytest.mark.parametrize("path", HEADING)
def test_line_above_the_table_names_board_and_edition(path: str, seeing: dict[str, bytes], pages: Pages) -> None:
    """The column is called as the board lives on; the line says which board and edition the scores are from."""
    page = html(pages(seeing)[path])
    said = next(h for h in page.find_all("h3") if h.get_text() == HEADING[path]).find_next("p")
    said = said and said.find_next("p")
    assert said is not None
    assert [a.get_text() for a in said.find_all("a")] == ["Looks", "Votes, archive"]
    assert "2026-01-02" in said.get_text()
    assert "2025-03-04" in said.get_text()


def test_successor_takes_the_column_over(seeing: dict[str, bytes], pages: Pages) -> None:
    """Once the successor has a score of a family, scores of the old board leave the table: two scales never mix."""
    seeing[paths.board_snapshot("votes-new")] = edition("votes-new", "2026-05-06", {"Gaze-7B": {"value": 1200.0}})
    table = _table(pages(seeing)["README_VLMs.md"], HEADING["README_VLMs.md"])
    assert [row[4] for row in table] == ["Votes", "1200", "—"]


def test_long_lists_of_base_models_are_cut(seeing: dict[str, bytes], pages: Pages) -> None:
    """A cell names two and says how many there are; the section names all."""
    named = ", ".join(f'"lumen/Gaze-{n}B"' for n in range(1, 6))
    seeing[paths.family("gaze")] = family("gaze", "Gaze", "vlm", rest=f"checkpoints = [{named}]")
    for n in range(1, 6):
        name = f"lumen/Gaze-{n}B"
        seeing[paths.hub_snapshot(name)] = checkpoint(name)
        seeing[paths.card_snapshot(name)] = card(name, {"vision_encoder": ["Lens"], "base_llm": [f"Lumen-{n}B"]})
    made = pages(seeing)
    assert _table(made["README_VLMs.md"], HEADING["README_VLMs.md"])[1][2] == "Lumen-1B, Lumen-2B and 3 more"
    assert _table(made["README_VLMs_zh.md"], HEADING["README_VLMs_zh.md"])[1][2] == "Lumen-1B、Lumen-2B 等 5 个"
    assert "Lumen-1B, Lumen-2B, Lumen-3B, Lumen-4B, Lumen-5B" in made["pages/families/gaze.md"]


def test_its_links_resolve_beside_headings_of_the_same_name(seeing: dict[str, bytes], pages: Pages) -> None:
    """Anchors hold in both languages, even where an editor's prose has the same heading."""
    intro = '[vlm.intro]\nen = "#### How vision models compare"\nzh = "#### 视觉模型对比"\n[vlm.title]'
    seeing[paths.SECTIONS] = seeing[paths.SECTIONS].replace(b"[vlm.title]", intro.encode())
    made = pages(seeing)
    aside = ("LICENSE", "LICENSE-DATA", "CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "docs/readme.md")
    assert list(broken(made, {**seeing, **dict.fromkeys(aside)})) == []
    assert "how-vision-models-compare-1" in anchors(html(made["README_VLMs.md"]))
    assert "](#how-vision-models-compare-1)" in made["README_VLMs.md"]


def test_list_without_anything_to_compare_has_no_comparison(tree: dict[str, bytes], pages: Pages) -> None:
    """Neither a heading nor a link to it."""
    made = pages(tree)
    assert all(words not in made[path] for path, words in HEADING.items())
