"""Web addresses taken apart: host, path, and whether they name a repository, an organisation or a front page."""

from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

from pipeline.model.ids import is_checkpoint_id, is_collection_id, is_github_repo, is_hub_name

HUB: Final = frozenset({"huggingface.co", "hf.co", "www.huggingface.co"})
_SECTIONS: Final = frozenset({
    "blog", "blogs", "news", "newsroom", "research", "posts", "post", "articles", "publications", "press",
    "index.html", "index.htm", "home", "docs", "doc", "documentation", "en", "en-us", "zh", "zh-cn", "cn",
    "latest", "stable", "main", "ai", "technology", "models",
})  # fmt: skip
"""Path parts that name a section of a site and not a page of it."""

_HUB_PAGES: Final = frozenset({
    "collections", "spaces", "datasets", "papers", "blog", "docs", "models", "organizations", "posts", "join",
    "pricing", "learn", "api", "settings", "tasks", "chat", "enterprise", "new", "login", "languages",
})  # fmt: skip


class Address(NamedTuple):
    """Host and path parts, without "www." and empty parts."""

    host: str
    parts: tuple[str, ...]
    query: str


@lru_cache(maxsize=65536)
def address(url: str) -> Address:
    """An address taken apart; what cannot be is an address without a host."""
    try:
        split = urlsplit(url)
        host = (split.hostname or "").removeprefix("www.")
    except ValueError:
        return Address("", (), "")
    return Address(host.casefold(), tuple(unquote(p) for p in split.path.split("/") if p), split.query)


def github_repo(url: str | None) -> str | None:
    """The `owner/name` that a link to GitHub names; None for anything else."""
    if not url:
        return None
    at = address(url)
    if at.host != "github.com" or len(at.parts) < 2:
        return None
    repo = f"{at.parts[0]}/{at.parts[1].removesuffix('.git')}"
    return repo if is_github_repo(repo) else None


def hub_collection(url: str) -> str | None:
    """The collection that a link to the Hub names."""
    at = address(url)
    if at.host in HUB and len(at.parts) == 3 and at.parts[0] == "collections":
        slug = f"{at.parts[1]}/{at.parts[2]}"
        return slug if is_collection_id(slug) else None
    return None


def hub_checkpoint(url: str) -> str | None:
    """The checkpoint that a link to the Hub names."""
    at = address(url)
    if at.host in HUB and len(at.parts) >= 2 and at.parts[0] not in _HUB_PAGES:
        found = f"{at.parts[0]}/{at.parts[1]}"
        return found if is_checkpoint_id(found) else None
    return None


def hub_organization(url: str) -> str | None:
    """The organisation or user whose page a link to the Hub names."""
    at = address(url)
    if at.host not in HUB:
        return None
    if len(at.parts) == 2 and at.parts[0] == "organizations":
        return at.parts[1]
    if len(at.parts) == 1 and at.parts[0] not in _HUB_PAGES and is_hub_name(at.parts[0]):
        return at.parts[0]
    return None


def is_front_page(url: str) -> bool:
    """Whether an address names a site or a section of one, and no page in it."""
    at = address(url)
    return bool(at.host) and not at.query and all(p.casefold() in _SECTIONS for p in at.parts)
