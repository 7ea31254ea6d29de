"""What one reader does: looks for a model, asks whether to trust it, compares it, passes it on; at a desk, on a phone."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.site.browsing import PAGES, names, serious_faults, set_value, until

pytestmark = pytest.mark.slow
WISHES = (("max", "10"), ("license", "free"), ("context", "128000"), ("language-of", "zh"))
TAB, ENTER, SPACE = "\ue004", "\ue007", " "


def _find(driver: Any) -> None:
    for identity, value in WISHES:
        set_value(driver, identity, value)


def test_a_reader_finds_a_small_free_long_chinese_model(page: Callable[[str], Any]) -> None:
    """Under 10B, free licence, 128K context, Chinese: four choices, and the address can be shared."""
    driver = page("index.html")
    _find(driver)
    assert names(driver) == ["Bohai 8B", "Lumen"]
    address = driver.current_url
    assert "max=10" in address.partition("#")[2]
    driver.get("about:blank")
    driver.get(address)
    until(driver, "document.querySelectorAll('#models tbody tr').length === 2")
    assert names(driver) == ["Bohai 8B", "Lumen"]
    assert "2 of 11 families" in driver.find_element("id", "count").text
    assert {a.get_attribute("href").rpartition("/")[2] for a in driver.find_elements("css selector", "td.license a")} == {"apache-2.0.html"}
    assert ["Bohai 8B" in names(page(f"index.html#memory={n}")) for n in (5, 6)] == [False, True], "a tenth stays free, as in Choose"


def test_one_checkpoint_has_to_meet_every_wish(page: Callable[[str], Any]) -> None:
    """A family whose free checkpoint is large and whose small one is not free is no answer; the one that fits is named."""
    driver = page("index.html")
    _find(driver)
    assert "Mixed" not in names(driver)
    fits = driver.find_element("css selector", "#models tbody .fits a")
    assert fits.text == "Bohai-8B"
    assert fits.get_attribute("href").endswith("families/bohai-8b.html#lumen/Bohai-8B")
    set_value(driver, "max", "")
    assert "Mixed" in names(driver)


def test_kind_and_context_are_the_checkpoints_own(page: Callable[[str], Any]) -> None:
    """The free one of a family that sees reads text alone: no free model that sees. Inside a range of the family a context is not known."""
    shown = {at: names(page(f"index.html#{at}")) for at in (
        "kind=vlm&license=free", "kind=llm&license=free", "kind=vlm", "kind=llm", "context=32000", "context=128000", "context=128000&unknown=1",
        "context=250000&unknown=1",
    )}  # fmt: skip
    assert {at for at, found in shown.items() if "Seer" in found} == {
        "kind=llm&license=free", "kind=vlm", "kind=llm", "context=32000", "context=128000&unknown=1",
    }  # fmt: skip
    body = page("compare.html#ids=lumen/Seer-Text-8B,lumen/Seer-8B").find_element("id", "comparison").text
    assert "\nTakes in text text, images\n" in body


def test_what_may_fit_comes_last_and_says_what_is_not_known(page: Callable[[str], Any]) -> None:
    """A missing value neither hides a model for good nor passes for a fitting one."""
    driver = page("index.html")
    _find(driver)
    button = driver.find_element("id", "show-unsure")
    assert "may fit" in driver.find_element("id", "count").text
    button.click()
    found = names(driver)
    assert found[:2] == ["Bohai 8B", "Lumen"]
    assert len(found) > 2
    assert "not known: " in driver.find_elements("css selector", "#models tbody .fits")[2].text
    assert "unknown=1" in driver.current_url


def test_each_fact_leads_to_its_source_and_each_checkpoint_to_its_evidence(page: Callable[[str], Any]) -> None:
    """Beside the value stand the places; the address of a checkpoint opens its part of the evidence."""
    driver = page("families/lumen.html#lumen/Lumen-7B")
    until(driver, "document.getElementById('lumen/Lumen-7B').closest('details').open")
    place = driver.find_element("css selector", "#fact-context_length .places a")
    assert "line 7" in place.text
    assert place.get_attribute("href").endswith("#L7")
    inside = driver.execute_script(
        "return [...document.querySelectorAll('a[href^=\"#\"]')].filter((a) => !document.getElementById("
        "decodeURIComponent(a.getAttribute('href').slice(1)))).map((a) => a.outerHTML)"
    )
    assert inside == []


def test_compared_values_lead_to_where_they_are_stated(page: Callable[[str], Any]) -> None:
    """A value of the comparison is a link to the fact on the family's page; a score names its model; a third family joins."""
    driver = page("compare.html#ids=lumen,bohai-8b")
    set_value(driver, "add", "Lumen 2")
    driver.execute_script("document.getElementById('add').dispatchEvent(new Event('change'))")
    until(driver, "document.querySelectorAll('#comparison thead th').length === 3")
    assert "lumen-2" in driver.current_url
    driver.execute_script("const e = document.getElementById('add'); e.value = 'nonsense'; e.dispatchEvent(new Event('change'))")
    assert driver.find_element("id", "count").text.endswith("nonsense is not on the list")
    assert "1010 (Lumen-7B)" in driver.find_element("id", "comparison").text
    whole = driver.find_element("css selector", "#comparison thead select")
    whole.find_element("css selector", "option[value='lumen/Lumen-7B']").click()
    until(driver, "document.querySelector('#comparison thead a').textContent === 'Lumen-7B'")
    assert "ids=lumen/Lumen-7B,bohai-8b,lumen-2" in driver.current_url
    assert "1010 (Lumen-7B)" not in driver.find_element("id", "comparison").text, "the score is its own"
    driver.find_element("css selector", "#comparison thead select option[value=lumen]").click()
    targets = driver.execute_script("return [...document.querySelectorAll('#comparison tbody a')].map((a) => a.getAttribute('href'))")
    assert "families/lumen.html#fact-context_length" in targets
    driver = page("families/lumen.html")
    wanted = [t.partition("#")[2] for t in targets if t.startswith("families/lumen.html#")]
    assert [t for t in wanted if not driver.find_elements("id", t)] == []


