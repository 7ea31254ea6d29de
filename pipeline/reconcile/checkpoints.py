"""One checkpoint: everything stated about each field, the winner first, and why it won."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from pipeline.fields import ANOTHER_SIZE, DATE_SLACK_DAYS, FAR, FIELDS, PROXIES, REVISED_DAYS, absent_of
from pipeline.model.claims import Claim, Value, Verdict
from pipeline.model.observed import ABSENCES, Absence, ObservedCheckpoint
from pipeline.reconcile.forms import agree, earlier

_EXACT_DIGITS: Final = 4
"""A count stated with that many digits is exact: 8030261248 has ten, 8000000000 one."""
_PLACES: Final = {field: {voice: n for n, voice in enumerate(row.voices)} for field, row in FIELDS.items()}
"""Field -> voice -> its place; the most trusted first."""
_DATES: Final = sorted(field for field, row in FIELDS.items() if row.form == "date")
_PEOPLE: Final = ("pin", "curated")

Evidence = dict[str, tuple[Claim, ...]]
"""Everything heard of one subject, by field, the winner first."""


def settle(claims: Iterable[Claim], subject: str = "") -> Evidence:
    """Decide every field of one subject ("": a family as a whole) from what sources and people say, pins first."""
    by_field: dict[str, list[Claim]] = {}
    for one in claims:
        if one.source in _PLACES.get(one.field, ()) or (one.source in _PEOPLE and one.field in FIELDS):
            by_field.setdefault(one.field, []).append(one)
    return {field: _judged(field, by_field[field], subject) for field in sorted(by_field)}


def facts_of(evidence: Evidence) -> dict[str, Value]:
    """The values that won, but those that a pin takes away."""
    return {f: c[0].value for f, c in evidence.items() if c[0].verdict in ("won", "pinned") and c[0].value != ()}


def _exactness(value: Value) -> int:
    """How exactly a count or a date is stated: its digits before the noughts at its end, or its characters."""
    return len(str(value).rstrip("0")) if isinstance(value, int) else len(value) if isinstance(value, str) else 0


def _place(claim: Claim) -> tuple[bool, int, int, str]:
    """Where a voice's claim stands among those of its field."""
    places = _PLACES[claim.field]
    exact = claim.source == "card" and isinstance(claim.value, int) and _exactness(claim.value) >= _EXACT_DIGITS
    place = places.get("card.exact" if exact else claim.source, places[claim.source])
    return claim.about != "self", place, claim.line or 0, repr(claim.value)


def _ranked(claims: Iterable[Claim], doubted: str) -> list[Claim]:
    """What the voices say of a field, the most trusted first; the doubted one last where it is far from all others."""
    ranked = sorted(claims, key=_place)
    total = next((c.value for c in ranked if c.source == doubted), None) if doubted else None
    if isinstance(total, int):
        own = [c.value for c in ranked if c.source != doubted and c.about == "self"]
        counts = [n for n in own if isinstance(n, int) and n > 0]
        if counts and all(max(total, n) > FAR * min(total, n) for n in counts):
            ranked.sort(key=lambda c: c.source == doubted)
    return ranked


def _is_more_exact(source: Claim, fact: Claim) -> bool:
    """Whether a source states the count or date that a person states, with more digits; a figure of one digit is rounded as names are."""
    more = FIELDS[fact.field].form in ("count", "date") and _exactness(source.value) > _exactness(fact.value)
    return more and agree(fact.field, source.value, fact.value, rounded=_exactness(fact.value) == 1)


def _in_order(field: str, claims: list[Claim], subject: str) -> tuple[list[Claim], list[Claim]]:
    """The claims of a field as they are believed, and those of people that yield to a source.

    A card's date that is too long after the making of its repository to be the release is heard last, as is a count
    that cannot be of the size in the name.
    """
    pins, curated = ([c for c in claims if c.source == source] for source in _PEOPLE)
    ranked = _ranked((c for c in claims if c.source not in _PEOPLE), FIELDS[field].doubted)
    proxies, sources = ([c for c in ranked if (c.source in PROXIES) is rough] for rough in (True, False))
    stated = next((c for c in sources if c.about == "self"), None)
    stand = [c for c in curated if c.url and not (stated and _is_more_exact(stated, c))]
    yield_ = [c for c in curated if c not in stand]
    made = next((str(c.value) for c in proxies if c.source == "hub.created"), None)
    named = [c.value for c in proxies if c.source == "name" and field == "total_params" and isinstance(c.value, int)]
    revised = [c for c in sources if made and c.source == "card" and earlier(made, str(c.value), by=REVISED_DAYS)]
    no_count = [c for c in sources if named and _is_of_another_size(c.value, named[0], subject)]
    believed = [c for c in sources if c not in revised and c not in no_count]
    last = [*revised, *(c._replace(because="no count of the size in the name") for c in no_count)]
    return [*pins, *stand, *believed, *yield_, *proxies, *last], yield_


