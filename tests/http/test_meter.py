"""The policy decides from plain values; one window for all: who learns of an empty bucket stops everybody, once, and time that passes is counted once."""

import contextlib
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.http.meter import Meter
from pipeline.http.policy import SourceTrouble, Trouble, pause_before_next, retry_after, room_left
from pipeline.model.policy import Policy
from pipeline.sources.hub import HUB
from pipeline.sources.hub.client import HubClient
from tests.http.clock import Clock
from tests.upstream import Limits, Upstream
from tests.upstream.derived import synthetic_world

URL, OTHER = "https://a.example/x", "https://b.example/x"


def metered(policy: Policy) -> tuple[Meter, Clock]:
    """A meter on such a clock."""
    clock = Clock()
    return Meter(policy, clock=clock.now, sleep=clock.sleep), clock


def test_a_wait_beyond_the_limits_is_not_begun() -> None:
    """An hour is not waited, nor what is left of the budget exceeded; nobody asks that bucket again, others are asked."""
    meter, clock = metered(Policy(max_wait=60, wait_budget=100))
    bucket = meter.bucket(URL)
    meter.close(bucket, 50, "HTTP 429")
    meter.admit(bucket)
    meter.came(bucket)
    meter.close(bucket, 50, "HTTP 429")
    meter.admit(bucket)
    meter.came(bucket)
    for seconds in (1, 3600):
        with pytest.raises(SourceTrouble) as caught:
            meter.close(bucket, seconds, "HTTP 429")
        assert caught.value.trouble is Trouble.LIMITED
    with pytest.raises(SourceTrouble, match="is the most we wait"):
        meter.ask(URL)
    meter.admit(meter.bucket(OTHER))

    assert (clock.at, meter.tally["waited_seconds"], meter.tally["logical"]) == (100, 100, 0)


@given(st.lists(st.tuples(st.floats(0, 30), st.floats(0, 30)), max_size=12))
def test_waits_that_overlap_count_as_the_time_they_take(waits: list[tuple[float, float]]) -> None:
    """Each closing of a bucket, by whichever thread: what is counted is the union of the intervals."""
    meter, clock = metered(Policy(wait_budget=10_000))
    closed: list[tuple[float, float]] = []
    for after, seconds in waits:
        clock.at += after
        meter.close(meter.bucket(URL), seconds, "full")
        closed.append((clock.at, clock.at + seconds))
    union, end = 0.0, 0.0
    for start, stop in closed:
        union += max(0.0, stop - max(start, end))
        end = max(end, stop)

    assert meter.tally["waited_seconds"] == pytest.approx(union)


def test_a_bucket_that_only_fails_is_left_alone_and_others_are_not() -> None:
    """Two requests in a row without an answer, or three server errors: that host is over for this run."""
    for trouble, most in ((Trouble.UNREACHABLE, 2), (Trouble.SERVER, 3)):
        meter, _ = metered(Policy())
        for _ in range(most):
            meter.ask(URL)
            meter.failed(meter.bucket(URL), SourceTrouble(trouble, "down"))
        with pytest.raises(SourceTrouble, match="not asked"):
            meter.ask(URL)
        meter.ask(OTHER)


@contextmanager
def limited(quota: int, window: float) -> Iterator[Upstream]:
    """A Hub of sixty organisations that allows so many requests in so many seconds."""
    quotas = {"api": quota, "resolvers": quota, "pages": quota}
    with Upstream(synthetic_world(600, 60), limits=Limits(anonymous=quotas, user=quotas, window=window)) as up:
        yield up


def asked_at_once(up: Upstream, policy: Policy) -> tuple[Meter, list[int], list[Trouble]]:
    """Sixty listings asked for in six threads: how long those were that came, and what became of the others."""
    had: list[int] = []
    lost: list[Trouble] = []

    def one(number: int) -> None:
        try:
            had.append(len(next(client.models([("author", f"org-{number:05d}")])).entries))
        except SourceTrouble as trouble:
            lost.append(trouble.trouble)

    with contextlib.closing(HubClient(up.url, None, Meter(policy))) as client, ThreadPoolExecutor(6) as pool:
        list(pool.map(one, range(60)))
    return client.meter, had, lost


