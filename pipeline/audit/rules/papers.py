"""Papers: whose they are, and whether they are about their subject."""

import re
from collections.abc import Iterator
from typing import Final

from pipeline.audit.addresses import address
from pipeline.audit.audited import Audited, text_words
from pipeline.audit.rule import RuleResult, about_family, about_link, rule
from pipeline.names.words import words
from pipeline.reconcile.days import days, earlier, paper_month


@rule("warning", exceptions="papers that have no snapshot, or whose abstract is not known")
def paper_subject(audited: Audited) -> Iterator[RuleResult]:
    """A paper of a family that names neither the family nor its maker in title, abstract or authors; that arXiv does not know; or that was withdrawn."""
    for slug, family in sorted(audited.curated.families.items()):
        organization = audited.organization(family)
        makers = (organization.name, *organization.aliases, *organization.hub) if organization is not None else ()
        own = {w for name in audited.family_words[slug] for w in name if not w[0].isdigit() and len(w) > 1}
        maker_words = {
            w
            for name in makers
            for w in words(name)
            if len(w) > 2 and w not in {"ai", "labs", "team", "research", "inc"}
        }
        for paper in family.papers:
            snapshot = audited.snapshots.papers.get(paper)
            if snapshot is None:
                continue
            url = f"https://arxiv.org/abs/{paper}"
            if snapshot.state == "unknown":
                yield about_family(slug, paper, f"arXiv knows no paper {paper}", "the id of the family's paper", url)
                continue
            facts = snapshot.facts
            said = {
                *words(facts.title),
                *text_words(facts.abstract),
                *(w for author in facts.authors for w in words(author)),
            }
            joined = "".join(words(facts.title))
            # A title alone need not name the model: without an abstract nothing is known.
            named = not facts.abstract or said & (own | maker_words) or any(w in joined for w in own if len(w) > 3)
            if not named:
                yield about_family(
                    slug, paper,
                    f"neither the title {facts.title!r} nor the abstract or authors of {paper} name {family.name} or its maker",
                    "the paper about this family", url,
                )  # fmt: skip
            if facts.withdrawn:
                yield about_family(
                    slug, paper, f"the paper {paper} was withdrawn", "another source, or the reason why it stays", url
                )


_LEAD: Final = 300
"""Days that a paper may be ahead of the model's release: some methods wait for their weights."""


@rule(
    "warning",
    exceptions=f"up to {_LEAD} days ahead of the release; families with several papers, of which one may be the method's",
)
def paper_date(audited: Audited) -> Iterator[RuleResult]:
    """A family's only paper is dated long before the family, or before its predecessor, or in the future."""
    for slug, family in sorted(audited.curated.families.items()):
        older = audited.before(slug)
        released, before = audited.released(slug), audited.released(older)
        for paper in family.papers:
            month = paper_month(paper)
            stated = days(month)
            if month is None or stated is None:
                if "/" not in paper:
                    yield about_family(
                        slug, paper, f"the arXiv id {paper} names no month",
                        "an id whose third and fourth digit are a month", f"https://arxiv.org/abs/{paper}",
                    )  # fmt: skip
                continue
            if stated.first > audited.today:
                yield about_family(
                    slug, paper, f"the arXiv id {paper} is of {month}, after {audited.today}", "a paper that exists",
                    f"https://arxiv.org/abs/{paper}",
                )  # fmt: skip
            elif released is not None and earlier(month, released.first, by=_LEAD) and len(family.papers) == 1:
                yield about_family(
                    slug, paper, f"the paper {paper} is of {month}, long before the family ({released.first})",
                    "the paper about this family, not about one before it", f"https://arxiv.org/abs/{paper}",
                )  # fmt: skip
            elif before is not None and earlier(month, before.first) and len(family.papers) == 1:
                yield about_family(
                    slug, paper, f"the paper {paper} is of {month}, before the predecessor {older} ({before.first})",
                    "the paper about this family, not about one before it", f"https://arxiv.org/abs/{paper}",
                )  # fmt: skip


