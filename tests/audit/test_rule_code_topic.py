"""A code repository is the family's own, and about models at all."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import family, repository

Find = Callable[..., list[Finding]]


def test_a_fine_tuning_kit_is_not_the_family_s_repository(found: Find) -> None:
    """The name alone says it."""
    (one,) = found("code-topic", family("toy", '[links]\ncode = "https://github.com/AcmeLab/dstoolkit-toy2-finetune"'))
    assert one.level == "error"
    assert "finetune" in one.message


def test_a_web_framework_is_found_by_its_description(found: Find) -> None:
    """Neither the family nor any word of models is in what the repository says of itself."""
    part = family("toy", '[links]\ncode = "https://github.com/AcmeLab/hawk"')
    asked = repository("AcmeLab/hawk", description="A fast framework for web servers", topics=["http", "rest"])
    assert found("code-topic", part, asked)


def test_a_language_model_s_repository_passes(found: Find) -> None:
    """One word of models is enough, and so is the family's name."""
    part = family("toy", '[links]\ncode = "https://github.com/AcmeLab/hawk"')
    assert not found("code-topic", part, repository("AcmeLab/hawk", description="Our language models"))
    assert not found("code-topic", part, repository("AcmeLab/hawk", description="Toy, in the open"))


def test_a_family_may_be_called_after_such_a_word(found: Find) -> None:
    """A family that is named Cookbook keeps its repository."""
    part = family("cookbook", '[links]\ncode = "https://github.com/AcmeLab/cookbook"', name="Cookbook")
    assert not found("code-topic", part)
