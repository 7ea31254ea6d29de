"""Who may speak about a field, in which order, and how far two values may differ.

The one table that decides between sources. A voice that is not listed for a field is not heard
for it. "pin" stands above every voice and "curated" below; they are not repeated in each row.
"""

from typing import Final, NamedTuple


class Authority(NamedTuple):
    """One row: the voices, most trusted first, and the relative tolerance for counts."""

    voices: tuple[str, ...]
    tolerance: float = 0.0
    why: str = ""


AUTHORITY: Final[dict[str, Authority]] = {
    # field: voices, tolerance, why in this order
    "total_params": Authority(
        ("hub.safetensors", "card.exact", "card", "name"), 0.10, "weights can be counted; a name is rounded"
    ),
    "sizes": Authority(("name",), 0.0, "a size that is no count: 8x7B, E4B"),
    "active_params": Authority(("card.exact", "card", "name"), 0.10, "only text states what is active"),
    "context_length": Authority(("card", "hub.config", "hub.gguf"), 0.05, "128K may mean 128,000 or 131,072"),
    "context_length_extended": Authority(("card",), 0.05, "reached only with an extension such as YaRN"),
    "training_tokens": Authority(("card", "arxiv.abstract"), 0.05, "an abstract may speak of several models"),
    "languages": Authority(("card", "hub.card_data"), 0.0, "the card's list, else the Hub's copy of its front matter"),
    "languages_count": Authority(("card",), 0.0, "stated as a number"),
    "license": Authority(("hub.card_data", "card"), 0.0, "the Hub's metadata is what its users are shown"),
    "license_name": Authority(("hub.card_data", "card"), 0.0, ""),
    "license_link": Authority(("hub.card_data", "card"), 0.0, ""),
    "own_arxiv": Authority(("card",), 0.0, "`arxiv:` tags are citations as well, so they do not count"),
    "cited_arxiv": Authority(("card", "hub.tags"), 0.0, ""),
    "own_github": Authority(("card",), 0.0, ""),
    "base_model": Authority(("hub.card_data", "card"), 0.0, ""),
    "base_relation": Authority(("hub.card_data", "card"), 0.0, ""),
    "release_date": Authority(
        ("card", "hub.created", "arxiv.published"), 0.0, "a repository may be made before or after"
    ),
    "kind": Authority(("card", "hub.task"), 0.0, "a card says what goes in and out; the task is a label"),
    "role": Authority(("card",), 0.0, ""),
    "vision_encoder": Authority(("card",), 0.0, ""),
    "base_llm": Authority(("card",), 0.0, ""),
    "architecture": Authority(("hub.config",), 0.0, ""),
}

PROXIES: Final = frozenset({"hub.created", "arxiv.published", "name"})
"""Voices that state something else, from which the field follows roughly: a repository's creation is no
release date, and "7b" in a name is no count. A person's sourced fact stands above them, and does not yield."""

DATE_SLACK_DAYS: Final = 31
"""Two release dates closer than that agree: repositories are made before announcements, and after."""

NAME_TOLERANCE: Final = 0.3
"""Names round generously, and some leave the embeddings out (Gemma 7B has 8.5 billion parameters)."""

FAR: Final = 1.4
"""Beyond this ratio to what the card and the name say, the weights' total is taken for miscounted."""
