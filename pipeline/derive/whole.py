"""The whole of derive at once, with the values that the outputs were made from: for audit, export, site and report."""

from collections.abc import Mapping
from typing import NamedTuple

from pipeline.layout import paths
from pipeline.layout.catalog import Catalog, catalog_files
from pipeline.layout.curated import Curated, parse_curated
from pipeline.layout.snapshots import Snapshots, parse_snapshots
from pipeline.layout.toml_lines import line_with
from pipeline.model.findings import Fault, InputFaults
from pipeline.reconcile.catalog import Reconciled, reconcile
from pipeline.render.pages import render
from pipeline.sources.boards.read import column_not_there

Tree = Mapping[str, bytes]


class Derived(NamedTuple):
    """The outputs as files, and the values they were made from."""

    files: dict[str, bytes]
    curated: Curated
    snapshots: Snapshots
    reconciled: Reconciled

    @property
    def catalog(self) -> Catalog:
        """What the sources and people come to."""
        return self.reconciled.catalog


def derive_all(tree: Tree) -> Derived:
    """Everything that follows from a tree's inputs.

    Raises:
        InputFaults: an input file cannot be read; all faults at once.
    """
    inputs = {path: data for path, data in tree.items() if paths.is_input(path)}
    curated = parse_curated(inputs)
    snapshots = parse_snapshots(inputs)
    check_boards(curated, snapshots, inputs)
    reconciled = reconcile(curated, snapshots)
    files = catalog_files(reconciled.catalog)
    files.update(render(reconciled.catalog, curated, snapshots, inputs))
    return Derived(files, curated, snapshots, reconciled)


def check_boards(curated: Curated, snapshots: Snapshots, inputs: Tree) -> None:
    """Refuse columns that a board never had.

    Raises:
        InputFaults: each with the line that names the column.
    """
    faults = []
    for slug, snapshot in sorted(snapshots.boards.items()):
        board = curated.boards.get(slug)
        missing = column_not_there(board, snapshot.facts.columns) if board is not None else None
        if missing is not None and missing.column is not None:
            path = f"{paths.BOARDS}{slug}.toml"
            faults.append(Fault(
                path=path, line=line_with(inputs[path], missing.column),
                message=f"the column {missing.column!r} does not exist on the board",
                fix=f"name one of its columns: {', '.join(missing.available[:30])}",
            ))  # fmt: skip
    if faults:
        raise InputFaults(tuple(faults))
