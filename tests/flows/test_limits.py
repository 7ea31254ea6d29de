"""The figures of the shared limits, and which request takes which turn."""

import logging
from pathlib import Path

import pytest

from flows import limits
from flows.limits import API, API_WITH_TOKEN, ARXIV_SLOT, FILES, FILES_WITH_TOKEN, PAGES, Shared
from pipeline.settings import read_settings


@pytest.mark.parametrize(
    ("shared", "quota"), [(API, 500), (API_WITH_TOKEN, 1000), (FILES, 3000), (FILES_WITH_TOKEN, 5000)]
)
def test_no_window_of_five_minutes_holds_more_than_the_hub_allows(shared: Shared, quota: int) -> None:
    """A slot is held for the whole window, so the limit is the most; and little of what is allowed is given away."""
    assert (shared.decay, limits.WINDOW) == (0.0, 300.0)
    assert 0.9 * quota <= shared.limit <= quota
    assert shared.limit % shared.take == 0


def test_each_address_takes_its_own_limit(tmp_path: Path) -> None:
    """Listings, files, arXiv and other hosts are counted apart, where all are on one loopback host too."""
    log = logging.getLogger("test")
    for with_token in (False, True):
        turns = limits._Turns(read_settings({"HF_TOKEN": "x"} if with_token else {}, tmp_path), 1.0, log)
        assert turns._limit_of("https://huggingface.co/api/models?author=a") is (API_WITH_TOKEN if with_token else API)
        card = turns._limit_of("https://huggingface.co/a/b/resolve/main/README.md")
        assert card is (FILES_WITH_TOKEN if with_token else FILES)
        assert turns._limit_of("https://export.arxiv.org/api/query?id_list=2407.21783") is ARXIV_SLOT
        assert turns._limit_of("https://mmmu-benchmark.github.io/") is PAGES
    loopback = {"HF_ENDPOINT": "http://127.0.0.1:9", "ARXIV_API_URL": "http://127.0.0.1:9/arxiv/api/query"}
    turns = limits._Turns(read_settings(loopback, tmp_path), 1.0, log)
    assert turns._limit_of("http://127.0.0.1:9/arxiv/api/query?id_list=1") is ARXIV_SLOT
    assert turns._limit_of("http://127.0.0.1:9/api/models") is API
