"""Each format read right: the table found, columns by name, rows by the board's own names."""

import io
import json
from collections.abc import Callable

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest

from pipeline.model.boards import CuratedBoard
from pipeline.model.snapshots import BoardFacts
from pipeline.sources.boards.grid import Refusal
from pipeline.sources.boards.read import read_board

MakeBoard = Callable[..., CuratedBoard]


def _read(result: BoardFacts | Refusal) -> dict[str, float]:
    assert isinstance(result, BoardFacts), result
    return {name: row.scores["speed"].value for name, row in result.rows.items() if "speed" in row.scores}


def _refused(result: BoardFacts | Refusal) -> str:
    assert isinstance(result, Refusal), result
    return result.reason


# JSON


def test_json_rows_of_an_array(board: MakeBoard) -> None:
    """The plainest table: objects in an array, at the root."""
    payload = b'[{"bird": "Heron", "speed": 64}, {"bird": "Teal", "speed": 75.5, "rank": 1}]'
    facts = read_board(board(), payload)
    assert _read(facts) == {"Heron": 64.0, "Teal": 75.5}
    assert isinstance(facts, BoardFacts)
    assert facts.columns == ("bird", "speed", "rank")
    assert facts.edition is None


def test_json_rows_keyed_by_name_at_a_pointer(board: MakeBoard) -> None:
    """An object of rows: the key is the name; other categories beside it are left alone."""
    payload = b'{"full": {"Heron": {"speed": 64}}, "river": {"Heron": {"speed": 1}}}'
    assert _read(read_board(board(path="/full", keyed=True, columns={"model": "(key)"}), payload)) == {"Heron": 64.0}


def test_json_nested_members_are_columns_with_dots(board: MakeBoard) -> None:
    """A row may keep its name and its scores in objects of their own."""
    payload = b'{"rows": [{"info": {"name": "Heron"}, "fast": {"overall": "64.0", "night": "-"}}]}'
    scores = [{"name": "speed", "column": "fast.overall", "unit": "%"}]
    assert _read(read_board(board(path="/rows", columns={"model": "info.name"}, scores=scores), payload)) == {
        "Heron": 64
    }


@pytest.mark.parametrize(
    "payload",
    [
        b'{"data": [{"bird": "Heron", "speed": 64}], "note": "x"}',
        b'{"v2": {"birds": [{"bird": "Heron", "speed": 64}]}}',
    ],
)
def test_json_one_more_layer_is_looked_through_when_only_one_place_fits(board: MakeBoard, payload: bytes) -> None:
    """A wrapper added upstream does not cost the edition."""
    path = "" if b'"data"' in payload else "/birds"
    assert _read(read_board(board(path=path), payload)) == {"Heron": 64.0}


def test_json_two_places_that_fit_are_refused(board: MakeBoard) -> None:
    """Which of two tables is meant is not guessed."""
    rows = [{"bird": "Heron", "speed": 64}]
    assert "2 places could be the table" in _refused(read_board(board(), json.dumps({"a": rows, "b": rows}).encode()))


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b'[{"bird": "Heron", "speed": 64}', "not valid JSON"),
        (b'{"rows": []}', "nothing at '/birds'"),
        (b'{"birds": []}', "the table is empty"),
        (b'{"birds": 7}', "no table at '/birds'"),
        (b'{"birds": {}, "birds": {}}', "same key twice"),
        (b"[" * 50_000, "JSON"),
        (b"\xff\x00", "not UTF-8"),
    ],
)
def test_json_that_is_no_table_is_refused_with_the_reason(board: MakeBoard, payload: bytes, reason: str) -> None:
    """Never half a table."""
    assert reason in _refused(read_board(board(path="/birds" if payload[:1] == b"{" else ""), payload))


def test_json_a_table_is_chosen_by_what_it_is_called(board: MakeBoard) -> None:
    """Its place in an array may be another table's tomorrow; a name that is gone, or that two bear, is refused."""
    made = board(path="/boards/name=Verified/results")
    boards = [{"name": n, "results": [{"bird": f"{n} heron", "speed": 64}]} for n in ("Lite", "Verified")]
    assert _read(read_board(made, json.dumps({"boards": boards}).encode())) == {"Verified heron": 64.0}
    assert _read(read_board(made, json.dumps({"boards": boards[::-1]}).encode())) == {"Verified heron": 64.0}
    assert "nothing at" in _refused(read_board(made, json.dumps({"boards": boards[:1]}).encode()))
    assert "nothing at" in _refused(read_board(made, json.dumps({"boards": [*boards, boards[1]]}).encode()))


