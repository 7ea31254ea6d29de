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

from pipeline.github.refusals import NoAnswer, refusal
from pipeline.model.outcomes import Refused

PER_PAGE: Final = 100
MOST_PAGES: Final = 50
ATTEMPTS: Final = 3
USER_AGENT: Final = "awesome-llm-vlm catalog-bot"
"""The program; the repository whose bot it is follows."""
ACTIONS: Final = "github-actions[bot]"
"""Who the bot is with the token of a workflow, which may not ask."""


class Answered(Exception):  # noqa: N818  it is what GitHub did
    """An answer that is an error, which the caller may know how to take."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str]) -> None:
        super().__init__(f"{status}: {message}")
        self.status, self.message, self.headers = status, message, headers

    def refused(self, what: str) -> Refused:
        """The refusal, for a caller that does not."""
        return refusal(self.status, self.message, self.headers, what)


class _BoundedRetry(GithubRetry):
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
        self, base: str, repository: str, token: str | None, *, login: str = "", pause: float = 1.0, secondary_wait: float = 60.0,
        patience: float = 300.0, timeout: int = 30, backoff: float = 1.0,
    ) -> None:  # fmt: skip
        if not token:
            raise Refused(
                "GitHub needs a token: set GITHUB_TOKEN (contents: write, pull-requests: write, issues: write for issues)"
            )

        def client(**policy: Any) -> Github:  # noqa: ANN401  what urllib3's Retry takes
            retry = _BoundedRetry(
                secondary_rate_wait=secondary_wait, max_rate_limit_wait=patience, total=5, backoff_factor=backoff,
                allowed_methods={"GET", "POST", "PATCH", "PUT", "DELETE"}, **policy,
            )  # fmt: skip
            return Github(
                auth=Auth.Token(token), base_url=base, timeout=timeout, retry=retry, per_page=PER_PAGE,
                user_agent=f"{USER_AGENT} ({repository})",
                seconds_between_requests=0, seconds_between_writes=pause,
            )  # fmt: skip

        self._again = client(status_forcelist=[429, *range(500, 600)])
        # What cannot be told from its twin is not sent again unless GitHub says that it did nothing.
        self._once = client(status_forcelist=[429], read=0, other=0)
        self._repository = f"/repos/{repository}"
        self._login = login

    @property
    def login(self) -> str:
        """Whose token this is: as the settings say, as GitHub says, or that of GitHub Actions, which may not ask."""
        if not self._login:
            try:
                self._login = str(self._send("GET", "/user", "asking whose token this is")["login"])
            except (Answered, Refused) as error:
                if isinstance(error, Refused) and "permission" not in str(error):
                    raise
                self._login = ACTIONS
        return self._login

    def call(
        self, method: str, path: str, what: str, *, given: dict[str, Any] | None = None, **query: str | int
    ) -> Any:  # noqa: ANN401  JSON
        """One request below the repository; the answer's JSON.

        Raises:
            Answered: an error that the caller may take (404, 409, 410, 422).
            Refused: any other.
        """
        return self._send(method, self._repository + path, what, given, dict(query))

    def ask(self, method: str, path: str, what: str, given: dict[str, Any] | None = None, **query: str | int) -> Any:  # noqa: ANN401  JSON
        """A call whose failure nobody knows how to take."""
        try:
            return self.call(method, path, what, given=given, **query)
        except Answered as answer:
            raise answer.refused(what) from None

    def create(self, path: str, what: str, given: dict[str, Any], marker: str, **query: str) -> dict[str, Any]:
        """An issue or comment that GitHub would make twice: looked for first, and again when an answer was lost."""
        for attempt in range(ATTEMPTS):
            found = self.marked(path, what, marker, **query)
            if found is not None:
                return found
            try:
                return dict(self._send("POST", self._repository + path, what, given, once=True))
            except Answered as answer:
                raise answer.refused(what) from None
            except NoAnswer:
                if attempt == ATTEMPTS - 1:
                    raise
        raise AssertionError  # the loop returns or raises

    def marked(self, path: str, what: str, marker: str, **query: str) -> dict[str, Any] | None:
        """The bot's own comment or issue whose text begins with a marker; nobody else's text is read."""
        for entry in self.pages(path, what, **query):
            mine = (entry["user"] or {}).get("login") == self.login and "pull_request" not in entry
            if mine and (entry["body"] or "").startswith(marker):
                return entry
        return None

    def pages(self, path: str, what: str, **query: str | int) -> Iterator[dict[str, Any]]:
        """The entries of a listing, page after page."""
        for page in range(1, MOST_PAGES + 1):
            entries = self.ask("GET", path, what, None, **query, per_page=PER_PAGE, page=page)
            yield from entries
            if len(entries) < PER_PAGE:
                return

    def graphql(self, mutation: str, given: dict[str, Any], output: str, what: str) -> None:
        """One GraphQL mutation: what REST cannot do."""
        _, data = self._guarded(what, lambda: self._again.requester.graphql_named_mutation(mutation, given, output))
        if not isinstance(data, dict):
            raise NoAnswer(f"{what}: GitHub did not answer (no JSON). Run again later.")

    def _send(
        self, method: str, path: str, what: str, given: dict[str, Any] | None = None, query: Mapping[str, Any] | None = None,
        *, once: bool = False,
    ) -> Any:  # noqa: ANN401  JSON  # fmt: skip
        requester = (self._once if once else self._again).requester
        _, data = self._guarded(
            what, lambda: requester.requestJsonAndCheck(method, path, parameters=dict(query or {}) or None, input=given)
        )
        if isinstance(data, dict) and isinstance(data.get("data"), str):  # PyGithub's way to hand on what is no JSON
            raise NoAnswer(f"{what}: GitHub did not answer (no JSON). Run again later.")
        return data

    def _guarded(self, what: str, request: Callable[[], Any]) -> Any:  # noqa: ANN401  JSON
        """A request, with the client's exceptions as ours: their causes may hold what was sent, and with it the token."""
        try:
            return request()
        except GithubException as error:
            raise _answer(error, what) from None
        except (
            requests.RequestException,
            HTTPError,
            ValueError,
            TypeError,
            AttributeError,
        ) as error:  # no JSON, or half
            raise NoAnswer(f"{what}: GitHub did not answer ({type(error).__name__}). Run again later.") from None


def _answer(error: GithubException, what: str) -> Exception:
    data = error.data if isinstance(error.data, dict) else {"message": str(error.data or "")}
    errors = [e if isinstance(e, dict) else {"message": e} for e in data.get("errors") or ()]
    message = "; ".join([str(data.get("message", "")), *(str(e.get("message") or e.get("code") or "") for e in errors)])
    headers = {str(k): str(v) for k, v in (error.headers or {}).items()}
    if error.status in {404, 409, 410, 422}:
        return Answered(error.status, message, headers)
    return refusal(error.status, message, headers, what)


def in_path(branch: str) -> str:
    """A branch in an address; its slashes stay."""
    return quote(branch, safe="/")
