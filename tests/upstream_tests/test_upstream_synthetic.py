"""The listing of a Hub of any size, through huggingface_hub's own pagination."""

import tracemalloc

import requests
from huggingface_hub import HfApi

from tests.upstream import Upstream, World


def test_pages_follow_the_cursor_to_the_end() -> None:
    """2,500 models come in three pages, each once, in order."""
    with Upstream(World.synthetic(2_500)) as up:
        found = [one.id for one in HfApi(endpoint=up.url, token=False).list_models(expand=["sha"])]
        assert len(set(found)) == len(found) == 2_500
        assert len(up.requests("/api/models")) == 3


def test_an_organisation_is_listed_by_arithmetic() -> None:
    """`author` gives the organisation's share and no other's."""
    with Upstream(World.synthetic(1_000, organizations=7)) as up:
        found = [one.id for one in HfApi(endpoint=up.url, token=False).list_models(author="org-00003")]
        assert len(found) == 143
        assert {one.partition("/")[0] for one in found} == {"org-00003"}


def test_a_listing_resumes_anywhere_in_a_million() -> None:
    """A page near the end of a million models costs the memory of a page."""
    world = World.synthetic(1_000_000)
    tracemalloc.start()
    with Upstream(world) as up:
        page = requests.get(f"{up.url}/api/models", params={"skip": "999500", "limit": "1000"}, timeout=10)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(page.json()) == 500
    assert "next" not in page.links
    assert peak < 30_000_000


def test_a_model_and_its_card_agree_with_the_listing() -> None:
    """The same index gives the same facts by every way."""
    with Upstream(World.synthetic(10)) as up:
        api = HfApi(endpoint=up.url, token=False)
        listed = next(iter(api.list_models(expand=["sha"])))
        card = requests.get(f"{up.url}/{listed.id}/resolve/main/README.md", timeout=10)
        assert api.model_info(listed.id).sha == listed.sha == card.headers["X-Repo-Commit"]
        assert "0.49B parameters" in card.text
