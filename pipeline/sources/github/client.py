"""GitHub's REST API for facts of repositories: conditional, one at a time; the token to its origin only."""

from pipeline.http.meter import Meter, SourceTrouble
from pipeline.http.origins import origin
from pipeline.http.pages import FetchedPage, PageClient
from pipeline.http.policy import Trouble
from pipeline.settings import Settings


def is_spent(page: FetchedPage) -> bool:
    """Whether the limit allows no more requests for now."""
    return page.headers.get("x-ratelimit-remaining") == "0"


class GitHubClient:
    """Asks for repositories."""

    def __init__(self, settings: Settings, meter: Meter) -> None:
        self._api = settings.github_api.rstrip("/")
        headers = {
            "User-Agent": settings.user_agent, "Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28",
        }  # fmt: skip
        if settings.github_token:
            headers["Authorization"] = f"Bearer {settings.github_token}"
        self._pages = PageClient(meter, settings.origins, headers, hosts=[origin(self._api)])

    def repository(self, repo: str, etag: str | None = None) -> FetchedPage:
        """One repository; a renamed one is followed inside the API.

        Raises:
            SourceTrouble: NOT_FOUND, LIMITED (no more requests for now), or no usable answer.
        """
        page = self._pages.look(f"{self._api}/repos/{repo}", etag=etag)
        if page.status in {403, 429} and (is_spent(page) or "retry-after" in page.headers):
            raise SourceTrouble(Trouble.LIMITED, f"HTTP {page.status}: GitHub's limit is spent", repo)
        return self._pages.believed(page, repo, missing=(404, 410, 451))
