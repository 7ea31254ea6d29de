"""The committed pages, as a reader meets them: every link leads somewhere, benchmarks speak both languages."""

import tomllib
from pathlib import Path

import pytest

from pipeline.layout import paths
from pipeline.layout.curated import parse_curated
from pipeline.model.findings import InputFaults
from tests.render.reading import broken

ROOT = Path(__file__).parents[2]
WRITTEN = ("*.md", "docs/**/*.md", "pages/**/*.md")


def test_every_link_inside_the_repository_resolves() -> None:
    """To a file that is there, and to a heading of it; from the pages and from what people wrote about them."""
    pages = {path.relative_to(ROOT).as_posix(): path for glob in WRITTEN for path in ROOT.glob(glob)}
    rooms = ["assets", "benchmarks", "catalog", "docs", "flows", "history", "pages", "pipeline", "snapshots", "tests", ".github"]
    found = (path for room in rooms for path in (ROOT / room).rglob("*") if path.is_file())
    files = {path.relative_to(ROOT).as_posix() for path in (*found, *(p for p in ROOT.iterdir() if p.is_file()))}
    assert list(broken({name: path.read_text("utf-8") for name, path in pages.items()}, dict.fromkeys(files))) == []


BENCHMARKS = sorted((Path(__file__).parents[2] / "catalog" / "curated" / "benchmarks").glob("*.toml"))


@pytest.mark.parametrize("path", BENCHMARKS, ids=lambda p: p.stem)
def test_what_a_benchmark_says_it_says_twice(path: Path) -> None:
    """Measures, size, metric and prose: in English, and in Chinese with Chinese characters and the same numbers."""
    said = tomllib.loads(path.read_text("utf-8"))
    for key in ("measures", "size", "metric", "prose"):
        if key in said:
            assert set(said[key]) == {"en", "zh"}, key
            assert any("\u4e00" <= c <= "\u9fff" for c in said[key]["zh"]), key
    if "size" in said:
        assert set(_numbers(said["size"]["en"])) <= {*_numbers(said["size"]["zh"])}


def _numbers(text: str) -> list[str]:
    """The numbers of more than one digit, written alike in both languages."""
    words = "".join(c if c.isdigit() or c in ",." else " " for c in text).split()
    return [w for w in (w.strip(",.") for w in words) if len(w) > 1]


def test_one_text_for_both_languages_is_refused_with_the_form_that_is_wanted() -> None:
    """A size written as one text names the file, the line and how to write it."""
    tree = {f"{paths.BENCHMARKS}x.toml": b'slug = "x"\nname = "X"\nsize = "164 problems"\n'}
    with pytest.raises(InputFaults) as caught:
        parse_curated(tree)
    (fault,) = caught.value.faults
    assert (fault.path, fault.line) == (f"{paths.BENCHMARKS}x.toml", 3)
    assert '{ en = "164 problems", zh = "…" }' in fault.message
