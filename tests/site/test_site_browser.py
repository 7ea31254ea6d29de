"""The site in a real browser, opened from disk and served below a prefix: what a reader does, and what it costs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.layout import kinds
from tests.render.world import family, small_tree
from tests.site.browsing import PAGES, names, serious_faults, set_value, until, write_site

pytestmark = pytest.mark.slow
MANY = 2_000
FILTER_MS = 100


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("sums", {"Bohai 8B", "Bohai 90B"}),
        ("数学", {"Bohai 8B", "Bohai 90B"}),
        ("流明 推理", {"Bohai 8B", "Bohai 90B"}),
        ("boh", {"Bohai 8B", "Bohai 90B"}),
        ("bohai8b", {"Bohai 8B"}),
        ("BOHAI 90b", {"Bohai 90B"}),
        ("lumen-2-8b", {"Lumen 2"}),
        ("oldlumen", {"Old Lumen"}),
        ("2401.00001", {"Lumen"}),
        ("arXiv:2401.00001", {"Lumen"}),
        ("mixed-70b", {"Mixed"}),
        ("mixed 70b GGUF", {"Mixed"}),
        ("tiny ocr", {"TinyOCR 1B"}),
        ("qzx", set()),
    ],
)
def test_search_in_both_languages(page: Callable[[str], Any], query: str, found: set[str]) -> None:
    """Words of the prose and of the maker's name by their beginnings, Chinese by pieces, names however they are written."""
    driver = page("index.html")
    set_value(driver, "q", query)
    until(driver, "window.SEARCH")
    until(driver, f"document.querySelectorAll('#models tbody tr').length === {len(found)}")
    assert set(names(driver)) == found


@pytest.mark.parametrize(
    ("query", "name", "address"),
    [
        ("gguf", "Lumen", "models?other=base_model:quantized:lumen/Lumen-7B&library=gguf"),
        ("gguf", "Mixed", "models?other=base_model:quantized:lumen/Mixed-70B&library=gguf"),
        ("mixed 7b gguf", "Mixed", "models?other=base_model:quantized:lumen/Mixed-7B&library=gguf"),
        ("mixed 7b", "Mixed", "lumen/Mixed-7B"),
        ("mixed", "Mixed", "collections/lumen/mixed"),
    ],
)
def test_a_row_leads_to_the_weights_that_are_asked_for(page: Callable[[str], Any], query: str, name: str, address: str) -> None:
    """The checkpoint that the query names, else where the editor leads; its copies in a format go by a checkpoint's id, never a collection's."""
    driver = page(f"index.html#q={query}")
    row = f"[...document.querySelectorAll('#models tbody tr')].find((tr) => tr.querySelector('th > a').textContent === '{name}')"
    until(driver, f"{row}?.querySelector('.weights a')?.href === 'https://huggingface.co/{address}'")


@pytest.mark.parametrize(("wish", "score"), [("", "1010Lumen-7B"), ("max=10", "1010Lumen-7B"), ("min=40", "")])
def test_a_score_is_of_a_checkpoint_that_fits(page: Callable[[str], Any], wish: str, score: str) -> None:
    """The board rates the small checkpoint: it is named, and who wants a large one is not shown its score."""
    driver = page(f"index.html#q=lumen&board=duel&{wish}")
    row = "[...document.querySelectorAll('#models tbody tr')].find((tr) => tr.querySelector('th > a').textContent === 'Lumen')"
    until(driver, f"{row} !== undefined")
    assert driver.execute_script(f"return {row}.querySelector('.rated').textContent") == score


@pytest.mark.parametrize(("query", "first", "named"), [("mixed-70b", "Mixed", "Mixed-70B (70B, 42 GB, 128K)"), ("lumen", "Lumen 2", "")])
def test_a_checkpoint_is_found_by_its_name(page: Callable[[str], Any], query: str, first: str, named: str) -> None:
    """It stands below its family with what decides a choice, and a tick compares it; a series' name leads to its newest family."""
    driver = page(f"index.html#q={query}")
    until(driver, f"window.CHECKPOINTS && window.SEARCH && document.querySelector('#models tbody th > a').textContent === '{first}'")
    assert driver.find_element("css selector", "#models tbody .fits").text == named
    driver.find_element("css selector", "#models tbody input").click()
    assert driver.current_url.endswith("lumen/Mixed-70B" if named else "lumen-2")


def test_what_orders_the_rows_is_said_and_a_board_that_knows_them_offered(page: Callable[[str], Any]) -> None:
    """Newest first until a column is chosen."""
    driver = page("index.html")
    assert driver.find_element("id", "count").text.endswith(", newest first")
    driver.find_element("css selector", "th[data-sort=memory] button").click()
    assert driver.find_element("id", "count").text.endswith(", by memory, 4 bits")


def test_an_address_with_a_question_mark_asks(page: Callable[[str], Any]) -> None:
    """What somebody typed behind "?" is the query, and the address is then as all others are."""
    driver = page("index.html?q=bohai8b")
    until(driver, "document.querySelectorAll('#models tbody tr').length === 1")
    assert names(driver) == ["Bohai 8B"]
    assert driver.execute_script("return [location.search, location.hash]") == ["", "#q=bohai8b"]


