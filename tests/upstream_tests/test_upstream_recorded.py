"""The recorded world says what was recorded, through the real clients, and nothing else."""

import json
from pathlib import Path

import arxiv
import pytest
import requests
from huggingface_hub import HfApi
from huggingface_hub.errors import GatedRepoError

from tests.upstream import Upstream, World


def test_a_listing_gives_the_recorded_facts(shared: Path) -> None:
    """The sha of the full list and the total of the crawler meet in one answer."""
    with Upstream(World.recorded(shared, "2025-12-10")) as up:
        api = HfApi(endpoint=up.url, token=False)
        listed = {one.id: one for one in api.list_models(author="Qwen", expand=["sha", "safetensors"])}
        coder = listed["Qwen/Qwen2.5-Coder-32B-Instruct"]
        assert coder.sha == "381fc969f78efac66bc87ff7ddeadb7e73c218a7"
        assert coder.safetensors is not None
        assert coder.safetensors.total == 32_763_876_352


def test_what_was_not_recorded_is_absent(shared: Path) -> None:
    """A repository without a recorded commit has no `sha` key and no X-Repo-Commit."""
    with Upstream(World.recorded(shared, "2025-12-10")) as up:
        body = requests.get(f"{up.url}/api/models/Qwen/Qwen-7B-Chat", timeout=10).json()
        card = requests.get(f"{up.url}/Qwen/Qwen-7B-Chat/resolve/main/README.md", timeout=10)
        assert "sha" not in body
        assert "createdAt" not in body
        assert card.status_code == 200
        assert "X-Repo-Commit" not in card.headers


def test_gated_cards_are_refused(shared: Path) -> None:
    """Llama's facts are public, its card is not."""
    with Upstream(World.recorded(shared)) as up:
        api = HfApi(endpoint=up.url, token=False)
        assert api.model_info("meta-llama/Llama-3.2-3B").gated == "manual"
        with pytest.raises(GatedRepoError):
            api.get_hf_file_metadata(url=f"{up.url}/meta-llama/Llama-3.2-3B/resolve/main/README.md", token=False)


def test_the_crawlers_lower_case_is_undone(shared: Path) -> None:
    """A base model's id comes back in the spelling that the card has, or not at all."""
    with Upstream(World.recorded(shared)) as up:
        tags = HfApi(endpoint=up.url, token=False).model_info("Qwen/Qwen2.5-1.5B-Instruct").tags or []
        assert "base_model:finetune:Qwen/Qwen2.5-1.5B" in tags
        assert "base_model:finetune:qwen/qwen2.5-1.5b" not in tags


def test_a_later_day_has_new_names_without_commits(shared: Path) -> None:
    """In August 2026 the daily list adds names; what it did not record stays unknown."""
    with Upstream(World.recorded(shared, "2026-08")) as up:
        body = requests.get(f"{up.url}/api/models/moonshotai/Kimi-K3", timeout=10).json()
        assert body["createdAt"] == "2026-06-13T06:42:57.000Z"
        assert body.keys().isdisjoint({"sha", "tags", "cardData"})


def test_boards_come_in_the_edition_of_the_day(shared: Path) -> None:
    """The same address gives March's and November's file, each with its own date."""
    board = "https://raw.githubusercontent.com/lmarena/arena-catalog/main/data/leaderboard-text.json"
    sizes = []
    with Upstream(World.recorded(shared, "2025-03-10")) as up:
        for day in ("2025-03-10", "2025-12-10"):
            up.world = World.recorded(shared, day)
            reply = requests.get(up.file_url(board), timeout=10)
            sizes.append((len(json.loads(reply.content)["full"]), reply.headers["Last-Modified"]))
    assert sizes[0] != sizes[1]
    assert sizes[0][1] == "Fri, 07 Mar 2025 00:00:00 GMT"


def test_recorded_papers_reach_the_arxiv_client(shared: Path) -> None:
    """Entries come as they were sent; unknown ids are missing."""
    client = arxiv.Client(delay_seconds=0, num_retries=0)
    with Upstream(World.recorded(shared)) as up:
        client.query_url_format = up.arxiv_url + "?{}"
        search = arxiv.Search(id_list=["1605.08386", "astro-ph/0601001", "0000.0000"])
        found = {one.get_short_id(): one for one in client.results(search)}
    assert set(found) == {"1605.08386v1", "astro-ph/0601001v1"}
    assert found["astro-ph/0601001v1"].authors[0].affiliation == ["Ohio State"]


def test_an_unrecorded_card_can_be_a_failure(shared: Path) -> None:
    """Where "not found" would be a claim that nobody recorded, the upstream can say that it fails."""
    address = "/Qwen/QwQ-32B/resolve/main/README.md"
    with Upstream(World.recorded(shared)) as up:
        plain = requests.get(up.url + address, timeout=5)
        up.world = World.recorded(shared, unrecorded_cards_fail=True)
        failing = requests.get(up.url + address, timeout=5)
    assert (plain.status_code, plain.headers["X-Error-Code"]) == (404, "EntryNotFound")
    assert failing.status_code == 503


def test_two_days_apart_one_commit_moved(shared: Path) -> None:
    """The lists of 27 and 29 November hold the same hundred ids; one repository was pushed to."""
    commits = []
    for day in ("2025-11-27", "2025-11-29"):
        models = World.recorded(shared, day).models.scan(author=None, sort=None, start=0)
        commits.append({model.id: model.sha for _, model in models})
    assert {key for key, sha in commits[0].items() if commits[1][key] != sha} == {"Kijai/WanVideo_comfy"}
