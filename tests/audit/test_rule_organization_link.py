"""A checkpoint link leads to checkpoints."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import family

Find = Callable[..., list[Finding]]


def test_an_organisation_s_page_is_an_error(found: Find) -> None:
    """The page of the maker holds everything else as well."""
    part = family("toy", '[links]\ncheckpoints = [{ label = "Toy", url = "https://huggingface.co/acme" }]')
    (one,) = found("organization-link", part)
    assert one.subject == "toy/links.checkpoints"


def test_checkpoints_collections_and_posts_pass(found: Find) -> None:
    """So does a page of the Hub itself."""
    for url in ("acme/toy-7b", "collections/acme/toy-0123456789abcdef01234567", "papers", "blog/acme"):
        part = family("toy", f'[links]\nmore = [{{ label = "Toy", url = "https://huggingface.co/{url}" }}]')
        assert not found("organization-link", part)


def test_a_further_link_that_names_the_maker_passes(found: Find) -> None:
    """Only the label tells a page of the maker from a promise of models."""
    body = '[links]\nmore = [{ label = "LABEL", url = "https://huggingface.co/acme" }]'
    assert not found("organization-link", family("toy", body.replace("LABEL", "Acme on Hugging Face")))
    assert found("organization-link", family("toy", body.replace("LABEL", "Hugging Face model")))
