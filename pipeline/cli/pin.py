"""`awesome pin`: hold a value against every source, with the reason."""

import click

from pipeline.cli.edge import command, families, fields, root_of, write_edited
from pipeline.model.clean import clean


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
@click.pass_context
def pin(
    ctx: click.Context, subject: str, field: str, value: str, *, because: str, source: str, was: str | None
) -> None:
    """Write a pin into a family's file: a correction that holds against every source.

    Lists are written with commas. The file keeps its comments, order and every other byte. When the
    sources no longer say what they said, `awesome audit` tells; the pin holds until it is taken out.
    """
    from pipeline.cli.pin_value import pin_value
    from pipeline.store.tree import read_tree

    root = root_of(ctx)
    tree = read_tree(root)
    pinned = pin_value(tree, subject, field, value, because=because, source=source, was=was)
    write_edited(root, tree, pinned.path, pinned.text)
    click.echo(
        f"{pinned.path}: pinned {pinned.subject} {field} to {clean(value, limit=120)} (the sources state {pinned.stated})"
    )
    click.echo("run `awesome derive` to see it in the list; take the [[pins]] entry out to undo it")
