"""A family as the site shows it: facts, checkpoints, standings, papers, prose, and every value with its evidence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from markdown_it import MarkdownIt
from markupsafe import Markup

from pipeline.layout.catalog import Catalog
from pipeline.layout.curated import Curated
from pipeline.layout.snapshots import Snapshots
from pipeline.model.clean import clean
from pipeline.model.curated import CuratedFamily
from pipeline.model.observed import FamilyEvidence, ObservedFamily
from pipeline.render import escape
from pipeline.render.links import code_address
from pipeline.render.marked import web
from pipeline.render.scores import plain
from pipeline.site import values
from pipeline.site.values import Fact, Member, Part, Words

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True, slots=True)
class Standing:
    """The family's best row on one board."""

    board: str
    url: str | None
    name: str
    score: str
    edition: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the family, with its abstract (arXiv's metadata is CC0)."""

    identity: str
    url: str
    title: str
    authors: str
    published: str
    abstract: str


@dataclass(frozen=True, slots=True)
class FamilyPage:
    """All that a family's page shows."""

    slug: str
    name: str
    maker: str
    maker_zh: str
    kind: str
    links: tuple[tuple[Words, str], ...]
    facts: tuple[Fact, ...]
    prose_en: Markup
    prose_zh: Markup
    columns: tuple[Words, ...]
    members: tuple[Member, ...]
    parts: tuple[Part, ...]
    standings: tuple[Standing, ...]
    pictures: tuple[tuple[str, str], ...]
    papers: tuple[Paper, ...]
    before: tuple[tuple[str, str], ...]
    after: tuple[tuple[str, str], ...]


def family_page(
    family: CuratedFamily, catalog: Catalog, curated: Curated, snapshots: Snapshots, pictures: Mapping[str, str]
) -> FamilyPage:
    """A family's page; `pictures` are the trend pictures by board."""
    observed = catalog.families.get(family.slug) or ObservedFamily(slug=family.slug)
    evidence = catalog.evidence.get(family.slug) or FamilyEvidence(slug=family.slug)
    maker = curated.organizations.organizations.get(family.organization)
    return FamilyPage(
        slug=family.slug,
        name=clean(family.name, 200),
        maker=clean(maker.name if maker else family.organization, 200),
        maker_zh=clean(maker.zh if maker else "", 200),
        kind="VLM" if family.kind == "vlm" else "LLM",
        links=tuple(_links(family, observed)),
        facts=tuple(values.facts(observed, evidence)),
        prose_en=_html(family.prose.en),
        prose_zh=_html(family.prose.zh),
        columns=tuple(values.label(field) for field in values.COLUMNS),
        members=tuple(values.members(observed)),
        parts=tuple(values.parts(observed, evidence, snapshots)),
        standings=tuple(_standings(observed, curated)),
        pictures=tuple((clean(curated.boards[board].name, 200), stem) for board, stem in pictures.items()),
        papers=tuple(_papers(family, observed, catalog, snapshots)),
        before=tuple(_neighbour(family.predecessor, curated)),
        after=tuple(_neighbour(family.successor, curated)),
    )


def _html(markdown: str) -> Markup:
    """A person's Markdown as HTML: raw HTML in it is shown as text, links to scripts are not made."""
    return Markup(_MARKDOWN.render(markdown))  # noqa: S704  the renderer escapes: html is off


_CODE: Final = "Code"


def _links(family: CuratedFamily, observed: ObservedFamily) -> Iterator[tuple[Words, str]]:
    chosen = [(one.label, one.url) for one in family.links.checkpoints]
    code = code_address(family, observed)
    if code:
        chosen.append((_CODE, code))
    chosen += [(one.label, one.url) for one in (family.links.blog, family.links.paper, *family.links.more) if one]
    for label, address in chosen:
        target = web(address)
        if target is not None:
            text = clean(label, 200)
            yield Words("Code", "代码") if label is _CODE else Words(text, text), target


def _standings(observed: ObservedFamily, curated: Curated) -> Iterator[Standing]:
    for slug, one in sorted(observed.standings.items()):
        board = curated.boards.get(slug)
        yield Standing(
            board=clean(board.name if board else slug, 200),
            url=web(board.url) if board else None,
            name=clean(one.name, 200),
            score=plain(one.score, one.metric, board),
            edition=clean(one.edition or "", 40),
        )


def _papers(family: CuratedFamily, observed: ObservedFamily, catalog: Catalog, snapshots: Snapshots) -> Iterator[Paper]:
    for identity in dict.fromkeys((*family.papers, *observed.facts.texts("own_arxiv"))):
        known = catalog.papers.get(identity)
        snapshot = snapshots.papers.get(identity)
        target = escape.url(f"https://arxiv.org/abs/{identity}")
        if target is None:
            continue
        authors = ", ".join(known.authors[:5]) + (" et al." if len(known.authors) > 5 else "") if known else ""
        yield Paper(
            identity=clean(identity, 40),
            url=target,
            title=clean(known.title, 300) if known else "",
            authors=clean(authors, 300),
            published=clean((known.published or "")[:10], 10) if known else "",
            abstract=clean(snapshot.facts.abstract, 4_000) if snapshot else "",
        )


def _neighbour(slug: str | None, curated: Curated) -> Iterator[tuple[str, str]]:
    other = curated.families.get(slug) if slug else None
    if other is not None:
        yield other.slug, clean(other.name, 200)
