"""Identifiers that upstreams and editors use, and the patterns that admit them.

An identifier that does not match is never guessed at: what carries it is quarantined
(from upstream) or refused with its line (from a person).
"""

import re
from typing import Annotated, Final

from pydantic import AfterValidator

# The Hub's own rule (huggingface_hub.utils.validate_repo_id): letters, digits, "-", "_", ".";
# at most 96 characters; no ".." or "--" inside, no leading or trailing "-" or ".".
_HUB_PART: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?", re.ASCII)
_SLUG: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,62}[a-z0-9])?", re.ASCII)
_ARXIV_NEW: Final = re.compile(r"\d{4}\.\d{4,5}", re.ASCII)
_ARXIV_OLD: Final = re.compile(r"[a-z-]{2,12}(?:\.[A-Z]{2})?/\d{7}", re.ASCII)
_SHA: Final = re.compile(r"[0-9a-f]{40}", re.ASCII)
_COLLECTION: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,95}/[A-Za-z0-9._-]{1,120}-[0-9a-f]{24}", re.ASCII)
_GITHUB: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})/[A-Za-z0-9._-]{1,100}", re.ASCII)


def is_hub_name(text: str) -> bool:
    """Whether text may be the name of a Hub user or organisation, or one part of a repository id."""
    return bool(_HUB_PART.fullmatch(text)) and "--" not in text and ".." not in text


def is_checkpoint_id(text: str) -> bool:
    """Whether text is `org/name` as the Hub spells repositories."""
    org, slash, name = text.partition("/")
    # A trailing "." or "-" is refused by the Hub, "." inside is common ("Qwen2.5-7B").
    return bool(slash) and is_hub_name(org) and is_hub_name(name) and not name.endswith((".git", ".ipynb"))


def is_slug(text: str) -> bool:
    """Whether text names a family, board or benchmark of this list: lower case, digits, "-" and "."."""
    return bool(_SLUG.fullmatch(text)) and ".." not in text and "--" not in text


def is_arxiv_id(text: str) -> bool:
    """Whether text is an arXiv id without version, in the new form or the one before 2007."""
    return bool(_ARXIV_NEW.fullmatch(text) or _ARXIV_OLD.fullmatch(text))


def is_sha(text: str) -> bool:
    """Whether text is a full git commit id."""
    return bool(_SHA.fullmatch(text))


def is_collection_id(text: str) -> bool:
    """Whether text is `owner/title-<24 hex digits>`, the slug of a Hub collection."""
    return bool(_COLLECTION.fullmatch(text))


def is_github_repo(text: str) -> bool:
    """Whether text is `owner/name` on GitHub."""
    return bool(_GITHUB.fullmatch(text)) and not text.endswith((".git", "/.", "/.."))


def _checked(test, what: str):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    def check(text: str) -> str:
        if not test(text):
            msg = f"{text[:120]!r} is not {what}"
            raise ValueError(msg)
        return text

    return AfterValidator(check)


HubName = Annotated[str, _checked(is_hub_name, "the name of a Hub user or organisation")]
CheckpointId = Annotated[str, _checked(is_checkpoint_id, "a Hub repository id such as Qwen/Qwen2.5-7B")]
Slug = Annotated[str, _checked(is_slug, "a slug: lower-case letters, digits, '-' and '.', such as llama-3")]
ArxivId = Annotated[str, _checked(is_arxiv_id, "an arXiv id without version, such as 2307.09288")]
CollectionId = Annotated[
    str, _checked(is_collection_id, "a collection's slug such as Qwen/qwen25-66e81a666513e518adb90d9e")
]
