"""`awesome export DIR` and `awesome site DIR`: the catalog for other programs, and as a static site."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import click

from pipeline.cli.edge import command, settings_of
from pipeline.model.outcomes import FAILED, SOURCE_FAILED, GitFailed, Refused, WrongUsage


@command("export")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--address", default="",
              help="The repository's web address; by default that of its remote, if it has one.")  # fmt: skip
@click.option("--served-at", default="", metavar="URL",
              help="Where FOLDER will be served, for the feed. By default `site` of sections.toml, and /export.")
@click.option("--hub", default="", metavar="OWNER/NAME",
              help="A data set of the Hub that FOLDER is meant for; says what would be sent there.")  # fmt: skip
@click.option("--push", is_flag=True, help="With --hub: send it, with the token in HF_TOKEN.")
def export(root: Path, folder: Path, address: str, served_at: str, hub: str, *, push: bool) -> None:
    """Write the catalog as JSON, CSV and Parquet, with feeds, data package, citation and llms.txt, into FOLDER."""
    from pipeline.cli.past import past_changes
    from pipeline.derive import derive_all
    from pipeline.export.files import export_files
    from pipeline.model.ids import is_checkpoint_id
    from pipeline.render import escape
    from pipeline.store.tree import read_tree, write_folder

    if hub and not is_checkpoint_id(hub):
        raise WrongUsage(f"--hub is {hub!r}; it must be the name of a data set such as owner/name")
    if push and not hub:
        raise WrongUsage("--push needs --hub OWNER/NAME: where to")
    for name, given in (("--address", address), ("--served-at", served_at)):
        if given and escape.url(given) != given:
            raise WrongUsage(f"{name} is {given!r}; it must be a web address such as https://example.org/list")
    derived, settings, past = derive_all(read_tree(root)), settings_of(root), []
    site = derived.curated.sections.site
    try:
        past = past_changes(root, note=lambda text: click.echo(text, err=True))
    except GitFailed as error:
        click.echo(f"no history: {error}; the feed of changes is empty", err=True)
    address, served_at = address or settings.address, served_at or (f"{site.rstrip('/')}/export" if site else "")
    files = export_files(derived.catalog, derived.curated, past, address=address, served_at=served_at)
    write_folder(folder, files, "catalog.json")
    click.echo(f"{len(files)} files in {folder}")
    if hub:
        _to_hub(settings.hf_endpoint, settings.hf_token, hub, files, push=push)


def _to_hub(endpoint: str, token: str | None, hub: str, files: Mapping[str, bytes], *, push: bool) -> None:
    """Put the export's files into a data set of the Hub, made if there is none; without --push say what would be sent.

    Other files of the data set stay there. Refused where there is no token, or the Hub will not have it, with what a
    person can do.
    """
    place = f"{endpoint}/datasets/{hub}"
    if not push:
        for name, data in sorted(files.items()):
            click.echo(f"would send {name} ({len(data):,} bytes)")
        click.echo(f"nothing was sent to {place}; with --push it is, and needs HF_TOKEN")
        return
    if not token:
        raise Refused("HF_TOKEN is not set: make a token that may write to the data set, and hand it over by that name")
    from httpx2 import HTTPError
    from huggingface_hub import CommitOperationAdd, HfApi
    from huggingface_hub.errors import HfHubHTTPError

    api = HfApi(endpoint=endpoint, token=token)
    try:
        api.create_repo(hub, repo_type="dataset", exist_ok=True)
        added = [CommitOperationAdd(name, data) for name, data in sorted(files.items())]
        sent = api.create_commit(hub, added, commit_message="The list as of its last change", repo_type="dataset")
    except HfHubHTTPError as error:
        why = f"the Hub answers {error.response.status_code} to the upload to {hub}"
        if error.response.status_code in {401, 403, 404}:
            raise Refused(f"{why}: the token may not write there, or the name is another's", code=FAILED) from error
        raise Refused(f"{why}: try again later", code=SOURCE_FAILED) from error
    except (HTTPError, OSError) as error:
        raise Refused(f"the Hub at {endpoint} cannot be reached: {error}", code=SOURCE_FAILED) from error
    click.echo(f"sent {len(files)} files to {place}: {sent.commit_url}")


@command("site")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--exports", default="", metavar="NAME",
              help="The folder in FOLDER that `awesome export` writes: pages link to it.")  # fmt: skip
def site(root: Path, folder: Path, exports: str) -> None:
    """Write a static site into FOLDER: open its index.html, or serve the folder anywhere."""
    from pipeline.derive import derive_all
    from pipeline.export.records import Published
    from pipeline.site.files import site_files
    from pipeline.store.tree import read_tree, write_folder

    if exports and not re.fullmatch(r"[A-Za-z0-9_-]{1,60}", exports):
        raise WrongUsage(f"--exports is {exports!r}; it must be a plain name of a folder")
    derived = derive_all(read_tree(root))
    made = site_files(Published(derived.catalog, derived.curated.listed, derived.snapshots, settings_of(root).address), exports, derived.files)
    made.update(fixed_files())
    write_folder(folder, made, "static/list.js", exports)
    click.echo(f"{len(made)} files in {folder}; open {folder / 'index.html'}")


def fixed_files() -> Iterator[tuple[str, bytes]]:
    """The scripts, without the comments that fill a line and without indents, the style and the libraries as they are packaged."""
    site = Path(__file__).parents[1] / "site"
    for file in filter(Path.is_file, site.glob("static/**/*")):
        own, data = file.suffix == ".js" and file.parent.name != "vendor", file.read_bytes()  # no literal of ours spans lines
        yield file.relative_to(site).as_posix(), re.sub(rb"(?m)^ *//.*\n|^ +", b"", data) if own else data
