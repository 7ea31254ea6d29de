"""The catalog as the public sees it, without drafts: what every file of the export and every page of the site is made of."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from pipeline.export import contract
from pipeline.fields import absent_of, shown_in
from pipeline.layout.catalog import Catalog
from pipeline.layout.curated import Curated
from pipeline.layout.snapshots import Snapshots
from pipeline.model.amounts import memory_needed
from pipeline.model.claims import Claim
from pipeline.model.curated import CuratedFamily
from pipeline.model.ids import HUB_URL
from pipeline.model.licences import licences
from pipeline.model.observed import FamilyEvidence, ObservedFamily
from pipeline.render.links import code_address, first_checkpoint, papers
from pipeline.render.placement import Dates, Succession, as_of, evidence_path
from pipeline.words import LANGUAGES

_ASKED: Final = frozenset(("knowledge_cutoff", "modalities", "reasoning", "tool_use", *(spec.name for spec in absent_of("checkpoint"))))
"""Fields of which a reader asks why there is no value."""
_OWN: Final = frozenset(spec.name for spec in shown_in("json checkpoint"))
_ROLLED: Final = frozenset(spec.name for spec in shown_in("json family"))


class PublishedFamily(NamedTuple):
    """A family as the site shows it: its record in catalog.json, and beside it what was written, observed and heard.

    `weights` is where its row leads.
    """

    record: Any
    curated: CuratedFamily
    observed: ObservedFamily
    evidence: FamilyEvidence
    maker: contract.ExportedOrganization | None
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


class Published(NamedTuple):
    """catalog.json (`whole`), and all that the site shows beside it.

    `families` are by first release, the newest first, then by name; `when` says by family where it stands among them:
    where its papers do, if it has no date. `as_of` is the newest day that a source states.
    """

    whole: contract.ExportedCatalog
    catalog: Catalog
    curated: Curated
    snapshots: Snapshots
    succession: Succession
    families: tuple[PublishedFamily, ...]
    when: Mapping[str, str]
    as_of: str


def published(catalog: Catalog, curated: Curated, snapshots: Snapshots, repository: str = "") -> Published:
    """All that the site is made of; `repository` is its web address, where it has one."""
    sections, listed = curated.sections, curated.listed
    origin = contract.ExportedOrigin(name=sections.name, site=sections.site, repository=repository or None)
    whole = exported(catalog, curated, origin)
    succession = Succession.of(listed.families.values())
    dates = Dates.of(catalog, listed, succession)
    when = {**dates.hints, **dates.released}
    by_name, families = sorted(whole.families, key=lambda f: (f.name.casefold(), f.slug)), []
    for record in sorted(by_name, key=lambda f: when[f.slug], reverse=True):
        own, observed = listed.families[record.slug], catalog.observed(record.slug)
        maker = whole.organizations.get(record.organization)
        weights = first_checkpoint(own, observed, snapshots) or ""
        families.append(PublishedFamily(record, own, observed, catalog.heard(record.slug), maker, weights))
    day = as_of((*dates.latest.values(), *(board.edition for board in whole.boards)))
    return Published(whole, catalog, listed, snapshots, succession, tuple(families), when, day)


def exported(catalog: Catalog, curated: Curated, origin: contract.ExportedOrigin) -> contract.ExportedCatalog:
    """Everything that catalog.json holds: families by slug, checkpoints by id."""
    curated = curated.listed
    return contract.ExportedCatalog(
        origin=origin,
        families=tuple(_family(curated.families[slug], catalog) for slug in sorted(curated.families)),
        organizations={
            slug: contract.ExportedOrganization(name=one.name, name_zh=one.zh or None, url=one.url)
            for slug, one in sorted(curated.organizations.organizations.items())
        },
        boards=tuple(
            contract.ExportedBoard(slug=slug, name=one.name, url=one.url, kind=one.kind, state=one.state, license=one.license or None,
                          edition=catalog.boards[slug].edition if slug in catalog.boards else None)
            for slug, one in sorted(curated.boards.items())
        ),
    )  # fmt: skip


def _family(family: CuratedFamily, catalog: Catalog) -> Any:  # noqa: ANN401  its fields come from the field table
    observed, evidence = catalog.observed(family.slug), catalog.heard(family.slug)
    links = (*family.links.checkpoints, family.links.blog, family.links.paper, *family.links.more)
    return contract.ExportedFamily(
        **{spec.name: value for spec in shown_in("json family") if (value := observed.facts.get(spec.name)) is not None},
        **family.model_dump(include={"slug", "name", "kind", "organization", "predecessor", "successor"}),
        code=code_address(family, observed),
        licenses=tuple(
            contract.ExportedLicence(name=one.name, spdx=one.name if one.spdx else None, terms=one.terms, url=one.url or None,
                            permits={code: said for code in LANGUAGES if (said := one.permits(code))})
            for stated in observed.facts.texts("license") for one in licences(stated)
        ),
        papers=tuple(
            contract.ExportedPaper(arxiv=identity, url=f"https://arxiv.org/abs/{identity}", title=(known.title or None) if known else None,
                          published=known.published if known else None)
            for identity in papers(family, observed) for known in (catalog.papers.get(identity),)
        ),
        links=tuple(filter(None, links)),
        prose=family.prose,
        standings={
            slug: contract.ExportedStanding(name=one.name, metric=one.metric, score=one.score.value, low=one.score.low,
                                   high=one.score.high, edition=one.edition)
            for slug, one in sorted(observed.standings.items())
        },
        coverage=dict(sorted(observed.coverage.items())),
        absent=_absent(observed.facts.root, observed.absent, _ASKED & _ROLLED, read=all(one.state != "unseen" for one in observed.checkpoints.values())),
        checkpoints=tuple(
            _checkpoint(name, observed, evidence.checkpoints.get(name, {}))
            for name in sorted(observed.checkpoints)
        ),
        evidence_page=evidence_path(family.slug),
    )  # fmt: skip


def _absent(known: Iterable[str], told: Mapping[str, str], asked: Iterable[str], *, read: bool, whole: Iterable[str] = ()) -> dict[str, str]:
    """Why there is no value of what is asked, by field; "family": it is stated of the family as a `whole`."""
    reason = next(iter(told.values()), "not stated" if read else "failed")
    return {field: "family" if field in whole else told.get(field, reason) for field in sorted({*asked, *told, *whole} - {*known})}


def _checkpoint(name: str, observed: ObservedFamily, heard: Mapping[str, tuple[Claim, ...]]) -> Any:  # noqa: ANN401  as above
    one = observed.checkpoints[name]
    facts = {field: value for field, value in sorted(one.facts.items()) if field in _OWN}
    winners = {field: heard[field][0] for field in facts if heard.get(field)}
    total = one.facts.get("total_params")
    return contract.ExportedCheckpoint(
        **facts, id=name, url=HUB_URL + name, state=one.state, access=one.access, moved_to=one.moved_to, revision=one.sha, copy_of=one.copy_of, by=one.by,
        absent=_absent(one.facts, one.absent, _ASKED, read=one.state != "unseen", whole=(_OWN & set(observed.facts.root)) - set(observed.coverage)),
        evidence={
            field: contract.ExportedEvidence(source=won.source, url=won.url or won.snapshot, revision=won.revision, line=won.line, pointer=won.pointer)
            for field, won in winners.items()
        },
        memory=contract.ExportedMemory(**dict(zip(("bits_16", "bits_8", "bits_4"), memory_needed(total), strict=True))) if isinstance(total, int) else None,
    )  # fmt: skip
