"""Answers of each upstream, spoilt in their content: what comes is well sent and wrongly said."""

import json
import re
from collections.abc import Callable
from typing import Any, Final

Alter = Callable[[bytes], bytes]
PAYLOADS: Final = (
    "an empty body", "invalid UTF-8 in the middle", "broken syntax in the middle", "one bad entry among a thousand",
    "fields missing", "fields renamed", "fields of another type", "fields null", "an empty list",
    "half of the entries gone",
)
"""Names of the spoilt contents, in the order of the table."""


def _middle(body: bytes, with_: bytes) -> bytes:
    return body[: len(body) // 2] + with_ + body[len(body) // 2 :]


def _nothing(_body: bytes) -> bytes:
    return b""


_ANY: Final[dict[str, Alter]] = {
    "an empty body": _nothing,
    "invalid UTF-8 in the middle": lambda b: _middle(b, b"\xff\xfe\xc3"),
}


def _json(change: Callable[[Any], Any]) -> Alter:
    return lambda body: json.dumps(change(json.loads(body)), ensure_ascii=False).encode()


def _entries(change: Callable[[dict[str, Any]], Any]) -> Callable[[list[Any]], list[Any]]:
    return lambda entries: [change(e) for e in entries]


def _only(entry: dict[str, Any], *names: str) -> dict[str, Any]:
    return {k: v for k, v in entry.items() if k in names}


def _all_but(entry: dict[str, Any], *names: str, value: Any) -> dict[str, Any]:
    return {k: v if k in names else value for k, v in entry.items()}


def _fillers(count: int) -> list[dict[str, Any]]:
    return [{"id": f"heron-lab/Filler-{n}", "type": "model", "pipeline_tag": "text-generation"} for n in range(count)]


def _thousand(entries: list[Any]) -> list[Any]:
    return [*entries, {"id": ["no", "name"]}, *_fillers(999 - len(entries))]


def _list_faults(inside: Callable[[Callable[[list[Any]], list[Any]]], Alter]) -> dict[str, Alter]:
    return {
        "one bad entry among a thousand": inside(_thousand),
        "fields missing": inside(_entries(lambda e: _only(e, "id", "type"))),
        "fields renamed": inside(_entries(lambda e: {f"the_{k}": v for k, v in e.items()})),
        "fields of another type": inside(_entries(lambda e: _all_but(e, "id", value=[7, {"x": None}]))),
        "fields null": inside(_entries(lambda e: _all_but(e, "id", value=None))),
        "an empty list": inside(lambda _entries: []),
        "half of the entries gone": inside(lambda entries: entries[: len(entries) // 2]),
    }


def _broken_json(body: bytes) -> bytes:
    return _middle(body, b'}{"')


LISTING: Final = _ANY | {"broken syntax in the middle": _broken_json} | _list_faults(_json)
COLLECTION: Final = (
    _ANY
    | {"broken syntax in the middle": _broken_json}
    | _list_faults(lambda change: _json(lambda c: {**c, "items": change(c["items"])}))
)
OBJECT: Final = (
    _ANY
    | {"broken syntax in the middle": _broken_json}
    | {
        "fields missing": _json(lambda e: _only(e, "id", "full_name")),
        "fields renamed": _json(lambda e: {f"the_{k}": v for k, v in e.items()}),
        "fields of another type": _json(lambda e: _all_but(e, "id", "full_name", value=[7, {"x": None}])),
        "fields null": _json(lambda e: _all_but(e, "id", "full_name", value=None)),
        "an empty list": lambda _b: b"[]",
    }
)
"""One JSON object: a repository of the Hub, a paper of its papers API, a repository of GitHub."""


def _front(change: Callable[[bytes], bytes]) -> Alter:
    def alter(body: bytes) -> bytes:
        _, front, rest = body.split(b"---\n", 2)
        return b"---\n" + change(front) + b"---\n" + rest

    return alter


CARD: Final = _ANY | {
    "broken syntax in the middle": _front(lambda f: f + b"license: [\n  {"),
    "one bad entry among a thousand": lambda b: b + b"word \xf0\x9f\x90\xa6 | a line of no meaning ]](\n" * 999,
    "fields missing": _front(lambda _f: b""),
    "fields renamed": _front(lambda f: f.replace(b"license", b"permit")),
    "fields of another type": _front(lambda f: f.replace(b"apache-2.0", b"[1, {a: 2}]")),
    "fields null": _front(lambda f: f.replace(b"apache-2.0", b"null")),
    "half of the entries gone": lambda b: b[: len(b) // 2],
}

_ENTRY: Final = re.compile(rb"  <entry>.*?  </entry>\n", re.DOTALL)


def _feed(change: Callable[[list[bytes]], list[bytes]]) -> Alter:
    def alter(body: bytes) -> bytes:
        entries = _ENTRY.findall(body)
        head, tail = body[: body.index(b"  <entry>")], b"</feed>\n"
        return head + b"".join(change(entries)) + tail

    return alter


def _without(entry: bytes, name: bytes) -> bytes:
    return re.sub(rb"<%s>.*?</%s>" % (name, name), b"", entry, flags=re.DOTALL)


FEED: Final = _ANY | {
    "broken syntax in the middle": lambda b: _middle(b, b"</entry><<"),
    "one bad entry among a thousand": _feed(lambda es: [*es, b"  <entry>\n<id>no address</id>\n  </entry>\n"]),
    "fields missing": _feed(lambda es: [_without(_without(e, b"summary"), b"title") for e in es]),
    "fields renamed": _feed(lambda es: [e.replace(b"summary>", b"abstract>") for e in es]),
    "fields of another type": _feed(lambda es: [re.sub(rb"<published>[^<]*", b"<published>soon", e) for e in es]),
    "fields null": _feed(lambda es: [re.sub(rb"<(title|summary)>[^<]*", rb"<\1>", e) for e in es]),
    "an empty list": _feed(lambda _es: []),
    "half of the entries gone": _feed(lambda es: es[: len(es) // 2]),
}


def _rows(change: Callable[[list[bytes]], list[bytes]]) -> Alter:
    def alter(body: bytes) -> bytes:
        head, *rows = body.splitlines(keepends=True)
        return head + b"".join(change(rows))

    return alter


TABLE: Final = _ANY | {
    "broken syntax in the middle": lambda b: _middle(b, b'"'),
    "one bad entry among a thousand": _rows(
        lambda rows: [*rows, b"Egret-bad,many\n", *(b"Filler-%d,1\n" % n for n in range(987))]
    ),
    "fields missing": lambda b: b"\n".join(line.partition(b",")[0] for line in b.splitlines()) + b"\n",
    "fields renamed": lambda b: b.replace(b"Mean", b"Average"),
    "fields of another type": _rows(lambda rows: [r.partition(b",")[0] + b",good\n" for r in rows]),
    "fields null": _rows(lambda rows: [r.partition(b",")[0] + b",\n" for r in rows]),
    "an empty list": _rows(lambda _rows: []),
    "half of the entries gone": _rows(lambda rows: rows[: len(rows) // 2]),
}
PAGE: Final[dict[str, Alter]] = {k: v for k, v in _ANY.items() if k != "an empty body"} | {"an empty body": _nothing}
