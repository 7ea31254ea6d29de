"""A linked collection is there and holds the family."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import collection, family

Find = Callable[..., list[Finding]]


SLUG = "acme/toy-0123456789abcdef01234567"
BODY = (
    'checkpoints = ["acme/toy-7b"]\n[links]\n'
    f'checkpoints = [{{ label = "Toy", url = "https://huggingface.co/collections/{SLUG}" }}]'
)


def test_a_collection_of_something_else_is_an_error(found: Find) -> None:
    """Its owner put other models in."""
    (one,) = found("collection-members", family("toy", BODY), collection(SLUG, "acme/hawk-1b", "acme/hawk-2b"))
    assert "none of them of toy" in one.message


def test_a_collection_that_is_gone_is_an_error(found: Find) -> None:
    """Nothing is left behind the link."""
    assert "is gone" in found("collection-members", family("toy", BODY), collection(SLUG, state="gone"))[0].message


def test_a_collection_with_a_member_passes(found: Find) -> None:
    """By id, or by the family's name; and what nobody asked for is not judged."""
    assert not found("collection-members", family("toy", BODY), collection(SLUG, "acme/toy-7b", "acme/hawk-2b"))
    assert not found("collection-members", family("toy", BODY), collection(SLUG, "acme/toy-70b"))
    assert not found("collection-members", family("toy", BODY))
