"""Each format read right or refused: the table found, columns and rows by name, cells as boards write them; also where a board changed.

A case is what the TOML says beside the made-up board's own keys, the payload that came, and what is made of it: the
speeds that are read (and the places of rejected rows), or a part of the reason for the refusal.
"""

import io
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.model.boards import FORMATS, CuratedBoard, Layout, ScoreColumn
from pipeline.model.snapshots import BoardFacts
from pipeline.sources.boards.cells import (
    MAX_NAME,
    Number,
    Unreadable,
    count,
    day,
    label,
    name,
    number,
    spread,
    web_link,
    words,
)
from pipeline.sources.boards.grid import MAX_BYTES, Refusal
from pipeline.sources.boards.read import read_board
from tests.sources.boards.recorded_table import facts_of


def birds(format_: str = "json", *, columns: Any = None, scores: Any = None, former: Any = (), **source: Any) -> CuratedBoard:
    """A board with a name and a score in per cent; keys given by a test replace its own."""
    return CuratedBoard.model_validate({
        "slug": "birds", "name": "Birds", "url": "https://example.org/birds", "former": former,
        "source": {"url": "https://example.org/birds.data", "format": format_, **source}, "columns": {"model": "bird"} | (columns or {}),
        "scores": scores or [{"name": "speed", "column": "speed", "unit": "%"}],
    })  # fmt: skip


def read_as(board: CuratedBoard, payload: bytes, expected: dict[str, float] | str) -> BoardFacts | None:
    """Read whole with these speeds by name, or refused with a reason that says this."""
    if isinstance(expected, str):
        result = read_board(board, payload)
        assert isinstance(result, Refusal), result
        assert expected in str(result)
        return None
    facts = facts_of(board, payload)
    assert {name: row.scores["speed"].value for name, row in facts.rows.items()} == expected
    return facts


Case = tuple[dict[str, Any], bytes, dict[str, float] | str]
Rejecting = tuple[dict[str, Any], bytes, dict[str, float] | str, tuple[str, ...]]


def _score(column: str = "speed", **more: object) -> list[dict[str, object]]:
    return [{"name": "speed", "column": column, **more}]


def _json(document: object) -> bytes:
    return json.dumps(document).encode()


ROW = {"bird": "Heron", "speed": 64}
HERON = {"Heron": 64.0}
BOTH = {"Heron": 64.0, "Teal": 75.0}
KEYED = {"keyed": True, "columns": {"model": "(key)"}}
NAMED = [{"name": n, "results": [{"bird": f"{n} heron", "speed": 64}]} for n in ("Lite", "Verified")]
VERIFIED = {"path": "/boards/name=Verified/results"}
TASKS = b'{"Heron": [{"task": "noon", "speed": 60}, {"task": "dusk", "speed": 70}], "Teal": [{"task": "noon", "speed": 75}]}'

JSON: dict[str, Case] = {
    "array": ({}, b'[{"bird": "Heron", "speed": 64}, {"bird": "Teal", "speed": 75, "rank": 1}]', BOTH),
    "keyed at a pointer": ({"path": "/full", **KEYED}, b'{"full": {"Heron": {"speed": 64}}, "river": {"Heron": {"speed": 1}}}', HERON),
    "nested members": ({"path": "/rows", "columns": {"model": "info.name"}, "scores": _score("fast.overall")},
                       b'{"rows": [{"info": {"name": "Heron"}, "fast": {"overall": "64.0", "night": "-"}}]}', HERON),
    "a layer more": ({}, _json({"data": [ROW], "note": "x"}), "no table at '': an array of rows was expected (there are: data, note)"),
    "a layer more above": ({"path": "/birds"}, _json({"v2": {"birds": [ROW]}}), "nothing at '/birds' (there are: v2)"),
    "two places": ({"path": "/*"}, _json({"a": [ROW], "b": [ROW]}), "2 places could be the table"),
    "cut": ({}, b'[{"bird": "Heron", "speed": 64}', "not valid JSON"),
    "elsewhere": ({"path": "/birds"}, b'{"rows": []}', "nothing at '/birds'"),
    "empty": ({"path": "/birds"}, b'{"birds": []}', "the table is empty"),
    "no table": ({"path": "/birds"}, b'{"birds": 7}', "no table at '/birds'"),
    "a key twice": ({"path": "/birds"}, b'{"birds": {}, "birds": {}}', "same key twice"),
    "too deep": ({}, b"[" * 50_000, "JSON"),
    "by what it is called": (VERIFIED, _json({"boards": NAMED}), {"Verified heron": 64.0}),
    "by what it is called, in another order": (VERIFIED, _json({"boards": NAMED[::-1]}), {"Verified heron": 64.0}),
    "what it is called is gone": (VERIFIED, _json({"boards": NAMED[:1]}), "nothing at"),
    "two are called so": (VERIFIED, _json({"boards": [*NAMED, NAMED[1]]}), "nothing at"),
    "called so by another case": (VERIFIED, _json({"boards": [{**NAMED[1], "name": "verified"}]}), "nothing at"),
    "NaN is no score": ({}, b'[{"bird": "Heron", "speed": 64}, {"bird": "Teal", "speed": NaN}]', HERON),
    "infinity is none": ({}, b'[{"bird": "Heron", "speed": 64}, {"bird": "Teal", "speed": -Infinity}]', HERON),
    "column by column, by number": ({"by_column": True}, b'{"bird": {"0": "Heron", "1": "Teal"}, "speed": {"0": 64, "1": 75}}', BOTH),
    "column by column, in lists": ({"by_column": True}, b'{"bird": ["Heron", "Teal"], "speed": [64, null]}', HERON),
    "columns nobody asked for": ({}, _json([ROW | {f"question {n}": n for n in range(1600)}]), HERON),
    "a row for each task": ({**KEYED, "where": {"task": "noon"}}, TASKS, {"Heron": 60.0, "Teal": 75.0}),
    "rows of rows": ({}, _json([[ROW]]), "no table"),
    "rows as lists of cells": ({}, b'[["bird", "speed"], ["Heron", 64]]', "no table"),
    "a number in an object": ({}, _json([{"bird": "Heron", "speed": {"value": 64}}]), "column 'speed' is not in the payload"),
    "a number in a list": ({}, _json([{"bird": "Heron", "speed": [64]}]), "1 of 1 rows cannot be read"),
    "true": ({}, _json([{"bird": "Heron", "speed": True}]), "true or false"),
    "a huge whole number": ({}, b'[{"bird": "Heron", "speed": ' + b"9" * 400 + b"}]", "not a finite number"),
    "more digits than Python reads": ({}, b'[{"bird": "Heron", "speed": ' + b"9" * 5000 + b"}]", "not valid JSON"),
    "a pointer into a string": ({"path": "/birds/0"}, b'{"birds": "Heron"}', "nothing at"),
    "all null": ({}, b"null", "no table"),
}  # fmt: skip

