"""Rows: changes as lines that a reviewer reads, equal ones of a family's checkpoints told once."""

from collections.abc import Iterable
from typing import Final

from pipeline.model.amounts import show_amount
from pipeline.model.changes import Change, ChangeKind
from pipeline.model.claims import Value
from pipeline.model.fields import FIELDS
from pipeline.propose.risk import by_importance
from pipeline.render import escape

NAMED: Final = 3  # subjects that a row names before it counts the rest
_ID_FIELDS: Final = frozenset({"license", "base_model", "own_arxiv", "own_github", "gated", "license_name"})
_ID_KINDS: Final = frozenset({ChangeKind.CHECKPOINT_RENAMED, ChangeKind.COLLECTION_GAINED, ChangeKind.COLLECTION_LOST})


def rows_of(changes: Iterable[Change]) -> list[str]:
    """One list item for each thing that happened, the important first, then by family."""
    groups: dict[tuple[object, ...], list[Change]] = {}
    for change in by_importance(changes):
        key = (change.kind, change.family, change.field, change.old, change.new, _board(change))
        groups.setdefault(key, []).append(change)
    return [_row(group) for group in groups.values()]


def _board(change: Change) -> str:
    return change.subject.partition(": ")[0] if ": " in change.subject else ""


def _row(group: list[Change]) -> str:
    first = group[0]
    what = first.kind.value
    if first.field in FIELDS:
        what = f"{_verb(first.kind)} {FIELDS[first.field].en.lower()}".strip()
    elif first.field:
        what += f" ({escape.md_inline(first.field, 40)})"
    values = _values(first)
    names = [_subject(c.subject) for c in group if c.subject]
    said = f"{what}: {values}" if values else what
    family = f"{escape.md_code(first.family)} " if first.family else ""
    where = ""
    if names:
        more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
        where = f" for {', '.join(names[:NAMED])}{more}"
    return f"- {family}{said}{where}{_evidence(first)}"


def _verb(kind: ChangeKind) -> str:
    return {
        ChangeKind.FACT_GAINED: "gains",
        ChangeKind.FACT_CHANGED: "changes",
        ChangeKind.FACT_LOST: "loses",
        ChangeKind.LICENSE_CHANGED: "changes",
        ChangeKind.ACCESS_CHANGED: "changes",
    }.get(kind, kind.value)


def _subject(subject: str) -> str:
    board, colon, name = subject.partition(": ")
    if colon:  # a standing: the board's slug, and the board's own name of a model
        return f"{escape.md_inline(name, 80)} on {escape.md_code(board)}"
    return escape.md_code(subject) if len(subject) <= 160 else escape.md_inline(subject, 160)


def _values(change: Change) -> str:
    old, new = shown(change, change.old), shown(change, change.new)
    if old and new:
        return f"{old} → {new}"
    if old:
        return f"{old} → nothing"
    return new


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
    if change.kind is ChangeKind.CHECKPOINT_MOVED_ON:
        text = text[:10]
    return _text(change, text)


def _text(change: Change, text: str) -> str:
    identifier = change.field in _ID_FIELDS or change.kind in _ID_KINDS or change.kind is ChangeKind.CHECKPOINT_MOVED_ON
    return escape.md_code(text) if identifier and len(text) <= 160 else escape.md_inline(text, 160)


def _evidence(change: Change) -> str:
    target = escape.url(change.url) if change.url else None
    if target is None:
        return " (no address to open)" if change.url else ""
    return f" ([evidence]({escape.href_in_markdown(target)}))"
