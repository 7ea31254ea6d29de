"""GitHub's REST API through PyGithub's requester: by path, paced, sent again within bounds, refusals in plain words.

Whoever runs the bot again sends again what was sent before a lost answer. So a caller finds what
it is about to make first, or takes "it exists" for success. Nothing that was done before a refusal is undone.
"""

import contextlib
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

import requests
from github import Auth, Github, GithubException, GithubIntegration
from urllib3.exceptions import HTTPError

from pipeline.http.policy import retry_after
from pipeline.model.clean import clean
from pipeline.model.outcomes import Refused

PER_PAGE: Final = 100
MOST_PAGES: Final = 50
ATTEMPTS: Final = 5
USER_AGENT: Final = "awesome-llm-vlm catalog-bot"  # the program; the repository whose bot it is follows
ACTIONS: Final = "github-actions[bot]"  # who the bot is with the token of a workflow, which may not ask
_OF_AN_INSTALLATION: Final = "ghs_"  # how the tokens of Apps and workflows begin: GitHub never tells them who they are
ACT: Final = 1  # exit code where a person must act
LATER: Final = 4  # where the next run may succeed by itself

# What GitHub will not do, known by its status (0: by none) or by what it says, and what a person changes.
_REFUSALS: Final = (
    (
        401, r"bad credentials|authentication failed|invalid username or (?:password|token)", ACT,
        "GitHub does not accept the token; it has expired, was revoked, or is not one. Set a new GITHUB_TOKEN.",
    ),
    (
        0, r"not permitted to create (?:or approve )?pull requests", ACT,
        ("GitHub Actions may not open pull requests here. Turn on “Allow GitHub Actions to create and approve pull "
        "requests” under Settings > Actions > General > Workflow permissions (the organisation has the same setting, and both "
        "count). The branch is there: the next run opens its pull request."),
    ),
    (
        429, r"secondary rate limit|abuse detection", LATER,
        "GitHub asks for a slower pace (secondary rate limit), so nothing more was written. Run again later.",
    ),
    (0, r"API rate limit exceeded", LATER, "the token's quota of requests is spent; it is renewed within the hour. Run again then."),
    (
        0, r"protected branch|GH006|repository rule violations|GH013|cannot be modified", ACT,
        "a protection rule covers the bot's branches. Exclude catalog-bot/** from it, or let the bot pass. GitHub said: {said}",
    ),
    (0, r"is locked", ACT, "the conversation is locked, so nothing can be said there. Unlock it, or close the pull request."),
    (
        403, r"not accessible by (?:integration|personal access token)|permission to .{1,200} denied", ACT,
        ("the token lacks a permission{needs}. The bot needs contents: write and pull-requests: write, and issues: write "
        "for labels. GitHub said: {said}"),
    ),
    (
        0, r"head invalid|'head'|No commits between", LATER,
        "the branch vanished, or holds nothing that main has not. The next run makes it again. GitHub said: {said}",
    ),
    (404, r"(?!)", ACT, "GitHub shows nothing there. Is GITHUB_REPOSITORY right, and may the token see it?"),
)  # fmt: skip


class NoAnswer(Refused):
    """The answer is missing or cannot be read: what was asked for may have been done."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code=LATER)


class Answered(Exception):  # noqa: N818  it is what GitHub did
    """An error that the caller may know how to take: HTTP status (0: no answer), words, headers in lower case."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str]) -> None:
        super().__init__(f"{status}: {message}")
        self.status, self.message = status, message
        self.headers = {key.lower(): value for key, value in headers.items()}
        self._is_spent = status == 403 and self.headers.get("x-ratelimit-remaining") == "0"

    @property
    def is_limit(self) -> bool:
        """Whether it asks to come later: by status, words (in GraphQL also of what is no error), or a time."""
        said = re.search(r"rate limit|abuse detection", self.message, re.IGNORECASE) is not None
        timed = self.status == 403 and ("retry-after" in self.headers or self._is_spent)
        return self.status == 429 or (said and self.status < 500) or timed

    def refused(self, what: str) -> Refused:
        """The refusal in plain words, for a caller that does not. `what` was being done, in a few words of ours."""
        said = clean(self.message, 300)
        told = f"{said} API rate limit exceeded" if self._is_spent else said
        wanted = clean(self.headers.get("x-accepted-github-permissions", ""), 200)
        for status, pattern, code, text in _REFUSALS:
            if status == self.status != 0 or re.search(pattern, told, re.IGNORECASE):
                needs = f"; this call needs {wanted}" if wanted else ""
                return Refused(f"{what}: {text.format(said=said, needs=needs)}", code=code)
        if self.status >= 500 or self.status == 0:
            return NoAnswer(f"{what}: GitHub did not answer ({said or self.status}). Run again later.")
        return Refused(f"{what}: GitHub answered {self.status}: {said}")


