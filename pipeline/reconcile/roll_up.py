"""The row of the list: what a family comes to from its members and from what is stated of it as a whole.

The field table names each field's rule; a rule says what the members come to, and what a value
stated of the whole family is in the row's form.
"""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from pipeline.fields import DATE_SLACK_DAYS, FIELDS, PROXIES, FieldSpec, RollUp, absent_of, rolled_up
from pipeline.model.amounts import Span, parse_span
from pipeline.model.claims import Claim, Value, Verdict
from pipeline.model.licences import licences_of, named
from pipeline.model.observed import (
    ABSENCES,
    Absence,
    Coverage,
    DateSpan,
    FamilyEvidence,
    FamilyFacts,
    ObservedCheckpoint,
    ObservedFamily,
    Rolled,
    plain,
)
from pipeline.reconcile.checkpoints import Settled
from pipeline.reconcile.days import earlier
from pipeline.reconcile.forms import agree
from pipeline.reconcile.sizes import labels_of, order_key

Evidence = Mapping[str, tuple[Claim, ...]]


class Members(NamedTuple):
    """A family's checkpoints without copies of one another: what is known of each, what was heard, and the size that names it."""

    checkpoints: Mapping[str, ObservedCheckpoint]
    evidence: Mapping[str, Evidence]
    labels: Mapping[str, str]

    @classmethod
    def of(cls, checkpoints: Mapping[str, ObservedCheckpoint], evidence: Mapping[str, Evidence]) -> "Members":
        """The members with their sizes; a copy says nothing of the row."""
        originals = {c: one for c, one in checkpoints.items() if one.copy_of is None}
        heard = {c: evidence[c] for c in originals if c in evidence}
        return cls(originals, heard, labels_of({c: one.facts for c, one in originals.items()}, heard))

    def there(self) -> "Members":
        """Those that can be had, or all where none can: what a field of the row comes from that does not last."""
        there = {c: one for c, one in self.checkpoints.items() if one.state != "gone"}
        if len(there) in (0, len(self.checkpoints)):
            return self
        return Members(there, self.evidence, {c: label for c, label in self.labels.items() if c in there})

    def stated(self, field: str) -> dict[str, Value]:
        """The value of each checkpoint that has one."""
        return {c: one.facts[field] for c, one in self.checkpoints.items() if field in one.facts}


class RollUpRule(NamedTuple):
    """How a field's value of the row is made.

    `of_members` gives what the members come to, `of_whole` a value stated of the family, both None
    where that is nothing. `rests_on` are the fields of a checkpoint that it is made from, in order;
    without it the field itself.
    """

    of_members: Callable[[FieldSpec, Members], Rolled | None]
    of_whole: Callable[[Value], Rolled | None]
    rests_on: tuple[str, ...] = ()


class FamilyRollUp(NamedTuple):
    """A family's facts, the evidence of each, of how many checkpoints they are known, and why the rest is missing."""

    facts: FamilyFacts
    coverage: dict[str, Coverage]
    evidence: dict[str, tuple[Claim, ...]]
    absent: dict[str, Absence]


def roll_up(members: Members, family: Settled) -> FamilyRollUp:
    """The family's row.

    A pin on the family holds. A person's sourced fact of the whole stands above what machines read of its
    members, but not above what a person says of one of them. Then comes what the members' sources state, then what
    a source states of the family as a whole (a paper's abstract), then a person's fact without a source.
    """
    row: dict[str, Rolled] = {}
    heard: dict[str, tuple[Claim, ...]] = {}
    covered: dict[str, Coverage] = {}
    there = members.there()
    for spec in rolled_up():
        counted = members if spec.lasting else there
        value, claims = _value_and_evidence(spec, counted, family.evidence.get(spec.name, ()))
        if value is None:
            continue
        row[spec.name], heard[spec.name] = value, claims
        found = _coverage(spec, counted) if not claims or claims[0].subject else _coverage_of_whole(spec, counted, value, claims[0])
        if "site" in spec.shown and found is not None:
            covered[spec.name] = found
    absent = {one.name: _why_absent(one.name, members.checkpoints) for one in absent_of("family") if one.name not in row}
    return FamilyRollUp(FamilyFacts(row), covered, heard, absent)


