"""A small world in two days, in which every source has something to tell, and the tree that asks for it."""

import json
from dataclasses import replace
from typing import Any, Final

from pipeline.layout import kinds, paths
from tests.upstream import Model, Paper, PaperVersion, World, model_from_card
from tests.upstream.messages import JsonObject
from tests.upstream.world import WebFile

OWNER: Final = "heron-lab"
COLLECTION: Final = f"{OWNER}/egret-0123456789abcdef01234567"
BOARD: Final = "https://boards.example/standings.csv"
PAGE: Final = "https://pages.example/egret"
CODE: Final = "heron-lab/egret"
PAPERS: Final = ("2401.01234", "2402.02345", "2403.03456")
NEW_PAPER: Final = "2404.04567"
MEMBERS: Final = tuple(f"{OWNER}/Egret-{n}B" for n in range(1, 13))
OLD: Final = f"{OWNER}/Egret-Early-1B"

_FAMILY: Final = f"""slug = "egret"
name = "Egret"
organization = "heron-lab"
kind = "llm"
checkpoints = ["{OLD}"]
match = ["{OWNER}/Egret-*"]
collections = ["{COLLECTION}"]
papers = {json.dumps([*PAPERS, NEW_PAPER])}

[links]
code = "https://github.com/{CODE}"
more = [{{ label = "Page", url = "{PAGE}" }}]
"""
_BOARD: Final = f"""slug = "marsh"
name = "Marsh"
url = "https://boards.example/"

[source]
url = "{BOARD}"
format = "csv"

[columns]
model = "Model"

[[scores]]
name = "mean"
column = "Mean"
"""
_ORGANIZATIONS: Final = f'[organizations.heron-lab]\nname = "Heron Lab"\nhub = ["{OWNER}"]\ngithub = ["{OWNER}"]\n'


def curated() -> dict[str, bytes]:
    """The files of people: one family, one board, their maker."""
    return {
        kinds.FAMILIES.path("egret"): _FAMILY.encode(),
        f"{paths.BOARDS}marsh.toml": _BOARD.encode(),
        paths.ORGANIZATIONS: _ORGANIZATIONS.encode(),
    }


def _model(name: str, size: int, words: str = "") -> Model:
    card = (
        f"---\nlicense: apache-2.0\nlanguage:\n- en\npipeline_tag: text-generation\n---\n# {name.partition('/')[2]}\n\n"
        f"This model has {size}B parameters and a context length of 32768 tokens.\n{words}"
    )
    total = size * 1_000_000_000
    return model_from_card(
        name, card, pipeline_tag="text-generation", library_name="transformers",
        safetensors={"parameters": {"BF16": total}, "total": total},
    )  # fmt: skip


def _collection(items: list[str]) -> JsonObject:
    shown = [{"type": "model", "id": one, "position": n} for n, one in enumerate(items)]
    return {"slug": COLLECTION, "title": "Egret", "owner": {"name": OWNER}, "items": shown}


def _paper(identity: str, *, revised: bool) -> Paper:
    month = f"20{identity[:2]}-{identity[2:4]}"

    def version(number: int) -> PaperVersion:
        said = f"We train Egret on {number}.5 trillion tokens, and say how."
        when = f"{month}-{9 + number:02d}T00:00:00Z"
        return PaperVersion(
            identity, number, f"Egret, part {identity[-1]}", said, when, when, ("A. Heron",), ("cs.CL",)
        )

    return Paper(tuple(version(n) for n in ((1, 2) if revised else (1,))), on_hub=True)


def board(scores: list[float]) -> bytes:
    """The board's file: one row a member."""
    rows = "".join(f"{name.partition('/')[2]},{score}\n" for name, score in zip(MEMBERS, scores, strict=True))
    return f"Model,Mean\n{rows}".encode()


def repository(**more: Any) -> JsonObject:
    """The code's repository as GitHub states it."""
    return {
        "full_name": CODE, "archived": False, "fork": False, "license": {"spdx_id": "Apache-2.0"}, "topics": ["llm"],
        "description": "Code", "homepage": "", **more,
    }  # fmt: skip


def first_day() -> World:
    """The world as it was read."""
    models = [*(_model(m, n) for n, m in enumerate(MEMBERS, 1)), _model(OLD, 1)]
    return replace(
        World.empty("2025-01-10"),
        models={m.id: m for m in models},
        collections={COLLECTION: _collection([*MEMBERS, OLD])},
        papers={i: _paper(i, revised=False) for i in PAPERS},
        files={
            "boards.example/standings.csv": WebFile(board([50.0 + n for n in range(12)]), "text/csv"),
            "boards.example/index.html": WebFile(b"<!doctype html><title>Boards</title>", "text/html"),
            "pages.example/egret": WebFile(b"<!doctype html><title>Egret</title>", "text/html"),
            "pages.example/heron": WebFile(b"<!doctype html><title>Heron</title>", "text/html"),
        },
        github={CODE: repository()},
    )


def second_day() -> World:
    """The world after each of its parts moved."""
    before = first_day()
    moved = dict(before.models)
    for n in (3, 7):
        moved[MEMBERS[n - 1]] = _model(MEMBERS[n - 1], n, f"It was trained on {n} trillion tokens.\n")
    renamed = f"{OWNER}/Egret-Ancient-1B"
    moved[renamed] = _model(renamed, 1)
    del moved[OLD]
    return replace(
        before,
        date="2025-02-20",
        models=moved,
        moved={OLD: renamed},
        collections={COLLECTION: _collection([*MEMBERS, renamed])},
        papers={**{i: _paper(i, revised=i == PAPERS[0]) for i in PAPERS}, NEW_PAPER: _paper(NEW_PAPER, revised=False)},
        files={
            **before.files,
            "boards.example/standings.csv": WebFile(board([60.0 + n for n in range(12)]), "text/csv"),
            "pages.example/egret": WebFile(b"", "text/html", redirect="https://pages.example/heron"),
        },
        github={CODE: repository(archived=True)},
    )
