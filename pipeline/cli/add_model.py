"""One thing that a person names, into the list: in a family's file, or as the draft of a new family."""

from typing import Final

import click

from pipeline.cli.add_draft import draft
from pipeline.cli.add_thing import Addition, LoadedCatalog, Thing, Wishes, into_family, known_already, read_thing
from pipeline.cli.edge import WrongPart
from pipeline.edit.spelling import near
from pipeline.model.clean import clean
from pipeline.model.outcomes import FAILED
from pipeline.settings import Settings

_WHAT: Final = {"checkpoints": "repository", "collections": "collection", "papers": "paper"}


def add_thing(catalog: LoadedCatalog, text: str, wishes: Wishes, settings: Settings | None) -> Addition | str:
    """The file for one thing as a person names it, or what to say where there is nothing to do.

    Without settings nobody is asked, and the draft is made of the id and the snapshots alone.

    Raises:
        WrongPart: it cannot be added; the message has the fix.
    """
    one = read_thing(text)
    known = known_already(catalog, one, wishes)
    if known:
        return known
    if wishes.family is not None and (settings is None or wishes.family not in catalog.curated.families):
        return into_family(catalog, one, wishes.family)  # it refuses an unknown one; nobody need be asked
    if settings is None:
        return draft(catalog, one, None, wishes)
    return _looked_up(catalog, one, wishes, settings)


def _looked_up(catalog: LoadedCatalog, one: Thing, wishes: Wishes, settings: Settings) -> Addition | str:
    from pipeline.http.meter import SourceTrouble
    from pipeline.sources.hub.look_up import NotThere, look_up

    notes: tuple[str, ...] = ()
    try:
        looked = look_up(one.kind, one.id, catalog.curated, catalog.snapshots, settings)
    except NotThere as error:
        refusal = f"the Hub has no {_WHAT[one.kind]} {one.id}, or keeps it private{near(one.id, error.near)}"
        raise WrongPart("link", refusal) from error
    except SourceTrouble as trouble:
        click.echo(
            f"the Hub {trouble.trouble}: {clean(trouble.reason, limit=200)}; nothing was written "
            f"(try again later, or add --offline to go on without asking)",
            err=True,
        )
        raise SystemExit(FAILED) from trouble
    if looked.id != one.id:
        notes = (f"the Hub calls {one.id} {looked.id} today: that name is used",)
        one = Thing(one.kind, looked.id)
        known = known_already(catalog, one, wishes)
        if known:
            return known
    made = into_family(catalog, one, wishes.family) if wishes.family else draft(catalog, one, looked, wishes)
    return made._replace(notes=(*notes, *made.notes))
