"""A family without a licence, or with another one than a person noted."""

from collections.abc import Iterator

from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule


def _check(audited: Audited) -> Iterator[Found]:
    for slug, family in sorted(audited.catalog.families.items()):
        if family.facts.texts("license"):
            continue
        hubs, cards = audited.snapshots.checkpoints, audited.snapshots.cards
        kin = audited.kin[slug]
        read = [c for c in kin if c in cards and cards[c].state == "read"]
        named = any(hubs[c].facts.license or hubs[c].facts.license_name for c in kin)
        if read and not named and not audited.stated(slug, "license"):
            yield Found(
                f"{slug}/license",
                "no licence is stated, neither by a card nor by the Hub",
                "the licence with its source, if there is one",
                (f"catalog/curated/families/{slug}.toml", f"https://huggingface.co/{read[0]}"),
            )


RULE = Rule(
    name="license-stated",
    description="No checkpoint of a family states a licence, and no person noted one.",
    level="warning",
    check=_check,
    exceptions="families none of whose checkpoints were read: what is gated, gone or failed says so itself",
)
