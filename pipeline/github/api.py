"""GitHub's REST API through PyGithub's requester: called by path, paced, retried within bounds, refusals in plain words.

PyGithub retries a POST that ended in a 5xx, and a lost answer is retried by whoever runs the bot
again. So a caller finds what it is about to make first, or takes "it exists" for success.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

import requests
from github import Auth, Github, GithubException, GithubRetry
from github.GithubException import RateLimitExceededException
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from pipeline.github.forge import Refused
from pipeline.github.refusals import LATER, refusal

PER_PAGE: Final = 100
MOST_PAGES: Final = 50
ATTEMPTS: Final = 3
USER_AGENT: Final = "awesome-llm-vlm catalog-bot"


class Answered(Exception):  # noqa: N818  it is what GitHub did
    """An answer that is an error, which the caller may know how to take."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str]) -> None:
        super().__init__(f"{status}: {message}")
        self.status, self.message, self.headers = status, message, headers


class _Patience(GithubRetry):
    """Retries that never sleep longer than allowed, whatever Retry-After says."""

    def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
        seconds = super().get_retry_after(response)
        if seconds is not None and self.max_rate_limit_wait is not None and seconds > self.max_rate_limit_wait:
            raise RateLimitExceededException(
                response.status, {"message": "secondary rate limit"}, dict(response.headers)
            )
        return seconds


class Api:
    """Calls to one repository. `pause`: seconds between writes; `patience`: the most to wait for a rate limit."""

    def __init__(
        self, base: str, repository: str, token: str, *, pause: float = 1.0, secondary_wait: float = 60.0,
        patience: float = 300.0, timeout: int = 30, backoff: float = 1.0,
    ) -> None:  # fmt: skip
        waits = {
            "secondary_rate_wait": secondary_wait,
            "max_rate_limit_wait": patience,
            "total": 5,
            "backoff_factor": backoff,
        }
        methods = {"GET", "POST", "PATCH", "PUT", "DELETE"}
        again = _Patience(**waits, status_forcelist=[429, *range(500, 600)], allowed_methods=methods)
        # What cannot be told from its twin is not sent again unless GitHub says that it did nothing.
        once = _Patience(**waits, status_forcelist=[429], allowed_methods=methods, read=0, other=0)
        self._github, self._careful = (
            Github(
                auth=Auth.Token(token), base_url=base, timeout=timeout, retry=retry, per_page=PER_PAGE, user_agent=USER_AGENT,
                seconds_between_requests=0, seconds_between_writes=pause,
            )
            for retry in (again, once)
        )  # fmt: skip
        self._repository = f"/repos/{repository}"

    def call(
        self, method: str, path: str, what: str, *, given: dict[str, Any] | None = None, **query: str | int
    ) -> Any:  # noqa: ANN401  JSON
        """One request below the repository; the answer's JSON.

        Raises:
            Answered: an error that the caller may take (404, 409, 410, 422).
            Refused: any other.
        """
        return self._send(method, self._repository + path, what, given, dict(query))

    def create(
        self, path: str, what: str, given: dict[str, Any], find: Callable[[], dict[str, Any] | None]
    ) -> dict[str, Any]:
        """Something that GitHub would make twice: looked for first, and looked for again when an answer was lost."""
        for attempt in range(ATTEMPTS):
            found = find()
            if found is not None:
                return found
            try:
                return dict(self._send("POST", self._repository + path, what, given, {}, once=True))
            except Answered as answer:
                raise refusal(answer.status, answer.message, answer.headers, what) from None
            except Refused as refused:
                if refused.code != LATER or attempt == ATTEMPTS - 1:
                    raise
        raise AssertionError  # the loop returns or raises

    def whoami(self) -> str:
        """The login behind the token; "" for tokens of GitHub Actions and of Apps, which may not ask."""
        try:
            return str(self._send("GET", "/user", "asking whose token this is", None, {})["login"])
        except (Answered, Refused) as error:
            if isinstance(error, Refused) and "permission" not in str(error):
                raise
            return ""

    def graphql(self, mutation: str, given: dict[str, Any], output: str, what: str) -> None:
        """One GraphQL mutation: what REST cannot do."""
        try:
            self._github.requester.graphql_named_mutation(mutation, given, output)
        except (GithubException, requests.RequestException, HTTPError) as error:
            raise _told(error, what) from None

    def pages(self, path: str, what: str, **query: str | int) -> Iterator[dict[str, Any]]:
        """The entries of a listing, page after page."""
        for page in range(1, MOST_PAGES + 1):
            window = {**query, "per_page": PER_PAGE, "page": page}
            entries = self._send("GET", self._repository + path, what, None, window)
            yield from entries
            if len(entries) < PER_PAGE:
                return

    def _send(
        self,
        method: str,
        path: str,
        what: str,
        given: dict[str, Any] | None,
        query: dict[str, Any],
        *,
        once: bool = False,
    ) -> Any:  # noqa: ANN401  JSON
        github = self._careful if once else self._github
        try:
            _, data = github.requester.requestJsonAndCheck(method, path, parameters=query or None, input=given)
        except (GithubException, requests.RequestException, HTTPError) as error:
            raise _told(error, what) from None  # the cause may hold the request, and with it the token
        return data


def _told(error: Exception, what: str) -> Exception:
    """An exception of the client as ours, without anything that was sent."""
    if not isinstance(error, GithubException):
        return Refused(f"{what}: GitHub did not answer ({type(error).__name__}). Run again later.", code=LATER)
    data = error.data if isinstance(error.data, dict) else {"message": str(error.data or "")}
    message = str(data.get("message", ""))
    for entry in data.get("errors", ()) or ():
        message += (
            "; " + str(entry.get("message") or entry.get("code") or "") if isinstance(entry, dict) else f"; {entry}"
        )
    headers = {str(k): str(v) for k, v in (error.headers or {}).items()}
    if error.status in {404, 409, 410, 422}:
        return Answered(error.status, message, headers)
    return refusal(error.status, message, headers, what)


def in_path(branch: str) -> str:
    """A branch in an address; its slashes stay."""
    return quote(branch, safe="/")
