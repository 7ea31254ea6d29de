"""The arXiv API in its form of 2026: an Atom feed with its namespaces on the feed, 400 for a malformed id."""

import hashlib
import re
from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from tests.upstream.messages import Reply, Request, text_reply
from tests.upstream.world import Paper, PaperVersion, World

DEFAULT_RESULTS: Final = 10  # cuts a longer id_list silently, which is why clients must say max_results
MAX_RESULTS: Final = 30_000
LONGEST_TARGET: Final = 7_000  # between the ~600 ids that worked for others and the 642 that gave 414
_KIND: Final = "application/atom+xml; charset=utf-8"
_ID: Final = re.compile(r"(?:(\d{4}\.\d{4,5})|([a-z-]{2,12}(?:\.[A-Z]{2})?/\d{7}))(?:v([1-9]\d{0,2}))?", re.ASCII)
_OPEN: Final = (
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    '<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" '
    'xmlns="http://www.w3.org/2005/Atom">\n'
)


class _MalformedError(ValueError):
    """What the API says of a request that it cannot read."""


def arxiv_query(request: Request, world: World) -> Reply:
    """`/api/query`, by ids: nobody here searches."""
    if len(request.target) > LONGEST_TARGET:
        return text_reply("<h1>414 Request-URI Too Large</h1>", 414, "text/html")
    asked = dict(request.query)
    now = f"{world.date}T00:00:00Z"
    try:
        start, count = _whole(asked, "start", 0), _whole(asked, "max_results", DEFAULT_RESULTS)
        found = _by_ids(world, asked.get("id_list", ""))
    except _MalformedError as fault:
        return Reply(400, _error_feed(str(fault), now).encode(), (("Content-Type", _KIND),))
    return Reply(200, _feed(asked, found, start, count, now).encode(), (("Content-Type", _KIND),))


def _whole(asked: dict[str, str], name: str, default: int) -> int:
    text = asked.get(name, "") or str(default)
    if not (text.isascii() and text.isdigit()):
        raise _MalformedError(f"{name} must be an integer")
    if int(text) > MAX_RESULTS:
        raise _MalformedError(f"{name} must be at most {MAX_RESULTS}")
    return int(text)


def _by_ids(world: World, id_list: str) -> list[PaperVersion]:
    """Papers by id; one malformed id fails the whole request, an unknown one is simply missing."""
    found = []
    for text in filter(None, (part.strip() for part in id_list.split(","))):
        match = _ID.fullmatch(text)
        if match is None:
            raise _MalformedError(f"incorrect id format for {text}")
        paper = world.papers.get(match[1] or match[2])
        if paper is not None:
            found += _version(paper, match[3])
    return found


def _version(paper: Paper, number: str | None) -> list[PaperVersion]:
    if number is None:
        return [paper.latest]
    return [one for one in paper.versions if one.version == int(number)]


def _feed(asked: dict[str, str], found: list[PaperVersion], start: int, count: int, now: str) -> str:
    words, ids = escape(asked.get("search_query", "")), escape(asked.get("id_list", ""))
    digest = hashlib.sha256(repr(sorted(asked.items())).encode()).hexdigest()[:27]
    title = f"search_query={words}&amp;id_list={ids}&amp;start={start}&amp;max_results={count}"
    link = f"https://arxiv.org/api/query?search_query={words}&start={start}&max_results={count}&id_list={ids}"
    head = [
        f"  <id>https://arxiv.org/api/{digest}</id>",
        f"  <title>arXiv Query: {title}</title>",
        f"  <updated>{now}</updated>",
        f'  <link href={quoteattr(link)} type="application/atom+xml"/>',
        f"  <opensearch:itemsPerPage>{count}</opensearch:itemsPerPage>",
        f"  <opensearch:totalResults>{len(found)}</opensearch:totalResults>",
        f"  <opensearch:startIndex>{start}</opensearch:startIndex>",
    ]
    entries = [_entry(one) for one in found[start : start + count]]
    return _OPEN + "\n".join([*head, *entries, "</feed>", ""])


def _entry(one: PaperVersion) -> str:
    place = f"arxiv.org/abs/{one.id}v{one.version}"
    lines = [
        f"<id>http://{place}</id>",
        f"<title>{escape(one.title)}</title>",
        f"<updated>{one.updated}</updated>",
        f'<link href="https://{place}" rel="alternate" type="text/html"/>',
    ]
    if one.pdf:
        pdf = place.replace("/abs/", "/pdf/")
        lines.append(f'<link href="https://{pdf}" rel="related" type="application/pdf" title="pdf"/>')
    lines.append(f"<summary>{escape(one.summary)}</summary>")
    lines += [f'<category term={quoteattr(term)} scheme="http://arxiv.org/schemas/atom"/>' for term in one.categories]
    lines.append(f"<published>{one.published}</published>")
    lines += _optional("comment", one.comment)
    lines += [f"<arxiv:primary_category term={quoteattr(term)}/>" for term in one.categories[:1]]
    lines += [*_optional("journal_ref", one.journal_ref), *_optional("doi", one.doi)]
    lines += [f"<author>\n      <name>{escape(name)}</name>\n    </author>" for name in one.authors]
    return "\n".join(["  <entry>", *(f"    {line}" for line in lines), "  </entry>"])


def _optional(name: str, text: str | None) -> Iterable[str]:
    return [] if text is None else [f"<arxiv:{name}>{escape(text)}</arxiv:{name}>"]


def _error_feed(message: str, now: str) -> str:
    place = f"https://arxiv.org/api/errors#{message.replace(' ', '_')}"
    lines = [
        "  <id>https://arxiv.org/</id>",
        "  <title>arXiv Search Results</title>",
        f"  <updated>{now}</updated>",
        "  <opensearch:itemsPerPage>1</opensearch:itemsPerPage>",
        "  <opensearch:totalResults>1</opensearch:totalResults>",
        "  <opensearch:startIndex>0</opensearch:startIndex>",
        "  <entry>",
        f"    <id>{escape(place)}</id>",
        "    <title>Error</title>",
        f"    <updated>{now}</updated>",
        f'    <link href={quoteattr(place)} rel="alternate" type="text/html"/>',
        f"    <summary>{escape(message)}</summary>",
        "    <author>\n      <name>arXiv api core</name>\n    </author>",
        "  </entry>",
        "</feed>\n",
    ]
    return _OPEN + "\n".join(lines)


def abstract_page(world: World, text: str) -> Reply:
    """`/abs/{id}`: whether a paper is there, for checks of links."""
    match = _ID.fullmatch(text)
    paper = world.papers.get(match[1] or match[2]) if match else None
    found = [] if paper is None or match is None else _version(paper, match[3])
    status = 200 if found else 404
    return text_reply(f"<!doctype html><title>{escape(text)}</title>", status, "text/html; charset=utf-8")
