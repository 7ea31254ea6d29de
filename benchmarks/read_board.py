"""A board of 5,000 rows in each format: the time to read it, median of three, in seconds of processor time and by the clock."""

import io
import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any, Final

from pipeline.model.boards import CuratedBoard
from pipeline.model.curated import CuratedFamily
from pipeline.model.snapshots import BoardFacts
from pipeline.names.join import NameIndex
from pipeline.sources.boards.read import read_board

ROWS: Final = 5_000
SCORES: Final = ("average", "knowledge", "mathematics", "code", "language", "vision")


def _table() -> list[dict[str, Any]]:
    return [
        {"model": f"maker-{i % 97}/Made-{i}-{(i % 70) + 1}B-Instruct", "organization": f"Maker {i % 97}",
         "license": "apache-2.0", "votes": 1000 + i}
        | {s: round(20 + (i * 7919 * (n + 1)) % 7000 / 100, 2) for n, s in enumerate(SCORES)}
        for i in range(ROWS)
    ]  # fmt: skip


def _csv(rows: list[dict[str, Any]]) -> bytes:
    return "\n".join([",".join(rows[0]), *(",".join(map(str, r.values())) for r in rows), ""]).encode()


def _yaml(rows: list[dict[str, Any]]) -> bytes:
    return "".join("- " + "\n  ".join(f"{k}: {v}" for k, v in r.items()) + "\n" for r in rows).encode()


def _html(rows: list[dict[str, Any]]) -> bytes:
    head = "".join(f"<th>{c}</th>" for c in rows[0])
    body = "".join("<tr>" + "".join(f"<td>{v}</td>" for v in r.values()) + "</tr>" for r in rows)
    return f"<html><body><table><tr>{head}</tr>{body}</table></body></html>".encode()


def _marked_up(rows: list[dict[str, Any]]) -> bytes:
    """The page as people write it: names bold and linked, and a class on every cell."""
    head = "".join(f"<th>{c}</th>" for c in rows[0])
    body = "".join(
        f'<tr class="row"><td class="name"><a href="https://example.org/{r["model"]}"><b>{r["model"]}</b></a></td>\n'
        + "\n".join(f'<td class="cell">{v}</td>' for k, v in r.items() if k != "model")
        + "</tr>\n"
        for r in rows
    )
    return f"<html><body><table><tr>{head}</tr>{body}</table></body></html>".encode()


def _markdown(rows: list[dict[str, Any]]) -> bytes:
    head = [f"| {' | '.join(rows[0])} |", f"|{'---|' * len(rows[0])}"]
    return "\n".join([*head, *(f"| {' | '.join(map(str, r.values()))} |" for r in rows), ""]).encode()


def _parquet(rows: list[dict[str, Any]]) -> bytes:
    import pyarrow as pa  # type: ignore[import-untyped]  # noqa: PLC0415  # loaded for this format alone
    import pyarrow.parquet as pq  # type: ignore[import-untyped]  # noqa: PLC0415

    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), sink)
    return sink.getvalue()


FORMATS: Final[dict[str, Callable[[list[dict[str, Any]]], bytes]]] = {
    "json": lambda rows: json.dumps(rows).encode(),
    "csv": _csv,
    "yaml": _yaml,
    "parquet": _parquet,
    "html": _html,
    "html, links": _marked_up,
    "markdown": _markdown,
}


def _board(format_: str) -> CuratedBoard:
    return CuratedBoard.model_validate({
        "slug": "made", "name": "Made", "url": "https://example.org",
        "source": {"url": "https://example.org/made", "format": format_},
        "columns": {"model": "model", "organization": "organization", "license": "license", "votes": "votes"},
        "scores": [{"name": s, "column": s, "unit": "%"} for s in SCORES],
    })  # fmt: skip


def _seconds(work: Callable[[], object]) -> str:
    busy, clock = [], []
    for _ in range(3):
        start, began = time.process_time(), time.perf_counter()
        work()
        busy.append(time.process_time() - start)
        clock.append(time.perf_counter() - began)
    return f"{statistics.median(busy):6.3f} s ({statistics.median(clock):.3f} by the clock)"


def main() -> None:
    """Read, then join 5,000 names to 200 families of 10 checkpoints."""
    rows = _table()
    for format_, write in FORMATS.items():
        payload, board = write(rows), _board(format_.partition(",")[0])
        facts = read_board(board, payload)
        if not isinstance(facts, BoardFacts) or len(facts.rows) != ROWS:
            sys.stdout.write(f"{format_:<12} not read: {facts}\n")
            continue
        taken = _seconds(lambda b=board, p=payload: read_board(b, p))  # type: ignore[misc]
        sys.stdout.write(f"{format_:<12} {ROWS} rows, {len(payload) / 1e6:4.1f} MB  {taken}\n")
    families = {
        f"made-{f}": CuratedFamily(slug=f"made-{f}", name=f"Made {f}", organization=f"maker-{f % 97}", kind="llm",
                                   checkpoints=tuple(f"maker-{f % 97}/Made-{f}-{b}B-Instruct" for b in range(1, 11)))
        for f in range(200)
    }  # fmt: skip
    made = _seconds(lambda: NameIndex(families))
    index = NameIndex(families)
    joined = _seconds(lambda: [index.join(r["model"]) for r in rows])
    sys.stdout.write(f"index of 200 families {made}\n{ROWS} names joined    {joined}\n")


if __name__ == "__main__":
    main()
