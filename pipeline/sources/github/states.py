"""What GitHub states of a code repository: its answer to `GET /repos/{owner}/{name}` as a snapshot's facts."""

from typing import Final
from urllib.parse import urlsplit

from pipeline.model.ids import is_github_repo
from pipeline.model.snapshots import RepositoryFacts
from pipeline.sources.json_fields import mapping, text, texts

PUBLIC: Final = "https://api.github.com"
_NO_LICENCE: Final = frozenset({"noassertion", "none", ""})


def repository_of(url: str) -> str | None:
    """The `owner/name` of a link to a repository, or to a page inside it; None for anything else."""
    split = urlsplit(url)
    if (split.hostname or "").removeprefix("www.") != "github.com":
        return None
    parts = [p for p in split.path.split("/") if p]
    if len(parts) < 2:
        return None
    repo = f"{parts[0]}/{parts[1].removesuffix('.git')}"
    return repo if is_github_repo(repo) else None


def repository_facts(asked: str, answer: object) -> RepositoryFacts | None:
    """A repository's answer as facts; None where it names no repository. Stars and dates stay out."""
    whole = mapping(answer)
    name = whole.get("full_name")
    if not isinstance(name, str) or not is_github_repo(name):
        return None
    homepage = text(whole, "homepage", 500) or ""
    licence = text(mapping(whole.get("license")), "spdx_id", 60)
    return RepositoryFacts(
        id=name,
        asked=asked,
        archived=whole.get("archived") is True,
        fork=whole.get("fork") is True,
        description=text(whole, "description", 350) or "",
        license=licence if licence and licence.lower() not in _NO_LICENCE else None,
        topics=tuple(sorted(texts(whole.get("topics"), 60, 30))),
        homepage=homepage if homepage.startswith(("https://", "http://")) and " " not in homepage else None,
    )


def api_url(repo: str) -> str:
    """The public address of GitHub's own statement about a repository."""
    return f"{PUBLIC}/repos/{repo}"
