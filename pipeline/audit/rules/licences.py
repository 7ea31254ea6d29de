"""Licences: whether there is one, and which."""

from collections.abc import Iterator

from pipeline.audit.audited import Audited
from pipeline.audit.rule import RuleResult, about_family, rule


@rule(
    "warning", exceptions="families none of whose checkpoints were read: what is gated, gone or failed says so itself"
)
def license_stated(audited: Audited) -> Iterator[RuleResult]:
    """No checkpoint of a family states a licence, and no person noted one."""
    for slug, family in sorted(audited.catalog.families.items()):
        if family.facts.texts("license"):
            continue
        hubs, cards = audited.snapshots.checkpoints, audited.snapshots.cards
        kin = audited.kin[slug]
        read = [c for c in kin if c in cards and cards[c].state == "read"]
        named = any(hubs[c].facts.license or hubs[c].facts.license_name for c in kin)
        if read and not named and not audited.stated(slug, "license"):
            yield about_family(
                slug, "license", "no licence is stated, neither by a card nor by the Hub",
                "the licence with its source, if there is one", f"https://huggingface.co/{read[0]}",
            )  # fmt: skip


@rule("warning")
def license_changed(audited: Audited) -> Iterator[RuleResult]:
    """Two sources state different licences of one checkpoint."""
    for slug, evidence in sorted(audited.catalog.evidence.items()):
        for checkpoint, fields in sorted(evidence.checkpoints.items()):
            heard = fields.get("license", ())
            for one in heard[1:]:
                if one.verdict == "rival" and heard[0].source != "curated":
                    yield RuleResult(
                        f"{slug}/{checkpoint}/license",
                        f"{heard[0].source} states {heard[0].value}, {one.source} {one.value}",
                        "one licence, or a pin with the reason", tuple(u for u in (heard[0].url, one.url) if u),
                    )  # fmt: skip