def _judged(field: str, claims: list[Claim], subject: str) -> tuple[Claim, ...]:
    """Every claim of one field of the subject with its verdict, the winner first."""
    if len(claims) == 1:  # as most fields have
        (one,) = claims
        return (one.judged(subject, "pinned" if one.source == "pin" else "won" if one.about == "self" else "about the base"),)
    found: list[Claim] = []
    winner: Value | None = None
    order, yield_ = _in_order(field, claims, subject)
    for claim in order:
        verdict: Verdict
        if claim.source == "pin":
            verdict, winner = "rival" if found else "pinned", order[0].value
        elif claim.about != "self":
            verdict = "about the base"
        elif winner is None:
            verdict, winner = "won", claim.value
        elif claim.source == "curated" and not claim.url:
            verdict = "yielded"
        elif agree(field, winner, claim.value, rounded=claim.source == "name" or claim in yield_):
            verdict = "agrees"
        else:
            verdict = "overruled" if order[0].source == "pin" else "rival"
        found.append(claim.judged(subject, verdict))
    return tuple(sorted(found, key=lambda c: c.verdict not in ("pinned", "won")))


def _is_of_another_size(count: Value, named: int, subject: str) -> bool:
    """Whether a count cannot be of the size in the name: it is of one shard, of an index, or of packed weights.

    A mixture's name may give the size of one expert, or what is active, so that more than it says is no fault.
    """
    if not isinstance(count, int):
        return False
    return count * ANOTHER_SIZE < named or (count > named * ANOTHER_SIZE and "moe" not in subject.casefold())


def roughly_dated(evidence: Evidence) -> tuple[str, ...]:
    """The fields whose date no source states: it follows from the making of a repository, and is a month by which."""
    return tuple(f for f in _DATES if f in evidence and (one := evidence[f][0]).source in PROXIES and one.verdict == "won")


def without_early(members: Mapping[str, Evidence], whole: Evidence) -> dict[str, Evidence]:
    """The members of a family without months by which that lie before what is stated to be its first release.

    Repositories are made before an announcement: within the slack before the first stated day one was made for it,
    and before a day that is stated of the whole family nothing came out.
    """
    found, rough = dict(members), [(c, field) for c, one in members.items() for field in roughly_dated(one)]
    facts = {c: facts_of(one) for c, one in members.items() if rough}
    for checkpoint, field in rough:
        stated = (str(own[field]) for c, own in facts.items() if field in own and (c, field) not in rough)
        of_whole, first = str(facts_of(whole).get(field, "")).partition("..")[0], min(stated, default="")
        made = str(facts[checkpoint][field])[:7]
        if earlier(made, of_whole) or (earlier(made, first) and not earlier(made, first, by=DATE_SLACK_DAYS)):
            won, *others = found[checkpoint][field]
            early = won._replace(verdict="yielded", because="the repository was made before the family's first release")
            found[checkpoint] = {**found[checkpoint], field: (early, *others)}
    return found


def denial(heard: Sequence[Claim], known: Sequence[Value] = ()) -> Claim | None:
    """What a source states otherwise than a person whose fact stands, unless it is among the known.

    Proxies deny nothing, nor does what names nothing, or says less.
    """
    if not heard or heard[0].source != "curated":
        return None
    fact, spec = heard[0].value, FIELDS[heard[0].field]
    rivals = (c for c in heard if c.verdict == "rival" and c.source not in PROXIES and isinstance(c.value, type(fact)))
    denials = (c for c in rivals if c.value not in {*known, spec.nameless})
    return next((c for c in denials if c.rule not in spec.coarse or not _has(str(fact), str(c.value))), None)


def _has(fact: str, least: str) -> bool:
    """Whether all that goes in and out at least is stated: text+image+video→text has text+image→text."""
    sides = zip(fact.split("→"), least.split("→"), strict=False)
    return all(set(some.split("+")) <= set(stated.split("+")) for stated, some in sides)


def absences(facts: Mapping[str, Value], *, hub_state: str, card_state: str | None) -> dict[str, Absence]:
    """Why the list's columns are empty where they are."""
    kind: Absence = "failed" if card_state is None else "not readable" if card_state == "gated" else "not stated"
    if hub_state in ("unseen", "gone"):
        kind = "gone" if hub_state == "gone" else "failed"
    return {one.name: kind for one in absent_of("checkpoint") if one.name not in facts}


def why_absent(field: str, members: Iterable[ObservedCheckpoint]) -> Absence:
    """One reason for a family's row: that of most members, else of any field; "not stated" only where all were read."""
    own = [one.absent for one in members]
    reasons = [one[field] for one in own if field in one] or [why for one in own for why in one.values()] or ["failed"]
    reasons = [reason for reason in reasons if reason != "not stated"] or reasons
    return max(ABSENCES, key=lambda r: (reasons.count(r), -ABSENCES.index(r)))
