"""The frozen contract of catalog.json, version 1: docs/schemas/catalog.schema.json is made from these types.

A version only ever gains optional keys: the fields of families and checkpoints are those that the field table
shows here. A key that goes or changes its meaning makes a new version.
Counts are whole numbers (tokens, parameters); dates are YYYY[-MM[-DD]]; a key that is missing means
that there is no value, and `absent` says why.
"""

from typing import Any, Final, Literal

from pydantic import create_model

from pipeline.fields import FieldSpec, shown_in
from pipeline.kinds import ListKind, ListKinds
from pipeline.model.frozen import Frozen
from pipeline.model.licences import Terms
from pipeline.model.observed import Coverage, DateSpan, Span

VERSION: Final = 1


class ExportedEvidence(Frozen):
    """Where the value of a field is stated."""

    source: str
    url: str
    revision: str | None = None
    line: int | None = None
    pointer: str | None = None


class ExportedRange(Span):
    """A count that differs between the sizes of a family."""


class ExportedCoverage(Coverage):
    """Of how many of a family's checkpoints a value is known, where not of all; and which sizes bear which of several."""


class ExportedDates(DateSpan):
    """First and latest release of a family's checkpoints."""


class ExportedStanding(Frozen):
    """A family's best row on one board, with the board's own edition."""

    name: str
    metric: str
    score: float
    low: float | None = None
    high: float | None = None
    edition: str | None = None


class ExportedLicence(Frozen):
    """One licence of a family: its terms (free, conditions, non-commercial, research, unknown), its text, and what it permits."""

    name: str
    spdx: str | None = None
    terms: Terms
    url: str | None = None
    permits: dict[str, str] = {}


class ExportedMemory(Frozen):
    """Gigabytes (10^9 bytes, rounded up) for the weights at so many bits a parameter, and a fifth on top.

    Computed from `total_params`; the fifth is for what runs beside them with a short context.
    """

    bits_16: int
    bits_8: int
    bits_4: int


def _of_checkpoint(spec: FieldSpec) -> tuple[Any, Any]:
    """Type and default of a field of a checkpoint."""
    if spec.many:
        return tuple[str, ...], ()
    return (int if spec.form == "count" else str) | None, None


def _of_family(spec: FieldSpec) -> tuple[Any, Any]:
    """Type and default of a field of a family."""
    one = {"span": ExportedRange, "dates": ExportedDates, "most": int, "one": str}.get(spec.roll_up)
    return (tuple[str, ...], ()) if one is None else (one | None, None)


class _Checkpoint(Frozen):
    """One repository of weights on the Hub."""

    id: str
    url: str
    state: Literal["present", "gone", "moved", "unseen"]
    access: Literal["open", "gated", "unknown"]
    moved_to: str | None = None
    revision: str | None = None
    memory: ExportedMemory | None = None
    absent: dict[str, str] = {}
    evidence: dict[str, ExportedEvidence] = {}


_CHECKPOINT_FIELDS: Final[dict[str, Any]] = {spec.name: _of_checkpoint(spec) for spec in shown_in("json checkpoint")}
ExportedCheckpoint: Any = create_model(
    "ExportedCheckpoint", __base__=_Checkpoint, __doc__=_Checkpoint.__doc__, **_CHECKPOINT_FIELDS
)


class ExportedPaper(Frozen):
    """A paper of a family; title and date where they were retrieved."""

    arxiv: str
    url: str
    title: str | None = None
    published: str | None = None


class ExportedLink(Frozen):
    """A link that an editor chose."""

    label: str
    url: str


class ExportedProse(Frozen):
    """What an editor wrote, in Markdown."""

    en: str = ""
    zh: str = ""


class _Family(Frozen):
    """One row of the list."""

    slug: str
    name: str
    kind: ListKind
    organization: str
    code: str | None = None
    licenses: tuple[ExportedLicence, ...] = ()
    papers: tuple[ExportedPaper, ...] = ()
    links: tuple[ExportedLink, ...] = ()
    predecessor: str | None = None
    successor: str | None = None
    prose: ExportedProse = ExportedProse()
    standings: dict[str, ExportedStanding] = {}
    coverage: dict[str, ExportedCoverage] = {}
    absent: dict[str, str] = {}
    checkpoints: tuple[ExportedCheckpoint, ...] = ()
    evidence_page: str


_FAMILY_FIELDS: Final[dict[str, Any]] = {spec.name: _of_family(spec) for spec in shown_in("json family")}
ExportedFamily: Any = create_model("ExportedFamily", __base__=_Family, __doc__=_Family.__doc__, **_FAMILY_FIELDS)


class ExportedOrganization(Frozen):
    """Who makes models."""

    name: str
    name_zh: str | None = None
    url: str | None = None


class ExportedBoard(Frozen):
    """One leaderboard, and which edition of it the standings are of."""

    slug: str
    name: str
    url: str
    kind: ListKinds
    state: Literal["active", "retired", "moved"]
    edition: str | None = None
    license: str | None = None


class ExportedCatalog(Frozen):
    """catalog.json."""

    version: Literal[1] = VERSION
    families: tuple[ExportedFamily, ...] = ()
    organizations: dict[str, ExportedOrganization] = {}
    boards: tuple[ExportedBoard, ...] = ()
