"""The words of a link stay true."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import family

Find = Callable[..., list[Finding]]


def test_words_of_one_day_are_found(found: Find) -> None:
    """What is available now was available on one day."""
    part = family(
        "toy", '[links]\nmore = [{ label = "Toy (only mini is available now)", url = "https://acme.example/toy" }]'
    )
    (one,) = found("label-wording", part)
    assert "'now'" in one.message


def test_an_empty_pair_of_brackets_is_found(found: Find) -> None:
    """What was meant to stand between them never came."""
    part = family("toy", '[links]\nmore = [{ label = "toy-1B()", url = "https://acme.example/toy" }]')
    assert "empty pair" in found("label-wording", part)[0].message


def test_plain_words_pass(found: Find) -> None:
    """There is no now in snow."""
    part = family("toy", '[links]\nmore = [{ label = "Snow (large)", url = "https://acme.example/toy" }]')
    assert not found("label-wording", part)
