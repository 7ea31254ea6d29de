"""Rows of a model table and their details sections, as families."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from pipeline.adopt.addresses import place_of
from pipeline.adopt.adopted import Ledger, same_name, slug_of
from pipeline.adopt.facts import FACT_ROLES, Said, is_nothing, split_facts, state
from pipeline.adopt.inline import InlineLink, badge_message, is_badges, is_web, links, plain, without_links
from pipeline.adopt.prose import prose
from pipeline.adopt.sections import Line
from pipeline.adopt.tables import Cell, Row
from pipeline.model.curated import (
    CuratedFact,
    CuratedFamily,
    CuratedOrganization,
    Link,
    Links,
    ListKind,
    Prose,
)

UNKNOWN_ORGANIZATION: Final = "unknown"


class Details(NamedTuple):
    """A details section: its heading and all of its lines."""

    title: str
    line: int
    body: Sequence[Line]


class _Gathered:
    """What rows and details say of one family, while it is put together."""

    def __init__(self) -> None:
        self.checkpoint_links: list[Link] = []
        self.checkpoints: list[str] = []
        self.collections: list[str] = []
        self.papers: list[str] = []
        self.code: str | None = None
        self.blog: Link | None = None
        self.paper: Link | None = None
        self.more: list[Link] = []
        self.facts: dict[str, CuratedFact] = {}
        self.prose = Prose()
        self.hub_names: list[str] = []
        self.code_owners: list[str] = []

    def knows(self, url: str) -> bool:
        """Whether this address already has its place."""
        place = place_of(url)
        single = (self.code, self.blog and self.blog.url, self.paper and self.paper.url)
        return (
            url in single
            or any(link.url == url for link in (*self.checkpoint_links, *self.more))
            or (place.kind == "paper" and place.id in self.papers)
        )

    def link(self, link: InlineLink, role: str) -> None:
        """Put an address where it belongs, by what it points at and what its label says."""
        if self.knows(link.url):
            return
        place = place_of(link.url)
        message = badge_message(link.badge) if link.badge and place.kind == "page" else ""
        named = Link(label=message or link.label or _tail(link.url), url=link.url)
        if place.kind in ("checkpoint", "collection", "organization"):
            self.hub_names.append(place.id.partition("/")[0])
        elif place.kind == "code":
            self.code_owners.append(place.id.partition("/")[0])
        if role == "checkpoints":
            self.checkpoint_links.append(named)
            if place.kind == "checkpoint":
                self.checkpoints.append(place.id)
            elif place.kind == "collection":
                self.collections.append(place.id)
        elif place.kind == "paper":
            self.papers.append(place.id)
        elif place.kind == "code" and self.code is None and role in ("", "code", "papers"):
            self.code = link.url
        elif place.kind == "page":
            self._page(named, role, link.label.casefold())
        else:
            self.more.append(named)

    def _page(self, named: Link, role: str, words: str) -> None:
        """Put a page where it belongs: the blog, a report outside arXiv, or further links."""
        blog = role == "blog" or "blog" in words or "博客" in words
        report = role in ("", "papers") and named.url.endswith(".pdf")
        if self.blog is None and (blog or (role == "papers" and not report)):
            self.blog = named
        elif self.paper is None and report:
            self.paper = named
        else:
            self.more.append(named)

    def fact(self, said: Said, line: int, ledger: Ledger, field: str) -> None:
        """Keep facts; what contradicts an earlier one, or cannot be read, is reported."""
        if said.reason:
            ledger.reject(line, said.reason, field)
        for fact in said.facts:
            earlier = self.facts.setdefault(fact.field, fact)
            if earlier.value != fact.value:
                ledger.reject(line, f"{fact.field} is {fact.value!r} here but {earlier.value!r} at {earlier.origin}; "
                                    "the latter is kept", fact.field)  # fmt: skip


def family_of_row(
    row: Row, details: Details | None, ledger: Ledger, *, kind: ListKind, organizations: dict[str, CuratedOrganization]
) -> CuratedFamily | None:
    """A family from its row and its details; None (and a reject) for a row without a name."""
    cell = row.cell("model")
    name = plain(cell.text) if cell else ""
    slug = slug_of(name) or _slug_from_links(row)
    if cell is None or not name or not slug:
        ledger.reject(row.line, "a row without a model's name")
        return None
    ledger.take([row.line])
    seen = _Gathered()
    # Links of the row come first, for its checkpoints are the ones shown; facts of the details come first,
    # for they are told at length.
    for other in row.cells:
        _read_links(other, row.line, seen, ledger)
    for link in links(cell.text):
        if is_web(link.url):
            seen.link(link, "")
    if details is not None:
        _read_details(details, seen, ledger)
    for other in row.cells:
        if other.role in FACT_ROLES:
            said = state(other.role, other.text, origin=ledger.origin(row.line), heading=other.heading)
            seen.fact(said, row.line, ledger, other.role)
    if row.excess:
        ledger.reject(row.line, f"cells beyond the table's heading: {row.excess[:80]!r}")
    if details is None and len([c for c in row.cells if not is_nothing(c.text)]) < 2:
        ledger.reject(row.line, f"a row with a name ({name[:40]!r}) and nothing else")
        return None
    maker = row.cell("organization")
    organization = _organization(plain(maker.text) if maker else "", seen, organizations, ledger, row.line)
    heading = plain(details.title) if details else ""
    return _family(slug, name, organization, kind, seen, alias=heading, origin=ledger.origin(row.line))


def family_of_details(
    details: Details, ledger: Ledger, *, kind: ListKind, organizations: dict[str, CuratedOrganization]
) -> CuratedFamily | None:
    """A family that has a details section and no row."""
    name = plain(details.title)
    slug = slug_of(name)
    facts, rest = split_facts(details.body)
    if not slug or not (facts or any(is_badges(line.text) for line in rest)):
        return None
    seen = _Gathered()
    _read_details(details, seen, ledger)
    ledger.reject(details.line, f"{name[:60]!r} has details but no row in a table: taken over at the end of the list")
    organization = _organization("", seen, organizations, ledger, details.line)
    return _family(slug, name, organization, kind, seen, alias="", origin=ledger.origin(details.line))


def _family(
    slug: str, name: str, organization: str, kind: ListKind, seen: _Gathered, *, alias: str, origin: str
) -> CuratedFamily:
    differs = alias and alias.casefold() not in (name.casefold(), slug)
    order = [seen.facts[role] for role in (*FACT_ROLES, "license_name") if role in seen.facts]
    return CuratedFamily(
        slug=slug,
        name=name,
        organization=organization,
        kind=kind,
        checkpoints=tuple(dict.fromkeys(seen.checkpoints)),
        collections=tuple(dict.fromkeys(seen.collections)),
        papers=tuple(seen.papers),
        aliases=(alias,) if differs else (),
        origin=origin,
        links=Links(checkpoints=tuple(seen.checkpoint_links), code=seen.code, blog=seen.blog, paper=seen.paper,
                    more=tuple(seen.more)),
        facts=tuple(order),
        prose=seen.prose,
    )  # fmt: skip


def _read_details(details: Details, seen: _Gathered, ledger: Ledger) -> None:
    ledger.take([details.line])
    facts, rest = split_facts(details.body)
    for line, role, value in facts:
        ledger.take([line.number])
        seen.fact(state(role, value, origin=ledger.origin(line.number)), line.number, ledger, role)
    words: list[Line] = []
    for line in rest:
        if line.code or not is_badges(line.text):
            words.append(line)
            continue
        ledger.take([line.number])
        for link in links(line.text):
            if is_web(link.url):
                seen.link(link, "")
            elif link.url:
                ledger.reject(
                    line.number, f"the badge {link.label[:40]!r} leads to {link.url[:60]!r}, which is no web address"
                )
    seen.prose = prose(words)
    ledger.take(line.number for line in words)


def _read_links(cell: Cell, line: int, seen: _Gathered, ledger: Ledger) -> None:
    if cell.role in ("model", "name", "details", "organization", *FACT_ROLES) or is_nothing(cell.text):
        return
    usable = [link for link in links(cell.text) if is_web(link.url)]
    for link in usable:
        seen.link(link, cell.role or "other")
    if not usable:
        ledger.reject(
            line, f"the column {cell.heading[:40]!r} says {plain(cell.text)[:60]!r}, which is neither a link nor a fact"
        )
        return
    rest = without_links(cell.text).strip(" ,;()|、，·/")
    if rest:
        ledger.reject(line, f"words beside the links of the column {cell.heading[:40]!r}: {rest[:80]!r}")


def _organization(
    said: str, seen: _Gathered, organizations: dict[str, CuratedOrganization], ledger: Ledger, line: int
) -> str:
    hub = tuple(dict.fromkeys(seen.hub_names))[:1]
    owner = seen.code_owners[0] if seen.code_owners else ""
    name = said or (hub[0] if hub else owner)
    slug = next((s for s in map(slug_of, (said, *hub, owner)) if s), "")
    if not slug:
        ledger.reject(line, f"no organisation is named: written as {UNKNOWN_ORGANIZATION!r}", "organization")
        slug, name, hub, owner = UNKNOWN_ORGANIZATION, "Unknown", (), ""
    known = organizations.get(slug)
    names = tuple(dict.fromkeys((*(known.hub if known else ()), *hub)))
    code = tuple(dict.fromkeys((*(known.github if known else ()), *((owner,) if owner else ()))))
    organizations[slug] = CuratedOrganization(name=known.name if known else name, hub=names, github=code)
    return slug


def _slug_from_links(row: Row) -> str:
    cell = row.cell("checkpoints")
    for link in links(cell.text) if cell else ():
        slug = slug_of(place_of(link.url).id.rpartition("/")[2])
        if slug:
            return slug
    return ""


def _tail(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2] or url


def details_for(row: Row, by_anchor: Mapping[str, Details], by_name: Mapping[str, Details]) -> Details | None:
    """The details section of a row: where its Details cell points, else the one with the same name."""
    cell = row.cell("details")
    for link in links(cell.text) if cell else ():
        found = by_anchor.get(link.url.lstrip("#").lower())
        if found is not None:
            return found
    model = row.cell("model")
    return by_name.get(same_name(plain(model.text))) if model else None