EURO = {"skip": 2, "separator": ";", "thousands": ".", "decimal": ",", "columns": {"votes": "seen"}}
SPREADSHEET = b"Birds of 2026\n\nbird;speed;seen\nHeron;64,5;1.234\n"
CHINESE = "bird,speed\n\u82cd\u9e6d,64\n".encode("gb18030")

CSV: dict[str, Case] = {
    "preamble, separator and decimals": (EURO, SPREADSHEET, {"Heron": 64.5}),
    "a preamble that nobody said": ({}, SPREADSHEET, "column 'bird' is not in the payload"),
    "spreadsheet": ({}, '\ufeffbird,speed\r\n"Heron, grey",64\r\n\r\nTeal,75\r\n'.encode(), {"Heron, grey": 64.0, "Teal": 75.0}),
    "an outage where a row was to be chosen": ({"where": {"kind": "heron"}}, b"Service unavailable\n", "no rows"),
    "an encoding that nobody said": ({}, CHINESE, "say which with `encoding`"),
    "an encoding": ({"encoding": "gb18030"}, CHINESE, {"\u82cd\u9e6d": 64.0}),
    "tabs": ({}, b"bird\tspeed\nHeron\t64\n", HERON),
    "unnamed columns": ({}, b"bird,speed,,\nHeron,64,x,y\nTeal,75,,\n", BOTH),
    "an index without a name": ({"columns": {"model": "#1"}}, b",speed\nHeron,64\n", HERON),
    "the wanted column twice": ({"scores": _score("Avg.")}, b"bird,Avg.,Avg.\nHeron,1,2\n", "column 'Avg.' stands more than once"),
    "the second of two": ({"scores": _score("Avg.#2")}, b"bird,Avg.,Avg.\nHeron,1,64\n", HERON),
    "ends inside a row": ({}, b"bird,speed\nHeron,64\nTeal", "ends inside a row"),
    "crooked": ({}, b"bird,speed\n" + b"Heron,1,2,3\n" * 3 + b"Teal,4\n", "3 of 4 rows cannot be read"),
    "a section row and a footer": ({}, b"bird,speed\n2024,\nHeron,64\nTeal,75\nAverage,69.5\nMedian,69.5\n", BOTH),
    "a footer of a source": ({}, b"bird,speed\nHeron,64\nTeal,75\nOwl,50\nKite,40\nGull,30\nSource: the lake,\n",
                             {**BOTH, "Owl": 50.0, "Kite": 40.0, "Gull": 30.0}),
    "thousands": ({"scores": _score()}, b'bird,speed\nHeron,"1,064"\nTeal,"12,345,678"\n', {"Heron": 1064.0, "Teal": 12345678.0}),
    "NaN in another case": ({}, b"bird,speed\nHeron,64\nTeal,NAN\nOwl,#N/A\n", HERON),
    "header of two lines": ({}, b"Birds,\nbird,speed\nHeron,64\n", "column 'bird' is not in the payload"),
    "an error that is JSON": ({}, b'{"error": "rate limited"}', "the table has no rows"),
}  # fmt: skip

JSONL: dict[str, Case] = {
    "lines": ({}, b'{"bird": "Heron", "speed": 64}\n\n{"bird": "Teal", "speed": 75}\n', BOTH),
    "cut": ({}, b'{"bird": "Heron", "speed": 64}\n{"bird": "Te', "line 2: not valid JSON"),
    "an array": ({}, _json([ROW]), "no table"),
}

