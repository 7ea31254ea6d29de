"""Links and papers: where they lead, whose that is, what they are called, whether they are still there, and what is there twice."""

import re
import textwrap
from typing import Final

from pipeline.audit.addresses import TABLES, hub_page, is_front_page, phrases
from pipeline.audit.audited import Audited, AuditedFamily, Results, family_rule, link_rule, rule
from pipeline.layout.catalog import CuratedLink
from pipeline.layout.kinds import BENCHMARKS, FAMILIES
from pipeline.model.ids import address, github_repo
from pipeline.names.words import Words, words
from pipeline.reconcile.forms import earlier, paper_month


@link_rule("error", exceptions="the address of a leaderboard or resource may be a site of its own")
def front_page(link: CuratedLink, _: Audited) -> Results:
    """A blog, report, dataset or result link leads to the front page of a site or of a section, not to a page about the subject."""
    if link.place in ("links.blog", "links.paper", "results", "dataset") and is_front_page(link.url):
        message = f"{link.url} is the front page of a site, which tells something else every week"
        yield "", message, "the page about this very subject"


@link_rule("error", exceptions="boards that are marked retired or moved may keep their last addresses")
def link_closed_site(link: CuratedLink, audited: Audited) -> Results:
    """A link to a site that has shut down or moved as a whole, such as Papers with Code; the successor is proposed."""
    at = address(link.url)
    whole = "/".join((at.host, *at.parts, ""))
    closed = next((said for place, said in TABLES["closed"].items() if whole.startswith(f"{place}/")), None)
    board = audited.curated.boards.get(link.subject.removeprefix("leaderboards/"))
    if closed is not None and (board is None or board.state == "active" or link.place == "prose"):
        yield "", f"{link.url}: that site {closed[0]}", closed[1]


@link_rule("warning", exceptions='redirects that only change the scheme, "www.", a final slash or the case of a repository\'s name')
def link_moved(link: CuratedLink, audited: Audited) -> Results:
    """A page has moved, or a repository was renamed or is gone; the new address is proposed."""
    repo, page = github_repo(link.url), audited.snapshots.links.get(link.url)
    known, now = audited.snapshots.repositories.get(repo), page.facts.final_url if page is not None and page.state == "moved" else None
    if known is not None and known.state == "gone":
        yield "", f"the repository {repo} is gone", "where the code is now, or no link"
    elif known is not None and known.facts.id.casefold() != repo.casefold():
        yield "", f"the repository {repo} is {known.facts.id} now", f"https://github.com/{known.facts.id}"
    elif known is None and now and not is_front_page(now) and address(now)[:2] != address(link.url)[:2]:
        yield "", f"{link.url} has moved", now


@link_rule("error", exceptions="links that were never asked")
def link_state(link: CuratedLink, audited: Audited) -> Results:
    """A link is dead, or is redirected to a front page."""
    page, expected = audited.snapshots.links.get(link.url), "the page's new address, or an archived copy"
    if page is not None and page.state == "dead":
        yield "", f"{link.url} is dead{f' (HTTP {page.facts.status})' if page.facts.status else ''}", expected
    elif page is not None and (final := page.facts.final_url) and is_front_page(final) and not is_front_page(link.url):
        yield "", f"{link.url} now leads to the front page {final}", expected


@link_rule("error", exceptions="further links whose label names the organisation, and so says whose page it is")
def organization_link(link: CuratedLink, audited: Audited) -> Results:
    """A checkpoint link leads to the page of an organisation instead of a checkpoint or collection."""
    (kind, owner), family = hub_page(link.url), audited.families.get(link.subject)
    if kind == "organization" and link.place in ("links.checkpoints", "links.more") and family is not None:
        makers = (owner, family.maker.name, *family.maker.aliases)
        # "TII on Hugging Face" says whose page it is; "models" does not.
        if link.place == "links.checkpoints" or not any(one.casefold() in link.label.casefold() for one in makers):
            message = f"{link.url} is the page of {owner}, where this family is one among many"
            yield "", message, "its checkpoints, or a collection of them"


