"""The arXiv API in its form of 2026: an Atom feed with its namespaces on the feed, asked by ids."""

from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from tests.upstream.messages import Reply, Request
from tests.upstream.world import PaperVersion, World

_KIND: Final = "application/atom+xml; charset=utf-8"
_OPEN: Final = (
    "<?xml version='1.0' encoding='UTF-8'?>\n"
    '<feed xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" '
    'xmlns="http://www.w3.org/2005/Atom">\n'
)


def arxiv_query(request: Request, world: World) -> Reply:
    """`/api/query`, by ids: an unknown one is simply missing, and ten come where `max_results` does not say how many."""
    asked = dict(request.query)
    start, count = int(asked.get("start", "0")), int(asked.get("max_results", "10"))
    found = [world.papers[i].latest for i in asked.get("id_list", "").split(",") if i in world.papers]
    head = [
        "  <id>https://arxiv.org/api/0</id>",
        f"  <title>arXiv Query: search_query=&amp;id_list={escape(asked.get('id_list', ''))}</title>",
        f"  <updated>{world.date}T00:00:00Z</updated>",
        f"  <opensearch:itemsPerPage>{count}</opensearch:itemsPerPage>",
        f"  <opensearch:totalResults>{len(found)}</opensearch:totalResults>",
        f"  <opensearch:startIndex>{start}</opensearch:startIndex>",
    ]
    entries = [_entry(one) for one in found[start : start + count]]
    return Reply(200, (_OPEN + "\n".join([*head, *entries, "</feed>", ""])).encode(), (("Content-Type", _KIND),))


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