YAML: dict[str, Case] = {
    "scalars stay what was written": ({}, b"- bird: no\n  speed: 64.0\n- bird: 1.10\n  speed: 75\n", {"no": 64.0, "1.10": 75.0}),
    "aliases": ({}, b"a: &a [x, x]\nb: [*a, *a]\n", "aliases"),
    "broken": ({}, b"- bird: [\n", "not valid YAML at line"),
    "a comment": ({}, b"# nothing\n", "empty"),
    "too deep": ({}, b"[" * 300 + b"]" * 300, "nested deeper"),
    "a tag that would construct": ({}, b"- !!python/object/apply:os.system [echo]\n", "no table"),
    "a key twice": ({}, b"- bird: Heron\n  bird: Teal\n  speed: 64\n", "same key twice"),
    "a list as key": ({}, b"- [a, b]: Heron\n", "not valid YAML"),
    "two documents": ({}, b"- bird: Heron\n---\n- bird: Teal\n", "not valid YAML"),
    "a merge": ({}, b"- <<: {bird: Heron}\n  speed: 64\n", "column 'bird' is not in the payload"),
}

PAGE = """<html><body><h2>Birds</h2>
<table id="fast"><thead>
 <tr><th rowspan="2">bird</th><th colspan="2">speed</th></tr><tr><th>day</th><th>night</th></tr>
</thead><tbody>
 <tr><td><a href="https://example.org/heron"><b>Heron</b></a><sup>1</sup></td><td><b>64.0</b></td><td>12</td></tr>
 <tr><td rowspan="2">Teal*</td><td style="text-decoration: underline">75.0</td><td>-</td></tr>
 <tr><td>75.0</td><td>-</td></tr>
</tbody></table><table id="other"><tr><td>x</td></tr></table></body></html>"""
TWICE = PAGE.replace("<h2>", PAGE.partition("<body>")[2].partition("</body>")[0] + "<h2>").encode()
BY_DAY = {"scores": _score("speed / day")}
FAST = {"table": "#fast"}
HEAD = "<table><tr><th>bird</th><th>speed</th></tr>"
KITE = "<tr><td>Kite</td><td>40</td></tr>"


def _page(*rows: str) -> bytes:
    return (HEAD + "".join(f"<tr>{r}</tr>" for r in rows) + KITE + "</table>").encode()


HTML: dict[str, Case] = {
    "spans, footnotes, bold": ({**FAST, **BY_DAY}, PAGE.encode(), BOTH),
    "the only table that fits": (BY_DAY, PAGE.encode(), BOTH),
    "two that fit": (BY_DAY, TWICE, "2 of the 4 tables"),
    "the first of two": ({**BY_DAY, "nth": 1}, TWICE, BOTH),
    "the second of two": ({**BY_DAY, "nth": 2}, TWICE, BOTH),
    "footer, heading and blocks": (
        {},
        (b"<table><thead><tr><th>bird</th><th>speed</th></tr></thead><tr><td colspan=2>2024</td></tr><tr><td>Grey<br>heron</td>"
         b"<td>64<sub>2</sub></td></tr><tfoot><tr><td>Average</td><td>64</td></tr></tfoot></table>"), {"Grey heron": 64.0},
    ),
    "hidden keys and tips": ({}, _page('<td>Heron <span hidden>tip</span></td><td><span style="display: none">0064</span>64</td>'),
                             {"Heron": 64.0, "Kite": 40.0}),
    "struck out": ({}, _page("<td>Teal \u00b9 [3]</td><td><del>70</del> 75</td>"), {"Teal": 75.0, "Kite": 40.0}),
    "two numbers by a line break": ({}, _page("<td>Heron</td><td>85<br>90</td>"), "1 of 2 rows cannot be read"),
    "a name over two rows": ({}, _page('<td rowspan="2">Heron</td><td>64</td>', "<td>64</td>"), {"Heron": 64.0, "Kite": 40.0}),
    "a score over two rows": ({}, _page('<td>Heron</td><td rowspan="2">64</td>', "<td>Teal</td>"), {"Heron": 64.0, "Teal": 64.0, "Kite": 40.0}),
    "a table in a cell": ({}, _page("<td>Heron</td><td>64<table><tr><td>1</td></tr></table></td>"), "1 of 2 rows cannot be read"),
    "nested deeply": ({}, _page(f"<td>{'<b>' * 5000}Heron</td><td>64</td>"), {"Heron": 64.0, "Kite": 40.0}),
    "comments": ({}, _page("<td>Heron<!-- 7B --></td><td>64<!-- 90 --></td>"), {"Heron": 64.0, "Kite": 40.0}),
    "entities": ({}, _page("<td>Heron&nbsp;7B</td><td>64&#46;5</td>"), {"Heron 7B": 64.5, "Kite": 40.0}),
    "moved": (FAST, b"<html><body>moved</body></html>", "no table"),
    "called otherwise": (FAST, PAGE.replace('id="fast"', 'id="slow"').encode(), "the table '#fast' is gone"),
    "cut": (FAST, PAGE[:400].encode(), "ends inside a table"),
    "emptied": (FAST, b'<table id="fast"><tr><th>bird</th><th>speed</th></tr></table>', "no rows"),
    "wider than any": (FAST, b'<table id="fast"><tr><td colspan="9999">bird</td></tr><tr><td>x</td></tr></table>', "stands more than once"),
    "no selector": ({"table": "#["}, PAGE.encode(), "is not a CSS selector"),
}  # fmt: skip

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
DAY = {"table": "By day"}
GROUPED = {**DAY, "absent": ["OOM"], "fill_down": True, "columns": {"qualifier": "note"}}

