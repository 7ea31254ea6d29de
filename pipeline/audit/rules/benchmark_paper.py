"""A benchmark without a paper or a source."""

from collections.abc import Iterator

from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule


def _check(audited: Audited) -> Iterator[Found]:
    for slug, benchmark in sorted(audited.curated.benchmarks.items()):
        if not benchmark.papers and not benchmark.source:
            yield Found(
                f"benchmarks/{slug}",
                f"{benchmark.name} has no paper and no source",
                "the paper that introduced it, or its page",
                (f"catalog/curated/benchmarks/{slug}.toml",),
            )


RULE = Rule(
    name="benchmark-paper",
    description="A benchmark that names neither the paper that introduced it nor another source.",
    level="warning",
    check=_check,
)
