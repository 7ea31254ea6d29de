"""One checkpoint: everything stated about each field, the winner first, and why it won.

Nothing is averaged and nothing is guessed. A value that nobody stated does not exist.
"""

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Final, NamedTuple

from pipeline.fields import ANOTHER_SIZE, DATE_SLACK_DAYS, FAR, FIELDS, PROXIES, REVISED_DAYS, absent_of
from pipeline.model.claims import Claim, Value, Verdict
from pipeline.model.observed import Absence
from pipeline.reconcile.days import earlier
from pipeline.reconcile.forms import agree

EXACT_DIGITS: Final = 4
"""A count stated with that many digits is exact: 8030261248 has ten, 8000000000 one."""


class Settled(NamedTuple):
    """A subject's values and evidence."""

    facts: dict[str, Value]
    evidence: dict[str, tuple[Claim, ...]]


def settle(claims: Iterable[Claim], stated: Mapping[str, Sequence[Claim]], subject: str = "") -> Settled:
    """Decide every field of one subject ("": a family as a whole) from what sources and people (`stated`) say."""
    by_field: dict[str, list[Claim]] = {}
    for one in claims:
        if one.field in FIELDS:
            by_field.setdefault(one.field, []).append(one)
    facts: dict[str, Value] = {}
    evidence: dict[str, tuple[Claim, ...]] = {}
    for field in sorted({*by_field, *stated}):
        ranked = _ranked(field, by_field.get(field, []))
        pins = [c for c in stated.get(field, ()) if c.source == "pin"]
        curated = [c for c in stated.get(field, ()) if c.source == "curated"]
        judged = _judged(ranked, pins, curated, subject)
        if judged:
            evidence[field] = judged
            if judged[0].verdict in ("won", "pinned"):
                facts[field] = judged[0].value
    return Settled(facts, evidence)


def _voice(claim: Claim) -> str:
    exact = isinstance(claim.value, int) and _exactness(claim.value) >= EXACT_DIGITS
    return "card.exact" if claim.source == "card" and exact else claim.source


def _exactness(value: Value) -> int:
    """How exactly a count or a date is stated: its digits before the noughts at its end, or its characters."""
    return len(str(value).rstrip("0")) if isinstance(value, int) else len(value) if isinstance(value, str) else 0


_ORDER: Final = {field: {voice: n for n, voice in enumerate(row.voices)} for field, row in FIELDS.items()}
"""Field -> voice -> its place; the most trusted first."""


def _ranked(field: str, claims: list[Claim]) -> list[Claim]:
    order = _ORDER[field]
    placed = []
    for one in claims:
        place = order.get(_voice(one), order.get(one.source))
        if place is not None:
            placed.append(((one.about != "self", place, one.line or 0, repr(one.value)), one))
    if len(placed) > 1:
        placed.sort(key=itemgetter(0))
    ranked = [one for _, one in placed]
    doubted = FIELDS[field].doubted
    return _miscounted_last(ranked, doubted) if doubted else ranked


def _miscounted_last(ranked: list[Claim], doubted: str) -> list[Claim]:
    """The doubted voice last, where its count is far from all that the others say."""
    counted = [c for c in ranked if c.source == doubted]
    texts = [c.value for c in ranked if c.source != doubted and c.about == "self"]
    numbers = [n for n in texts if isinstance(n, int) and n > 0]
    if not counted or not numbers or not isinstance(counted[0].value, int):
        return ranked
    total = counted[0].value
    if any(max(total, n) <= FAR * min(total, n) for n in numbers):
        return ranked
    return [c for c in ranked if c not in counted] + counted


def _is_more_exact(source: Claim, fact: Claim) -> bool:
    """Whether a source states the count or date that a person states, with more digits; a figure of one digit is rounded as names are."""
    exact = FIELDS[fact.field].form in ("count", "date")
    more = exact and _exactness(source.value) > _exactness(fact.value)
    return more and agree(fact.field, source.value, fact.value, rounded=_exactness(fact.value) == 1)


