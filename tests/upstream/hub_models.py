"""`/api/models`: the listing with its cursor, and one model's facts."""

import base64
import binascii
import json
from collections.abc import Iterable
from itertools import islice
from typing import Any, Final
from urllib.parse import quote, urlencode

from tests.upstream.messages import Reply, Request, hub_error, json_reply, redirect
from tests.upstream.world import Model, World

MAX_PAGE: Final = 1000

# The values of `expand` for models, as huggingface_hub 2.4 lists them (ExpandModelProperty_T).
EXPANDABLE: Final = frozenset({
    "author", "baseModels", "cardData", "childrenModelCount", "config", "createdAt", "disabled",
    "downloads", "downloadsAllTime", "evalResults", "gated", "gguf", "inference",
    "inferenceProviderMapping", "lastModified", "library_name", "likes", "mask_token", "model-index",
    "pipeline_tag", "private", "resourceGroup", "safetensors", "sha", "siblings", "spaces", "tags",
    "transformersInfo", "trendingScore", "usedStorage", "widgetData",
})  # fmt: skip
SORTS: Final = frozenset({"createdAt", "downloads", "lastModified", "likes", "trendingScore"})


def models_listing(request: Request, world: World) -> Reply:
    """One page of `/api/models`; an unknown organisation is an empty page, not an error."""
    expand = request.values("expand")
    if unknown := [name for name in expand if name not in EXPANDABLE]:
        return hub_error(400, f"Invalid enum value for expand: {unknown[0]!r}")
    sort = request.value("sort")
    if sort is not None and sort not in SORTS:
        return hub_error(400, f"Invalid sort parameter: {sort!r}")
    limit, start = _count(request.value("limit"), MAX_PAGE), _position(request.value("cursor"))
    if limit is None or start is None:
        return hub_error(400, "Invalid limit or cursor")
    found = (
        (place, model)
        for place, model in world.models.scan(author=request.value("author"), sort=sort, start=start)
        if _admits(request, model)
    )
    # One more than the page holds tells whether a next page exists.
    page = list(islice(found, min(limit, MAX_PAGE) + 1))
    body = [_only(model, expand) for _, model in page[: min(limit, MAX_PAGE)]]
    headers = []
    if len(page) > len(body):
        headers.append(("Link", f'<{_next_address(request, page[-1][0])}>; rel="next"'))
    return json_reply(body, headers=headers)


def model_info(request: Request, world: World, model_id: str, revision: str | None) -> Reply:
    """One model's facts: public for gated repositories too, a redirect for renamed ones."""
    model = world.models.get(model_id)
    if model is None:
        return moved_or_missing(
            request, world, model_id, "/api/models/{id}" + (f"/revision/{revision}" * bool(revision))
        )
    if not knows_revision(model, revision):
        return hub_error(404, f"Invalid rev id: {revision}", "RevisionNotFound")
    expand = request.values("expand")
    if unknown := [name for name in expand if name not in EXPANDABLE]:
        return hub_error(400, f"Invalid enum value for expand: {unknown[0]!r}")
    return json_reply(_only(model, expand))


def moved_or_missing(request: Request, world: World, model_id: str, address: str) -> Reply:
    """A redirect to where a repository went, or the answer for one that is not there.

    Without a token a missing repository cannot be told from a private one: 401, as the Hub has it.
    """
    new = world.moved.get(model_id)
    if new is not None:
        query = f"?{request.raw_query}" if request.raw_query else ""
        return redirect(quote(address.format(id=new)) + query)
    if request.token is None:
        return hub_error(401, "Invalid username or password.", "RepoNotFound")
    return hub_error(404, "Repository not found", "RepoNotFound")


def knows_revision(model: Model, revision: str | None) -> bool:
    """Whether a revision names this repository's only known commit."""
    return revision in {None, "main", "refs/heads/main", model.sha}


def _only(model: Model, expand: Iterable[str]) -> dict[str, Any]:
    """The ids and what `expand` names; everything where it names nothing."""
    return {name: value for name, value in model.facts.items() if not expand or name in {"_id", "id", *expand}}


def _admits(request: Request, model: Model) -> bool:
    facts = model.facts
    tags = {*facts.get("tags", ()), facts.get("pipeline_tag"), facts.get("library_name")}
    return all(tag in tags for part in request.values("filter") for tag in part.split(","))


def _count(text: str | None, default: int) -> int | None:
    if text is None:
        return default
    return int(text) if text.isascii() and text.isdigit() else None


def _position(cursor: str | None) -> int | None:
    if cursor is None:
        return 0
    try:
        after = json.loads(base64.urlsafe_b64decode(cursor))["after"]
    except (binascii.Error, ValueError, KeyError, TypeError):
        return None
    return after if isinstance(after, int) else None


def _next_address(request: Request, place: int) -> str:
    cursor = base64.urlsafe_b64encode(json.dumps({"after": place}).encode()).decode()
    kept = [(name, value) for name, value in request.query if name != "cursor"]
    return f"{request.origin}{quote(request.path)}?{urlencode([*kept, ('cursor', cursor)])}"
