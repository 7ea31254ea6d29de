"""The site in a real browser, opened from disk and served below a prefix: what a reader does, and what it costs."""

import functools
import http.server
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline.cli.group import cli
from pipeline.layout import paths
from tests.render.world import card, checkpoint, family, small_tree

pytestmark = pytest.mark.slow
webdriver = pytest.importorskip("selenium.webdriver", reason="needs selenium: pip install '.[browser]'")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
if CHROMIUM is None or DRIVER is None:
    pytest.skip("needs chromium and chromedriver (Debian: chromium, chromium-driver)", allow_module_level=True)

FIRST_VIEW = 300_000
MANY = 2_000
FILTER_MS = 100


def _write(tree: dict[str, bytes], folder: Path) -> Path:
    for path, data in tree.items():
        (folder / "list" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "list" / path).write_bytes(data)
    done = CliRunner().invoke(cli, ["--root", str(folder / "list"), "site", str(folder / "site")])
    assert done.exit_code == 0, done.output
    return folder / "site"


def _world() -> dict[str, bytes]:
    tree = small_tree()
    for n, (name, tokens) in enumerate((("Bohai-8B", 131072), ("Bohai-90B", 131072), ("Tiny-1B", 2048))):
        slug = name.lower()
        rest = (
            f'checkpoints = ["lumen/{name}"]\n[prose]\nen = "Good at sums."\nzh = "擅长数学推理。"'
            if n < 2
            else f'checkpoints = ["lumen/{name}"]'
        )
        tree[paths.family(slug)] = family(slug, name.replace("-", " "), rest=rest)
        tree[paths.hub_snapshot(f"lumen/{name}")] = checkpoint(
            f"lumen/{name}", license="apache-2.0", languages=["zh", "en"], created_at=f"2024-0{n + 3}-01T00:00:00Z"
        )
        tree[paths.card_snapshot(f"lumen/{name}")] = card(f"lumen/{name}", {"context_length": [tokens]})
    tree[f"{paths.HISTORY}duel.tsv"] = (
        b"edition\tmodel\tscore\n2024-01-01\tLumen-7B\t1000\n2024-02-01\tLumen-7B\t1010\n"
    )
    return tree


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a small world, on disk."""
    return _write(_world(), tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module", params=["disk", "prefix"])
def base(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """Where the site is: a folder opened as file://, or a prefix of a server as GitHub Pages has it."""
    if request.param == "disk":
        yield folder.as_uri() + "/"
        return

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Keep quiet."""

        def translate_path(self, path: str) -> str:
            return super().translate_path(path.removeprefix("/some/prefix"))

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/some/prefix/"
    server.shutdown()


@pytest.fixture(scope="module")
def driver() -> Iterator[Any]:
    """One headless browser for all tests."""
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    for argument in (
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--window-size=1280,900",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    made = webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=DRIVER))
    made.set_script_timeout(30)
    yield made
    made.quit()


@pytest.fixture
def page(driver: Any, base: str) -> Iterator[Callable[[str], Any]]:
    """Open a page of the site; afterwards nothing was complained of, and nothing asked from outside."""

    def open_(path: str) -> Any:
        driver.get("about:blank")
        driver.get(base + path)
        # The driver now and then returns before a page from disk has run its scripts.
        _until(driver, "document.readyState === 'complete' && location.href !== 'about:blank'")
        return driver

    yield open_
    loaded = driver.execute_script("return performance.getEntriesByType('resource').map((e) => e.name)")
    assert [name for name in loaded if not name.startswith((base, "data:"))] == []
    assert [line for line in driver.get_log("browser") if line["level"] in {"SEVERE", "WARNING"}] == []


def _names(driver: Any) -> list[str]:
    found: list[str] = driver.execute_script(
        "return [...document.querySelectorAll('#models tbody th a')].map((a) => a.textContent)"
    )
    return found


def _set(driver: Any, identity: str, value: str) -> None:
    driver.execute_script(
        "const e = document.getElementById(arguments[0]); e.value = arguments[1];"
        "e.dispatchEvent(new Event('input', { bubbles: true }))", identity, value,
    )  # fmt: skip


def _until(driver: Any, script: str) -> None:
    done = driver.execute_async_script(
        "const done = arguments[0]; const end = performance.now() + 5000;"
        f"(function again() {{ if ({script}) done(true); else if (performance.now() > end) done(false);"
        " else setTimeout(again, 20); })()"
    )
    assert done, script


def test_a_reader_finds_a_small_free_long_chinese_model(page: Callable[[str], Any]) -> None:
    """Under 10B, free licence, 128K context, Chinese: four choices, and the address can be shared."""
    driver = page("index.html")
    for identity, value in (("max", "10"), ("license", "free"), ("context", "128000"), ("language-of", "zh")):
        _set(driver, identity, value)
    assert _names(driver) == ["Bohai 8B", "Lumen"]
    address = driver.current_url
    assert "max=10" in address.partition("#")[2]
    driver.get("about:blank")
    driver.get(address)
    _until(driver, "document.querySelectorAll('#models tbody tr').length === 2")
    assert _names(driver) == ["Bohai 8B", "Lumen"]
    assert "2 of 10 families" in driver.find_element("id", "count").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("sums", {"Bohai 8B", "Bohai 90B"}),
        ("数学", {"Bohai 8B", "Bohai 90B"}),
        ("流明 推理", {"Bohai 8B", "Bohai 90B"}),
        ("boh", {"Bohai 8B", "Bohai 90B"}),
        ("qzx", set()),
    ],
)
def test_search_in_both_languages(page: Callable[[str], Any], query: str, found: set[str]) -> None:
    """Words of the prose and of the maker's name are found, in English by their beginnings and in Chinese by pieces."""
    driver = page("index.html")
    _set(driver, "q", query)
    _until(driver, "window.MiniSearch && window.WORDS")
    _until(driver, f"document.querySelectorAll('#models tbody tr').length === {len(found)}")
    assert set(_names(driver)) == found


