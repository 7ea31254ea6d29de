"""`awesome add`: name a repository, collection or paper in a family, draft a family from it, or do what an issue form asks."""

import os
from typing import TYPE_CHECKING, Any, BinaryIO

import click

from pipeline.cli.edge import command, families, root_of, write_edited
from pipeline.kinds import LISTED
from pipeline.layout import paths
from pipeline.model.clean import clean
from pipeline.model.outcomes import WrongUsage

if TYPE_CHECKING:
    from pipeline.cli.add_thing import Addition


@command("add", examples="""
    awesome add Qwen/Qwen2.5-7B                    # a new family, with its siblings
    awesome add Qwen/Qwen2.5-7B --family qwen2.5   # one more checkpoint of a family
    awesome add 2407.10671 --dry-run               # from a paper, only to see
    gh issue view 12 --json body -q .body | awesome add --form -
    """)
@click.argument("thing", metavar="[REPO|COLLECTION|ARXIV]", required=False)
@click.option("--form", type=click.File("rb"), metavar="FILE", help="Do what a filled-in issue form asks; '-' reads standard input.")
@click.option("--family", metavar="SLUG", shell_complete=families, help="The family that it belongs to; without it a new family is drafted.")
@click.option("--slug", help="The new family's slug; by default made of its name.")
@click.option("--name", help="The new family's name; by default what its checkpoints have in common.")
@click.option("--organization", metavar="SLUG", help="Who makes it; by default whose repository it is.")
@click.option("--kind", type=click.Choice(list(LISTED)), help="What it is; by default what the Hub says.")
@click.option("--offline", is_flag=True, help="Ask nobody: draft from the id and these options alone.")
@click.option("--dry-run", is_flag=True, help="Print the file as it would be, write nothing.")
@click.pass_context
def add(ctx: click.Context, /, thing: str | None, *, form: BinaryIO | None, offline: bool, dry_run: bool, **wished: Any) -> None:  # noqa: ANN401
    """Name a checkpoint, collection or paper in a family's file, or draft a new family from it.

    An id or its address will do. The Hub is asked whether it is there, what it is, and which
    checkpoints are its siblings; its facts come with the next refresh. A file that exists keeps its
    comments, order and every other byte.
    """
    from pipeline.cli.add_form import addition_of, read_answers
    from pipeline.cli.add_model import add_thing
    from pipeline.cli.add_thing import Addition, LoadedCatalog, Wishes
    from pipeline.layout.curated import parse_curated
    from pipeline.layout.snapshots import parse_snapshots
    from pipeline.settings import read_settings
    from pipeline.store.tree import read_tree

    root = root_of(ctx)
    if (thing is None) == (form is None):
        raise WrongUsage(
            "name one thing (awesome add ORG/NAME), or give a filled-in issue form (awesome add --form FILE)"
        )
    tree = read_tree(root)
    curated = parse_curated({p: data for p, data in tree.items() if p.startswith(paths.CURATED)})
    catalog = LoadedCatalog(tree, curated, parse_snapshots(tree))
    settings = None if offline else read_settings(os.environ, root)
    if form is None:
        done = add_thing(catalog, str(thing), Wishes(**wished), settings)
    else:
        done = addition_of(read_answers(form), catalog, Wishes(**wished), settings)
    if isinstance(done, Addition) and not dry_run:
        write_edited(root, tree, done.path, done.text)
    _print(done, dry_run=dry_run)


def _print(done: "Addition | str", *, dry_run: bool) -> None:
    if isinstance(done, str):
        click.echo(done)
        return
    if dry_run:
        click.echo(done.text, nl=not done.text.endswith("\n"))
    for line in (f"{'would write ' if dry_run else ''}{done.summary}", *done.notes):
        click.echo(clean(line, limit=600), err=dry_run)
    if not dry_run:
        asks = f"`awesome refresh --family {done.slug}` asks for its facts; `awesome derive` shows the row as it is"
        family = done.path.startswith(paths.FAMILIES)
        click.echo(f"next: {asks if family else '`awesome derive` shows it in the list'}")
