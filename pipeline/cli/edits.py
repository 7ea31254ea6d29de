"""What a person's answers come to: one curated file as it is to be, checked before it is written. A pin is one."""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import NamedTuple

from pipeline.cli.report_text import shown
from pipeline.derive import derive_all
from pipeline.edit.curated_file import CannotEdit, Plain, add_entry
from pipeline.edit.spelling import near, same_name
from pipeline.fields import FIELDS, rolled_up
from pipeline.layout import kinds
from pipeline.layout.curated import parse_curated
from pipeline.model.clean import clean
from pipeline.model.curated import CuratedFamily
from pipeline.model.outcomes import WrongUsage
from pipeline.reconcile.catalog import Derived
from pipeline.reconcile.forms import is_readable, value_of, wanted
from pipeline.reconcile.roll_up import stated_now
from pipeline.store.tree import locked, write_changes

Tree = Mapping[str, bytes]


class WrongPart(WrongUsage):
    """Why a request is refused; `about` says which part of it is at fault."""

    def __init__(self, about: str, message: str) -> None:
        super().__init__(message)
        self.about = about


class Edit(NamedTuple):
    """A file of the list as it is to be: its path, its text, the family or board, and what to say about it."""

    path: str
    text: str
    slug: str
    summary: str
    notes: tuple[str, ...] = ()


def write_edit(root: Path, tree: Tree, edit: Edit, *, dry_run: bool = False) -> None:
    """Check a person's file and write it, if it stands as it did in the tree that was read; its line ends stay on disk.

    Raises:
        InputFaults: the curated files are not right with it.
        WrongUsage: it was changed meanwhile.
    """
    parse_curated({**tree, edit.path: edit.text.encode()})
    if dry_run:
        return
    with locked(root):
        now = (root / edit.path).read_bytes() if (root / edit.path).exists() else b""
        if now.replace(b"\r\n", b"\n") != tree.get(edit.path, b"").replace(b"\r\n", b"\n"):
            raise WrongUsage(f"{edit.path} was changed meanwhile: nothing was written; run the command again")
        data = edit.text.encode().replace(b"\r\n", b"\n")
        write_changes(root, {edit.path: data.replace(b"\n", b"\r\n") if b"\r\n" in now else data})


def pin_value(
    tree: Tree, subject: str, field: str, value: str, *,
    because: str, source: str, was: str | None = None, seen: str = "",
) -> Edit:  # fmt: skip
    """A family's file with one pin more. `seen` is what a person read on the list, which may have moved on.

    Raises:
        WrongPart: one part of the request is wrong.
        InputFaults: the tree's own files cannot be read.
    """
    derived = derive_all(tree)
    family, checkpoint = _subject(derived, subject)
    path = kinds.FAMILIES.path(family.slug)
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
    entry |= {"was": before} if before is not None else {}
    entry |= {"because": because.strip(), "source": source} | ({"checkpoint": checkpoint} if checkpoint else {})
    try:
        text = add_entry(tree[path].decode(), "pins", entry)
    except CannotEdit as error:
        raise WrongUsage(f"{path}: {error}; add this pin by hand: {json.dumps(entry, default=str)}") from error
    value_now = before if before is None or isinstance(before, str | int | tuple) else str(before)
    stated = clean(shown(field, value_now), limit=120) or "nothing"
    moved_on = f"the form read {seen!r} on the list, the sources state {stated}: make sure that both mean the same value"
    return Edit(
        path, text, family.slug,
        f"{path}: pinned {checkpoint or family.slug} {field} to {clean(value, limit=120)} (the sources state {stated})",
        (moved_on,) if seen and same_name(seen) != same_name(stated) else (),
    )  # fmt: skip


def _subject(derived: Derived, subject: str) -> tuple[CuratedFamily, str | None]:
    slug, _, named = subject.partition("/")
    families = derived.curated.families
    if slug not in families:
        raise WrongPart("subject", f"no family has the slug {slug!r}{near(slug, families)}")
    known = list(derived.catalog.families[slug].checkpoints)
    found = [c for c in known if named in (c, c.partition("/")[2])]
    if named and len(found) != 1:
        raise WrongPart("subject", f"{slug} has no checkpoint {named!r}{near(named, known)}")
    return families[slug], found[0] if named else None


def _check_field(family: CuratedFamily, field: str, checkpoint: str | None) -> None:
    of_checkpoint = (one for one in FIELDS.values() if one.voices and one.form != "sizes")
    known = [one.name for one in (of_checkpoint if checkpoint else rolled_up())]
    if field not in known:
        where, other = "a checkpoint" if checkpoint else "a family as a whole", near(field, known)
        if not checkpoint and field in FIELDS:
            other = f"; it is a field of a checkpoint: say {family.slug}/CHECKPOINT"
        raise WrongPart("field", f"{field!r} cannot be pinned for {where}{other}; the fields are {', '.join(known)}")
    if any(p.field == field and p.checkpoint == checkpoint for p in family.pins):
        place = kinds.FAMILIES.path(family.slug)
        raise WrongPart("field", f"{checkpoint or family.slug} {field} is pinned already: edit the entry in {place}")


def _read(field: str, text: str) -> Plain:
    """A value as it should stand in TOML.

    Raises:
        WrongPart: it is not of the field's form.
    """
    spec, raw = FIELDS[field], text.strip()
    made: Plain = raw
    if spec.form == "count" and raw.isdecimal():
        made = int(raw)
    elif spec.many:
        between = "/" if spec.form == "sizes" and "," not in text else ","
        made = tuple(p.strip() for p in text.replace("，", ",").split(between) if p.strip())
    elif spec.form == "date" and len(raw) == 10:
        with suppress(ValueError):
            made = date.fromisoformat(raw)
    value = value_of(field, "/".join(made) if spec.form == "sizes" and isinstance(made, tuple) else made)
    if value is None or not is_readable(field, value):
        raise WrongPart("value", f"{text!r} is no {field}: give {wanted(field)}")
    return made
