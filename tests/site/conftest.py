"""A site on disk and behind a server, and one headless browser; tests that need them are skipped where there is none."""

import functools
import http.server
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.site.browsing import until, world, write_site


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a small world, on disk."""
    return write_site(world(), tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session", params=["disk", "prefix"])
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


@pytest.fixture(scope="session")
def driver() -> Iterator[Any]:
    """One headless browser for all tests."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="needs selenium: pip install '.[browser]'")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    service = shutil.which("chromedriver")
    if chromium is None or service is None:
        pytest.skip("needs chromium and chromedriver (Debian: chromium, chromium-driver)")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in ("headless=new", "no-sandbox", "disable-gpu", "disable-dev-shm-usage", "window-size=1280,900"):
        options.add_argument(f"--{argument}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    made = webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=service))
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
        until(driver, "document.readyState === 'complete' && location.href !== 'about:blank'")
        return driver

    yield open_
    loaded = driver.execute_script("return performance.getEntriesByType('resource').map((e) => e.name)")
    assert [name for name in loaded if not name.startswith((base, "data:"))] == []
    assert [line for line in driver.get_log("browser") if line["level"] in {"SEVERE", "WARNING"}] == []


@pytest.fixture
def phone(driver: Any) -> Iterator[None]:
    """A screen of 390 by 844 points that is touched."""
    screen = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    yield
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
