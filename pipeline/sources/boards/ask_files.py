"""Boards with one file a model: a listing names the files, and all of them together are read as one document."""

import json
import re
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote

import httpx2

from pipeline.http.meter import SourceTrouble
from pipeline.http.origins import origin
from pipeline.http.pages import FetchedPage, PageClient
from pipeline.http.policy import Trouble
from pipeline.model.boards import BoardSource, CuratedBoard
from pipeline.sources.boards.columns import not_the_format
from pipeline.sources.boards.grid import MAX_BYTES, Refusal, text_of
from pipeline.sources.boards.json_rows import at, parse
from pipeline.sources.boards.yaml_rows import parse as parse_yaml

MOST: Final = 400
"""Files of one board that are asked for; a run may make 500 requests for boards."""

_SAFE: Final = re.compile(r"[\w@+:.~%-][\w@+:.~%() /-]{0,200}")
_WORD: Final = re.compile(r"[^\s\"'<>(),]{1,300}")


def hosts_of(boards: Iterable[CuratedBoard]) -> set[str]:
    """The origins that boards name."""
    sources = (b.source for b in boards if b.source is not None)
    return {origin(url) for source in sources for url in (source.url, source.listing) if url}


def fetch(source: BoardSource, client: PageClient, *, etag: str | None = None) -> FetchedPage:
    """A board's data, in one piece; of several files no ETag speaks.

    Raises:
        SourceTrouble: it was not had.
    """
    return fetch_files(source, client) if source.listing else client.get(source.url, etag=etag)


def fetch_files(source: BoardSource, client: PageClient) -> FetchedPage:
    """The files of a board as one JSON object, file name -> what the file says (null where it is not there).

    Raises:
        SourceTrouble: the listing, or a file other than for being absent, was not had, or is not what the TOML describes.
    """
    address = source.listing or source.url
    page = client.get(address)
    names = names_in(page.body, source)
    if isinstance(names, Refusal):
        raise SourceTrouble(Trouble.MALFORMED, names.reason, address)
    documents: dict[str, Any] = {}
    size = 0
    for name in names:
        try:
            body = client.get(source.url.replace("{}", quote(name, safe="/:@+~-._%()"))).body
        except SourceTrouble as trouble:
            if trouble.trouble is not Trouble.NOT_FOUND:
                raise
            documents[name] = None
            continue
        size += len(body)
        if size > MAX_BYTES:
            raise SourceTrouble(Trouble.TOO_LARGE, f"its files have more than {MAX_BYTES} bytes together", address)
        document = _document(body, source)
        if isinstance(document, Refusal):
            raise SourceTrouble(Trouble.MALFORMED, f"{name}: {document.reason}", address)
        documents[name] = document
    headers = httpx2.Headers({"date": page.date} if page.date else {})
    return page._replace(body=json.dumps(documents, ensure_ascii=False).encode(), headers=headers)


def names_in(listing: bytes, source: BoardSource) -> list[str] | Refusal:
    """The names of the files in a listing, in order, each once."""
    text = text_of(listing, source.encoding)
    if isinstance(text, Refusal):
        return text
    document = parse(text)
    if isinstance(document, Refusal):
        if source.listed:
            return Refusal(f"the listing is {(not_the_format(source, listing, None) or document).reason}")
        found = _WORD.findall(text)
    else:
        found = [name for here in at(document, source.listed) for name in (here if isinstance(here, list | dict) else (here,))]
    before, _, after = source.named.partition("{}")
    names = dict.fromkeys(
        text[len(before) : len(text) - len(after)]
        for text in found
        if isinstance(text, str) and text.startswith(before) and text.endswith(after) and len(text) > len(before + after)
    )
    safe = [n for n in names if _SAFE.fullmatch(n) and ".." not in n and "//" not in n]
    if not safe:
        return Refusal(f"the listing names no file at {source.listed!r} like {source.named!r}")
    return safe if len(safe) <= MOST else Refusal(f"the listing names {len(safe)} files, more than the {MOST} that are asked for")


def _document(body: bytes, source: BoardSource) -> Any | Refusal:  # noqa: ANN401  # a JSON document is anything
    text = text_of(body, source.encoding)
    if isinstance(text, Refusal):
        return text
    return parse(text) if source.format == "json" else parse_yaml(text)
