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


def _middle(with_: bytes) -> Alter:
    return lambda body: body[: len(body) // 2] + with_ + body[len(body) // 2 :]


def _json(change: Callable[[Any], Any]) -> Alter:
    return lambda body: json.dumps(change(json.loads(body)), ensure_ascii=False).encode()


def _parts(split: Callable[[bytes], tuple[bytes, list[bytes], bytes]]) -> Callable[[Callable[[list[bytes]], list[bytes]]], Alter]:
    """What alters the entries of a text that is a head, entries and a tail."""

    def made(change: Callable[[list[bytes]], list[bytes]]) -> Alter:
        def alter(body: bytes) -> bytes:
            head, entries, tail = split(body)
            return head + b"".join(change(entries)) + tail

        return alter

    return made


_ANY: Final[dict[str, Alter]] = {"an empty body": lambda _body: b"", "invalid UTF-8 in the middle": _middle(b"\xff\xfe\xc3")}
_ANY_JSON: Final = _ANY | {"broken syntax in the middle": _middle(b'}{"')}
_OF_AN_OBJECT: Final[dict[str, Callable[[dict[str, Any]], Any]]] = {
    "fields missing": lambda e: {k: v for k, v in e.items() if k in {"id", "type", "full_name"}},
    "fields renamed": lambda e: {f"the_{k}": v for k, v in e.items()},
    "fields of another type": lambda e: {k: v if k in {"id", "full_name"} else [7, {"x": None}] for k, v in e.items()},
    "fields null": lambda e: {k: v if k in {"id", "full_name"} else None for k, v in e.items()},
}


def _in_all(change: Callable[[dict[str, Any]], Any]) -> Callable[[list[Any]], list[Any]]:
    return lambda entries: list(map(change, entries))


_FILLERS: Final = [{"id": f"heron-lab/Filler-{n}", "type": "model", "pipeline_tag": "text-generation"} for n in range(999)]
_OF_A_LIST: Final[dict[str, Callable[[list[Any]], list[Any]]]] = {
    "one bad entry among a thousand": lambda entries: [*entries, {"id": ["no", "name"]}, *_FILLERS[len(entries) :]],
    **{name: _in_all(change) for name, change in _OF_AN_OBJECT.items()},
    "an empty list": lambda _entries: [],
    "half of the entries gone": lambda entries: entries[: len(entries) // 2],
}


def _items(change: Callable[[list[Any]], list[Any]]) -> Alter:
    return _json(lambda collection: {**collection, "items": change(collection["items"])})


LISTING: Final = _ANY_JSON | {name: _json(change) for name, change in _OF_A_LIST.items()}
COLLECTION: Final = _ANY_JSON | {name: _items(change) for name, change in _OF_A_LIST.items()}
OBJECT: Final = _ANY_JSON | {name: _json(change) for name, change in _OF_AN_OBJECT.items()} | {"an empty list": lambda _b: b"[]"}
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
_SAID: Final = re.compile(rb"<(summary|title)>.*?</\1>", re.DOTALL)
_feed: Final = _parts(lambda body: (body[: body.index(b"  <entry>")], _ENTRY.findall(body), b"</feed>\n"))
FEED: Final = _ANY | {
    "broken syntax in the middle": _middle(b"</entry><<"),
    "one bad entry among a thousand": _feed(lambda es: [*es, b"  <entry>\n<id>no address</id>\n  </entry>\n"]),
    "fields missing": _feed(lambda es: [_SAID.sub(b"", e) for e in es]),
    "fields renamed": _feed(lambda es: [e.replace(b"summary>", b"abstract>") for e in es]),
    "fields of another type": _feed(lambda es: [re.sub(rb"<published>[^<]*", b"<published>soon", e) for e in es]),
    "fields null": _feed(lambda es: [re.sub(rb"<(title|summary)>[^<]*", rb"<\1>", e) for e in es]),
    "an empty list": _feed(lambda _es: []),
    "half of the entries gone": _feed(lambda es: es[: len(es) // 2]),
}
_rows: Final = _parts(lambda body: (body.partition(b"\n")[0] + b"\n", body.splitlines(keepends=True)[1:], b""))
TABLE: Final = _ANY | {
    "broken syntax in the middle": _middle(b'"'),
    "one bad entry among a thousand": _rows(lambda rows: [*rows, b"Egret-bad,many\n", *(b"Filler-%d,1\n" % n for n in range(987))]),
    "fields missing": lambda b: b"\n".join(line.partition(b",")[0] for line in b.splitlines()) + b"\n",
    "fields renamed": lambda b: b.replace(b"Mean", b"Average"),
    "fields of another type": _rows(lambda rows: [r.partition(b",")[0] + b",good\n" for r in rows]),
    "fields null": _rows(lambda rows: [r.partition(b",")[0] + b",\n" for r in rows]),
    "an empty list": _rows(lambda _rows: []),
    "half of the entries gone": _rows(lambda rows: rows[: len(rows) // 2]),
}
PAGE: Final = _ANY
