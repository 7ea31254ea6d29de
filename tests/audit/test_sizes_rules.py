"""Rules about sizes."""

from tests.audit.audit_parts import family, hub
from tests.audit.conftest import Find

BODY = '[[facts]]\nfield = "sizes"\nvalue = "0.5B/1.8B/7B"\norigin = "a list, line 1"'


def test_a_size_that_nobody_published_is_an_error(found: Find) -> None:
    """The maker's repositories of that name are looked at even where the row names none."""
    (one,) = found(
        "size-checkpoint", family("toy", BODY), hub("acme/Toy-1_8B"), hub("acme/Toy-7B"), hub("acme/Toy2-0.5B")
    )
    assert "has 0.5B" in one.message
    assert "1.8B, 7B" in one.message


def test_rounded_sizes_and_unknown_families_pass(found: Find) -> None:
    """6.7B is sold as 7B; a single repository says nothing of the others."""
    own = BODY.replace("0.5B/1.8B/7B", "7B/13B")
    assert not found("size-checkpoint", family("toy", own), hub("acme/toy-6.7b"), hub("acme/toy-13b"))
    assert not found("size-checkpoint", family("toy", BODY), hub("acme/toy-7b"))


def test_versions_given_as_sizes_are_errors(found: Find) -> None:
    """toy-1_5 is not a model of 1.5B, and its label says so as well."""
    body = (
        'checkpoints = ["acme/toy-1_5", "acme/toy-2"]\n'
        '[links]\ncheckpoints = [{ label = "toy-1.5B", url = "https://huggingface.co/acme/toy-1_5" }]\n'
        '[[facts]]\nfield = "sizes"\nvalue = ["1.5B", "2B"]\norigin = "a list, line 1"\n'
    )
    subjects = [f.subject for f in found("size-version", family("toy", body))]
    assert subjects == ["toy/links.checkpoints", "toy/sizes", "toy/sizes"]


def test_a_name_that_states_its_size_passes(found: Find) -> None:
    """toy-2-7B is version 2, of 7B."""
    body = (
        'checkpoints = ["acme/toy-2-7B"]\n[[facts]]\nfield = "sizes"\nvalue = ["2B", "7B"]\norigin = "a list, line 1"\n'
    )
    assert not found("size-version", family("toy", body))
