"""Model cards: what the reader made of a text, as a snapshot's facts and as claims with lines."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from pipeline.layout import kinds
from pipeline.model.claims import CardReading, Claim, Reject, by_field
from pipeline.model.ids import HUB_URL
from pipeline.model.snapshots import CardFacts, CardSnapshot

MOST_REJECTS: Final = 40
"""A card of tables can give hundreds; the first ones tell the story, and the count is kept in the last."""


def card_facts(reading: CardReading, revision: str | None, reader: int) -> CardFacts:
    """A reading without its passages: the repository keeps values and lines, never upstream sentences."""
    rejects = [Reject(line=r.line, reason=r.reason, field=r.field) for r in reading.rejects]
    if len(rejects) > MOST_REJECTS:
        more = len(rejects) - MOST_REJECTS
        rejects = [*rejects[:MOST_REJECTS], Reject(line=rejects[MOST_REJECTS].line, reason=f"and {more} more")]
    return CardFacts(
        id=reading.id,
        revision=revision,
        reader=reader,
        kind=reading.kind.value if reading.kind_shown else "",
        kind_line=reading.kind_line,
        role=reading.role.value if reading.role else None,
        role_line=reading.role_line,
        claims=by_field(reading.claims),
        rejects=tuple(rejects),
    )


def line_url(checkpoint: str, revision: str | None, line: int | None) -> str:
    """The card on the Hub, opened as source at a line; without a revision, whose lines are others tomorrow, the repository's page."""
    if revision is None:
        return f"{HUB_URL}{checkpoint}"
    return f"{HUB_URL}{checkpoint}/blob/{revision}/README.md" + (f"?code=true#L{line}" if line else "")


def claims(snapshot: CardSnapshot) -> Iterator[Claim]:
    """What a card states, each claim at its line; a card that was read also has a kind and a role, where something shows them.

    A card that became gated keeps what was read of it: the claims still stand at their revision.
    """
    facts, revision = snapshot.facts, snapshot.facts.revision
    whole = partial(Claim, subject=facts.id, source="card", revision=revision, snapshot=kinds.CARDS.path(facts.id))
    for field, stated in facts.claims.items():
        for n, one in enumerate(stated):
            yield whole(
                field=field, value=one.value, line=one.line, rule=one.rule, about=one.about,
                url=line_url(facts.id, revision, one.line), at=f"/facts/claims/{field}/{n}/value",
            )  # fmt: skip
    if snapshot.was_read:
        for field, value, line in (("kind", facts.kind, facts.kind_line), ("role", facts.role, facts.role_line)):
            if value:
                yield whole(field=field, value=value, line=line, rule="card as a whole",
                            url=line_url(facts.id, revision, line), at=f"/facts/{field}")  # fmt: skip
