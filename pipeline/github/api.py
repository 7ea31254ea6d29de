"""GitHub's REST API through PyGithub's requester: by path, paced, sent again within bounds, refusals in plain words.

Whoever runs the bot again sends again what was sent before a lost answer. So a caller finds what
it is about to make first, or takes "it exists" for success. Nothing that was done before a refusal is undone.
"""

import contextlib
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

import requests
from github import Auth, Github, GithubException, GithubIntegration
from urllib3.exceptions import HTTPError

from pipeline.http.policy import retry_after
from pipeline.model.clean import clean
from pipeline.model.outcomes import Refused
from pipeline.settings import Settings
from pipeline.tables import table_beside

PER_PAGE: Final = 100
MOST_PAGES: Final = 50
ATTEMPTS: Final = 5
USER_AGENT: Final = "awesome-llm-vlm catalog-bot"  # the program; the repository whose bot it is follows
ACTIONS: Final = "github-actions[bot]"  # who the bot is with the token of a workflow, which may not ask
_OF_AN_INSTALLATION: Final = "ghs_"  # how the tokens of Apps and workflows begin: GitHub never tells them who they are
LATER: Final = 4  # exit code where the next run may succeed by itself
_WORDS: Final = table_beside(__file__, "refusals")


class Answered(Refused):
    """What GitHub did not do, in plain words, and how it said so: HTTP status, words, headers in lower case.

    Status 0: the answer is missing or cannot be read, and what was asked for may have been done.
    """

    def __init__(self, what: str, status: int, said: str, headers: Mapping[str, str] | None = None) -> None:
        self.status, self.said, self.is_final = status, said, False  # asked for as often as it may be
        self.headers = {str(key).lower(): str(value) for key, value in (headers or {}).items()}
        self.is_spent = status == 403 and self.headers.get("x-ratelimit-remaining") == "0"
        shown = clean(said, 300)
        wanted = clean(self.headers.get("x-accepted-github-permissions", ""), 200)
        told = f"{shown} API rate limit exceeded" if self.is_spent else shown
        last = (4, "GitHub did not answer ({said}). Run again later.") if self.is_lost else (1, f"GitHub answered {status}: {{said}}")
        fitting = (
            (row["code"], row["text"]) for row in _WORDS["refusals"]
            if row.get("status") == status or re.search(row.get("said", "(?!)"), told, re.IGNORECASE)
        )  # fmt: skip
        code, text = next(fitting, last)
        needs = f"; this call needs {wanted}" if wanted else ""
        super().__init__(f"{what}: {text.format(said=shown or status, needs=needs)}", code=code)

    @property
    def is_lost(self) -> bool:
        """Whether nothing is known of what was asked for."""
        return self.status == 0 or self.status >= 500

    def wait(self, pace: "Pace", attempt: int) -> float | None:
        """Seconds after which it may be asked for again; None for never."""
        said = re.search(r"rate limit|abuse detection", self.said, re.IGNORECASE)  # in GraphQL also of no error
        timed = self.status == 403 and ("retry-after" in self.headers or self.is_spent)
        if self.status == 429 or timed or (said and self.status < 500):
            # docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api: as it says, else a minute
            asked = retry_after(self.headers, datetime.now(UTC))
            return pace.secondary_wait * 2.0**attempt if asked is None else asked
        return pace.backoff * 2.0**attempt if self.is_lost else None


@contextlib.contextmanager
def understood(what: str) -> Iterator[None]:
    """The client's exceptions as ours (their causes may hold what was sent, and with it the token).

    JSON of another shape than GitHub describes, or none, or half of one, is no answer.
    """
    try:
        yield
    except GithubException as error:
        data = error.data if isinstance(error.data, dict) else {"message": str(error.data or "")}
        errors = [e if isinstance(e, dict) else {"message": e} for e in data.get("errors") or ()]
        said = [data.get("message"), *(e.get("message") or e.get("code") for e in errors)]
        raise Answered(what, error.status, "; ".join(str(one) for one in said if one), error.headers) from None
    except RuntimeError:  # a redirect to another host, or in a circle, which the client does not follow
        raise Refused(f"{what}: GitHub answers from another address. Is GITHUB_API_URL right?") from None
    except (requests.RequestException, HTTPError) as error:
        raise Answered(what, 0, type(error).__name__) from None
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise Answered(what, 0, f"something else than was asked ({type(error).__name__})") from None


@dataclass(frozen=True)
class Pace:
    """How patient the client is, in seconds."""

    pause: float = 1.0  # between writes
    secondary_wait: float = 60.0  # for a limit that names no time, doubled each time
    patience: float = 300.0  # for all waits of one request
    timeout: int = 30  # for an answer
    backoff: float = 1.0  # before something is sent again for the first time


