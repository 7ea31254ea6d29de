"""The JSON Schemas of what people and other programs read and write: `python -m pipeline.schemas DIR`."""

import sys
from pathlib import Path
from typing import Final

from pydantic import BaseModel

from pipeline.export.records import ExportedCatalog, schema_text
from pipeline.layout import kinds
from pipeline.model.reports import LogLine, RunReport

KINDS: Final[dict[str, type[BaseModel]]] = {
    **{kind.label if kind.place.endswith("/") else kind.name: kind.type for kind in kinds.CURATED},
    "report": RunReport, "log": LogLine, "catalog": ExportedCatalog,
}  # fmt: skip
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
