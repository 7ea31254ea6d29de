"""Collections and papers of the Hub's API."""

from typing import Any

from tests.upstream.messages import Reply, hub_error, json_reply
from tests.upstream.world import World


def collection(world: World, slug: str) -> Reply:
    """One collection with all its items."""
    found = world.collections.get(slug)
    return hub_error(404, "Collection not found", "RepoNotFound") if found is None else json_reply(found)


def paper(world: World, paper_id: str) -> Reply:
    """A paper as the Hub's papers API has it: a fallback where arXiv refuses."""
    found = world.papers.get(paper_id)
    if found is None or not found.on_hub:
        return hub_error(404, "Paper not found", "EntryNotFound")
    first, latest = found.versions[0], found.latest
    body: dict[str, Any] = {
        "id": paper_id,
        "authors": [
            {"_id": f"{index:024x}", "name": name, "hidden": False} for index, name in enumerate(latest.authors)
        ],
        "publishedAt": first.published.replace("Z", ".000Z"),
        "title": latest.title,
        "summary": latest.summary,
        "upvotes": 0,
    }
    return json_reply(body)
