"""The catalog as the public sees it, without drafts: what every file of the export and every page of the site is made of.

The types are the frozen contract of catalog.json, version 1: docs/schemas/catalog.schema.json is made from them.
A version only ever gains optional keys: the fields of families and checkpoints are those that the field table
shows here. A key that goes or changes its meaning makes a new version.
Counts are whole numbers (tokens, parameters); dates are YYYY[-MM[-DD]]; a key that is missing means
that there is no value, and `absent` says why.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal, NamedTuple

from pydantic import BaseModel, Field, create_model

from pipeline.fields import FIELDS, FieldSpec, absent_of, shown_in
from pipeline.kinds import ListKind, ListKinds
from pipeline.layout.catalog import Catalog, Curated
from pipeline.model.amounts import Span, memory_needed
from pipeline.model.boards import Score
from pipeline.model.claims import Claim
from pipeline.model.curated import NAME, CuratedFamily, CuratedOrganization, Link, Prose
from pipeline.model.frozen import Frozen
from pipeline.model.ids import HUB_URL
from pipeline.model.licences import Terms, licences
from pipeline.model.observed import Coverage, DateSpan, JoinedStanding, ObservedFamily
from pipeline.render.links import code_address, first_checkpoint, papers
from pipeline.render.placement import PublicList, evidence_path
from pipeline.tables import table_beside
from pipeline.words import LANGUAGES

VERSION: Final = 1
COLUMNS: Final[Mapping[str, Any]] = table_beside(__file__, "columns")
"""The columns of the exported tables, by table or part of one, and what their fields say."""
_MEANINGS: Final[Mapping[str, str]] = COLUMNS["fields"]  # what a field says, where its name does not say it whole
_ASKED: Final = frozenset(("knowledge_cutoff", "modalities", "reasoning", "tool_use", *(spec.name for spec in absent_of("checkpoint"))))
"""Fields of which a reader asks why there is no value."""
_OWN: Final = frozenset(spec.name for spec in shown_in("json checkpoint"))


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
    coverage: dict[str, Coverage] = Field(default={}, description="Field -> of how many checkpoints it is known, where not of all; what bears which value.")
    absent: dict[str, str] = Field(default={}, description=_MEANINGS["absent"])
    checkpoints: tuple[ExportedCheckpoint, ...] = Field(default=(), description="Its checkpoints, by id.")
    evidence_page: str = Field(description="The file of the repository that shows every value with its evidence.")


_TYPES: Final = {
    "span": (Span, "; lowest and highest"), "dates": (DateSpan, "; first and latest"),
    "most": (int, "; the most of any checkpoint"), "one": (str, "; where all checkpoints agree"),
}  # fmt: skip
ExportedFamily: Any = _with_fields(
    _Family, ((spec, *_TYPES.get(spec.roll_up, (None, "; of any checkpoint"))) for spec in shown_in("json family"))
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


class PublishedFamily(NamedTuple):
    """A family as the site shows it: its record, what was written and observed, its maker, and where its row leads."""

    record: Any
    curated: CuratedFamily
    observed: ObservedFamily
    maker: CuratedOrganization
    weights: str

    @property
    def there(self) -> list[Any]:
        """The records of the checkpoints that can be had."""
        return [one for one in self.record.checkpoints if one.state != "gone"]

    @property
    def memory(self) -> list[int]:
        """Gigabytes that the smallest and the largest of these need at four bits; none where that is not known."""
        needed = [one.memory.bits_4 for one in self.there if one.memory]
        return [min(needed), max(needed)] if needed else []

    @property
    def released(self) -> str:
        """Its first date; "" where none is known."""
        return self.record.release_date.first if self.record.release_date else ""


@dataclass(frozen=True)
class Published(PublicList):
    """The public list with all that the site shows of it; `repository` is its web address, "" where it has none."""

    repository: str = ""

    @cached_property
    def whole(self) -> ExportedCatalog:
        """What catalog.json holds."""
        origin = ExportedOrigin(name=self.curated.sections.name, site=self.site or None, repository=self.repository or None)
        return exported(self.catalog, self.curated, origin)

    @cached_property
    def families(self) -> Mapping[str, PublishedFamily]:
        """By first release, the newest first, then by name; one without a date stands where its papers do."""
        records, makers = {one.slug: one for one in self.whole.families}, self.curated.organizations.organizations
        found = {}
        for own in self.newest_first():
            observed = self.catalog.observed(own.slug)
            weights = first_checkpoint(own, observed, self.snapshots) or ""
            found[own.slug] = PublishedFamily(records[own.slug], own, observed, makers[own.organization], weights)
        return found

    @cached_property
    def ranked(self) -> Mapping[str, Sequence[tuple[str, Score, JoinedStanding]]]:
        """Name, score and row of all on a board, the best first."""
        metrics = ((slug, one, self.curated.boards[slug].metric) for slug, one in self.catalog.boards.items())
        return {slug: one.ranked(metric) for slug, one, metric in metrics if metric is not None}


def exported(catalog: Catalog, curated: Curated, origin: ExportedOrigin) -> ExportedCatalog:
    """Everything that catalog.json holds: families by slug, checkpoints by id."""
    curated = curated.listed
    return ExportedCatalog(
        origin=origin,
        families=tuple(_family(curated.families[slug], catalog) for slug in sorted(curated.families)),
        organizations={
            slug: ExportedOrganization(name=one.name, name_zh=one.zh or None, url=one.url)
            for slug, one in sorted(curated.organizations.organizations.items())
        },
        boards=tuple(
            ExportedBoard(slug=slug, name=one.name, url=one.url, kind=one.kind, state=one.state, license=one.license or None,
                          edition=catalog.boards[slug].edition if slug in catalog.boards else None)
            for slug, one in sorted(curated.boards.items())
        ),
    )  # fmt: skip


def _family(family: CuratedFamily, catalog: Catalog) -> Any:  # noqa: ANN401  its fields come from the field table
    observed, evidence = catalog.observed(family.slug), catalog.heard(family.slug)
    read = all(one.state != "unseen" for one in observed.checkpoints.values())
    links = (*family.links.checkpoints, family.links.blog, family.links.paper, *family.links.more)
    return ExportedFamily(
        **{spec.name: value for spec in shown_in("json family") if (value := observed.facts.get(spec.name)) is not None},
        **family.model_dump(include={"slug", "name", "kind", "organization", "predecessor", "successor"}),
        code=code_address(family, observed),
        licenses=tuple(
            ExportedLicence(name=one.name, spdx=one.name if one.spdx else None, terms=one.terms, url=one.url or None,
                            permits={code: said for code in LANGUAGES if (said := one.permits(code))})
            for one in dict.fromkeys(one for stated in observed.texts("license") for one in licences(stated))
        ),
        papers=tuple(
            ExportedPaper(arxiv=identity, url=f"https://arxiv.org/abs/{identity}", title=(known.title or None) if known else None,
                          published=known.published if known else None)
            for identity in papers(family, observed) for known in (catalog.papers.get(identity),)
        ),
        links=tuple(filter(None, links)),
        prose=family.prose,
        standings={
            slug: ExportedStanding(name=one.name, metric=one.metric, score=one.score.value, low=one.score.low,
                                   high=one.score.high, edition=one.edition)
            for slug, one in sorted(observed.standings.items())
        },
        coverage=dict(sorted(observed.coverage.items())),
        absent=_absent(observed.facts, observed.absent, _ASKED.intersection(ExportedFamily.model_fields), read=read),
        checkpoints=tuple(_checkpoint(name, observed, evidence.checkpoints.get(name, {})) for name in sorted(observed.checkpoints)),
        evidence_page=evidence_path(family.slug),
    )  # fmt: skip


def _absent(known: Iterable[str], told: Mapping[str, str], asked: Iterable[str], *, read: bool, whole: Iterable[str] = ()) -> dict[str, str]:
    """Why there is no value of what is asked, by field; "family": it is stated of the family as a `whole`."""
    reason = next(iter(told.values()), "not stated" if read else "failed")
    return {field: "family" if field in whole else told.get(field, reason) for field in sorted({*asked, *told, *whole} - {*known})}


def _checkpoint(name: str, observed: ObservedFamily, heard: Mapping[str, tuple[Claim, ...]]) -> Any:  # noqa: ANN401  as above
    one = observed.checkpoints[name]
    own = ((field, value) for field, value in sorted(one.facts.items()) if field in _OWN)
    # A person may give a range of one checkpoint, as text; the contract has a number there, or nothing.
    facts = {field: value for field, value in own if not (FIELDS[field].form == "count" and isinstance(value, str))}
    winners = ((field, heard[field][0]) for field in facts if heard.get(field))
    total = one.facts.get("total_params")
    return ExportedCheckpoint(
        **facts, **one.model_dump(include={"state", "access", "moved_to", "copy_of", "by"}), id=name, url=HUB_URL + name, revision=one.sha,
        absent=_absent(one.facts, one.absent, _ASKED, read=one.state != "unseen", whole=(_OWN & set(observed.facts)) - set(observed.coverage)),
        evidence={
            field: ExportedEvidence(source=won.source, url=won.url or won.snapshot, revision=won.revision, line=won.line, pointer=won.pointer)
            for field, won in winners
        },
        memory=ExportedMemory(**dict(zip(ExportedMemory.model_fields, memory_needed(total), strict=True))) if isinstance(total, int) else None,
    )  # fmt: skip