@contextlib.contextmanager
def understood(what: str) -> Iterator[None]:
    """What is read from an answer in here is there: JSON of another shape than GitHub describes is no answer."""
    try:
        yield
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise NoAnswer(f"{what}: GitHub answered something else than was asked ({type(error).__name__}).") from None


@dataclass(frozen=True)
class Pace:
    """How patient the client is, in seconds.

    `pause` is between writes, `secondary_wait` for a limit that names no time (doubled each time), `patience` for all
    waits of one request, `timeout` for an answer, `backoff` before something is sent again for the first time.
    """

    pause: float = 1.0
    secondary_wait: float = 60.0
    patience: float = 300.0
    timeout: int = 30
    backoff: float = 1.0


class Api:
    """Calls to one repository. `assumed`: whose token this is where neither `login` nor GitHub says so."""

    def __init__(
        self, base: str, repository: str, token: str | None, *, login: str = "", assumed: str = "", pace: Pace | None = None
    ) -> None:  # fmt: skip
        if not token:
            raise Refused(
                "GitHub needs a token: set GITHUB_TOKEN (contents: write, pull-requests: write, issues: write for issues)"
            )
        self._pace = pace or Pace()
        self._client = Github(
            auth=Auth.Token(token), base_url=base, timeout=self._pace.timeout, retry=None, per_page=PER_PAGE,
            user_agent=f"{USER_AGENT} ({repository})", seconds_between_requests=0, seconds_between_writes=self._pace.pause,
        ).requester  # fmt: skip
        self._repository = f"/repos/{repository}"
        self._login, self._assumed = login, assumed
        self._may_ask = not token.startswith(_OF_AN_INSTALLATION)

    @property
    def login(self) -> str:
        """Whose token this is: as the settings say, as GitHub says, or as is known of where it runs.

        Raises:
            Refused: nothing says so; whoever does not know its own pull requests opens again what was closed.
        """
        if not self._login and self._may_ask:
            what = "asking whose token this is"
            try:
                with understood(what):
                    self._login = str(self._persistently(what, lambda: self._request("GET", "/user"))["login"])
            except (Answered, Refused) as error:
                if isinstance(error, Refused) and "permission" not in str(error):
                    raise
        self._login = self._login or self._assumed
        if not self._login:
            raise Refused(
                "GitHub does not say whose token this is, so the bot would not know its own pull requests: set CATALOG_BOT_LOGIN "
                "to the login that they are opened under, such as name-of-the-app[bot]"
            )
        return self._login

    def call(self, method: str, path: str, what: str, given: dict[str, Any] | None = None, **query: str | int) -> Any:  # noqa: ANN401  JSON
        """One request below the repository; the answer's JSON.

        Raises:
            Answered: an error that the caller may take (404, 409, 410, 422).
            Refused: any other.
        """
        return self._persistently(what, lambda: self._request(method, self._repository + path, given, query))

    def ask(self, method: str, path: str, what: str, given: dict[str, Any] | None = None, **query: str | int) -> Any:  # noqa: ANN401  JSON
        """A call whose failure nobody knows how to take."""
        try:
            return self.call(method, path, what, given, **query)
        except Answered as answer:
            raise answer.refused(what) from None

    def create(self, path: str, what: str, given: dict[str, Any], marker: str) -> None:
        """A comment, which GitHub would make twice: before each attempt it is looked for among the bot's own, by its start."""

        def is_there() -> bool:
            with understood(what):
                own = [one for one in self.pages(path, what) if (one["user"] or {}).get("login") == self.login]
                return any((one["body"] or "").startswith(marker) for one in own)

        self._persistently(what, lambda: is_there() or self._request("POST", self._repository + path, given))

    def pages(self, path: str, what: str, **query: str | int) -> Iterator[dict[str, Any]]:
        """The entries of a listing, page after page."""
        for page in range(1, MOST_PAGES + 1):
            entries = self.ask("GET", path, what, None, **query, per_page=PER_PAGE, page=page)
            yield from entries
            if len(entries) < PER_PAGE:
                return

    def graphql(self, mutation: str, given: dict[str, Any], output: str, what: str) -> None:
        """One GraphQL mutation: what REST cannot do."""
        data = self._persistently(what, lambda: self._client.graphql_named_mutation(mutation, given, output)[1])
        if not isinstance(data, dict):
            raise NoAnswer(f"{what}: GitHub did not answer (no JSON). Run again later.")

    def _request(
        self, method: str, path: str, given: dict[str, Any] | None = None, query: dict[str, Any] | None = None
    ) -> Any:  # noqa: ANN401  JSON
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
                return _guarded(what, request)
            except Answered as answer:
                taken = answer.status in {404, 409, 410, 422}  # the caller may know how to take it
                wait, error = self._after(answer, attempt), answer if taken else answer.refused(what)
            except NoAnswer as no_answer:
                wait, error = self._pace.backoff * 2.0**attempt, no_answer
            if wait is None or wait > left or attempt == ATTEMPTS - 1:
                raise error
            left -= wait
            time.sleep(wait)
        raise AssertionError  # the loop returns or raises

    def _after(self, answer: Answered, attempt: int) -> float | None:
        """Seconds after which a refused request may be sent again; None for never."""
        if answer.is_limit:
            # docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api: as it says, else a minute
            asked = retry_after(answer.headers, datetime.now(UTC))
            return self._pace.secondary_wait * 2.0**attempt if asked is None else asked
        return self._pace.backoff * 2.0**attempt if answer.status >= 500 else None


