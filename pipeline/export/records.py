"""The catalog in the form of the contract: families by slug, checkpoints by id."""

from collections.abc import Mapping

from pipeline.export.contract import (
    ExportedBoard,
    ExportedCatalog,
    ExportedCheckpoint,
    ExportedEvidence,
    ExportedFamily,
    ExportedLink,
    ExportedOrganization,
    ExportedPaper,
    ExportedProse,
    ExportedStanding,
)
from pipeline.fields import shown_in
from pipeline.layout import paths
from pipeline.layout.catalog import Catalog
from pipeline.layout.curated import Curated
from pipeline.model.claims import Claim
from pipeline.model.curated import CuratedFamily
from pipeline.model.frozen import Frozen
from pipeline.model.observed import FamilyEvidence, ObservedCheckpoint, ObservedFamily

HUB = "https://huggingface.co/"
_OWN = frozenset(one.name for one in shown_in("json checkpoint"))


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
    values = {one.name: facts.get(one.name) for one in shown_in("json family")}
    code = facts.text("own_github")
    return ExportedFamily.model_validate({
        **{name: value.model_dump() if isinstance(value, Frozen) else value for name, value in values.items() if value is not None},
        "slug": family.slug, "name": family.name, "kind": family.kind, "organization": family.organization,
        "code": family.links.code or (f"https://github.com/{code}" if code else None),
        "papers": tuple(_paper(p, catalog) for p in dict.fromkeys((*family.papers, *facts.texts("own_arxiv")))),
        "links": tuple(ExportedLink(label=one.label, url=one.url) for one in links),
        "predecessor": family.predecessor, "successor": family.successor,
        "prose": ExportedProse(en=family.prose.en, zh=family.prose.zh),
        "standings": {
            slug: ExportedStanding(name=one.name, metric=one.metric, score=one.score.value, low=one.score.low,
                                   high=one.score.high, edition=one.edition)
            for slug, one in sorted(observed.standings.items())
        },
        "absent": dict(sorted(observed.absent.items())),
        "checkpoints": tuple(
            _checkpoint(name, observed.checkpoints[name], evidence.checkpoints.get(name, {}))
            for name in sorted(observed.checkpoints)
        ),
        "evidence_page": f"{paths.PAGES}families/{family.slug}.md",
    })  # fmt: skip


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
