"""GitHub's REST API for facts of repositories: conditional, one at a time; the token to its origin only."""

from typing import NamedTuple
from urllib.parse import urljoin

import requests

from pipeline.http.meter import Meter, SourceTrouble
from pipeline.http.origins import Origins, origin
from pipeline.http.page_adapter import session
from pipeline.http.policy import Trouble


class Answer(NamedTuple):
    """What GitHub answered. `unchanged` is a 304; `spent` says that the limit allows no more for now."""

    body: bytes
    etag: str | None
    date: str | None
    unchanged: bool = False
    spent: bool = False


class GitHubClient:
    """Asks for repositories."""

    def __init__(self, api: str, token: str | None, meter: Meter, origins: Origins, user_agent: str) -> None:
        self.meter = meter
        self._api = api.rstrip("/")
        self._session = session(meter, origins)
        self._session.headers.update({
            "User-Agent": user_agent, "Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28",
        })  # fmt: skip
        self._token = token

    def repository(self, repo: str, etag: str | None = None) -> Answer:
        """One repository; a renamed one is followed inside the API.

        Raises:
            SourceTrouble: NOT_FOUND, LIMITED (no more requests for now), or no usable answer.
        """
        self.meter.ask()
        here = f"{self._api}/repos/{repo}"
        for _hop in range(self.meter.policy.max_hops + 1):
            headers = {"If-None-Match": etag} if etag else {}
            if self._token:
                headers["Authorization"] = f"Bearer {self._token}"
            response = self._session.get(here, headers=headers, allow_redirects=False)
            status, head = response.status_code, response.headers
            spent = head.get("x-ratelimit-remaining") == "0"
            if status == 304:
                self.meter.count(not_modified=1)
                return Answer(b"", etag, head.get("date"), unchanged=True, spent=spent)
            if status in {301, 302, 307, 308}:
                here = self._hop(response, here, repo)
                continue
            if status == 200:
                return Answer(response.content, head.get("etag"), head.get("date"), spent=spent)
            if status in {403, 429} and (spent or "retry-after" in head):
                raise SourceTrouble(Trouble.LIMITED, f"HTTP {status}: GitHub's limit is spent", repo)
            kind = (
                Trouble.NOT_FOUND if status in {404, 410, 451} else Trouble.REFUSED if status < 500 else Trouble.SERVER
            )
            raise SourceTrouble(kind, f"HTTP {status}", repo)
        raise SourceTrouble(Trouble.ELSEWHERE, "it redirects without end", repo)

    def _hop(self, response: requests.Response, here: str, repo: str) -> str:
        target = urljoin(here, response.headers.get("location", ""))
        if origin(target) != origin(self._api):
            raise SourceTrouble(Trouble.ELSEWHERE, f"it redirects to {origin(target)}", repo)
        self.meter.count(hops=1)
        return target
