"""The frozen contract of catalog.json, version 1: docs/schemas/catalog.schema.json is made from these types.

A version only ever gains optional keys. A key that goes or changes its meaning makes a new version.
Counts are whole numbers (tokens, parameters); dates are YYYY[-MM[-DD]]; a key that is missing means
that there is no value, and `absent` says why.
"""

from typing import Final, Literal

from pipeline.model.frozen import Frozen

VERSION: Final = 1


class ExportedEvidence(Frozen):
    """Where the value of a field is stated."""

    source: str
    url: str
    revision: str | None = None
    line: int | None = None
    pointer: str | None = None


class ExportedRange(Frozen):
    """A count that differs between the sizes of a family."""

    low: int
    high: int
    by_size: dict[str, int] = {}


class ExportedDates(Frozen):
    """First and latest release of a family's checkpoints."""

    first: str
    latest: str


class ExportedStanding(Frozen):
    """A family's best row on one board, with the board's own edition."""

    name: str
    metric: str
    score: float
    low: float | None = None
    high: float | None = None
    edition: str | None = None


class ExportedCheckpoint(Frozen):
    """One repository of weights on the Hub."""

    id: str
    url: str
    state: Literal["present", "gone", "moved", "unseen"]
    access: Literal["open", "gated", "unknown"]
    moved_to: str | None = None
    revision: str | None = None
    role: str | None = None
    total_params: int | None = None
    active_params: int | None = None
    context_length: int | None = None
    context_length_extended: int | None = None
    training_tokens: int | None = None
    languages: tuple[str, ...] = ()
    license: str | None = None
    license_link: str | None = None
    release_date: str | None = None
    base_model: tuple[str, ...] = ()
    base_relation: str | None = None
    vision_encoder: str | None = None
    base_llm: str | None = None
    architecture: str | None = None
    absent: dict[str, str] = {}
    evidence: dict[str, ExportedEvidence] = {}


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


class ExportedFamily(Frozen):
    """One row of the list."""

    slug: str
    name: str
    kind: Literal["llm", "vlm"]
    organization: str
    sizes: tuple[str, ...] = ()
    context_length: ExportedRange | None = None
    context_length_extended: ExportedRange | None = None
    training_tokens: ExportedRange | None = None
    languages: tuple[str, ...] = ()
    languages_count: int | None = None
    license: tuple[str, ...] = ()
    license_link: str | None = None
    release_date: ExportedDates | None = None
    vision_encoder: tuple[str, ...] = ()
    base_llm: tuple[str, ...] = ()
    code: str | None = None
    papers: tuple[ExportedPaper, ...] = ()
    links: tuple[ExportedLink, ...] = ()
    predecessor: str | None = None
    successor: str | None = None
    prose: ExportedProse = ExportedProse()
    standings: dict[str, ExportedStanding] = {}
    absent: dict[str, str] = {}
    checkpoints: tuple[ExportedCheckpoint, ...] = ()
    evidence_page: str


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
    kind: Literal["llm", "vlm", "both"]
    state: Literal["active", "retired", "moved"]
    edition: str | None = None
    license: str | None = None


class ExportedCatalog(Frozen):
    """catalog.json."""

    version: Literal[1] = VERSION
    families: tuple[ExportedFamily, ...] = ()
    organizations: dict[str, ExportedOrganization] = {}
    boards: tuple[ExportedBoard, ...] = ()
