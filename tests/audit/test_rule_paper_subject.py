"""A paper is about the family."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import family, paper

Find = Callable[..., list[Finding]]


BODY = 'papers = ["2401.00001"]'


def test_a_paper_about_something_else_is_found(found: Find) -> None:
    """Neither title, abstract nor authors name the family or its maker."""
    strange = paper("2401.00001", "On the flight of birds", "We watch them.", authors=["A. Person"])
    (one,) = found("paper-subject", family("toy", BODY), strange)
    assert "flight of birds" in one.message


def test_the_family_or_its_maker_is_enough(found: Find) -> None:
    """In the title, in a compound word, or as the author."""
    assert not found("paper-subject", family("toy", BODY), paper("2401.00001", "Toy: a small model"))
    assert not found("paper-subject", family("hawk", BODY), paper("2401.00001", "MiniHawk technical report"))
    assert not found("paper-subject", family("toy", BODY), paper("2401.00001", "A report", authors=["Acme Team"]))


def test_unknown_and_withdrawn_papers_are_found(found: Find) -> None:
    """An id that arXiv does not know, and a paper that its authors took back."""
    unknown = {
        path: data.replace(b'"receipt"', b'"state": "unknown", "receipt"')
        for path, data in paper("2401.00001", "").items()
    }
    assert "knows no paper" in found("paper-subject", family("toy", BODY), unknown)[0].message
    assert (
        "withdrawn"
        in found("paper-subject", family("toy", BODY), paper("2401.00001", "Toy", withdrawn=True))[0].message
    )
