"""The Hub's API as huggingface_hub meets it, on the embedded world."""

from collections.abc import Iterator

import pytest
import requests
from huggingface_hub import HfApi
from huggingface_hub.errors import (
    GatedRepoError,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
)

from tests.upstream import Upstream, World

QWEN = "Qwen/Qwen2.5-7B-Instruct"
LLAMA = "meta-llama/Meta-Llama-3-8B"


@pytest.fixture
def up() -> Iterator[Upstream]:
    """The embedded world on its first day; "accepted" is a token with access to gated repositories."""
    with Upstream(World.embedded("one"), accepted_tokens=frozenset({"accepted"})) as upstream:
        yield upstream


@pytest.fixture
def api(up: Upstream) -> HfApi:
    """The real client, without a token."""
    return HfApi(endpoint=up.url, token=False)


def test_listings_are_filtered_sorted_and_paged(api: HfApi, up: Upstream) -> None:
    """Filter and sort do what they say; pages are followed by Link."""
    assert {one.id.partition("/")[0] for one in api.list_models(filter="license:llama3")} == {
        "meta-llama",
        "nvidia",
        "QuantFactory",
    }
    likes = [one.likes or 0 for one in api.list_models(sort="likes")]
    assert likes == sorted(likes, reverse=True)
    page = requests.get(f"{up.url}/api/models?limit=10&author=Qwen&expand=sha&expand=tags", timeout=5)
    again = requests.get(f"{up.url}/api/models?limit=4&author=Qwen&expand=sha&expand=tags", timeout=5)
    assert "next" not in page.links
    assert again.links["next"]["url"].startswith(f"{up.url}/api/models?")
    rest = requests.get(again.links["next"]["url"], timeout=5).json()
    assert [one["id"] for one in again.json() + rest] == [one["id"] for one in page.json()][:8]
    assert rest[0].keys() == {"_id", "id", "sha", "tags"}


def test_missing_repositories(api: HfApi, up: Upstream) -> None:
    """Without a token the Hub says 401, with one 404; the client makes one error of both."""
    for token in (False, "anything"):
        with pytest.raises(RepositoryNotFoundError):
            api.model_info("Qwen/Qwen9", token=token)
    assert [one.status for one in up.log] == [401, 404]


def test_gated_repositories_show_facts_and_hide_files(up: Upstream, api: HfApi) -> None:
    """Facts are public; files are 401 without a token, 403 with a stranger's, 200 with an accepted one."""
    assert api.model_info(LLAMA).gated == "manual"
    card = f"{up.url}/{LLAMA}/resolve/main/README.md"
    with pytest.raises(GatedRepoError):
        api.get_hf_file_metadata(url=card, token=False)
    codes = [
        requests.get(card, headers={"Authorization": f"Bearer {token}"}, timeout=5).status_code
        for token in ("stranger", "accepted")
    ]
    assert codes == [403, 200]


def test_card_with_etag_commit_and_304(up: Upstream, api: HfApi) -> None:
    """`/resolve/` answers 304 to the ETag that it gave, and names the commit."""
    address = f"{up.url}/{QWEN}/resolve/main/README.md"
    first = requests.get(address, timeout=5)
    known = {"If-None-Match": first.headers["ETag"]}
    second = requests.get(address, headers=known, timeout=5)
    head = requests.head(address, timeout=5)
    assert first.headers["X-Repo-Commit"] == api.model_info(QWEN).sha
    assert (second.status_code, second.content) == (304, b"")
    assert (head.content, head.headers["Content-Length"]) == (b"", str(len(first.content)))
    with pytest.raises(RemoteEntryNotFoundError):
        api.get_hf_file_metadata(url=address.replace("README.md", "NOTES.md"), token=False)


def test_renamed_repositories_lead_to_the_new_name(up: Upstream, api: HfApi) -> None:
    """The client follows the redirect silently: only `id` tells; the query goes along."""
    up.world = World.embedded("two")
    info = api.model_info("THUDM/glm-4-9b-chat", expand=["sha"])
    card = requests.get(f"{up.url}/THUDM/glm-4-9b-chat/resolve/main/README.md", timeout=5)
    assert (info.id, info.tags) == ("zai-org/glm-4-9b-chat", None)
    assert card.url.endswith("/zai-org/glm-4-9b-chat/resolve/main/README.md")
    assert [one.status for one in up.log] == [307, 200, 307, 200]
