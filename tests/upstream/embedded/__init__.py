"""The embedded world: real names, numbers and links; invented texts and commits; two days, "one" and "two".

Everything that can change changes between the days: `CHANGES` lists it. A commit here is a digest of
what the repository says, so that it moves when, and only when, something did.
"""

from pathlib import Path
from typing import Any, Final

from tests.upstream.embedded.boards import embedded_boards
from tests.upstream.embedded.changes import CHANGES, Expected
from tests.upstream.embedded.hub import MOVED, embedded_collections, embedded_models
from tests.upstream.embedded.papers import embedded_papers
from tests.upstream.world import ModelTable

DATES: Final = {"one": "2025-03-17", "two": "2025-11-06"}
CURATED: Final = Path(__file__).parent / "curated"
"""The embedded world's own list, in the layout of catalog/curated/."""

__all__ = ["CHANGES", "CURATED", "DATES", "Expected", "embedded_world"]


def embedded_world(day: str) -> dict[str, Any]:
    """The fields of a World on its day "one" or "two"."""
    if day not in DATES:
        raise ValueError(f'the embedded world has the days "one" and "two", not {day!r}')
    models = embedded_models(day)
    github = {
        name.lower(): {"full_name": name, "archived": False, "license": {"spdx_id": "Apache-2.0"}, "private": False}
        for name in ("QwenLM/Qwen2.5", "QwenLM/Qwen2.5-VL", "OpenGVLab/InternVL", "allenai/OLMo", "meta-llama/llama3")
    }
    return {
        "date": DATES[day],
        "models": ModelTable(models),
        "moved": MOVED if day == "two" else {},
        "collections": embedded_collections(day, models),
        "papers": embedded_papers(day),
        "files": embedded_boards(day, DATES[day]),
        "github": github,
    }