def test_json_nan_is_no_score_and_a_table_may_stand_column_by_column(board: MakeBoard) -> None:
    """Both are what data frames write."""
    assert _read(read_board(board(), b'[{"bird": "Heron", "speed": 64}, {"bird": "Teal", "speed": NaN}]')) == {"Heron": 64.0}
    across = board(by_column=True)
    assert _read(read_board(across, b'{"bird": {"0": "Heron", "1": "Teal"}, "speed": {"0": 64, "1": 75}}')) == {"Heron": 64, "Teal": 75}
    assert _read(read_board(across, b'{"bird": ["Heron", "Teal"], "speed": [64, null]}')) == {"Heron": 64.0}


def test_columns_that_nobody_asked_for_never_refuse_a_board(board: MakeBoard) -> None:
    """However many there are."""
    row = {"bird": "Heron", "speed": 64} | {f"question {n}": n for n in range(1600)}
    assert _read(read_board(board(), json.dumps([row]).encode())) == {"Heron": 64.0}


def test_json_lines(board: MakeBoard) -> None:
    """One object a line; a line that is no JSON may be where the file was cut."""
    assert _read(read_board(board("jsonl"), b'{"bird": "Heron", "speed": 64}\n\n{"bird": "Teal", "speed": 75}\n')) == {"Heron": 64, "Teal": 75}
    assert "line 2: not valid JSON" in _refused(read_board(board("jsonl"), b'{"bird": "Heron", "speed": 64}\n{"bird": "Te'))


# CSV


def test_csv_after_a_preamble_with_its_own_separator_and_decimals(board: MakeBoard) -> None:
    """As European spreadsheets write it."""
    payload = b"Birds of 2026\n\nbird;speed;seen\nHeron;64,5;1.234\n"
    made = board("csv", skip=2, separator=";", thousands=".", decimal=",", columns={"votes": "seen"})
    assert _read(read_board(made, payload)) == {"Heron": 64.5}
    assert "column 'bird' is not in the payload" in _refused(read_board(board("csv"), payload))


def test_csv_with_a_byte_order_mark_quotes_and_other_line_ends(board: MakeBoard) -> None:
    """What spreadsheets write."""
    payload = '\ufeffbird,speed\r\n"Heron, grey",64\r\n\r\nTeal,75\r\n'.encode()
    assert _read(read_board(board("csv"), payload)) == {"Heron, grey": 64.0, "Teal": 75.0}


def test_csv_says_its_separator_and_its_encoding(board: MakeBoard) -> None:
    """As spreadsheets write them; text in another encoding is refused until the TOML says which."""
    assert _read(read_board(board("csv"), b"sep=;\nbird;speed\nHeron;64\n")) == {"Heron": 64.0}
    assert _read(read_board(board("csv"), "bird\tspeed\nGr\u00e9be\t64\n".encode("utf-16"))) == {"Gr\u00e9be": 64.0}
    chinese = "bird,speed\n\u82cd\u9e6d,64\n".encode("gb18030")
    assert "say which with `encoding`" in _refused(read_board(board("csv"), chinese))
    assert _read(read_board(board("csv", encoding="gb18030"), chinese)) == {"\u82cd\u9e6d": 64.0}


@pytest.mark.parametrize(
    ("format_", "payload"),
    [
        ("csv", b"bird,speed,,\nHeron,64,x,y\nTeal,75,,\n"),
        ("markdown", b"| bird | speed | Avg. | Avg. |\n|---|---|---|---|\n| Heron | 64 | 1 | 2 |\n| Teal | 75 | 1 | 2 |\n"),
    ],
)
def test_two_columns_of_one_name_matter_only_where_the_board_means_one(board: MakeBoard, format_: str, payload: bytes) -> None:
    """Unnamed ones and others that nobody asked for are left alone; one that is asked for has to be told apart."""
    assert _read(read_board(board(format_), payload)) == {"Heron": 64.0, "Teal": 75.0}
    twice = board(format_, scores=[{"name": "speed", "column": "Avg."}])
    reason = _refused(read_board(twice, payload.replace(b",,\n", b",Avg.,Avg.\n", 1)))
    assert "column 'Avg.' stands more than once" in reason
    chosen = board(format_, scores=[{"name": "speed", "column": "Avg.#2"}])
    assert _read(read_board(chosen, payload.replace(b",,\n", b",Avg.,Avg.\n", 1).replace(b"x,y", b"1,2"))) == (
        {"Heron": 2.0, "Teal": 2.0} if format_ == "markdown" else {"Heron": 2.0}
    )


