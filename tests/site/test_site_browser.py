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
    driver = page(f"index.html?q={query}")  # what somebody typed behind "?" is the query, and the address is then as all others are
    until(driver, f"window.CHECKPOINTS && window.SEARCH && document.querySelector('#models tbody th > a').textContent === '{first}'")
    assert driver.execute_script("return [location.search, location.hash]") == ["", f"#q={query}"]
    assert driver.find_element("css selector", "#models tbody .fits").text == named
    driver.find_element("css selector", "#models tbody input").click()
    assert driver.current_url.endswith("lumen/Mixed-70B" if named else "lumen-2")


def test_a_search_by_keyboard_alone(page: Callable[[str], Any]) -> None:
    """A slash leads to it from any page, inside a field it is one; arrows go from row to row, Enter opens the first, or the checkpoint that is named."""
    driver = page("families/lumen.html")
    driver.find_element("tag name", "body").send_keys("/")
    until(driver, "document.activeElement.id === 'q'")
    driver.switch_to.active_element.send_keys("/", "\ue003", "mixed")
    until(driver, "window.SEARCH && document.querySelectorAll('#models tbody tr').length === 1")
    driver.switch_to.active_element.send_keys("\ue015")
    assert driver.switch_to.active_element.text == "Mixed"
    driver.switch_to.active_element.send_keys("\ue013")
    driver.switch_to.active_element.send_keys(" 70b", "\ue007")
    until(driver, "location.href.endsWith('families/mixed.html#lumen/Mixed-70B')")


def test_facets_count_what_each_choice_would_leave(page: Callable[[str], Any]) -> None:
    """Beside all that is asked elsewhere, whatever that is: each number is what the choice then shows."""
    counted = (
        "const counts = [...document.getElementById(arguments[0]).options].map((o) => [o.value, o.textContent.match(/\\((\\d+)\\)$/)?.[1]]);"
        "return counts.filter(([value, count]) => value && count)"
    )
    for asked in ("max=10&context=128000", "kind=llm&org=lumen", "kind=vlm", "license=free"):
        for facet, key in (("kind", "kind"), ("license", "license"), ("context", "context"), ("language-of", "lang_of")):
            driver = page(f"index.html#{asked}")
            until(driver, "/\\(\\d+\\)$/.test(document.querySelector('#kind option:last-child').textContent)")
            rest = [one for one in asked.split("&") if not one.startswith(f"{key}=")]
            for value, count in driver.execute_script(counted, facet):
                driver.execute_script("location.hash = arguments[0]", "&".join((*rest, f"{key}={value}")))
                until(driver, f"document.getElementById('{facet}').value === '{value}'")
                assert len(names(driver)) == int(count), (asked, key, value)


def test_titles_and_languages_follow_the_reader(page: Callable[[str], Any]) -> None:
    """In Chinese the page's title is Chinese, and languages have their names."""
    driver = page("families/lumen.html#lang=zh")
    until(driver, "document.documentElement.lang === 'zh'")
    assert "英语" in driver.find_element("id", "fact-languages").text
    driver = page("index.html#lang=zh")
    until(driver, "document.documentElement.lang === 'zh'")
    assert driver.title == "开放模型一览 – Awesome LLMs and VLMs"
    driver.find_element("css selector", "#models tbody th > a").click()
    until(driver, "document.documentElement.lang === 'zh' && document.querySelector('dl.facts')")
    driver.execute_script("localStorage.clear(); sessionStorage.clear()")


def test_sorting_by_keyboard_alone(page: Callable[[str], Any]) -> None:
    """A column's name is a button: Enter sorts, says so to a screen reader and in words, and unknown values come last."""
    driver = page("index.html")
    assert driver.find_element("id", "count").text.endswith(", newest first")
    button = driver.find_element("css selector", "th[data-sort=size] button")
    button.send_keys("\ue007")
    assert driver.find_element("css selector", "th[data-sort=size]").get_attribute("aria-sort") == "descending"
    assert driver.find_element("id", "count").text.endswith(", by sizes")
    found = names(driver)
    assert found[0] == "Bohai 90B"
    assert found[-1] == "Old Lumen", "nobody states its size"
    button.send_keys("\ue007")
    assert "Mixed" in names(driver)[:5], "by its smallest"


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


def test_dark_lasts(page: Callable[[str], Any]) -> None:
    """The switch acts at once and on every page."""
    driver = page("families/lumen.html")
    before = driver.execute_script("return getComputedStyle(document.body).backgroundColor")
    driver.find_element("id", "theme").click()
    assert driver.execute_script("return getComputedStyle(document.body).backgroundColor") != before
    driver.execute_script("localStorage.clear()")


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
    assert sorted(times)[len(times) // 2] < 100  # milliseconds
