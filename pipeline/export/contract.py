"""The frozen contract of catalog.json, version 1: docs/schemas/catalog.schema.json is made from these types.

A version only ever gains optional keys: the fields of families and checkpoints are those that the field table
shows here. A key that goes or changes its meaning makes a new version.
Counts are whole numbers (tokens, parameters); dates are YYYY[-MM[-DD]]; a key that is missing means
that there is no value, and `absent` says why.
"""

import json
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any, Final, Literal

import tomli
from pydantic import BaseModel, Field, create_model

from pipeline.fields import FieldSpec, shown_in
from pipeline.kinds import ListKind, ListKinds
from pipeline.model.amounts import Span
from pipeline.model.curated import NAME, Link, Prose
from pipeline.model.frozen import Frozen
from pipeline.model.licences import Terms
from pipeline.model.observed import Coverage, DateSpan

VERSION: Final = 1
COLUMNS: Final[Mapping[str, Any]] = tomli.loads((files("pipeline.export") / "columns.toml").read_text("utf-8"))
"""The columns of the exported tables, by table or part of one, and what their fields say."""
_MEANINGS: Final[Mapping[str, str]] = COLUMNS["fields"]
"""What a field says, where its name does not say it whole."""


class ExportedEvidence(Frozen):
    """Where the value of a field is stated."""

    source: str = Field(description="What states it: a model card, the Hub's records, a person and so on.")
    url: str = Field(description="The page that shows it, or the file of the repository that keeps it.")
    revision: str | None = Field(default=None, description="The revision of that page, where it has any.")
    line: int | None = Field(default=None, description="The line of that page, from 1.")
    pointer: str | None = Field(default=None, description="JSON Pointer (RFC 6901) into the answer, where it is no text.")


class ExportedStanding(Frozen):
    """A family's best row on one board, with the board's own edition."""

    name: str = Field(description="What the board calls the model.")
    metric: str = Field(description="The score's name in the board's file.")
    score: float = Field(description="Its value, in the board's own unit.")
    low: float | None = Field(default=None, description="The lower end of its interval, where the board states one.")
    high: float | None = Field(default=None, description="The upper end of its interval.")
    edition: str | None = Field(default=None, description="The edition of the board, a date where it has one.")


class ExportedLicence(Frozen):
    """One licence of a family."""

    name: str = Field(description="SPDX identifier, or its maker's name for it.")
    spdx: str | None = Field(default=None, description="SPDX identifier, where SPDX lists it.")
    terms: Terms = Field(description="What kind of permission it is.")
    url: str | None = Field(default=None, description="Its text.")
    permits: dict[str, str] = Field(default={}, description="A line on what it permits, by language.")


class ExportedMemory(Frozen):
    """Gigabytes (10^9 bytes, rounded up) for the weights at so many bits a parameter, and a fifth on top.

    Computed from `total_params`; the fifth is for what runs beside them with a short context.
    """

    bits_16: int = Field(description="At 16 bits, as most are released.")
    bits_8: int = Field(description="At 8 bits.")
    bits_4: int = Field(description="At 4 bits, as copies for a machine at home are.")


def described(spec: FieldSpec) -> str:
    """A field in words: its name, its unit, and what it says."""
    unit, more = f" ({spec.unit})" if spec.unit else "", _MEANINGS.get(spec.name, "")
    return f"{spec.en.name}{unit}{more and ': '}{more}"


def _with_fields(base: type[Frozen], fields: Iterable[tuple[FieldSpec, Any, str]]) -> Any:  # noqa: ANN401  a type
    """A type with a key for each of several fields: a value of a kind, else texts; and what is said beside the field."""
    keys: dict[str, Any] = {
        spec.name: (
            kind | None if kind else tuple[str, ...],
            Field(default=None if kind else (), description=f"{described(spec)}{more}."),
        )
        for spec, kind, more in fields
    }
    return create_model(f"Exported{base.__name__.lstrip('_')}", __base__=base, __doc__=base.__doc__, **keys)


class _Checkpoint(Frozen):
    """One repository of weights on the Hub."""

    id: str = Field(description="Its id on the Hub, owner/name.")
    url: str = Field(description="Its page there.")
    state: Literal["present", "gone", "moved", "unseen"] = Field(
        description="Whether it is there: gone is deleted, made private or disabled by the Hub, unseen was not retrieved yet."
    )
    access: Literal["open", "gated", "unknown"] = Field(description="Whether a licence has to be accepted first.")
    moved_to: str | None = Field(default=None, description="Its new id, where it moved.")
    revision: str | None = Field(default=None, description="The commit that was read.")
    copy_of: str | None = Field(default=None, description="The checkpoint of which it is a quantised or converted copy, that answers for both.")
    by: tuple[str, ...] = Field(default=(), description="Fields whose date no source states: it is the month in which the repository was made.")
    memory: ExportedMemory | None = Field(default=None, description="What it needs to run.")
    absent: dict[str, str] = Field(default={}, description=_MEANINGS["absent"])
    evidence: dict[str, ExportedEvidence] = Field(default={}, description="Field -> where its value is stated.")


