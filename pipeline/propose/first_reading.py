"""The first reading: hundreds of filled absences in one proposal, judged by sampling: the oddest first, then by family."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from math import log2
from statistics import median
from typing import Final

from pipeline.fields import FIELDS
from pipeline.model.changes import Change, ChangeKind
from pipeline.model.claims import Value
from pipeline.model.findings import Finding
from pipeline.propose.rows import Row, rows_of
from pipeline.render import escape

K = ChangeKind

SAMPLE: Final = 10
_FEW: Final = 5  # values of a field below which none of them is far from the others
_OF_AUDIT: Final = {"error": 30.0, "warning": 20.0, "notice": 0.5}
HEAD: Final = ("| Family | New | Filled | Restated | What |", "|---|--:|--:|--:|---|")


def oddest_rows(changes: Collection[Change], findings: Mapping[tuple[str, str], Finding]) -> Iterator[Row]:
    """The ten changes that are the least like the others, each with what is odd about it.

    `findings` are the audit's by (family, subject or field).
    """
    usual = _usual(changes)
    found: dict[str, tuple[float, str, ChangeKind]] = {}
    for change in changes:
        (row,) = rows_of([change])
        score, why = max(_reasons(change, usual, findings), default=(0.0, ""))
        text = row.text.removeprefix("- ")
        if score and (text not in found or found[text][0] < score):
            found[text] = score, f"- {escape.md_code(change.family)}: {text}: **{why}**", change.kind
    ranked = sorted(found.values(), key=lambda one: (-one[0], one[1]))
    shown: Counter[ChangeKind] = Counter()
    first: list[str] = []
    for _, text, kind in ranked:  # half of them at most of one kind, so that others are sampled too
        shown[kind] += 1
        first += [text] if shown[kind] <= SAMPLE // 2 else []
    rest = [text for _, text, _ in ranked if text not in first]
    yield from map(Row, [*first, *rest][:SAMPLE])


def _reasons(
    change: Change, usual: Mapping[str, Counter[Value]], findings: Mapping[tuple[str, str], Finding]
) -> Iterator[tuple[float, str]]:
    """How odd a change is, by each measure, and why."""
    for name in (f"{change.subject}/{change.field}", change.subject or change.field):
        finding = findings.get((change.family, name))
        if finding is not None:
            yield _OF_AUDIT[finding.level], f"{finding.rule}, says the audit"
    old, new = change.old, change.new
    if isinstance(old, int) and isinstance(new, int) and old > 0:
        apart = abs(new - old) / old
        yield min(19.0, 10 * apart), f"{apart:.1%} from what stood"
    elif change.kind is K.FACT_RESTATED:
        yield 0.1, "the same in other words"
    if change.kind is not K.FACT_GAINED or new is None:
        return
    values = usual[change.field]
    if isinstance(new, int) and len(values) >= _FEW and new > 0:
        middle = median(v for v in values.elements() if isinstance(v, int))
        yield min(1.5, abs(log2(new / middle)) / 8), f"the middle of all in here is {middle:,.0f}"
    elif isinstance(new, str) and values[new] == 1 and values.total() >= _FEW and _is_of_few(change.field, values):
        yield 0.8, "nothing else in here has that value"


def _is_of_few(field: str, values: Counter[Value]) -> bool:
    """Whether a field's values are mostly shared, so that one of its own is odd: a licence, not a date."""
    return FIELDS[field].form not in {"date", "url"} and len(values) * 3 <= values.total() if field in FIELDS else False


def _usual(changes: Collection[Change]) -> dict[str, Counter[Value]]:
    usual: dict[str, Counter[Value]] = defaultdict(Counter)
    for change in changes:
        if change.kind is K.FACT_GAINED and change.new is not None:
            usual[change.field][change.new] += 1
    return usual


def family_rows(changes: Collection[Change]) -> Iterator[Row]:
    """One row for each family: how much is new, filled and restated, and of which fields."""
    groups: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        groups[change.family].append(change)
    for family in sorted(groups, key=lambda name: (not name, name)):
        kinds = Counter(change.kind for change in groups[family])
        fields = Counter(_name(change) for change in groups[family] if change.kind is not K.CHECKPOINT_ADDED)
        what = ", ".join(f"{field} {count}" for field, count in sorted(fields.items(), key=lambda one: (-one[1], one[0])))
        filled = sum(kinds.values()) - kinds[K.CHECKPOINT_ADDED] - kinds[K.FACT_RESTATED]
        name = escape.md_code(family) if family else "Others"
        yield Row(f"| {name} | {kinds[K.CHECKPOINT_ADDED]} | {filled} | {kinds[K.FACT_RESTATED]} | {what} |")


def _name(change: Change) -> str:
    if change.field in FIELDS:
        return FIELDS[change.field].en.name.lower()
    return change.kind.value
