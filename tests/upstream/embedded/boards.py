"""Two leaderboards of the embedded world: JSON in the Arena catalog's shape, HTML in MMMU's."""

import json
from html import escape
from pathlib import Path
from typing import Any, Final

from tests.upstream.messages import JsonObject
from tests.upstream.world import WebFile

ARENA_URL: Final = "https://raw.githubusercontent.com/lmarena/arena-catalog/main/data/leaderboard-text.json"
MMMU_URL: Final = "https://mmmu-benchmark.github.io/"
MMLU_PRO: Final = "TIGER-Lab/MMLU-Pro"
OPEN_LLM_URL: Final = "https://huggingface.co/datasets/open-llm-leaderboard/contents"
_HERE: Final = Path(__file__).parent / "boards"
_SUBJECTS: Final = ("Art & Design", "Business", "Science", "Health & Medicine", "Human. & Social Sci.", "Tech & Eng.")


def embedded_boards(day: str, date: str) -> dict[str, WebFile]:
    """The boards' files as they were on a day."""
    arena = (_HERE / f"arena_{day}.json").read_bytes()
    rows = json.loads((_HERE / f"mmmu_{day}.json").read_text("utf-8"))
    page = WebFile(mmmu_page(rows).encode(), "text/html; charset=utf-8", date)
    return {
        ARENA_URL.partition("://")[2]: WebFile(arena, "text/plain; charset=utf-8", date),
        "mmmu-benchmark.github.io/index.html": page,
        "github.com/OpenGVLab/InternVL": WebFile(b"<!doctype html><title>InternVL</title>", "text/html", None),
        "github.com/QwenLM/Qwen2.5": WebFile(
            b"", "text/html", None, redirect="https://github.com/QwenLM/Qwen3" if day == "two" else None
        ),
        "github.com/QwenLM/Qwen3": WebFile(b"<!doctype html><title>Qwen3</title>", "text/html", None),
    }


def embedded_evaluations() -> dict[str, list[JsonObject]]:
    """What the Hub keeps as `evalResults` of repositories, with numbers of the Open LLM Leaderboard's archive."""
    rows = json.loads((_HERE / "mmlu_pro.json").read_text("utf-8"))
    data = {"dataset": {"id": MMLU_PRO, "task_id": "default"}, "source": {"url": OPEN_LLM_URL}}
    return {
        model_id: [{"filename": ".eval_results/mmlu_pro.yaml", "verified": False, "data": {**data, "value": value}}]
        for model_id, value in rows
    }


def mmmu_page(rows: list[list[Any]]) -> str:
    """A page with a table of validation scores, its names linked and set in bold as MMMU has them."""
    heads = "".join(
        f'<td class="js-sort-{kind}"><strong>{escape(name)}</strong></td>'
        for name, kind in (("Reset", "number"), ("Size", "string"), ("Date", "date"), ("Overall", "number"),
                           *((subject, "number") for subject in _SUBJECTS))
    )  # fmt: skip
    body = "\n".join(_row(*row) for row in rows)
    return (
        "<!doctype html>\n<html><head><title>MMMU</title></head><body>\n"
        '<div class="content"><h2 id="leaderboard">Leaderboard</h2>\n'
        f'<table id="table1" class="js-sort-table"><tr>{heads}</tr>\n{body}\n</table>\n'
        '<table id="table2" class="js-sort-table hidden"><tr><td><strong>Reset</strong></td></tr></table>\n'
        "</div></body></html>\n"
    )


def _row(name: str, size: str, date: str, overall: str, subjects: list[str] | None, link: str | None) -> str:
    shown = f"<b>{escape(name)}</b>"
    linked = shown if link is None else f'<a href="{escape(link)}">{shown}</a>'
    scores = [f"<b>{overall}</b>", *(subjects or ["-"] * len(_SUBJECTS))]
    cells = "".join(f"<td>{cell}</td>" for cell in (size, date, *scores))
    return f'<tr style="background-color: #fff"><td style="text-align: left;">{linked}</td>{cells}</tr>'
