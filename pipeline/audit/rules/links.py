"""Links: where they lead, and whether that is still there."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from pipeline.audit.addresses import (
    address,
    github_repo,
    hub_checkpoint,
    hub_collection,
    hub_organization,
    is_front_page,
)
from pipeline.audit.audited import Audited, Linked
from pipeline.audit.rule import RuleResult, about_family, about_link, rule
from pipeline.names.words import words


@rule("error", exceptions="the address of a leaderboard or resource may be a site of its own")
def front_page(audited: Audited) -> Iterator[RuleResult]:
    """A blog, report, dataset or result link leads to the front page of a site or of a section, not to a page about the subject."""
    for link in audited.links:
        if link.place in ("links.blog", "links.paper", "results", "dataset") and is_front_page(link.url):
            yield about_link(
                link, f"{link.url} is the front page of a site, which tells something else every week",
                "the page about this very subject",
            )  # fmt: skip


class Closed(NamedTuple):
    """A site's end: what happened, and where to go instead."""

    what: str
    instead: str


_PAPERS_WITH_CODE: Final = "has shut down in July 2025"
_BOARD: Final = "was replaced in June 2024, and its successor retired in March 2025"

CLOSED: Final = {
    "paperswithcode.com/sota": Closed(
        _PAPERS_WITH_CODE,
        "the benchmark's own results; the last tables are in https://huggingface.co/datasets/pwc-archive/evaluation-tables",
    ),
    "paperswithcode.com/dataset": Closed(_PAPERS_WITH_CODE, "the dataset's page on https://huggingface.co/datasets"),
    "paperswithcode.com": Closed(_PAPERS_WITH_CODE, "https://huggingface.co/papers"),
    "arena.lmsys.org": Closed("was closed when Chatbot Arena left LMSYS", "https://arena.ai"),
    "chat.lmsys.org": Closed("was closed when Chatbot Arena left LMSYS", "https://arena.ai"),
    "ai.facebook.com": Closed("was renamed in 2023", "the same path on https://ai.meta.com"),
    "huggingface.co/spaces/HuggingFaceH4/open_llm_leaderboard": Closed(
        _BOARD, "https://huggingface.co/spaces/open-llm-leaderboard/open_llm_leaderboard, as an archive"
    ),
}
"""Host, or host and path -> what became of it. Single pages that died are the link source's business."""


@rule("error", exceptions="boards that are marked retired or moved may keep their last addresses")
def link_closed_site(audited: Audited) -> Iterator[RuleResult]:
    """A link to a site that has shut down or moved as a whole, such as Papers with Code; the successor is proposed."""
    for link in audited.links:
        at = address(link.url)
        whole = "/".join((at.host, *at.parts))
        closed = next((c for place, c in CLOSED.items() if f"{whole}/".startswith(f"{place}/")), None)
        if closed is not None:
            board = audited.curated.boards.get(link.subject.removeprefix("leaderboards/"))
            if board is None or board.state == "active" or link.place == "prose":
                yield about_link(link, f"{link.url}: that site {closed.what}", closed.instead)


@rule(
    "warning",
    exceptions='redirects that only change the scheme, "www.", a final slash or the case of a repository\'s name',
)
def link_moved(audited: Audited) -> Iterator[RuleResult]:
    """A page has moved, or a repository was renamed or is gone; the new address is proposed."""
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
            yield about_link(link, f"{link.url} has moved", snapshot.facts.final_url)


def _repository(audited: Audited, link: Linked, repo: str) -> Iterator[RuleResult]:
    snapshot = audited.snapshots.repositories[repo]
    if snapshot.state == "gone":
        yield about_link(link, f"the repository {repo} is gone", "where the code is now, or no link")
    elif snapshot.facts.id.casefold() != repo.casefold():
        yield about_link(
            link, f"the repository {repo} is {snapshot.facts.id} now", f"https://github.com/{snapshot.facts.id}"
        )


