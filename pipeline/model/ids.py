"""Identifiers that upstreams and editors use, the patterns that admit them, and which known ones are near.

An identifier that does not match is never guessed at: what carries it is quarantined
(from upstream) or refused with its line (from a person).
"""

import difflib
import re
from collections.abc import Callable, Collection
from functools import lru_cache
from typing import Annotated, Final, NamedTuple
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator

HUB_URL: Final = "https://huggingface.co/"  # and a repository's id: its page

# The Hub's own rule (huggingface_hub.utils.validate_repo_id): letters, digits, "-", "_", ".";
# at most 96 characters; no ".." or "--" inside, no leading or trailing "-" or ".".
_HUB_PART: Final = r"(?![^/]*(?:--|\.\.))[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?"


def _admitted(pattern: str) -> Callable[[str], re.Match[str] | None]:
    return re.compile(pattern, re.ASCII).fullmatch


def checked(test: Callable[[str], object], what: str) -> AfterValidator:
    """What refuses a text that fails a test, and says what is wanted."""

    @lru_cache(maxsize=1024)  # the same few stand many times in a file
    def check(text: str) -> str:
        if not test(text):
            raise ValueError(f"{text[:120]!r} is not {what}")
        return text

    return AfterValidator(check)


is_hub_name = _admitted(_HUB_PART)
"""Whether text may be the name of a Hub user or organisation, or one part of a repository id."""
is_checkpoint_id = _admitted(rf"{_HUB_PART}/(?!.*\.(?:git|ipynb)\Z){_HUB_PART}")
"""Whether text is `org/name` as the Hub spells repositories ("." inside is common: "Qwen2.5-7B")."""
is_slug = _admitted(r"(?!.*(?:--|\.\.))[a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9])?")
"""Whether text names a family, board or benchmark of this list: lower case, digits, "-" and "."."""
is_arxiv_id = _admitted(r"\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}|[a-z-]{2,12}(?:\.[A-Z]{2})?/\d{7}")
"""Whether text is an arXiv id without version, in the new form (its year and month first) or the one before 2007."""
is_plain_address = _admitted(r"https?://[a-z0-9-]+\.[a-z0-9][a-z0-9.-]*(?:[/?#][!-~]*)?")
"""Whether text is a web address that is written as most are, and need not be taken apart to know it."""
is_sha = _admitted(r"[0-9a-f]{40}")
"""Whether text is a full git commit id."""
is_collection_id = _admitted(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,95}/[A-Za-z0-9._-]{1,120}-[0-9a-f]{24}")
"""Whether text is `owner/title-<24 hex digits>`, the slug of a Hub collection."""
is_github_repo = _admitted(r"(?!.*(?:\.git|/\.\.?)\Z)[A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100}")
"""Whether text is `owner/name` on GitHub."""


def near(name: str, known: Collection[str]) -> str:
    """The nearest known names, whole or without the owner, as words to put behind a refusal; "" where none is near."""
    asked, whole = name.casefold(), {k.casefold(): k for k in known}
    parts = {k.partition("/")[2]: of for k, of in whole.items() if "/" in k}
    for like, called in ((asked, whole), (asked.partition("/")[2] or asked, parts)):
        if found := difflib.get_close_matches(like, called, n=3, cutoff=0.5):
            return f" (did you mean {', '.join(called[k] for k in found)}?)"
    return ""


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


def github_repo(url: str) -> str:
    """The `owner/name` of a link to a repository on GitHub, or to a page inside it; "" for anything else."""
    at = address(url)
    repo = "/".join(at.parts[:2]).removesuffix(".git")
    return repo if at.host == "github.com" and is_github_repo(repo) else ""


HubName = Annotated[str, checked(is_hub_name, "the name of a Hub user or organisation")]
CheckpointId = Annotated[str, checked(is_checkpoint_id, "a Hub repository id such as Qwen/Qwen2.5-7B")]
Slug = Annotated[str, checked(is_slug, "a slug: lower-case letters, digits, '-' and '.', such as llama-3")]
ArxivId = Annotated[str, checked(is_arxiv_id, "an arXiv id without version, such as 2307.09288")]
CollectionId = Annotated[str, checked(is_collection_id, "a collection's slug such as Qwen/qwen25-66e81a666513e518adb90d9e")]
