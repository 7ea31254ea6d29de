"""Rows: changes as lines that a reviewer reads, under their family, equal ones of several checkpoints told once."""

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from pipeline.fields import FIELDS
from pipeline.layout.kinds import EVIDENCE, OBSERVED_FAMILIES
from pipeline.model.amounts import show_amount
from pipeline.model.changes import Change, ChangeKind
from pipeline.model.claims import Value
from pipeline.model.observed import plain
from pipeline.propose.change_kinds import KINDS, ORDER
from pipeline.render import escape

NAMED: Final = 3  # subjects that a row names before it counts the rest
LISTED: Final = 8  # values of a list that are shown
LONGEST: Final = 160
_INTERFACE: Final = re.compile(r"https://huggingface\.co/api/models/([^/?#]+/[^/?#]+)(?:/revision/([0-9a-f]+))?")


class Row(NamedTuple):
    """One thing that happened, and the family that it stands under ("" for none)."""

    text: str
    family: str = ""


def rows_of(changes: Iterable[Change]) -> list[Row]:
    """A row for each thing that happened: families by their most important change, what is in none last."""
    groups: dict[tuple[object, ...], list[Change]] = {}
    for change in changes:
        subject = "" if KINDS[change.kind].together else change.subject
        # Evidence is shown of the first of a group; what was merged says the same of each. A commit's id says nothing.
        values = () if change.kind is ChangeKind.CHECKPOINT_MOVED_ON else (change.old, change.new)
        groups.setdefault((change.family, change.kind, change.field, values, subject), []).append(change)
    first: dict[str, int] = {}
    for change in (group[0] for group in groups.values()):
        first[change.family] = min(first.get(change.family, len(ORDER)), ORDER[change.kind])

    def place(group: list[Change]) -> tuple[object, ...]:
        change = group[0]
        return (
            not change.family,
            first[change.family],
            change.family,
            ORDER[change.kind],
            change.field,
            change.subject,
        )

    return [
        Row(f"- {_words(group)}{_evidence(group[0])}", group[0].family) for group in sorted(groups.values(), key=place)
    ]


def _words(group: list[Change]) -> str:
    change, row = group[0], KINDS[group[0].kind]
    names = _names(group)
    old, new = shown(change, change.old), shown(change, change.new)
    if change.field in FIELDS and row.together:
        label = FIELDS[change.field].en.name.lower()
        return f"{label}: {old or 'not stated'} → {new or 'no longer stated'}" + (f", {names}" if names else "")
    values = f"{old} → {new}" if old and new else new or old
    return row.words.format(
        names=names, old=old, new=new, values=f": {values}" if values else "", who=_who(change),
        family=escape.md_code(change.family), whose=names or escape.md_code(change.family),
        field=FIELDS[change.field].en.name.lower() if change.field in FIELDS else "", count=f", checkpoints: {new}" if new else "",
        old_or_unknown=old or "unknown", new_or_unknown=new or "unknown",
        old_or_nothing=old or "nothing", new_or_nothing=new or "nothing",
    )  # fmt: skip


def _who(change: Change) -> str:
    """Whose standing on which board: the subject is "board: name", the field the metric."""
    board, _, name = change.subject.partition(": ")
    metric = f" ({escape.md_inline(change.field, 40)})" if change.field else ""
    return f"{escape.md_inline(name, 80)} on {escape.md_code(board)}{metric}"


def _names(group: list[Change]) -> str:
    names = [_code(c.subject) for c in group if c.subject]
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def _code(identifier: str) -> str:
    return escape.md_code(identifier) if len(identifier) <= LONGEST else escape.md_inline(identifier, LONGEST)


def shown(change: Change, value: Value | None) -> str:
    """A value as people write it, escaped: 15T, 2024-04, `apache-2.0`."""
    if value is None:
        return ""
    spec = FIELDS.get(change.field)
    in_code = KINDS[change.kind].identifiers or (spec is not None and spec.identifier)
    if isinstance(value, tuple):
        parts = [_code(v) if in_code else escape.md_inline(v, LONGEST) for v in value[:LISTED]]
        return ", ".join(parts) + (f" and {len(value) - LISTED} more" if len(value) > LISTED else "")
    if spec is not None and spec.form == "count" and isinstance(value, int) and not isinstance(value, bool):
        return f"{show_amount(value)} ({value:,})" if value >= 10_000 else f"{value:,}"
    return _code(str(value)) if in_code else escape.md_inline(str(value), LONGEST)


def _page(url: str) -> str:
    """The page for people of what was read by a machine's interface: the Hub's page of a model, at its revision."""
    found = _INTERFACE.fullmatch(url)
    if found is None:
        return url
    return f"https://huggingface.co/{found[1]}" + (f"/tree/{found[2]}" if found[2] else "")


def _evidence(change: Change) -> str:
    places = {"the person's": change.old_url, "evidence": change.url}
    targets = {words: escape.url(_page(url)) for words, url in places.items() if url}
    shown = [f"[{words}]({escape.href_in_markdown(url)})" for words, url in targets.items() if url is not None]
    if not shown:
        return " (no address to open)" if targets else ""
    return f" ({', '.join(shown)})"


def known_rows(slug: str, files: Mapping[str, bytes | None]) -> list[Row]:
    """What the sources state of a new family: one row for each fact of its row on the list, with its evidence."""
    tree = {path: content for path, content in files.items() if content is not None}
    observed, evidence = OBSERVED_FAMILIES.read(tree).get(slug), EVIDENCE.read(tree).get(slug)
    facts = {} if observed is None else observed.facts.root
    claims = {} if evidence is None else evidence.facts
    stated = [
        Change(
            kind=ChangeKind.FACT_GAINED, family=slug, field=field, new=plain(value, counts="–", dates="–", by="by "),
            url=next((claim.url for claim in claims.get(field, ())), ""),
        )
        for field, value in facts.items()
    ]  # fmt: skip
    return [Row(row.text.replace(": not stated →", ":", 1)) for row in rows_of(stated)]
