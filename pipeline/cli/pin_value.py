"""A pin in its family's file: checked against what the list has and the sources state, and written."""

import json
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from pipeline.cli.edge import WrongPart
from pipeline.cli.report_text import shown
from pipeline.derive import derive_all
from pipeline.edit.additions import CannotEdit, Plain, add_table
from pipeline.edit.spelling import near
from pipeline.fields import FIELDS, rolled_up
from pipeline.layout import kinds, paths
from pipeline.layout.curated import parse_curated
from pipeline.model.clean import clean
from pipeline.model.curated import CuratedFamily
from pipeline.model.outcomes import WrongUsage
from pipeline.reconcile.catalog import Derived
from pipeline.reconcile.forms import is_readable, value_of, wanted
from pipeline.reconcile.roll_up import stated_now

ROW_FIELDS = tuple(one.name for one in rolled_up())
"""What a family as a whole may be pinned to."""


class Pinned(NamedTuple):
    """A file with a pin more: its new text, whom the pin is about, and what the sources state."""

    path: str
    text: str
    subject: str
    stated: str


def pin_value(
    tree: Mapping[str, bytes], subject: str, field: str, value: str, *, because: str, source: str, was: str | None = None
) -> Pinned:
    """A family's file with one pin more.

    Raises:
        WrongPart: one part of the request is wrong.
        InputFaults: the tree's own files cannot be read.
    """
    derived = derive_all(tree)
    family, checkpoint = _subject(derived, subject)
    _check_field(family, field, checkpoint)
    if not because.strip():
        raise WrongPart("because", 'a pin needs its reason: add --because "…"')
    if not source.startswith(("https://", "http://")):
        raise WrongPart("source", "a pin needs the page that shows it: add --source https://…")
    entry: dict[str, Plain] = {"field": field, "value": _read(field, value)}
    before: Plain | None
    if was is not None:
        before = _read(field, was)
    else:  # what the sources say now, so that the pin can tell when they move on
        before = stated_now(derived.catalog.families[family.slug], derived.catalog.evidence[family.slug], checkpoint, field)
        before = ", ".join(before) if isinstance(before, tuple) and not FIELDS[field].many else before
    if before is not None:
        entry["was"] = before
    entry |= {"because": because.strip(), "source": source} | ({"checkpoint": checkpoint} if checkpoint else {})
    path = kinds.FAMILIES.path(family.slug)
    try:
        text = add_table(tree[path].decode(), "pins", entry)
    except CannotEdit as error:
        raise WrongUsage(f"{path}: {error}; add this pin by hand: {json.dumps(entry, default=str)}") from error
    parse_curated({p: data for p, data in tree.items() if p.startswith(paths.CURATED)} | {path: text.encode()})
    value_now = before if isinstance(before, str | int | tuple) else str(before)
    stated = clean(shown(field, value_now), limit=120) if before is not None else "nothing"
    return Pinned(path, text, checkpoint or family.slug, stated)


def _subject(derived: Derived, subject: str) -> tuple[CuratedFamily, str | None]:
    slug, _, wanted_checkpoint = subject.partition("/")
    families = derived.curated.families
    if slug not in families:
        raise WrongPart("subject", f"no family has the slug {slug!r}{near(slug, list(families))}")
    if not wanted_checkpoint:
        return families[slug], None
    known = list(derived.catalog.families[slug].checkpoints)
    found = [c for c in known if wanted_checkpoint in (c, c.partition("/")[2])]
    if len(found) != 1:
        raise WrongPart("subject", f"{slug} has no checkpoint {wanted_checkpoint!r}{near(wanted_checkpoint, known)}")
    return families[slug], found[0]


def _check_field(family: CuratedFamily, field: str, checkpoint: str | None) -> None:
    known = [f.name for f in FIELDS.values() if f.voices and f.form != "sizes"] if checkpoint else list(ROW_FIELDS)
    if field not in known:
        where = "a checkpoint" if checkpoint else "a family as a whole"
        other = (
            f"; it is a field of a checkpoint: say {family.slug}/CHECKPOINT"
            if not checkpoint and field in FIELDS
            else ""
        )
        raise WrongPart(
            "field",
            f"{field!r} cannot be pinned for {where}{other or near(field, known)}; the fields are {', '.join(known)}",
        )
    if any(p.field == field and p.checkpoint == checkpoint for p in family.pins):
        raise WrongPart(
            "field",
            f"{checkpoint or family.slug} {field} is pinned already: edit the entry in {kinds.FAMILIES.path(family.slug)}",
        )


def _read(field: str, text: str) -> Plain:
    """A value as it should stand in TOML.

    Raises:
        WrongPart: it is not of the field's form.
    """
    raw: Plain = text.strip()
    spec = FIELDS[field]
    if spec.form == "count" and str(raw).isdecimal():
        raw = int(str(raw))
    elif spec.many:
        between = "/" if spec.form == "sizes" and "," not in text else ","
        raw = tuple(p.strip() for p in text.replace("，", ",").split(between) if p.strip())
    elif spec.form == "date" and len(str(raw)) == 10:
        try:
            raw = date.fromisoformat(str(raw))
        except ValueError:
            raise WrongPart("value", f"{text!r} is no {field}: give {wanted(field)}") from None
    value = value_of(field, "/".join(raw) if spec.form == "sizes" and isinstance(raw, tuple) else raw)
    if value is None or not is_readable(field, value):
        raise WrongPart("value", f"{text!r} is no {field}: give {wanted(field)}")
    return raw