MARKDOWN: dict[str, Case] = {
    "one of three has no name": ({**DAY, "absent": ["OOM"]}, README.encode(), "1 of 3 rows cannot be read"),
    "grouped rows, an escaped bar, a word for nothing": (GROUPED, README.encode(), {"Heron (a | b)": 64.0, "Heron (below)": 65.0}),
    "the second of a section": ({**DAY, "nth": 2}, README.encode(), {"Owl": 30.0}),
    "a row called Unknown": ({"fill_down": True}, b"| bird | speed |\n|---|---|\n| Heron | 64 |\n| Unknown | 75 |\n", {"Heron": 64.0, "Unknown": 75.0}),
    "a short row": ({}, b"| bird | speed | note |\n|---|---|---|\n| Heron | 64 |\n", HERON),
    "a long row": ({}, b"| bird | speed |\n|---|---|\n| Heron | 64 | 75 |\n", "1 of 1 rows cannot be read"),
    "unnamed columns": ({}, b"| bird | speed | Avg. | Avg. |\n|---|---|---|---|\n| Heron | 64 | 1 | 2 |\n| Teal | 75 | 1 | 2 |\n", BOTH),
    "the second of two columns": ({"scores": _score("Avg.#2")}, b"| bird | Avg. | Avg. |\n|---|---|---|\n| Heron | 1 | 64 |\n", HERON),
    "footnotes": ({}, b"| bird | speed |\n|---|---|\n| Heron[^1] | 64<sup>2</sup> |\n| Teal \xe2\x80\xa0 | 75 [3] |\n\n[^1]: 7B\n", BOTH),
    "an average below": ({}, b"| bird | speed |\n|---|---|\n| Heron | 64 |\n| Teal | 75 |\n| **Average** | 69.5 |\n", BOTH),
    "no table": (DAY, b"# Birds\n\nnothing here\n", "no table"),
    "another heading": (DAY, README.replace("## By day", "## Daytime").encode(), "no table number 1 under the heading 'By day'"),
    "cut": (DAY, b"## By day\n| bird | speed |\n|---|---|\n| Heron | 64 |\n| Te", "ends inside a row"),
    "emptied": (DAY, b"## By day\n| bird | speed |\n|---|---|\n", "no rows"),
    "an empty one beside it": ({}, b"| bird | speed |\n|---|---|\n\n| bird | speed |\n|---|---|\n| Heron | 64 |\n", HERON),
}  # fmt: skip


def _parquet(columns: dict[str, list[object]]) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink)
    return sink.getvalue()


ARENA = _parquet({  # in the shape of Arena's data set: every category in one table
    "model_name": ["Heron", "Teal", "Heron"], "organization": ["Lake", "Pond", "Lake"], "rating": [1300.5, 1290.0, 1200.0],
    "rating_lower": [1295.0, None, 1190.0], "rating_upper": [1306.0, None, 1210.0], "vote_count": [1000.0, 900.0, 10.0],
    "category": ["overall", "overall", "coding"], "leaderboard_publish_date": ["2026-09-13"] * 3,
})  # fmt: skip
OVERALL: dict[str, Any] = {
    "where": {"category": "overall"},
    "columns": {"model": "model_name", "organization": "organization", "votes": "vote_count", "edition": "leaderboard_publish_date"},
    "scores": _score("rating", low="rating_lower", high="rating_upper"),
}

