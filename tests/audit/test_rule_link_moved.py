"""Links are kept where things are."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import family, link, repository

Find = Callable[..., list[Finding]]


URL = "https://acme.example/toy"
BODY = f'[links]\nblog = {{ label = "Toy", url = "{URL}" }}'
CODE = '[links]\ncode = "https://github.com/AcmeLab/Toy1"'


def test_a_moved_page_is_proposed(found: Find) -> None:
    """The new address is what was expected."""
    (one,) = found("link-moved", family("toy", BODY), link(URL, "moved", "https://new.example/toy"))
    assert one.expected == "https://new.example/toy"


def test_a_renamed_repository_is_proposed(found: Find) -> None:
    """GitHub redirects until somebody takes the old name."""
    (one,) = found("link-moved", family("toy", CODE), repository("AcmeLab/Toy1", "AcmeLab/Toy3", state="moved"))
    assert one.expected == "https://github.com/AcmeLab/Toy3"


def test_a_repository_that_is_gone_is_found(found: Find) -> None:
    """A link to code that is no more."""
    assert "gone" in found("link-moved", family("toy", CODE), repository("AcmeLab/Toy1", state="gone"))[0].message


def test_small_redirects_pass(found: Find) -> None:
    """A slash, the scheme, "www." and a repository's case are no move."""
    assert not found("link-moved", family("toy", BODY), link(URL, "moved", "https://www.acme.example/toy/"))
    assert not found("link-moved", family("toy", CODE), repository("AcmeLab/Toy1", "acmelab/toy1"))