class Api:
    """Calls to the repository of the settings, with their token."""

    def __init__(self, settings: Settings, pace: Pace | None = None) -> None:
        if not settings.github_token:
            raise Refused(_WORDS["no_token"])
        self._pace = pace or Pace()
        self._client = Github(
            auth=Auth.Token(settings.github_token), base_url=settings.github_api, timeout=self._pace.timeout, retry=None,
            per_page=PER_PAGE, user_agent=f"{USER_AGENT} ({settings.repository})", seconds_between_requests=0,
            seconds_between_writes=self._pace.pause,
        ).requester  # fmt: skip
        self._repository = f"/repos/{settings.repository}"
        self._login, self._assumed = settings.bot_login, settings.own_login
        self._may_ask = not settings.github_token.startswith(_OF_AN_INSTALLATION)

    @property
    def login(self) -> str:
        """Whose token this is: as the settings say, as GitHub says, or as is known of where it runs.

        Refused where nothing says so: whoever does not know its own pull requests opens again what was closed.
        """
        if not self._login and self._may_ask:
            what = "asking whose token this is"
            try:
                with understood(what):
                    self._login = str(self._persistently(what, lambda: self._once("GET", "/user", None, {}))["login"])
            except Answered as answer:
                if answer.code == LATER or answer.status == 401:
                    raise
        self._login = self._login or self._assumed
        if not self._login:
            raise Refused(_WORDS["no_login"])
        return self._login

    def ask(self, method: str, path: str, what: str, given: dict[str, Any] | None = None, **query: str | int) -> Any:  # noqa: ANN401  JSON
        """One request below the repository; the answer's JSON. Answered where it is an error."""
        return self._persistently(what, lambda: self._once(method, self._repository + path, given, query))

    def create(self, path: str, what: str, given: dict[str, Any], marker: str) -> None:
        """A comment, which GitHub would make twice: before each attempt it is looked for among the bot's own, by its start."""

        def is_there() -> bool:
            own = [one for one in self.pages(path, what) if (one["user"] or {}).get("login") == self.login]
            return any((one["body"] or "").startswith(marker) for one in own)

        self._persistently(what, lambda: is_there() or self._once("POST", self._repository + path, given, {}))

    def pages(self, path: str, what: str, **query: str | int) -> Iterator[dict[str, Any]]:
        """The entries of a listing, page after page."""
        for page in range(1, MOST_PAGES + 1):
            entries = self.ask("GET", path, what, None, **query, per_page=PER_PAGE, page=page)
            yield from entries
            if len(entries) < PER_PAGE:
                return

    def graphql(self, mutation: str, given: dict[str, Any], output: str, what: str) -> None:
        """One GraphQL mutation: what REST cannot do."""
        self._persistently(what, lambda: dict(self._client.graphql_named_mutation(mutation, given, output)[1]))

    def _once(self, method: str, path: str, given: Any, query: dict[str, Any]) -> Any:  # noqa: ANN401  JSON
        data = self._client.requestJsonAndCheck(method, path, parameters=query or None, input=given)[1]
        if isinstance(data, dict) and isinstance(data.get("data"), str):  # PyGithub's way to hand on what is no JSON
            raise TypeError
        return data

    def _persistently(self, what: str, request: Callable[[], Any]) -> Any:  # noqa: ANN401  JSON
        """A request; again when GitHub says that it may, and after a lost answer.

        Nothing else is sent meanwhile, and nothing after a limit that outlasts the patience.
        """
        left = self._pace.patience
        for attempt in range(ATTEMPTS):
            try:
                with understood(what):
                    return request()
            except Answered as answer:
                wait = answer.wait(self._pace, attempt)
                if answer.is_final or wait is None or wait > left or attempt == ATTEMPTS - 1:
                    answer.is_final = True
                    raise
            left -= wait
            time.sleep(wait)
        raise AssertionError  # the loop returns or raises


def installed(api: str, repository: str, app: str, key: str) -> tuple[str, str]:
    """A new token of the App for a repository, which lasts an hour, and the login that its pull requests show.

    Refused where the key or the installation is not right, or GitHub does not answer.
    """
    try:
        given = GithubIntegration(auth=Auth.AppAuth(int(app), key), base_url=api, user_agent=USER_AGENT)
        owner, _, name = repository.partition("/")
        return given.get_access_token(given.get_repo_installation(owner, name).id).token, f"{given.get_app().slug}[bot]"
    except (GithubException, ValueError, TypeError, requests.RequestException) as error:
        said = f"GitHub says {error.status}" if isinstance(error, GithubException) else type(error).__name__
        raise Refused(f"no token for the App {app} on {repository or 'no repository'}: {said}. Is it installed there? "
                      "CATALOG_APP_ID is its number, CATALOG_APP_KEY its private key in PEM form") from None  # fmt: skip
