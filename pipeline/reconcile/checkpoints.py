"""One checkpoint: everything heard about each field, the winner first, and why it won.

Nothing is averaged and nothing is guessed. A value that nobody stated does not exist.
"""

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Final, NamedTuple

from pipeline.fields import FAR, FIELDS, PROXIES, told_absent
from pipeline.model.claims import Claim, Value
from pipeline.model.observed import Absence, Heard, Verdict
from pipeline.reconcile.agreement import agree, significant_digits

EXACT_DIGITS: Final = 4


class Sourced(NamedTuple):
    """A claim, and the file of this repository that keeps it."""

    claim: Claim
    snapshot: str


class Stated(NamedTuple):
    """A person's value for a field: a pin, or a curated fact, already in the field's own form."""

    value: Value
    url: str
    snapshot: str
    at: str
    because: str = ""
    was: Value | None = None
    is_pin: bool = False


class Settled(NamedTuple):
    """A checkpoint's values and evidence, and the pins that no longer meet what they were set against."""

    facts: dict[str, Value]
    evidence: dict[str, tuple[Heard, ...]]
    stale: tuple[tuple[str, Stated, Value | None], ...]
    yielded: tuple[tuple[str, Stated], ...]


def settle(claims: Iterable[Sourced], stated: Mapping[str, Sequence[Stated]], checkpoint: str | None = None) -> Settled:
    """Decide every field of one subject from what sources and people say."""
    by_field: dict[str, list[Sourced]] = {}
    for one in claims:
        if one.claim.field in FIELDS:
            by_field.setdefault(one.claim.field, []).append(one)
    facts: dict[str, Value] = {}
    evidence: dict[str, tuple[Heard, ...]] = {}
    stale: list[tuple[str, Stated, Value | None]] = []
    yielded: list[tuple[str, Stated]] = []
    for field in sorted({*by_field, *stated}):
        ranked = _ranked(field, by_field.get(field, []))
        people = list(stated.get(field, ()))
        pins = [p for p in people if p.is_pin]
        curated = [p for p in people if not p.is_pin]
        heard = _hear(field, ranked, pins, curated, checkpoint)
        said = next((r.claim.value for r in ranked if r.claim.about == "self"), None)
        stale.extend(
            (field, pin, said)
            for pin in pins
            if pin.was is not None and (said is None or not agree(field, pin.was, said))
        )
        if any(r.claim.about == "self" and r.claim.source not in PROXIES for r in ranked):
            yielded.extend((field, fact) for fact in curated)
        if heard:
            evidence[field] = tuple(heard)
            if heard[0].verdict in ("won", "pinned"):
                facts[field] = heard[0].value
    return Settled(facts, evidence, tuple(stale), tuple(yielded))


def _voice(one: Sourced) -> str:
    claim = one.claim
    exact = isinstance(claim.value, int) and significant_digits(claim.value) >= EXACT_DIGITS
    return "card.exact" if claim.source == "card" and exact else claim.source


_ORDER: Final = {field: {voice: n for n, voice in enumerate(row.voices)} for field, row in FIELDS.items()}
"""Field -> voice -> its place; the most trusted first."""


def _ranked(field: str, claims: list[Sourced]) -> list[Sourced]:
    order = _ORDER.get(field, {})
    placed = []
    for one in claims:
        claim = one.claim
        place = order.get(_voice(one), order.get(claim.source))
        if place is not None:
            placed.append(((claim.about != "self", place, claim.locator.line or 0, repr(claim.value)), one))
    if len(placed) > 1:
        placed.sort(key=itemgetter(0))
    ranked = [one for _, one in placed]
    doubted = FIELDS[field].doubted
    return _miscounted_last(ranked, doubted) if doubted else ranked


def _miscounted_last(ranked: list[Sourced], doubted: str) -> list[Sourced]:
    """The doubted voice last, where its count is far from all that the others say."""
    counted = [r for r in ranked if r.claim.source == doubted]
    texts = [r.claim.value for r in ranked if r.claim.source != doubted and r.claim.about == "self"]
    numbers = [n for n in texts if isinstance(n, int) and n > 0]
    if not counted or not numbers or not isinstance(counted[0].claim.value, int):
        return ranked
    total = counted[0].claim.value
    if any(max(total, n) <= FAR * min(total, n) for n in numbers):
        return ranked
    return [r for r in ranked if r not in counted] + counted


def _hear(
    field: str, ranked: list[Sourced], pins: list[Stated], curated: list[Stated], checkpoint: str | None
) -> list[Heard]:
    found: list[Heard] = []
    for pin in pins:
        verdict: Verdict = "pinned" if not found else "rival"
        found.append(Heard(value=pin.value, source="pin", url=pin.url, snapshot=pin.snapshot, at=pin.at, verdict=verdict,
                           checkpoint=checkpoint, rule="pin", because=pin.because))  # fmt: skip
    winner: Value | None = found[0].value if found else None

    def listen(claims: list[Sourced]) -> None:
        nonlocal winner
        for one in claims:
            claim = one.claim
            verdict: Verdict
            if claim.about != "self":
                verdict = "about the base"
            elif winner is None:
                verdict, winner = "won", claim.value
            elif agree(field, winner, claim.value, rounded=claim.source == "name"):
                verdict = "agrees"
            else:
                verdict = "overruled" if pins else "rival"
            found.append(Heard(value=claim.value, source=claim.source, url=claim.locator.url, snapshot=one.snapshot, at=claim.at,
                               verdict=verdict, checkpoint=checkpoint, revision=claim.locator.revision, line=claim.locator.line,
                               pointer=claim.locator.pointer, rule=claim.rule))  # fmt: skip

    listen([r for r in ranked if r.claim.source not in PROXIES])
    for fact in curated:
        verdict = "yielded" if winner is not None else "won"
        winner = fact.value if winner is None else winner
        found.append(Heard(value=fact.value, source="curated", url=fact.url, snapshot=fact.snapshot, at=fact.at,
                           verdict=verdict, checkpoint=checkpoint, rule="curated", because=fact.because))  # fmt: skip
    listen([r for r in ranked if r.claim.source in PROXIES])
    return sorted(found, key=lambda h: h.verdict not in ("pinned", "won"))


def absences(facts: Mapping[str, Value], *, hub_state: str, card_state: str | None) -> dict[str, Absence]:
    """Why the list's columns are empty where they are."""
    if hub_state == "unseen":
        kind: Absence = "failed"
    elif hub_state == "gone":
        kind = "gone"
    elif card_state == "gated":
        kind = "not readable"
    elif card_state is None:
        kind = "failed"
    else:
        kind = "not stated"
    return {one.name: kind for one in told_absent("checkpoint") if one.name not in facts}
