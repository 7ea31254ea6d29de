"""Web addresses taken apart: host, path, and whether they name a repository, an organisation or a front page."""

from functools import lru_cache
from importlib.resources import files
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

import tomli

from pipeline.model.ids import is_checkpoint_id, is_collection_id, is_github_repo, is_hub_name

HUB: Final = frozenset({"huggingface.co", "hf.co", "www.huggingface.co"})
TABLES: Final = tomli.loads((files("pipeline.audit") / "tables.toml").read_text("utf-8"))
"""Words, hosts and files that rules look for."""
_SECTIONS: Final = frozenset(TABLES["addresses"]["sections"])
_HUB_PAGES: Final = frozenset(TABLES["addresses"]["hub_pages"])


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


def hub_page(url: str) -> tuple[str, str]:
    """What a link to the Hub names, and its id: a "checkpoint", a "collection", an "organization"; two empty texts for all else."""
    at = address(url)
    parts = at.parts if at.host in HUB else ()
    if len(parts) == 3 and parts[0] == "collections" and is_collection_id(f"{parts[1]}/{parts[2]}"):
        return "collection", f"{parts[1]}/{parts[2]}"
    if len(parts) == 2 and parts[0] == "organizations":
        return "organization", parts[1]
    if parts and parts[0] not in _HUB_PAGES:
        if len(parts) == 1 and is_hub_name(parts[0]):
            return "organization", parts[0]
        if len(parts) > 1 and is_checkpoint_id(f"{parts[0]}/{parts[1]}"):
            return "checkpoint", f"{parts[0]}/{parts[1]}"
    return "", ""


def hub_checkpoint(url: str) -> str:
    """The checkpoint that a link to the Hub names; "" for all else."""
    kind, named = hub_page(url)
    return named if kind == "checkpoint" else ""


def is_front_page(url: str) -> bool:
    """Whether an address names a site or a section of one, and no page in it."""
    at = address(url)
    return bool(at.host) and not at.query and all(p.casefold() in _SECTIONS for p in at.parts)
