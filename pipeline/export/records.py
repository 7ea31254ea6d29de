"""The catalog in the form of the contract: families by slug, checkpoints by id."""

from collections.abc import Mapping

from pipeline.export.contract import (
    ExportedBoard,
    ExportedCatalog,
    ExportedCheckpoint,
    ExportedDates,
    ExportedEvidence,
    ExportedFamily,
    ExportedLink,
    ExportedOrganization,
    ExportedPaper,
    ExportedProse,
    ExportedRange,
    ExportedStanding,
)
from pipeline.layout import paths
from pipeline.layout.catalog import Catalog
from pipeline.layout.curated import Curated
from pipeline.model.claims import Claim
from pipeline.model.curated import CuratedFamily
from pipeline.model.observed import FamilyEvidence, ObservedCheckpoint, ObservedFamily, Span

HUB = "https://huggingface.co/"
_OWN = frozenset(ExportedCheckpoint.model_fields) - {
    "id",
    "url",
    "state",
    "access",
    "moved_to",
    "revision",
    "absent",
    "evidence",
}


def exported(catalog: Catalog, curated: Curated) -> ExportedCatalog:
    """Everything that catalog.json holds; drafts are not in it."""
    curated = curated.listed
    return ExportedCatalog(
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


def _family(family: CuratedFamily, catalog: Catalog) -> ExportedFamily:
    observed = catalog.families.get(family.slug) or ObservedFamily(slug=family.slug)
    evidence = catalog.evidence.get(family.slug) or FamilyEvidence(slug=family.slug)
    facts = observed.facts
    links = [
        *family.links.checkpoints,
        *(one for one in (family.links.blog, family.links.paper) if one),
        *family.links.more,
    ]
    return ExportedFamily(
        slug=family.slug, name=family.name, kind=family.kind, organization=family.organization, sizes=facts.sizes,
        context_length=_range(facts.context_length), context_length_extended=_range(facts.context_length_extended),
        training_tokens=_range(facts.training_tokens), languages=facts.languages, languages_count=facts.languages_count,
        license=facts.license, license_link=facts.license_link,
        release_date=ExportedDates(first=facts.release_date.first, latest=facts.release_date.latest) if facts.release_date else None,
        vision_encoder=facts.vision_encoder, base_llm=facts.base_llm,
        code=family.links.code or (f"https://github.com/{facts.own_github}" if facts.own_github else None),
        papers=tuple(_paper(p, catalog) for p in dict.fromkeys((*family.papers, *facts.own_arxiv))),
        links=tuple(ExportedLink(label=one.label, url=one.url) for one in links),
        predecessor=family.predecessor, successor=family.successor,
        prose=ExportedProse(en=family.prose.en, zh=family.prose.zh),
        standings={
            slug: ExportedStanding(name=one.name, metric=one.metric, score=one.score.value, low=one.score.low,
                                   high=one.score.high, edition=one.edition)
            for slug, one in sorted(observed.standings.items())
        },
        absent=dict(sorted(observed.absent.items())),
        checkpoints=tuple(
            _checkpoint(name, observed.checkpoints[name], evidence.checkpoints.get(name, {}))
            for name in sorted(observed.checkpoints)
        ),
        evidence_page=f"{paths.PAGES}families/{family.slug}.md",
    )  # fmt: skip


def _range(span: Span | None) -> ExportedRange | None:
    return ExportedRange(low=span.low, high=span.high, by_size=span.by_size) if span else None


def _paper(identity: str, catalog: Catalog) -> ExportedPaper:
    known = catalog.papers.get(identity)
    url = f"https://arxiv.org/abs/{identity}"
    return ExportedPaper(arxiv=identity, url=url, title=(known.title or None) if known else None,
                         published=known.published if known else None)  # fmt: skip


def _checkpoint(name: str, one: ObservedCheckpoint, heard: Mapping[str, tuple[Claim, ...]]) -> ExportedCheckpoint:
    facts = {field: value for field, value in sorted(one.facts.items()) if field in _OWN}
    evidence = {field: _evidence(heard[field][0]) for field in facts if heard.get(field)}
    return ExportedCheckpoint.model_validate(
        {
            **facts, "id": name, "url": HUB + name, "state": one.state, "access": one.access, "moved_to": one.moved_to,
            "revision": one.sha, "absent": dict(sorted(one.absent.items())), "evidence": evidence,
        }
    )  # fmt: skip


def _evidence(one: Claim) -> ExportedEvidence:
    return ExportedEvidence(
        source=one.source, url=one.url or one.snapshot, revision=one.revision, line=one.line, pointer=one.pointer
    )
