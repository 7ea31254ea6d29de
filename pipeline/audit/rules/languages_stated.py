"""Languages that a person claims and no checkpoint states."""

from collections.abc import Iterator

from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule
from pipeline.reconcile.forms import value_of


def _check(audited: Audited) -> Iterator[Found]:
    for slug, family in sorted(audited.curated.families.items()):
        for fact in family.facts:
            value = value_of("languages", fact.value) if fact.field == "languages" and fact.source is None else None
            if not isinstance(value, tuple):
                continue
            read = [
                c
                for c in audited.kin[slug]
                if (card := audited.snapshots.cards.get(c)) is not None and card.state == "read"
            ]
            stated = audited.stated(slug, "languages")
            said = {code.casefold() for v in stated.values() if isinstance(v, tuple) for code in v}
            counted = audited.stated(slug, "languages_count")
            missing = [code for code in value if code.casefold() not in said]
            if not read or (counted and not said) or not missing:
                continue
            what = (
                f"the cards state {', '.join(sorted(said))}"
                if said
                else f"none of the {len(read)} cards that were read states a language"
            )
            yield Found(
                f"{slug}/languages",
                f"{', '.join(missing)} claimed without a source; {what}",
                "a source, or the languages that are stated",
                (f"catalog/curated/families/{slug}.toml", f"https://huggingface.co/{read[0]}"),
            )


RULE = Rule(
    name="languages-stated",
    description="Languages that a person noted without a source, and that no card of the family states.",
    level="warning",
    check=_check,
    exceptions="facts that name their source, and families whose cards could not be read",
)
