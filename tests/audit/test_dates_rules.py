"""Rules about dates."""

from datetime import date

from tests.audit.audit_parts import family, hub, paper
from tests.audit.conftest import Find


def _dated(slug: str, day: str, more: str = "", name: str = "") -> dict[str, bytes]:
    fact = f'[[facts]]\nfield = "release_date"\nvalue = "{day}"\nsource = "https://acme.example/"'
    return family(slug, more + fact, name=name)


def test_a_stated_predecessor_is_compared(found: Find) -> None:
    """A person said which came before."""
    (one,) = found("before-predecessor", _dated("old", "2024-05"), _dated("new", "2024-03", 'predecessor = "old"\n'))
    assert one.subject == "new/release_date"


def test_a_predecessor_is_stated_and_never_guessed(found: Find) -> None:
    """A lower number in a name is no proof of an earlier model."""
    old, new = _dated("toy", "2023-08", name="Toy"), _dated("toy1.5", "2023-02", name="Toy1.5")
    assert not found("before-predecessor", old, new)
    (one,) = found("before-predecessor", old, _dated("toy1.5", "2023-02", 'predecessor = "toy"\n', name="Toy1.5"))
    assert one.subject == "toy1.5/release_date"
    assert "Toy (2023-08)" in one.message


def test_a_stated_successor_is_compared_once(found: Find) -> None:
    """Both files name the other; one finding is enough."""
    parts = (_dated("old", "2024-05", 'successor = "new"\n'), _dated("new", "2024-03", 'predecessor = "old"\n'))
    assert len(found("before-predecessor", *parts)) == 1
    assert (
        len(found("before-predecessor", _dated("old", "2024-05", 'successor = "new"\n'), _dated("new", "2024-03"))) == 1
    )


def test_dates_that_may_be_the_same_pass(found: Find) -> None:
    """A year and a month in it do not contradict each other."""
    parts = (_dated("old", "2024-05"), _dated("new", "2024", 'predecessor = "old"\n'))
    assert not found("before-predecessor", *parts)


def test_a_higher_version_dated_earlier_is_an_error(found: Find) -> None:
    """Version 2 is not from before version 1."""
    body = 'checkpoints = ["acme/toy-1", "acme/toy-2"]\n' + "".join(
        f'[[facts]]\nfield = "release_date"\nvalue = {day}\ncheckpoint = "acme/toy-{n}"\nsource = "https://acme.example/"\n'
        for n, day in ((1, "2024-06-01"), (2, "2024-01-01"))
    )
    (one,) = found("date-order", family("toy", body))
    assert one.subject == "toy/acme/toy-2"


def test_an_unsourced_date_far_from_the_first_repository_is_an_error(found: Find) -> None:
    """A year was mistyped: the weights came twelve months later."""
    body = '[[facts]]\nfield = "release_date"\nvalue = "2023-02"\norigin = "a list, line 1"'
    snapshot = hub("acme/toy-7b", created_at="2024-02-03T00:00:00Z")
    (one,) = found("date-order", family("toy", body), snapshot)
    assert one.subject == "toy/release_date"
    assert "2024-02-03" in one.message


def test_a_date_with_a_source_or_near_the_repository_passes(found: Find) -> None:
    """Repositories are made some weeks before or after; a source is a source."""
    snapshot = hub("acme/toy-7b", created_at="2024-02-03T00:00:00Z")
    near = '[[facts]]\nfield = "release_date"\nvalue = "2024-01"\norigin = "a list, line 1"'
    sourced = '[[facts]]\nfield = "release_date"\nvalue = "2023-02"\nsource = "https://acme.example/"'
    assert not found("date-order", family("toy", near), snapshot)
    assert not found("date-order", family("toy", sourced), snapshot)


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
