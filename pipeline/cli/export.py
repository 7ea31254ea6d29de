"""`awesome export DIR`: the catalog for other programs."""

import contextlib
from pathlib import Path

import click

from pipeline.cli.edge import command, errors_as_exit_codes, root_of, settings_of
from pipeline.model.outcomes import GitFailed, WrongUsage


@command("export")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--address", default="", help="The repository's web address; by default that of its remote, if it has one."
)
@click.option(
    "--served-at", default="", metavar="URL", help="Where FOLDER will be served, for the feed. By default `site` of sections.toml, and /export."
)
@click.pass_context
def export(ctx: click.Context, folder: Path, address: str, served_at: str) -> None:
    """Write the catalog as JSON, CSV and Parquet, with feed, changelog, citation and llms.txt, into FOLDER."""
    from pipeline.cli.past import past_changes
    from pipeline.derive import derive_all
    from pipeline.export.files import Past, export_files
    from pipeline.render import escape
    from pipeline.store.tree import read_tree, write_atomically

    root = root_of(ctx)
    past = Past()
    with errors_as_exit_codes():
        for name, given in (("--address", address), ("--served-at", served_at)):
            if given and escape.url(given) != given:
                raise WrongUsage(f"{name} is {given!r}; it must be a web address such as https://example.org/list")
        derived = derive_all(read_tree(root))
        if derived.curated.sections.site and not served_at:
            served_at = f"{derived.curated.sections.site.rstrip('/')}/export"
        try:
            past = past_changes(root, note=lambda text: click.echo(text, err=True))
            address = address or settings_of(ctx).address
        except GitFailed as error:
            click.echo(f"no history: {error}; the feed and the changelog are empty", err=True)
        files = export_files(derived.catalog, derived.curated, past, address=address, served_at=served_at)
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in sorted(files.items()):
            with contextlib.suppress(FileNotFoundError):
                if (folder / name).read_bytes() == data:
                    continue
            write_atomically(folder / name, data)
    click.echo(f"{len(files)} files in {folder}")
