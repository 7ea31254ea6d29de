"""A new family drafted from what the tree knows: nobody is asked."""

from collections.abc import Mapping
from typing import Final

from pipeline.cli.add_makers import organization_of
from pipeline.cli.add_thing import Addition, CannotAdd, Thing, Wishes, as_draft, link_to, slug_wanted
from pipeline.edit.new_files import new_file
from pipeline.edit.spelling import slug_of
from pipeline.layout.curated import Curated
from pipeline.layout.snapshots import Snapshots
from pipeline.model.clean import clean
from pipeline.model.curated import CuratedFamily, ListKind
from pipeline.names.words import is_size
from pipeline.sources.hub.states import KIND_BY_TASK

_STAGES: Final = frozenset({"instruct", "chat", "base", "it", "hf", "pt", "sft", "dpo", "preview", "thinking"})


def draft_offline(
    tree: Mapping[str, bytes], curated: Curated, snapshots: Snapshots, one: Thing, wishes: Wishes
) -> Addition:
    """A new family made of what the tree knows; nobody is asked.

    Raises:
        CannotAdd: the tree does not know enough, and neither do the wishes.
    """
    name = wishes.name or _name_of(one, snapshots)
    kind = wishes.kind or _kind_of(one, snapshots) or wishes.kind_in_form
    slug = slug_wanted(wishes.slug or slug_of(name), name)
    if kind is None:
        raise CannotAdd("kind", f"no snapshot says what {one.id} is: add --kind llm or --kind vlm")
    family = CuratedFamily.model_validate(
        {
            "slug": slug, "name": name, "organization": organization_of(curated, one, wishes), "kind": kind,
            "draft": True, one.kind: (one.id,), "links": link_to(one, name), "prose": wishes.prose,
        }
    )  # fmt: skip
    return as_draft(tree, curated, family, new_file(family))


def _kind_of(one: Thing, snapshots: Snapshots) -> ListKind | None:
    ids = [one.id] if one.kind == "checkpoints" else []
    if one.kind == "collections" and one.id in snapshots.collections:
        ids = list(snapshots.collections[one.id].facts.items)
    for checkpoint in ids:
        card, hub = snapshots.cards.get(checkpoint), snapshots.checkpoints.get(checkpoint)
        stated = card.facts.kind if card is not None and card.state == "read" else None
        stated = stated or (KIND_BY_TASK.get(hub.facts.pipeline_tag or "") if hub is not None else None)
        if stated == "llm":
            return "llm"
        if stated == "vlm":
            return "vlm"
    return None


def _name_of(one: Thing, snapshots: Snapshots) -> str:
    if one.kind == "papers":
        paper = snapshots.papers.get(one.id)
        return name_of_paper(one.id, paper.facts.title if paper is not None else "")
    parts = one.id.partition("/")[2].split("-")
    if one.kind == "collections":
        known = snapshots.collections.get(one.id)
        return clean(known.facts.title, limit=80) if known is not None and known.facts.title else " ".join(parts[:-1])
    kept = [p for p in parts if not is_size(p.casefold()) and p.casefold() not in _STAGES]
    return "-".join(kept) or one.id.partition("/")[2]


def name_of_paper(identity: str, title: str) -> str:
    """What a paper's model is probably called: the words before the title's colon.

    Raises:
        CannotAdd: the title is not known.
    """
    name = clean(title, limit=80).split(":")[0].removesuffix(" Technical Report").strip()
    if not name:
        raise CannotAdd("name", f"nothing tells the title of the paper {identity}: add --name")
    return name
