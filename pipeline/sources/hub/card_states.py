"""Model cards: what the reader made of a text, as a snapshot's facts and as claims with lines."""

from typing import Final

from pipeline.model.cards import CardReading
from pipeline.model.claims import Claim, Locator, Reading, Reject
from pipeline.model.snapshots import CardFacts, CardSnapshot, StoredClaim, StoredReject

PUBLIC: Final = "https://huggingface.co"
MOST_REJECTS: Final = 40
"""A card of tables can give hundreds; the first ones tell the story, and the count is kept in the last."""


def card_facts(reading: CardReading, revision: str | None, reader: int) -> CardFacts:
    """A reading without its passages: the repository keeps values and lines, never upstream sentences."""
    by_field: dict[str, list[StoredClaim]] = {}
    for claim in reading.claims:
        stored = StoredClaim(value=claim.value, line=claim.line, rule=claim.rule, about=claim.about)
        by_field.setdefault(claim.field, []).append(stored)
    rejects = [StoredReject(line=r.line, reason=r.reason, field=r.field) for r in reading.rejects]
    if len(rejects) > MOST_REJECTS:
        more = len(rejects) - MOST_REJECTS
        rejects = [*rejects[:MOST_REJECTS], StoredReject(line=rejects[MOST_REJECTS].line, reason=f"and {more} more")]
    return CardFacts(
        id=reading.id,
        revision=revision,
        reader=reader,
        kind=reading.kind.value,
        role=reading.role.value if reading.role else None,
        claims={field: tuple(stored) for field, stored in sorted(by_field.items())},
        rejects=tuple(rejects),
    )


def line_url(checkpoint: str, revision: str | None, line: int) -> str:
    """The card on the Hub, opened as source at a line; without a known revision, the card's own address."""
    if revision is None:
        return f"{PUBLIC}/{checkpoint}/blob/main/README.md?code=true#L{line}"
    return f"{PUBLIC}/{checkpoint}/blob/{revision}/README.md?code=true#L{line}"


def claims(snapshot: CardSnapshot) -> Reading:
    """What a card states, each claim at its line.

    A card that became gated keeps what was read of it: the claims still stand at their revision.
    """
    facts = snapshot.facts

    def place(line: int) -> Locator:
        return Locator(url=line_url(facts.id, facts.revision, line), revision=facts.revision, line=line)

    found = [
        Claim(subject=facts.id, field=field, value=claim.value, locator=place(claim.line),
              source="card", at=f"/facts/claims/{field}/{n}/value", rule=claim.rule, about=claim.about)
        for field, stated in facts.claims.items()
        for n, claim in enumerate(stated)
    ]  # fmt: skip
    rejects = [Reject(locator=place(r.line), reason=r.reason, field=r.field) for r in facts.rejects]
    return Reading(claims=tuple(found), rejects=tuple(rejects))