def test_a_row_a_question_makes_a_mean_of_all_or_none(board: MakeBoard) -> None:
    """A model that was not asked everything has no mean; a row that sums up the table is no model."""
    rows = [("Heron", 60), ("Heron", 70), ("Teal", 80), ("Teal", 90), ("Owl", 99), ("Average", 66)]
    facts = read_board(board("jsonl", duplicates="mean"), "\n".join(json.dumps({"bird": b, "speed": s}) for b, s in rows).encode())
    assert _read(facts) == {"Heron": 65.0, "Teal": 85.0}
    assert isinstance(facts, BoardFacts)
    assert facts.rejects["Owl"] == "Owl: 1 rows where others have 2: a mean of fewer is another number"
    assert facts.rejects["/5"] == "Average: a summary of the table, and no row of it"


def test_json_keyed_rows_may_be_lists_one_row_a_task(board: MakeBoard) -> None:
    """The key is the name of each, and `where` keeps one task."""
    payload = b'{"Heron": [{"task": "noon", "speed": 60}, {"task": "dusk", "speed": 70}], "Teal": [{"task": "noon", "speed": 75}]}'
    made = board(keyed=True, columns={"model": "(key)"}, where={"task": "noon"})
    assert _read(read_board(made, payload)) == {"Heron": 60.0, "Teal": 75.0}


def test_tab_separated_rows_are_read_too(board: MakeBoard) -> None:
    """A header of tabs and no commas says so."""
    assert _read(read_board(board("csv"), b"bird\tspeed\nHeron\t64\n")) == {"Heron": 64.0}


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"bird,speed\nHeron,64\nTeal", "ends inside a row"),
        (b"bird,speed\n", "no rows"),
        (b"bird,speed,speed\nHeron,1,2\n", "column 'speed' stands more than once"),
        (b'bird,speed\n"Heron,64\n', "not valid CSV"),
        (b"bird,speed\n" + b"Heron,1,2,3\n" * 3 + b"Teal,4\n", "3 of 4 rows cannot be read"),
    ],
)
def test_csv_that_is_cut_or_crooked_is_refused(board: MakeBoard, payload: bytes, reason: str) -> None:
    """A file that ends inside a row was cut on the way."""
    assert reason in _refused(read_board(board("csv"), payload))


def test_a_few_crooked_rows_are_rejected_by_line(board: MakeBoard) -> None:
    """One bad row of many is counted, not fatal."""
    payload = b"bird,speed\n" + b"".join(b"Bird %d,%d\n" % (i, 50 + i) for i in range(9)) + b"Odd,one,out\nLast,60\n"
    facts = read_board(board("csv"), payload)
    assert isinstance(facts, BoardFacts)
    assert len(facts.rows) == 10
    assert facts.rejects == {"line 11": "3 cells under 2 columns"}


# YAML


def test_yaml_scalars_stay_what_was_written(board: MakeBoard) -> None:
    """The word "no" is a name and not False; 1.10 is a name and not 1.1."""
    payload = b"- bird: no\n  speed: 64.0\n- bird: 1.10\n  speed: 75\n"
    assert _read(read_board(board("yaml"), payload)) == {"no": 64.0, "1.10": 75.0}


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"a: &a [x, x]\nb: [*a, *a]\n", "aliases"),
        (b"- bird: [\n", "not valid YAML at line"),
        (b"# nothing\n", "empty"),
        (b"[" * 300 + b"]" * 300, "nested deeper"),
        (b"- !!python/object/apply:os.system [echo]\n", "no table"),
    ],
)
def test_yaml_beyond_the_plain_subset_is_refused(board: MakeBoard, payload: bytes, reason: str) -> None:
    """No alias unfolds, no tag constructs."""
    assert reason in _refused(read_board(board("yaml"), payload))


# Parquet


def _parquet(columns: dict[str, list[object]]) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink)
    return sink.getvalue()


ARENA = {"model": "model_name", "organization": "organization", "votes": "vote_count", "edition": "published"}
RATING = [{"name": "speed", "column": "rating", "low": "rating_lower", "high": "rating_upper"}]


def _arena() -> bytes:
    """A file in the shape of Arena's data set: every category in one table."""
    return _parquet({
        "model_name": ["Heron", "Teal", "Heron"],
        "organization": ["Lake", "Pond", "Lake"],
        "rating": [1300.5, 1290.0, 1200.0],
        "rating_lower": [1295.0, None, 1190.0],
        "rating_upper": [1306.0, None, 1210.0],
        "vote_count": [1000, 900, 10],
        "category": ["overall", "overall", "coding"],
        "published": ["2026-09-13", "2026-09-13", "2026-09-13"],
    })  # fmt: skip


