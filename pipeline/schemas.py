"""The JSON Schemas of what people and other programs read and write: `python -m pipeline.schemas DIR`."""

import sys
from pathlib import Path
from typing import Final

from pydantic import BaseModel

from pipeline.export.contract import ExportedCatalog, schema_text
from pipeline.model.boards import CuratedBoard
from pipeline.model.curated import (
    AcceptedList,
    CuratedBenchmark,
    CuratedFamily,
    DeclinedList,
    Organizations,
    Papers,
    Sections,
    Watch,
)
from pipeline.model.events import LogLine
from pipeline.model.reports import RunReport

KINDS: Final[dict[str, type[BaseModel]]] = {
    "family": CuratedFamily,
    "leaderboard": CuratedBoard,
    "benchmark": CuratedBenchmark,
    "organizations": Organizations,
    "papers": Papers,
    "sections": Sections,
    "watch": Watch,
    "declined": DeclinedList,
    "accepted": AcceptedList,
    "report": RunReport,
    "log": LogLine,
    "catalog": ExportedCatalog,
}
"""Schema's name -> the type it describes. TOML files name it in their first line: `#:schema …`."""


def schema_files() -> dict[str, str]:
    """File name -> JSON Schema text (draft 2020-12), the same bytes each time."""
    return {f"{name}.schema.json": schema_text(name, kind) for name, kind in KINDS.items()}


def main(folder: Path) -> None:
    """Write the schemas into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schema_files().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
