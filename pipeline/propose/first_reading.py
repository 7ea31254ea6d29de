"""The first reading: hundreds of filled absences in one proposal, judged by sampling the ones least like the others."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from math import log2
from statistics import median
from typing import Final

from pipeline.fields import FIELDS
from pipeline.model.changes import Change, ChangeKind
from pipeline.model.claims import Value
from pipeline.model.observed import ObservedFamily
from pipeline.propose.rows import Row, rows_of

SAMPLE: Final = 10
_LEAST: Final = 0.05  # of a count, by which it changes before that is odd
_FEW: Final = 5  # values of a field below which none of them is far from the others
FORM: Final = "| {family} | {names} | {what} |"
HEAD: Final = ("| Family | Checkpoint | Stated |", "|---|---|---|")


def oddest_rows(changes: Collection[Change], rows: Mapping[str, ObservedFamily], kinds: Mapping[str, str]) -> Iterator[Row]:
    """The changes that are the least like the others, each with what is odd about it, up to ten; how many more there are.

    First another kind than its family's (`kinds`) and a month before it (`rows`: the list as it is), then sizes by how much
    they change, then values that stand alone. Such a one is not odd where another checkpoint of its family states the same.
    """
    usual: defaultdict[str, Counter[Value]] = defaultdict(Counter)
    for change in changes:
        if change.kind is ChangeKind.FACT_GAINED and change.new is not None:
            usual[change.field][change.new] += 1
    alike: defaultdict[object, list[Change]] = defaultdict(list)
    for change in changes:
        alike[change.family, change.kind, change.field, change.old, change.new].append(change)
    found: list[tuple[float, str, int]] = []
    for group in alike.values():
        family = rows.get(group[0].family)
        score, why = _beside_family(group[0], family, kinds) or _resized(group[0]) or _alone(group[0], usual, family)
        if score:
            found.append((-score, f"{rows_of(group)[0].text}: **{why}**", len(group)))
    ranked = sorted(found)
    yield from (Row(text, of) for _, text, of in ranked[:SAMPLE])
    if ranked[SAMPLE:]:
        yield Row(f"- … and {sum(of for *_, of in ranked[SAMPLE:])} less odd ones: in the tables below")


def _beside_family(change: Change, family: ObservedFamily | None, kinds: Mapping[str, str]) -> tuple[float, str] | None:
    """How far a checkpoint's kind or date is from its family's."""
    kind = kinds.get(change.family, "")
    if change.field == "kind" and kind and change.new != kind:
        return 1_000.0, f"its family is {kind}"
    dates = family.facts.dates("release_date") if family else None
    if change.field != "release_date" or not dates or "first" in dates.by or not isinstance(change.new, str):
        return None
    early = change.new[:7] < dates.first[:7]  # weights are uploaded some days before they are announced
    return (900.0, f"before its family's first, {dates.first}") if early else None


def _resized(change: Change) -> tuple[float, str] | None:
    """How much a count changes; None below one part in twenty."""
    old, new = change.old, change.new
    if not isinstance(old, int) or not isinstance(new, int) or old <= 0 or abs(new - old) < _LEAST * old:
        return None
    return 2 + 10 * abs(log2(new / old)) if new > 0 else 800.0, f"{abs(new - old) / old:.1%} {'more' if new > old else 'less'} than before"


def _alone(change: Change, usual: Mapping[str, Counter[Value]], family: ObservedFamily | None) -> tuple[float, str]:
    """How far a gained value is from the others of its field; 0 for what is like them, or stands in its family already."""
    new, values = change.new, usual[change.field]
    stands = {c.facts.get(change.field) for c in family.checkpoints.values()} if family else set()
    if new in stands or change.kind is not ChangeKind.FACT_GAINED or len(values) < 2 or values.total() < _FEW:
        return 0.0, ""
    if isinstance(new, int) and new > 0:
        middle = median(v for v in values.elements() if isinstance(v, int))
        return abs(log2(new / middle)) / 8, f"the middle of all in here is {middle:,.0f}"
    shared = len(values) * 3 <= values.total() and FIELDS[change.field].form not in {"date", "url"}
    return (0.8, "nothing else in here has that value") if shared and new is not None and values[new] == 1 else (0.0, "")
