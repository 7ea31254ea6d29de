"""The words of a link name the family under which it stands."""

from collections.abc import Callable

from pipeline.model.findings import Finding
from tests.audit.audit_parts import family

Find = Callable[..., list[Finding]]


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
