"""A request as the upstream sees it, and the reply that a part of it makes: plain values, no socket."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

JsonObject = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """One request: the path decoded, the query as pairs in their order, header names in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""
    origin: str = "http://127.0.0.1"

    @property
    def path(self) -> str:
        """The path, percent-decoded."""
        return unquote(urlsplit(self.target).path)

    @property
    def raw_query(self) -> str:
        """The query as it was sent, without the question mark."""
        return urlsplit(self.target).query

    @property
    def query(self) -> list[tuple[str, str]]:
        """Name and value pairs; `expand[]=x` counts as `expand=x`."""
        pairs = parse_qsl(self.raw_query, keep_blank_values=True)
        return [(name.removesuffix("[]"), value) for name, value in pairs]

    def values(self, name: str) -> list[str]:
        """All values of a repeated parameter."""
        return [value for key, value in self.query if key == name]

    def value(self, name: str, default: str | None = None) -> str | None:
        """The first value of a parameter."""
        return next((value for key, value in self.query if key == name), default)

    @property
    def token(self) -> str | None:
        """The bearer token, if one came."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() or None if scheme.lower() == "bearer" else None


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. `stream` replaces `body` where the bytes are too many to hold."""

    status: int = 200
    body: bytes = b""
    headers: Sequence[tuple[str, str]] = ()
    stream: Iterator[bytes] | None = field(default=None, compare=False)
    length: int | None = None

    def adding(self, *headers: tuple[str, str]) -> Self:
        """The same answer with more headers."""
        return replace(self, headers=(*self.headers, *headers))

    def header(self, name: str) -> str | None:
        """A header's first value."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


def json_reply(data: object, status: int = 200, headers: Sequence[tuple[str, str]] = ()) -> Reply:
    """A JSON answer with a weak ETag, as the Hub's API sends it."""
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    tag = hashlib.sha1(body, usedforsecurity=False).hexdigest()[:27]
    kind = ("Content-Type", "application/json; charset=utf-8")
    return Reply(status, body, (kind, ("ETag", f'W/"{len(body):x}-{tag}"'), *headers))


def text_reply(text: str, status: int = 200, kind: str = "text/plain; charset=utf-8") -> Reply:
    """A short text."""
    return Reply(status, text.encode(), (("Content-Type", kind),))


def redirect(location: str, status: int = 307, headers: Sequence[tuple[str, str]] = ()) -> Reply:
    """A redirect with the short body that the Hub gives it."""
    body = f"Temporary Redirect. Redirecting to {location}".encode()
    return Reply(status, body, (("Content-Type", "text/plain; charset=utf-8"), ("Location", location), *headers))


def hub_error(status: int, message: str, code: str | None = None) -> Reply:
    """An error of the Hub: the message in the body and in a header, the code in another.

    huggingface_hub decides by these headers (`utils/_http.py`, `hf_raise_for_status`).
    """
    headers = [("X-Error-Message", message)]
    if code is not None:
        headers.append(("X-Error-Code", code))
    return json_reply({"error": message}, status, headers)


def matches_etag(request: Request, etag: str) -> bool:
    """Whether If-None-Match names this ETag (weak comparison, RFC 9110 section 13.1.2)."""
    sent = request.headers.get("if-none-match", "")
    wanted = etag.removeprefix("W/")
    return sent.strip() == "*" or wanted in {part.strip().removeprefix("W/") for part in sent.split(",")}
