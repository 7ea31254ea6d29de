"""Bodies that people have read: as committed, within the budget, and harmless when rendered."""

import pytest

from pipeline.model.changes import Change, ChangeKind
from pipeline.propose.note import REBUILD, ticked
from tests.attacks.gfm import bare_text, links, rendered, tags
from tests.propose.golden_bodies import ALL, GOLDEN, made, text_of

HARMLESS = {"h3", "p", "ul", "li", "strong", "code", "a", "details", "summary", "input", "table", "thead", "tbody", "tr", "th", "td", "em"}


@pytest.mark.parametrize("name", ALL)
def test_as_committed(name: str) -> None:
    """Each body is what is kept in golden/; `make golden` writes them again."""
    assert (GOLDEN / f"{name}.md").read_text(encoding="utf-8") == text_of(name)


def test_no_golden_is_left_over() -> None:
    """There is a scene for each file, and a file for each scene: at least ten."""
    assert {f.stem for f in GOLDEN.iterdir()} == set(ALL)
    assert len(ALL) >= 10


@pytest.mark.parametrize("name", ALL)
def test_harmless_when_rendered(name: str) -> None:
    """GitHub's parser finds our own elements and https links, one box that is not ticked, and nobody is called."""
    body = text_of(name)
    html = rendered(body)
    assert set(tags(html)) <= HARMLESS
    assert all(link.startswith("https://") for link in links(html))
    assert not any("bad.example" in link for link in links(html))
    assert body.count(f"[ ] {REBUILD}") == 1
    assert not ticked(body)
    text = bare_text(html)
    assert "@someone" not in text
    assert "#1" not in text
    assert len(body) < 60_000


def test_in_the_order_of_what_matters() -> None:
    """A sentence, then what needs eyes, then the rest, the sources, what happens next, the box."""
    body = text_of("targeted")
    places = [
        body.index(part)
        for part in (
            "A refresh of",
            "### Needs your eyes",
            "### Facts",
            "### Papers",
            "What happens next",
            "- [ ]",
        )
    ]
    assert places == sorted(places)


@pytest.mark.parametrize("limit", [4_000, 10_000, 60_000])
def test_the_budget_is_kept_and_the_rest_is_counted(limit: int) -> None:
    """Whatever does not fit is counted, the controls stay whole, and what is cut is the least important."""
    url = "https://a.example/" + "x" * 60
    changes = [
        Change(
            kind=kind, family=f"family-{n}", subject=f"acme/model-{n}", field="license", old="a", new=f"b{n}", url=url
        )
        for n in range(400)
        for kind in (ChangeKind.LICENSE_CHANGED, ChangeKind.FACT_GAINED)
    ]
    _, body = made("huggingface", changes, limit=limit)
    assert len(body) <= limit
    assert "more, not shown for want of room" in body
    assert body.rstrip().endswith(f"- [ ] {REBUILD}")
    shown = [body.count(f"→ `b{n}`") for n in range(400)]
    assert shown[0] >= 1
    eyes, _, facts = body.partition("<summary>What happens")[0].partition("<summary>Facts")
    assert "→ `b" in eyes
    assert "→ `b" not in facts or "not shown" not in eyes
