"""How a board's data may be read is guessed from the data: format, models, scores; or there is a reason."""

import io

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.edit.board_source import Proposed, format_of, propose
from pipeline.model.boards import BoardSource, Columns, CuratedBoard, Format, ScoreColumn
from pipeline.model.snapshots import BoardFacts
from pipeline.sources.boards.grid import Refusal
from pipeline.sources.boards.read import read_board

ROWS = [("Hawk-7B", 71.5, 60), ("Kite-13B", 75.0, 61), ("Owl-70B", 82.25, None)]


def _parquet() -> bytes:
    sink = io.BytesIO()
    pq.write_table(
        pa.table({"Model": [m for m, _, _ in ROWS], "Sums": [s for _, s, _ in ROWS], "Words": [w for *_, w in ROWS]}),
        sink,
    )
    return sink.getvalue()


JSON = '{"date": "2024-05-01", "rows": [' + ",".join(
    f'{{"rank": {n}, "Model": "{m}", "Sums": {s}, "Words": {"null" if w is None else w}, "note": "x"}}'
    for n, (m, s, w) in enumerate(ROWS, 1)
) + "]}"  # fmt: skip
CSV = "Rank,Model,Sums,Words,By\n" + "".join(f"{n},{m},{s},{w or ''},Acme\n" for n, (m, s, w) in enumerate(ROWS, 1))
TABLE = "| # | Model | Sums | Words |\n| - | --- | --- | --- |\n" + "".join(
    f"| 1 | {m} | {s} | {w or '-'} |\n" for m, s, w in ROWS
)
HTML = "<table><tr><th>Year<td>2024</table><table><tr><th>Model<th>Sums<th>Words" + "".join(
    f"<tr><td>{m}<td>{s}<td>{w or '-'}" for m, s, w in ROWS
)
YAML = "".join(f"- Model: {m}\n  Sums: {s}\n  Words: {'null' if w is None else w}\n" for m, s, w in ROWS)
BOARDS: dict[str, tuple[bytes, Format]] = {
    "https://example.org/sums.json": (JSON.encode(), "json"),
    "https://example.org/sums.csv": (CSV.encode(), "csv"),
    "https://example.org/README.md": (TABLE.encode(), "markdown"),
    "https://example.org/": ((HTML + "</table>").encode(), "html"),
    "https://example.org/sums.yaml": (YAML.encode(), "yaml"),
    "https://example.org/data/0.parquet": (_parquet(), "parquet"),
}


@pytest.mark.parametrize("url", BOARDS)
def test_each_format_is_proposed_as_the_reader_reads_it(url: str) -> None:
    """Models and numbers are told from ranks and notes; a board with those columns reads every row."""
    payload, form = BOARDS[url]
    found = propose(url, payload, None)
    assert found == Proposed(form, "Model", ("Sums", "Words"), 3)
    board = CuratedBoard(
        slug="sums", name="Sums", url="https://example.org/", source=BoardSource(url=url, format=found.format),
        columns=Columns(model=found.model), scores=tuple(ScoreColumn(name=f"s{n}", column=c) for n, c in enumerate(found.scores)),
    )  # fmt: skip
    read = read_board(board, payload)
    assert isinstance(read, BoardFacts)
    assert len(read.rows) == 3


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (b"", "empty"), (b"<html>Not found</html>", "no table"), (b'[{"who": "Hawk", "acc": 1}]', "who, acc"),
        (b'[{"model": "Hawk", "by": "Acme"}]', "no column holds numbers"), (b"\x80\x04K\x01.", "pickle"),
        (b"[" * 100_000, ""), (b"{}", ""), (b"\x1f\x8b\x08", "compressed"),
    ],
)  # fmt: skip
def test_what_is_no_board_has_a_reason(payload: bytes, said: str) -> None:
    """An error page, somebody else's columns, a program."""
    found = propose("https://example.org/data", payload, None)
    assert isinstance(found, Refusal)
    assert said in str(found)


@pytest.mark.parametrize(
    ("url", "kind", "form"),
    [
        ("https://e.org/a.YML", None, "yaml"), ("https://e.org/a?b=c.json", "text/csv; charset=x", "csv"),
        ("https://e.org/a", "application/vnd+json", "json"), ("https://e.org/a.html", None, "html"),
    ],
)  # fmt: skip
def test_format_is_told_by_ending_then_by_kind(url: str, kind: str | None, form: str) -> None:
    """Bytes that cannot be anything else go before both."""
    assert format_of(url, b"", kind) == form
    assert format_of(url, b" [1]", kind) == "json"


@settings(deadline=None)  # the machine may be busy
@given(st.binary(max_size=300), st.sampled_from(["a.json", "a.csv", "a.yaml", "a.md", "a.html", "a.parquet"]))
def test_any_bytes_are_read_or_refused(payload: bytes, name: str) -> None:
    """No payload breaks the guess."""
    assert isinstance(propose(f"https://example.org/{name}", payload, None), Proposed | Refusal)
