"""What a person wrote can be used."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import family

Find = Callable[..., list[Finding]]


def test_values_of_the_wrong_form_are_errors(found: Find) -> None:
    """A number that is none, a date that is none, a language that is a word."""
    for field, value in (("training_tokens", "a lot"), ("release_date", "spring"), ("languages", "English")):
        part = family("toy", f'[[facts]]\nfield = "{field}"\nvalue = "{value}"\nsource = "https://acme.example/"')
        assert [f.subject for f in found("unreadable-value", part)] == [f"toy/{field}"], field


def test_values_as_people_write_them_pass(found: Find) -> None:
    """Amounts, months, ranges of dates, lists."""
    for field, value in (
        ("training_tokens", "15T+"),
        ("release_date", "2024-04..2024-07"),
        ("languages", "en, zh"),
        ("sizes", "7B/70B"),
    ):
        part = family("toy", f'[[facts]]\nfield = "{field}"\nvalue = "{value}"\nsource = "https://acme.example/"')
        assert not found("unreadable-value", part), field


def test_a_negative_count_is_an_error(found: Find) -> None:
    """No model has minus four thousand tokens of context."""
    part = family("toy", '[[facts]]\nfield = "context_length"\nvalue = -4096\nsource = "https://acme.example/"')
    assert found("unreadable-value", part)
