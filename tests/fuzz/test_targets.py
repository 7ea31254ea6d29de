"""The fuzzing targets on their corpus and on spoilt copies of it; atheris goes further (tests/fuzz/drive.py)."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS

CORPUS = Path(__file__).parent / "corpus"
SEEDS = {name: [p.read_bytes() for p in sorted((CORPUS / name).iterdir())] for name in TARGETS}


@pytest.mark.parametrize("name", TARGETS)
def test_the_corpus_passes(name: str) -> None:
    """Every seed, and everything that fuzzing once found."""
    assert SEEDS[name]
    for data in SEEDS[name]:
        TARGETS[name](data)


@pytest.mark.parametrize("name", TARGETS)
@given(data=st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_spoilt_copies_are_read_or_refused(name: str, data: st.DataObject) -> None:
    """A piece of a seed in place of another, bytes put in the middle, the end cut off."""
    seed = data.draw(st.sampled_from(SEEDS[name]))
    other = data.draw(st.sampled_from(SEEDS[name]))
    start, stop = sorted(data.draw(st.tuples(st.integers(0, len(seed)), st.integers(0, len(seed)))))
    words = st.text(max_size=10).map(lambda t: t.encode("utf-8", "replace"))
    piece = data.draw(st.binary(max_size=20) | words | st.just(other))
    TARGETS[name](seed[:start] + piece + seed[stop:])
