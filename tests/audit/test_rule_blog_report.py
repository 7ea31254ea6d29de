"""A report has a place of its own."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import family

Find = Callable[..., list[Finding]]


def test_a_pdf_is_no_blog_post(found: Find) -> None:
    """Nor is an abstract on arXiv."""
    for url in ("https://acme.example/toy-report.PDF", "https://arxiv.org/abs/2401.00001"):
        (one,) = found("blog-report", family("toy", f'[links]\nblog = {{ label = "x", url = "{url}" }}'))
        assert one.level == "warning"


def test_a_post_and_a_linked_report_pass(found: Find) -> None:
    """links.paper is where a PDF belongs."""
    body = (
        '[links]\nblog = { label = "x", url = "https://acme.example/toy" }\n'
        'paper = { label = "x", url = "https://acme.example/toy.pdf" }'
    )
    assert not found("blog-report", family("toy", body))
