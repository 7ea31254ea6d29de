"""Collections, papers and dataset leaderboards of the Hub's API."""

from typing import Any, Final

from tests.upstream.messages import JsonObject, Reply, Request, hub_error, json_reply
from tests.upstream.world import World

LISTED_ITEMS: Final = 4  # the list form cuts each collection's items here (huggingface_hub: list_collections)


def collection(world: World, slug: str) -> Reply:
    """One collection with all its items."""
    found = world.collections.get(slug)
    return hub_error(404, "Collection not found", "RepoNotFound") if found is None else json_reply(found)


def collections(request: Request, world: World) -> Reply:
    """The collections of some owners, or with an item, each with at most four items."""
    owners, wanted = request.values("owner"), request.values("item")
    known = [*world.collections.values(), *world.collection_lists]
    chosen = [
        # huggingface_hub counts positions by itself, and fails on a `position` in the list form.
        {**{name: value for name, value in one.items() if name != "position"}, "items": one["items"][:LISTED_ITEMS]}
        for one in known
        if (not owners or one["owner"]["name"] in owners) and (not wanted or _holds(one, wanted))
    ]
    if request.value("sort") == "upvotes":
        chosen.sort(key=lambda one: one["upvotes"], reverse=True)
    limit = request.value("limit")
    return json_reply(chosen[: int(limit)] if limit is not None and limit.isdigit() else chosen)


def _holds(one: JsonObject, wanted: list[str]) -> bool:
    held = {f"{item['type']}s/{item['id']}" for item in one["items"]}
    return any(item in held for item in wanted)


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


def dataset_leaderboard(request: Request, world: World, dataset_id: str) -> Reply:
    """The standings that the Hub keeps for a benchmark's data set."""
    rows = world.dataset_leaderboards.get(dataset_id)
    if rows is None:
        status = 401 if request.token is None else 404
        return hub_error(
            status, "Repository not found" if request.token else "Invalid username or password.", "RepoNotFound"
        )
    return json_reply(rows)
