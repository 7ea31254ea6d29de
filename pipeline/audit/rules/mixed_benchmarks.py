"""A benchmark's section that mixes two benchmarks with the same initials."""

import re
from collections.abc import Iterator
from typing import Final

from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule
from pipeline.names.words import words

_SPELT: Final = re.compile(r"([A-Za-z0-9-]{2,20}) ?[(（]([^()（）]{4,120})[)）]")


def _check(audited: Audited) -> Iterator[Found]:
    for slug, benchmark in sorted(audited.curated.benchmarks.items()):
        path = f"catalog/curated/benchmarks/{slug}.toml"
        named = _SPELT.fullmatch(benchmark.name.strip())
        if named is None:
            continue
        short, long = named[1].casefold(), named[2]
        for text in (benchmark.prose.en, benchmark.prose.zh, benchmark.measures.en, benchmark.measures.zh):
            for said in _SPELT.finditer(text):
                if said[1].casefold() == short and _initials(said[2], short) and not _same(said[2], long):
                    yield Found(
                        f"benchmarks/{slug}",
                        f"named {benchmark.name!r}, but the text tells of {said[2]!r}",
                        "one benchmark in one section",
                        (path,),
                    )
        for paper in benchmark.papers:
            snapshot = audited.snapshots.papers.get(paper)
            if (
                snapshot is not None
                and snapshot.state == "present"
                and not _about(snapshot.facts.title, snapshot.facts.abstract, short, long)
            ):
                yield Found(
                    f"benchmarks/{slug}/{paper}",
                    f"the paper {snapshot.facts.title!r} does not name {benchmark.name!r}",
                    "the paper that introduced this benchmark",
                    (path, f"https://arxiv.org/abs/{paper}"),
                )


def _initials(phrase: str, short: str) -> bool:
    """Whether a phrase spells the initials out: "Abstraction and Reasoning Corpus" is an ARC."""
    letters = "".join(w[0] for w in words(phrase) if w not in {"and", "of", "the", "for", "in", "on", "a"})
    return letters == short


def _same(left: str, right: str) -> bool:
    return set(words(left)) == set(words(right))


def _about(title: str, abstract: str, short: str, long: str) -> bool:
    full = " ".join(words(long))
    said = " ".join((*words(title), *words(abstract)))
    return full in said or (
        short in words(title)
        and not any(_initials(m[2], short) for m in _SPELT.finditer(f"{title} {abstract}"))
        and not _spelt_otherwise(said, short, full)
    )


def _spelt_otherwise(said: str, short: str, full: str) -> bool:
    """Whether the initials are spelt out as something else without brackets."""
    tokens = [w for w in said.split() if w not in {"and", "of", "the", "for", "in", "on", "a"}]
    size = len(short)
    runs = (tokens[n : n + size] for n in range(len(tokens) - size + 1))
    return any("".join(w[0] for w in run) == short and " ".join(run) != full for run in runs)


RULE = Rule(
    name="mixed-benchmarks",
    description="A benchmark's text, or its paper, spells the initials of its name out as another benchmark.",
    level="error",
    check=_check,
    exceptions="benchmarks whose name does not spell its initials out",
)
