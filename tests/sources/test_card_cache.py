"""The cache of cards is not flushed to disk: bytes that a power failure took are noticed and asked for again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.layout import paths
from pipeline.settings import read_settings
from pipeline.sources.asking import Options
from tests.faults.small_hub import MEMBERS, curated, first_day
from tests.sources.days import collect
from tests.upstream import Upstream


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """The small hub."""
    with Upstream(first_day()) as up:
        yield up


def test_an_emptied_card_is_asked_for_again_and_a_whole_one_is_not(upstream: Upstream, tmp_path: Path) -> None:
    """A reading of all cards again: one request for the one file that lost its content, and no byte of a snapshot moves."""
    settings = read_settings(upstream.environment(), tmp_path)
    tree = curated()
    tree = {**tree, **collect("huggingface", tree, settings, Options()).files}
    kept = sorted((settings.cache / "cards").rglob("*.md"))
    kept[0].write_bytes(b"")
    upstream.log.clear()
    again = collect("huggingface", tree, settings, Options(reread=True))

    assert len(kept) > len(MEMBERS) - 1
    assert len(upstream.requests("*/README.md")) == 1
    assert {p for p, data in again.files.items() if p.startswith(paths.CARDS) and tree[p] != data} == set()
