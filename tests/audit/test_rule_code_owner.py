"""A code repository belongs to the organisation that makes the family."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import family, repository

Find = Callable[..., list[Finding]]


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
