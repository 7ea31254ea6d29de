"""Code repositories: canonical name, owner, archived or not, licence and topics, asked conditionally and within the limit."""

from functools import partial
from typing import Any, Final

from pipeline.http.meter import Meter
from pipeline.http.origins import origin
from pipeline.http.policy import SourceTrouble, Trouble
from pipeline.http.transport import FetchedPage, PageClient
from pipeline.layout import kinds
from pipeline.model.snapshots import RepositoryFacts, RepositorySnapshot
from pipeline.settings import Settings
from pipeline.sources.answers import Gathered, receipt
from pipeline.sources.asking import Job
from pipeline.sources.batches import Batch, Stage, Stages
from pipeline.sources.github.states import api_url, repositories_of, repository_facts
from pipeline.sources.hub.client import parse_json
from pipeline.sources.links.states import failures, is_dead, remember, to_ask

TOPIC: Final = "repositories"
RECHECK_DAYS: Final = 7
PER_RUN: Final = 800
PER_BATCH: Final = 100


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


def stages(job: Job) -> Stages:
    """Batches of the repositories that are due; when the limit is spent, the others wait for the next run."""
    old, gathered = job.old, job.gathered
    repos = repositories_of(job.shown())
    client = GitHubClient(job.settings, job.meter())
    state, today = job.state(), job.today
    noted: dict[str, Any] = {r: m for r, m in state.read(TOPIC).items() if r in set(repos)}
    work = to_ask(repos, noted, today, days=RECHECK_DAYS, most=PER_RUN, recheck=job.options.recheck)
    job.progress.start("repositories", len(work))

    def some(first: int, part: Gathered) -> None:
        for position, repo in enumerate(work[first : first + PER_BATCH], first):
            before, memory = old.repositories.get(repo), noted.get(repo) or {}
            etag = memory.get("etag") if before is not None and before.state != "gone" else None
            try:
                page = client.repository(repo, etag if isinstance(etag, str) else None)
            except SourceTrouble as trouble:
                if trouble.trouble in {Trouble.LIMITED, Trouble.BUDGET}:
                    part.keep(f"github: {len(work) - position} repositories", f"they wait for the next run: {trouble.reason}")
                    break
                _failed(repo, trouble, job, noted, part)
            else:
                part.answered = True
                kept = _store(repo, page, before, part) and (etag if page.unchanged else page.etag)
                noted[repo] = {**remember(memory, "ok", today), "etag": kept or None}
                if is_spent(page) and position + 1 < len(work):
                    part.keep(f"github: {len(work) - position - 1} repositories", "they wait for the next run: GitHub's limit is spent")
                    break
            finally:
                job.progress.step("repositories", repo)

    for first in range(0, len(work), PER_BATCH):
        last = min(first + PER_BATCH, len(work))
        yield Stage([
            Batch("github", "repositories", f"repositories {first + 1} to {last} of {len(work)}", partial(some, first))
        ])  # fmt: skip
        if gathered.kept and gathered.kept[-1].subject.startswith("github:"):  # the limit is spent
            break
    if work:
        state.write(TOPIC, noted)
    else:
        gathered.answered = True
        gathered.message = "no repository was due"


def _failed(repo: str, trouble: SourceTrouble, job: Job, noted: dict[str, Any], gathered: Gathered) -> None:
    """A repository that is not there is gone only after several runs; any other trouble keeps what is known."""
    if trouble.trouble is not Trouble.NOT_FOUND:
        gathered.keep(f"github/{repo}", trouble)
        return
    gathered.answered = True
    noted[repo] = memory = remember(noted.get(repo) or {}, "failing", job.today)
    if not is_dead(memory):
        gathered.reject(f"github/{repo}", f"GitHub does not have it ({len(failures(memory))} run(s)); not called gone yet")
        return
    before = job.old.repositories.get(repo)
    facts = before.facts if before is not None else RepositoryFacts(id=repo, asked=repo)
    gone = RepositorySnapshot(facts=facts, receipt=receipt(api_url(repo), b"", date=None), state="gone")
    gathered.store(kinds.REPOSITORIES.path(repo), gone, before)


def _store(repo: str, answer: FetchedPage, before: RepositorySnapshot | None, gathered: Gathered) -> bool:
    """Take an answer; whether it was believed, so that its ETag stands for what we have."""
    if answer.unchanged:
        gathered.objects += 1
        return True
    try:
        facts = repository_facts(repo, parse_json(answer.body, api_url(repo)))
    except SourceTrouble as trouble:
        gathered.keep(f"github/{repo}", trouble)
        return False
    if facts is None:
        gathered.keep(f"github/{repo}", "the answer names no repository")
        return False
    state = "present" if facts.id.casefold() == repo.casefold() else "moved"
    made = receipt(api_url(repo), answer.body, date=answer.date, etag=answer.etag)
    snapshot = RepositorySnapshot.model_validate({"facts": facts, "receipt": made, "state": state})
    gathered.store(kinds.REPOSITORIES.path(repo), snapshot, before)
    return True