def _value_and_evidence(
    spec: FieldSpec, members: Members, own: tuple[Claim, ...]
) -> tuple[Rolled | None, tuple[Claim, ...]]:
    """A field's value of the row, and what it rests on, the winner first; `own` is what was heard of the whole."""
    rule = ROLL_UPS[spec.roll_up]
    whole = rule.of_whole(own[0].value) if own else None
    rolled = rule.of_members(spec, members)
    from_members = _claims_of_members(spec, rule, members)
    if rolled is None:
        return whole, own
    if whole is None:
        return rolled, from_members
    same = same_in_row(spec.name, own[0].value, plain(rolled, counts="~", dates=".."))
    by_people = any(c.source in ("pin", "curated") for c in from_members)
    proxies = all(c.source in PROXIES for c in from_members)
    pinned = own[0].verdict == "pinned"
    stands = own[0].source == "curated" and own[0].url and not by_people and not (same and not proxies)
    if pinned or stands:
        beside: Verdict = "agrees" if same else "overruled" if pinned else "yielded" if proxies else "rival"
        return whole if pinned else _until(whole, rolled), (*own, *(c._replace(verdict=beside) for c in from_members))
    late = isinstance(whole, DateSpan) and isinstance(rolled, DateSpan) and earlier(whole.latest, rolled.first)
    if late and own[0].source == "curated":
        rolled = _until(whole, rolled)  # the others came on the family's day
    return rolled, (*from_members, *(c._replace(verdict=_beside(spec, c, rolled)) for c in own))


def _until(whole: Rolled, rolled: Rolled) -> Rolled:
    """One day that a person states of a whole family is its first: what came a week later or more is told by its checkpoints."""
    if not (isinstance(whole, DateSpan) and isinstance(rolled, DateSpan) and whole.first == whole.latest):
        return whole
    if not earlier(whole.latest, rolled.latest, by=7):
        return whole
    return whole.model_copy(update={"latest": rolled.latest, "by": tuple(end for end in rolled.by if end == "latest")})


def _coverage(spec: FieldSpec, members: Members) -> Coverage | None:
    """Of how many checkpoints a field is known, and what bears which of several values; None where there is nothing to tell."""
    stated: Mapping[str, Value] = members.labels if spec.roll_up == "sizes" else members.stated(spec.name)
    if spec.roll_up == "licences":
        stated = _named_licences(members)
    if spec.roll_up == "dates":
        own, made = _dates_and_months(spec, members)
        stated = own or made
    known, of = len(stated), len(members.checkpoints)
    several = spec.roll_up in ("licences", "span") or (spec.roll_up == "set" and not spec.many)
    holds_for = _bearers(_alike(spec, stated), members) if several else {}
    return Coverage(known=known, of=of, holds_for=holds_for) if known < of or holds_for else None


def _coverage_of_whole(spec: FieldSpec, members: Members, value: Rolled, claim: Claim) -> Coverage | None:
    """What is stated of the whole holds for all but the members whose sources state otherwise; until when it grew, its members tell."""
    if isinstance(value, DateSpan):
        return None if value == _dates_of(claim.value) else _coverage(spec, members)
    own: Mapping[str, Value] = _named_licences(members) if spec.roll_up == "licences" else members.stated(spec.name)
    within = [c for c, stated in own.items() if _is_within(spec, stated, value)]
    of = len(members.checkpoints)
    return None if claim.verdict == "pinned" or len(within) == len(own) else Coverage(known=of - len(own) + len(within), of=of)


def _is_within(spec: FieldSpec, stated: Value, value: Rolled) -> bool:
    """Whether what a checkpoint states is part of what the row says."""
    if isinstance(value, Span):
        return not isinstance(stated, int) or value.low * (1 - spec.tolerance) <= stated <= value.high * (1 + spec.tolerance)
    return spec.many or not isinstance(value, tuple) or set(_texts(stated)) <= set(value) or stated in value


