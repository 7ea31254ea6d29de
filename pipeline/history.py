"""History: what the repository keeps of past standings, so that a trend can be drawn offline after years.

One text file for each board, `history/<board>.tsv`: edition, the board's own name of a model, score;
sorted, each (edition, model) once. Lines are only ever added, so that two branches merge as sets.
A score is kept when it differs from the last kept one by more than the board's noise: the interval
that the board states, or the `noise` of its TOML.
"""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from pipeline.model.boards import CuratedBoard
from pipeline.model.outcomes import Fault, InputFaults
from pipeline.model.snapshots import BoardFacts
from pipeline.names.join import NameIndex

HEADER: Final = "edition\tmodel\tscore"
_POINT: Final = re.compile(r"([0-9]{4}[^\t]*)\t([^\t]+)\t(-?[0-9]{1,15}(?:\.[0-9]+)?)")
NOTABLE: Final = 20
"""Leading rows of each edition that are kept although no family of the list has them (closed models, mostly)."""


class Point(NamedTuple):
    """One kept score: the edition (an ISO date), the board's name of the model, the value."""

    edition: str
    model: str
    value: float


def parse(data: bytes, path: str = "history/") -> tuple[Point, ...]:
    """The points of a file, sorted; of two values for one edition and model the smaller counts.

    (Only a merge of two branches can bring two; any fixed choice will do, as long as it is one.) InputFaults with all
    lines that are not three columns with a date and a number.
    """
    points: list[Point] = []
    faults: list[Fault] = []
    for number, line in enumerate(data.decode("utf-8", errors="replace").splitlines(), start=1):
        if found := _POINT.fullmatch(line):
            points.append(Point(found[1], found[2], float(found[3])))
        elif line not in ("", HEADER):
            fix = "write edition, model and score with tabs between them, or delete the line"
            faults.append(Fault(path=path, line=number, message=f"{line[:80]!r} is not a point", fix=fix))
    if faults:
        raise InputFaults(faults)
    return _unique(points)


def _unique(points: Iterable[Point]) -> tuple[Point, ...]:
    return tuple({(p.edition, p.model): p for p in sorted(points, reverse=True)}.values())[::-1]


def dump(points: Iterable[Point]) -> bytes:
    """The file of some points: same points, same bytes. No points are no bytes."""
    lines = ["\t".join((p.edition, p.model, f"{p.value:.4f}".rstrip("0").rstrip("."))) for p in _unique(points)]
    return ("\n".join([HEADER, *lines]) + "\n").encode() if lines else b""


def merge(*files: bytes) -> bytes:
    """The union of several versions of one file."""
    return dump(point for data in files for point in parse(data))


def extend(old: bytes, board: CuratedBoard, facts: BoardFacts, index: NameIndex, noise: float | None = None) -> bytes:
    """A board's history with what an edition adds: the listed and the leading names whose score moved beyond its noise.

    Unchanged where the board has no trend or the edition no date (a caller that knows the day of retrieval sets it). An
    edition that is already there changes nothing. After one of the board's `breaks` every score counts as new, because
    the board then measured otherwise.
    """
    metric, edition = board.trend, facts.edition
    if metric is None or edition is None or board.rows != "models":
        return old
    points = list(parse(old))
    since = max((b for b in board.breaks if b <= edition), default="")
    known = {p.model for p in points if p.edition == edition}
    before = {p.model: p.value for p in points if since <= p.edition < edition}  # sorted: the latest comes last
    scores = {n: r.scores[metric.name] for n, r in facts.rows.items() if metric.name in r.scores}
    listed = {n for n in scores if index.join(n, board, facts.rows[n].organization) is not None}
    # A Hub id that no family has is somebody's merge, and a baseline is no model: neither is notable.
    kept = {n for n in scores if board.aliases.get(n) != "none" and "/" not in n}
    sign = -1 if metric.higher_is_better else 1
    notable = sorted(kept, key=lambda n: (sign * scores[n].value, n))[:NOTABLE]
    within = board.noise_of(metric.name) if noise is None else noise
    for name in {*listed, *notable} - known:
        # As much of a number as means something: two decimals, or four of small ones such as fractions.
        value = round(scores[name].value, 2 if abs(scores[name].value) >= 10 else 4)
        if name not in before or scores[name].model_copy(update={"value": value}).moved_from(before[name], within):
            points.append(Point(edition, name, value))
    return dump(points)
