"""datapackage.json (https://datapackage.org) and a data set card for the Hub: what the tables are, for programs and for readers."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pipeline.export.contract import ExportedOrigin
from pipeline.export.table import Column, FlatTable
from pipeline.export.templates import filled
from pipeline.render import escape

_ABOUT: Final = (
    "Open large language models and vision-language models: sizes, context, training data, licences, memory and scores, "
    "every value with the page, revision and line that states it."
)
_CC0: Final = {"name": "CC0-1.0", "path": "https://creativecommons.org/publicdomain/zero/1.0/"}


def datapackage(tables: Iterable[FlatTable], files: Mapping[str, bytes], origin: ExportedOrigin) -> bytes:
    """The descriptor: a resource for each table as CSV, and catalog.json with its schema."""
    whole: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "awesome-llm-vlm",
        "title": origin.name,
        "description": _ABOUT,
        "licenses": [_CC0],
        "resources": [_table(table, files) for table in tables] + [_whole(files)],
    }
    if origin.date:
        whole |= {"created": f"{origin.date}T00:00:00Z", "version": origin.date}
    if origin.site or origin.repository:
        whole["homepage"] = origin.site or origin.repository
    return (json.dumps(whole, indent=2, ensure_ascii=False) + "\n").encode()


def _table(table: FlatTable, files: Mapping[str, bytes]) -> dict[str, Any]:
    path = f"{table.name}.csv"
    return {
        "name": table.name, "type": "table", "path": path, "format": "csv", "mediatype": "text/csv", "encoding": "utf-8",
        "description": f"{table.description}.", **_measured(files[path]),
        "schema": {
            "$schema": "https://datapackage.org/profiles/2.0/tableschema.json",
            "fields": [_field(one) for one in table.columns],
        },
    }  # fmt: skip


def _field(one: Column) -> dict[str, Any]:
    found: dict[str, Any] = {"name": one.name, "type": one.type, "description": f"{one.description}."}
    return found | ({"delimiter": " ", "itemType": "string"} if one.type == "list" else {})


def _whole(files: Mapping[str, bytes]) -> dict[str, Any]:
    path = "catalog.json"
    return {
        "name": "catalog-json", "type": "json", "path": path, "format": "json", "mediatype": "application/json", "encoding": "utf-8",
        "description": "Everything, by family; catalog.schema.json describes it.", **_measured(files[path]),
    }  # fmt: skip


def _measured(data: bytes) -> dict[str, Any]:
    return {"bytes": len(data), "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}


def card(tables: Iterable[FlatTable], origin: ExportedOrigin) -> bytes:
    """README.md of the folder: a data set card (https://huggingface.co/docs/hub/datasets-cards), a configuration a table."""
    places = [one for one in (origin.site, origin.repository) if one and escape.url(one)]
    return filled("card.md", name=origin.name, about=_ABOUT, tables=list(tables), commit=origin.commit, day=origin.date, places=places)
