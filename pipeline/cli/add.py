"""`awesome add`: name a repository, collection or paper in a family, draft a family from it, or do what an issue form asks."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.add_offline import draft_offline
from pipeline.cli.add_thing import (
    Addition,
    Thing,
    Wishes,
    into_family,
    read_thing,
    refuse_known,
)
from pipeline.cli.edge import root_of, said, with_root
from pipeline.layout import paths
from pipeline.layout.curated import Curated, parse_curated
from pipeline.layout.snapshots import Snapshots, parse_snapshots
from pipeline.model.clean import clean
from pipeline.model.curated import ListKind
from pipeline.model.outcomes import FAILED, WrongUsage
from pipeline.settings import read_settings
from pipeline.store.tree import locked, read_tree, write_changes

if TYPE_CHECKING:
    from pipeline.edit.issue_form import Form


@with_root
@click.command("add")
@click.argument("thing", metavar="[REPO|COLLECTION|ARXIV]", required=False)
@click.option("--form", "form", metavar="FILE", help="Do what a filled-in issue form asks; '-' reads standard input.")
@click.option("--family", metavar="SLUG", help="The family that it belongs to; without it a new family is drafted.")
@click.option("--slug", help="The new family's slug; by default made of its name.")
@click.option("--name", help="The new family's name; by default what its checkpoints have in common.")
@click.option("--organization", metavar="SLUG", help="Who makes it; by default whose repository it is.")
@click.option("--kind", type=click.Choice(["llm", "vlm"]), help="What it is; by default what the Hub says.")
@click.option("--offline", is_flag=True, help="Ask nobody: draft from the id and the snapshots alone.")
@click.option("--dry-run", is_flag=True, help="Print the file as it would be, write nothing.")
@click.pass_context
def add(  # noqa: PLR0913  one argument an option
    ctx: click.Context,
    thing: str | None,
    *,
    form: str | None,
    family: str | None,
    slug: str | None,
    name: str | None,
    organization: str | None,
    kind: ListKind | None,
    offline: bool,
    dry_run: bool,
) -> None:
    r"""Name a checkpoint, collection or paper in a family's file, or draft a new family from it.

    An id or its address will do. The Hub is asked whether it is there, what it is, and which
    checkpoints are its siblings; its facts come with the next refresh. A file that exists keeps its
    comments, order and every other byte.

    \b
    Examples:
      awesome add Qwen/Qwen2.5-7B                      a new family, with its siblings
      awesome add Qwen/Qwen2.5-7B --family qwen2.5     one more checkpoint of a family
      awesome add 2407.10671 --dry-run                 from a paper, only to see
      gh issue view 12 --json body -q .body | awesome add --form -
    """
    root = root_of(ctx)
    wishes = Wishes(slug, name, organization, kind)
    with said():
        if (thing is None) == (form is None):
            raise WrongUsage(
                "name one thing (awesome add ORG/NAME), or give a filled-in issue form (awesome add --form FILE)"
            )
        tree = read_tree(root)
        if form is None:
            done = add_thing(root, tree, str(thing), family, wishes, offline=offline)
        else:
            done = _of_form(root, tree, form, family, wishes, offline=offline)
        if isinstance(done, Addition) and not dry_run:
            _write(root, tree, done)
    _tell(done, dry_run=dry_run)


def add_thing(
    root: Path, tree: Mapping[str, bytes], text: str, family: str | None, wishes: Wishes, *, offline: bool
) -> Addition | str:
    """The file for one thing as a person names it, or what to say where there is nothing to do.

    Raises:
        CannotAdd: it cannot be added; the message has the fix.
        InputFaults: the tree's own files cannot be read.
    """
    one = read_thing(text)
    curated = parse_curated({p: data for p, data in tree.items() if p.startswith(paths.CURATED)})
    snapshots = parse_snapshots(tree)
    known = refuse_known(tree, curated, snapshots, one, family, wishes)
    if known:
        return known
    if family is not None and family not in curated.families:
        return into_family(tree, curated, one, family)  # it refuses, with the nearest names; nobody need be asked
    if not offline:
        return _online(root, tree, curated, snapshots, one, family, wishes)
    if family is not None:
        return into_family(tree, curated, one, family)
    return draft_offline(tree, curated, snapshots, one, wishes)


def _online(
    root: Path, tree: Mapping[str, bytes], curated: Curated, snapshots: Snapshots, one: Thing, family: str | None,
    wishes: Wishes,
) -> Addition | str:  # fmt: skip
    from pipeline.cli.add_online import draft_online  # noqa: PLC0415  the Hub's library only when it is asked
    from pipeline.http.meter import SourceTrouble  # noqa: PLC0415

    try:
        return draft_online(read_settings(os.environ, root), tree, curated, snapshots, one, family, wishes)
    except SourceTrouble as trouble:
        click.echo(
            f"the Hub {trouble.trouble}: {clean(trouble.reason, limit=200)}; nothing was written "
            f"(try again later, or add --offline to go on without asking)",
            err=True,
        )
        sys.exit(FAILED)


def _of_form(
    root: Path, tree: Mapping[str, bytes], file: str, family: str | None, wishes: Wishes, *, offline: bool
) -> Addition | str:
    from pipeline.cli.add_form import addition_of, form_of  # noqa: PLC0415  only for forms

    form: Form = form_of(file)
    return addition_of(
        form, root, tree, wishes, family,
        lambda text, wanted: add_thing(root, tree, text, family, wanted, offline=offline), offline=offline,
    )  # fmt: skip


def _write(root: Path, tree: Mapping[str, bytes], done: Addition) -> None:
    with locked(root):
        now = (root / done.path).read_bytes() if (root / done.path).exists() else None
        if now != tree.get(done.path):
            raise WrongUsage(f"{done.path} was changed meanwhile: nothing was written; run the command again")
        write_changes(root, {done.path: done.text.encode()})


def _tell(done: Addition | str, *, dry_run: bool) -> None:
    if isinstance(done, str):
        click.echo(done)
        return
    if dry_run:
        click.echo(done.text, nl=not done.text.endswith("\n"))
    click.echo(clean(f"{'would write ' if dry_run else ''}{done.told}", limit=600), err=dry_run)
    for note in done.notes:
        click.echo(clean(note, limit=600), err=dry_run)
    if not dry_run and done.path.startswith(paths.FAMILIES):
        click.echo(
            f"next: `awesome refresh --family {done.slug}` asks for its facts; `awesome derive` shows the row as it is"
        )
    elif not dry_run:
        click.echo("next: `awesome derive` shows it in the list")
