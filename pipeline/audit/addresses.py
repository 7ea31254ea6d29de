"""What rules look for, as data, and web addresses: whether they name a repository, an organisation or a front page."""

import re
from typing import Final

from pipeline.model.ids import address, is_checkpoint_id, is_collection_id, is_hub_name
from pipeline.tables import table_beside

TABLES: Final = table_beside(__file__, "tables")
"""Words, hosts and files that rules look for."""


def phrases(name: str) -> re.Pattern[str]:
    """What finds any of the phrases of a table, in whatever case."""
    return re.compile("|".join(TABLES["phrases"][name]), re.IGNORECASE)


def hub_page(url: str) -> tuple[str, str]:
    """What a link to the Hub names, and its id: a "checkpoint", a "collection", an "organization"; two empty texts for all else."""
    at = address(url)
    match at.parts if at.host in ("huggingface.co", "hf.co") else ():
        case "collections", owner, name if is_collection_id(f"{owner}/{name}"):
            return "collection", f"{owner}/{name}"
        case "organizations", owner:
            return "organization", owner
        case owner, if is_hub_name(owner) and owner not in TABLES["addresses"]["hub_pages"]:
            return "organization", owner
        case owner, name, *_ if is_checkpoint_id(f"{owner}/{name}") and owner not in TABLES["addresses"]["hub_pages"]:
            return "checkpoint", f"{owner}/{name}"
    return "", ""


def is_front_page(url: str) -> bool:
    """Whether an address names a site or a section of one, and no page in it."""
    at = address(url)
    return bool(at.host) and not at.query and all(p.casefold() in TABLES["addresses"]["sections"] for p in at.parts)
