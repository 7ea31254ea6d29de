"""Rules about code."""

from tests.audit.audit_parts import family, repository
from tests.audit.conftest import Find


def test_a_stranger_s_repository_is_an_error(found: Find) -> None:
    """A falcon of another kind is found by its owner."""
    part = family("falcon", '[links]\ncode = "https://github.com/webframe/falcon"')
    (one,) = found("code-owner", part)
    assert (one.level, one.subject) == ("error", "falcon/links.code")
    assert "webframe/falcon" in one.message
    assert "AcmeLab" in one.expected


def test_the_organisation_s_own_repository_passes(found: Find) -> None:
    """Owners compare without case, as GitHub does."""
    assert not found("code-owner", family("toy", '[links]\ncode = "https://github.com/acmelab/toy"'))


def test_a_repository_that_moved_to_the_organisation_passes(found: Find) -> None:
    """Where GitHub says that the repository is the organisation's now, that counts."""
    part = family("toy", '[links]\ncode = "https://github.com/old-owner/toy"')
    assert not found("code-owner", part, repository("old-owner/toy", "AcmeLab/toy", state="moved"))


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
