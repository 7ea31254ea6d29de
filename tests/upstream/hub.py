"""The Hub: listings with their cursor, one model's facts, files and who may read them, and its rate limits."""

import base64
import binascii
import hashlib
import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from time import monotonic
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote, urlencode

from tests.upstream.messages import Reply, Request, hub_error, json_reply, matches_etag, redirect, text_reply
from tests.upstream.world import Model, World

# Requests in five minutes: huggingface.co/docs/hub/rate-limits, table of September 2025.
ANONYMOUS: Final[Mapping[str, int]] = MappingProxyType({"api": 500, "resolvers": 3_000, "pages": 100})
FREE_USER: Final[Mapping[str, int]] = MappingProxyType({"api": 1_000, "resolvers": 5_000, "pages": 200})


@dataclass
class Limits:
    """Quotas of the three buckets and the state of the current windows."""

    anonymous: Mapping[str, int] = field(default_factory=lambda: ANONYMOUS)
    user: Mapping[str, int] = field(default_factory=lambda: FREE_USER)
    window: float = 300.0
    _used: dict[tuple[str, str], tuple[float, int]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, request: Request) -> tuple[bool, list[tuple[str, str]]]:
        """Count one request: whether it is within its quota, and the headers to answer with."""
        bucket = bucket_of(request.path)
        quota = (self.anonymous if request.token is None else self.user)[bucket]
        now = monotonic()
        with self._lock:
            key = (request.token or "", bucket)
            opened, used = self._used.get(key, (now, 0))
            if now - opened >= self.window:
                opened, used = now, 0
            self._used[key] = (opened, used + 1)
        left = max(0, quota - used - 1)
        seconds = max(0, round(self.window - (now - opened)))
        # The two headers of the IETF draft in the form that the Hub sends.
        return used < quota, [
            ("ratelimit", f'"{bucket}";r={left};t={seconds}'),
            ("ratelimit-policy", f'"fixed window";"{bucket}";q={quota};w={round(self.window)}'),
        ]


def bucket_of(path: str) -> str:
    """The bucket that a path of the Hub counts in."""
    if "/resolve/" in path or path.startswith("/api/resolve-cache/"):
        return "resolvers"
    return "api" if path.startswith("/api/") else "pages"


def too_many(rate: list[tuple[str, str]]) -> Reply:
    """The Hub's 429."""
    message = "We had to rate limit your IP. To continue using our service, create an account or log in."
    return json_reply({"error": message}, 429, rate)


@dataclass
class Conduct:
    """How the upstream behaves towards its callers, whatever the world is."""

    limits: Limits = field(default_factory=Limits)
    resolve_cache: bool = False
    accepted_tokens: frozenset[str] = frozenset()
    invalid_tokens: frozenset[str] = frozenset()  # revoked, or never any: whatever is asked with one is refused


def hub(request: Request, world: World, conduct: Conduct, path: str) -> Reply:
    """What the Hub answers to a caller who is within the limits."""
    if request.token in conduct.invalid_tokens:
        return hub_error(401, "Invalid credentials in Authorization header")
    if request.method not in {"GET", "HEAD"}:
        return hub_error(405, "Method Not Allowed")
    if path.startswith("/api/"):
        return _api(request, world, conduct, path.removeprefix("/api/"))
    return _site(request, world, conduct, path.strip("/"))


def _api(request: Request, world: World, conduct: Conduct, path: str) -> Reply:
    kind, _, rest = path.partition("/")
    match kind:
        case "models" if not rest:
            return models_listing(request, world)
        case "models":
            model_id, _, revision = rest.partition("/revision/")
            return model_info(request, world, model_id, revision or None)
        case "collections":
            found = world.collections.get(rest)
            return hub_error(404, "Collection not found", "RepoNotFound") if found is None else json_reply(found)
        case "papers" if rest:
            return _paper(world, rest)
        case "whoami-v2" if request.token in conduct.accepted_tokens:
            return json_reply({"type": "user", "name": "reader", "auth": {"type": "access_token", "accessToken": {"role": "read"}}})
        case "whoami-v2":
            return hub_error(401, "Invalid username or password.")
        case _:
            return hub_error(404, "Sorry, we can't find the page you are looking for.")


