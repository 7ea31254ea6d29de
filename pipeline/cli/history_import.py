"""Recorded editions of boards into history/<board>.tsv: which edition of which board a file is, and how it is read."""

import csv
import gzip
import io
import json
import re
import zlib
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import groupby, product
from pathlib import Path
from typing import Final

import click

from pipeline.history import extend, parse
from pipeline.layout import kinds
from pipeline.layout.catalog import Curated, parse_curated, parse_snapshots
from pipeline.model.boards import CuratedBoard, Score, Standing
from pipeline.model.clean import clean
from pipeline.model.snapshots import BoardFacts
from pipeline.names.join import NameIndex, plain_words
from pipeline.reconcile.members import members
from pipeline.sources.boards.grid import Refusal
from pipeline.sources.boards.read import read_board
from pipeline.store.tree import read_tree, write_changes
from pipeline.tables import table_beside

ONLINE_ELO_UNTIL: Final = "2024-06-29"
ONLINE_ELO_NOISE: Final = 30.0
"""Arena's scores before that day are online Elo, which depends on the order of votes: one step in twenty
between two neighbouring dates is larger than 35, for models whose strength did not change."""

_TABLE: Final = table_beside(__file__, "recordings")
_PLACES: Final = [
    (re.compile(rf"(?s:.*/)?{pattern.format(**_TABLE['parts'])}(?:\.gz)?"), board, kind)
    for board, kinds in _TABLE["boards"].items() for kind, patterns in kinds.items() for pattern in patterns
]  # fmt: skip
"""Paths of recordings, the board, and how a file holds its editions."""


def recorded(path: str) -> tuple[str, str, str] | None:
    """Board, edition ("": the payload says it) and kind of a recording, by its path; None for other files."""
    found = ((board, "-".join(m.groups()), kind) for pattern, board, kind in _PLACES if (m := pattern.fullmatch(path)))
    return next(found, None)


def by_edition(payload: bytes, column: str) -> list[bytes]:
    """The rows of a JSON array by the column of their edition; ValueError where it is no array of objects."""
    rows = json.loads(payload)
    if not isinstance(rows, list) or not all(isinstance(r, dict) for r in rows):
        raise ValueError("not an array of rows")
    in_order = sorted(rows, key=lambda r: str(r.get(column)))
    return [json.dumps([*same]).encode() for _, same in groupby(in_order, key=lambda r: str(r.get(column)))]


def respelled(facts: BoardFacts, known: Collection[str]) -> BoardFacts:
    """An edition with the board's own names in place of those with the same words; rows of other names are left out.

    One model is one line: "Meta-Llama-3.1-405b-Instruct" in a copy is the board's "llama-3.1-405b-instruct".
    A name that two of the board's own fit, or none, would begin a line of its own beside the model's.
    """
    often = Counter(map(plain_words, known))
    own = {plain_words(name): name for name in known if often[plain_words(name)] == 1}
    fits = [(own[key], row) for name, row in facts.rows.items() if (key := plain_words(name)) in own]
    rows = {name: row.model_copy(update={"name": name}) for name, row in reversed(fits)}  # of two rows the first
    return facts.model_copy(update={"rows": rows})


def wide_editions(board: str, metric: str, payload: bytes) -> Iterator[BoardFacts]:
    """The editions of a table with a row for each date (YYYYMMDD) and a column for each model; 0 is "not yet there".

    ValueError where it is not such a table.
    """
    names, *lines = [*csv.reader(io.StringIO(payload.decode("utf-8-sig")))] or [[]]
    if not lines or any(len(line) != len(names) for line in lines):
        raise ValueError("not a table of dates and models")
    for day, *cells in lines:
        if len(day) != 8 or not day.isdigit():
            raise ValueError(f"{day!r} is not a date such as 20230508")
        scores = {name: float(cell) for name, cell in zip(names[1:], cells, strict=True) if cell}
        there = {name: Score(value=round(score, 4)) for name, score in scores.items() if score}
        rows = {name: Standing(name=name, scores={metric: score}) for name, score in there.items()}
        yield BoardFacts(slug=board, edition=f"{day[:4]}-{day[4:6]}-{day[6:]}", rows=rows)


_MOST: Final = 64 * 1024 * 1024
_NO_RECORDING: Final = (ValueError, RecursionError, csv.Error, EOFError, zlib.error, gzip.BadGzipFile)


def import_editions(root: Path, folder: Path) -> None:
    """Add the editions in a folder to the histories of a tree, and say how many points each has now."""
    tree = read_tree(root)
    curated = parse_curated(tree)
    index = NameIndex(curated.families, members(curated, parse_snapshots(tree)))
    size, editions = 0, sorted(_editions(folder, curated), key=lambda one: (one[0].slug, one[0].edition or ""))
    for slug, several in groupby(editions, key=lambda one: one[0].slug):
        path, past = kinds.HISTORIES.path(slug), list(several)
        old = new = tree.get(path, b"")
        known = {point.model for point in parse(old)}.union(*(facts.rows for facts, copy in past if not copy))
        for facts, copy in past:
            online = slug == "arena-text" and (facts.edition or "") < ONLINE_ELO_UNTIL
            named = respelled(facts, known) if copy else facts
            new = extend(new, curated.boards[slug], named, index, ONLINE_ELO_NOISE if online else None)
        click.echo(f"{path}: {len(parse(new))} points, {len(parse(new)) - len(parse(old))} new, {len(new)} bytes")
        size += len(new)
        if new != old:
            write_changes(root, {path: new})
    click.echo(f"{size} bytes together")


def _editions(folder: Path, curated: Curated) -> Iterator[tuple[BoardFacts, bool]]:
    """Each recorded edition, and whether it is a copy under other names; files that hold none are said."""
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        slug, edition, kind = recorded(path.as_posix()) or ("", "", "")
        board = curated.boards.get(slug)
        if board is None or board.trend is None or path.stat().st_size > _MOST:
            continue
        try:
            with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as file:
                made = list(_read(file.read(_MOST), path.name, edition, kind, board, curated))
        except _NO_RECORDING as error:
            click.echo(f"{path.name}: refused by {slug}: {clean(str(error), 200) or type(error).__name__}")
        else:
            yield from ((facts, kind == "copies") for facts in made)


def _read(payload: bytes, name: str, edition: str, kind: str, board: CuratedBoard, curated: Curated) -> Iterator[BoardFacts]:
    """The editions in a file: of its board, and of others that are read from it (another score of the same rows)."""
    if kind == "wide" and board.trend is not None:
        yield from wide_editions(board.slug, board.trend.name, payload)
        return
    url = board.source and board.source.url
    others = [b for b in curated.boards.values() if b.trend and b.source and b.source.url == url and b.slug != board.slug]
    parts = by_edition(payload, (board.columns and board.columns.edition) or "") if kind == "several" else [payload]
    for part, one in product(parts, [board, *others]):
        facts = read_board(one, part)
        if isinstance(facts, Refusal):
            click.echo(f"{name}: refused by {one.slug}: {facts}")
            continue
        if facts.rejects:
            named = "; ".join(f"{at}: {why}" for at, why in facts.rejects.items())
            click.echo(f"{name}: rows not used: {len(facts.rejects)} ({clean(named, 400)})")
        yield facts.model_copy(update={"edition": edition or facts.edition})
