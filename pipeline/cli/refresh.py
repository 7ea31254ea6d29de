"""`awesome refresh`, the main job, its second half `derive`, and `check`; then `publish`, `rederive` and `history`."""

import gc
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from pipeline.cli import edge
from pipeline.model.outcomes import FAILED


@edge.command("refresh")
@edge.run_options("command")
@edge.report_option
@edge.log_option
@click.option("--quiet", "-q", is_flag=True, help="No progress; the report only.")
def refresh(
    root: Path, /, *, offline: bool, publish: str, transport: str, sources: tuple[str, ...], report: Path | None,
    as_json: bool, log: str | None, quiet: bool, **given: Any,  # noqa: ANN401  the rest of pipeline.options
) -> None:  # fmt: skip
    """Ask the sources, derive, and write or propose what changed.

    A source that fails keeps its last snapshots, and the exit code is then 4.
    """
    from pipeline.cli.progress import Shown
    from pipeline.refresh import refresh as run_refresh
    from pipeline.sources.asking import Options, log_end
    from pipeline.sources.declared import default_sources

    settings, options = edge.settings_of(root), Options(**given)
    with edge.logged(log, options.run.id, "refresh"), edge.errors_as_exit_codes(), Shown(quiet=quiet) as progress:
        asked = () if offline else sources or default_sources()
        done = run_refresh(settings, options, sources=asked, publish=publish, transport=transport, progress=progress)
        log_end(done.report)
    edge.end_with_report(done.report, report, as_json=as_json)


@edge.command("derive")
@click.option("--dry-run", is_flag=True, help="Say what would change, write nothing.")
@click.option("--full", is_flag=True, hidden=True, expose_value=False,
              help="Accepted for scripts: every derivation is a full one.")  # fmt: skip
@edge.json_option("One JSON object: the paths.")
def derive(root: Path, *, dry_run: bool, as_json: bool) -> None:
    """Make catalog/observed, catalog/evidence, the READMEs and pages from the inputs."""
    from pipeline.store.tree import locked, write_changes

    _, changes = _derived(root)
    if changes and not dry_run:
        with locked(root):
            write_changes(root, changes)
    count = f"{len(changes)} file{'s' if len(changes) != 1 else ''} {'would change' if dry_run else 'changed'}"
    head = count if changes else "nothing to do: the outputs follow from the inputs"
    lines = [head, *(f"  {path}" for path in list(changes)[:20])]
    edge.print_answer({"changed": list(changes), "dry_run": dry_run}, lines, as_json=as_json)


def _derived(root: Path) -> tuple[Mapping[str, bytes], dict[str, bytes | None]]:
    """The tree, and what to write and delete (None) in it. An output that stands already is let go at once."""
    from pipeline.derive import derived
    from pipeline.layout import paths
    from pipeline.store.tree import read_tree

    gc.set_threshold(1_000_000, 20, 100)  # what it makes has no cycles; what sources read has
    tree = read_tree(root)
    changes: dict[str, bytes | None] = dict.fromkeys(filter(paths.is_output, tree))
    for path, data in derived(tree, strict=True):
        changes[path] = data
        if tree.get(path) == data:
            del changes[path]
    return tree, dict(sorted(changes.items()))


@edge.command("check")
@edge.json_option("One JSON object: the paths that are not what derives.")
def check(root: Path, *, as_json: bool) -> None:
    """Say whether the inputs are valid and the outputs are exactly what they derive to."""
    tree, changes = _derived(root)
    said = [] if changes else ["ok: the inputs are valid, and the outputs follow from them"]
    edge.print_answer({"underived": list(changes)}, said, as_json=as_json)
    for path, data in () if as_json else changes.items():
        made = "differs from what the inputs derive to" if path in tree else "is missing"
        click.echo(f"{path}: {'does not follow from the inputs' if data is None else made}", err=True)
    if changes and not as_json:
        click.echo(f"{len(changes)} file(s) are not what derives from the inputs. Fix: run `awesome derive`; "
                   "to change a fact, edit catalog/curated/ or pin it.", err=True)  # fmt: skip
    sys.exit(FAILED if changes else 0)


@edge.command("publish")
@click.argument("parcel", type=click.Path(path_type=Path, exists=True, file_okay=False))
@edge.run_option("publish", words=("--to", "forge"), type=click.Choice(["local", "github"]), default="github",
            help="local: branches and pull request bodies here; github: pull requests.")  # fmt: skip
@edge.run_option("transport")
@edge.run_option("families")
@edge.run_option("dry_run")
@edge.report_option
def publish(
    root: Path, /, *, parcel: Path, forge: str, transport: str, report: Path | None, as_json: bool,
    **given: Any,  # noqa: ANN401
) -> None:  # fmt: skip
    """Propose the snapshots in PARCEL, which `python -m flows.refresh --parcel DIR` laid.

    Everything else is derived from them again by the code of this checkout. The exit code is 4
    where a source of the collecting job had failed.
    """
    from pipeline.model.outcomes import WrongUsage
    from pipeline.refresh import propose_collected
    from pipeline.sources.asking import Options
    from pipeline.store.handover import BadHandover, read_handover

    try:
        brought = read_handover(parcel)
    except BadHandover as error:
        raise WrongUsage(f"{parcel} is refused: {error}") from error
    final = propose_collected(edge.settings_of(root), brought, Options(**given), forge=forge, transport=transport)
    edge.end_with_report(final, report, as_json=as_json)


@edge.command("rederive")
@edge.run_option("publish", words=("--to", "kind"), type=click.Choice(["local", "github"]), default="local",
            help="local: branches and pull request bodies here; github: pull requests.")  # fmt: skip
@edge.run_option("transport")
@edge.run_option("dry_run")
@edge.report_option
def rederive(root: Path, /, *, report: Path | None, as_json: bool, **given: Any) -> None:  # noqa: ANN401
    """Derive open proposals again on main as it is now, and propose main's outputs where they are not its own."""
    from pipeline.refresh import rederive_run
    from pipeline.sources.asking import Run

    edge.end_with_report(rederive_run(edge.settings_of(root), Run(), **given), report, as_json=as_json)


@click.group()
def history() -> None:
    """Standings over time: history/<board>.tsv, one line for each score that moved."""


@history.command("import", cls=edge.ListCommand, examples="awesome history import editions")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.pass_obj
def import_past(root: Path, folder: Path) -> None:
    """Import recorded editions of boards from a folder.

    Doing it again changes no byte. Rows that could not be read are named; once they can be, importing the
    same editions again adds them.
    """
    from pipeline.cli.history_import import import_editions

    import_editions(root, folder)
