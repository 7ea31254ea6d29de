"""Links: where they lead, whose that is, what they are called, whether they are still there, and what is there twice."""

import re
from typing import Final

from pipeline.audit.addresses import TABLES, address, github_repo, hub_page, is_front_page
from pipeline.audit.audited import Audited, AuditedFamily, Linked
from pipeline.audit.rule import Results, RuleResult, family_rule, link_rule, rule
from pipeline.layout.kinds import FAMILIES
from pipeline.names.words import words


@link_rule("error", exceptions="the address of a leaderboard or resource may be a site of its own")
def front_page(link: Linked, _: Audited) -> Results:
    """A blog, report, dataset or result link leads to the front page of a site or of a section, not to a page about the subject."""
    if link.place in ("links.blog", "links.paper", "results", "dataset") and is_front_page(link.url):
        yield RuleResult("", f"{link.url} is the front page of a site, which tells something else every week", "the page about this very subject")


@link_rule("error", exceptions="boards that are marked retired or moved may keep their last addresses")
def link_closed_site(link: Linked, audited: Audited) -> Results:
    """A link to a site that has shut down or moved as a whole, such as Papers with Code; the successor is proposed."""
    at = address(link.url)
    whole = "/".join((at.host, *at.parts, ""))
    closed = next((said for place, said in TABLES["closed"].items() if whole.startswith(f"{place}/")), None)
    board = audited.curated.boards.get(link.subject.removeprefix("leaderboards/"))
    if closed is not None and (board is None or board.state == "active" or link.place == "prose"):
        yield RuleResult("", f"{link.url}: that site {closed[0]}", closed[1])


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


def _within(name: tuple[str, ...], said: tuple[str, ...]) -> bool:
    return any(said[n : n + len(name)] == name for n in range(len(said)))


@link_rule("error", exceptions="labels that name the family as well, and names that are the maker's own")
def label_family(link: Linked, audited: Audited) -> Results:
    """The words of a link name another family than the one it stands under."""
    said = words(link.label)
    # "Qwen2.5" under Qwen2.5-VL, or "Llama" under Code Llama, is the same house speaking.
    if link.family is None or not said or {name[0] for name in link.family.words if name} & set(said):
        return
    maker = link.family.organization
    for other in audited.families.values():
        # The word may as well be the maker's name (Qwen, DeepSeek), which both families bear.
        theirs = words(maker.name) if maker is not None and link.family.curated.organization == other.curated.organization else ()
        named = [n for n in other.words if n and n[0] in said and len("".join(n)) > 2 and _within(n, said)]
        if other.slug != link.subject and any(name[0] not in theirs for name in named):
            message = f"the label {link.label!r} names {other.curated.name}, which is another family"
            yield RuleResult("", message, f"a label that names {link.family.curated.name}")
            return


_NOW: Final = re.compile(
    r"(?<![a-z])(?:now|currently|coming soon|so far|not yet|will be released|available "
    r"soon|todo|tbd)(?![a-z])|目前|即将|暂未",
    re.IGNORECASE,
)
_EMPTY: Final = re.compile(r"\(\s*\)|\[\s*\]|（\s*）")


@link_rule("warning")
def label_wording(link: Linked, _: Audited) -> Results:
    """The words of a link speak of a moment ("only … available now"), or hold an empty pair of brackets."""
    if _EMPTY.search(link.label):
        yield RuleResult("", f"the label {link.label!r} has an empty pair of brackets", "the words, or no brackets")
    said = _NOW.search(link.label)
    if said and link.family is not None:
        yield RuleResult("", f"the label {link.label!r} says {said[0]!r}, which was true on one day only", "words that stay true")


@link_rule("warning", exceptions="links whose words name the other family, and papers of several that a person gave both")
def predecessor_link(link: Linked, _: Audited) -> Results:
    """The report or blog of a family is its predecessor's, and the words of the link do not say so."""
    older = link.family.before if link.family is not None and link.place in ("links.blog", "links.paper") else None
    if older is None or any(_within(name, words(link.label)) for name in older.words):
        return
    if link.url in {one.url for one in (older.curated.links.blog, older.curated.links.paper) if one is not None}:
        yield RuleResult("", f"{link.url} is the page of {older.curated.name}, its predecessor", "its own page, or words that say whose it is")


@family_rule(
    "error",
    exceptions="organisations without GitHub names in organizations.toml cannot be compared; a repository that "
    "moved counts by both owners",
)
def code_owner(family: AuditedFamily, audited: Audited) -> Results:
    """The code link of a family leads to a GitHub owner that is not the organisation's."""
    repo, organization = github_repo(family.curated.links.code), family.organization
    if repo is None or organization is None or not organization.github:
        return
    snapshot = audited.snapshots.repositories.get(repo)
    canonical = snapshot.facts.id if snapshot is not None else repo
    if not {owner.casefold() for owner in organization.github} & {one.partition("/")[0].casefold() for one in (repo, canonical)}:
        expected = f"a repository of {', '.join(organization.github)}, or that owner in organizations.toml"
        message = f"the code repository {canonical} is not {organization.name}'s"
        yield RuleResult("links.code", message, expected, (f"https://github.com/{canonical}",))


@family_rule("error", exceptions="words that are part of the family's own name")
def code_topic(family: AuditedFamily, _: Audited) -> Results:
    """The code link leads to a repository that is by its name about using models: a fine-tuning kit, a cookbook."""
    repo = github_repo(family.curated.links.code) or ""
    own = {w for name in family.words for w in name}
    around = [w for w in words(repo.partition("/")[2]) if w in TABLES["around"] and w not in own]
    if around:
        message = f"{repo} is by its name about using a model ({', '.join(around)})"
        expected = f"the repository in which {family.curated.name} itself is published"
        yield RuleResult("links.code", message, expected, (f"https://github.com/{repo}",))


@rule("error")
def duplicates(audited: Audited) -> Results:
    """Two families have one name or alias, checkpoint or link; or two boards one address, or one file and one score to order it by."""
    owners: dict[str, str] = {}
    for slug, family in sorted(audited.curated.families.items()):
        names = {_flat(n): "" for n in sorted((family.name, slug, *family.aliases))}
        for key, place in (names | {c: c for c in family.checkpoints}).items():
            other = owners.setdefault(key, slug)
            if other != slug:
                where = (FAMILIES.path(slug), FAMILIES.path(other))
                yield RuleResult(f"{slug}/{place}" if place else slug, f"{key!r} is also named by {other}", "one family for one name", where)
    places: dict[str, tuple[str, str]] = {}
    for link in audited.links:
        if link.place != "url" and (link.place != "links.checkpoints" or link.family is None):
            continue
        board = audited.curated.boards.get(link.subject.removeprefix("leaderboards/"))
        key = link.url.rstrip("/").casefold()
        if board is not None and board.source is not None:
            # Two boards of one site may share its page and differ in their data, or in the score that they are of.
            key = f"{board.source.url.rstrip('/').casefold()} {board.sort_by}"
        other, path = places.setdefault(key, (link.subject, link.path))
        if other != link.subject:
            message = f"{link.url} is also the link of {other}"
            yield RuleResult(f"{link.subject}/{link.place}", message, "one row for one thing", (link.path, path, link.url))


def _flat(name: str) -> str:
    """A name without case, spaces and punctuation; a plus sign and a point are part of it."""
    return "".join(c for c in name.casefold() if c.isalnum() or c in "+.")