@link_rule("error", exceptions="collections that no snapshot knows")
def collection_members(link: CuratedLink, audited: Audited) -> Results:
    """The collection that a family links to is gone, or no longer holds any of its checkpoints."""
    (kind, slug), family = hub_page(link.url), audited.families.get(link.subject)
    snapshot = audited.snapshots.collections.get(slug) if kind == "collection" else None
    if family is None or snapshot is None:
        return
    held = {item for item, kind in snapshot.facts.items.items() if kind.type == "model"}
    own = {w for name in family.words for w in name if not w[0].isdigit()}
    if snapshot.state != "present":
        yield "", f"the collection {slug} is {snapshot.state}", "a collection that is there"
    elif held and not held & family.members.keys() and not any(own & set(words(item.partition("/")[2])) for item in held):
        message = f"the collection {slug} holds {len(held)} models, none of them of {family.name}"
        yield "", message, "a collection that holds the family"


def _within(name: Words, said: Words) -> bool:
    return any(said[n : n + len(name)] == name for n in range(len(said)))


@link_rule("error", exceptions="labels that name the family as well, and names that are the maker's own")
def label_family(link: CuratedLink, audited: Audited) -> Results:
    """The words of a link name another family than the one it stands under."""
    said, family = words(link.label), audited.families.get(link.subject)
    # "Qwen2.5" under Qwen2.5-VL, or "Llama" under Code Llama, is the same house speaking.
    if family is None or not said or {name[0] for name in family.words if name} & set(said):
        return
    for other in audited.families.values():
        # The word may as well be the maker's name (Qwen, DeepSeek), which both families bear.
        theirs = words(family.maker.name) if family.curated.organization == other.curated.organization else ()
        named = [n for n in other.words if n and n[0] in said and len("".join(n)) > 2 and _within(n, said)]
        if other is not family and any(name[0] not in theirs for name in named):
            message = f"the label {link.label!r} names {other.name}, which is another family"
            yield "", message, f"a label that names {family.name}"
            return


_NOW: Final = phrases("of_one_day")
_EMPTY: Final = re.compile(r"\(\s*\)|\[\s*\]|（\s*）")


@link_rule("warning")
def label_wording(link: CuratedLink, audited: Audited) -> Results:
    """The words of a link speak of a moment ("only … available now"), or hold an empty pair of brackets."""
    if _EMPTY.search(link.label):
        yield "", f"the label {link.label!r} has an empty pair of brackets", "the words, or no brackets"
    if (said := _NOW.search(link.label)) and link.subject in audited.families:
        yield "", f"the label {link.label!r} says {said[0]!r}, which was true on one day only", "words that stay true"


@link_rule("warning", exceptions="links whose words name the other family, and papers of several that a person gave both")
def predecessor_link(link: CuratedLink, audited: Audited) -> Results:
    """The report or blog of a family is its predecessor's, and the words of the link do not say so."""
    family = audited.families.get(link.subject)
    older = family.before if family is not None and link.place in ("links.blog", "links.paper") else None
    theirs = {one.url for one in (older.links.blog, older.links.paper) if one is not None} if older is not None else ()
    if older is not None and link.url in theirs and not any(_within(name, words(link.label)) for name in older.words):
        message = f"{link.url} is the page of {older.name}, its predecessor"
        yield "", message, "its own page, or words that say whose it is"


@link_rule("warning")
def blog_report(link: CuratedLink, _: Audited) -> Results:
    """The blog link of a family is a PDF or an arXiv page: a report, which has a place of its own."""
    at = address(link.url)
    if link.place == "links.blog" and (at.host == "arxiv.org" or "".join(at.parts[-1:]).casefold().endswith(".pdf")):
        yield "", f"{link.url} is a report, not a blog post", "links.paper, or `papers` for arXiv"


@family_rule("error", exceptions="organisations without GitHub names in organizations.toml cannot be compared; a repository that moved counts by both owners")
def code_owner(family: AuditedFamily, audited: Audited) -> Results:
    """The code link of a family leads to a GitHub owner that is not the organisation's."""
    repo, maker = github_repo(family.links.code or ""), family.maker
    snapshot = audited.snapshots.repositories.get(repo)
    canonical = snapshot.facts.id if snapshot is not None else repo
    owners = {one.partition("/")[0].casefold() for one in (repo, canonical)}
    if repo and maker.github and owners.isdisjoint(map(str.casefold, maker.github)):
        expected = f"a repository of {', '.join(maker.github)}, or that owner in organizations.toml"
        message = f"the code repository {canonical} is not {maker.name}'s"
        yield "links.code", message, expected, f"https://github.com/{canonical}"