PARQUET: dict[str, Case] = {
    "one category": (OVERALL, ARENA, {"Heron": 1300.5, "Teal": 1290.0}),
    "half": (OVERALL, ARENA[: len(ARENA) // 2], "not a whole Parquet file"),
    "almost whole": (OVERALL, ARENA[:-9], "not a whole Parquet file"),
    "nonsense between the marks": ({}, b"PAR1" + b"\x00" * 64 + b"PAR1", "not readable as Parquet"),
    "a category that is gone": ({**OVERALL, "where": {"category": "everything"}}, ARENA, "no row has category = everything"),
    "a column that is gone": ({**OVERALL, "scores": _score("ratings")}, ARENA, "column 'ratings' is not in the payload"),
    "another board of the same data set": ({**OVERALL, "where": {"board": "vision"}}, ARENA, "column 'board' is not in the payload"),
}


def _csv(header: str, *rows: str) -> bytes:
    return "\n".join([header, *rows, ""]).encode()


ROWS = ("Heron,64,a", "Teal,75,b", "Owl,30,c")
THREE = {"Heron": 64.0, "Teal": 75.0, "Owl": 30.0}
OFTEN = _csv("bird,speed", "Heron,64", "Heron,70", "Heron,66", "Owl,30", "Owl,30", "Teal,75", "Gull,50")
FRACTIONS = _csv("bird,speed", "Heron,0.64", "Teal,0.75", "Owl,0.30")


def _many(last: str, count: int = 9) -> bytes:
    return _csv("bird,speed", *(f"Bird {n},50" for n in range(count)), last)


MANY = {f"Bird {n}": 50.0 for n in range(9)}
MEANS = {"scores": [{"name": "speed", "mean_of": ["noon", "dusk"]}], "closed": True}
SCALED = {"scores": _score(unit="%", scale=100)}
INTERVAL = {"scores": _score(plus_minus="ci")}
BOUNDS = {"scores": _score(low="low", high="high")}

DRIFT: dict[str, Rejecting] = {
    "a column more": ({}, _csv("bird,speed,new", *ROWS), THREE, ()),
    "another order, other spaces and capitals": ({}, _csv("rank, Speed ,BIRD", "1,64,Heron", "2,75,Teal"), {"Heron": 64.0, "Teal": 75.0}, ()),
    "renamed": ({}, _csv("bird,avg_speed,note", *ROWS), "column 'speed' is not in the payload (there are: avg_speed", ()),
    "two spellings": ({}, _csv("bird,Speed,SPEED", *ROWS), "stands more than once: say which (there are: Speed, SPEED)", ()),
    "a side column gone": ({"columns": {"votes": "votes"}}, _csv("bird,speed,x", *ROWS), "column 'votes'", ()),
    "a qualifier gone": ({"columns": {"qualifier": "run"}}, _csv("bird,speed,x", *ROWS), "column 'run'", ()),
    "an optional score gone": (
        {"scores": [{"name": "speed", "column": "speed"}, {"name": "style", "column": "style", "optional": True}]},
        _csv("bird,speed,x", *ROWS), THREE, (),
    ),
    "one of eight unreadable": ({}, _many("Teal,fast", 7), {f"Bird {n}": 50.0 for n in range(7)}, ("line 9",)),
    "two of eight unreadable": ({}, _csv("bird,speed", *(f"Bird {n},{'fast' if n < 2 else 50}" for n in range(8))), "2 of 8 rows", ()),
    "a fraction among per cent signs": (
        {}, _csv("bird,speed", *(f"Bird {n},50%" for n in range(9)), "Teal,0.85"), MANY, ("line 11",),
    ),
    "its own unit": ({"scores": _score(unit="km/h")}, _csv("bird,speed", "Heron,64 km/h", "Teal,75"), {"Heron": 64.0, "Teal": 75.0}, ()),
    "fractions for per cent": ({}, FRACTIONS, "fractions?", ()),
    "fractions as declared": (SCALED, FRACTIONS, THREE, ()),
    "per cent for fractions": (SCALED, _csv("bird,speed", "Heron,64", "Teal,75", "Owl,30"), "`scale` multiplies it", ()),
    "a per cent sign is not scaled": (SCALED, _csv("bird,speed", "Heron,0.64", "Teal,75%"), {"Heron": 64.0, "Teal": 75.0}, ()),
    "a weak model": ({}, _many("Teal,0.9"), MANY | {"Teal": 0.9}, ()),
    "too low as declared": ({"scores": _score(unit="%", lowest=1)}, _many("Teal,0.9"), MANY, ("line 11",)),
    "below no per cent": ({}, _many("Teal,-5"), "is stated in per cent", ()),
    "above a hundred per cent": ({}, _many("Teal,640"), "is stated in per cent", ()),
    "twice, unsaid": ({}, OFTEN, {"Owl": 30.0, "Teal": 75.0, "Gull": 50.0}, ("line 3", "line 4")),
    "rejects in the order of the file": (
        {}, _csv("bird,speed", "Heron,64", "Heron,66", "Teal,-", "Owl,30"), {"Owl": 30.0}, ("line 3", "line 4"),
    ),
    "twice, the best": ({"duplicates": "best"}, OFTEN, {"Heron": 70.0, "Owl": 30.0, "Teal": 75.0, "Gull": 50.0}, ("line 3", "line 4")),
    "twice, the last": ({"duplicates": "last"}, OFTEN, {"Heron": 66.0, "Owl": 30.0, "Teal": 75.0, "Gull": 50.0}, ("line 3", "line 4")),
    "twice, where low is good": (
        {"duplicates": "best", "scores": _score(higher_is_better=False)}, _csv("bird,speed", "Heron,64", "Heron,60"), {"Heron": 60.0}, ("line 3",),
    ),
    "a mean without a part": (MEANS, _csv("bird,noon,dusk", "Heron,60,70", "Teal,60,"), {"Heron": 65.0}, ("line 3",)),
    "a column more in a closed layout": (MEANS, _csv("bird,noon,dusk,moon", "Heron,60,70,20"), "column 'moon' is new", ()),
    "an interval in words": (
        INTERVAL, _csv("bird,speed,ci", *(f"Bird {n},50,+1/-1" for n in range(9)), "Teal,75,about 3"), MANY, ("line 11",),
    ),
    "an interval upside down": (
        BOUNDS, _csv("bird,speed,low,high", *(f"Bird {n},50,40,60" for n in range(9)), "Heron,64,70,60"), MANY, ("line 11",),
    ),
    "an interval's column lost": (INTERVAL, _csv("bird,speed,#", *ROWS), "column 'ci'", ()),
}  # fmt: skip
for wanted, there in (("C++", "C"), ("humaneval+", "humaneval"), ("±", "#"), ("F1*", "F1"), ("pass@1", "pass 1"), ("GPQA-D", "GPQA"),
                      ("Avg.", "Avg"), ("MMLU (5-shot)", "MMLU (0-shot)"), ("Δ", "")):  # fmt: skip
    DRIFT[f"{wanted} is not {there}"] = ({"scores": _score(wanted)}, _csv(f"bird,{there}", "Heron,64"), f"column {wanted!r} is not in the payload", ())

FORMATTED = {"json": JSON, "csv": CSV, "jsonl": JSONL, "yaml": YAML, "html": HTML, "markdown": MARKDOWN, "parquet": PARQUET}
CASES = [
    *(pytest.param(f, *case, None, id=f"{f}: {kind}") for f, some in FORMATTED.items() for kind, case in some.items()),
    *(pytest.param("csv", *case, id=kind) for kind, case in DRIFT.items()),
]


@pytest.mark.parametrize(("format_", "toml", "payload", "expected", "rejected"), CASES)
def test_a_payload_is_read_right_or_refused_with_the_reason(
    format_: str, toml: dict[str, Any], payload: bytes, expected: dict[str, float] | str, rejected: tuple[str, ...] | None
) -> None:
    """Whole, or not at all; never a guess: a column that is not there is a fault, however near another is."""
    result = read_as(birds(format_, **toml), payload, expected)
    assert rejected is None or result is None or tuple(result.rejects) == rejected


def test_what_stands_beside_the_scores() -> None:
    """Columns in their order, intervals, votes, makers, the newest date, and the link in a name's cell."""
    facts = facts_of(birds("parquet", **OVERALL), ARENA)
    assert facts.edition == "2026-09-13"
    assert (facts.rows["Heron"].scores["speed"].low, facts.rows["Teal"].scores["speed"].low) == (1295.0, None)
    assert (facts.rows["Heron"].votes, facts.rows["Heron"].organization) == (1000, "Lake")
    page = facts_of(birds("html", **BY_DAY), PAGE.encode())
    assert (page.columns, page.edition) == (("bird", "speed / day", "speed / night"), None)
    assert page.rows["Heron"].link == "https://example.org/heron"
    text = facts_of(birds("markdown", **GROUPED), README.encode())
    assert text.rows["Heron (a | b)"].link == "https://example.org/heron"
    assert text.rejects == {"line 12": "Teal: no score"}


def test_a_row_a_question_makes_a_mean_of_all_or_none() -> None:
    """A model that was not asked everything has no mean; a row that sums up the table is no model."""
    rows = [("Heron", 60), ("Heron", 70), ("Teal", 80), ("Teal", 90), ("Owl", 99), ("Average", 66)]
    facts = facts_of(birds("jsonl", duplicates="mean"), b"\n".join(_json({"bird": b, "speed": s}) for b, s in rows))
    assert {name: row.scores["speed"].value for name, row in facts.rows.items()} == {"Heron": 65.0, "Teal": 85.0}
    assert facts.rejects["Owl"] == "Owl: 1 rows where others have 2: a mean of fewer is another number"
    assert facts.rejects["/5"] == "Average: a summary or a heading of the table, and no row of it"


@pytest.mark.parametrize(
    ("format_", "payload", "content_type", "reason"),
    [
        ("json", b"", None, "empty"),
        ("json", b"  \n", None, "empty"),
        ("json", b"<!DOCTYPE html><html>", None, "HTML instead of JSON"),
        ("csv", b"bird,speed\nHeron,64\n", "text/html; charset=utf-8", "HTML instead of CSV"),
        ("yaml", b"\n<html><body>404", "text/plain", "HTML instead of YAML"),
        ("json", b"\x1f\x8b\x08\x00", None, "compressed bytes"),
        ("csv", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", None, "Git LFS pointer"),
        ("json", b"\x80\x04\x95", None, "a pickle: never loaded"),
        ("parquet", b"<html>", "text/html", "HTML came instead"),
        ("html", b'{"a": 1}', None, "JSON instead of HTML"),
        ("json", b" " * (MAX_BYTES + 1), None, "more than"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else None,
)
def test_bytes_of_another_kind_are_named(format_: str, payload: bytes, content_type: str | None, reason: str) -> None:
    """The reason says what came, so that a person knows where to look."""
    result = read_board(birds(format_), payload, content_type=content_type)
    assert isinstance(result, Refusal)
    assert reason in result.reason


def test_means_of_means_are_formed_over_all_parts_or_not_at_all() -> None:
    """A category with a missing task has no mean, and neither has the mean of categories."""
    scores = [
        {"name": "day", "mean_of": ["noon", "dusk"], "unit": "%"},
        {"name": "night", "mean_of": ["moon"], "unit": "%"},
        {"name": "all", "mean_of_scores": ["day", "night"], "unit": "%"},
    ]
    payload = _csv("bird,noon,dusk,moon", "Heron,60,70,20", "Teal,60,,20", "Owl,10,20,90")
    facts = facts_of(birds("csv", scores=scores), payload)
    assert {n: s.value for n, s in facts.rows["Heron"].scores.items()} == {"day": 65.0, "night": 20.0, "all": 42.5}
    assert set(facts.rows["Teal"].scores) == {"night"}


FORMER = [{"until": "2024", "source": {"format": "html", "table": "#birds"}, "columns": {"model": "Vogel"},
           "scores": [{"name": "speed", "column": "Tempo"}]}]  # fmt: skip
OLD = b'<html><table id="birds"><tr><th>Vogel</th><th>Tempo</th></tr><tr><td>Reiher</td><td>64</td></tr></table>'


@pytest.mark.parametrize(
    ("payload", "edition"),
    [(OLD, None), (b'[{"bird": "Heron", "speed": 64}]', "2026-01-01"), (OLD.replace(b"birds", b"x"), "'#birds' is gone"), (b'[{"Vogel": 1}]', "'bird'")],
    ids=["former", "today's", "neither, in the former format", "neither, in today's"],
)  # fmt: skip
def test_a_former_layout_is_read_and_todays_edition_is_not_given_to_it(payload: bytes, edition: str | None) -> None:
    """An older payload is an older edition; of two reasons the one of the format that came is told."""
    result = read_board(birds(former=FORMER).model_copy(update={"edition": "2026-01-01"}), payload)
    if isinstance(result, Refusal):
        assert str(edition) in result.reason
    else:
        assert result.edition == edition


def test_an_edition_after_its_own_retrieval_is_refused() -> None:
    """A date from the future is a mistake in the payload or in the column."""
    made = birds("csv", columns={"edition": "day"})
    payload = _csv("bird,speed,day", "Heron,64,2026-01-01", "Teal,75,2027-01-01")
    assert facts_of(made, payload, retrieved_at="2027-02-01T00:00:00Z").edition == "2027-01-01"
    assert isinstance(read_board(made, payload, retrieved_at="2026-06-01T00:00:00Z"), Refusal)


@pytest.mark.parametrize(
    ("address", "edition"),
    [("table_2026_06_25.csv", "2026-06-25"), ("v2/birds-20260625.csv", "2026-06-25"), ("birds.csv", None), ("2026_13_45.csv", None)],
)
def test_a_date_in_the_address_is_the_edition(address: str, edition: str | None) -> None:
    """Where the TOML says that it stands there."""
    made = birds("csv", url=f"https://example.org/{address}", dated_address=True)
    assert facts_of(made, _csv("bird,speed", "Heron,64", "Teal,75")).edition == edition


def test_a_board_without_a_source_is_a_link() -> None:
    """Nothing to read is said, not raised."""
    link = CuratedBoard(slug="birds", name="Birds", url="https://example.org")
    assert isinstance(read_board(link, b"{}"), Refusal)


@pytest.mark.parametrize("origin", [{}, {"column": "a", "mean_of": ("b",)}])
def test_a_score_has_one_origin(origin: dict[str, Any]) -> None:
    """A column, or means of columns, or means of scores."""
    with pytest.raises(ValueError, match="exactly one"):
        ScoreColumn(name="speed", **origin)


PLAIN = [{"name": "speed", "column": "speed"}]


@given(st.binary(max_size=300), st.sampled_from(FORMATS))
def test_any_bytes_are_read_or_refused(payload: bytes, format_: str) -> None:
    """Total: no payload raises."""
    assert isinstance(read_board(birds(format_, scores=PLAIN), payload), BoardFacts | Refusal)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda c: st.lists(c, max_size=4) | st.dictionaries(st.sampled_from(["bird", "speed", "x"]), c),
        max_leaves=12,
    )
)
def test_any_json_is_read_whole_or_refused(document: object) -> None:
    """What is read has a name and a number in every row."""
    result = read_board(birds(scores=PLAIN), json.dumps(document).encode())
    if isinstance(result, BoardFacts):
        assert result.rows
        assert all(name == row.name and row.scores for name, row in result.rows.items())


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("64", 64.0), (" 64.5 ", 64.5), ("**64.5**", 64.5), ("<b>64.5</b>", 64.5), ("`64.5`", 64.5), ("64.5*", 64.5),
        ("64.5†", 64.5), ("64.5¹", 64.5), ("64.5 [2]", 64.5), ("64.5(a)", 64.5), ("🥇 64.5", 64.5), ("64.5 ↑", 64.5),
        ("64.5%", 64.5), ("1,234", 1234.0), ("12,345,678.5", 12345678.5), ("1'234", 1234.0), ("６４", 64.0), ("−3.5", -3.5),
        ("+3.5", 3.5), (".5", 0.5), ("1e-05", 1e-05), ("[64.5](https://example.org)", 64.5), (64, 64.0), (64.5, 64.5),
        # What a browser shows small beside a number does not belong to it, and inline markup is no gap.
        ("85.3<sup>2</sup>", 85.3), ("85.3<sub>2</sub>", 85.3), ("<span>85</span>.3", 85.3), ("85.3<sup>a</sup>", 85.3),
    ],
)  # fmt: skip
def test_a_number_is_read_through_what_is_stuck_to_it(cell: object, value: float) -> None:
    """Markup, footnotes, separators, signs."""
    found = number(cell)
    assert isinstance(found, Number)
    assert found.value == value


@pytest.mark.parametrize("cell", [None, "", " ", "-", "–", "—", "n/a", "N/A", "NaN", "TBD", "?", "null", float("nan"), "OOM"])
def test_a_cell_that_states_nothing_is_absent(cell: object) -> None:
    """Nothing is not zero; the board may have a word of its own for it, such as "OOM" (did not fit into memory)."""
    assert number(cell, Layout(format="csv", absent=("OOM",))) is None


@pytest.mark.parametrize(
    ("read", "cell"),
    [(name, [1]), (name, "x" * (MAX_NAME + 1)), (name, "x" * 5000), (spread, "wide"), (spread, "+../-.."), (number, "OOM"), *((number, cell) for cell in [
        "85.5 [90, 91]", "~64", "> 90", "<1", "85,3", "1,23,4", "64.5.1", "64 or 65", "64/100", "85 90", "1 234", "85.1<br>2024",
        "<div>85.1</div><div>2024</div>", "inf", "1e400", "sixty", True, [64], {"a": 1}, 10**30, "6" * 500,
    ])],
)  # fmt: skip
def test_what_is_not_certain_is_unreadable(read: Callable[[object], object], cell: object) -> None:
    """Approximate, ambiguous or no number at all: never a guess."""
    with pytest.raises(Unreadable):
        read(cell)


@pytest.mark.parametrize(
    ("cell", "form", "value"),
    [
        ("1.234,5", Layout(format="csv", thousands=".", decimal=","), 1234.5),
        ("85,3", Layout(format="csv", thousands=".", decimal=","), 85.3), ("1 234", Layout(format="csv", thousands=" "), 1234.0),
        ("85.3 (2)", Layout(format="csv", brackets="ignore"), 85.3), ("1\u00a0234", Layout(format="csv", thousands=" "), 1234.0),
        ("12 345 678,9", Layout(format="csv", thousands=" ", decimal=","), 12345678.9),
    ],
)  # fmt: skip
def test_thousands_and_decimals_are_read_as_the_toml_declares_them(cell: str, form: Layout, value: float) -> None:
    """A comma is a decimal sign only where somebody said so."""
    assert number(cell, form) == Number(value)


@pytest.mark.parametrize(
    ("cell", "low", "high"),
    [
        ("85.5 ± 0.5", 85.0, 86.0), ("85.5±0.5", 85.0, 86.0), ("85.5 (±0.5)", 85.0, 86.0), ("85.5 +/- 0.5", 85.0, 86.0),
        ("85.5% ± 0.5%", 85.0, 86.0), ("1316 +4/-5", 1311.0, 1320.0), ("85.5 [85.0, 86.0]", 85.0, 86.0),
        ("85.5 (85.0-86.0)", 85.0, 86.0),
    ],
)  # fmt: skip
def test_an_interval_in_the_cell_is_kept(cell: str, low: float, high: float) -> None:
    """As bounds, whatever way it was written."""
    found = number(cell)
    assert isinstance(found, Number)
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("+4/-5", (5.0, 4.0)), ("±4", (4.0, 4.0)), ("4.5", (4.5, 4.5)), (4, (4.0, 4.0)), (-4.5, (4.5, 4.5)),
     ("1,204", (1204.0, 1204.0)), ("-", None), (float("nan"), None), (None, None)],
)
def test_spreads_are_down_and_up(cell: object, expected: tuple[float, float] | None) -> None:
    """The column beside a score; words and dots alone are none."""
    assert spread(cell) == expected


