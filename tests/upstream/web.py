"""Other hosts: arXiv's API as an Atom feed, leaderboard files and pages under `/files/{host}/...`, GitHub's facts of repositories."""

import hashlib
from collections.abc import Iterable
from datetime import date
from typing import Final
from wsgiref.handlers import format_date_time
from xml.sax.saxutils import escape, quoteattr

from tests.upstream.messages import Reply, Request, json_reply, matches_etag, redirect, text_reply
from tests.upstream.world import PaperVersion, World


def web_file(request: Request, world: World, name: str) -> Reply:
    """A file by `{host}/{path}`, with ETag, Last-Modified and 304; a directory answers with its index."""
    host, _, path = name.partition("/")
    if host == "api.github.com":
        return github_repository(world, path)
    found = world.files.get(f"{name}?{request.raw_query}") or world.files.get(name)
    found = found or world.files.get(name.rstrip("/") + "/index.html")
    if found is None:
        return text_reply("404: Not Found", 404)
    if found.redirect is not None:
        return redirect(found.redirect, 301)
    data = found.content
    headers = [("ETag", f'"{hashlib.sha256(data).hexdigest()}"'), ("Content-Type", found.kind)]
    if found.modified is not None:
        headers.append(("Last-Modified", http_date(found.modified)))
    if matches_etag(request, headers[0][1]) or _not_modified_since(request, found.modified):
        return Reply(304, b"", headers)
    return Reply(200, data, headers)


def _not_modified_since(request: Request, modified: str | None) -> bool:
    # If-None-Match takes precedence (RFC 9110 section 13.1.3).
    sent = request.headers.get("if-modified-since")
    return modified is not None and sent == http_date(modified) and "if-none-match" not in request.headers


def http_date(day: str, hour: int = 0) -> str:
    """An ISO day as an HTTP date at that hour, GMT."""
    days = date.fromisoformat(day).toordinal() - date(1970, 1, 1).toordinal()
    return format_date_time(days * 86_400 + hour * 3_600)


def github_repository(world: World, path: str) -> Reply:
    """`/repos/{owner}/{name}`: minimal facts, with GitHub's own rate-limit headers."""
    limits = [("X-RateLimit-Limit", "60"), ("X-RateLimit-Remaining", "59"), ("X-RateLimit-Resource", "core")]
    found = world.github.get(path.removeprefix("repos/").lower()) if path.startswith("repos/") else None
    if found is None:
        return json_reply({"message": "Not Found", "status": "404"}, 404, limits)
    return json_reply(found, headers=limits)


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
