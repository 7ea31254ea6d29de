"""Recorded leaderboard files under the addresses that they have on the web, each in its latest edition."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.upstream.world import WebFile

_GITHUB: Final = "raw.githubusercontent.com"
# (folder, file name with its date as a group, addresses that serve it); {name} is the first group.
_EDITIONS: Final = (
    ("leaderboards/lmarena_arena-catalog", r"([a-z-]+)_(\d{4}-\d\d-\d\d)_\w+\.json\.gz",
     (f"{_GITHUB}/lmarena/arena-catalog/main/data/{{name}}.json",)),
    ("html/mmmu_leaderboard", r"(index)_(\d{4}-\d\d-\d\d)_\w+\.html", ("mmmu-benchmark.github.io/index.html",)),
    ("leaderboards/mmmu", r"(leaderboard_data)_(\d{4}-\d\d-\d\d)_\w+\.json",
     ("mmmu-benchmark.github.io/leaderboard_data.json",)),
    ("leaderboards/aider", r"([a-z_]+)_(\d{4}-\d\d-\d\d)_\w+\.yml",
     (f"{_GITHUB}/Aider-AI/aider/main/aider/website/_data/{{name}}.yml",)),
    ("leaderboards/fboulnois_csv", r"([a-z_0-9]+)_(\d{4}-\d\d-\d\d)_\w+\.csv(?:\.gz)?",
     (f"{_GITHUB}/fboulnois/llm-leaderboard-csv/main/csv/{{name}}.csv",)),
    ("leaderboards/livebench", r"((?:table|categories)_(\d{4}_\d\d_\d\d))\.(?:csv|json)",
     (f"{_GITHUB}/LiveBench/livebench.github.io/main/public/{{file}}", "livebench.github.io/public/{file}",
      "livebench.github.io/{file}", "livebench.ai/{file}")),
)  # fmt: skip
# Files of one edition: (file, its day, address).
_SINGLE: Final = (
    ("leaderboards/lmarena-history_result.csv.gz", "2025-05-23",
     f"{_GITHUB}/nakasyou/lmarena-history/main/output/result.csv"),
    ("awesome/eugeneyan_open-llms_README.md", "2025-02-12", f"{_GITHUB}/eugeneyan/open-llms/main/README.md"),
    ("awesome/XiongjieDai_GPU-Benchmarks_README.md", "2024-05-12",
     f"{_GITHUB}/XiongjieDai/GPU-Benchmarks-on-LLM-Inference/main/README.md"),
    ("html/lmarena_scatterplot.html", "2025-12-17", f"{_GITHUB}/lmarena/arena-catalog/main/scatterplot.html"),
)  # fmt: skip
_KINDS: Final = {
    ".json": "application/json; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".yml": "text/plain; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
    ".html": "text/html; charset=utf-8",
}


def recorded_files(root: Path, day: str) -> dict[str, WebFile]:
    """Files by `{host}/{path}`: of several editions the latest at or before the day."""
    files: dict[str, WebFile] = {}
    for address, edition, path in sorted(_found(root)):
        if edition > day:
            continue
        # raw.githubusercontent.com sends text as text/plain, whatever its name says.
        suffix = Path(path.name.removesuffix(".gz")).suffix
        kind = "text/plain; charset=utf-8" if address.startswith(_GITHUB) else _KINDS[suffix]
        files[address] = WebFile(path, kind, edition)
    return files


def _found(root: Path) -> Iterator[tuple[str, str, Path]]:
    for folder, pattern, addresses in _EDITIONS:
        for path in sorted((root / folder).glob("*")):
            match = re.fullmatch(pattern, path.name)
            if match is not None:
                for address in addresses:
                    yield address.format(name=match[1], file=path.name), match[2].replace("_", "-"), path
    for name, edition, address in _SINGLE:
        if (root / name).is_file():
            yield address, edition, root / name
