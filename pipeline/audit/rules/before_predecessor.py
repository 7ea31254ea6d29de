"""A family that is dated before its predecessor."""

from collections.abc import Iterator

from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule
from pipeline.reconcile.days import earlier


def _check(audited: Audited) -> Iterator[Found]:
    for slug, family in sorted(audited.curated.families.items()):
        older = audited.before(slug)
        pairs = [(older, slug)] if older is not None else []
        if family.successor is not None:
            pairs.append((slug, family.successor))
        for first, second in dict.fromkeys(pairs):
            if second != slug and audited.before(second) == slug:
                continue  # said once, of the younger one
            old, new = (audited.catalog.families[s].facts.dates("release_date") for s in (first, second))
            if old is not None and new is not None and earlier(new.first, old.first):
                names = audited.curated.families
                yield Found(
                    f"{second}/release_date",
                    f"{names[second].name} is dated {new.first}, before its predecessor "
                    f"{names[first].name} ({old.first})",
                    f"a date from {old.first} on",
                    (f"catalog/curated/families/{second}.toml", f"catalog/curated/families/{first}.toml"),
                )


RULE = Rule(
    name="before-predecessor",
    description=(
        "A family is dated before the one that it follows: its stated predecessor, or the next lower version "
        "of the same name."
    ),
    level="error",
    check=_check,
    exceptions="dates that may be the same at the precision stated (2024 and 2024-04)",
)
