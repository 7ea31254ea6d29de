"""A blog link is a page, not a site."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import family

Find = Callable[..., list[Finding]]


def test_front_pages_are_errors(found: Find) -> None:
    """The root, a section, and the start of a manual."""
    for url in ("https://acme.example/", "https://acme.example/blog/", "https://toy.readthedocs.io/en/latest/"):
        (one,) = found("front-page", family("toy", f'[links]\nblog = {{ label = "x", url = "{url}" }}'))
        assert one.subject == "toy/links.blog"
        assert url in one.message


def test_a_post_passes(found: Find) -> None:
    """A page below the blog, and a page named by a query."""
    for url in ("https://acme.example/blog/toy-2", "https://acme.example/?p=12"):
        assert not found("front-page", family("toy", f'[links]\nblog = {{ label = "x", url = "{url}" }}'))
