"""The row of the list: what rolls up from a family's members, with the evidence that each value rests on."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from pipeline.fields import PROXIES, told_absent
from pipeline.model.amounts import parse_span
from pipeline.model.claims import Claim, Value, Verdict
from pipeline.model.licences import spdx
from pipeline.model.observed import Absence, DateSpan, FamilyFacts, ObservedCheckpoint, Span
from pipeline.reconcile.agreement import agree
from pipeline.reconcile.checkpoints import Settled
from pipeline.reconcile.sizes import label, merged, order_key

_SPANS: Final = ("context_length", "context_length_extended", "training_tokens")
_LISTS: Final = ("languages", "license", "own_arxiv", "vision_encoder", "base_llm")


def roll_up(
    checkpoints: Mapping[str, ObservedCheckpoint],
    evidence: Mapping[str, Mapping[str, tuple[Claim, ...]]],
    family: Settled,
) -> tuple[FamilyFacts, dict[str, tuple[Claim, ...]], dict[str, Absence]]:
    """The family's facts, their evidence, and why the rest is missing.

    A pin on the family holds; then what its members' sources state; then what a source states of
    the family as a whole (a paper's abstract); then a person's fact.
    """
    sized = {c: o.facts for c, o in checkpoints.items() if {"total_params", "sizes"} & o.facts.keys()}
    labels = {c: size for c, facts in sized.items() if (size := label(c, facts, evidence.get(c, {}))) is not None}
    labels = merged(labels, sized)
    row: dict[str, object] = {}
    heard: dict[str, tuple[Claim, ...]] = {}
    for field in ("sizes", *_SPANS, *_LISTS, "release_date", "languages_count", "own_github", "license_link"):
        own = family.evidence.get(field, ())
        pinned = bool(own) and own[0].verdict == "pinned"
        from_members = _of_members(field, checkpoints, evidence, labels)
        holds = pinned or _outranks(field, own, from_members)
        value = _family_value(field, own[0].value) if holds else None
        if value is None:
            value, holds = _rolled(field, checkpoints, labels), pinned
        if value is None and own:
            value = _family_value(field, own[0].value)
            from_members = ()
        elif not holds:
            own = tuple(replace(h, verdict="yielded" if h.source == "curated" else _beside(h, value)) for h in own)
        if value is not None:
            row[field] = value
            heard[field] = (*own, *from_members) if holds or not from_members else (*from_members, *own)
    why = _why_absent(checkpoints)
    absent: dict[str, Absence] = {one.name: why for one in told_absent("family") if one.name not in row}
    return FamilyFacts.model_validate(row), heard, absent


def _outranks(field: str, own: tuple[Claim, ...], from_members: tuple[Claim, ...]) -> bool:
    """Whether a person's sourced date stands above what is only the making of repositories."""
    return (
        field == "release_date"
        and bool(own)
        and own[0].source == "curated"
        and own[0].verdict == "won"
        and all(h.source in PROXIES for h in from_members)
    )


def stated_by_members(
    field: str, checkpoints: Mapping[str, ObservedCheckpoint], evidence: Mapping[str, Mapping[str, tuple[Claim, ...]]]
) -> Value | None:
    """What the members come to for a field of the row, in the form in which a person would write it."""
    labels = {c: size for c, o in checkpoints.items() if (size := label(c, o.facts, evidence.get(c, {}))) is not None}
    value = _rolled(field, checkpoints, labels)
    if isinstance(value, Span):
        return value.low if value.low == value.high else f"{value.low}~{value.high}"
    if isinstance(value, DateSpan):
        return value.first if value.first == value.latest else f"{value.first}..{value.latest}"
    if isinstance(value, tuple):
        return tuple(str(v) for v in value)
    return value if isinstance(value, int | str) else None


def same_in_row(field: str, left: Value, right: Value) -> bool:
    """Whether two values of a row agree: ranges by both ends, the rest as a checkpoint's values do."""
    if field in _SPANS:
        ends = [(v, v) if isinstance(v, int) else parse_span(v) if isinstance(v, str) else None for v in (left, right)]
        if ends[0] is not None and ends[1] is not None:
            return all(agree(field, a, b) for a, b in zip(ends[0][:2], ends[1][:2], strict=True))
    if field == "release_date":
        halves = [str(v).partition("..") for v in (left, right)]
        return all(agree(field, a, b) for a, b in zip(*((h[0], h[2] or h[0]) for h in halves), strict=True))
    # A field of one text for a checkpoint is a list for the row: "MIT, Apache-2.0" are two licences.
    texts = [tuple(p.strip() for p in v.split(",")) if isinstance(v, str) else v for v in (left, right)]
    if isinstance(texts[0], tuple) and isinstance(texts[1], tuple):
        named = [
            tuple(spdx(t) for t in side) if field == "license" else side for side in texts if isinstance(side, tuple)
        ]
        return agree(field, *named)
    return agree(field, left, right)


def _beside(heard: Claim, value: object) -> Verdict:
    """How a claim about the whole family stands beside what its members say."""
    if isinstance(value, Span) and isinstance(heard.value, int):
        return "agrees" if value.low * 0.95 <= heard.value <= value.high * 1.05 else "rival"
    if isinstance(value, DateSpan):
        return "agrees"
    return "rival"


def _of_members(
    field: str,
    checkpoints: Mapping[str, ObservedCheckpoint],
    evidence: Mapping[str, Mapping[str, tuple[Claim, ...]]],
    labels: Mapping[str, str],
) -> tuple[Claim, ...]:
    found = []
    for checkpoint in checkpoints:
        if field == "sizes" and checkpoint not in labels:
            continue
        stated = evidence.get(checkpoint, {})
        heard = (stated.get("total_params") or stated.get("sizes", ())) if field == "sizes" else stated.get(field, ())
        if heard and heard[0].verdict in ("won", "pinned"):
            found.append(heard[0])
    return tuple(found)


def _rolled(field: str, checkpoints: Mapping[str, ObservedCheckpoint], labels: Mapping[str, str]) -> object | None:
    if field == "sizes":
        return tuple(sorted(set(labels.values()), key=order_key)) or None
    stated = {c: o.facts[field] for c, o in checkpoints.items() if field in o.facts}
    if field == "license":
        # "other" says only that the name stands beside it.
        stated = {c: checkpoints[c].facts.get("license_name", v) if v == "other" else v for c, v in stated.items()}
        # The Hub's id for "nobody said" is no licence.
        stated = {c: spdx(str(v)) for c, v in stated.items() if v != "unknown"}
    if not stated:
        return None
    if field in _SPANS:
        return _span(field, stated, labels)
    if field in _LISTS:
        found = {item for value in stated.values() for item in (value if isinstance(value, tuple) else (str(value),))}
        return tuple(sorted(found))
    if field == "release_date":
        return _dates([str(v) for v in stated.values()])
    if field == "languages_count":
        counts = [v for v in stated.values() if isinstance(v, int)]
        return max(counts) if counts else None
    values = {str(v) for v in stated.values()}
    return values.pop() if len(values) == 1 else None


def _span(field: str, stated: Mapping[str, Value], labels: Mapping[str, str]) -> Span | None:
    counts = {c: v for c, v in stated.items() if isinstance(v, int) and not isinstance(v, bool)}
    if not counts:
        return None
    heard: dict[str, set[int]] = {}
    for checkpoint, count in counts.items():
        if checkpoint in labels:
            heard.setdefault(labels[checkpoint], set()).add(count)
    # Checkpoints of one size that differ (a 4K and an 8K version) give that size no figure of its own.
    by_size = {size: max(said) for size, said in heard.items() if agree(field, min(said), max(said))}
    differ = len(set(counts.values())) > 1
    return Span(low=min(counts.values()), high=max(counts.values()), by_size=by_size if differ else {})


def _dates(stated: list[str]) -> DateSpan:
    return DateSpan(first=min(stated), latest=max(stated))


def _family_value(field: str, value: Value) -> object | None:
    """A value stated of the family as a whole, in the form of the row."""
    if field in _SPANS:
        if isinstance(value, int):
            return Span(low=value, high=value)
        span = parse_span(value) if isinstance(value, str) else None
        return Span(low=span.low, high=span.high, by_size=dict(span.by_size)) if span else None
    if field == "license":
        return tuple(spdx(v) for v in (value if isinstance(value, tuple) else (str(value),)))
    if field in _LISTS or field == "sizes":
        return value if isinstance(value, tuple) else (str(value),)
    if field == "release_date":
        first, _, latest = str(value).partition("..")
        return DateSpan(first=first, latest=latest or first)
    if field == "languages_count":
        return value if isinstance(value, int) else None
    return str(value)


def _why_absent(checkpoints: Mapping[str, ObservedCheckpoint]) -> Absence:
    """One reason for the row: the one that most of its members have."""
    reasons = [reason for o in checkpoints.values() for reason in o.absent.values()]
    if not reasons:
        return "not stated"
    order: tuple[Absence, ...] = ("not stated", "not readable", "gone", "failed")
    return max(order, key=lambda r: (reasons.count(r), -order.index(r)))