def test_the_whole_way_by_keyboard(page: Callable[[str], Any]) -> None:
    """Filter, tick two families, compare them and open one of them without touching a mouse."""
    driver = page("index.html")

    def press(key: str) -> None:
        driver.switch_to.active_element.send_keys(key)

    def go(condition: str) -> None:
        for _ in range(60):
            press(TAB)
            if driver.execute_script(f"const e = document.activeElement; return {condition}"):
                return
        pytest.fail(f"Tab never reaches {condition}")

    go("e.id === 'max'")
    press("10")
    go("e.id === 'license'")
    press("Free")
    assert "license=free" in driver.current_url
    go("e.type === 'checkbox' && e.closest('tbody')")
    press(SPACE)
    go("e.type === 'checkbox' && e.closest('tbody')")
    press(SPACE)
    driver.execute_script("document.getElementById('main').focus()")
    go("e.id === 'to-compare'")
    press(ENTER)
    until(driver, "document.querySelectorAll('#comparison thead th').length === 2")
    go("e.closest('thead') && e.tagName === 'A'")
    press(ENTER)
    until(driver, "document.querySelector('dl.facts')")


def test_focus_is_seen(page: Callable[[str], Any]) -> None:
    """What has the keyboard's focus has an outline; the first offers to skip to the content."""
    driver = page("index.html")
    for n in range(6):
        driver.switch_to.active_element.send_keys(TAB)
        assert n or driver.switch_to.active_element.get_attribute("className") == "skip"
        outline = driver.execute_script("return getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none"


@pytest.mark.usefixtures("phone")
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_axe_finds_no_serious_fault_on_a_phone(page: Callable[[str], Any], path: str, language: str) -> None:
    """Cards keep the roles of a table; what is folded is looked at too, in both languages; no page is wider than 390 points."""
    driver = page(path)
    assert driver.execute_script("return document.documentElement.scrollWidth") <= 390
    driver.execute_script("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    if language == "zh":
        driver.execute_script("document.getElementById('language').click()")
    found = serious_faults(driver)
    driver.execute_script("localStorage.clear(); sessionStorage.clear()")
    assert found == []


@pytest.mark.usefixtures("phone")
def test_on_a_phone_filters_are_folded_and_rows_are_cards(page: Callable[[str], Any]) -> None:
    """The list begins on the first screen, each value has its name beside it, and an address with a filter shows it."""
    driver = page("index.html")
    assert not driver.execute_script("return document.getElementById('wishes').open")
    top = driver.execute_script("return document.querySelector('#models tbody tr').getBoundingClientRect().top")
    assert top < 844
    labels = driver.find_elements("css selector", "#models tbody tr:first-child .label")
    assert "Context" in [label.text for label in labels]
    driver = page("index.html#max=10")
    until(driver, "document.getElementById('wishes').open")


def test_copying_the_link(page: Callable[[str], Any], base: str) -> None:
    """The button says that the address is copied, and the clipboard has it."""
    if base.startswith("file:"):
        pytest.skip("a page from disk has no origin to be granted the clipboard")
    driver = page("index.html#max=10")
    driver.execute_cdp_cmd("Browser.grantPermissions", {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]})
    driver.find_element("id", "share").click()
    until(driver, "document.getElementById('share').textContent === 'Copied'")
    read = driver.execute_async_script("navigator.clipboard.readText().then(arguments[0])")
    assert read == driver.current_url
