"""What the documentation shows is run: samples that rot fail here."""

import re

from pipeline.changes.guard import KEPT, LEAST
from tests.on_disk import PROJECT

SHARE = re.compile(r"(?:below|less than) (\d+) %(?: of ten|, or)")
MAKE = re.compile(r"(?:^|`)make ([a-z-]+)", re.MULTILINE)
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def samples(page: str, language: str) -> list[str]:
    """The fenced blocks of one language on a page."""
    return [text for kind, text in FENCE.findall((PROJECT / page).read_text(encoding="utf-8")) if kind == language]


def test_the_sample_of_a_source_gives_a_claim_with_an_address() -> None:
    """The pure half of a new source, as docs/sources.md shows it."""
    (code,) = samples("docs/sources.md", "python")
    room: dict[str, object] = {}
    exec(compile(code, "docs/sources.md", "exec"), room)  # noqa: S102  the documentation's own sample
    (claim,) = room["claims"]("example/One-7B", "2026-01-02", None)  # type: ignore[operator]
    assert (claim.field, claim.value, claim.url.startswith("https://")) == ("release_date", "2026-01-02", True)


def test_the_documentation_names_the_share_that_the_guard_keeps() -> None:
    """Wherever it says below how many percent of ten or more entries an answer is refused."""
    pages = {p.name: re.sub(r"\s+", " ", p.read_text(encoding="utf-8")) for p in PROJECT.glob("docs/*.md")}
    said = {name: SHARE.findall(text) for name, text in pages.items() if SHARE.search(text)}
    assert set(said) == {"design.md", "leaderboards.md", "operations.md"}
    assert {float(share) / 100 for shares in said.values() for share in shares} == {KEPT}
    assert LEAST == 10, "the pages say ten"


def test_every_make_target_in_the_documentation_exists() -> None:
    """`make something` on a page is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    pages = [*PROJECT.glob("docs/*.md"), PROJECT / "README.md", PROJECT / "CONTRIBUTING.md"]
    named = {name for page in pages for name in MAKE.findall(page.read_text(encoding="utf-8"))}
    assert named
    assert named <= targets
