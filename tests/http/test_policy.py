"""The policy decides alone, from plain values: when to wait, how long, and when to stop."""

import contextlib
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from pipeline.http.meter import Meter
from pipeline.http.policy import SourceTrouble, Trouble, pause_before_next, retry_after, room_left
from pipeline.model.policy import Policy
from tests.http.clock import Clock

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


@given(st.integers(1, 60), st.floats(0, 0.999))
def test_backoff_is_positive_and_bounded(attempt: int, jitter: float) -> None:
    """No wait is zero, and none is above the cap."""
    pause = pause_before_next(replace(POLICY, attempts=99), Trouble.SERVER, attempt=attempt, jitter=jitter)
    assert pause is not None
    assert 0 < pause <= POLICY.backoff_cap


@given(st.dictionaries(st.sampled_from(["retry-after", "ratelimit", "date", "x-ratelimit-reset"]), st.text(max_size=60)),
       st.sampled_from([Trouble.LIMITED, Trouble.SERVER]), st.integers(1, 10))  # fmt: skip
def test_hostile_headers_never_raise_nor_wait_without_end(headers: dict[str, str], trouble: Trouble, attempt: int) -> None:
    """Whatever the headers say, it is a wait of no negative length or an end, and a meter keeps it within its limits."""
    pause = pause_before_next(POLICY, trouble, attempt=attempt, jitter=0.5, asked=retry_after(headers, NOW))
    clock = Clock()
    meter = Meter(POLICY, clock=clock.now, sleep=clock.sleep)
    if pause is not None:
        assert pause >= 0
        with contextlib.suppress(SourceTrouble):
            meter.wait(pause, "asked", trouble)
    assert clock.at <= POLICY.max_wait
