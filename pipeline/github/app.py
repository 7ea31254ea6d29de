"""A GitHub App as the bot: its token for one repository, made when one is needed (it lasts an hour)."""

from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

import requests
from github import Auth, GithubException, GithubIntegration

from pipeline.github.api import USER_AGENT
from pipeline.model.clean import clean
from pipeline.model.outcomes import Refused

LEFT: Final = timedelta(minutes=30)
"""A token with less time left is replaced by a new one."""


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
