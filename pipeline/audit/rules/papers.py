"""Papers: whose they are, and whether they are about their subject."""

import re
from typing import Final

from pipeline.audit.addresses import address
from pipeline.audit.audited import Audited, AuditedFamily, Linked, text_words
from pipeline.audit.rule import Results, RuleResult, family_rule, link_rule, rule
from pipeline.layout.kinds import BENCHMARKS
from pipeline.names.words import words
from pipeline.reconcile.days import earlier, paper_month

_ARXIV: Final = "https://arxiv.org/abs/"
_ANYBODY: Final = frozenset({"ai", "labs", "team", "research", "inc"})
"""Words of a maker's name that are in many makers' names."""


@family_rule("warning", exceptions="papers that have no snapshot, or whose abstract is not known")
def paper_subject(family: AuditedFamily, audited: Audited) -> Results:
    """A paper of a family, by a person or its card, that names neither the family nor its maker; that arXiv does not know; or that was withdrawn."""
    maker = family.organization
    makers = (maker.name, *maker.aliases, *maker.hub) if maker is not None else ()
    own = {w for name in family.words for w in name if not w[0].isdigit() and len(w) > 1}
    maker_words = {w for name in makers for w in words(name) if len(w) > 2} - _ANYBODY
    cited = (v for values in family.values("own_arxiv").values() if isinstance(values, tuple) for v in values)
    for paper in dict.fromkeys((*family.curated.papers, *cited)):
        snapshot = audited.snapshots.papers.get(paper)
        if snapshot is None:
            continue
        if snapshot.state == "unknown":
            yield RuleResult(paper, f"arXiv knows no paper {paper}", "the id of the family's paper", (_ARXIV + paper,))
            continue
        facts = snapshot.facts
        title = words(facts.title)
        said = {*title, *text_words(facts.abstract), *(w for author in facts.authors for w in words(author))}
        # A title alone need not name the model: without an abstract nothing is known.
        if facts.abstract and not said & (own | maker_words) and not any(w in "".join(title) for w in own if len(w) > 3):
            message = f"neither the title {facts.title!r} nor the abstract or authors of {paper} name {family.curated.name} or its maker"
            yield RuleResult(paper, message, "the paper about this family", (_ARXIV + paper,))
        if facts.withdrawn:
            yield RuleResult(paper, f"the paper {paper} was withdrawn", "another source, or the reason why it stays", (_ARXIV + paper,))


_LEAD: Final = 300
"""Days that a paper may be ahead of the model's release: some methods wait for their weights."""


@family_rule("warning", exceptions=f"up to {_LEAD} days ahead of the release; families with several papers, of which one may be the method's")
def paper_date(family: AuditedFamily, audited: Audited) -> Results:
    """A family's only paper is dated long before the family, or before its predecessor, or in the future."""
    before = family.before.released if family.before is not None else None
    alone, own = len(family.curated.papers) == 1, "the paper about this family, not about one before it"
    for paper in family.curated.papers:
        month, where = paper_month(paper), (_ARXIV + paper,)
        if month is None:
            if "/" not in paper:  # ids from before 2007 have their year in another place
                yield RuleResult(paper, f"the arXiv id {paper} names no month", "an id whose third and fourth digit are a month", where)
        elif earlier(audited.today.isoformat(), month):
            yield RuleResult(paper, f"the arXiv id {paper} is of {month}, after {audited.today}", "a paper that exists", where)
        elif alone and family.released is not None and earlier(month, family.released.first, by=_LEAD):
            yield RuleResult(paper, f"the paper {paper} is of {month}, long before the family ({family.released.first})", own, where)
        elif alone and before is not None and family.before is not None and earlier(month, before.first):
            yield RuleResult(paper, f"the paper {paper} is of {month}, before the predecessor {family.before.slug} ({before.first})", own, where)


@rule("warning")
def benchmark_paper(audited: Audited) -> Results:
    """A benchmark that names neither the paper that introduced it nor another source."""
    for slug, one in sorted(audited.curated.benchmarks.items()):
        if not one.papers and not one.source:
            message, expected = f"{one.name} has no paper and no source", "the paper that introduced it, or its page"
            yield RuleResult(f"benchmarks/{slug}", message, expected, (BENCHMARKS.path(slug),))


_SPELT: Final = re.compile(r"([A-Za-z0-9-]{2,20}) ?[(（]([^()（）]{4,120})[)）]")


@rule("error", exceptions="benchmarks whose name does not spell its initials out")
def mixed_benchmarks(audited: Audited) -> Results:
    """A benchmark's text, or its paper, spells the initials of its name out as another benchmark."""
    for slug, benchmark in sorted(audited.curated.benchmarks.items()):
        named = _SPELT.fullmatch(benchmark.name.strip())
        if named is None:
            continue
        short, long = named[1].casefold(), named[2]
        texts = (benchmark.prose.en, benchmark.prose.zh, benchmark.measures.en, benchmark.measures.zh)
        for said in (m for text in texts for m in _SPELT.finditer(text) if m[1].casefold() == short):
            if _initials(said[2], short) and set(words(said[2])) != set(words(long)):
                message = f"named {benchmark.name!r}, but the text tells of {said[2]!r}"
                yield RuleResult(f"benchmarks/{slug}", message, "one benchmark in one section", (BENCHMARKS.path(slug),))
        for paper in benchmark.papers:
            snapshot = audited.snapshots.papers.get(paper)
            if snapshot is not None and snapshot.state == "present" and not _about(snapshot.facts.title, snapshot.facts.abstract, short, long):
                message = f"the paper {snapshot.facts.title!r} does not name {benchmark.name!r}"
                where = (BENCHMARKS.path(slug), _ARXIV + paper)
                yield RuleResult(f"benchmarks/{slug}/{paper}", message, "the paper that introduced this benchmark", where)


def _initials(phrase: str, short: str) -> bool:
    """Whether a phrase spells the initials out: "Abstraction and Reasoning Corpus" is an ARC."""
    letters = "".join(w[0] for w in words(phrase) if w not in _SMALL)
    return letters == short


_SMALL: Final = frozenset({"and", "of", "the", "for", "in", "on", "a"})
"""Words that lend no initial."""


def _about(title: str, abstract: str, short: str, long: str) -> bool:
    """Whether a paper may be about a benchmark: it names it, or tells too little to say, and spells no other out by its initials."""
    full, said = " ".join(words(long)), (*words(title), *text_words(abstract))
    large = [w for w in said if w not in _SMALL]
    runs = (large[n : n + len(short)] for n in range(len(large) - len(short) + 1))
    otherwise = any("".join(w[0] for w in run) == short and " ".join(run) != full for run in runs)
    spelt = otherwise or any(_initials(m[2], short) for m in _SPELT.finditer(f"{title} {abstract}"))
    named = set(words(short)) <= set(said) or set(words(long)) <= set(said)
    return full in " ".join(said) or (not spelt and (named or not abstract))


@link_rule("warning")
def blog_report(link: Linked, _: Audited) -> Results:
    """The blog link of a family is a PDF or an arXiv page: a report, which has a place of its own."""
    at = address(link.url)
    if link.place == "links.blog" and (at.host == "arxiv.org" or "".join(at.parts[-1:]).casefold().endswith(".pdf")):
        yield RuleResult("", f"{link.url} is a report, not a blog post", "links.paper, or `papers` for arXiv")
