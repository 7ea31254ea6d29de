"""datapackage.json (https://datapackage.org) and a data set card for the Hub: what the tables are, for programs and for readers."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Final

from pipeline.export.contract import ExportedOrigin
from pipeline.export.table import Column, FlatTable
from pipeline.export.templates import filled
from pipeline.render import escape

_PROFILES: Final = "https://datapackage.org/profiles/2.0"
_ABOUT: Final = (
    "Open large language models and vision-language models: sizes, context, training data, licences, memory and scores, "
    "every value with the page, revision and line that states it."
)


def datapackage(tables: Iterable[FlatTable], files: Mapping[str, bytes], origin: ExportedOrigin) -> bytes:
    """The descriptor: a resource for each table as CSV, and catalog.json with its schema; each with its bytes and digest."""
    made = {"created": f"{origin.date}T00:00:00Z", "version": origin.date} if origin.date else {}
    home = origin.site or origin.repository
    return _json({
        "$schema": f"{_PROFILES}/datapackage.json", "name": "awesome-llm-vlm", "title": origin.name, "description": _ABOUT,
        **made, **({"homepage": home} if home else {}),
        "licenses": [{"name": "CC0-1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/"}],
        "resources": [
            *(
                {
                    "name": table.name, "type": "table", **_file(f"{table.name}.csv", "csv", "text/csv", files),
                    "description": f"{table.description}.",
                    "schema": {"$schema": f"{_PROFILES}/tableschema.json", "fields": [_field(one) for one in table.columns]},
                }
                for table in tables
            ),
            {
                "name": "catalog-json", "type": "json", **_file("catalog.json", "json", "application/json", files),
                "description": "Everything, by family; catalog.schema.json describes it.",
            },
        ],
    })  # fmt: skip


def _file(path: str, form: str, media: str, files: Mapping[str, bytes]) -> dict[str, object]:
    digest = hashlib.sha256(files[path]).hexdigest()
    return {"path": path, "format": form, "mediatype": media, "encoding": "utf-8", "bytes": len(files[path]), "hash": f"sha256:{digest}"}


def _field(column: Column) -> dict[str, str]:
    parted = {"delimiter": " ", "itemType": "string"} if column.type == "list" else {}
    return {"name": column.name, "type": column.type, **parted, "description": f"{column.description}."}


def _json(value: object) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode()


def card(tables: Iterable[FlatTable], origin: ExportedOrigin) -> bytes:
    """README.md of the folder: a data set card (https://huggingface.co/docs/hub/datasets-cards), a configuration a table."""
    places = [one for one in (origin.site, origin.repository) if one and escape.url(one)]
    return filled("card.md", name=origin.name, about=_ABOUT, tables=list(tables), commit=origin.commit, day=origin.date, places=places)
