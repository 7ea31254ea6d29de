"""Each row can be checked."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import family

Find = Callable[..., list[Finding]]


def test_values_without_a_source_are_found(found: Find) -> None:
    """A list without sources is no source."""
    part = family("toy", '[[facts]]\nfield = "sizes"\nvalue = "7B"\norigin = "a list, line 1"')
    assert "1 values" in found("row-evidence", part)[0].message


def test_an_empty_row_is_found(found: Find) -> None:
    """Nothing was ever heard."""
    assert "nothing was heard" in found("row-evidence", family("toy"))[0].message


def test_one_source_is_enough(found: Find) -> None:
    """A fact with its page, or a checkpoint's own name."""
    assert not found(
        "row-evidence", family("toy", '[[facts]]\nfield = "sizes"\nvalue = "7B"\nsource = "https://acme.example/"')
    )
    assert not found("row-evidence", family("toy", 'checkpoints = ["acme/toy-7b"]'))
