"""Drafted: what the sources state of a new family, for the person who decides whether it joins the list."""

import json
from collections.abc import Iterator, Mapping

from pipeline.fields import FIELDS
from pipeline.layout import paths
from pipeline.model.changes import Change, ChangeKind
from pipeline.propose.rows import Row, rows_of


def known_rows(slug: str, files: Mapping[str, bytes | None]) -> list[Row]:
    """One row for each fact of the family's row on the list, with its evidence."""
    return [Row(row.text.replace(": not stated →", ":", 1)) for row in rows_of(_facts(slug, files))]


def _facts(slug: str, files: Mapping[str, bytes | None]) -> Iterator[Change]:
    observed, evidence = files.get(paths.observed_family(slug)), files.get(paths.evidence_family(slug))
    facts = json.loads(observed).get("facts", {}) if observed else {}
    heard = json.loads(evidence).get("facts", {}) if evidence else {}
    for field in FIELDS:
        value = _plain(facts.get(field))
        if value is not None:
            url = next((h.get("url", "") for h in heard.get(field, ())), "")
            yield Change(kind=ChangeKind.FACT_GAINED, family=slug, field=field, new=value, url=url)


def _plain(value: object) -> int | str | tuple[str, ...] | None:
    """A row's value as a change has it: spans as "low–high"."""
    if isinstance(value, dict):
        ends = [value.get(a) for a in (("low", "high") if "low" in value else ("first", "latest"))]
        return ends[0] if ends[0] == ends[1] else f"{ends[0]}–{ends[1]}"
    if isinstance(value, list):
        return tuple(str(v) for v in value) or None
    return value if isinstance(value, int | str) else None
