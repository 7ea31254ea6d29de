"""Each size has a checkpoint."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import family, hub

Find = Callable[..., list[Finding]]


BODY = '[[facts]]\nfield = "sizes"\nvalue = "0.5B/1.8B/7B"\norigin = "a list, line 1"'


def test_a_size_that_nobody_published_is_an_error(found: Find) -> None:
    """The maker's repositories of that name are looked at even where the row names none."""
    (one,) = found(
        "size-checkpoint", family("toy", BODY), hub("acme/Toy-1_8B"), hub("acme/Toy-7B"), hub("acme/Toy2-0.5B")
    )
    assert "has 0.5B" in one.message
    assert "1.8B, 7B" in one.message


def test_rounded_sizes_and_unknown_families_pass(found: Find) -> None:
    """6.7B is sold as 7B; a single repository says nothing of the others."""
    own = BODY.replace("0.5B/1.8B/7B", "7B/13B")
    assert not found("size-checkpoint", family("toy", own), hub("acme/toy-6.7b"), hub("acme/toy-13b"))
    assert not found("size-checkpoint", family("toy", BODY), hub("acme/toy-7b"))
