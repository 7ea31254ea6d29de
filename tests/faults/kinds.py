"""The faults, and the answers that they are put upon: what is planned on the upstream for a row of the table."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tests.faults import payloads
from tests.faults.payloads import PAYLOADS, Alter
from tests.upstream import Upstream
from tests.upstream.faults import Kind

CAP: Final = 2_000_000
"""What a body may hold in these runs (the real caps are 32 and 64 MB: the bodies are scaled, not the rule)."""

CARD: Final = "Hub: model card"
OTHER_BYTES: Final = "bytes that are not those of the ETag"


@dataclass(frozen=True)
class Answer:
    """One kind of answer: which source asks for it, where, and how its content can be spoilt.

    `files` are the snapshots that it feeds. `origin` is the web's own address of the host. What is
    wrong with `believes` is what the upstream says: a reader cannot know better.
    """

    name: str
    source: str
    glob: str
    files: str
    alters: Mapping[str, Alter]
    origin: str = "hub"
    also: str = ""  # another path that must fail for this one to be asked
    believes: frozenset[str] = frozenset()


ANSWERS: Final = (
    Answer("Hub: listing of an organisation", "huggingface", "/api/models", "snapshots/huggingface/", payloads.LISTING),
    Answer("Hub: one repository", "huggingface", "/api/models/*", "snapshots/huggingface/heron-lab--Egret-Early", payloads.OBJECT),
    Answer("Hub: collection", "huggingface", "/api/collections/*", "snapshots/collections/", payloads.COLLECTION,
           believes=frozenset({"one bad entry among a thousand"})),
    Answer(CARD, "huggingface", "*/README.md", "snapshots/cards/", payloads.CARD,
           believes=frozenset({*PAYLOADS, "bytes that are not what the type says"}) - {"an empty body"}),
    Answer("arXiv: a batch of papers", "arxiv", "/arxiv/*", "snapshots/arxiv/", payloads.FEED, "arxiv"),
    Answer("Hub: paper, when arXiv refuses", "arxiv", "/api/papers/*", "snapshots/arxiv/", payloads.OBJECT, also="/arxiv/*"),
    Answer("Leaderboard", "leaderboards", "/files/boards.example/*", "snapshots/leaderboards/", payloads.TABLE, "https://boards.example",
           believes=frozenset({"broken syntax in the middle", "one bad entry among a thousand"})),
    Answer("Link of the list", "links", "/files/pages.example/egret", "snapshots/links/", payloads.PAGE, "https://pages.example"),
    Answer("GitHub: code repository", "github", "/files/api.github.com/*", "snapshots/github/", payloads.OBJECT, "https://api.github.com"),
)  # fmt: skip

Plan = Callable[[Upstream, Answer, int | None], object]


@dataclass(frozen=True)
class Fault:
    """One row of the table. `times` None means that it lasts.

    `passing` faults are also tried once: the run must then end as an undisturbed one. `states` means
    that the upstream says something else rather than failing. `impatient` runs need short time-outs;
    `certificate` and `refused` put another server, or none, in the upstream's place; `day` is its date.
    """

    name: str
    plan: Plan = lambda _up, _answer, _times: None
    passing: bool = False
    states: bool = False
    impatient: bool = False
    certificate: bool = False
    day: str = ""
    refused: bool = False


def _kind(kind: Kind, **details: Any) -> Plan:
    return lambda up, answer, times: up.fault(answer.glob, kind, times, **details)


def _status(code: int, kind: Kind = "status", **headers: str) -> Plan:
    return _kind(kind, code=code, headers={k.replace("_", "-"): v for k, v in headers.items()})


def _altered(name: str) -> Plan:
    # An empty body is what something in between sends, not a file that is empty: it has the ETag of the full one.
    kind: Kind = "other_bytes" if name == "an empty body" else "altered"
    return lambda up, answer, times: up.fault(answer.glob, kind, times, alter=answer.alters[name])


NOON: Final = 1_740_052_800
"""Noon of the second day (2025-02-20), in seconds: the upstream's clock, and ours."""

NOT_MODIFIED: Final = "304 to whoever asks"
HTML: Final = b"<!doctype html><title>Too many requests</title>"
JSON: Final = {"Content-Type": "application/json"}

