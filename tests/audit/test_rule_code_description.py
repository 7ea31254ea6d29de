"""A code repository is about models."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import family, repository

Find = Callable[..., list[Finding]]
HAWK = family("toy", '[links]\ncode = "https://github.com/AcmeLab/hawk"')


def test_a_web_framework_is_found_by_its_description(found: Find) -> None:
    """Neither the family nor any word of models is in what the repository says of itself."""
    asked = repository("AcmeLab/hawk", description="A fast framework for web servers", topics=["http", "rest"])
    (one,) = found("code-description", HAWK, asked)
    assert one.subject == "toy/links.code"


def test_one_word_is_enough(found: Find) -> None:
    """Of models in the description or topics, or the family's name."""
    assert not found("code-description", HAWK, repository("AcmeLab/hawk", description="Our language models"))
    assert not found("code-description", HAWK, repository("AcmeLab/hawk", description="Fast", topics=["llm"]))
    assert not found("code-description", HAWK, repository("AcmeLab/hawk", description="Toy, in the open"))


def test_what_says_nothing_is_not_judged(found: Find) -> None:
    """No description, no topics, or no snapshot."""
    assert not found("code-description", HAWK, repository("AcmeLab/hawk"))
    assert not found("code-description", HAWK)
