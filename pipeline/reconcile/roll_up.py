"""The row of the list: what a family comes to from its members and from what is stated of it as a whole."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from types import MappingProxyType
from typing import Final, NamedTuple

from pipeline.fields import DATE_SLACK_DAYS, FIELDS, PROXIES, ROLLED_UP, FieldSpec, RollUp, absent_of
from pipeline.model.amounts import Span, parse_amount, parse_span, size_label
from pipeline.model.claims import Claim, Value, Verdict
from pipeline.model.licences import licences_of, named
from pipeline.model.observed import Coverage, DateSpan, FamilyEvidence, Members, ObservedFamily, Rolled, plain
from pipeline.names.dissected import counting, parse_name
from pipeline.reconcile.checkpoints import Evidence, facts_of, settle, why_absent
from pipeline.reconcile.forms import agree, earlier

_ROUNDED: Final = 1.1
"""How far rounded counts of what is active lie apart."""
_EXTRA: Final = 0.05
"""The share of weights that a count may have more than the makers name: heads for several tokens, embeddings."""


class _Field(NamedTuple):
    """One field of a family's members: the size that names each, and what each says, in the row's form."""

    spec: FieldSpec
    checkpoints: Members
    labels: Mapping[str, str]
    stated: Mapping[str, Value]

    @property
    def rolled(self) -> Rolled | None:
        """What the members come to."""
        return _ROLL_UPS[self.spec.roll_up].of_members(self) if self.stated else None

    def claims(self, evidence: Mapping[str, Evidence]) -> tuple[Claim, ...]:
        """The claim that won for each checkpoint."""
        name, sizes = self.spec.name, self.spec.roll_up == "sizes"
        heard = [evidence.get(c, {}) for c in (self.labels if sizes else self.checkpoints)]
        first = [one.get("total_params" if sizes else name) or one.get(name, ()) for one in heard]
        return tuple([said[0] for said in first if said and said[0].verdict in ("won", "pinned")])


def _fields(specs: Iterable[FieldSpec], checkpoints: Members, evidence: Mapping[str, Evidence]) -> Iterator[_Field]:
    """Fields of all members but copies, mostly of those that can be had, unless none can."""
    own = {c: one for c, one in checkpoints.items() if one.copy_of is None}
    there = {c: one for c, one in own.items() if one.state != "gone"} or own
    sizes = labels_of({c: one.facts for c, one in own.items()}, evidence)
    labels = {c: size for c, size in sizes.items() if c in there}
    for spec in specs:
        among, sized = (own, sizes) if spec.lasting else (there, labels)
        yield _Field(spec, among, sized, sized if spec.roll_up == "sizes" else _stated(spec, among))


def _stated(spec: FieldSpec, checkpoints: Members) -> Mapping[str, Value]:
    """What each checkpoint that has a field says of it, in the row's form.

    Licences stand by their canonical names, several in a row; the Hub's "other" names none, and beside checkpoints with
    a name it counts as not known. Months in which repositories were made count only where no release is stated.
    """
    if spec.roll_up == "licences":
        known = {c: ", ".join(found.name for found in licences_of(one.facts)) for c, one in checkpoints.items()}
        names = {c: name for c, name in known.items() if name}
        return {c: name for c, name in names.items() if name.casefold() != spec.nameless} or names
    found = {c: one.facts[spec.name] for c, one in checkpoints.items() if spec.name in one.facts}
    if spec.roll_up in ("span", "most"):  # a person may give a range of one checkpoint, as text
        return {c: value for c, value in found.items() if isinstance(value, int)}
    return {c: value for c, value in found.items() if spec.name not in checkpoints[c].by} or found


def roll_up(
    slug: str, checkpoints: Members, evidence: dict[str, Evidence], whole: Evidence
) -> tuple[ObservedFamily, FamilyEvidence]:
    """The family: its row with the evidence of each value, of how many it is known, and why the rest is missing.

    A pin on the family holds. A person's sourced fact of the whole stands above what machines read of its
    members, but not above what a person says of one of them. Then comes what the members' sources state, then what
    a source states of the family as a whole (a paper's abstract), then a person's fact without a source.
    """
    row: dict[str, Rolled] = {}
    heard: dict[str, tuple[Claim, ...]] = {}
    covered: dict[str, Coverage] = {}
    for field in _fields(ROLLED_UP, checkpoints, evidence):
        name = field.spec.name
        value, said = _value_and_evidence(field, evidence, whole.get(name, ()))
        heard |= {name: said} if said else {}
        if value is None:
            continue
        row[name] = value
        if ("site" in field.spec.shown or field.spec.roll_up == "most") and (found := _coverage(field, value, said)):
            covered[name] = found
    own = [one for one in checkpoints.values() if one.copy_of is None]
    absent = {one.name: why_absent(one.name, own) for one in absent_of("family") if one.name not in row}
    return (
        ObservedFamily.model_construct(slug=slug, facts=row, coverage=covered, absent=absent, checkpoints=checkpoints),
        FamilyEvidence.model_construct(slug=slug, facts=heard, checkpoints=evidence),
    )


def _value_and_evidence(
    field: _Field, evidence: Mapping[str, Evidence], own: tuple[Claim, ...]
) -> tuple[Rolled | None, tuple[Claim, ...]]:
    """A field's value of the row, and what it rests on, the winner first; `own` is what was heard of the whole."""
    spec, rolled = field.spec, field.rolled
    away = bool(own) and own[0].value == ()  # by a pin
    whole = _ROLL_UPS[spec.roll_up].of_whole(own[0].value) if own and not away else None
    if rolled is None or away:
        return whole, own
    theirs = field.claims(evidence)
    if whole is None:
        return rolled, theirs
    first, same = own[0], same_in_row(spec.name, own[0].value, plain(rolled, counts="~", dates=".."))
    by_people, proxies = any(c.source in ("pin", "curated") for c in theirs), all(c.source in PROXIES for c in theirs)
    pinned = first.verdict == "pinned"
    if pinned or (first.source == "curated" and first.url and not by_people and (proxies or not same)):
        beside: Verdict = "agrees" if same else "overruled" if pinned else "yielded" if proxies else "rival"
        others = (c._replace(verdict=beside) for c in theirs if c.at != first.at)  # a pin of the whole once
        return whole if pinned else _until(whole, rolled), (*own, *others)
    late = isinstance(whole, DateSpan) and isinstance(rolled, DateSpan) and earlier(whole.latest, rolled.first)
    if late and first.source == "curated":
        rolled = _until(whole, rolled)  # the others came on the family's day
    return rolled, (*theirs, *(c._replace(verdict=_beside(spec, c, rolled)) for c in own))


def _until(whole: Rolled, rolled: Rolled) -> Rolled:
    """One day that a person states of a whole family is its first: what came a week later or more is told by its checkpoints."""
    if isinstance(whole, DateSpan) and isinstance(rolled, DateSpan) and earlier(whole.latest, rolled.latest, by=7):
        by = tuple(end for end in rolled.by if end == "latest")
        return whole.model_copy(update={"latest": rolled.latest, "by": by}) if whole.first == whole.latest else whole
    return whole


def _beside(spec: FieldSpec, claim: Claim, value: Rolled) -> Verdict:
    """How a claim about the whole family stands beside what its members come to."""
    if same_in_row(spec.name, claim.value, plain(value, counts="~", dates="..")):
        return "agrees"
    if claim.source == "curated" and not claim.url:
        return "yielded"
    within = isinstance(value, Span) and isinstance(claim.value, int) and _is_within(spec, claim.value, value)
    return "agrees" if within or isinstance(value, DateSpan) else "rival"


def _coverage(field: _Field, value: Rolled, claims: tuple[Claim, ...]) -> Coverage | None:
    """Of how many checkpoints a field is known, and what bears which of several values; None where there is nothing to tell.

    What is stated of the whole holds for all but members whose sources state otherwise; until when it grew, they tell.
    """
    spec, known, of = field.spec, len(field.stated), len(field.checkpoints)
    whole = claims[0] if claims and not claims[0].subject else None
    if whole is not None and isinstance(value, DateSpan) and value == _dates_of(whole.value):
        return None
    if whole is not None and not isinstance(value, DateSpan):
        otherwise = sum(not _is_within(spec, stated, value) for stated in field.stated.values())
        return Coverage(known=of - otherwise, of=of) if otherwise and whole.verdict != "pinned" else None
    several = spec.roll_up in ("licences", "span", "most") or (spec.roll_up == "set" and spec.form != "texts")
    holds_for = _bearers(field) if several and len({*field.stated.values()}) > 1 else {}
    return Coverage(known=known, of=of, holds_for=holds_for) if known < of or holds_for else None


def _is_within(spec: FieldSpec, stated: Value, value: Rolled) -> bool:
    """Whether what a checkpoint states is part of what the row says."""
    if isinstance(value, Span):
        return not isinstance(stated, int) or value.low * (1 - spec.tolerance) <= stated <= value.high * (1 + spec.tolerance)
    if spec.form == "languages" and isinstance(value, tuple):  # who speaks fewer of them states otherwise
        return set(value) <= set(_texts(stated))
    return spec.many or not isinstance(value, tuple) or set(_texts(stated)) <= set(value) or stated in value


def _bearers(field: _Field) -> dict[str, tuple[str, ...]]:
    """Each of several values (of counts that agree the highest) with the sizes that bear it, else the checkpoints."""
    said: dict[str, str] = {}
    highest: Value = ""
    for checkpoint, value in sorted(field.stated.items(), key=lambda one: (-one[1] if isinstance(one[1], int) else 0, one[0])):
        highest = highest if isinstance(value, int) and agree(field.spec.name, highest, value) else value
        said[checkpoint] = " ".join(sorted(highest)) if isinstance(highest, tuple) else str(highest)
    of_size: dict[str, set[str]] = {}
    for checkpoint in field.checkpoints:
        of_size.setdefault(field.labels.get(checkpoint, ""), set()).add(said.get(checkpoint, ""))
    by_name = {text for size, texts in of_size.items() if not size or len(texts) > 1 for text in texts}
    found: dict[str, set[str]] = {}
    for checkpoint, text in said.items():
        bearer = checkpoint.rpartition("/")[2] if text in by_name else field.labels[checkpoint]
        found.setdefault(text, set()).add(bearer)
    return {text: tuple(sorted(found[text], key=order_key)) for text in sorted(found)} if len(found) > 1 else {}


def stated_now(observed: ObservedFamily, evidence: FamilyEvidence, checkpoint: str | None, field: str) -> Value | None:
    """What the sources say of a field now: of a checkpoint; or of the row, by what its members come to, else by a paper."""
    specs, members = [FIELDS[field]] if checkpoint is None and FIELDS[field].roll_up else [], observed.checkpoints
    if field.startswith("license"):  # not what a pin of the family says of each of its members
        pins = {c.at for c in evidence.facts.get("license", ()) if c.source == "pin" and not c.subject}
        said = {c: (h for h in chain(*heard.values()) if h.at not in pins) for c, heard in evidence.checkpoints.items()}
        members = {c: one.model_copy(update={"facts": facts_of(settle(said[c], c))}) for c, one in members.items()}
    for one in _fields(specs, members, evidence.checkpoints):
        if (row := one.rolled) is not None:
            return plain(row, counts="~", dates="..")
    heard = (evidence.facts if checkpoint is None else evidence.checkpoints.get(checkpoint, {})).get(field, ())
    return next((h.value for h in heard if h.source not in ("pin", "curated") and h.about == "self"), None)


def same_in_row(field: str, left: Value, right: Value) -> bool:
    """Whether two values of a row agree: ranges by both ends, the rest as a checkpoint's values do."""
    whole = _ROLL_UPS[FIELDS[field].roll_up].of_whole
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


def _span(field: _Field) -> Rolled:
    counts = {c: int(count) for c, count in field.stated.items() if isinstance(count, int)}
    heard: dict[str, list[int]] = {}
    for checkpoint, count in counts.items():
        heard.setdefault(field.labels.get(checkpoint, ""), []).append(count)
    # Checkpoints of one size that differ (a 4K and an 8K version) give that size no figure of its own.
    by_size = {size: max(said) for size, said in heard.items() if size and agree(field.spec.name, min(said), max(said))}
    low, high = min(counts.values()), max(counts.values())
    return Span(low=low, high=high, by_size={} if agree(field.spec.name, low, high) else by_size)


def _dates(field: _Field) -> Rolled:
    name, dates = field.spec.name, [*map(str, field.stated.values())]
    first, last = min(dates), max(dates)
    if all(name in field.checkpoints[c].by for c in field.stated):
        return DateSpan(first=first, latest=last, by=("first", "latest"))
    made = [str(one.facts[name]) for one in field.checkpoints.values() if name in one.by]
    # Who states the month alone may be later within it.
    last = min((date for date in dates if last.startswith(date)), key=len)
    oldest, newest = min(made, default=first), max(made, default=last)
    # A repository made within the slack before a stated release was made for it.
    before, after = earlier(oldest, first, by=DATE_SLACK_DAYS), earlier(last, newest)
    by = (*(("first",) if before else ()), *(("latest",) if after else ()))
    return DateSpan(first=oldest if before else first, latest=newest if after else last, by=by)


def _dates_of(value: Value) -> Rolled | None:
    first, _, latest = str(value).partition("..")
    return DateSpan(first=first, latest=latest or first)


def _one(field: _Field) -> Rolled | None:
    values = {*map(str, field.stated.values())}
    whose = _stated(FIELDS[field.spec.beside], field.checkpoints) if field.spec.beside else {}
    return values.pop() if len(values) == 1 and len({*whose.values()}) <= 1 else None


def _set(field: _Field) -> Rolled | None:
    return tuple(sorted({text for value in field.stated.values() for text in _texts(value)}, key=counting)) or None


def _texts(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (str(value),)


def labels_of(facts: Mapping[str, Mapping[str, Value]], evidence: Mapping[str, Evidence]) -> dict[str, str]:
    """The size of each checkpoint that has one.

    A counted size takes the makers' name for it where a sibling has that: a revision whose card gives no
    figure (685B counted, with extra heads) is the size that its siblings' cards name (671B-A37B). A stated figure
    (8.84B) is the size of the sibling whose weights count as much (8B).
    """
    sized = {c: known for c, known in facts.items() if {"total_params", "sizes"} & known.keys()}
    found = {c: size for c, known in sized.items() if (size := label(c, known, evidence.get(c, {}))) is not None}
    totals = {c: total for c in found if isinstance(total := sized[c].get("total_params"), int)}
    heard = {c: {one.source for one in evidence.get(c, {}).get("total_params", ()) if one.about == "self"} for c in totals}
    figures = {c: size_label(n) for c, n in totals.items() if found[c].split("-A")[0] == size_label(n)}
    elsewhere = {size_label(n) for c, n in totals.items() if c not in figures}
    # Nothing but the count of the weights: no card, name or person says a figure, or one that a sibling's weights have.
    counted = {c for c, figure in figures.items() if heard[c] <= {"hub.safetensors"} or figure in elsewhere}
    named = dict(found)
    for checkpoint in counted:
        total = totals[checkpoint]
        near = {c: abs(n - total) for c, n in totals.items() if c not in counted and abs(n - total) <= _EXTRA * total}
        named[checkpoint] = found[min(near, key=lambda c: near[c], default=checkpoint)]
    one = _of_one_size(set(named.values()))
    return {c: one.get(size, size) for c, size in named.items()}


def _of_one_size(labels: set[str]) -> dict[str, str]:
    """Labels of one total under the one that says best what is active: 1T as 1T-A63B, 119B-A6B as 119B-A6.5B."""
    found: dict[str, str] = {}
    for label in labels:
        active = [other for other in labels if "-A" in other and other.partition("-A")[0] == label.partition("-A")[0]]
        counts = [order_key(other)[1] for other in active]
        if active and max(counts) <= _ROUNDED * min(counts):
            found[label] = min(active, key=lambda other: (-len(other), other))
    return found


def label(checkpoint: str, facts: Mapping[str, Value], heard: Mapping[str, tuple[Claim, ...]] = MappingProxyType({})) -> str | None:
    """The size of a checkpoint as its makers write it, else from its count; with what is active where that is less.

    The size in a name may itself be what is active, roughly (Llama-4-Scout-17B-16E: 109B in all; MolmoE-1B: 1.5B of 7.2B).
    Where a stated figure refutes the name, it stands instead (LFM2-8B-A1B: 1.5B; glm-4v-9b: 13.9B).
    """
    total, active = (n if isinstance(n := facts.get(f), int) else None for f in ("total_params", "active_params"))
    # Counted weights may hold extra heads (DeepSeek-V3: 685B counted, 671B by its makers).
    said = [c for c in heard.get("total_params", ()) if c.verdict in ("won", "agrees", "pinned")]
    written = next((c.value for source in ("pin", "curated", "card") for c in said if c.source == source), None)
    total = written if total is not None and isinstance(written, int) else total
    refuted = {f for f, said in heard.items() for c in said if c.source == "name" and c.verdict in ("rival", "overruled")}
    text = None if "total_params" in refuted else parse_name(checkpoint).label
    text = text.partition("-A")[0] if text is not None and "active_params" in refuted else text
    named = parse_amount(text) if text is not None and "-A" not in text and "x" not in text else None
    if text is None and total is not None:
        text, named = size_label(total), total
    if named is None or active is None:
        return text
    if total is not None and abs(named - active) <= 0.5 * active and total >= 1.2 * named:
        return f"{size_label(total)}-A{size_label(active)}"
    return f"{text}-A{size_label(active)}" if active * 1.2 < named else text


@lru_cache(maxsize=4096)
def order_key(text: str) -> tuple[float, float, str]:
    """Smaller first; 8x7B by its product; unreadable ones last."""
    head, _, active = text.upper().lstrip("E").partition("-A")
    experts, _, each = head.rpartition("X")
    amount = parse_amount(each) if experts.isdigit() or not experts else None
    total = float(experts or 1) * amount if amount else float("inf")
    return (total, float(parse_amount(active) or 0) if active else 0.0, text)


class _Rule(NamedTuple):
    """How a value of the row is made: of what members state, where any does, and of what is stated of the family."""

    of_members: Callable[[_Field], Rolled | None]
    of_whole: Callable[[Value], Rolled | None]


_ROLL_UPS: Final[Mapping[RollUp, _Rule]] = {
    "sizes": _Rule(lambda field: tuple(sorted({*field.labels.values()}, key=order_key)), _texts),
    "span": _Rule(_span, lambda value: Span(low=value, high=value) if isinstance(value, int) else parse_span(str(value))),
    "set": _Rule(_set, _texts),
    "licences": _Rule(_set, lambda value: tuple(map(named, _texts(value)))),
    "dates": _Rule(_dates, _dates_of),
    "most": _Rule(
        lambda field: max(n for n in field.stated.values() if isinstance(n, int)),
        lambda value: value if isinstance(value, int) else None,
    ),
    "one": _Rule(_one, str),
}