ExportedCheckpoint: Any = _with_fields(
    _Checkpoint, ((spec, None if spec.many else int if spec.form == "count" else str, "") for spec in shown_in("json checkpoint"))
)


class ExportedPaper(Frozen):
    """A paper of a family; title and date where they were retrieved."""

    arxiv: str = Field(description="Its arXiv id.")
    url: str = Field(description="Its page there.")
    title: str | None = Field(default=None, description="Its title.")
    published: str | None = Field(default=None, description="The day of its first version.")


class _Family(Frozen):
    """One row of the list."""

    slug: str = Field(description="Its name for machines; it does not change.")
    name: str = Field(description="What its maker calls it.")
    kind: ListKind = Field(description="llm takes in text, vlm images too.")
    organization: str = Field(description="Its maker, a key of `organizations`.")
    code: str | None = Field(default=None, description="The address of its code.")
    licenses: tuple[ExportedLicence, ...] = Field(default=(), description="Its licences with what each permits.")
    papers: tuple[ExportedPaper, ...] = Field(default=(), description="Its own papers.")
    links: tuple[Link, ...] = Field(default=(), description="Links that an editor chose: checkpoints, announcements, more.")
    predecessor: str | None = Field(default=None, description="The family that it follows.")
    successor: str | None = Field(default=None, description="The family that follows it.")
    prose: Prose = Field(default=Prose(), description="What it is good for.")
    standings: dict[str, ExportedStanding] = Field(default={}, description="Board -> its best row there.")
    coverage: dict[str, Coverage] = Field(default={}, description="Field -> of how many checkpoints its value is known, where not of all.")
    absent: dict[str, str] = Field(default={}, description=_MEANINGS["absent"])
    checkpoints: tuple[ExportedCheckpoint, ...] = Field(default=(), description="Its checkpoints, by id.")
    evidence_page: str = Field(description="The file of the repository that shows every value with its evidence.")


_ROLLED: Final = {
    "span": (Span, "; lowest and highest"), "dates": (DateSpan, "; first and latest"),
    "most": (int, "; the most of any checkpoint"), "one": (str, "; where all checkpoints agree"),
}  # fmt: skip
ExportedFamily: Any = _with_fields(
    _Family, ((spec, *_ROLLED.get(spec.roll_up, (None, "; of any checkpoint"))) for spec in shown_in("json family"))
)


class ExportedOrganization(Frozen):
    """Who makes models."""

    name: str = Field(description="Its name in English.")
    name_zh: str | None = Field(default=None, description="Its name in Chinese.")
    url: str | None = Field(default=None, description="Its home page.")


class ExportedBoard(Frozen):
    """One leaderboard, and which edition of it the standings are of."""

    slug: str = Field(description="Its name for machines, a key of `standings`.")
    name: str = Field(description="What it calls itself.")
    url: str = Field(description="Its page.")
    kind: ListKinds = Field(description="On which list it stands.")
    state: Literal["active", "retired", "moved"] = Field(description="Whether it is still kept.")
    edition: str | None = Field(default=None, description="The edition that was read, a date where it has one.")
    license: str | None = Field(default=None, description="The licence of its data.")


class ExportedOrigin(Frozen):
    """What an export was made from; the date is the commit's own."""

    name: str = Field(default=NAME, description="What the list is called.")
    commit: str | None = Field(default=None, description="The last commit that changed the catalog.")
    date: str | None = Field(default=None, description="Its day, YYYY-MM-DD.")
    license: Literal["CC0-1.0"] = Field(default="CC0-1.0", description="The licence of the data.")
    repository: str | None = Field(default=None, description="The repository's web address.")
    site: str | None = Field(default=None, description="The site on which each family has the page families/SLUG.html.")


class ExportedCatalog(Frozen):
    """catalog.json: open language models and vision-language models by family, every value with its source."""

    version: Literal[1] = Field(default=VERSION, description="The version of this contract: it only ever gains optional keys.")
    origin: ExportedOrigin = Field(default=ExportedOrigin(), description="What it was made from.")
    families: tuple[ExportedFamily, ...] = Field(default=(), description="Every family, by slug.")
    organizations: dict[str, ExportedOrganization] = Field(default={}, description="Their makers, by slug.")
    boards: tuple[ExportedBoard, ...] = Field(default=(), description="The leaderboards, by slug.")


def schema_text(name: str, kind: type[BaseModel]) -> str:
    """A type's JSON Schema (draft 2020-12): the same bytes each time. Its id is a name, which needs no server."""
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:awesome-llm-vlm:schema:{name}"}
    return json.dumps({**head, **kind.model_json_schema()}, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
