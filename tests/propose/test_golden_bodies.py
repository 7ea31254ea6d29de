"""Bodies that people have read: as committed, within the budget, and harmless when rendered."""

import re

import pytest

from pipeline.layout.catalog import Curated
from pipeline.model.changes import Change, ChangeKind
from pipeline.model.curated import CuratedFamily
from pipeline.propose.body import LEAST, MOST
from pipeline.propose.scopes import FIRST
from pipeline.propose.wording import REBUILD, ticked
from tests.attacks.gfm import bare_text, links, rendered, tags
from tests.propose.golden_bodies import ALL, GOLDEN, made, text_of

HARMLESS = {"h3", "p", "ul", "li", "strong", "code", "a", "details", "summary", "input", "table", "thead", "tbody", "tr", "th", "td", "em"}


@pytest.mark.parametrize("name", ALL)
def test_as_committed_and_harmless_when_rendered(name: str) -> None:
    """Kept in golden/, which has no others; GitHub's parser finds our elements, https links, one empty box, no mention."""
    assert {file.stem for file in GOLDEN.iterdir()} == set(ALL)
    body = text_of(name)
    assert (GOLDEN / f"{name}.md").read_text(encoding="utf-8") == body
    html = rendered(body)
    assert set(tags(html)) <= HARMLESS
    assert all(link.startswith("https://") for link in links(html))
    assert not any("bad.example" in link for link in links(html))
    assert body.count(f"[ ] {REBUILD}") == 1
    assert not ticked(body)
    assert not re.search("@someone|#1", bare_text(html))
    assert len(body) < 60_000


@pytest.mark.parametrize("name", [name for name in ALL if name != "new_family"])
def test_counts_are_the_same_in_title_sentence_and_headings(name: str) -> None:
    """Each count of the title stands in the first sentence, and is what the headings of its kind come to."""
    title, _, body = text_of(name).partition("\n\n")
    counted = re.findall(r"\b(\d+) ([a-z]+ ?[a-z ]*[a-z])", title.partition(" - ")[2].removesuffix(" and more"))
    first, _, rest = body.partition("\n")
    headings = " ".join(re.findall(r"^(?:### |<details><summary>)(.*?)(?:</summary>)?$", rest, re.MULTILINE))
    for count, what in counted:
        assert f"{count} {what}" in first
        alike = {what, what.replace("s ", " ", 1)}  # two publishers with one each are two
        assert sum(int(n) for n, w in re.findall(r"(\d+) ([a-z ]+)", headings) if w.strip() in alike) == int(count)


@pytest.mark.parametrize("kind", list(ChangeKind))
@pytest.mark.parametrize("many", [1, 30, 300])
def test_what_stands_open_is_read_within_a_minute(kind: ChangeKind, many: int) -> None:
    """230 words at most, whatever changes and how often; what a person must judge keeps its first three rows, and nothing is left out."""
    changes = [Change(kind=kind, family=f"fir-{n}", subject=f"acme/fir-{n}", field="languages", new=f"l{n}") for n in range(many)]
    _, body = made("huggingface", changes)
    seen = re.sub(r"<details>.*?</details>", "", body, flags=re.DOTALL)
    assert len(re.findall(r"\w[^\s|]*", re.sub(r"\]\([^)]*\)", "]", seen))) <= 230
    if changes[0].needs_eyes:
        assert len(re.findall(r"^- .*fir-\d+", seen, re.MULTILINE)) >= min(many, 3)
        assert len(re.findall(r"^- .*fir-\d+", body, re.MULTILINE)) == min(many, MOST)


@pytest.mark.parametrize("limit", [4_000, 10_000, 60_000])
def test_the_budget_is_kept_and_the_rest_is_counted(limit: int) -> None:
    """Whatever does not fit is counted, the controls stay whole, and what is cut is the least important."""
    url = "https://a.example/" + "x" * 60
    changes = [
        Change(kind=kind, family=f"family-{n}", subject=f"acme/model-{n}", field="license", old="a", new=f"b{n}", url=url)
        for n in range(400)
        for kind in (ChangeKind.LICENSE_CHANGED, ChangeKind.FACT_GAINED)
    ]
    _, body = made("huggingface", changes, limit=limit)
    assert len(body) <= limit
    assert "more: see" in body
    assert body.rstrip().endswith(f"- [ ] {REBUILD}")
    eyes, _, facts = body.partition("<summary>400 facts gained")
    assert 1 <= eyes.count("`a` → ") <= MOST
    assert 1 <= facts.count("licence [") <= LEAST or eyes.count("`a` → ") == MOST
    assert facts.count("licence [") <= MOST


def test_of_each_publisher_some_rows_find_room() -> None:
    """A body too long for all its rows keeps the first ones of each part: a part without a row says nothing."""
    changes = [
        Change(kind=ChangeKind.FACT_GAINED, family=f"fir-{n % 40}", subject=f"acme/fir-{n}", field="license", new=f"l{n}", url="https://a.example/" + "x" * 80)
        for n in range(1_200)
    ]
    families = {
        f"fir-{n}": CuratedFamily(slug=f"fir-{n}", name="Fir", organization=f"maker{n}", kind="llm", checkpoints=(f"acme/fir-{n}",)) for n in range(40)
    }
    _, body = made(FIRST, changes, curated=Curated(families, {}, {}))
    assert len(body) <= 60_000
    folds = re.findall(r"<details><summary>\w+: \d+ facts gained</summary>(.*?)</details>", body, re.DOTALL)
    assert len(folds) == 40
    assert all("| `acme/fir-" in fold for fold in folds)
