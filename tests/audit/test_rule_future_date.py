"""No release and no paper lies after the day of the audit."""

from collections.abc import Callable
from datetime import date

from pipeline.model.findings import Finding
from tests.audit.audit_parts import family, paper

Find = Callable[..., list[Finding]]


def test_the_day_of_the_audit_decides(found: Find) -> None:
    """The same tree has an error on one day and none on the next."""
    part = family("toy", '[[facts]]\nfield = "release_date"\nvalue = 2026-03-02\nsource = "https://acme.example/"')
    assert [f.subject for f in found("future-date", part, today=date(2026, 3, 1))] == ["toy/release_date"]
    assert not found("future-date", part, today=date(2026, 3, 2))


def test_a_month_that_has_begun_passes(found: Find) -> None:
    """A month may be any day of it."""
    part = family("toy", '[[facts]]\nfield = "release_date"\nvalue = "2026-03"\nsource = "https://acme.example/"')
    assert not found("future-date", part, today=date(2026, 3, 1))


def test_a_paper_s_date_counts_as_well(found: Find) -> None:
    """What arXiv dates in the future cannot be."""
    part = family("toy", 'papers = ["2601.00001"]')
    assert found("future-date", part, paper("2601.00001", "Toy", published="2027-01-01"))