def test_parquet_rows_of_one_category_with_their_interval_and_edition(board: MakeBoard) -> None:
    """Only the wanted rows and columns; the edition is the newest date of its column."""
    facts = read_board(board("parquet", where={"category": "overall"}, columns=ARENA, scores=RATING), _arena())
    assert _read(facts) == {"Heron": 1300.5, "Teal": 1290.0}
    assert isinstance(facts, BoardFacts)
    assert facts.edition == "2026-09-13"
    assert facts.rows["Heron"].scores["speed"].low == 1295.0
    assert facts.rows["Teal"].scores["speed"].low is None
    assert (facts.rows["Heron"].votes, facts.rows["Heron"].organization) == (1000, "Lake")


@pytest.mark.parametrize("cut", [0.5, 0.99])
def test_parquet_that_is_cut_is_refused(board: MakeBoard, cut: float) -> None:
    """The end of the file is its table of contents."""
    payload = _arena()
    made = board("parquet", where={"category": "overall"}, columns=ARENA, scores=RATING)
    assert "not a whole Parquet file" in _refused(read_board(made, payload[: int(len(payload) * cut)]))


def test_parquet_with_a_broken_middle_is_refused(board: MakeBoard) -> None:
    """Right first and last bytes, and nonsense between them."""
    assert "not readable as Parquet" in _refused(read_board(board("parquet"), b"PAR1" + b"\x00" * 64 + b"PAR1"))


def test_parquet_without_a_column_or_category_names_it(board: MakeBoard) -> None:
    """The nearest column is offered; a category that is gone is said."""
    made = board(
        "parquet", where={"category": "overall"}, columns=ARENA, scores=[{"name": "speed", "column": "ratings"}]
    )
    result = read_board(made, _arena())
    assert isinstance(result, Refusal)
    assert (result.column, result.available[0]) == ("ratings", "rating")
    gone = board("parquet", where={"category": "everything"}, columns=ARENA, scores=RATING)
    assert _refused(read_board(gone, _arena())) == "no row has category = everything"


# HTML

PAGE = """<html><body><h2>Birds</h2>
<table id="fast"><thead>
 <tr><th rowspan="2">bird</th><th colspan="2">speed</th></tr><tr><th>day</th><th>night</th></tr>
</thead><tbody>
 <tr><td><a href="https://example.org/heron"><b>Heron</b></a><sup>1</sup></td><td><b>64.0</b></td><td>12</td></tr>
 <tr><td rowspan="2">Teal*</td><td style="text-decoration: underline">75.5</td><td>-</td></tr>
 <tr><td>75.5</td><td>-</td></tr>
</tbody></table><table id="other"><tr><td>x</td></tr></table></body></html>"""


def test_html_with_spans_footnotes_bold_and_links(board: MakeBoard) -> None:
    """Laid out as a browser would; a footnote is no part of a name, and a link belongs to its row."""
    made = board("html", scores=[{"name": "speed", "column": "speed / day", "unit": "%"}], table="#fast")
    facts = read_board(made, PAGE.encode())
    assert _read(facts) == {"Heron": 64.0, "Teal": 75.5}
    assert isinstance(facts, BoardFacts)
    assert facts.rows["Heron"].link == "https://example.org/heron"
    assert facts.columns == ("bird", "speed / day", "speed / night")


def test_html_what_a_browser_does_not_show_is_not_there(board: MakeBoard) -> None:
    """Keys to sort by, tips, what was struck out and the mark of a footnote; a second heading of the same name is told apart."""
    rows = [
        '<td>Heron<sup>2</sup> <span hidden>tip</span></td><td><span style="display: none">0064</span>64.5</td>',
        "<td>Teal \u00b9 [3]</td><td><del>70</del> 75</td>",
        "<td><s>Owl</s></td><td>99</td>",
    ]
    page = "<table><tr><th>bird</th><th>speed</th></tr>" + "".join(f"<tr>{r}</tr>" for r in rows * 1) + "<tr><td>Kite</td><td>40</td></tr>" * 1
    facts = read_board(board("html"), (page + "<tr><td>Rail</td><td>41</td></tr></table>").encode())
    assert _read(facts) == {"Heron": 64.5, "Teal": 75.0, "Kite": 40.0, "Rail": 41.0}
    assert isinstance(facts, BoardFacts)
    assert facts.rejects == {"row 4": "no name"}