def _judged(ranked: list[Claim], pins: list[Claim], curated: list[Claim], subject: str) -> tuple[Claim, ...]:
    """Every claim of one field of the subject with its verdict, the winner first."""
    found = [pin._replace(verdict="rival" if n else "pinned", subject=subject) for n, pin in enumerate(pins)]
    winner: Value | None = found[0].value if found else None
    sources = [c for c in ranked if c.source not in PROXIES]
    proxies = [c for c in ranked if c.source in PROXIES]
    stated = next((c for c in sources if c.about == "self"), None)
    stand = [c for c in curated if c.url and not (stated and _is_more_exact(stated, c))]
    yield_ = [c for c in curated if c not in stand]
    misfits = _of_another_size(sources, proxies, subject)
    last = [*_of_revisions(sources, proxies), *(c._replace(because=_NOT_A_COUNT) for c in misfits)]
    sources = [c for c in sources if c not in misfits]
    for claim in (*stand, *(c for c in sources if c not in last), *yield_, *proxies, *last):
        verdict: Verdict
        if claim.about != "self":
            verdict = "about the base"
        elif winner is None:
            verdict, winner = "won", claim.value
        elif claim.source == "curated" and not claim.url:
            verdict = "yielded"
        elif agree(claim.field, winner, claim.value, rounded=claim.source == "name" or claim in yield_):
            verdict = "agrees"
        else:
            verdict = "overruled" if pins else "rival"
        found.append(claim._replace(verdict=verdict, subject=subject))
    return tuple(sorted(found, key=lambda c: c.verdict not in ("pinned", "won")))


def _of_revisions(sources: list[Claim], proxies: list[Claim]) -> list[Claim]:
    """A card's dates that are too long after the making of its repository to be the release."""
    made = next((str(c.value) for c in proxies if c.source == "hub.created"), None)
    return [
        c for c in sources if made is not None and c.source == "card" and earlier(made, str(c.value), by=REVISED_DAYS)
    ]


def _of_another_size(sources: list[Claim], proxies: list[Claim], subject: str) -> list[Claim]:
    """Counts that cannot be of the size in the name: of one shard, of an index, of packed weights, or of something else.

    A mixture's name may give the size of one expert, or what is active, so that more than it says is no fault.
    """
    named = next((c.value for c in proxies if c.source == "name" and isinstance(c.value, int)), None)
    if named is None or not subject:
        return []
    most = named * ANOTHER_SIZE if "moe" not in subject.casefold() else None
    counts = [(c, c.value) for c in sources if isinstance(c.value, int) and c.field == "total_params"]
    return [c for c, count in counts if count * ANOTHER_SIZE < named or (most is not None and count > most)]


_NOT_A_COUNT: Final = "no count of the size in the name"


def roughly_dated(settled: Settled) -> tuple[str, ...]:
    """The fields whose date no source states: it follows from the making of a repository, and is a month by which."""
    return tuple(f for f in settled.facts if FIELDS[f].form == "date" and settled.evidence[f][0].source in PROXIES)


def without_early(members: Mapping[str, Settled], whole: Settled) -> dict[str, Settled]:
    """The members of a family without months by which that lie before what is stated to be its first release.

    Repositories are made before an announcement: within the slack before the first stated day one was made for it,
    and before a day that is stated of the whole family nothing came out.
    """
    found = dict(members)
    rough = [(c, field) for c, one in members.items() for field in roughly_dated(one)]
    for checkpoint, field in rough:
        one, of_whole = found[checkpoint], str(whole.facts.get(field, "")).partition("..")[0]
        stated = (str(other.facts[field]) for c, other in members.items() if field in other.facts and (c, field) not in rough)
        made, first = str(one.facts[field])[:7], min(stated, default="")
        if earlier(made, of_whole) or (earlier(made, first) and not earlier(made, first, by=DATE_SLACK_DAYS)):
            early = tuple(c._replace(verdict="yielded", because=_MADE_EARLY) if c.verdict == "won" else c for c in one.evidence[field])
            found[checkpoint] = Settled({f: v for f, v in one.facts.items() if f != field}, {**one.evidence, field: early})
    return found


_MADE_EARLY: Final = "the repository was made before the family's first release"


def denial(heard: Sequence[Claim], known: Sequence[Value] = ()) -> Claim | None:
    """What a source states otherwise than a person whose fact stands, unless it is among the known; proxies and what names nothing deny nothing."""
    if not heard or heard[0].source != "curated":
        return None
    rivals = (c for c in heard if c.verdict == "rival" and c.source not in PROXIES and isinstance(c.value, type(heard[0].value)))
    return next((c for c in rivals if c.value not in {*known, FIELDS[heard[0].field].nameless}), None)


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
    return {one.name: kind for one in absent_of("checkpoint") if one.name not in facts}