def test_sorting_by_keyboard_alone(page: Callable[[str], Any]) -> None:
    """A column's name is a button: Enter sorts, says so to a screen reader, and unknown values come last."""
    driver = page("index.html")
    button = driver.find_element("css selector", "th[data-sort=size] button")
    button.send_keys("\ue007")
    assert driver.find_element("css selector", "th[data-sort=size]").get_attribute("aria-sort") == "descending"
    names = _names(driver)
    assert names[0] == "Bohai 90B"
    assert names[-1] == "明目 Seer"


def test_first_tab_offers_to_skip_to_the_content(page: Callable[[str], Any]) -> None:
    """A keyboard reader need not walk through the switches on every page."""
    driver = page("index.html")
    webdriver.ActionChains(driver).send_keys("\ue004").perform()
    assert driver.execute_script("return document.activeElement.className") == "skip"


def test_comparison_of_chosen_families(page: Callable[[str], Any]) -> None:
    """Ticked rows lead to a comparison whose address names them."""
    driver = page("index.html")
    for box in driver.find_elements("css selector", "#models tbody input")[:2]:
        driver.execute_script("arguments[0].click()", box)
    link = driver.find_element("id", "to-compare").get_attribute("href")
    driver.get(link)
    _until(driver, "document.querySelectorAll('#comparison thead th').length === 2")
    _set(driver, "add", "Lumen 2")
    driver.execute_script("document.getElementById('add').dispatchEvent(new Event('change'))")
    _until(driver, "document.querySelectorAll('#comparison thead th').length === 3")
    assert "lumen-2" in driver.current_url


def test_charts_are_drawn_and_told_as_tables(page: Callable[[str], Any]) -> None:
    """The picture has pixels, and the same points stand in a table for those who cannot see it."""
    driver = page("charts.html")
    _until(driver, "document.querySelector('#sizes canvas')")
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
    driver.execute_script("localStorage.clear()")


@pytest.mark.parametrize(
    "path", ["index.html", "compare.html#ids=lumen,bohai-8b", "charts.html", "families/lumen.html", "all.html"]
)
@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_no_serious_fault(page: Callable[[str], Any], path: str, *, dark: bool) -> None:
    """axe-core has nothing serious or critical to say of any page, light or dark."""
    axe = pytest.importorskip("axe_playwright_python", reason="needs axe-playwright-python: pip install '.[browser]'")
    script = (Path(axe.__file__).parent / "axe.min.js").read_text("utf-8")
    driver = page(path)
    if dark:
        driver.execute_script("document.documentElement.dataset.theme = 'dark'")
    driver.execute_script(script)
    found = driver.execute_async_script("axe.run({ preload: false }).then(arguments[arguments.length - 1])")
    faults = [v for v in found["violations"] if v["impact"] in {"serious", "critical"}]
    assert [(v["id"], [n["html"][:120] for n in v["nodes"]][:3]) for v in faults] == []


def test_first_view_is_small(page: Callable[[str], Any], folder: Path) -> None:
    """What the first page loads is far below 300 kB, in few requests."""
    driver = page("index.html")
    loaded = driver.execute_script("return performance.getEntriesByType('resource').map((e) => e.name)")
    names = {name.split("/site/")[-1].split("/some/prefix/")[-1] for name in loaded if not name.startswith("data:")}
    assert len(names) <= 6
    assert (folder / "index.html").stat().st_size + sum((folder / n).stat().st_size for n in names) < FIRST_VIEW


def test_two_thousand_families_filter_at_once(driver: Any, tmp_path: Path) -> None:
    """A keystroke in a list of 2,000 families is answered within 100 ms."""
    tree = small_tree()
    for n in range(MANY):
        rest = f'checkpoints = ["lumen/M{n}-{n % 90 + 1}B"]\n[prose]\nzh = "第 {n} 个模型，擅长数学。"'
        tree[paths.family(f"model-{n}")] = family(f"model-{n}", f"Model {n}", rest=rest)
    driver.get((_write(tree, tmp_path) / "index.html").as_uri())
    _set(driver, "q", "数学")
    _until(driver, "window.MiniSearch && window.WORDS")
    times = driver.execute_script(
        "const times = []; for (const value of ['', '7', '70', '', '3']) {"
        "const e = document.getElementById('max'); const start = performance.now(); e.value = value;"
        "e.dispatchEvent(new Event('input', { bubbles: true })); document.body.offsetHeight; times.push(performance.now() - start); }"
        "return times"
    )
    assert sorted(times)[len(times) // 2] < FILTER_MS
