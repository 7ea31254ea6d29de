"""Leaderboard files, pages and repository facts of other hosts, under `/files/{host}/...`."""

import hashlib
from datetime import date
from wsgiref.handlers import format_date_time

from tests.upstream.messages import Reply, Request, json_reply, matches_etag, redirect, text_reply
from tests.upstream.world import World


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
