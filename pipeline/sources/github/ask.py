"""Code repositories as GitHub states them: name, owner, archived or not, licence and topics, asked within the limit."""

from typing import Any, Final, Literal

from pipeline.http.origins import origin
from pipeline.http.policy import SourceTrouble, Trouble
from pipeline.http.transport import FetchedPage, PageClient
from pipeline.layout import kinds
from pipeline.model.ids import github_repo, is_github_repo
from pipeline.model.snapshots import RepositoryFacts, RepositorySnapshot
from pipeline.sources.asking import Batch, Gathered, Job, Stage, Stages, receipt
from pipeline.sources.hub.client import parse_json
from pipeline.sources.json_fields import mapping, text, texts
from pipeline.sources.links.states import failures, is_dead, remember, shown_links, to_ask

TOPIC: Final = "repositories"
_NO_LICENCE: Final = frozenset({"noassertion", "none"})


def stages(job: Job) -> Stages:
    """The repositories that are due, in one batch; when the limit is spent, the others wait for the next run."""
    settings = job.settings
    repos = dict.fromkeys(repo for url in shown_links(job.scope()) if (repo := github_repo(url)))
    noted: dict[str, Any] = {r: m for r, m in job.known(TOPIC).items() if r in repos and isinstance(m, dict)}
    work = to_ask(repos, noted, job.today, most=job.source.policy.requests, recheck=job.options.recheck)
    job.progress.start("repositories", len(work))
    headers = {"User-Agent": settings.user_agent, "Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
    if settings.github_token:
        headers["Authorization"] = f"Bearer {settings.github_token}"
    pages = PageClient(job.meter(), settings.origins, headers, hosts=[origin(settings.github_api)])

    def every(part: Gathered) -> None:
        for number, repo in enumerate(work):
            job.progress.step("repositories")
            answered, over = _ask(repo, pages, job, noted, part)
            waiting = len(work) - number - answered
            if over and waiting:
                part.keep(f"github: {waiting} repositories", f"they wait for the next run: {over}")
            if over:
                break

    if work:
        yield Stage([Batch(f"{len(work)} repositories", every)])
    job.conclude(TOPIC, noted, asked=bool(work), otherwise="no repository was due")


def _ask(repo: str, pages: PageClient, job: Job, noted: dict[str, Any], part: Gathered) -> tuple[bool, str]:
    """Ask for a repository and note what came: whether it was answered, and why no other one may be asked ("")."""
    before, memory, over = job.old.repositories.get(repo), noted.get(repo, {}), ""
    etag = str(memory.get("etag") or "") if before is not None and before.state != "gone" else None
    try:
        page = pages.look(f"{job.settings.github_api.rstrip('/')}/repos/{repo}", etag=etag)
        over = "GitHub's limit is spent" if page.headers.get("x-ratelimit-remaining") == "0" else ""
        if page.status == 403 and (over or "retry-after" in page.headers):
            return False, "HTTP 403: GitHub's limit is spent"
        pages.believed(page, repo, missing=(404, 410, 451))
        part.answered = True
        if page.unchanged:
            part.objects += 1
        else:
            _store(repo, page, before, part)
        noted[repo] = {**remember(memory, "ok", job.today), "etag": (etag if page.unchanged else page.etag) or None}
    except SourceTrouble as trouble:
        if trouble.trouble in {Trouble.LIMITED, Trouble.BUDGET}:
            return False, trouble.reason
        if trouble.trouble is Trouble.NOT_FOUND:
            _missing(repo, before, job, noted, part)
        else:
            part.keep(f"github/{repo}", trouble)
    return True, over


def _missing(repo: str, before: RepositorySnapshot | None, job: Job, noted: dict[str, Any], part: Gathered) -> None:
    """A repository that is not there is gone only after several runs."""
    part.answered = True
    noted[repo] = memory = remember(noted.get(repo, {}), "failing", job.today)
    if not is_dead(memory):
        part.reject(f"github/{repo}", f"GitHub does not have it ({len(failures(memory))} run(s)); not called gone yet")
        return
    facts = before.facts if before is not None else RepositoryFacts(id=repo, asked=repo)
    gone = RepositorySnapshot(facts=facts, receipt=receipt(api_url(repo), b"", date=None), state="gone")
    part.store(kinds.REPOSITORIES.path(repo), gone, before)


def _store(repo: str, answer: FetchedPage, before: RepositorySnapshot | None, part: Gathered) -> None:
    facts = repository_facts(repo, parse_json(answer.body, api_url(repo)))
    if facts is None:
        raise SourceTrouble(Trouble.MALFORMED, "the answer names no repository", repo)
    made = receipt(api_url(repo), answer.body, date=answer.date, etag=answer.etag)
    state: Literal["present", "moved"] = "present" if facts.id.casefold() == repo.casefold() else "moved"
    part.store(kinds.REPOSITORIES.path(repo), RepositorySnapshot(facts=facts, receipt=made, state=state), before)


def repository_facts(asked: str, answer: object) -> RepositoryFacts | None:
    """A repository's answer as facts; None where it names no repository. Stars and dates stay out."""
    whole = mapping(answer)
    name = whole.get("full_name")
    if not isinstance(name, str) or not is_github_repo(name):
        return None
    homepage = text(whole, "homepage", 500) or ""
    licence = text(mapping(whole.get("license")), "spdx_id", 60)
    return RepositoryFacts(
        id=name, asked=asked, archived=whole.get("archived") is True, fork=whole.get("fork") is True,
        description=text(whole, "description", 350) or "", topics=tuple(sorted(texts(whole.get("topics"), 60, 30))),
        license=licence if licence and licence.lower() not in _NO_LICENCE else None,
        homepage=homepage if homepage.startswith(("https://", "http://")) and " " not in homepage else None,
    )  # fmt: skip


def api_url(repo: str) -> str:
    """The public address of GitHub's own statement about a repository."""
    return f"https://api.github.com/repos/{repo}"
