"""The reader against cards read by hand, where those are at hand."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.readers.card import as_json, read_card

SHARED = Path(__file__).parents[3] / "shared"
CARDS = SHARED / "recorded" / "model_cards" / "ai-nexus_2025-12-10"


@pytest.fixture
def extracted(tmp_path: Path) -> Path:
    """All recorded cards as the lines of `awesome extract --json`."""
    if not CARDS.is_dir():
        pytest.skip("needs ../shared (recorded payloads)")
    out = tmp_path / "extracted.jsonl"
    lines = [
        json.dumps(as_json(read_card(p.stem.replace("--", "/", 1), p.read_bytes()))) for p in sorted(CARDS.glob("*.md"))
    ]
    out.write_text("\n".join(lines), encoding="utf-8")
    return out


def _score(truth: str, extracted: Path) -> str:
    command = [sys.executable, str(SHARED / "truth" / "score_cards.py"), str(SHARED / "truth" / truth), str(extracted)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_precision_and_recall(extracted: Path) -> None:
    """Overall precision is at least 0.98 and recall 0.93; no field's precision is below 0.95."""
    shown = _score("cards.jsonl", extracted)
    total = re.search(r"precision ([\d.]+) recall ([\d.]+)", shown)
    assert total is not None
    assert float(total[1]) >= 0.98
    assert float(total[2]) >= 0.93
    for line in shown.splitlines()[1:-1]:
        assert float(line.split()[-2]) >= 0.95, line  # precision, or the accuracy of a label


def test_kinds(extracted: Path) -> None:
    """At least 97 % of the kinds are right, and nothing else is taken for a language model."""
    got = {row["id"]: row["kind"] for row in map(json.loads, extracted.read_text(encoding="utf-8").splitlines())}
    truth = [
        json.loads(line) for line in (SHARED / "truth" / "kinds.jsonl").read_text(encoding="utf-8").splitlines() if line
    ]
    right = [t for t in truth if got[t["id"]] in [t["kind"], *t.get("accept", {}).get("kind", [])]]
    assert len(right) >= 0.97 * len(truth)
    assert not [t["id"] for t in truth if t["kind"] == "other" and not t["accept"] and got[t["id"]] != "other"]
