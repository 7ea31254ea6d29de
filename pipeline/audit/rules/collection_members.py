"""A linked collection that is gone, or no longer holds the family."""

from collections.abc import Iterator

from pipeline.audit.addresses import hub_collection
from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule
from pipeline.names.words import words


def _check(audited: Audited) -> Iterator[Found]:
    for link in audited.links:
        family = audited.curated.families.get(link.subject)
        slug = hub_collection(link.url) if family is not None else None
        snapshot = audited.snapshots.collections.get(slug or "")
        if family is None or snapshot is None:
            continue
        if snapshot.state != "present":
            moved = f": it is {snapshot.moved_to} now" if snapshot.moved_to else ""
            yield Found(
                link.at,
                f"the collection {slug} is {snapshot.state}{moved}",
                "a collection that is there",
                (link.path, link.url),
            )
            continue
        held = {item for item, kind in snapshot.facts.items.items() if kind.type == "model"}
        own = {w for name in audited.family_words[link.subject] for w in name if not w[0].isdigit()}
        if (
            held
            and not held & {*family.checkpoints, *audited.kin[link.subject]}
            and not any(own & set(words(item.partition("/")[2])) for item in held)
        ):
            yield Found(
                link.at,
                f"the collection {slug} holds {len(held)} models, none of them of {family.name}",
                "a collection that holds the family",
                (link.path, link.url),
            )


RULE = Rule(
    name="collection-members",
    description="The collection that a family links to is gone or moved, or no longer holds any of its checkpoints.",
    level="error",
    check=_check,
    exceptions="collections that no snapshot knows",
)
