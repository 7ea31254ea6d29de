"""How an upstream may be asked: pace, patience, sizes. pipeline.http carries it out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """The limits of one upstream.

    Times are seconds, sizes bytes. `interval` is the least time between two requests; `max_wait` is
    the longest single wait that a server may impose; `wait_budget` bounds all waiting of a run;
    `requests` bounds wire requests of a run. A body longer than `max_bytes` is refused, or cut there where
    it need not be `whole`. `buckets` are parts of paths with a quota of their own; all else of a host is one.
    """

    interval: float = 0.0
    concurrency: int = 4
    connect_timeout: float = 10.0
    read_timeout: float = 30.0
    total_timeout: float = 120.0
    attempts: int = 4
    backoff: float = 1.0
    backoff_cap: float = 30.0
    max_wait: float = 310.0
    wait_budget: float = 900.0
    max_bytes: int = 64 * 1024 * 1024
    whole: bool = True
    max_hops: int = 5
    requests: int = 5000
    buckets: tuple[str, ...] = ()