FAULTS: Final = (
    Fault("connection refused", refused=True),
    Fault("connection closed without a byte", _kind("refuse"), passing=True),
    Fault("connection reset", _kind("reset"), passing=True),
    Fault("no answer in time", _kind("slow", seconds=1.0), passing=True, impatient=True),
    Fault("a slow drip", _kind("drip", seconds=0.06), impatient=True),
    Fault("headers a byte at a time", _kind("header_drip", seconds=0.06), passing=True, impatient=True),
    Fault("100 Continue without end", _kind("interim", seconds=0.01), passing=True, impatient=True),
    Fault("twenty thousand headers", _kind("many_headers", size=20_000), passing=True),
    Fault("a header without end", _kind("endless_header", size=100 * CAP), passing=True),
    Fault("body cut off", _kind("truncated"), passing=True),
    Fault("expired certificate", certificate=True),
    Fault("a page of HTML with status 200", _kind("html200")),
    Fault("an error in JSON with status 200", _kind("status", code=200, body=b'{"error": "Internal"}', headers=JSON)),
    Fault("a packed body without its end", _kind("gzip_cut"), passing=True),
    Fault("bytes that are not what the type says", _kind("garbage")),
    Fault("the right bytes as application/octet-stream", _status(200, "relabelled", Content_Type="application/octet-stream")),
    Fault("the right bytes as text/html", _status(200, "relabelled", Content_Type="text/html; charset=utf-8")),
    Fault("a header in UTF-8", _status(200, "relabelled", X_Note="café, 名".encode().decode("latin-1")), states=True),
    Fault("206 with the first half", _kind("relabelled", code=206, alter=lambda body: body[: len(body) // 2]), passing=True),
    Fault(OTHER_BYTES, _kind("other_bytes", alter=lambda body: body[:-1] + b"#"), passing=True),
    Fault("well-formed, of another shape or type", _kind("wrong_type"), states=True),
    *(Fault(name, _altered(name), states=name.startswith("fields"))
      for name in PAYLOADS),
    Fault(NOT_MODIFIED, _status(304), states=True),
    Fault("401", _status(401)),
    Fault("403", _status(403)),
    Fault("404", _status(404), states=True),
    Fault("410", _status(410), states=True),
    Fault("429, nothing said", _status(429), passing=True),
    Fault("429 with a page of HTML", _kind("status", code=429, body=HTML, headers={"Content-Type": "text/html"}), passing=True),
    Fault("429, RateLimit without sense", _status(429, RateLimit='"api";r=none;t=', RateLimit_Reset="-7"), passing=True),
    Fault("429, Retry-After: 0", _status(429, Retry_After="0"), passing=True),
    Fault("429, Retry-After: 5", _status(429, Retry_After="5"), passing=True),
    Fault("429, Retry-After: a date in 5 s", _status(429, Retry_After="Thu, 20 Feb 2025 12:00:05 GMT"), passing=True),
    Fault("429, Retry-After: 3600", _status(429, Retry_After="3600")),
    Fault("429, Retry-After: a date in a year", _status(429, Retry_After="Fri, 20 Feb 2026 12:00:00 GMT")),
    Fault("429, Retry-After: a date in 1977", _status(429, Retry_After="Sun, 20 Feb 1977 12:00:05 GMT"), passing=True),
    Fault("429, Retry-After: soon", _status(429, Retry_After="soon"), passing=True),
    Fault("429, RateLimit: none left for 7 s", _status(429, RateLimit='"api";r=0;t=7'), passing=True),
    Fault("429, RateLimit of an older draft: 7 s", _status(429, RateLimit="limit=500, remaining=0, reset=7"), passing=True),
    Fault("429, RateLimit-Reset: 7", _status(429, RateLimit_Remaining="0", RateLimit_Reset="7"), passing=True),
    Fault("429, X-RateLimit-Reset in 9 s",
          _status(429, X_RateLimit_Remaining="0", X_RateLimit_Reset=str(NOON + 9)), passing=True),
    Fault("500", _status(500), passing=True),
    Fault("502", _status(502), passing=True),
    Fault("503", _status(503), passing=True),
    Fault("522, from a delivery network", _status(522), passing=True),
    Fault("503, Retry-After: 3", _status(503, Retry_After="3"), passing=True),
    Fault("a redirect to itself", _kind("redirect", url="")),  # the address that was asked
    Fault("a redirect to another host", _kind("redirect", url="https://elsewhere.example/x")),
    Fault("a redirect to a private address", _kind("redirect", url="http://169.254.169.254/latest/meta-data/")),
    Fault("a gzip bomb", _kind("gzip_bomb", size=100 * CAP)),
    Fault("a body a hundred times too long", _kind("huge", size=100 * CAP)),
    Fault("the upstream's clock in 2099", states=True, day="2099-01-01"),
    Fault("the upstream's clock in 1990", states=True, day="1990-01-01"),
)  # fmt: skip


def applies(fault: Fault, answer: Answer) -> bool:
    """Whether this answer can fail so: not every content has entries or fields."""
    if fault.name == OTHER_BYTES:  # only the Hub's files have an ETag that names their content
        return answer.name == CARD
    return fault.name not in PAYLOADS or fault.name in answer.alters


PAGES_ANSWER: Final = frozenset({
    "a page of HTML with status 200", "an error in JSON with status 200", "bytes that are not what the type says", "401", "403", "a redirect to itself",
    "a redirect to another host", "a redirect to a private address", "a gzip bomb", "a body a hundred times too long",
})  # fmt: skip
"""What is an answer of a page that is merely looked at, though not of a source of facts."""


def is_answered(fault: Fault, answer: Answer) -> bool:
    """Whether the upstream gives an answer that a run takes as one, so that it may end with 0."""
    return is_believed(fault, answer) or (answer.source == "links" and fault.name in PAGES_ANSWER)


def is_noticed(fault: Fault, answer: Answer) -> bool:
    """Whether a run can see that news was kept from it: not of a page merely looked at, nor by a 304 to the ETag that it sent."""
    return answer.source != "links" and (fault.name, answer.source) != (NOT_MODIFIED, "leaderboards")


def is_believed(fault: Fault, answer: Answer) -> bool:
    """Whether the run may take what came at its word."""
    return fault.states or fault.name in answer.believes