@pytest.mark.parametrize(("quota", "window"), [(20, 1.0), (7, 1.0), (100, 2.0)])
def test_a_closed_window_loses_nobody(quota: int, window: float) -> None:
    """Six threads and a quota far below what they ask: all sixty listings come, hardly a request is refused."""
    with limited(quota, window) as up:
        began = time.monotonic()
        meter, had, _ = asked_at_once(up, replace(HUB, wait_budget=60.0))
        seconds = time.monotonic() - began
        refused = sum(e.status == 429 for e in up.log)

    windows = -(-60 // quota) - 1
    assert had == [10] * 60
    assert refused <= 6 + windows
    assert meter.tally["waited_seconds"] <= seconds + 1.0
    assert seconds <= (windows + 1) * (window + 2.5)


def test_beyond_the_budget_all_stop_at_once_and_say_why() -> None:
    """A window that opens too late: what was had is had, the rest is refused without a request."""
    with limited(20, 30.0) as up:
        _, had, lost = asked_at_once(up, replace(HUB, wait_budget=5.0, max_wait=5.0))

    assert (len(had), lost) == (20, [Trouble.LIMITED] * 40)
    assert len(up.log) <= 26


NOW = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)
POLICY = Policy()


def test_server_errors_wait_longer_each_time_and_end() -> None:
    """500 is retried with growing waits until the attempts are used up; silence once, what is too large never."""
    waits = [pause_before_next(POLICY, Trouble.SERVER, attempt=n, jitter=0.0) for n in (1, 2, 3, 4)]
    assert waits == [0.5, 1.0, 2.0, None]
    silence = [pause_before_next(POLICY, Trouble.TIMED_OUT, attempt=n, jitter=0.0) for n in (1, 2)]
    assert silence == [0.5, None]
    assert pause_before_next(POLICY, Trouble.TOO_LARGE, attempt=1, jitter=0.0) is None


def test_each_form_of_asking_to_wait_is_understood() -> None:
    """Retry-After in seconds and as a date, IETF RateLimit, and X-RateLimit-Reset."""
    assert retry_after({"retry-after": "7"}, NOW) == 7
    assert retry_after({"retry-after": "Sun, 22 Nov 2026 12:00:30 GMT"}, NOW) == 30
    skewed = {"retry-after": "Sun, 22 Nov 2026 18:00:30 GMT", "date": "Sun, 22 Nov 2026 18:00:00 GMT"}
    assert retry_after(skewed, NOW) == 30
    assert retry_after({"ratelimit": '"api";r=0;t=104'}, NOW) == 104.5
    assert retry_after({"ratelimit": '"api";r=0;t=1'}, NOW) == 1.25
    assert retry_after({"ratelimit": '"api";r=3;t=104'}, NOW) is None
    assert retry_after({"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(NOW.timestamp()) + 9)}, NOW) == 9
    assert retry_after({"retry-after": "soon"}, NOW) is None
    assert room_left({"ratelimit": '"api";r=494;t=104'}) == (494, 104.0)


@given(st.dictionaries(st.sampled_from(["retry-after", "ratelimit", "date", "x-ratelimit-reset"]), st.text(max_size=60)),
       st.sampled_from([Trouble.LIMITED, Trouble.SERVER]), st.integers(1, 60), st.floats(0, 0.999))  # fmt: skip
def test_no_wait_is_zero_nor_without_end(headers: dict[str, str], trouble: Trouble, attempt: int, jitter: float) -> None:
    """Whatever hostile headers say: a wait that a meter keeps within its limits, below the cap where none was asked for, or an end."""
    asked = retry_after(headers, NOW)
    pause = pause_before_next(replace(POLICY, attempts=50), trouble, attempt=attempt, jitter=jitter, asked=asked)
    assert (pause is None) == (attempt >= 50)
    meter, clock = metered(POLICY)
    if pause is not None:
        assert 0 < pause <= (2 * asked if asked else POLICY.backoff_cap)
        with contextlib.suppress(SourceTrouble):
            meter.wait(pause, "asked", trouble)
    assert clock.at <= POLICY.max_wait
