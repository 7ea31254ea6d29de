"""The attack corpora: the shared one where it is there, and the project's own."""

import json
from pathlib import Path
from typing import Any, Final

import pytest

SHARED: Final = Path(__file__).parents[3] / "shared" / "attacks.jsonl"
OWN: Final = Path(__file__).parent / "own.jsonl"


def cases(file: Path) -> list[dict[str, Any]]:
    """The cases of a corpus, their long inputs put together; none where the file is not there."""
    if not file.exists():
        return []
    found = [json.loads(line) for line in file.read_text().splitlines() if line]
    for case in found:
        if isinstance(case["input"], dict):
            parts = case["input"]["concat"]
            case["input"] = "".join(p if isinstance(p, str) else p[0] * p[1] for p in parts)
    return found


def shared(sink: str) -> list[Any]:
    """The shared cases of one sink, or one that skips where the corpus is not there."""
    found = [pytest.param(c["input"], id=c["id"]) for c in cases(SHARED) if c["sink"] == sink]
    return found or [pytest.param("", marks=pytest.mark.skip("needs ../shared (recorded payloads)"))]
