"""`awesome history`: keep the standings of the past as text, and import recorded ones."""

from pathlib import Path

import click

from pipeline.cli.edge import ListCommand, root_of


@click.group()
def history() -> None:
    """Standings over time: history/<board>.tsv, one line for each score that moved."""


@history.command("import", cls=ListCommand, examples="awesome history import editions")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.pass_context
def import_past(ctx: click.Context, folder: Path) -> None:
    """Import recorded editions of boards from a folder.

    Doing it again changes no byte. Rows that could not be read are named; once they can be, importing the
    same editions again adds them.
    """
    from pipeline.cli.history_import import import_editions

    import_editions(root_of(ctx), folder)
