"""A family is not older than the one it follows."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import family

Find = Callable[..., list[Finding]]


def _dated(slug: str, day: str, more: str = "", name: str = "") -> dict[str, bytes]:
    fact = f'[[facts]]\nfield = "release_date"\nvalue = "{day}"\nsource = "https://acme.example/"'
    return family(slug, more + fact, name=name)


def test_a_stated_predecessor_is_compared(found: Find) -> None:
    """A person said which came before."""
    (one,) = found("before-predecessor", _dated("old", "2024-05"), _dated("new", "2024-03", 'predecessor = "old"\n'))
    assert one.subject == "new/release_date"


def test_the_next_lower_version_is_the_predecessor(found: Find) -> None:
    """Nobody said it, but 1.5 follows the one without a number."""
    parts = (_dated("toy", "2023-08", name="Toy"), _dated("toy1.5", "2023-02", name="Toy1.5"))
    (one,) = found("before-predecessor", *parts)
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
