"""Which part of the upstream answers a path."""

from dataclasses import dataclass, field

from tests.upstream import arxiv_feed, hub_files, hub_models, web_files
from tests.upstream.limits import Limits, too_many
from tests.upstream.messages import Reply, Request, hub_error, json_reply, text_reply
from tests.upstream.world import World


@dataclass
class Conduct:
    """How the upstream behaves towards its callers, whatever the world is."""

    limits: Limits = field(default_factory=Limits)
    resolve_cache: bool = False
    accepted_tokens: frozenset[str] = frozenset()
    invalid_tokens: frozenset[str] = frozenset()  # revoked, or never any: whatever is asked with one is refused


def answer(request: Request, world: World, conduct: Conduct) -> Reply:
    """The right answer to a request; the Hub's carry their rate limits."""
    path = request.path
    if path.startswith("/files/"):
        return web_files.web_file(request, world, path.removeprefix("/files/"))
    if path.startswith("/repos/"):
        return web_files.github_repository(world, path.removeprefix("/"))
    if path == "/arxiv/api/query":
        return arxiv_feed.arxiv_query(request, world)
    if path.startswith("/api/resolve-cache/"):  # the second hop of one logical request
        parts = path.removeprefix("/api/resolve-cache/models/").split("/")
        model_id, name = "/".join(parts[:2]), "/".join(parts[3:])
        return hub_files.resolved_file(request, world, model_id, "main", name, accepted=conduct.accepted_tokens)
    within, rate = conduct.limits.take(request)
    return _hub(request, world, conduct, path).adding(*rate) if within else too_many(rate)


def _hub(request: Request, world: World, conduct: Conduct, path: str) -> Reply:
    if request.token in conduct.invalid_tokens:
        return hub_error(401, "Invalid credentials in Authorization header")
    if request.method not in {"GET", "HEAD"}:
        return hub_error(405, "Method Not Allowed")
    return (
        _api(request, world, conduct, path.removeprefix("/api/"))
        if path.startswith("/api/")
        else _site(request, world, conduct, path.strip("/"))
    )


def _api(request: Request, world: World, conduct: Conduct, path: str) -> Reply:
    kind, _, rest = path.partition("/")
    match kind:
        case "models" if not rest:
            return hub_models.models_listing(request, world)
        case "models":
            model_id, _, revision = rest.partition("/revision/")
            return hub_models.model_info(request, world, model_id, revision or None)
        case "collections":
            return _collection(world, rest)
        case "papers" if rest:
            return _paper(world, rest)
        case "whoami-v2":
            return _whoami(request, conduct)
        case _:
            return hub_error(404, "Sorry, we can't find the page you are looking for.")


def _collection(world: World, slug: str) -> Reply:
    """One collection with all its items."""
    found = world.collections.get(slug)
    return hub_error(404, "Collection not found", "RepoNotFound") if found is None else json_reply(found)


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


def _whoami(request: Request, conduct: Conduct) -> Reply:
    if request.token not in conduct.accepted_tokens:
        return hub_error(401, "Invalid username or password.")
    return json_reply({"type": "user", "name": "reader", "auth": {"type": "access_token", "accessToken": {"role": "read"}}})


def _site(request: Request, world: World, conduct: Conduct, path: str) -> Reply:
    parts = path.split("/")
    # `org/name/resolve/main/README.md`; revisions such as refs/pr/1 come with their slashes encoded.
    if "resolve" in parts[1:3] and len(parts) > parts.index("resolve", 1) + 2:
        at = parts.index("resolve", 1)
        return hub_files.resolved_file(
            request, world, "/".join(parts[:at]), parts[at + 1], "/".join(parts[at + 2 :]),
            accepted=conduct.accepted_tokens, through_cache=conduct.resolve_cache,
        )  # fmt: skip
    if parts[0] == "collections":
        found = "/".join(parts[1:]) in world.collections
        return text_reply("<!doctype html>", 200 if found else 404, "text/html; charset=utf-8")
    return hub_files.page(request, world, path)