@pytest.mark.parametrize(
    ("cell", "clean", "link"),
    [
        ("Heron-7B", "Heron-7B", None), ("**Heron-7B***", "Heron-7B", None),
        ("[Heron-7B](https://example.org/h)", "Heron-7B", "https://example.org/h"),
        ("[Heron](javascript:alert(1))", "[Heron](javascript:alert(1))", None), ("<a href='x'>Heron</a>", "Heron", None),
        ("Heron &amp; Teal", "Heron & Teal", None), ("He\u200bron\u202e", "Heron", None), ("Heron\n 7B", "Heron 7B", None),
        ("model_name_7b", "model_name_7b", None), (7, "7", None), ("[A](https://b.c/d_(e))", "A", "https://b.c/d_(e)"),
        ("Heron<br>7B", "Heron 7B", None), ("<p>Heron</p><p>7B</p>", "Heron 7B", None), ("<b>He</b>ron", "Heron", None),
        ("Heron<sup>1</sup>", "Heron", None), ("Heron\u00b9", "Heron", None), ("Heron [1]", "Heron", None), ("Heron[^note]", "Heron", None),
        ("🥇 Heron 🔥", "Heron", None), ("~~Teal~~ Heron", "Heron", None), ("Heron <del>7B</del>", "Heron", None), ("-", "", None), (None, "", None),
    ],
)  # fmt: skip
def test_a_name_is_the_boards_own_without_markup(cell: object, clean: str, link: str | None) -> None:
    """What hides or reorders is gone; underscores are part of names; blocks and line breaks are gaps, other markup is none."""
    assert name(cell) == (clean, link)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2024-05-05T12:22:44Z", "2024-05-05"), ("2024/5/5", "2024-05-05"), ("2024-05", "2024-05"),
        ("20240505", "2024-05-05"), ("2024年5月", "2024-05"), ("2024-13-05", None), ("2024-02-30", None), ("May 2024", None),
        (None, None), (True, None),
    ],
)  # fmt: skip
def test_dates_are_as_precise_as_the_board(cell: object, expected: str | None) -> None:
    """Never more precise, never impossible."""
    assert day(cell) == expected