def _alike(spec: FieldSpec, stated: Mapping[str, Value]) -> dict[str, str]:
    """What each checkpoint states, as text; of counts that agree the highest."""
    found: dict[str, str] = {}
    highest: Value = ""
    for checkpoint, value in sorted(stated.items(), key=lambda one: (-one[1] if isinstance(one[1], int) else 0, one[0])):
        highest = highest if isinstance(value, int) and agree(spec.name, highest, value) else value
        found[checkpoint] = str(highest)
    return found


def _bearers(stated: Mapping[str, str], members: Members) -> dict[str, tuple[str, ...]]:
    """The sizes that bear each of several values; the checkpoints' names where a size bears another value too, or is not known as a whole."""
    of_size: dict[str, set[str]] = {}
    labels = members.labels
    for checkpoint in members.checkpoints:
        of_size.setdefault(labels.get(checkpoint, ""), set()).add(stated.get(checkpoint, ""))
    by_name = {value for size, values in of_size.items() if not size or len(values) > 1 for value in values}
    found: dict[str, set[str]] = {}
    for checkpoint, value in stated.items():
        found.setdefault(value, set()).add(checkpoint.rpartition("/")[2] if value in by_name else labels[checkpoint])
    return {value: tuple(sorted(found[value], key=order_key)) for value in sorted(found)} if len(found) > 1 else {}


def _claims_of_members(spec: FieldSpec, rule: RollUpRule, members: Members) -> tuple[Claim, ...]:
    """The claim that won for each member."""
    found, fields = [], rule.rests_on or (spec.name,)
    for checkpoint in members.labels if spec.roll_up == "sizes" else members.checkpoints:
        heard = next(filter(None, map(members.evidence.get(checkpoint, {}).get, fields)), ())
        if heard and heard[0].verdict in ("won", "pinned"):
            found.append(heard[0])
    return tuple(found)


def _beside(spec: FieldSpec, claim: Claim, value: Rolled) -> Verdict:
    """How a claim about the whole family stands beside what its members come to."""
    if same_in_row(spec.name, claim.value, plain(value, counts="~", dates="..")):
        return "agrees"
    if claim.source == "curated" and not claim.url:
        return "yielded"
    if isinstance(value, Span) and isinstance(claim.value, int):
        return "agrees" if _is_within(spec, claim.value, value) else "rival"
    return "agrees" if isinstance(value, DateSpan) else "rival"


def _why_absent(field: str, checkpoints: Mapping[str, ObservedCheckpoint]) -> Absence:
    """One reason for the row: that which most of its members have; "not stated" only where all were read."""
    reasons = [one.absent[field] for one in checkpoints.values() if field in one.absent]
    reasons = [reason for reason in reasons if reason != "not stated"] or reasons
    return max(ABSENCES, key=lambda r: (reasons.count(r), -ABSENCES.index(r)))


def stated_now(observed: ObservedFamily, evidence: FamilyEvidence, checkpoint: str | None, field: str) -> Value | None:
    """What the sources say of a field now: of a checkpoint; or of the row, by what its members come to, else by a paper."""
    spec, members = FIELDS[field], Members.of(observed.checkpoints, evidence.checkpoints)
    row = ROLL_UPS[spec.roll_up].of_members(spec, members if spec.lasting else members.there()) if checkpoint is None and spec.roll_up else None
    if row is not None:
        return plain(row, counts="~", dates="..")
    heard = (evidence.facts if checkpoint is None else evidence.checkpoints.get(checkpoint, {})).get(field, ())
    return next((h.value for h in heard if h.source not in ("pin", "curated") and h.about == "self"), None)


def same_in_row(field: str, left: Value, right: Value) -> bool:
    """Whether two values of a row agree: ranges by both ends, the rest as a checkpoint's values do."""
    whole = ROLL_UPS[FIELDS[field].roll_up].of_whole
    one, other = whole(left), whole(right)
    if isinstance(one, Span) and isinstance(other, Span):
        return agree(field, one.low, other.low) and agree(field, one.high, other.high)
    if isinstance(one, DateSpan) and isinstance(other, DateSpan):
        return agree(field, one.first, other.first) and agree(field, one.latest, other.latest)
    if isinstance(one, tuple) and isinstance(other, tuple):
        # "MIT, Apache-2.0" are two licences.
        sides = [tuple(p.strip() for text in side for p in text.split(",")) for side in (one, other)]
        return agree(field, *(whole(side) or side for side in sides))  # type: ignore[arg-type]
    return agree(field, left, right)


