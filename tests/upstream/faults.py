"""Faults that a test can plan: which requests, how many times, and what goes wrong with them."""

import functools
import gzip
import io
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from time import sleep
from typing import Final, Literal

from tests.upstream.hub import blob_id
from tests.upstream.messages import Reply, Request

Kind = Literal[
    "refuse",  # the connection is closed without one byte
    "reset",  # the connection is reset (RST)
    "slow",  # the right answer after `seconds`
    "drip",  # the right answer, a few bytes each `seconds`
    "status",  # `code` with `headers`
    "truncated",  # half of the promised bytes, then the connection is closed
    "html200",  # 200 with a page for people
    "garbage",  # 200 with bytes that are not what the type says
    "wrong_type",  # well-formed JSON (or XML) of another shape; other files under another media type
    "redirect",  # 307 to `url`
    "huge",  # `size` bytes
    "gzip_bomb",  # a small body that unpacks to `size` bytes
    "gzip_cut",  # the right answer, packed, without its end
    "altered",  # the right answer with its body changed by `alter`, and the ETag of a file with it
    "other_bytes",  # the right answer's headers, and a body changed by `alter`
    "relabelled",  # the right answer with its body changed by `alter`, under `code` and with `headers` in place of its own
    "header_drip",  # a header that grows by a byte each `seconds`
    "many_headers",  # the right answer after `size` headers
    "endless_header",  # a header of `size` bytes
    "interim",  # 100 Continue each `seconds`, and no answer
]
IN_HEADERS: Final = frozenset({"header_drip", "many_headers", "endless_header", "interim"})
_CHUNK: Final = 65_536
_PAGE: Final = (
    b"<!doctype html><html><head><title>Just a moment</title></head><body>Checking your browser</body></html>"
)


@dataclass
class Fault:
    """One planned fault. `times` counts down, None is for ever."""

    path_glob: str
    kind: Kind
    times: int | None = 1
    seconds: float = 0.2
    code: int = 503
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    url: str = "/"
    size: int = 64 * 1024 * 1024
    alter: Callable[[bytes], bytes] = bytes

    def matches(self, request: Request) -> bool:
        """Whether this fault is for that request: the glob is held against the path, or the path with its query."""
        return self.times != 0 and any(fnmatchcase(asked, self.path_glob) for asked in (request.path, request.target))


class FaultPlan:
    """The faults still to come, the first planned first."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> Fault:
        """Plan one more."""
        with self._lock:
            self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """Forget all of them."""
        with self._lock:
            self._faults.clear()

    def take(self, request: Request) -> Fault | None:
        """The fault for this request, counted."""
        with self._lock:
            for fault in self._faults:
                if not fault.matches(request):
                    continue
                if fault.times is not None:
                    fault.times -= 1
                return fault
        return None


def spoilt(fault: Fault, reply: Reply) -> Reply:
    """The answer that a fault puts in place of the right one."""
    match fault.kind:
        case "status":
            named = {name.lower() for name in fault.headers}
            default = () if "content-type" in named else (("Content-Type", "text/plain"),)
            return Reply(fault.code, fault.body, (*default, *fault.headers.items()))
        case "redirect":
            return Reply(307, b"", (("Location", fault.url),))
        case "html200":
            return Reply(200, _PAGE, (("Content-Type", "text/html; charset=utf-8"),))
        case "garbage":
            return replace(reply, status=200, body=b'{"id": "half an obj\xff\xfe', headers=_kind(reply))
        case "wrong_type":
            return _of_another_shape(reply)
        case "huge":
            return Reply(200, b"", _kind(reply), stream=_filler(fault.size), length=fault.size)
        case "gzip_bomb":
            return Reply(200, bomb(fault.size), (*_kind(reply), ("Content-Encoding", "gzip")))
        case "altered" | "other_bytes" | "relabelled" | "gzip_cut" if reply.status == 200:
            return _changed(fault, reply)
        case _:
            return reply


def _changed(fault: Fault, reply: Reply) -> Reply:
    if fault.kind == "relabelled":
        named = {name.lower() for name in fault.headers}
        others = tuple((k, v) for k, v in reply.headers if k.lower() not in named)
        return replace(reply, status=fault.code, body=fault.alter(reply.body), headers=(*others, *fault.headers.items()))
    if fault.kind == "gzip_cut":
        return replace(reply, body=gzip.compress(reply.body, mtime=0)[:-12], headers=(*reply.headers, ("Content-Encoding", "gzip")))
    body = fault.alter(reply.body)
    if fault.kind == "other_bytes":
        return replace(reply, body=body)
    # An upstream that says something else says so of itself: the ETag of a file goes with its content.
    headers = tuple((k, f'"{blob_id(body)}"' if v == f'"{blob_id(reply.body)}"' else v) for k, v in reply.headers)
    return replace(reply, body=body, headers=headers)


def header_bytes(fault: Fault) -> Iterator[bytes]:
    """What is sent in place of an answer, or before it, where its headers are the fault."""
    if fault.kind == "interim":
        while True:
            yield b"HTTP/1.1 100 Continue\r\n\r\n"
            sleep(fault.seconds)
    yield b"HTTP/1.1 200 OK\r\n"
    if fault.kind == "many_headers":
        for start in range(0, fault.size, 1000):
            yield b"".join(b"X-Header-%d: %d\r\n" % (n, n) for n in range(start, start + 1000))
        return
    yield b"X-Header: "
    if fault.kind == "endless_header":
        yield from _filler(fault.size)
    while fault.kind == "header_drip":
        yield b"x"
        sleep(fault.seconds)


def _kind(reply: Reply) -> tuple[tuple[str, str], ...]:
    return (("Content-Type", reply.header("Content-Type") or "application/json"),)


def _of_another_shape(reply: Reply) -> Reply:
    kind = reply.header("Content-Type") or ""
    if "json" in kind:
        data = json.loads(reply.body or b"null")
        other: object = {"items": len(data)} if isinstance(data, list) else ["unexpected", 1, None]
        return replace(reply, status=200, body=json.dumps(other).encode(), headers=_kind(reply))
    if "xml" in kind:
        return replace(reply, status=200, body=b"<?xml version='1.0'?><rss><channel/></rss>", headers=_kind(reply))
    return replace(reply, headers=(("Content-Type", "application/octet-stream"),))


def _filler(size: int) -> Iterator[bytes]:
    chunk = b"[" + b" " * (_CHUNK - 1)
    for start in range(0, size, _CHUNK):
        yield chunk[: min(_CHUNK, size - start)]


@functools.lru_cache(maxsize=4)
def bomb(size: int) -> bytes:
    """Spaces in gzip: about a thousandth of what they unpack to."""
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb", compresslevel=9, mtime=0) as packed:
        for chunk in _filler(size):
            packed.write(chunk)
    return out.getvalue()