def test_side_columns() -> None:
    """Counts are whole, words are short, addresses are http(s)."""
    assert (count("12,345"), count("1.5"), count("-3"), count("many")) == (12345, None, None, None)
    assert (words(" Lake  Lab "), words("-"), words(None), words("x" * 300)) == ("Lake Lab", None, None, "x" * 120)
    assert web_link(" https://example.org/a ") == "https://example.org/a"
    assert not any(map(web_link, ("javascript:x", "https://a b", 'https://a"b', 5, "https://" + "a" * 600)))


@given(st.floats(-1e9, 1e9).map(lambda f: round(f, 3)), st.sampled_from(["", "*", " †", "%", " [1]"]), st.booleans())
def test_a_written_number_is_read_back(value: float, mark: str, bold: bool) -> None:  # noqa: FBT001
    """Round trip through what boards do to numbers."""
    text = f"{value:,.3f}" + mark
    found = number(f"**{text}**" if bold else text)
    assert isinstance(found, Number)
    assert abs(found.value - value) < 1e-6


@given(st.text(max_size=60))
def test_any_text_is_a_number_nothing_or_unreadable(text: str) -> None:
    """Total, and a label is stable."""
    with suppress(Unreadable):
        assert number(text) is None or isinstance(number(text), Number)
    assert label(label(text)) == label(label(label(text)))
