"""Recorded editions of boards into history/<board>.tsv."""

import gzip
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path
from typing import Final

import click

from pipeline.history import extend, parse
from pipeline.history.past import (
    ONLINE_ELO_NOISE,
    ONLINE_ELO_UNTIL,
    Recorded,
    by_edition,
    recorded,
    respelled,
    wide_editions,
)
from pipeline.layout import paths
from pipeline.layout.curated import Curated, parse_curated
from pipeline.layout.snapshots import parse_snapshots
from pipeline.model.boards import CuratedBoard
from pipeline.model.clean import clean
from pipeline.model.snapshots import BoardFacts
from pipeline.names.join import NameIndex
from pipeline.sources.boards.grid import Refusal
from pipeline.sources.boards.read import read_board
from pipeline.store.tree import read_tree, write_changes

_MOST: Final = 64 * 1024 * 1024
_NAMED: Final = 3
"""Rows of an edition that could not be used and are named; the others are counted."""


def import_editions(root: Path, folder: Path) -> None:
    """Add the editions in a folder to the histories of a tree, and say how many points each has now."""
    tree = read_tree(root)
    inputs = {p: d for p, d in tree.items() if paths.is_input(p)}
    curated = parse_curated({p: d for p, d in inputs.items() if p.startswith(paths.CURATED)})
    snapshots = parse_snapshots({p: d for p, d in inputs.items() if p.startswith(paths.SNAPSHOTS)})
    index = NameIndex(curated.families, snapshots.checkpoints)
    editions = _own_names(_editions(folder, curated), inputs)
    total = 0
    for slug in sorted({facts.slug for facts in editions}):
        path = f"{paths.HISTORY}{slug}.tsv"
        old = inputs.get(path, b"")
        new = _with(old, curated.boards[slug], [f for f in editions if f.slug == slug], index)
        added = len(parse(new)) - len(parse(old))
        total += len(new)
        click.echo(f"{path}: {len(parse(new))} points, {added} new, {len(new)} bytes")
        if new != old:
            write_changes(root, {path: new})
    click.echo(f"{total} bytes together")


def _with(old: bytes, board: CuratedBoard, editions: list[BoardFacts], index: NameIndex) -> bytes:
    for facts in editions:
        online = board.slug == "arena-text" and (facts.edition or "") < ONLINE_ELO_UNTIL
        old = extend(old, board, facts, index, noise=ONLINE_ELO_NOISE if online else None)
    return old


def _own_names(found: Iterator[tuple[BoardFacts, bool]], inputs: Mapping[str, bytes]) -> list[BoardFacts]:
    """The editions in order of time, copies of a board under the board's own names."""
    editions = list(found)
    known: dict[str, set[str]] = {}
    for facts, copy in editions:
        own = known.setdefault(
            facts.slug, {p.model for p in parse(inputs.get(f"{paths.HISTORY}{facts.slug}.tsv", b""))}
        )
        if not copy:
            own.update(facts.rows)
    named = [respelled(facts, known[facts.slug]) if copy else facts for facts, copy in editions]
    return sorted(named, key=lambda f: (f.slug, f.edition or ""))


def _editions(folder: Path, curated: Curated) -> Iterator[tuple[BoardFacts, bool]]:
    """Each recorded edition, and whether it is a copy under other names."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        place = recorded(path.as_posix())
        board = curated.boards.get(place.board) if place else None
        if place is None or board is None or board.trend is None or path.stat().st_size > _MOST:
            continue
        payload = path.read_bytes()
        if path.suffix == ".gz":
            with gzip.open(path) as unpacked:
                payload = unpacked.read(_MOST)
        if place.wide:
            yield from ((facts, False) for facts in wide_editions(place.board, board.trend.name, payload))
            continue
        parts = by_edition(payload, (board.columns and board.columns.edition) or "") if place.several else {"": payload}
        for part, one in product(parts.values(), _of_one_source(board, curated)):
            yield from ((facts, place.respelled) for facts in _edition(path.name, place, one, part))


def _of_one_source(board: CuratedBoard, curated: Curated) -> list[CuratedBoard]:
    """A board, and the others that are read from the same file (another score of the same rows)."""
    url = board.source.url if board.source is not None else None
    others = [
        b for b in curated.boards.values() if b.source is not None and b.source.url == url and b.slug != board.slug
    ]
    return [board, *(b for b in others if b.trend is not None)]


def _edition(name: str, place: Recorded, board: CuratedBoard, payload: bytes) -> Iterator[BoardFacts]:
    facts = read_board(board, payload)
    if isinstance(facts, Refusal):
        click.echo(f"{name}: refused by {board.slug}: {facts}")
        return
    if facts.rejects:
        named = "; ".join(f"{at}: {why}" for at, why in list(facts.rejects.items())[:_NAMED])
        more = f"; and {len(facts.rejects) - _NAMED} more" if len(facts.rejects) > _NAMED else ""
        click.echo(f"{name}: rows not used: {len(facts.rejects)} ({clean(named, 400)}{more})")
    yield facts.model_copy(update={"edition": place.edition or facts.edition})
