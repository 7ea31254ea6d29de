"""Links: where they lead, and whether that is still there."""

from typing import Final, NamedTuple

from pipeline.audit.addresses import address, github_repo, hub_checkpoint, hub_page, is_front_page
from pipeline.audit.audited import Audited, AuditedFamily, Linked
from pipeline.audit.rule import Results, RuleResult, family_rule, link_rule
from pipeline.names.words import words


@link_rule("error", exceptions="the address of a leaderboard or resource may be a site of its own")
def front_page(link: Linked, _: Audited) -> Results:
    """A blog, report, dataset or result link leads to the front page of a site or of a section, not to a page about the subject."""
    if link.place in ("links.blog", "links.paper", "results", "dataset") and is_front_page(link.url):
        yield RuleResult("", f"{link.url} is the front page of a site, which tells something else every week", "the page about this very subject")


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


@link_rule("error", exceptions="boards that are marked retired or moved may keep their last addresses")
def link_closed_site(link: Linked, audited: Audited) -> Results:
    """A link to a site that has shut down or moved as a whole, such as Papers with Code; the successor is proposed."""
    at = address(link.url)
    whole = "/".join((at.host, *at.parts, ""))
    closed = next((c for place, c in CLOSED.items() if whole.startswith(f"{place}/")), None)
    board = audited.curated.boards.get(link.subject.removeprefix("leaderboards/"))
    if closed is not None and (board is None or board.state == "active" or link.place == "prose"):
        yield RuleResult("", f"{link.url}: that site {closed.what}", closed.instead)


@link_rule("warning", exceptions='redirects that only change the scheme, "www.", a final slash or the case of a repository\'s name')
def link_moved(link: Linked, audited: Audited) -> Results:
    """A page has moved, or a repository was renamed or is gone; the new address is proposed."""
    repo = github_repo(link.url) or ""
    known, page = audited.snapshots.repositories.get(repo), audited.snapshots.links.get(link.url)
    if known is not None and known.state == "gone":
        yield RuleResult("", f"the repository {repo} is gone", "where the code is now, or no link")
    elif known is not None:
        if known.facts.id.casefold() != repo.casefold():
            yield RuleResult("", f"the repository {repo} is {known.facts.id} now", f"https://github.com/{known.facts.id}")
    elif page is not None and page.state == "moved" and page.facts.final_url:
        now = page.facts.final_url
        if not is_front_page(now) and address(now)[:2] != address(link.url)[:2]:
            yield RuleResult("", f"{link.url} has moved", now)


@link_rule("error", exceptions="links that were never asked")
def link_state(link: Linked, audited: Audited) -> Results:
    """A link is dead, or is redirected to a front page."""
    page = audited.snapshots.links.get(link.url)
    final, expected = page.facts.final_url if page is not None else None, "the page's new address, or an archived copy"
    if page is not None and page.state == "dead":
        status = f" (HTTP {page.facts.status})" if page.facts.status else ""
        yield RuleResult("", f"{link.url} is dead{status}", expected)
    elif final and is_front_page(final) and not is_front_page(link.url):
        yield RuleResult("", f"{link.url} now leads to the front page {final}", expected)


@link_rule("error", exceptions="further links whose label names the organisation, and so says whose page it is")
def organization_link(link: Linked, _: Audited) -> Results:
    """A checkpoint link leads to the page of an organisation instead of a checkpoint or collection."""
    kind, owner = hub_page(link.url)
    if kind != "organization" or link.place not in ("links.checkpoints", "links.more") or link.family is None:
        return
    maker = link.family.organization
    makers = (owner, *((maker.name, *maker.aliases) if maker is not None else ()))
    # "TII on Hugging Face" says whose page it is; "models" does not.
    if link.place == "links.checkpoints" or not any(one.casefold() in link.label.casefold() for one in makers):
        message = f"{link.url} is the page of {owner}, where this family is one among many"
        yield RuleResult("", message, "its checkpoints, or a collection of them")


@link_rule("error", exceptions="collections that no snapshot knows")
def collection_members(link: Linked, audited: Audited) -> Results:
    """The collection that a family links to is gone or moved, or no longer holds any of its checkpoints."""
    (kind, slug), family = hub_page(link.url), link.family
    snapshot = audited.snapshots.collections.get(slug) if kind == "collection" else None
    if family is None or snapshot is None:
        return
    if snapshot.state != "present":
        moved = f": it is {snapshot.moved_to} now" if snapshot.moved_to else ""
        yield RuleResult("", f"the collection {slug} is {snapshot.state}{moved}", "a collection that is there")
        return
    held = {item for item, kind in snapshot.facts.items.items() if kind.type == "model"}
    own = {w for name in family.words for w in name if not w[0].isdigit()}
    if held and not held & family.observed.checkpoints.keys() and not any(own & set(words(item.partition("/")[2])) for item in held):
        message = f"the collection {slug} holds {len(held)} models, none of them of {family.curated.name}"
        yield RuleResult("", message, "a collection that holds the family")


@family_rule("warning")
def checkpoint_state(family: AuditedFamily, audited: Audited) -> Results:
    """A checkpoint that a person named or linked is gone from the Hub, disabled there, or was renamed."""
    linked = {c for link in family.curated.links.checkpoints if (c := hub_checkpoint(link.url))}
    for checkpoint in sorted({*family.curated.checkpoints, *linked}):
        snapshot = audited.snapshots.checkpoints.get(checkpoint)
        if snapshot is not None and snapshot.shown_state != "present":
            now = snapshot.moved_to if snapshot.shown_state == "moved" else None
            gone = "is disabled by the Hub" if snapshot.facts.disabled else "is gone from the Hub, or private"
            what = f"is {now} now" if now else gone
            expected = f"the name {now}" if now else "another source, or the reason why it stays"
            yield RuleResult(checkpoint, f"{checkpoint} {what}", expected, (f"https://huggingface.co/{checkpoint}",))
