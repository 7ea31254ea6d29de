"""A named checkpoint that is gone or goes by another name."""

from collections.abc import Iterator

from pipeline.audit.addresses import hub_checkpoint
from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule


def _check(audited: Audited) -> Iterator[Found]:
    for slug, family in sorted(audited.curated.families.items()):
        path = f"catalog/curated/families/{slug}.toml"
        linked = {c for link in family.links.checkpoints if (c := hub_checkpoint(link.url))}
        for checkpoint in sorted({*family.checkpoints, *linked}):
            snapshot = audited.snapshots.checkpoints.get(checkpoint)
            if snapshot is None or snapshot.state == "present":
                continue
            what = (
                f"is {snapshot.moved_to} now"
                if snapshot.state == "moved" and snapshot.moved_to
                else "is gone from the Hub, or private"
            )
            expected = (
                f"the name {snapshot.moved_to}" if snapshot.moved_to else "another source, or the reason why it stays"
            )
            yield Found(
                f"{slug}/{checkpoint}", f"{checkpoint} {what}", expected, (path, f"https://huggingface.co/{checkpoint}")
            )


RULE = Rule(
    name="checkpoint-state",
    description="A checkpoint that a person named or linked is gone from the Hub or was renamed.",
    level="warning",
    check=_check,
)