def _guarded(what: str, request: Callable[[], Any]) -> Any:  # noqa: ANN401  JSON
    """A request, with the client's exceptions as ours: their causes may hold what was sent, and with it the token."""
    try:
        return request()
    except GithubException as error:
        data = error.data if isinstance(error.data, dict) else {"message": str(error.data or "")}
        errors = [e if isinstance(e, dict) else {"message": e} for e in data.get("errors") or ()]
        said = [data.get("message"), *(e.get("message") or e.get("code") for e in errors)]
        headers = {str(k): str(v) for k, v in (error.headers or {}).items()}
        raise Answered(error.status, "; ".join(str(one) for one in said if one), headers) from None
    except RuntimeError:  # a redirect to another host, or in a circle, which the client does not follow
        raise Refused(f"{what}: GitHub answers from another address. Is GITHUB_API_URL right?") from None
    except (requests.RequestException, HTTPError, ValueError, TypeError, AttributeError) as error:  # no JSON, or half
        raise NoAnswer(f"{what}: GitHub did not answer ({type(error).__name__}). Run again later.") from None


LEFT: Final = timedelta(minutes=30)  # A token with less time left is replaced by a new one


class Installed(NamedTuple):
    """An App's token for a repository, and the login that its pull requests show."""

    token: str
    login: str
    ends: datetime


_made: dict[tuple[str, str], Installed] = {}


def installed(api: str, repository: str, app: str, key: str) -> Installed:
    """The App's token for a repository: the one of before while it lasts, else a new one.

    Raises:
        Refused: the key or the installation is not right, or GitHub does not answer.
    """
    had = _made.get((app, repository))
    if had is not None and had.ends - datetime.now(UTC) > LEFT:
        return had
    try:
        given = GithubIntegration(auth=Auth.AppAuth(int(app), key), base_url=api, user_agent=USER_AGENT)
        owner, _, name = repository.partition("/")
        made = given.get_access_token(given.get_repo_installation(owner, name).id)
        found = Installed(made.token, f"{given.get_app().slug}[bot]", made.expires_at.astimezone(UTC))
    except GithubException as error:
        said = clean(str(error.data.get("message") if isinstance(error.data, dict) else ""), limit=200)
        raise Refused(f"no token for the App {app} on {repository or 'no repository'}: GitHub says {error.status} {said}; "
                      "is it installed there?") from None  # fmt: skip
    except (ValueError, TypeError, requests.RequestException) as error:  # no number, no key in PEM form, no network
        raise Refused(f"no token for the App: {type(error).__name__}; CATALOG_APP_ID is its number, CATALOG_APP_KEY its "
                      "private key in PEM form") from None  # fmt: skip
    _made[app, repository] = found
    return found
