"""A family's paper is not earlier than it can be."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import family

Find = Callable[..., list[Finding]]


FACT = '[[facts]]\nfield = "release_date"\nvalue = "2024-06"\nsource = "https://acme.example/"\n'


def test_a_paper_long_before_the_family_is_found(found: Find) -> None:
    """A paper of the year before last belongs to something else."""
    (one,) = found("paper-date", family("toy", 'papers = ["2203.00001"]\n' + FACT))
    assert one.subject == "toy/2203.00001"


def test_a_paper_before_the_predecessor_is_found(found: Find) -> None:
    """What came out before version 1 cannot tell of version 2."""
    old = family("toy-1", FACT, name="Toy 1")
    new = family("toy-2", 'papers = ["2405.00001"]\n' + FACT.replace("2024-06", "2024-09"), name="Toy 2")
    assert [f.subject for f in found("paper-date", old, new)] == ["toy-2/2405.00001"]


def test_a_month_that_does_not_exist_or_has_not_come_is_found(found: Find) -> None:
    """ArXiv ids are year and month."""
    assert "no month" in found("paper-date", family("toy", 'papers = ["2413.00001"]'))[0].message
    assert "after" in found("paper-date", family("toy", 'papers = ["2701.00001"]'))[0].message


def test_a_timely_paper_and_a_second_one_pass(found: Find) -> None:
    """The method's paper may be old where the family has its own as well."""
    assert not found("paper-date", family("toy", 'papers = ["2405.00001"]\n' + FACT))
    assert not found("paper-date", family("toy", 'papers = ["2405.00001", "2203.00001"]\n' + FACT))


def test_ids_from_before_2007_are_left_alone(found: Find) -> None:
    """They have a year in another place."""
    assert not found("paper-date", family("toy", 'papers = ["cs/0112017"]\n' + FACT))
