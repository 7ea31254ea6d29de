"""The Hub's rate limits: a fixed window per caller and bucket, told in headers on every answer."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from types import MappingProxyType
from typing import Final

from tests.upstream.messages import Reply, Request, json_reply

# Requests in five minutes: huggingface.co/docs/hub/rate-limits, table of September 2025.
ANONYMOUS: Final[Mapping[str, int]] = MappingProxyType({"api": 500, "resolvers": 3_000, "pages": 100})
FREE_USER: Final[Mapping[str, int]] = MappingProxyType({"api": 1_000, "resolvers": 5_000, "pages": 200})


@dataclass
class Limits:
    """Quotas of the three buckets and the state of the current windows."""

    anonymous: Mapping[str, int] = field(default_factory=lambda: ANONYMOUS)
    user: Mapping[str, int] = field(default_factory=lambda: FREE_USER)
    window: float = 300.0
    clock: Callable[[], float] = monotonic
    _used: dict[tuple[str, str], tuple[float, int]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, request: Request) -> tuple[bool, list[tuple[str, str]]]:
        """Count one request: whether it is within its quota, and the headers to answer with."""
        bucket = bucket_of(request.path)
        quota = (self.anonymous if request.token is None else self.user)[bucket]
        now = self.clock()
        with self._lock:
            key = (request.token or "", bucket)
            opened, used = self._used.get(key, (now, 0))
            if now - opened >= self.window:
                opened, used = now, 0
            self._used[key] = (opened, used + 1)
        left = max(0, quota - used - 1)
        seconds = max(0, round(self.window - (now - opened)))
        # The two headers of the IETF draft in the form that the Hub sends.
        return used < quota, [
            ("ratelimit", f'"{bucket}";r={left};t={seconds}'),
            ("ratelimit-policy", f'"fixed window";"{bucket}";q={quota};w={round(self.window)}'),
        ]


def bucket_of(path: str) -> str:
    """The bucket that a path of the Hub counts in."""
    if "/resolve/" in path or path.startswith("/api/resolve-cache/"):
        return "resolvers"
    return "api" if path.startswith("/api/") else "pages"


def too_many(rate: list[tuple[str, str]]) -> Reply:
    """The Hub's 429."""
    message = "We had to rate limit your IP. To continue using our service, create an account or log in."
    return json_reply({"error": message}, 429, rate)
