"""Rules about labels."""

from tests.audit.audit_parts import family
from tests.audit.conftest import Find


def test_another_family_s_name_is_an_error(found: Find) -> None:
    """A label that was copied from the row above."""
    (one,) = found(
        "label-family",
        family("phi", organization="other"),
        family("gem", '[links]\nblog = { label = "Phi AI", url = "https://acme.example/gem" }'),
    )
    assert one.subject == "gem/links.blog"
    assert "phi" in one.message


def test_own_names_and_the_maker_s_pass(found: Find) -> None:
    """A label may name the family beside another one, or say nothing of either."""
    other = family("phi", organization="other")
    for label in ("Gem after Phi", "Technical report", "gem-7b"):
        part = family("gem", f'[links]\nblog = {{ label = "{label}", url = "https://acme.example/gem" }}')
        assert not found("label-family", other, part)


def test_the_elder_of_one_house_passes(found: Find) -> None:
    """The name Toy under Toy-VL is the same house speaking."""
    part = family("toy-vl", '[links]\nblog = { label = "Toy 2", url = "https://acme.example/x" }', name="Toy-VL")
    assert not found("label-family", family("toy-2", name="Toy 2"), part)


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
