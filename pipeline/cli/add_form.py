"""What a filled-in issue form asks: a family's draft, a pin, or a leaderboard's file.

The answers are a stranger's. They are cleaned where they are read; prose becomes plain text, so
that no markup of theirs reaches a page before a person has put it there.
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, cast

from pipeline.cli.add_board import board_of
from pipeline.cli.add_prose import PLAIN, plain_prose
from pipeline.cli.add_thing import Addition, CannotAdd, Wishes
from pipeline.cli.pin import CannotPin, pin_value
from pipeline.edit.issue_form import LARGEST, Form, read_form
from pipeline.edit.spelling import near, same_name
from pipeline.layout import paths
from pipeline.layout.curated import Curated, parse_curated
from pipeline.model.curated import ListKind
from pipeline.model.findings import Fault, InputFaults
from pipeline.model.outcomes import WrongUsage

_PART: Final = {"subject": "family", "field": "field", "value": "value", "because": "because", "source": "source"}
AddThing = Callable[[str, Wishes], Addition | str]


def form_of(file: str) -> Form:
    """The form in a file, or on standard input for "-".

    Raises:
        InputFaults: it cannot be read, or is no filled-in form.
    """
    name = "standard input" if file == "-" else file
    data = sys.stdin.buffer.read(LARGEST + 1) if file == "-" else _bytes(Path(file))
    if len(data) > LARGEST:
        raise InputFaults(
            (Fault(path=name, line=None, message="larger than 256 KiB", fix="give the body of one issue"),)
        )
    try:
        return read_form(data.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputFaults((Fault(path=name, line=line, message="not UTF-8", fix="save it as UTF-8"),)) from error


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST + 1)
    except OSError as error:
        said = error.strerror or type(error).__name__
        fault = Fault(
            path=str(file), line=None, message=f"cannot be read: {said}", fix="give the file of one issue's body"
        )
        raise InputFaults((fault,)) from error


def addition_of(
    form: Form,
    root: Path,
    tree: Mapping[str, bytes],
    wishes: Wishes,
    family: str | None,
    add_thing: AddThing,
    *,
    offline: bool,
) -> Addition | str:
    """The file that the form asks for; what the command line says goes before the form's answers.

    Raises:
        InputFaults: an answer cannot be used; heading, line and fix are named.
    """
    curated = parse_curated({p: data for p, data in tree.items() if p.startswith(paths.CURATED)})
    if form.name == "add-model":
        return _model(form, wishes, add_thing)
    if family is not None or wishes != Wishes(slug=wishes.slug, kind=None):
        raise WrongUsage("--family, --name, --organization and --kind are for the form that adds a model")
    if form.name == "wrong-fact":
        if wishes.slug is not None:
            raise WrongUsage("--slug is for forms that make a new file")
        return _fact(form, root, curated)
    return board_of(form, root, tree, curated, wishes.slug, offline=offline)


def _model(form: Form, wishes: Wishes, add_thing: AddThing) -> Addition | str:
    prose, changed = plain_prose(form.text("prose"))
    filled = wishes._replace(
        name=wishes.name or form.text("name") or None,
        prose=prose,
        organization_in_form=form.text("organization") or None,
        kind_in_form=cast("ListKind", form.text("kind").lower()),
    )
    try:
        made = add_thing(form.text("link"), filled)
    except CannotAdd as error:
        raise form.fault(error.about, *_message_and_fix(str(error))) from error
    return made._replace(notes=(*made.notes, *([PLAIN] if changed else []))) if isinstance(made, Addition) else made


def _message_and_fix(text: str) -> tuple[str, str]:
    """A refusal's two halves: what is wrong, and after the last ": add" (or in brackets) what to do."""
    said, colon, fix = text.rpartition(": add ")
    return (said, f"add {fix}") if colon else (text, "correct the answer, or give what is missing on the command line")


def _fact(form: Form, root: Path, curated: Curated) -> Addition:
    field = form.text("field")
    slug = _family_named(form, curated)
    path = paths.family(slug)
    if field == "a link":
        raise form.fault("field", "links are no facts of a source", f"correct [links] in {path} by hand")
    if field == "something else":
        raise form.fault(
            "field", "'something else' names no field", f"correct {path} by hand, or write the field's name"
        )
    checkpoint = form.text("checkpoint").removeprefix("https://huggingface.co/").rstrip("/")
    subject = f"{slug}/{checkpoint}" if checkpoint else slug
    because = " ".join(form.text("because").split())
    try:
        pinned = pin_value(
            root, subject, field, form.text("value"), because=because, source=form.text("source"), dry_run=True
        )
    except CannotPin as error:
        part = "checkpoint" if error.about == "subject" and checkpoint else _PART[error.about]
        fix = "choose one that the list has" if error.about in {"subject", "field"} else "write it in that form"
        if error.about == "field" and not checkpoint and "field of a checkpoint" in str(error):
            part, fix = "checkpoint", f"write the id of the checkpoint whose {field} is wrong"
        raise form.fault(part, str(error), fix) from error
    notes = _was(form, pinned.told)
    told = f"{path}: pinned {pinned.subject} {field} to {form.text('value')} (the sources state {pinned.told})"
    return Addition(path, pinned.text, slug, told, notes)


def _was(form: Form, told: str) -> tuple[str, ...]:
    said = form.text("was")
    if not said or same_name(said) == same_name(told):
        return ()
    return (f"the form read {said!r} on the list, the sources state {told}: make sure that both mean the same value",)


def _family_named(form: Form, curated: Curated) -> str:
    asked = form.text("family")
    if asked in curated.families:
        return asked
    plain = same_name(asked)
    found = [s for s, f in curated.families.items() if plain in map(same_name, (s, f.name, *f.aliases))]
    if len(found) == 1:
        return found[0]
    if found:
        raise form.fault("family", f"{asked!r} may be {' or '.join(sorted(found))}", "write one of these instead")
    names = [n for s, f in curated.families.items() for n in (s, f.name)]
    raise form.fault("family", f"no family is called {asked!r}{near(asked, names)}", "write its name as on the list")
