"""The catalog as flat tables, each as CSV and as Parquet: checkpoints, standings, results on boards, and evidence."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from pipeline.export.contract import COLUMNS, ExportedCatalog, described
from pipeline.fields import FIELDS, FieldSpec, shown_in
from pipeline.layout.catalog import Catalog
from pipeline.model.boards import Score
from pipeline.model.licences import least_free, licences_of
from pipeline.model.observed import JoinedStanding, ObservedStanding
from pipeline.model.results import results_of
from pipeline.render.escape import csv_cell
from pipeline.render.values import exact

Type = Literal["string", "integer", "number", "date", "list", "names"]
"""What a column holds, in the words of Frictionless Data; names are a list of texts that may hold spaces."""
SEPARATORS: Final[Mapping[Type, str]] = {"list": " ", "names": "; "}
"""What joins the values of a list in CSV."""
Value = str | int | float | tuple[str, ...] | None
Rows = Iterator[Mapping[str, Value]]


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
    rows: tuple[Mapping[str, Value], ...]


def _columns(group: str) -> tuple[Column, ...]:
    return tuple(Column(name, *said) for name, said in COLUMNS[group].items())


def _type_of(spec: FieldSpec, *, many: bool) -> Type:
    return "list" if spec.form == "languages" else "names" if many else "integer" if spec.form == "count" else "string"


_STATED: Final = tuple(Column(spec.name, "list" if spec.many else _type_of(spec, many=False), described(spec)) for spec in shown_in("csv"))
_ENDS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "span": (("_low", "; the least of any checkpoint"), ("_high", "; the most")),
    "dates": (("_first", "; of the first checkpoint"), ("_latest", "; of the latest")),
}
_ROLLED: Final = tuple(
    Column(spec.name + end, _type_of(spec, many=spec.roll_up in ("set", "sizes", "licences")), described(spec) + what)
    for spec in shown_in("json family") for end, what in _ENDS.get(spec.roll_up, (("", ""),))
)  # fmt: skip


def tables(whole: ExportedCatalog, catalog: Catalog) -> tuple[FlatTable, ...]:
    """Every table; `whole` is the catalog as the public sees it."""
    listed = frozenset(family.slug for family in whole.families)
    rows = {
        "catalog": ((*_columns("family"), *_columns("checkpoint"), *_STATED, *_columns("derived")), _checkpoints(whole)),
        "families": ((*_columns("family"), *_ROLLED, *_columns("rolled")), _families(whole)),
        "standings": (_columns("standing"), _standings(listed, catalog)),
        "results": (_columns("standing"), _results(listed, catalog)),
        "makers-results": (_columns("of_makers"), _of_makers(whole)),
        "evidence": (_columns("evidence"), _claims(listed, catalog)),
    }
    return tuple(FlatTable(name, COLUMNS["rows"][name], columns, tuple(held)) for name, (columns, held) in rows.items())


def _families(whole: ExportedCatalog) -> Rows:
    families: Iterable[Any] = whole.families
    for family in families:
        row = {**_whose(family, whole), "checkpoints": len(family.checkpoints), "absent": _reasons(family)}
        for spec in shown_in("json family"):
            value = getattr(family, spec.name) or None
            row |= {spec.name + end: getattr(value, end[1:], value) for end, _ in _ENDS.get(spec.roll_up, (("", ""),))}
        some = (f"{field}: {known.known} of {known.of}" for field, known in family.coverage.items() if not known.whole)
        yield row | {"known_of": "; ".join(some) or None}


def _whose(family: Any, whole: ExportedCatalog) -> dict[str, Value]:  # noqa: ANN401
    maker = whole.organizations.get(family.organization)
    return {"family": family.slug, "name": family.name, "kind": family.kind, "organization": maker.name if maker else family.organization}


def _reasons(one: Any) -> str | None:  # noqa: ANN401
    return "; ".join(f"{field}: {why}" for field, why in one.absent.items()) or None


def _checkpoints(whole: ExportedCatalog) -> Rows:
    for family in whole.families:
        own = _whose(family, whole)
        originals: Mapping[str | None, Any] = {one.id: one for one in family.checkpoints}
        for one in family.checkpoints or (None,):
            yield {**own, **(_of_checkpoint(one, originals.get(one.copy_of)) if one is not None else {})}


def _of_checkpoint(one: Any, original: Any) -> Mapping[str, Value]:  # noqa: ANN401  their fields come from the field table
    every = (*_columns("checkpoint"), *_STATED, *_columns("derived"))
    stated = {column.name: getattr(one, column.name) for column in every if hasattr(one, column.name)}
    licence = {"license": one.license, "license_name": one.license_name, "license_link": one.license_link}
    # Of a copy its original's too, and nothing where nobody knows that: what both let people do together.
    of_original = licences_of({field: getattr(original, field) for field in licence}) if original is not None else ()
    licences = (*of_original, *licences_of(licence)) if original is None or of_original else ()
    memory = {f"memory_{bits}_gb": getattr(one.memory, f"bits_{bits}") for bits in (16, 8, 4)} if one.memory else {}
    return {
        "checkpoint": one.id, **stated, **memory,
        "license_terms": least_free(licences), "license_listed": tuple(dict.fromkeys(found.name for found in licences)) or None,
        **dict(zip(("release_day", "release_date_precision"), day_of(one.release_date), strict=True)),
        "release_date_source": one.evidence["release_date"].source if "release_date" in one.evidence else None,
        "absent": _reasons(one),
    }  # fmt: skip


def day_of(date: str | None) -> tuple[str | None, str | None]:
    """A date (YYYY[-MM[-DD]]) as its first day, and how precise it was."""
    if not date:
        return None, None
    return (date + "-01-01")[:10], ("year", "month", "day")[min(date.count("-"), 2)]


def _standings(listed: frozenset[str], catalog: Catalog) -> Rows:
    for slug in sorted(listed & catalog.families.keys()):
        for board, one in sorted(catalog.families[slug].standings.items()):
            yield _placed(board, one.edition, slug, one.name, one.metric, one.score, one)


def _results(listed: frozenset[str], catalog: Catalog) -> Rows:
    for slug, board in sorted(catalog.boards.items()):
        for name, one in sorted(board.standings.items()):
            for metric, score in one.scores.items() if one.family in listed else ():
                yield _placed(slug, board.edition, one.family, name, metric, score, one)


def _placed(  # a row of either table, its columns in order
    board: str, edition: str | None, family: str | None, name: str, metric: str, score: Score, one: ObservedStanding | JoinedStanding
) -> Mapping[str, Value]:
    return {"board": board, "edition": edition, "family": family, "checkpoint": one.checkpoint, "name": name, "metric": metric,
            "score": score.value, "low": score.low, "high": score.high, "joined_by": one.rule}  # fmt: skip


def _of_makers(whole: ExportedCatalog) -> Rows:
    for family in whole.families:
        checkpoints: Iterable[Any] = family.checkpoints
        for one in checkpoints:
            for result in results_of(one.results):
                number = float(result.score) if re.fullmatch(r"-?\d+(\.\d+)?", result.score) else None
                yield {"family": family.slug, "checkpoint": one.id, **result._asdict(), "number": number}


def _claims(listed: frozenset[str], catalog: Catalog) -> Rows:
    for slug in sorted(listed & catalog.evidence.keys()):
        evidence = catalog.evidence[slug]
        own = {field: [one for one in heard if not one.subject] for field, heard in evidence.facts.items()}
        parts: Iterable[tuple[str | None, Any]] = [(None, own), *sorted(evidence.checkpoints.items())]
        for checkpoint, fields in parts:
            for field, one in ((field, one) for field, heard in fields.items() for one in heard):
                value = str(one.value) if FIELDS[field].form == "count" else exact(field, one.value)
                yield {
                    "family": slug, "checkpoint": checkpoint, "field": field, "verdict": one.verdict,
                    "value": " ".join(one.value) if isinstance(one.value, tuple) else value,
                    "source": one.source, "url": one.url or one.snapshot, "revision": one.revision, "line": one.line,
                    "pointer": one.pointer or None,
                }  # fmt: skip


def csv_bytes(table: FlatTable) -> bytes:
    """The table as CSV (RFC 4180, UTF-8): a spreadsheet takes no cell of it for a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(column.name for column in table.columns)
    for row in table.rows:
        held = ((one.type, row.get(one.name)) for one in table.columns)
        cells = (SEPARATORS.get(kind, " ").join(value) if isinstance(value, tuple) else value for kind, value in held)
        writer.writerow(csv_cell(cell, 2_000) if isinstance(cell, str) else cell for cell in cells)
    return text.getvalue().encode()


_ARROW: Final[Mapping[Type, Any]] = {
    "string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "date": pa.date32(), "list": pa.list_(pa.string()),
    "names": pa.list_(pa.string()),
}  # fmt: skip


def parquet_bytes(table: FlatTable) -> bytes:
    """The table as Parquet, typed: the same bytes for the same catalog and version of pyarrow."""
    dates = {one.name for one in table.columns if one.type == "date"}
    texts = pa.schema([(one.name, pa.string() if one.name in dates else _ARROW[one.type]) for one in table.columns])
    schema = pa.schema([(one.name, _ARROW[one.type]) for one in table.columns])
    held = {one.name: [row.get(one.name) for row in table.rows] for one in table.columns}
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pydict(held, texts).cast(schema), sink, compression="zstd")
    return sink.getvalue()
