"""Short ways to read a card written in a test."""

from typing import Any

from pipeline.readers.card import as_json, read_card

HEAD = "---\nlicense: apache-2.0\npipeline_tag: text-generation\n---\n"
VLM_HEAD = "---\nlicense: mit\npipeline_tag: image-text-to-text\n---\n"


def facts(repo: str, body: str, head: str = HEAD) -> dict[str, Any]:
    """The facts of a card with this text under a plain front matter."""
    found: dict[str, Any] = as_json(read_card(repo, head + body))["facts"]
    return found


def reasons(repo: str, body: str, field: str, head: str = HEAD) -> list[str]:
    """Why passages about a field were not used."""
    return [r.reason for r in read_card(repo, head + body).rejects if r.field == field]
