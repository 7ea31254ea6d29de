"""One section tells of one benchmark."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import benchmark, paper

Find = Callable[..., list[Finding]]


NAME = "ARC (AI2 Reasoning Challenge)"


def test_initials_spelt_out_otherwise_are_an_error(found: Find) -> None:
    """The text tells of the corpus, the name of the challenge."""
    part = benchmark("arc", '[prose]\nen = "ARC (Abstraction and Reasoning Corpus) is hard."', NAME)
    (one,) = found("mixed-benchmarks", part)
    assert "Abstraction and Reasoning Corpus" in one.message


def test_a_paper_about_the_other_is_an_error(found: Find) -> None:
    """The paper spells the same initials out as something else."""
    part = benchmark("arc", 'papers = ["2305.00001"]', NAME)
    other = paper("2305.00001", "Models and the Abstraction and Reasoning Corpus")
    assert [f.subject for f in found("mixed-benchmarks", part, other)] == ["benchmarks/arc/2305.00001"]


def test_the_right_text_and_paper_pass(found: Find) -> None:
    """Brackets that say something else than the initials are no second benchmark."""
    part = benchmark("arc", 'papers = ["1803.00001"]\n[prose]\nen = "ARC (grade-school questions) is hard."', NAME)
    own = paper("1803.00001", "Questions for the AI2 Reasoning Challenge")
    assert not found("mixed-benchmarks", part, own)
    assert not found("mixed-benchmarks", benchmark("x", 'papers = ["1803.00001"]', "Plain name"), own)


def test_initials_in_the_title_are_enough_unless_spelt_out_otherwise(found: Find) -> None:
    """ARC alone may be this one; spelt out without brackets it is another."""
    part = benchmark("arc", 'papers = ["1803.00001"]', NAME)
    assert not found("mixed-benchmarks", part, paper("1803.00001", "Solving ARC", "We answer questions of science."))
    assert found(
        "mixed-benchmarks", part, paper("1803.00001", "Solving ARC", "The abstraction and reasoning corpus is hard.")
    )
