"""A pin says what it was set against."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import family, hub

Find = Callable[..., list[Finding]]


BODY = """checkpoints = ["acme/toy-7b"]
[[pins]]
field = "license"
value = "apache-2.0"
was = "mit"
because = "the file LICENSE says so"
source = "https://acme.example/"
checkpoint = "acme/toy-7b"
"""


def test_a_source_that_moved_on_is_told(found: Find) -> None:
    """The source says something else than the pin remembers."""
    (one,) = found("stale-pin", family("toy", BODY), hub("acme/toy-7b", license="llama3"))
    assert one.subject == "toy/acme/toy-7b/license"
    assert "llama3" in one.message


def test_a_pin_that_meets_its_source_passes(found: Find) -> None:
    """Nothing has changed since."""
    assert not found("stale-pin", family("toy", BODY), hub("acme/toy-7b", license="mit"))


def test_a_source_that_fell_silent_is_told(found: Find) -> None:
    """Nobody states a value any more."""
    assert "no source" in found("stale-pin", family("toy", BODY), hub("acme/toy-7b"))[0].message
