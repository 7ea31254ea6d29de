"""datapackage.json (https://datapackage.org) and a data set card for the Hub: what the tables are, for programs and for readers."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

from pipeline.export.contract import ExportedOrigin
from pipeline.export.table import FlatTable
from pipeline.export.templates import filled
from pipeline.render import escape

_ABOUT: Final = (
    "Open large language models and vision-language models: sizes, context, training data, licences, memory and scores, "
    "every value with the page, revision and line that states it."
)


def datapackage(tables: Iterable[FlatTable], files: Mapping[str, bytes], origin: ExportedOrigin) -> bytes:
    """The descriptor: a resource for each table as CSV, and catalog.json with its schema; each with its bytes and digest."""
    measured = {name: (len(data), hashlib.sha256(data).hexdigest()) for name, data in files.items()}
    described = [(table, *measured[f"{table.name}.csv"]) for table in tables]
    return filled("datapackage.json", origin=origin, about=_ABOUT, tables=described, whole=measured["catalog.json"])


def card(tables: Iterable[FlatTable], origin: ExportedOrigin) -> bytes:
    """README.md of the folder: a data set card (https://huggingface.co/docs/hub/datasets-cards), a configuration a table."""
    places = [one for one in (origin.site, origin.repository) if one and escape.url(one)]
    return filled("card.md", name=origin.name, about=_ABOUT, tables=list(tables), commit=origin.commit, day=origin.date, places=places)
