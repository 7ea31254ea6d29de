"""Short ways to read a card written in a test."""

from typing import Any

from pipeline.cards.card import read_card
from pipeline.model.claims import CardReading, as_json

HEAD = "---\nlicense: apache-2.0\npipeline_tag: text-generation\n---\n"
VLM_HEAD = "---\nlicense: mit\npipeline_tag: image-text-to-text\n---\n"


def facts(repo: str, body: str, head: str = HEAD) -> dict[str, Any]:
    """The facts of a card with this text under a plain front matter."""
    found: dict[str, Any] = as_json(read_card(repo, head + body))["facts"]
    return found


def fired(reading: CardReading) -> set[str]:
    """The rules that made a claim or a reject."""
    return {claim.rule for claim in reading.claims} | {reject.reason.partition(":")[0] for reject in reading.rejects}
