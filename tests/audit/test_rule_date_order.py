"""Inside a family, versions follow one another."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import family, hub

Find = Callable[..., list[Finding]]


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
