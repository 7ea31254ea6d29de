"""`awesome add` and `awesome pin`: a person's word as an edit of a curated file."""

from pathlib import Path
from typing import Any, TextIO

import click

from pipeline.cli.edge import command, families, fields, settings_of
from pipeline.kinds import LISTED
from pipeline.layout import paths
from pipeline.model.clean import clean
from pipeline.model.outcomes import WrongUsage


@command("add", examples="""
    awesome add Qwen/Qwen2.5-7B                    # a new family, with its siblings
    awesome add Qwen/Qwen2.5-7B --family qwen2.5   # one more checkpoint of a family
    awesome add 2407.10671 --dry-run               # from a paper, only to see
    gh issue view 12 --json body -q .body | awesome add --form -
    """)
@click.argument("thing", metavar="[REPO|COLLECTION|ARXIV]", required=False)
@click.option("--form", type=click.File(encoding="utf-8-sig"), metavar="FILE", help="Do what a filled-in issue form asks; '-' reads standard input.")
@click.option("--family", metavar="SLUG", shell_complete=families, help="The family that it belongs to; without it a new family is drafted.")
@click.option("--slug", help="The new family's slug; by default made of its name.")
@click.option("--name", help="The new family's name; by default what its checkpoints have in common.")
@click.option("--organization", metavar="SLUG", help="Who makes it; by default whose repository it is.")
@click.option("--kind", type=click.Choice(list(LISTED)), help="What it is; by default what the Hub says.")
@click.option("--offline", is_flag=True, help="Ask nobody: draft from the id and these options alone.")
@click.option("--dry-run", is_flag=True, help="Print the file as it would be, write nothing.")
def add(root: Path, /, thing: str | None, *, form: TextIO | None, offline: bool, dry_run: bool, **wished: Any) -> None:  # noqa: ANN401
    """Name a checkpoint, collection or paper in a family's file, or draft a new family from it.

    An id or its address will do. The Hub is asked whether it is there, what it is, and which
    checkpoints are its siblings; its facts come with the next refresh. A file that exists keeps its
    comments, order and every other byte.
    """
    from pipeline.cli.add_form import edit_asked
    from pipeline.cli.edits import Wishes, add_thing, write_edit
    from pipeline.store.tree import read_tree

    if (thing is None) == (form is None):
        raise WrongUsage("name one thing (awesome add ORG/NAME), or give a filled-in issue form (awesome add --form FILE)")
    tree, wishes, settings = read_tree(root), Wishes(**wished), None if offline else settings_of(root)
    if form is None:
        done = add_thing(tree, str(thing), wishes, settings)
    else:
        done = edit_asked(form, tree, wishes, settings)
    if isinstance(done, str):
        click.echo(done)
        return
    write_edit(root, tree, done, dry_run=dry_run)
    if dry_run:
        click.echo(done.text, nl=not done.text.endswith("\n"))
    for line in (f"{'would write ' if dry_run else ''}{done.summary}", *done.notes):
        click.echo(clean(line, limit=600), err=dry_run)
    if not dry_run:
        asks = f"`awesome refresh --family {Path(done.path).stem}` asks for its facts; " if done.path.startswith(paths.FAMILIES) else ""
        click.echo(f"next: {asks}`awesome derive` shows it in the list")


@command("pin", examples="""
    awesome pin llama-3 training_tokens 15T --because "1.5T was a slip" --source https://ai.meta.com/blog/meta-llama-3/
    awesome pin phi-3/Phi-3-mini-4k-instruct license mit --because "as its page says" --source https://huggingface.co/microsoft/Phi-3-mini-4k-instruct
    """)
@click.argument("subject", metavar="FAMILY[/CHECKPOINT]", shell_complete=families)
@click.argument("field", shell_complete=fields)
@click.argument("value")
@click.option("--because", default="", help="Why the sources are wrong, in a few words. Needed.")
@click.option("--source", default="", metavar="URL", help="The page that shows it. Needed.")
@click.option("--was", default=None, metavar="VALUE", help="What the sources say; by default what they state now.")
def pin(root: Path, /, subject: str, field: str, value: str, **why: Any) -> None:  # noqa: ANN401  the options
    """Write a pin into a family's file: a correction that holds against every source.

    Lists are written with commas. The file keeps its comments, order and every other byte. When the
    sources no longer say what they said, `awesome audit` tells; the pin holds until it is taken out.
    """
    from pipeline.cli.edits import pin_value, write_edit
    from pipeline.store.tree import read_tree

    tree = read_tree(root)
    family, _, checkpoint = subject.partition("/")
    pinned = pin_value(tree, family, checkpoint, field, value, **why)
    write_edit(root, tree, pinned)
    click.echo(pinned.summary)
    click.echo("run `awesome derive` to see it in the list; take the [[pins]] entry out to undo it")
