"""Links lead somewhere."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import family, link

Find = Callable[..., list[Finding]]


URL = "https://acme.example/toy"
BODY = f'[links]\nblog = {{ label = "Toy", url = "{URL}" }}'


def test_a_dead_link_is_an_error(found: Find) -> None:
    """With the status that it was answered with."""
    (one,) = found("link-state", family("toy", BODY), link(URL, "dead", status=404))
    assert one.level == "error"
    assert "HTTP 404" in one.message


def test_a_redirect_to_the_front_page_is_an_error(found: Find) -> None:
    """The page is gone, politely."""
    assert (
        "front page" in found("link-state", family("toy", BODY), link(URL, "moved", "https://acme.example/"))[0].message
    )


def test_a_live_link_and_one_never_asked_pass(found: Find) -> None:
    """Nothing is said of what nobody knows."""
    assert not found("link-state", family("toy", BODY), link(URL, "ok", URL, 200))
    assert not found("link-state", family("toy", BODY))
