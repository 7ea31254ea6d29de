"""Send, wait, send again: the one loop that carries out what the policy decides, under both transports."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

from pipeline.http.meter import Meter, SourceTrouble, given_up
from pipeline.http.policy import Give, after_failure, after_status


class Answer(Protocol):
    """What either library calls a response, as far as the policy looks at it."""

    @property
    def status_code(self) -> int:
        """The HTTP status."""

    @property
    def headers(self) -> Any:  # noqa: ANN401  each library has a case-insensitive mapping of its own
        """The headers, case-insensitive."""


Answered = TypeVar("Answered", bound=Answer)


def persist(meter: Meter, url: str, once: Callable[[], Answered]) -> Answered:
    """The first answer that the policy takes; `once` sends a single time and raises SourceTrouble where nothing came.

    Raises:
        SourceTrouble: nothing usable came, in the attempts and the waiting that the policy allows.
    """
    policy = meter.policy
    attempt = 0
    while True:
        attempt += 1
        meter.admit()
        try:
            with meter.turn(url):
                response = once()
        except SourceTrouble as trouble:
            decision = after_failure(
                policy, attempt=attempt, trouble=trouble.trouble, reason=trouble.reason,
                waited=meter.tally.waited, jitter=meter.chance(),
            )  # fmt: skip
        else:
            headers: Mapping[str, str] = response.headers
            after = after_status(
                policy, attempt=attempt, status=response.status_code, headers=headers,
                now=meter.now(), waited=meter.tally.waited, jitter=meter.chance(),
            )  # fmt: skip
            if after is None:
                meter.heard(answer=True)
                return response
            decision = after
        if isinstance(decision, Give):
            raise given_up(meter, decision, url)
        meter.wait(decision.seconds, decision.reason)
