import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.readers.names import parse_name
from pipeline.readers.subjects import Relation, Subject


@pytest.mark.parametrize(
    ("own", "mention", "relation"),
    [
        ("a/Corvid2.5-VL-72B-Instruct", "Corvid2.5-VL-72B", Relation.SELF),
        ("a/Corvid2.5-VL-72B-Instruct", "Corvid2.5-VL", Relation.FAMILY),
        ("a/Corvid2.5-VL-72B-Instruct", "Corvid2.5", Relation.FAMILY),
        ("a/Corvid2.5-VL-72B-Instruct", "Corvid2.5-VL-7B", Relation.SIBLING),
        ("a/Corvid2.5-VL-72B-Instruct", "Corvid2.5-VL-72B-Base", Relation.BASE),
        ("a/Corvid2.5-VL-72B-Instruct", "Heronet-72B", Relation.OTHER),
        ("a/Corvid-R1", "Corvid-R1-Distill-8B", Relation.SIBLING),
        ("a/Corvid-4.5", "Corvid-4.5-Air", Relation.SIBLING),
        ("a/Corvid-V-2_6", "Corvid-V 2.6", Relation.SELF),
        ("a/Corvid-120b", "Corvid-20b", Relation.SIBLING),
    ],
)
def test_relations(own: str, mention: str, relation: Relation) -> None:
    """Names are compared by family, version, size and variant."""
    assert Subject(own, parse_name(own)).relation(mention) is relation


def test_sizes_and_windows_in_names() -> None:
    """7B is a size, A22B is active, 17B-16E is active too, 128k and 1M are windows."""
    assert parse_name("Corvid-235B-A22B").sizes == (235 * 10**9,)
    assert parse_name("Corvid-235B-A22B").actives == (22 * 10**9,)
    assert parse_name("Corvid-17B-16E").actives == (17 * 10**9,)
    assert parse_name("Corvid-7B-Instruct-1M").window == 1_000_000
    assert parse_name("Corvid-mini-128k-instruct").window == 128_000
    assert parse_name("Corvid-mini-128k-instruct").sizes == ()


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_name_parses(own: str, text: str) -> None:
    """No name, and no text searched for names, makes the reader stumble."""
    Subject(own, parse_name(own)).mentions(text)
