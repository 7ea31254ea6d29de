"""One policy for every upstream: pace, time-outs, retries, limits, caps. Pure; pipeline.http.transport obeys it.

It sits below the client libraries, which are told not to retry: huggingface_hub's `model_info` has no time-out and no
retry, its `paginate` may sleep five minutes five times, `arxiv.Client` knows no back-off and no Retry-After.
"""

import email.utils
import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Final

from pipeline.sources.declared import Policy

RETRIABLE: Final = frozenset({408, 425, 429, 500, 502, 503, 504, *range(520, 528)})
"""Those from 520 on are what a delivery network says of the server behind it."""
_LIMIT: Final = re.compile(r'"[^"]{1,40}"\s*;\s*r=(\d{1,9})\s*;\s*t=(\d{1,9})')
_NAMED: Final = re.compile(r"\b(remaining|reset)=(\d{1,9})(?!\d)")


class Trouble(StrEnum):
    """Why a request gave nothing usable."""

    UNREACHABLE = "could not be reached"
    TIMED_OUT = "did not answer in time"
    LIMITED = "asked us to slow down for longer than we may wait"
    SERVER = "answered with a server error"
    REFUSED = "refused the request"
    NOT_FOUND = "does not have it"
    NO_FILE = "does not have this file or entry"
    GATED = "is readable only after accepting its terms"
    TOO_LARGE = "sent more than we accept"
    MALFORMED = "sent something that is not what was asked for"
    ELSEWHERE = "redirected to another place"
    BUDGET = "was not asked: the request budget of this run is spent"
    FORBIDDEN_ADDRESS = "is at an address that only the environment may name"


class SourceTrouble(Exception):  # noqa: N818  the field's word is trouble, not error: the last good snapshot is kept
    """A request that gave nothing usable: why, about what; `asked`: seconds that the server wants us to wait."""

    def __init__(self, trouble: Trouble, reason: str, url: str = "", asked: float | None = None) -> None:
        super().__init__(f"{trouble}: {reason}" + (f" ({url})" if url else ""))
        self.trouble, self.reason, self.url, self.asked = trouble, reason, url, asked


_FINAL: Final = frozenset({Trouble.TOO_LARGE, Trouble.FORBIDDEN_ADDRESS, Trouble.ELSEWHERE, Trouble.BUDGET})
"""What asking again does not mend."""


def until_open(reset: float) -> float:
    """How long a window with `reset` seconds left, as is told in whole numbers, may really stay closed."""
    return reset + min(0.5, max(0.25, reset / 4))


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """How long the server asks to wait: Retry-After (seconds, or a date beside its own), else a spent limit's reset.

    `headers` must be case-insensitive or lower-cased.
    """
    asked = headers.get("retry-after", "").strip()
    if _is_number(asked):
        return float(asked[:9])
    if (until := http_date(asked)) is not None:
        return max(0.0, (until - (http_date(headers.get("date")) or now)).total_seconds())
    room = room_left(headers)
    if room is not None and room[0] == 0:
        return until_open(room[1])
    reset = headers.get("x-ratelimit-reset", "")
    if headers.get("x-ratelimit-remaining") == "0" and _is_number(reset):
        return max(0.0, float(reset[:12]) - now.timestamp())
    return None


def room_left(headers: Mapping[str, str]) -> tuple[int, float] | None:
    """What the IETF's RateLimit headers say: (requests left in the window, seconds until it ends).

    Three drafts of them are in use: `"api";r=0;t=7`, `limit=500, remaining=0, reset=7`, and two headers.
    """
    told = headers.get("ratelimit", "")[:1000]
    if limit := _LIMIT.search(told):
        return int(limit[1]), float(limit[2])
    named = dict(_NAMED.findall(told)) or {name: headers.get(f"ratelimit-{name}", "").strip() for name in ("remaining", "reset")}
    left, reset = named.get("remaining", ""), named.get("reset", "")
    return (int(left[:9]), float(reset[:9])) if _is_number(left) and _is_number(reset) else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def http_date(text: str | None) -> datetime | None:
    """The time of an HTTP Date header, or None."""
    try:
        parsed = email.utils.parsedate_to_datetime(text or "")
    except (ValueError, TypeError, IndexError):
        return None
    return parsed if parsed.tzinfo is not None else None


def pause_before_next(
    policy: Policy, trouble: Trouble, *, attempt: int, jitter: float, asked: float | None = None
) -> float | None:
    """Seconds to wait before a request that ended so is sent again; None: it is given up.

    `attempt` counts from 1, `jitter` is in [0, 1), `asked` is what the server asked to wait (at once is no wait).
    """
    most = min(policy.attempts, 2) if trouble is Trouble.TIMED_OUT else policy.attempts
    if trouble in _FINAL or attempt >= most:
        return None
    if asked:
        return asked + min(jitter, asked / 10)
    # Exponential, with full jitter in its upper half: never less than half of the step.
    return float(min(policy.backoff_cap, policy.backoff * 2 ** (attempt - 1)) * (0.5 + jitter / 2))
