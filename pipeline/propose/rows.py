"""Rows: changes as lines that a reviewer reads, under their family, equal ones of several checkpoints told once."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from pipeline.fields import FIELDS
from pipeline.model.amounts import show_amount
from pipeline.model.changes import Change, ChangeKind
from pipeline.model.claims import Value
from pipeline.propose.risk import ORDER
from pipeline.render import escape

K = ChangeKind
NAMED: Final = 3  # subjects that a row names before it counts the rest
_ID_KINDS: Final = frozenset({K.CHECKPOINT_RENAMED, K.COLLECTION_GAINED, K.COLLECTION_LOST, K.CHECKPOINT_MOVED_ON})
_TOGETHER: Final = frozenset(
    {K.FACT_GAINED, K.FACT_CHANGED, K.FACT_LOST, K.LICENSE_CHANGED, K.ACCESS_CHANGED, K.CHECKPOINT_ADDED, K.CHECKPOINT_GONE,
     K.CHECKPOINT_REMOVED}
)  # fmt: skip
_RANK: Final = {kind: place for place, kind in enumerate(ORDER)}


class Row(NamedTuple):
    """One thing that happened, and the family that it stands under ("" for none)."""

    text: str
    family: str = ""


def rows_of(changes: Iterable[Change]) -> list[Row]:
    """A row for each thing that happened: families by their most important change, what is in none last."""
    groups: dict[tuple[object, ...], list[Change]] = {}
    for change in changes:
        subject = "" if change.kind in _TOGETHER else change.subject
        # Evidence is shown of the first of a group; what was merged says the same of each.
        groups.setdefault((change.family, change.kind, change.field, change.old, change.new, subject), []).append(
            change
        )
    first: dict[str, int] = {}
    for group in groups.values():
        rank = _RANK[group[0].kind]
        first[group[0].family] = min(first.get(group[0].family, rank), rank)
    ordered = sorted(
        groups.values(),
        key=lambda g: (not g[0].family, first[g[0].family], g[0].family, _RANK[g[0].kind], g[0].field, g[0].subject),
    )
    return [Row(f"- {_said(group)}{_evidence(group[0])}", group[0].family) for group in ordered]


def _said(group: list[Change]) -> str:
    change = group[0]
    names = _names(group)
    old, new = shown(change, change.old), shown(change, change.new)
    if change.field in FIELDS and change.kind in _TOGETHER:
        label = FIELDS[change.field].en.name.lower()
        return f"{label}: {old or 'not stated'} → {new or 'no longer stated'}" + (f", {names}" if names else "")
    match change.kind:
        case K.STANDING_MOVED | K.STANDING_GAINED | K.STANDING_LOST:
            return _standing(change, old, new)
        case K.EDITION_MOVED:
            return f"{names}: edition {old or 'unknown'} → {new or 'unknown'}"
        case K.FAMILY_ADDED:
            return f"new family {escape.md_code(change.family)}" + (f", checkpoints: {new}" if new else "")
        case K.FAMILY_REMOVED:
            return f"family {escape.md_code(change.family)} removed"
        case _:
            return _event(change, names, old, new)


def _event(change: Change, names: str, old: str, new: str) -> str:
    what = {
        K.CHECKPOINT_ADDED: "new checkpoint",
        K.CHECKPOINT_GONE: "gone from the Hub (deleted or private):",
        K.CHECKPOINT_REMOVED: "no longer in the family:",
        K.CHECKPOINT_RENAMED: "renamed",
        K.CHECKPOINT_MOVED_ON: "new revision of",
        K.PAPER_ADDED: "new paper",
        K.PAPER_REVISED: "paper revised,",
        K.PAPER_WITHDRAWN: "paper withdrawn:",
        K.COLLECTION_GAINED: f"{new} joined the collection",
        K.COLLECTION_LOST: f"{old} left the collection",
        K.LINK_BROKEN: "dead link:",
        K.LINK_MOVED: "link moved:",
        K.LINK_MENDED: "link works again:",
    }.get(change.kind, change.kind.value)
    if change.kind is K.CHECKPOINT_RENAMED:
        return f"{what}: {old} → {new}"
    if change.kind in {
        K.COLLECTION_GAINED,
        K.COLLECTION_LOST,
        K.CHECKPOINT_GONE,
        K.CHECKPOINT_ADDED,
        K.LINK_BROKEN,
        K.LINK_MENDED,
    }:
        return f"{what} {names}"
    values = f"{old} → {new}" if old and new else new or old
    return f"{what} {names}" + (f": {values}" if values else "")


def _standing(change: Change, old: str, new: str) -> str:
    board, _, name = change.subject.partition(": ")
    metric = f" ({escape.md_inline(change.field, 40)})" if change.field else ""
    who = f"{escape.md_inline(name, 80)} on {escape.md_code(board)}{metric}"
    if change.kind is K.STANDING_GAINED:
        return f"new: {who}: {new}"
    return (
        f"{who}: {old} → gone" if change.kind is K.STANDING_LOST else f"{who}: {old or 'nothing'} → {new or 'nothing'}"
    )


def _names(group: list[Change]) -> str:
    names = [_subject(c.subject) for c in group if c.subject]
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _subject(subject: str) -> str:
    return escape.md_code(subject) if len(subject) <= 160 else escape.md_inline(subject, 160)


def shown(change: Change, value: Value | None) -> str:
    """A value as people write it, escaped: 15T, 2024-04, `apache-2.0`."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        parts = [_text(change, v) for v in value[:8]]
        return ", ".join(parts) + (f" and {len(value) - 8} more" if len(value) > 8 else "")
    counted = change.field in FIELDS and FIELDS[change.field].form == "count"
    if counted and isinstance(value, int) and not isinstance(value, bool):
        return f"{show_amount(value)} ({value:,})" if value >= 10_000 else f"{value:,}"
    text = str(value)
    return _text(change, text[:10] if change.kind is K.CHECKPOINT_MOVED_ON else text)


def _text(change: Change, text: str) -> str:
    identifier = (change.field in FIELDS and FIELDS[change.field].identifier) or change.kind in _ID_KINDS
    return escape.md_code(text) if identifier and len(text) <= 160 else escape.md_inline(text, 160)


def _evidence(change: Change) -> str:
    target = escape.url(change.url) if change.url else None
    if target is None:
        return " (no address to open)" if change.url else ""
    return f" ([evidence]({escape.href_in_markdown(target)}))"
