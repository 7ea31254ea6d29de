"""Rules about statements."""

from tests.audit.audit_parts import card, family, hub
from tests.audit.conftest import Find


def test_one_date_for_three_versions_is_an_error(found: Find) -> None:
    """Versions come out one after the other."""
    body = (
        'checkpoints = ["acme/toy-1", "acme/toy-2"]\n[[facts]]\nfield = "release_date"\nvalue = "2023-12"\n'
        'origin = "a list, line 1"'
    )
    (one,) = found("one-value", family("toy", body))
    assert "2 versions" in one.message


def test_checkpoints_that_state_different_tokens_are_named(found: Find) -> None:
    """One card states 2T and the other 6T: 2T is not the family's value."""
    body = (
        'checkpoints = ["acme/toy-2b", "acme/toy-7b"]\n[[facts]]\nfield = "training_tokens"\nvalue = "2T"\n'
        'origin = "a list, line 1"'
    )
    cards = [
        p
        for n, t in (("2b", 2), ("7b", 6))
        for p in (hub(f"acme/toy-{n}"), card(f"acme/toy-{n}", training_tokens=t * 10**12))
    ]
    (one,) = found("one-value", family("toy", body), *cards)
    assert "acme/toy-7b states 6T" in one.message


def test_what_all_checkpoints_state_and_a_range_pass(found: Find) -> None:
    """One value for all is right where all say so."""
    body = (
        'checkpoints = ["acme/toy-2b", "acme/toy-7b"]\n[[facts]]\nfield = "training_tokens"\nvalue = "{}"\n'
        'origin = "a list, line 1"'
    )
    same = [p for n in ("2b", "7b") for p in (hub(f"acme/toy-{n}"), card(f"acme/toy-{n}", training_tokens=2 * 10**12))]
    differ = [
        p
        for n, t in (("2b", 2), ("7b", 6))
        for p in (hub(f"acme/toy-{n}"), card(f"acme/toy-{n}", training_tokens=t * 10**12))
    ]
    assert not found("one-value", family("toy", body.format("2T")), *same)
    assert not found("one-value", family("toy", body.format("2T~6T")), *differ)


BODY = 'checkpoints = ["acme/toy-7b"]\n[[facts]]\nfield = "languages"\nvalue = ["en", "zh"]\n{}'


def test_a_language_that_no_card_states_is_found(found: Find) -> None:
    """The card says English only."""
    part = family("toy", BODY.format('origin = "a list, line 1"'))
    (one,) = found("languages-stated", part, hub("acme/toy-7b"), card("acme/toy-7b", languages=["en"]))
    assert "zh claimed" in one.message
    assert "state en" in one.message


def test_silent_cards_are_said_to_be_silent(found: Find) -> None:
    """Nothing is stated at all."""
    part = family("toy", BODY.format('origin = "a list, line 1"'))
    assert "none of the 1 cards" in found("languages-stated", part, hub("acme/toy-7b"), card("acme/toy-7b"))[0].message


def test_a_source_and_an_unread_card_pass(found: Find) -> None:
    """A person's source is enough; what was not read says nothing."""
    sourced = family("toy", BODY.format('source = "https://acme.example/"'))
    claimed = family("toy", BODY.format('origin = "a list, line 1"'))
    assert not found("languages-stated", sourced, hub("acme/toy-7b"), card("acme/toy-7b"))
    assert not found("languages-stated", claimed, hub("acme/toy-7b"), card("acme/toy-7b", state="gated"))
    assert not found("languages-stated", claimed, hub("acme/toy-7b"), card("acme/toy-7b", languages=["EN", "zh"]))


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


BODY_STALE_PIN = """checkpoints = ["acme/toy-7b"]
[[pins]]
field = "license"
value = "apache-2.0"
was = "mit"
because = "the file LICENSE says so"
source = "https://acme.example/"
checkpoint = "acme/toy-7b"
"""


def test_a_source_that_moved_on_is_told(found: Find) -> None:
    """The source says something else than the pin remembers."""
    (one,) = found("stale-pin", family("toy", BODY_STALE_PIN), hub("acme/toy-7b", license="llama3"))
    assert one.subject == "toy/acme/toy-7b/license"
    assert "llama3" in one.message


def test_a_pin_that_meets_its_source_passes(found: Find) -> None:
    """Nothing has changed since."""
    assert not found("stale-pin", family("toy", BODY_STALE_PIN), hub("acme/toy-7b", license="mit"))


def test_a_source_that_fell_silent_is_told(found: Find) -> None:
    """Nobody states a value any more."""
    assert "no source" in found("stale-pin", family("toy", BODY_STALE_PIN), hub("acme/toy-7b"))[0].message


BODY_YIELDED_FACT = (
    'checkpoints = ["acme/toy-7b"]\n[[facts]]\nfield = "license"\nvalue = "mit"\n'
    'origin = "an older list, line 7"\ncheckpoint = "acme/toy-7b"'
)


def test_a_source_that_speaks_now_is_told(found: Find) -> None:
    """The notice names the fact, so that it can be taken out."""
    (one,) = found("yielded-fact", family("toy", BODY_YIELDED_FACT), hub("acme/toy-7b", license="mit"))
    assert (one.level, one.subject) == ("notice", "toy/acme/toy-7b/license")


def test_a_fact_that_stands_passes(found: Find) -> None:
    """No source states a licence."""
    assert not found("yielded-fact", family("toy", BODY_YIELDED_FACT), hub("acme/toy-7b"))


BODY_DISPUTED_FACT = BODY_YIELDED_FACT.replace('origin = "an older list, line 7"', 'source = "https://acme.example/"')


def test_a_source_that_says_otherwise_than_a_person_is_told(found: Find) -> None:
    """The person's value stands, and both places are given."""
    (one,) = found("disputed-fact", family("toy", BODY_DISPUTED_FACT), hub("acme/toy-7b", license="apache-2.0"))
    assert one.subject == "toy/acme/toy-7b/license"
    assert len(one.where) == 2


def test_a_source_that_says_what_a_person_says_passes(found: Find) -> None:
    """That is noted beside the fact, on the evidence page."""
    assert not found("disputed-fact", family("toy", BODY_DISPUTED_FACT), hub("acme/toy-7b", license="mit"))
