"""A benchmark names where it comes from."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import benchmark

Find = Callable[..., list[Finding]]


def test_neither_paper_nor_source_is_found(found: Find) -> None:
    """A section without any origin."""
    assert [f.subject for f in found("benchmark-paper", benchmark("x", ""))] == ["benchmarks/x"]


def test_a_paper_or_a_source_is_enough(found: Find) -> None:
    """Not every benchmark has a paper."""
    assert not found("benchmark-paper", benchmark("x", 'papers = ["2401.00001"]'))
    assert not found("benchmark-paper", benchmark("x", 'source = "https://bench.example/"'))
