"""A link that leads elsewhere: a moved page, a renamed or archived repository."""

from collections.abc import Iterator

from pipeline.audit.addresses import address, github_repo, is_front_page
from pipeline.audit.audited import Audited, Linked
from pipeline.audit.rule import Found, Rule


def _check(audited: Audited) -> Iterator[Found]:
    for link in audited.links:
        repo = github_repo(link.url)
        if repo is not None and repo in audited.snapshots.repositories:
            yield from _repository(audited, link, repo)
            continue
        snapshot = audited.snapshots.links.get(link.url)
        if (
            snapshot is None
            or snapshot.state != "moved"
            or not snapshot.facts.final_url
            or is_front_page(snapshot.facts.final_url)
        ):
            continue
        if address(snapshot.facts.final_url)[:2] != address(link.url)[:2]:
            yield Found(link.at, f"{link.url} has moved", snapshot.facts.final_url, (link.path, link.url))


def _repository(audited: Audited, link: Linked, repo: str) -> Iterator[Found]:
    snapshot = audited.snapshots.repositories[repo]
    where = (link.path, link.url)
    if snapshot.state == "gone":
        yield Found(link.at, f"the repository {repo} is gone", "where the code is now, or no link", where)
    elif snapshot.facts.id.casefold() != repo.casefold():
        yield Found(
            link.at,
            f"the repository {repo} is {snapshot.facts.id} now",
            f"https://github.com/{snapshot.facts.id}",
            where,
        )


RULE = Rule(
    name="link-moved",
    description="A page has moved, or a repository was renamed or is gone; the new address is proposed.",
    level="warning",
    check=_check,
    exceptions='redirects that only change the scheme, "www.", a final slash or the case of a repository\'s name',
)
