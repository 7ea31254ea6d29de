"""`awesome derive` and `awesome check`: the outputs from the inputs, and whether they already are."""

import sys
from collections.abc import Iterable, Mapping

import click

from pipeline.cli.edge import command, root_of, said
from pipeline.derive import derived
from pipeline.layout import paths
from pipeline.model.outcomes import FAILED
from pipeline.store.tree import locked, read_tree, write_changes


@command("derive")
@click.option("--dry-run", is_flag=True, help="Say what would change, write nothing.")
@click.option("--full", is_flag=True, hidden=True, help="Accepted for scripts: every derivation is a full one.")
@click.pass_context
def derive(ctx: click.Context, *, dry_run: bool, full: bool) -> None:
    """Make catalog/observed, catalog/evidence, the READMEs and pages from the inputs."""
    del full
    root = root_of(ctx)
    with said():
        tree = read_tree(root)
        changes = _changes(tree, derived(tree))
        if changes and not dry_run:
            with locked(root):
                write_changes(root, changes)
    verb = "would change" if dry_run else "changed"
    click.echo(
        f"{len(changes)} file{'s' if len(changes) != 1 else ''} {verb}"
        if changes
        else "nothing to do: the outputs follow from the inputs"
    )
    for path in list(changes)[:20]:
        click.echo(f"  {path}")


def _changes(tree: Mapping[str, bytes], outputs: Iterable[tuple[str, bytes]]) -> dict[str, bytes | None]:
    """What to write and what to delete (None). An output that stands already is let go at once."""
    changes: dict[str, bytes | None] = {}
    gone = {path for path in tree if paths.is_output(path)}
    for path, data in outputs:
        gone.discard(path)
        if tree.get(path) != data:
            changes[path] = data
    changes.update(dict.fromkeys(gone))
    return dict(sorted(changes.items()))


@command("check")
@click.pass_context
def check(ctx: click.Context) -> None:
    """Say whether the inputs are valid and the outputs are exactly what they derive to."""
    root = root_of(ctx)
    with said():
        tree = read_tree(root)
        changes = _changes(tree, derived(tree))
    if not changes:
        click.echo("ok: the inputs are valid, and the outputs follow from them")
        return
    for path, data in changes.items():
        state = (
            "does not follow from the inputs"
            if data is None
            else "is missing"
            if path not in tree
            else "differs from what the inputs derive to"
        )
        click.echo(f"{path}: {state}", err=True)
    click.echo(f"{len(changes)} file(s) are not what derives from the inputs. Fix: run `awesome derive`; "
               "to change a fact, edit catalog/curated/ or pin it.", err=True)  # fmt: skip
    sys.exit(FAILED)
