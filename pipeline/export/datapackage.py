"""datapackage.json (https://datapackage.org) and a data set card for the Hub: what the tables are, for programs and for readers."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from pipeline.export.contract import ExportedOrigin
from pipeline.export.table import Column, FlatTable
from pipeline.render import escape, marked

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
        "name": "catalog-json", "path": path, "format": "json", "mediatype": "application/json", "encoding": "utf-8",
        "description": "Everything, by family; catalog.schema.json describes it.", **_measured(files[path]),
    }  # fmt: skip


def _measured(data: bytes) -> dict[str, Any]:
    return {"bytes": len(data), "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}


def card(tables: Iterable[FlatTable], origin: ExportedOrigin) -> bytes:
    """README.md of the folder: a data set card (https://huggingface.co/docs/hub/datasets-cards), a configuration a table."""
    tables = tuple(tables)
    configs = (
        f"- config_name: {one.name}\n  data_files: {one.name}.parquet" + ("" if n else "\n  default: true")
        for n, one in enumerate(tables)
    )
    head = [
        "---", "license: cc0-1.0", f"pretty_name: {escape.yaml(origin.name)}", "language:", "- en", "- zh", "tags:", "- large-language-models",
        "- vision-language-models", "- provenance", "configs:", *configs, "---",
    ]  # fmt: skip
    places = [one for one in (origin.site, origin.repository) if one and escape.url(one)]
    made = f"Made from commit `{origin.commit[:12]}` of {origin.date}. " if origin.commit and origin.date else ""
    body = marked.blocks(
        marked.Marked(f"# {marked.inline(origin.name)}"),
        marked.Marked(_ABOUT),
        marked.Marked(f"{made}Data and texts are dedicated to the public domain (CC0 1.0); boards and papers keep their own terms."),
        marked.bullets(marked.link(one, one) for one in places),
        *(
            marked.blocks(
                marked.Marked(f"## {one.name}"),
                marked.Marked(f"{one.description}."),
                marked.table(
                    map(marked.ours, ("Column", "Type", "What it holds")),
                    ((marked.code(c.name), marked.ours(c.type), marked.cell(c.description)) for c in one.columns),
                ),
            )
            for one in tables
        ),
    )  # fmt: skip
    return ("\n".join(head) + "\n\n" + body).encode()