@rule("error", exceptions="links that were never asked")
def link_state(audited: Audited) -> Iterator[RuleResult]:
    """A link is dead, or is redirected to a front page."""
    for link in audited.links:
        snapshot = audited.snapshots.links.get(link.url)
        if snapshot is None:
            continue
        facts = snapshot.facts
        if snapshot.state == "dead":
            status = f" (HTTP {facts.status})" if facts.status else ""
            yield about_link(link, f"{link.url} is dead{status}", "the page's new address, or an archived copy")
        elif facts.final_url and is_front_page(facts.final_url) and not is_front_page(link.url):
            yield about_link(
                link, f"{link.url} now leads to the front page {facts.final_url}",
                "the page's new address, or an archived copy",
            )  # fmt: skip


@rule("error", exceptions="further links whose label names the organisation, and so says whose page it is")
def organization_link(audited: Audited) -> Iterator[RuleResult]:
    """A checkpoint link leads to the page of an organisation instead of a checkpoint or collection."""
    for link in audited.links:
        owner = hub_organization(link.url) if link.place in ("links.checkpoints", "links.more") else None
        family = audited.curated.families.get(link.subject)
        if owner is None or family is None:
            continue
        organization = audited.organization(family)
        makers = (owner, *((organization.name, *organization.aliases) if organization is not None else ()))
        said = link.label.casefold()
        # "TII on Hugging Face" says whose page it is; "models" does not.
        if link.place == "links.checkpoints" or not any(maker.casefold() in said for maker in makers):
            yield about_link(
                link, f"{link.url} is the page of {owner}, where this family is one among many",
                "its checkpoints, or a collection of them",
            )  # fmt: skip


@rule("error", exceptions="collections that no snapshot knows")
def collection_members(audited: Audited) -> Iterator[RuleResult]:
    """The collection that a family links to is gone or moved, or no longer holds any of its checkpoints."""
    for link in audited.links:
        family = audited.curated.families.get(link.subject)
        slug = hub_collection(link.url) if family is not None else None
        snapshot = audited.snapshots.collections.get(slug or "")
        if family is None or snapshot is None:
            continue
        if snapshot.state != "present":
            moved = f": it is {snapshot.moved_to} now" if snapshot.moved_to else ""
            yield about_link(link, f"the collection {slug} is {snapshot.state}{moved}", "a collection that is there")
            continue
        held = {item for item, kind in snapshot.facts.items.items() if kind.type == "model"}
        own = {w for name in audited.family_words[link.subject] for w in name if not w[0].isdigit()}
        if (
            held
            and not held & {*family.checkpoints, *audited.kin[link.subject]}
            and not any(own & set(words(item.partition("/")[2])) for item in held)
        ):
            yield about_link(
                link, f"the collection {slug} holds {len(held)} models, none of them of {family.name}",
                "a collection that holds the family",
            )  # fmt: skip


@rule("warning")
def checkpoint_state(audited: Audited) -> Iterator[RuleResult]:
    """A checkpoint that a person named or linked is gone from the Hub or was renamed."""
    for slug, family in sorted(audited.curated.families.items()):
        linked = {c for link in family.links.checkpoints if (c := hub_checkpoint(link.url))}
        for checkpoint in sorted({*family.checkpoints, *linked}):
            snapshot = audited.snapshots.checkpoints.get(checkpoint)
            if snapshot is None or snapshot.state == "present":
                continue
            what = (
                f"is {snapshot.moved_to} now"
                if snapshot.state == "moved" and snapshot.moved_to
                else "is gone from the Hub, or private"
            )
            expected = (
                f"the name {snapshot.moved_to}" if snapshot.moved_to else "another source, or the reason why it stays"
            )
            yield about_family(
                slug, checkpoint, f"{checkpoint} {what}", expected, f"https://huggingface.co/{checkpoint}"
            )