@family_rule("error", exceptions="words that are part of the family's own name")
def code_topic(family: AuditedFamily, _: Audited) -> Results:
    """The code link leads to a repository that is by its name about using models: a fine-tuning kit, a cookbook."""
    repo, own = github_repo(family.links.code or ""), {w for name in family.words for w in name}
    around = [w for w in words(repo.partition("/")[2]) if w in TABLES["around"] and w not in own]
    if around:
        message = f"{repo} is by its name about using a model ({', '.join(around)})"
        expected = f"the repository in which {family.name} itself is published"
        yield "links.code", message, expected, f"https://github.com/{repo}"


@rule("error")
def duplicates(audited: Audited) -> Results:
    """Two families have one name or alias, checkpoint or link; or two boards one address, or one file and one score to order it by."""
    owners: dict[str, str] = {}
    for slug, family in audited.families.items():
        # Without case, spaces and punctuation; a plus sign and a point are part of a name.
        called = sorted((family.name, slug, *family.curated.aliases))
        names = ("".join(c for c in name.casefold() if c.isalnum() or c in "+.") for name in called)
        for key, place in (dict.fromkeys(names, "") | {c: c for c in family.curated.checkpoints}).items():
            other = owners.setdefault(key, slug)
            if other != slug:
                message, paths = f"{key!r} is also named by {other}", map(FAMILIES.path, (slug, other))
                yield f"{slug}/{place}", message, "one family for one name", *paths
    places: dict[str, tuple[str, str]] = {}
    for link in audited.links:
        if link.place in ("url", "links.checkpoints"):
            board = audited.curated.boards.get(link.subject.removeprefix("leaderboards/"))
            key = link.url.rstrip("/").casefold()
            if board is not None and board.source is not None:
                # Two boards of one site may share its page and differ in their data, or in the score that they are of.
                key = f"{board.source.url.rstrip('/').casefold()} {board.sort_by}"
            other, path = places.setdefault(key, (link.subject, link.path))
            if other != link.subject:
                message = f"{link.url} is also the link of {other}"
                yield f"{link.subject}/{link.place}", message, "one row for one thing", link.path, path, link.url


_ARXIV: Final = "https://arxiv.org/abs/"
_ANYBODY: Final = frozenset({"ai", "labs", "team", "research", "inc"})
"""Words of a maker's name that are in many makers' names."""


def _words_of(text: str) -> Words:
    """The words of a text of any length; `words` is made for names, and reads no more than fits into one."""
    return tuple(word for part in textwrap.wrap(text, 200) for word in words(part))


@family_rule("warning", exceptions="papers that have no snapshot, or whose abstract is not known")
def paper_subject(family: AuditedFamily, audited: Audited) -> Results:
    """A paper of a family, by a person or its card, that names neither the family nor its maker, or that was withdrawn."""
    own = {w for name in family.words for w in name if not w[0].isdigit() and len(w) > 1}
    makers = (family.maker.name, *family.maker.aliases, *family.maker.hub)
    maker_words = {w for name in makers for w in words(name) if len(w) > 2} - _ANYBODY
    cited = (v for values in family.values("own_arxiv").values() if isinstance(values, tuple) for v in values)
    for paper in dict.fromkeys((*family.curated.papers, *cited)):
        snapshot = audited.snapshots.papers.get(paper)
        if snapshot is None:
            continue
        facts, title = snapshot.facts, words(snapshot.facts.title)
        said = {*title, *_words_of(facts.abstract), *(w for author in facts.authors for w in words(author))}
        # A title alone need not name the model: without an abstract nothing is known.
        if facts.abstract and not said & (own | maker_words) and not any(w in "".join(title) for w in own if len(w) > 3):
            message = f"neither the title {facts.title!r} nor the abstract or authors of {paper} name {family.name} or its maker"
            yield paper, message, "the paper about this family", _ARXIV + paper
        if facts.withdrawn:
            message = f"the paper {paper} was withdrawn"
            yield paper, message, "another source, or the reason why it stays", _ARXIV + paper


