"""A code repository is the family's own."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import family

Find = Callable[..., list[Finding]]


def test_a_fine_tuning_kit_is_not_the_family_s_repository(found: Find) -> None:
    """The name alone says it."""
    (one,) = found("code-topic", family("toy", '[links]\ncode = "https://github.com/AcmeLab/dstoolkit-toy2-finetune"'))
    assert one.level == "error"
    assert "finetune" in one.message


def test_a_family_may_be_called_after_such_a_word(found: Find) -> None:
    """A family that is named Cookbook keeps its repository, and a plain one passes."""
    part = family("cookbook", '[links]\ncode = "https://github.com/AcmeLab/cookbook"', name="Cookbook")
    assert not found("code-topic", part)
    assert not found("code-topic", family("toy", '[links]\ncode = "https://github.com/AcmeLab/toy"'))
