"""`awesome export DIR`: the catalog for other programs."""

import contextlib
from pathlib import Path

import click

from pipeline.cli.edge import root_of, said, with_root
from pipeline.cli.past import NoGit, past_changes, remote_address
from pipeline.derive import derive_all
from pipeline.disk.tree import read_tree, write_atomically
from pipeline.export.entries import Entry
from pipeline.export.files import export_files


@with_root
@click.command("export")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--address", default="", help="The repository's web address; by default that of its remote, if it has one."
)
@click.pass_context
def export(ctx: click.Context, folder: Path, address: str) -> None:
    """Write the catalog as JSON, CSV and Parquet, with feed, changelog, citation and llms.txt, into FOLDER."""
    root = root_of(ctx)
    entries: list[Entry] = []
    with said():
        derived = derive_all(read_tree(root))
        try:
            entries = list(past_changes(root, note=lambda text: click.echo(text, err=True)))
            address = address or remote_address(root)
        except NoGit as error:
            click.echo(f"no history: {error}; the feed and the changelog are empty", err=True)
        files = export_files(derived.catalog, derived.curated, entries, address=address)
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in sorted(files.items()):
            with contextlib.suppress(FileNotFoundError):
                if (folder / name).read_bytes() == data:
                    continue
            write_atomically(folder / name, data)
    click.echo(f"{len(files)} files in {folder}")
