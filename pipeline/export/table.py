"""The catalog as flat tables, each as CSV and as Parquet: checkpoints, standings, results on boards, and evidence."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final, Literal, NamedTuple

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from pipeline.export.records import COLUMNS, ExportedCatalog, described
from pipeline.fields import FIELDS, shown_in
from pipeline.layout.catalog import Catalog
from pipeline.model.claims import results_of
from pipeline.model.licences import least_free, licences_of
from pipeline.render.escape import csv_cell
from pipeline.render.values import exact

Type = Literal["string", "integer", "number", "date", "list", "names"]
"""What a column holds, in the words of Frictionless Data; names are a list of texts that may hold spaces."""
SEPARATORS: Final[Mapping[str, str]] = {"list": " ", "names": "; "}  # what joins the values of a list in CSV
_ARROW: Final[Mapping[Type, Any]] = {
    "string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "date": pa.date32(), "list": pa.list_(pa.string()),
    "names": pa.list_(pa.string()),
}  # fmt: skip
Row = Mapping[str, str | int | float | date | tuple[str, ...] | None]


class Column(NamedTuple):
    """A column: its name, what it holds, and that in words."""

    name: str
    type: Type
    description: str


class FlatTable(NamedTuple):
    """A table: the stem of its files, what a row is, its columns, and its rows as column -> value."""

    name: str
    description: str
    columns: tuple[Column, ...]
    rows: list[Row]


def _columns(group: str) -> tuple[Column, ...]:
    return tuple(Column(name, *said) for name, said in COLUMNS[group].items())


_FORMS: Final[Mapping[str, Type]] = {"languages": "list", "count": "integer"}
_STATED: Final = tuple(Column(spec.name, "list" if spec.many else _FORMS.get(spec.form, "string"), described(spec)) for spec in shown_in("csv"))
_SEVERAL: Final = frozenset({"set", "sizes", "licences"})
_ROLLED: Final = tuple(
    (spec, end, Column(spec.name + end, _FORMS.get(spec.form, "names" if spec.roll_up in _SEVERAL else "string"), described(spec) + what))
    for spec in shown_in("json family") for end, what in COLUMNS["ends"].get(spec.roll_up, {"": ""}).items()
)  # fmt: skip
_OF_CHECKPOINT: Final = (*_columns("checkpoint"), *_STATED, *_columns("derived"))


def tables(whole: ExportedCatalog, catalog: Catalog) -> tuple[FlatTable, ...]:
    """Every table; `whole` is the catalog as the public sees it."""
    listed = sorted(family.slug for family in whole.families)
    every: dict[str, tuple[tuple[Column, ...], Iterable[Row]]] = {
        "catalog": ((*_columns("family"), *_OF_CHECKPOINT), _checkpoints(whole)),
        "families": ((*_columns("family"), *(column for _, _, column in _ROLLED), *_columns("rolled")), _families(whole)),
        "standings": (_columns("standing"), _standings(listed, catalog)),
        "results": (_columns("standing"), _results(listed, catalog)),
        "makers-results": (_columns("of_makers"), _of_makers(whole)),
        "evidence": (_columns("evidence"), _claims(listed, catalog)),
    }
    return tuple(FlatTable(name, COLUMNS["rows"][name], columns, list(rows)) for name, (columns, rows) in every.items())


def _families(whole: ExportedCatalog) -> Iterator[Row]:
    for family in whole.families:
        rolled = {column.name: getattr(value := getattr(family, spec.name) or None, end[1:], value) for spec, end, column in _ROLLED}
        some = (f"{field}: {one.known} of {one.of}" for field, one in family.coverage.items() if one.known < one.of)
        own = {"checkpoints": len(family.checkpoints), "absent": _reasons(family), "known_of": "; ".join(some) or None}
        yield {**_whose(family, whole), **rolled, **own}


def _whose(family: Any, whole: ExportedCatalog) -> Row:  # noqa: ANN401
    return {"family": family.slug, "name": family.name, "kind": family.kind, "organization": whole.organizations[family.organization].name}


def _reasons(one: Any) -> str | None:  # noqa: ANN401
    return "; ".join(f"{field}: {why}" for field, why in one.absent.items()) or None


def _checkpoints(whole: ExportedCatalog) -> Iterator[Row]:
    for family in whole.families:
        whose, originals = _whose(family, whole), {one.id: one for one in family.checkpoints}
        for one in family.checkpoints:
            # Of a copy its original's licences too, and nothing where nobody knows those: what both let people do together.
            original = originals.get(one.copy_of)
            own, of_original = (licences_of(vars(each)) if each is not None else () for each in (one, original))
            licences = (*of_original, *own) if original is None or of_original else ()
            day, precision = day_of(one.release_date)
            yield {
                **whose, **{column.name: getattr(one, column.name) for column in _OF_CHECKPOINT if hasattr(one, column.name)},
                **({f"memory_{bits}_gb": getattr(one.memory, f"bits_{bits}") for bits in (16, 8, 4)} if one.memory else {}),
                "checkpoint": one.id, "absent": _reasons(one), "license_terms": least_free(licences),
                "license_listed": tuple(dict.fromkeys(found.name for found in licences)) or None,
                "release_day": date.fromisoformat(day) if day else None, "release_date_precision": precision,
                "release_date_source": one.evidence["release_date"].source if "release_date" in one.evidence else None,
            }  # fmt: skip
        yield from () if family.checkpoints else (whose,)


def day_of(stated: str | None) -> tuple[str | None, str | None]:
    """A date (YYYY[-MM[-DD]]) as its first day, and how precise it was."""
    return ((stated + "-01-01")[:10], ("year", "month", "day")[min(stated.count("-"), 2)]) if stated else (None, None)


def _standings(listed: Iterable[str], catalog: Catalog) -> Iterator[Row]:
    for slug in listed:
        for board, one in sorted(catalog.observed(slug).standings.items()):
            score = {"score": one.score.value, "low": one.score.low, "high": one.score.high}
            yield {"board": board, "family": slug, **vars(one), **score, "joined_by": one.rule}


def _results(listed: Iterable[str], catalog: Catalog) -> Iterator[Row]:
    families = frozenset[str | None](listed)
    for slug, board in sorted(catalog.boards.items()):
        for name, one in sorted(board.standings.items()):
            own = {"board": slug, "edition": board.edition, "family": one.family, "checkpoint": one.checkpoint, "name": name, "joined_by": one.rule}
            for metric, score in one.scores.items() if one.family in families else ():
                yield {**own, "metric": metric, "score": score.value, "low": score.low, "high": score.high}


def _of_makers(whole: ExportedCatalog) -> Iterator[Row]:
    for slug, one in ((family.slug, one) for family in whole.families for one in family.checkpoints):
        for result in results_of(one.results):
            number = float(result.score) if re.fullmatch(r"-?\d+(\.\d+)?", result.score) else None
            yield {"family": slug, "checkpoint": one.id, **result._asdict(), "number": number}


def _claims(listed: Iterable[str], catalog: Catalog) -> Iterator[Row]:
    for slug in listed:
        evidence = catalog.heard(slug)
        own = {field: tuple(one for one in heard if not one.subject) for field, heard in evidence.facts.items()}
        parts: Iterable[tuple[str | None, Any]] = [(None, own), *sorted(evidence.checkpoints.items())]
        for checkpoint, field, one in ((name, field, one) for name, fields in parts for field, heard in fields.items() for one in heard):
            plain = str(one.value) if FIELDS[field].form == "count" else exact(field, one.value)
            value = " ".join(one.value) if isinstance(one.value, tuple) else plain
            yield {
                "family": slug, "checkpoint": checkpoint, "field": field, "value": value, "verdict": one.verdict, "source": one.source,
                "url": one.url or one.snapshot, "revision": one.revision, "line": one.line, "pointer": one.pointer or None,
            }  # fmt: skip


def csv_bytes(table: FlatTable) -> bytes:
    """The table as CSV (RFC 4180, UTF-8): a spreadsheet takes no cell of it for a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(column.name for column in table.columns)
    for row in table.rows:
        held = ((SEPARATORS.get(one.type, " "), row.get(one.name)) for one in table.columns)
        cells = (sign.join(value) if isinstance(value, tuple) else value for sign, value in held)
        writer.writerow(csv_cell(cell, 2_000) if isinstance(cell, str) else cell for cell in cells)
    return text.getvalue().encode()


def parquet_bytes(table: FlatTable) -> bytes:
    """The table as Parquet, typed: the same bytes for the same catalog and version of pyarrow."""
    sink, schema = io.BytesIO(), pa.schema([(one.name, _ARROW[one.type]) for one in table.columns])
    pq.write_table(pa.Table.from_pylist(table.rows, schema), sink, compression="zstd")
    return sink.getvalue()