@rule("warning")
def benchmark_paper(audited: Audited) -> Iterator[RuleResult]:
    """A benchmark that names neither the paper that introduced it nor another source."""
    for slug, benchmark in sorted(audited.curated.benchmarks.items()):
        if not benchmark.papers and not benchmark.source:
            yield RuleResult(
                f"benchmarks/{slug}", f"{benchmark.name} has no paper and no source",
                "the paper that introduced it, or its page", (f"catalog/curated/benchmarks/{slug}.toml",),
            )  # fmt: skip


_SPELT: Final = re.compile(r"([A-Za-z0-9-]{2,20}) ?[(（]([^()（）]{4,120})[)）]")


@rule("error", exceptions="benchmarks whose name does not spell its initials out")
def mixed_benchmarks(audited: Audited) -> Iterator[RuleResult]:
    """A benchmark's text, or its paper, spells the initials of its name out as another benchmark."""
    for slug, benchmark in sorted(audited.curated.benchmarks.items()):
        path = f"catalog/curated/benchmarks/{slug}.toml"
        named = _SPELT.fullmatch(benchmark.name.strip())
        if named is None:
            continue
        short, long = named[1].casefold(), named[2]
        for text in (benchmark.prose.en, benchmark.prose.zh, benchmark.measures.en, benchmark.measures.zh):
            for said in _SPELT.finditer(text):
                if said[1].casefold() == short and _initials(said[2], short) and not _same(said[2], long):
                    yield RuleResult(
                        f"benchmarks/{slug}", f"named {benchmark.name!r}, but the text tells of {said[2]!r}",
                        "one benchmark in one section", (path,),
                    )  # fmt: skip
        for paper in benchmark.papers:
            snapshot = audited.snapshots.papers.get(paper)
            if (
                snapshot is not None
                and snapshot.state == "present"
                and not _about(snapshot.facts.title, snapshot.facts.abstract, short, long)
            ):
                yield RuleResult(
                    f"benchmarks/{slug}/{paper}",
                    f"the paper {snapshot.facts.title!r} does not name {benchmark.name!r}",
                    "the paper that introduced this benchmark", (path, f"https://arxiv.org/abs/{paper}"),
                )  # fmt: skip


def _initials(phrase: str, short: str) -> bool:
    """Whether a phrase spells the initials out: "Abstraction and Reasoning Corpus" is an ARC."""
    letters = "".join(w[0] for w in words(phrase) if w not in {"and", "of", "the", "for", "in", "on", "a"})
    return letters == short


def _same(left: str, right: str) -> bool:
    return set(words(left)) == set(words(right))


def _about(title: str, abstract: str, short: str, long: str) -> bool:
    """Whether a paper may be about a benchmark: it names it, or tells too little to say, and means no other by its initials."""
    full = " ".join(words(long))
    said = " ".join((*words(title), *text_words(abstract)))
    spelt = any(_initials(m[2], short) for m in _SPELT.finditer(f"{title} {abstract}")) or _spelt_otherwise(
        said, short, full
    )
    named = set(words(short)) <= set(said.split()) or set(words(long)) <= set(said.split())
    return full in said or (not spelt and (named or not abstract))


def _spelt_otherwise(said: str, short: str, full: str) -> bool:
    """Whether the initials are spelt out as something else without brackets."""
    tokens = [w for w in said.split() if w not in {"and", "of", "the", "for", "in", "on", "a"}]
    size = len(short)
    runs = (tokens[n : n + size] for n in range(len(tokens) - size + 1))
    return any("".join(w[0] for w in run) == short and " ".join(run) != full for run in runs)


@rule("warning")
def blog_report(audited: Audited) -> Iterator[RuleResult]:
    """The blog link of a family is a PDF or an arXiv page: a report, which has a place of its own."""
    for link in audited.links:
        at = address(link.url)
        if link.place == "links.blog" and (
            (at.parts[-1:] and at.parts[-1].casefold().endswith(".pdf")) or at.host == "arxiv.org"
        ):
            yield about_link(link, f"{link.url} is a report, not a blog post", "links.paper, or `papers` for arXiv")
