"""The committed pages, as a reader meets them: every link leads somewhere, and the front page stays light."""

from pathlib import Path

from tests.render.reading import broken

ROOT = Path(__file__).parents[2]
WRITTEN = ("*.md", "docs/**/*.md", "pages/**/*.md")
FRONT_PAGES = ("README.md", "README_zh.md")
MOST = 90_000
"""Bytes of a front page: what a phone loads and a reader scrolls through."""


def test_every_link_inside_the_repository_resolves() -> None:
    """To a file that is there, and to a heading of it; from the pages and from what people wrote about them."""
    pages = {path.relative_to(ROOT).as_posix(): path for glob in WRITTEN for path in ROOT.glob(glob)}
    rooms = ["assets", "benchmarks", "catalog", "docs", "flows", "history", "pages", "pipeline", "snapshots", "tests", ".github"]
    found = (path for room in rooms for path in (ROOT / room).rglob("*") if path.is_file())
    files = {path.relative_to(ROOT).as_posix() for path in (*found, *(p for p in ROOT.iterdir() if p.is_file()))}
    assert list(broken({name: path.read_text("utf-8") for name, path in pages.items()}, dict.fromkeys(files))) == []


def test_a_front_page_is_light() -> None:
    """In either language."""
    assert {name: size for name in FRONT_PAGES if (size := (ROOT / name).stat().st_size) > MOST} == {}