_LEAD: Final = 300
"""Days that a paper may be ahead of the model's release: some methods wait for their weights."""


@family_rule("warning", exceptions=f"up to {_LEAD} days ahead of the release; families with several papers, of which one may be the method's")
def paper_date(family: AuditedFamily, audited: Audited) -> Results:
    """A family's only paper is dated long before the family, or before its predecessor, or in the future."""
    older, alone, own = family.before, len(family.curated.papers) == 1, "the paper about this family, not about one before it"
    for paper in family.curated.papers:
        month = paper_month(paper)
        if earlier(audited.today.isoformat(), month):
            message = f"the arXiv id {paper} is of {month}, after {audited.today}"
            yield paper, message, "a paper that exists", _ARXIV + paper
        elif alone and earlier(month, family.released.first, by=_LEAD):
            message = f"the paper {paper} is of {month}, long before the family ({family.released.first})"
            yield paper, message, own, _ARXIV + paper
        elif alone and older is not None and earlier(month, older.released.first):
            message = f"the paper {paper} is of {month}, before the predecessor {older.slug} ({older.released.first})"
            yield paper, message, own, _ARXIV + paper


@rule("warning")
def benchmark_paper(audited: Audited) -> Results:
    """A benchmark that names neither the paper that introduced it nor another source."""
    for slug, one in audited.curated.benchmarks.items():
        if not one.papers and not one.source:
            message = f"{one.name} has no paper and no source"
            yield f"benchmarks/{slug}", message, "the paper that introduced it, or its page", BENCHMARKS.path(slug)


_SPELT: Final = re.compile(r"([A-Za-z0-9-]{2,20}) ?[(（]([^()（）]{4,120})[)）]")
_SMALL: Final = frozenset({"and", "of", "the", "for", "in", "on", "a"})
"""Words that lend no initial."""


@rule("error", exceptions="benchmarks whose name does not spell its initials out")
def mixed_benchmarks(audited: Audited) -> Results:
    """A benchmark's text, or its paper, spells the initials of its name out as another benchmark."""
    for slug, benchmark in audited.curated.benchmarks.items():
        named = _SPELT.fullmatch(benchmark.name.strip())
        if named is None:
            continue
        short, long = named[1].casefold(), named[2]
        texts = (benchmark.prose.en, benchmark.prose.zh, benchmark.measures.en, benchmark.measures.zh)
        for said in (m for text in texts for m in _SPELT.finditer(text) if m[1].casefold() == short):
            if _initials(words(said[2])) == short and set(words(said[2])) != set(words(long)):
                message = f"named {benchmark.name!r}, but the text tells of {said[2]!r}"
                yield f"benchmarks/{slug}", message, "one benchmark in one section", BENCHMARKS.path(slug)
        for paper in benchmark.papers:
            snapshot = audited.snapshots.papers.get(paper)
            if snapshot is not None and not _about(snapshot.facts.title, snapshot.facts.abstract, short, long):
                message = f"the paper {snapshot.facts.title!r} does not name {benchmark.name!r}"
                yield f"benchmarks/{slug}/{paper}", message, "the paper that introduced this benchmark", BENCHMARKS.path(slug), _ARXIV + paper


def _initials(several: Words) -> str:
    """What a phrase is in short: "Abstraction and Reasoning Corpus" is an ARC."""
    return "".join(word[0] for word in several if word not in _SMALL)


def _about(title: str, abstract: str, short: str, long: str) -> bool:
    """Whether a paper may be about a benchmark: it names it, or tells too little to say, and spells no other out by its initials."""
    full, said = " ".join(words(long)), (*words(title), *_words_of(abstract))
    large = [w for w in said if w not in _SMALL]
    runs = (large[n : n + len(short)] for n in range(len(large) - len(short) + 1))
    otherwise = any(_initials(tuple(run)) == short and " ".join(run) != full for run in runs)
    spelt = otherwise or any(_initials(words(m[2])) == short for m in _SPELT.finditer(f"{title} {abstract}"))
    named = set(words(short)) <= set(said) or set(words(long)) <= set(said)
    return full in " ".join(said) or (not spelt and (named or not abstract))