def test_a_slash_leads_to_the_search(page: Callable[[str], Any]) -> None:
    """From anywhere on the page; inside a field it is a slash."""
    driver = page("index.html")
    driver.find_element("tag name", "body").send_keys("/")
    assert driver.execute_script("return document.activeElement.id") == "q"
    driver.switch_to.active_element.send_keys("/")
    assert driver.find_element("id", "q").get_attribute("value") == "/"


def test_facets_count_what_each_choice_would_leave(page: Callable[[str], Any]) -> None:
    """Beside all that is asked elsewhere: two families have a free checkpoint of up to ten billion with 128K."""
    driver = page("index.html#max=10&context=128000")
    until(driver, "document.querySelector('#license option[value=free]').textContent.endsWith('(2)')")
    texts = driver.execute_script(
        "return [...document.getElementById('language-of').options].map((o) => o.textContent)"
    )
    assert "Chinese (3)" in texts


def test_titles_and_languages_follow_the_reader(page: Callable[[str], Any]) -> None:
    """In Chinese the page's title is Chinese, and languages have their names."""
    driver = page("families/lumen.html#lang=zh")
    until(driver, "document.documentElement.lang === 'zh'")
    assert "英语" in driver.find_element("id", "fact-languages").text
    driver = page("index.html#lang=zh")
    until(driver, "document.documentElement.lang === 'zh'")
    assert driver.title == "开放模型一览 – Awesome LLMs and VLMs"
    driver.execute_script("localStorage.clear(); sessionStorage.clear()")


def test_sorting_by_keyboard_alone(page: Callable[[str], Any]) -> None:
    """A column's name is a button: Enter sorts, says so to a screen reader, and unknown values come last."""
    driver = page("index.html")
    button = driver.find_element("css selector", "th[data-sort=size] button")
    button.send_keys("\ue007")
    assert driver.find_element("css selector", "th[data-sort=size]").get_attribute("aria-sort") == "descending"
    found = names(driver)
    assert found[0] == "Bohai 90B"
    assert found[-1] == "Old Lumen", "nobody states its size"


def test_first_tab_offers_to_skip_to_the_content(page: Callable[[str], Any]) -> None:
    """A keyboard reader need not walk through the switches on every page."""
    driver = page("index.html")
    driver.switch_to.active_element.send_keys("\ue004")
    assert driver.execute_script("return document.activeElement.className") == "skip"


def test_charts_are_drawn_and_told_as_tables(page: Callable[[str], Any]) -> None:
    """The picture has pixels, and the same points stand in a table for those who cannot see it."""
    driver = page("charts.html")
    until(driver, "document.querySelector('#sizes canvas')")
    drawn = driver.execute_script(
        "const c = document.querySelector('#sizes canvas'); const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
        "let blue = 0; for (let i = 0; i < d.length; i += 4) if (d[i + 3] > 200 && d[i + 2] > d[i] + 80) blue++; return blue"
    )
    assert drawn > 20
    assert len(driver.find_elements("css selector", "#sizes-table tbody tr")) >= 4


def test_dark_and_chinese_last(page: Callable[[str], Any]) -> None:
    """Both switches act at once and on every page."""
    driver = page("families/lumen.html")
    before = driver.execute_script("return getComputedStyle(document.body).backgroundColor")
    driver.find_element("id", "theme").click()
    assert driver.execute_script("return getComputedStyle(document.body).backgroundColor") != before
    driver.find_element("id", "language").click()
    assert driver.find_element("css selector", "h2").text == "数据"
    driver.execute_script("localStorage.clear(); sessionStorage.clear()")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_no_serious_fault(page: Callable[[str], Any], path: str, *, dark: bool) -> None:
    """axe-core has nothing serious or critical to say of any page, light or dark."""
    driver = page(path)
    if dark:
        driver.execute_script("document.documentElement.dataset.theme = 'dark'")
    assert serious_faults(driver) == []


def test_two_thousand_families_filter_at_once(driver: Any, tmp_path: Path) -> None:
    """A keystroke in a list of 2,000 families is answered within 100 ms."""
    tree = small_tree()
    for n in range(MANY):
        rest = f'checkpoints = ["lumen/M{n}-{n % 90 + 1}B"]\n[prose]\nzh = "第 {n} 个模型，擅长数学。"'
        tree[kinds.FAMILIES.path(f"model-{n}")] = family(f"model-{n}", f"Model {n}", rest=rest)
    driver.get((write_site(tree, tmp_path) / "index.html").as_uri())
    set_value(driver, "q", "数学")
    until(driver, "window.SEARCH")
    times = driver.execute_script(
        "const times = []; for (const value of ['', '7', '70', '', '3']) {"
        "const e = document.getElementById('max'); const start = performance.now(); e.value = value;"
        "e.dispatchEvent(new Event('input', { bubbles: true })); document.body.offsetHeight; times.push(performance.now() - start); }"
        "return times"
    )
    assert sorted(times)[len(times) // 2] < FILTER_MS