def _paper(world: World, paper_id: str) -> Reply:
    """A paper as the Hub's papers API has it: a fallback where arXiv refuses."""
    found = world.papers.get(paper_id)
    if found is None or not found.on_hub:
        return hub_error(404, "Paper not found", "EntryNotFound")
    first, latest = found.versions[0], found.latest
    body = {
        "id": paper_id, "publishedAt": first.published.replace("Z", ".000Z"), "title": latest.title, "summary": latest.summary, "upvotes": 0,
        "authors": [{"_id": f"{index:024x}", "name": name, "hidden": False} for index, name in enumerate(latest.authors)],
    }  # fmt: skip
    return json_reply(body)


def _site(request: Request, world: World, conduct: Conduct, path: str) -> Reply:
    parts = path.split("/")
    # `org/name/resolve/main/README.md`; revisions such as refs/pr/1 come with their slashes encoded.
    if "resolve" in parts[1:3] and len(parts) > parts.index("resolve", 1) + 2:
        at = parts.index("resolve", 1)
        return resolved_file(
            request, world, "/".join(parts[:at]), parts[at + 1], "/".join(parts[at + 2 :]),
            accepted=conduct.accepted_tokens, through_cache=conduct.resolve_cache,
        )  # fmt: skip
    if parts[0] == "collections":
        found = "/".join(parts[1:]) in world.collections
        return text_reply("<!doctype html>", 200 if found else 404, "text/html; charset=utf-8")
    return page(request, world, path)


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
        for place, model in islice(enumerate(_listed(world, request.value("author"), sort)), start, None)
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


def _listed(world: World, author: str | None, sort: str | None) -> list[Model]:
    """Repositories sorted by a field, greatest first; without one, in the order they were given. A missing value comes last."""
    chosen = [m for m in world.models.values() if author is None or m.id.partition("/")[0] == author]

    def rank(model: Model) -> tuple[int, float, str]:
        value = model.facts.get(sort or "")
        return (value is not None, float(value), "") if isinstance(value, int | float) else (value is not None, 0.0, str(value or ""))

    return sorted(chosen, key=rank, reverse=True) if sort is not None else chosen


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


def blob_id(data: bytes) -> str:
    """The git blob id of a file, which is the ETag that the Hub gives to a small file."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def resolved_file(
    request: Request, world: World, model_id: str, revision: str, path: str, *, accepted: frozenset[str], through_cache: bool = False
) -> Reply:
    """`/{id}/resolve/{revision}/{path}`: with ETag, 304, and the commit only where it is known."""
    model = world.models.get(model_id)
    if model is None:
        return moved_or_missing(request, world, model_id, f"/{{id}}/resolve/{revision}/{path}")
    if (refusal := refused(request, model, accepted)) is not None:
        return refusal
    if not knows_revision(model, revision):
        return hub_error(404, f"Invalid rev id: {revision}", "RevisionNotFound")
    data = model.files.get(path)
    commit = [("X-Repo-Commit", model.sha)] if model.sha is not None else []
    if data is None:
        return hub_error(404, "Entry not found", "EntryNotFound").adding(*commit)
    etag = f'"{blob_id(data)}"'
    if through_cache:
        target = f"/api/resolve-cache/models/{model_id}/{model.sha or 'main'}/{path}"
        linked = [("X-Linked-Etag", etag), ("X-Linked-Size", str(len(data)))]
        return redirect(quote(target), headers=[*commit, *linked])
    if matches_etag(request, etag):
        return Reply(304, b"", (("ETag", etag), *commit))
    return Reply(200, data, (("Content-Type", "text/plain; charset=utf-8"), ("ETag", etag), *commit))


def refused(request: Request, model: Model, accepted: frozenset[str]) -> Reply | None:
    """Why this caller may not read the files of a repository, if so."""
    if not model.gated or request.token in accepted:
        return None
    if request.token is None:
        message = f"Access to model {model.id} is restricted. You must have access to it and be authenticated."
        return hub_error(401, message, "GatedRepo")
    return hub_error(403, f"Access to model {model.id} is restricted and you are not in the list.", "GatedRepo")


def page(request: Request, world: World, model_id: str) -> Reply:
    """A repository's page for people: only its status and address matter here."""
    if world.models.get(model_id) is None:
        reply = moved_or_missing(request, world, model_id, "/{id}")
        return reply if reply.status == 307 else text_reply("<h1>404</h1>", 404, "text/html; charset=utf-8")
    return text_reply(f"<!doctype html><title>{model_id}</title>", kind="text/html; charset=utf-8")
