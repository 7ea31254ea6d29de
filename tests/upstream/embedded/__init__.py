"""The embedded world: real names, numbers and links; invented texts and commits; two days, "one" and "two".

Everything that can change changes between the days. A commit here is a digest of what the repository
says, so that it moves when, and only when, something did.
"""

import json
from collections.abc import Mapping
from html import escape
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from tests.upstream.derived import model_from_card
from tests.upstream.messages import JsonObject
from tests.upstream.world import Model, Paper, PaperVersion, WebFile

_HERE: Final = Path(__file__).parent
CURATED: Final = _HERE / "curated"
"""The embedded world's own list, in the layout of catalog/curated/."""
DATES: Final = {"one": "2025-03-17", "two": "2025-11-06"}
ARENA_URL: Final = "https://raw.githubusercontent.com/lmarena/arena-catalog/main/data/leaderboard-text.json"
MMLU_PRO: Final = "TIGER-Lab/MMLU-Pro"
OPEN_LLM_URL: Final = "https://huggingface.co/datasets/open-llm-leaderboard/contents"
_SUBJECTS: Final = ("Art & Design", "Business", "Science", "Health & Medicine", "Human. & Social Sci.", "Tech & Eng.")
MOVED: Final[Mapping[str, str]] = MappingProxyType({"THUDM/glm-4-9b-chat": "zai-org/glm-4-9b-chat"})
# The Hub does not know every paper: where arXiv refuses too, this one cannot be had at all.
_ONLY_ON_ARXIV: Final = frozenset({"2311.16867", "2503.99999"})


def embedded_world(day: str) -> dict[str, Any]:
    """The fields of a World on its day "one" or "two"."""
    if day not in DATES:
        raise ValueError(f'the embedded world has the days "one" and "two", not {day!r}')
    github = {
        name.lower(): {"full_name": name, "archived": False, "license": {"spdx_id": "Apache-2.0"}, "private": False}
        for name in ("QwenLM/Qwen2.5", "QwenLM/Qwen2.5-VL", "OpenGVLab/InternVL", "allenai/OLMo", "meta-llama/llama3")
    }
    return {
        "date": DATES[day],
        "models": embedded_models(day),
        "moved": MOVED if day == "two" else {},
        "collections": embedded_collections(day),
        "papers": embedded_papers(day),
        "files": embedded_boards(day, DATES[day]),
        "github": github,
    }


def embedded_boards(day: str, date: str) -> dict[str, WebFile]:
    """The boards' files as they were on a day."""
    arena = (_HERE / "boards" / f"arena_{day}.json").read_bytes()
    rows = json.loads((_HERE / "boards" / f"mmmu_{day}.json").read_text("utf-8"))
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
    rows = json.loads((_HERE / "boards" / "mmlu_pro.json").read_text("utf-8"))
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


def embedded_models(day: str) -> dict[str, Model]:
    """All repositories of a day."""
    facts: dict[str, JsonObject] = json.loads((_HERE / "hub" / "one.json").read_text("utf-8"))
    cards = _cards("one")
    if day == "two":
        cards |= _cards("two")
        for model_id, change in json.loads((_HERE / "hub" / "two.json").read_text("utf-8")).items():
            if change is None:
                del facts[model_id]
            else:
                facts[model_id] = facts.get(model_id, {}) | change
        for old, new in MOVED.items():
            facts[new], cards[new] = facts.pop(old), cards.pop(old)
    for model_id, results in embedded_evaluations().items():
        facts[model_id]["evalResults"] = results
    return {model_id: model_from_card(model_id, cards[model_id], **known) for model_id, known in facts.items()}


def _cards(day: str) -> dict[str, bytes]:
    paths = sorted((_HERE / "cards" / day).glob("*.md"))
    return {path.stem.replace("--", "/", 1): path.read_bytes() for path in paths}


def embedded_collections(day: str) -> dict[str, JsonObject]:
    """Collections by slug, their items flat, as the Hub gives them; without what nobody reads of them."""
    known = json.loads((_HERE / "hub" / "collections.json").read_text("utf-8"))
    return {slug: {"slug": slug, "title": one["title"], "items": _items(one, day)} for slug, one in known.items()}


def _items(one: JsonObject, day: str) -> list[JsonObject]:
    return [
        *({"type": "model", "repoType": "model", "id": model} for model in one[day]),
        *({"type": "paper", "id": paper, "title": f"Paper {paper}", "upvotes": 0} for paper in one["papers"]),
        *({"type": "space", "repoType": "space", "id": space, "likes": 0} for space in one["spaces"]),
    ]


def embedded_papers(day: str) -> dict[str, Paper]:
    """Papers by id, each with the versions that were there on that day."""
    versions: dict[str, list[PaperVersion]] = {}
    for one in json.loads((_HERE / "papers" / "versions.json").read_text("utf-8")):
        if one.pop("day") == "one" or day == "two":
            authors, categories = tuple(one.pop("authors")), tuple(one.pop("categories"))
            versions.setdefault(one["id"], []).append(PaperVersion(**one, authors=authors, categories=categories))
    return {key: Paper(tuple(known), on_hub=key not in _ONLY_ON_ARXIV) for key, known in versions.items()}
