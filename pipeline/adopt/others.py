"""Leaderboards, benchmarks and further resources of a list."""

from collections.abc import Sequence
from typing import Final

from pipeline.adopt.addresses import place_of
from pipeline.adopt.adopted import Ledger, slug_of
from pipeline.adopt.inline import InlineLink, badge_message, is_badges, is_web, links, plain, without_links
from pipeline.adopt.prose import prose
from pipeline.adopt.sections import Line
from pipeline.adopt.tables import Table
from pipeline.model.boards import CuratedBoard
from pipeline.model.curated import CuratedBenchmark, Link, Prose, Resource

_BULLETS: Final = ("-", "*", "+")


def board(title: str, line: int, body: Sequence[Line], ledger: Ledger) -> CuratedBoard | None:
    """A leaderboard: a heading, its link (in the heading, a badge or the text) and prose."""
    name = _outside(title)
    badges, words = _split_badges(body)
    found = [link for link in (*links(title), *badges, *_links_of(words)) if is_web(link.url)]
    slug = _slug(name, found)
    if not found or not slug:
        return None
    _take(ledger, line, body)
    more = tuple(
        Link(label=_label(link), url=link.url) for link in badges if is_web(link.url) and link.url != found[0].url
    )
    return CuratedBoard(slug=slug, name=name or found[0].label, url=found[0].url, prose=prose(words), links=more,
                        origin=ledger.origin(line))  # fmt: skip


def benchmark(title: str, line: int, body: Sequence[Line], ledger: Ledger) -> CuratedBenchmark | None:
    """A benchmark: badges as papers, code, data set and places of results; the rest is prose."""
    name = plain(title)
    badges, words = _split_badges(body)
    found = [link for link in (*links(title), *badges) if is_web(link.url)]
    slug = _slug(name.partition("(")[0], found) or _slug(name, found)
    if not slug:
        return None
    _take(ledger, line, body)
    papers: list[str] = []
    code = dataset = None
    results: list[Link] = []
    for link in found:
        place = place_of(link.url)
        if place.kind == "paper":
            papers.append(place.id)
        elif place.kind == "code" and code is None:
            code = link.url
        elif "/datasets/" in link.url and dataset is None and "huggingface.co" in link.url:
            dataset = link.url
        else:
            results.append(Link(label=_label(link), url=link.url))
    return CuratedBenchmark(slug=slug, name=name, prose=prose(words), papers=tuple(dict.fromkeys(papers)), code=code,
                            dataset=dataset, results=tuple(results), origin=ledger.origin(line))  # fmt: skip


def resources(title: str, line: int, body: Sequence[Line], tables: Sequence[Table], ledger: Ledger) -> list[Resource]:
    """Links worth having: each bullet or row that begins with a link, else the section around its first link."""
    found: list[Resource] = []
    free = [x for x in body if not any(t.line <= x.number <= t.end for t in tables)]
    for table in tables:
        if not table.lists_models:
            found += _rows(table, ledger)
    bullets = [x for x in free if not x.code and _bullet(x.text)]
    for item in bullets:
        one = _resource(_bullet(item.text), item.number, ledger)
        if one is not None:
            found.append(one)
            ledger.take([item.number])
    if found or bullets:
        return found
    whole = [link for link in (*links(title), *_links_of(free)) if is_web(link.url)]
    name = _outside(title) or (whole[0].label if whole else "")
    slug = _slug(name, whole)
    if not whole or not slug:
        return []
    _take(ledger, line, free)
    return [Resource(slug=slug, name=name, url=whole[0].url, prose=prose(free), origin=ledger.origin(line))]


def _rows(table: Table, ledger: Ledger) -> list[Resource]:
    found: list[Resource] = []
    for row in table.rows:
        cells = [c for c in row.cells if any(is_web(link.url) for link in links(c.text))]
        if not cells:
            continue
        link = next(link for link in links(cells[0].text) if is_web(link.url))
        name = plain(row.cells[0].text) or link.label
        slug = _slug(name, [link])
        if not slug or not name:
            continue
        more = [f"{c.heading}: {c.text}" for c in row.cells[1:] if c.text]
        ledger.take([row.line])
        found.append(Resource(slug=slug, name=name, url=link.url, prose=prose([Line(row.line, "; ".join(more))]),
                              origin=ledger.origin(row.line)))  # fmt: skip
    if found:
        ledger.take([table.line, table.line + 1])
    return found


def _resource(text: str, line: int, ledger: Ledger) -> Resource | None:
    inside = links(text)
    first = inside[0] if inside else None
    if first is None or not is_web(first.url) or plain(text[: first.start]).strip():
        return None
    name = first.label or first.url
    slug = _slug(name, [first])
    if not slug:
        return None
    rest = text[first.end :].strip()
    words = rest.lstrip("-–—:：|, ").strip()
    return Resource(slug=slug, name=name, url=first.url, prose=prose([Line(line, words)]) if words else Prose(),
                    origin=ledger.origin(line))  # fmt: skip


def _bullet(line: str) -> str:
    """What a list item says; "" if the line is none."""
    said = line.strip()
    if said[:1] in _BULLETS and said[1:2] in (" ", "\t"):
        said = said[1:].strip()
        return said[3:].strip() if said[:3].lower() in ("[ ]", "[x]") else said
    return ""


def _split_badges(body: Sequence[Line]) -> tuple[list[InlineLink], list[Line]]:
    badges: list[InlineLink] = []
    words: list[Line] = []
    for line in body:
        if not line.code and is_badges(line.text):
            badges += links(line.text)
        else:
            words.append(line)
    return badges, words


def _links_of(body: Sequence[Line]) -> list[InlineLink]:
    return [link for line in body if not line.code for link in links(line.text)]


def _label(link: InlineLink) -> str:
    message = badge_message(link.badge) if link.badge else ""
    return " · ".join(p for p in (link.label, message) if p) or link.url


def _outside(title: str) -> str:
    """A heading's own words; those of its link if it has no others."""
    return without_links(title) or plain(title)


def _slug(name: str, found: Sequence[InlineLink]) -> str:
    short = slug_of(name.partition(" by ")[0]) or slug_of(name)
    # A name in Chinese leaves little of itself in a slug ("llm"): then the address says more.
    if short and (name.isascii() or 2 * len(short) >= len(name)):
        return short
    return slug_of(found[0].url.rstrip("/").rpartition("/")[2].replace("_", "-")) or short if found else short


def _take(ledger: Ledger, line: int, body: Sequence[Line]) -> None:
    ledger.take([line, *(x.number for x in body)])