def _span(spec: FieldSpec, members: Members) -> Rolled | None:
    counts = {c: v for c, v in members.stated(spec.name).items() if isinstance(v, int) and not isinstance(v, bool)}
    if not counts:
        return None
    heard: dict[str, set[int]] = {}
    for checkpoint, count in counts.items():
        if checkpoint in members.labels:
            heard.setdefault(members.labels[checkpoint], set()).add(count)
    # Checkpoints of one size that differ (a 4K and an 8K version) give that size no figure of its own.
    by_size = {size: max(said) for size, said in heard.items() if agree(spec.name, min(said), max(said))}
    low, high = min(counts.values()), max(counts.values())
    return Span(low=low, high=high, by_size={} if agree(spec.name, low, high) else by_size)


def _set(spec: FieldSpec, members: Members) -> Rolled | None:
    return tuple(sorted({text for v in members.stated(spec.name).values() for text in _texts(v)})) or None


def _named_licences(members: Members) -> dict[str, str]:
    """The licence of each checkpoint that has one, by its canonical name; several of one checkpoint in a row.

    The Hub's "other" names none: beside checkpoints with a name it counts as not known.
    """
    names = {c: ", ".join(found.name for found in licences_of(one.facts)) for c, one in members.checkpoints.items()}
    known = {c: name for c, name in names.items() if name}
    return {c: name for c, name in known.items() if name.casefold() != FIELDS["license"].nameless} or known


def _dates(spec: FieldSpec, members: Members) -> Rolled | None:
    own, made = _dates_and_months(spec, members)
    if not own and not made:
        return None
    if not own:
        return DateSpan(first=min(made.values()), latest=max(made.values()), by=("first", "latest"))
    first, last = min(own.values()), max(own.values())
    last = min((date for date in own.values() if last.startswith(date)), key=len)  # who states the month alone may be later within it
    oldest, newest = min(made.values(), default=first), max(made.values(), default=last)
    # A repository made within the slack before a stated release was made for it.
    before, after = earlier(oldest, first, by=DATE_SLACK_DAYS), earlier(last, newest)
    by = (*(("first",) if before else ()), *(("latest",) if after else ()))
    return DateSpan(first=oldest if before else first, latest=newest if after else last, by=by)


def _dates_and_months(spec: FieldSpec, members: Members) -> tuple[dict[str, str], dict[str, str]]:
    """The releases that sources state, and the months in which the other repositories were made."""
    dated = {c: str(value) for c, value in members.stated(spec.name).items()}
    made = {c: month for c, month in dated.items() if spec.name in members.checkpoints[c].by}
    return {c: date for c, date in dated.items() if c not in made}, made


def _one(spec: FieldSpec, members: Members) -> Rolled | None:
    values = {str(v) for v in members.stated(spec.name).values()}
    whose = set(_named_licences(members).values()) if spec.beside == "license" else set()
    return values.pop() if len(values) == 1 and len(whose) <= 1 else None


def _texts(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)


def _dates_of(value: Value) -> Rolled | None:
    first, _, latest = str(value).partition("..")
    return DateSpan(first=first, latest=latest or first)


ROLL_UPS: Final[Mapping[RollUp, RollUpRule]] = {
    "sizes": RollUpRule(lambda _, members: tuple(sorted(set(members.labels.values()), key=order_key)) or None, _texts, rests_on=("total_params", "sizes")),
    "span": RollUpRule(_span, lambda value: Span(low=value, high=value) if isinstance(value, int) else parse_span(str(value))),
    "set": RollUpRule(_set, _texts),
    "licences": RollUpRule(lambda _, members: tuple(sorted(set(_named_licences(members).values()))) or None, lambda value: tuple(map(named, _texts(value)))),
    "dates": RollUpRule(_dates, _dates_of),
    "most": RollUpRule(
        lambda spec, members: max((v for v in members.stated(spec.name).values() if isinstance(v, int)), default=None),
        lambda value: value if isinstance(value, int) else None,
    ),
    "one": RollUpRule(_one, str),
}
