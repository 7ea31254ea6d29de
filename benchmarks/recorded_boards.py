"""The recorded editions of every board: rows, rejects, refusals, as the table of docs/leaderboards.md."""

import gzip
import sys
import tomllib
from pathlib import Path
from typing import Final

from pipeline.model.boards import CuratedBoard
from pipeline.model.snapshots import BoardFacts
from pipeline.sources.leaderboards import Refusal, read_board

ROOT: Final = Path(__file__).parent.parent
RECORDED: Final = ROOT.parent / "shared" / "recorded"
PLACES: Final = (
    ("leaderboards/lmarena_arena-catalog/leaderboard-text*", "arena-text"),
    ("leaderboards/lmarena_arena-catalog/leaderboard-vision*", "arena-vision"),
    ("leaderboards/lmarena_arena-catalog/scatterplot-data*", "arena-text"),
    ("leaderboards/fboulnois_csv/lmsys_*", "arena-text"),
    ("leaderboards/fboulnois_csv/lmarena_text_*", "arena-text"),
    ("leaderboards/fboulnois_csv/lmarena_vision_*", "arena-vision"),
    ("leaderboards/fboulnois_csv/huggingface_v1_*", "open-llm-leaderboard-v1"),
    ("leaderboards/open_llm_leaderboard_v1_2023/*", "open-llm-leaderboard-v1"),
    ("leaderboards/fboulnois_csv/huggingface_v2_*", "open-llm-leaderboard-v2"),
    ("leaderboards/fboulnois_csv/merged_*", "open-llm-leaderboard-v2"),
    ("leaderboards/livebench/table_*", "livebench"),
    ("leaderboards/livebench/*.json", "livebench"),
    ("leaderboards/aider/polyglot_*", "aider-polyglot"),
    ("leaderboards/aider/edit_*", "aider-edit"),
    ("leaderboards/aider/quant_*", "aider-polyglot"),
    ("leaderboards/mmmu/*", "mmmu"),
    ("html/mmmu_leaderboard/*", "mmmu"),
    ("awesome/XiongjieDai_GPU-Benchmarks_README.md", "gpu-inference"),
)


def main() -> None:
    """Print one line for each file."""
    if not RECORDED.exists():
        sys.stdout.write("needs ../shared (recorded payloads)\n")
        return
    sys.stdout.write("| Recorded file | Board | Rows | Rejects |\n| --- | --- | ---: | --- |\n")
    for pattern, slug in PLACES:
        path = ROOT / "catalog" / "curated" / "leaderboards" / f"{slug}.toml"
        board = CuratedBoard.model_validate(tomllib.loads(path.read_text("utf-8")))
        for file in sorted(RECORDED.glob(pattern)):
            payload = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
            result = read_board(board, payload)
            sys.stdout.write(f"| {file.parent.name}/{file.name} | {slug} | {_said(result)} |\n")


def _said(result: BoardFacts | Refusal) -> str:
    if isinstance(result, Refusal):
        return f"refused | {result.reason}"
    return f"{len(result.rows)} | {_counted(result.rejects)}"


def _counted(rejects: dict[str, str]) -> str:
    """Rejects by reason: the part after the name of the row."""
    by_reason: dict[str, int] = {}
    for reason in rejects.values():
        words = "stands more than once" if "stands more than once" in reason else reason.rpartition(": ")[2]
        by_reason[words] = by_reason.get(words, 0) + 1
    return ", ".join(f"{n} × {w}" for w, n in sorted(by_reason.items())) or "0"


if __name__ == "__main__":
    main()
