"""A family as the site shows it: every fact with verdict and source, checkpoints, standings, papers, prose."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markupsafe import Markup

from pipeline.layout.catalog import Catalog
from pipeline.layout.curated import Curated
from pipeline.layout.snapshots import Snapshots
from pipeline.model.claims import Value
from pipeline.model.clean import clean
from pipeline.model.curated import CuratedFamily
from pipeline.model.fields import FIELDS
from pipeline.model.observed import Absence, FamilyEvidence, Heard, ObservedCheckpoint, ObservedFamily
from pipeline.render import escape, shown
from pipeline.render.evidence_view import ABSENT, ORDER, SOURCES, VERDICTS, retrieved, rolled
from pipeline.render.links import GITHUB, HUB
from pipeline.render.marked import web
from pipeline.render.scores import number

_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing heard about a field, or why there is nothing."""

    field: str
    value: str
    verdict: str
    strong: bool
    because: str
    source: str
    url: str | None
    when: str


@dataclass(frozen=True, slots=True)
class Part:
    """The family as a whole, or one checkpoint."""

    heading: str
    url: str | None
    state: str
    lines: tuple[Line, ...]


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
    links: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    prose_en: Markup
    prose_zh: Markup
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
        facts=tuple(_facts(observed)),
        prose_en=_html(family.prose.en),
        prose_zh=_html(family.prose.zh),
        parts=tuple(_parts(observed, evidence, snapshots)),
        standings=tuple(_standings(observed, curated)),
        pictures=tuple((clean(curated.boards[board].name, 200), stem) for board, stem in pictures.items()),
        papers=tuple(_papers(family, observed, catalog, snapshots)),
        before=tuple(_neighbour(family.predecessor, curated)),
        after=tuple(_neighbour(family.successor, curated)),
    )


def _html(markdown: str) -> Markup:
    """A person's Markdown as HTML: raw HTML in it is shown as text, links to scripts are not made."""
    return Markup(_MARKDOWN.render(markdown))  # noqa: S704  the renderer escapes: html is off


def _links(family: CuratedFamily, observed: ObservedFamily) -> Iterator[tuple[str, str]]:
    chosen = [(one.label, one.url) for one in family.links.checkpoints]
    code = family.links.code or (GITHUB + observed.facts.own_github if observed.facts.own_github else None)
    if code:
        chosen.append(("Code · 代码", code))
    chosen += [(one.label, one.url) for one in (family.links.blog, family.links.paper, *family.links.more) if one]
    for label, address in chosen:
        target = web(address)
        if target is not None:
            yield clean(label, 200), target


def _facts(observed: ObservedFamily) -> Iterator[tuple[str, str]]:
    for field in ("sizes", "context_length", "context_length_extended", "training_tokens", "license", "release_date",
                  "languages", "vision_encoder", "base_llm"):  # fmt: skip
        spec = FIELDS[field]
        value = rolled(observed.facts, field)
        if value is not None:
            yield f"{spec.en} · {spec.zh}", clean(value, 500)
        elif field in observed.absent:
            yield f"{spec.en} · {spec.zh}", ABSENT[observed.absent[field]]


def _parts(observed: ObservedFamily, evidence: FamilyEvidence, snapshots: Snapshots) -> Iterator[Part]:
    own = {f: tuple(h for h in heard if h.checkpoint is None) for f, heard in evidence.facts.items()}
    stated = tuple(_lines({f: heard for f, heard in own.items() if heard}, {}, snapshots))
    if stated:
        yield Part("Family · 系列", None, "", stated)
    for name in sorted(observed.checkpoints, key=str.casefold):
        one = observed.checkpoints[name]
        lines = tuple(_lines(evidence.checkpoints.get(name, {}), one.absent, snapshots))
        yield Part(name, escape.url(HUB + name), _state(one), lines)


def _lines(
    heard: Mapping[str, tuple[Heard, ...]], absent: Mapping[str, Absence], snapshots: Snapshots
) -> Iterator[Line]:
    for field in sorted({*heard, *absent}, key=lambda f: (ORDER.get(f, len(ORDER)), f)):
        spec = FIELDS.get(field)
        label = f"{spec.en} · {spec.zh}" if spec else clean(field, 60)
        for one in heard.get(field, ()):
            yield _line(label, field, one, snapshots)
        if field in absent:
            yield Line(label, "—", ABSENT[absent[field]], strong=False, because="", source="", url=None, when="")


def _line(label: str, field: str, one: Heard, snapshots: Snapshots) -> Line:
    source = SOURCES.get(one.source, one.source)
    place = f", line {one.line}" if one.line is not None else ""
    when = retrieved(one.snapshot, snapshots) or ""
    return Line(
        field=label,
        value=_value(field, one.value),
        verdict=VERDICTS[one.verdict].replace("*", ""),
        strong=one.verdict in {"rival", "pinned"},
        because=clean(one.because, 500),
        source=clean(source, 100) + place,
        url=web(one.url) if one.url else None,
        when=clean(when[:10], 10),
    )


def _value(field: str, value: Value) -> str:
    return clean(shown.exact(field, value), 300)


def _state(one: ObservedCheckpoint) -> str:
    states = {
        "present": "on the Hub · 在架",
        "gone": "gone · 已下架",
        "moved": "moved · 已迁移",
        "unseen": "not retrieved yet · 待获取",
    }
    access = {"open": "open · 公开", "gated": "gated · 需授权", "unknown": ""}[one.access]
    return ", ".join(
        part for part in (states[one.state], access, f"revision {one.sha[:12]}" if one.sha else "") if part
    )


def _standings(observed: ObservedFamily, curated: Curated) -> Iterator[Standing]:
    for slug, one in sorted(observed.standings.items()):
        board = curated.boards.get(slug)
        score = number(one.score.value)
        if one.score.low is not None and one.score.high is not None:
            score += f" [{number(one.score.low)}–{number(one.score.high)}]"
        yield Standing(
            board=clean(board.name if board else slug, 200),
            url=web(board.url) if board else None,
            name=clean(one.name, 200),
            score=score,
            edition=clean(one.edition or "", 40),
        )


def _papers(family: CuratedFamily, observed: ObservedFamily, catalog: Catalog, snapshots: Snapshots) -> Iterator[Paper]:
    for identity in dict.fromkeys((*family.papers, *observed.facts.own_arxiv)):
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
