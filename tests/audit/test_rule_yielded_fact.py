"""A fact that is no longer needed is told."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import family, hub

Find = Callable[..., list[Finding]]


BODY = (
    'checkpoints = ["acme/toy-7b"]\n[[facts]]\nfield = "license"\nvalue = "mit"\n'
    'source = "https://acme.example/"\ncheckpoint = "acme/toy-7b"'
)


def test_a_source_that_speaks_now_is_told(found: Find) -> None:
    """The notice names the fact, so that it can be taken out."""
    (one,) = found("yielded-fact", family("toy", BODY), hub("acme/toy-7b", license="mit"))
    assert (one.level, one.subject) == ("notice", "toy/acme/toy-7b/license")


def test_a_fact_that_stands_passes(found: Find) -> None:
    """No source states a licence."""
    assert not found("yielded-fact", family("toy", BODY), hub("acme/toy-7b"))
