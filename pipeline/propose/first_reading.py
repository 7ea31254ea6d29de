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
_FEW: Final = 5  # values of a field below which none of them is far from the others
FORM: Final = "| {family} | {names} | {what} |"
HEAD: Final = ("| Family | Checkpoint | Stated |", "|---|---|---|")


def oddest_rows(changes: Collection[Change], rows: Mapping[str, ObservedFamily]) -> Iterator[Row]:
    """The ten changes that are the least like the others, each with what is odd about it; half of them at most of one kind.

    What another checkpoint of its family states already (`rows`) is not odd.
    """
    usual: defaultdict[str, Counter[Value]] = defaultdict(Counter)
    for change in changes:
        if change.kind is ChangeKind.FACT_GAINED and change.new is not None:
            usual[change.field][change.new] += 1
    alike: defaultdict[object, list[Change]] = defaultdict(list)
    for change in changes:
        family = rows.get(change.family)
        stands = {c.facts.get(change.field) for c in family.checkpoints.values()} if family else set()
        if change.new in stands:
            continue
        alike[change.family, change.kind, change.field, change.old, change.new].append(change)
    found: dict[str, tuple[float, ChangeKind]] = {}
    for group in alike.values():
        score, why = _oddness(group[0], usual)
        if score:
            found[f"{rows_of(group)[0].text}: **{why}**"] = score, group[0].kind
    ranked = sorted(found, key=lambda text: (-found[text][0], text))
    of_kind = Counter[ChangeKind]()
    late: list[str] = []
    for text in ranked:
        kind = found[text][1]
        of_kind[kind] += 1
        late += [text] if of_kind[kind] > SAMPLE // 2 else []
    yield from map(Row, sorted(ranked, key=late.__contains__)[:SAMPLE])


def _oddness(change: Change, usual: Mapping[str, Counter[Value]]) -> tuple[float, str]:
    """How odd a change is, and why; 0 for what is like the others."""
    old, new, values = change.old, change.new, usual[change.field]
    if isinstance(old, int) and isinstance(new, int) and old > 0:
        more = "more" if new > old else "less"
        return 10 * abs(new - old) / old, f"{abs(new - old) / old:.1%} {more} than before"
    if change.kind is not ChangeKind.FACT_GAINED or len(values) < 2 or values.total() < _FEW:
        return 0.0, ""
    if isinstance(new, int) and new > 0:
        middle = median(v for v in values.elements() if isinstance(v, int))
        return abs(log2(new / middle)) / 8, f"the middle of all in here is {middle:,.0f}"
    shared = len(values) * 3 <= values.total() and FIELDS[change.field].form not in {"date", "url"}
    return (0.8, "nothing else in here has that value") if shared and new is not None and values[new] == 1 else (0.0, "")