def test_html_without_a_selector_takes_the_only_table_that_fits(board: MakeBoard) -> None:
    """A page may have other tables; two that fit are refused."""
    scores = [{"name": "speed", "column": "speed / day", "unit": "%"}]
    assert _read(read_board(board("html", scores=scores), PAGE.encode())) == {"Heron": 64.0, "Teal": 75.5}
    twice = PAGE.replace("<h2>", PAGE.partition("<body>")[2].partition("</body>")[0] + "<h2>")
    assert "2 of the 4 tables" in _refused(read_board(board("html", scores=scores), twice.encode()))
    second = board("html", scores=scores, nth=2)
    assert _read(read_board(second, twice.encode())) == {"Heron": 64.0, "Teal": 75.5}


def test_html_footers_and_headings_inside_a_table_are_no_models(board: MakeBoard) -> None:
    """A mean below the table and a year across it are not birds; blocks in a cell stand apart."""
    page = (
        "<table><thead><tr><th>bird</th><th>speed</th></tr></thead><tbody><tr><td colspan=2>2024</td></tr>"
        "<tr><td>Grey<br>heron</td><td>64<sub>2</sub></td></tr></tbody><tfoot><tr><td>Average</td><td>64</td></tr></tfoot></table>"
    )
    assert _read(read_board(board("html"), page.encode())) == {"Grey heron": 64.0}


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("<html><body>moved</body></html>", "no table"),
        (PAGE.replace('id="fast"', 'id="slow"'), "the table '#fast' is gone"),
        (PAGE[:400], "ends inside a table"),
        ('<table id="fast"><tr><th>bird</th><th>speed</th></tr></table>', "no rows"),
        ('<table id="fast"><tr><td colspan="9999">bird</td></tr><tr><td>x</td></tr></table>', "no rows"),
        ('{"bird": 1}', "JSON instead of HTML"),
    ],
)
def test_html_that_lost_its_table_is_refused(board: MakeBoard, page: str, reason: str) -> None:
    """Gone, cut, emptied by a script, or no HTML at all."""
    assert reason in _refused(read_board(board("html", table="#fast"), page.encode()))


def test_a_selector_that_is_none_is_the_tomls_fault(board: MakeBoard) -> None:
    """Said as such, not raised."""
    assert "is not a CSS selector" in _refused(read_board(board("html", table="#["), PAGE.encode()))


# Markdown

README = """# Birds
```
| bird | speed |
|---|---|
| not a table | 1 |
```
## By day
| bird | speed | note |
|:-----|------:|:---:|
| [**Heron**](https://example.org/heron) | **64.0** | a \\| b |
|      | 65.0 | below |
| Teal | OOM | |

By night:

| bird | speed | note |
|---|---|---|
| Owl | 30 | |
"""


def test_markdown_table_below_a_heading(board: MakeBoard) -> None:
    """Fenced code is no table; an escaped bar is no border; a word for "did not fit" is no number."""
    made = board("markdown", table="By day", absent=["OOM"])
    facts = read_board(made, README.encode())
    assert isinstance(facts, Refusal), "the row without a name is one of three: more than a fifth"
    made = board("markdown", table="By day", absent=["OOM"], fill_down=True, columns={"qualifier": "note"})
    facts = read_board(made, README.encode())
    assert _read(facts) == {"Heron (a | b)": 64.0, "Heron (below)": 65.0}
    assert isinstance(facts, BoardFacts)
    assert facts.rows["Heron (a | b)"].link == "https://example.org/heron"
    assert facts.rejects == {"line 12": "Teal: no score"}


def test_markdown_second_table_of_a_section(board: MakeBoard) -> None:
    """`nth` counts from one."""
    assert _read(read_board(board("markdown", table="By day", nth=2), README.encode())) == {"Owl": 30.0}


def test_markdown_a_short_row_has_empty_cells(board: MakeBoard) -> None:
    """As GitHub shows it: no reason to refuse a table."""
    assert _read(read_board(board("markdown"), b"| bird | speed | note |\n|---|---|---|\n| Heron | 64 |\n")) == {"Heron": 64.0}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("# Birds\n\nnothing here\n", "no table"),
        (README.replace("## By day", "## Daytime"), "no table number 1 under the heading 'By day'"),
        ("## By day\n| bird | speed |\n|---|---|\n| Heron | 64 |\n| Te", "ends inside a row"),
        ("## By day\n| bird | speed |\n|---|---|\n", "no rows"),
    ],
)
def test_markdown_that_lost_its_table_is_refused(board: MakeBoard, text: str, reason: str) -> None:
    """The headings that there are help to correct the TOML."""
    result = read_board(board("markdown", table="By day"), text.encode())
    assert reason in _refused(result)
