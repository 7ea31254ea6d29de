"""What a web address points at: a checkpoint, a collection, an organisation, a paper, a repository."""

import re
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from pipeline.model.ids import is_arxiv_id, is_checkpoint_id, is_collection_id, is_github_repo, is_hub_name

_HUB_HOSTS: Final = ("huggingface.co", "www.huggingface.co", "hf.co")
_HUB_PAGES: Final = frozenset((
    "blog", "datasets", "spaces", "collections", "docs", "papers", "models", "tasks", "api", "learn", "posts",
    "pricing", "join", "login", "settings", "organizations", "chat", "inference", "new", "search",
    "terms-of-service", "privacy",
))  # fmt: skip
_ARXIV: Final = re.compile(
    r"/(?:abs|pdf|html)/(?P<id>\d{4}\.\d{4,5}|[a-z-]{2,12}(?:\.[A-Z]{2})?/\d{7})(?:v\d{1,3})?(?:\.pdf)?/?"
)


class Place(NamedTuple):
    """What stands behind an address. `kind` is one of checkpoint, collection, organization, paper, code, page."""

    kind: str
    id: str = ""


def place_of(url: str) -> Place:
    """The thing an address names, by its form alone."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if host in _HUB_HOSTS:
        return _hub(parts.path.strip("/").split("/"))
    if host in ("arxiv.org", "www.arxiv.org"):
        match = _ARXIV.fullmatch(parts.path)
        return Place("paper", match["id"]) if match and is_arxiv_id(match["id"]) else Place("page")
    if host in ("github.com", "www.github.com"):
        repo = "/".join(parts.path.strip("/").split("/")[:2]).removesuffix(".git")
        return Place("code", repo) if is_github_repo(repo) else Place("page")
    return Place("page")


def _hub(path: list[str]) -> Place:
    if path[0] == "collections":
        slug = "/".join(path[1:3])
        return Place("collection", slug) if is_collection_id(slug) else Place("page")
    if path[0] == "papers" and len(path) > 1 and is_arxiv_id(path[1]):
        return Place("paper", path[1])
    if path[0] in _HUB_PAGES:
        return Place("page")
    if len(path) == 1:
        return Place("organization", path[0]) if is_hub_name(path[0]) else Place("page")
    checkpoint = "/".join(path[:2])
    return Place("checkpoint", checkpoint) if is_checkpoint_id(checkpoint) else Place("page")
