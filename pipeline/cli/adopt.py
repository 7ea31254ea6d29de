"""`awesome import`: take over an existing awesome-list README."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from pipeline.adopt.adopted import AdoptedList, merged
from pipeline.adopt.readme import read_list
from pipeline.adopt.write import plan
from pipeline.cli.edge import said
from pipeline.layout import paths
from pipeline.layout.curated import parse_curated
from pipeline.model.claims import Reject
from pipeline.model.curated import ListKind
from pipeline.model.findings import Fault, InputFaults
from pipeline.store.tree import locked, write_changes

# A README beyond this is no list that a person keeps.
_LARGEST = 8 * 1024 * 1024


@click.command("import")
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--root", envvar="AWESOME_ROOT", default=".", type=click.Path(path_type=Path), help="The tree to write to."
)
@click.option(
    "--kind", type=click.Choice(["llm", "vlm"]), default=None, help="What the models are, if the file does not say."
)
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
def import_(files: tuple[Path, ...], root: Path, kind: ListKind | None, *, dry_run: bool) -> None:
    """Read existing lists (README files) into catalog/curated/.

    Tables of models become families, with the facts, links and prose of their details sections;
    leaderboards, benchmarks and resources follow. Existing files stay as they are and are named;
    lines that cannot be used are named with the reason.
    """
    faults: list[Fault] = []
    lists = [one for path in files if (one := _read(path, kind, faults)) is not None]
    if faults:
        _refuse(faults)
    adopted = merged(lists)
    existing = _curated(root)
    planned = plan(adopted, existing)
    try:
        parse_curated({**existing, **planned.files})
    except InputFaults as error:
        _refuse(error.faults)
    if planned.files and not dry_run:
        root.mkdir(parents=True, exist_ok=True)
        with said(), locked(root):
            write_changes(root, planned.files)
    for path in planned.files:
        click.echo(f"{'would write' if dry_run else 'wrote'} {path}")
    _tell("left as it is", planned.kept)
    _tell("not taken over", adopted.rejects)
    click.echo(
        f"{len(adopted.families)} families, {len(adopted.boards)} leaderboards, {len(adopted.benchmarks)} benchmarks "
        f"and {len(adopted.resources)} resources read; {len(planned.files)} files "
        f"{'to write' if dry_run else 'written'}, "
        f"{len(planned.kept)} left as they are; {len(adopted.rejects)} places could not be used."
    )


def _read(path: Path, kind: ListKind | None, faults: list[Fault]) -> AdoptedList | None:
    """One file's list; what is wrong with the file is put among the faults."""
    try:
        if path.stat().st_size > _LARGEST:
            faults.append(Fault(path=str(path), line=None, message="larger than 8 MiB", fix="give a README file"))
            return None
        data = path.read_bytes()
    except OSError as error:
        said = error.strerror or type(error).__name__
        faults.append(
            Fault(path=str(path), line=None, message=f"cannot be read: {said}", fix="give a readable Markdown file")
        )
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        faults.append(Fault(path=str(path), line=line, message="not UTF-8", fix="save the file as UTF-8"))
        return None
    adopted = read_list(path.name, text, kind=kind)
    if adopted.empty:
        fix = "give a README with a table of models (columns such as Model and Parameters) or with links"
        faults.append(Fault(path=str(path), line=1, message="no list was found in it", fix=fix))
        return None
    return adopted


def _curated(root: Path) -> Mapping[str, bytes]:
    folder = root / paths.CURATED
    found = sorted(p for p in folder.rglob("*") if p.is_file()) if folder.is_dir() else []
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in found}


def _tell(what: str, rejects: Iterable[Reject]) -> None:
    for reject in rejects:
        place = f"{reject.locator.url}:{reject.locator.line}" if reject.locator.line else reject.locator.url
        click.echo(f"{what}: {place}: {_printable(reject.reason)}", err=True)


def _printable(text: str) -> str:
    """Words of a stranger's file without the signs that move a terminal's cursor."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def _refuse(faults: Iterable[Fault]) -> None:
    for fault in faults:
        click.echo(_printable(str(fault)), err=True)
    raise SystemExit(2)
