"""`awesome site DIR`: the list as a static site."""

import re
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from pipeline.cli.edge import command, root_of, settings_of


def _plain(ctx: click.Context, option: click.Parameter, name: str) -> str:
    """A name that stays inside the site."""
    if name and not re.fullmatch(r"[A-Za-z0-9_-]{1,60}", name):
        raise click.BadParameter(f"{name!r} is no plain name of a folder", ctx, option)
    return name


@command("site", examples="""
    awesome site _site
    awesome site _site --exports export && awesome export _site/export
    """)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--exports", default="", metavar="NAME", callback=_plain,
              help="The folder in FOLDER that `awesome export` writes: pages link to it.")  # fmt: skip
@click.pass_context
def site(ctx: click.Context, folder: Path, exports: str) -> None:
    """Write a static site into FOLDER: open its index.html, or serve the folder anywhere."""
    from pipeline.derive import derive_all
    from pipeline.export.records import published
    from pipeline.site.files import site_files
    from pipeline.store.tree import read_tree, write_folder

    derived = derive_all(read_tree(root_of(ctx)))
    made = site_files(published(derived.catalog, derived.curated, derived.snapshots, settings_of(ctx).address), exports, derived.files)
    made.update(fixed_files(files("pipeline.site") / "static", "static/"))
    write_folder(folder, made)
    click.echo(f"{len(made)} files in {folder}; open {folder / 'index.html'}")


def fixed_files(folder: Traversable, prefix: str) -> Iterator[tuple[str, bytes]]:
    """The scripts, without the comments that fill a line and without indents, the style and the libraries as they are packaged."""
    for item in folder.iterdir():
        if item.is_dir():
            yield from fixed_files(item, f"{prefix}{item.name}/")
        else:
            own = item.name.endswith(".js") and not prefix.endswith("vendor/")  # no literal of ours spans lines
            yield prefix + item.name, re.sub(rb"(?m)^ *//.*\n|^ +", b"", item.read_bytes()) if own else item.read_bytes()
