"""`awesome derive` and `awesome check`: the outputs from the inputs, and whether they already are."""

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from pipeline.cli.edge import command, json_option, print_answer, root_of
from pipeline.layout import paths
from pipeline.model.outcomes import FAILED


@command("derive", examples="""
    awesome derive --dry-run              # only to see
    awesome derive
    """)
@click.option("--dry-run", is_flag=True, help="Say what would change, write nothing.")
@click.option("--full", is_flag=True, hidden=True, expose_value=False,
              help="Accepted for scripts: every derivation is a full one.")  # fmt: skip
@json_option("One JSON object: the paths.")
@click.pass_context
def derive(ctx: click.Context, *, dry_run: bool, as_json: bool) -> None:
    """Make catalog/observed, catalog/evidence, the READMEs and pages from the inputs."""
    from pipeline.store.tree import locked, write_changes

    root = root_of(ctx)
    _, changes = _derived(root)
    if changes and not dry_run:
        with locked(root):
            write_changes(root, changes)
    count = f"{len(changes)} file{'s' if len(changes) != 1 else ''} {'would change' if dry_run else 'changed'}"
    head = count if changes else "nothing to do: the outputs follow from the inputs"
    lines = [head, *(f"  {path}" for path in list(changes)[:20])]
    print_answer({"changed": list(changes), "dry_run": dry_run}, lines, as_json=as_json)


def _derived(root: Path) -> tuple[Mapping[str, bytes], dict[str, bytes | None]]:
    """The tree, and what to write and delete (None) in it. An output that stands already is let go at once."""
    from pipeline.derive import derived
    from pipeline.store.tree import read_tree

    tree = read_tree(root)
    changes: dict[str, bytes | None] = {}
    gone = {path for path in tree if paths.is_output(path)}
    for path, data in derived(tree):
        gone.discard(path)
        if tree.get(path) != data:
            changes[path] = data
    changes.update(dict.fromkeys(gone))
    return tree, dict(sorted(changes.items()))


@command("check", examples="""
    awesome check
    awesome check --json
    """)
@json_option("One JSON object: the paths that are not what derives.")
@click.pass_context
def check(ctx: click.Context, *, as_json: bool) -> None:
    """Say whether the inputs are valid and the outputs are exactly what they derive to."""
    from pipeline.layout.curated import parse_curated, retired

    tree, changes = _derived(root_of(ctx))
    said = [] if changes else ["ok: the inputs are valid, and the outputs follow from them"]
    print_answer({"underived": list(changes)}, said, as_json=as_json)
    for note in () if as_json else retired(parse_curated(tree)):
        click.echo(f"note: {note}", err=True)
    for path, data in () if as_json else changes.items():
        made = "differs from what the inputs derive to" if path in tree else "is missing"
        click.echo(f"{path}: {'does not follow from the inputs' if data is None else made}", err=True)
    if changes and not as_json:
        click.echo(f"{len(changes)} file(s) are not what derives from the inputs. Fix: run `awesome derive`; "
                   "to change a fact, edit catalog/curated/ or pin it.", err=True)  # fmt: skip
    sys.exit(FAILED if changes else 0)
