"""A version is not a size."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import family

Find = Callable[..., list[Finding]]


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
