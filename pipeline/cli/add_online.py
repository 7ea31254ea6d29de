"""A new family proposed from what the Hub says: name, maker, kind, siblings and own paper."""

from collections.abc import Iterator, Mapping

from pipeline.cli.add_makers import organization_named, organization_of, unknown_maker
from pipeline.cli.add_offline import name_of_paper
from pipeline.cli.add_thing import (
    Addition,
    CannotAdd,
    Thing,
    Wishes,
    as_draft,
    holder_of,
    into_family,
    link_to,
    refuse_known,
    slug_wanted,
)
from pipeline.discover.drafts import comments, draft_family, with_lines
from pipeline.discover.found import Candidate
from pipeline.edit.new_files import new_file
from pipeline.edit.spelling import near, slug_of
from pipeline.layout.curated import Curated
from pipeline.layout.snapshots import Snapshots
from pipeline.model.clean import clean
from pipeline.model.curated import CuratedFamily
from pipeline.settings import Settings
from pipeline.sources.hub.look_up import Looked, NotThere, look_up

_WHAT = {"checkpoints": "repository", "collections": "collection", "papers": "paper"}


def draft_online(
    settings: Settings, tree: Mapping[str, bytes], curated: Curated, snapshots: Snapshots, one: Thing, family: str | None,
    wishes: Wishes,
) -> Addition | str:  # fmt: skip
    """The file for one thing after a look at the Hub, or what to say where there is nothing to do.

    Raises:
        CannotAdd: it is not there, is no model for the list, or is of a maker or family that must be named.
        SourceTrouble: the Hub could not be asked.
    """
    try:
        looked = look_up(one.kind, one.id, curated, snapshots, settings)
    except NotThere as error:
        raise CannotAdd(
            "link", f"the Hub has no {_WHAT[one.kind]} {one.id}, or keeps it private{near(one.id, error.near)}"
        ) from error
    notes: tuple[str, ...] = ()
    if looked.id != one.id:
        notes = (f"the Hub calls {one.id} {looked.id} today: that name is used",)
        one = Thing(one.kind, looked.id)
        known = refuse_known(tree, curated, snapshots, one, family, wishes)
        if known:
            return known
    made = (
        into_family(tree, curated, one, family)
        if family is not None
        else _new_family(tree, curated, snapshots, one, looked, wishes)
    )
    return made._replace(notes=(*notes, *made.notes))


def _new_family(
    tree: Mapping[str, bytes], curated: Curated, snapshots: Snapshots, one: Thing, looked: Looked, wishes: Wishes
) -> Addition:
    candidates = looked.candidates
    if one.kind == "papers":
        candidates = _of_makers_known(candidates, curated, wishes)
        if len(candidates) > 1:
            named = "; ".join(f"{c.name} ({c.checkpoints[0].id})" for c in candidates[:5])
            raise CannotAdd(
                "link", f"several families link to {one.id}: name a checkpoint of the one that is meant: {named}"
            )
    if candidates:
        return _proposed(tree, curated, one, looked, candidates[0], wishes)
    if one.kind == "checkpoints" or (looked.items and one.kind == "collections"):
        _refuse_judged(looked, wishes)
    if wishes.kind is None:
        _refuse_held(curated, snapshots, one, looked)
    return _bare(tree, curated, one, looked, wishes)


def _refuse_held(curated: Curated, snapshots: Snapshots, one: Thing, looked: Looked) -> None:
    """Refuse a collection or paper that brings nothing new, with the family that it is probably of."""
    if one.kind == "collections" and not looked.items:
        raise CannotAdd("link", f"the collection {one.id} holds no models")
    held = [holder_of(curated, snapshots, item) for item in looked.items]
    families = list(dict.fromkeys(slug for slug in held if slug is not None))
    if families:
        raise CannotAdd(
            "link",
            f"the checkpoints of {one.id} are of {', '.join(families[:5])} already: add --family {families[0]} to name it there",
        )


def _of_makers_known(candidates: tuple[Candidate, ...], curated: Curated, wishes: Wishes) -> tuple[Candidate, ...]:
    """Those whose maker is on the list, or is the one that was named: many cards link to a paper that is not theirs."""
    named = wishes.organization or wishes.organization_in_form
    if named is None:
        return tuple(c for c in candidates if c.organization is not None)
    maker = organization_named(curated, named)
    return tuple(c for c in candidates if c.organization == maker)


def _proposed(
    tree: Mapping[str, bytes], curated: Curated, one: Thing, looked: Looked, candidate: Candidate, wishes: Wishes
) -> Addition:
    if wishes.organization is not None or (candidate.organization is None and wishes.organization_in_form is not None):
        candidate = candidate.model_copy(update={"organization": organization_of(curated, one, wishes)})
    name = wishes.name or candidate.name
    slug = wishes.slug or (slug_of(name) if wishes.name else candidate.slug)
    own = tuple(p for p in looked.own_papers if p != one.id)
    candidate = candidate.model_copy(
        update={
            "name": name, "slug": slug_wanted(slug, name), "kind": wishes.kind or candidate.kind,
            "papers": tuple(p for p in candidate.papers if p not in {*own, one.id}),
        }
    )  # fmt: skip
    family = draft_family(candidate)
    if family is None:
        raise unknown_maker(curated, candidate.owner)
    update: dict[str, object] = {"papers": (*((one.id,) if one.kind == "papers" else ()), *own), "prose": wishes.prose}
    if one.kind == "collections":
        update |= {"collections": (one.id,), "checkpoints": ()}
    family = family.model_copy(update=update)
    lines = comments(candidate, f"made by `awesome add {one.id}`")
    added = as_draft(tree, curated, family, with_lines(new_file(family), (*lines, *_about_papers(own))))
    siblings = [s.id for s in candidate.checkpoints if s.id != one.id]
    return added._replace(notes=tuple(_notes(family, siblings, looked, wishes)))


def _about_papers(own: tuple[str, ...]) -> Iterator[str]:
    if own:
        yield f"The card calls {', '.join(f'https://arxiv.org/abs/{p}' for p in own)} its own paper."


def _notes(family: CuratedFamily, siblings: list[str], looked: Looked, wishes: Wishes) -> Iterator[str]:
    if wishes.kind_in_form not in {None, family.kind}:
        yield f"the form says {wishes.kind_in_form}, the Hub shows {family.kind}: that was taken"
    if family.checkpoints and siblings:
        shown = ", ".join(siblings[:8]) + (f" and {len(siblings) - 8} more" if len(siblings) > 8 else "")
        yield f"with its siblings {shown}"
    if family.predecessor:
        yield f"after {family.predecessor}, by its name"
    others = [c.name for c in looked.candidates[1:]]
    if others:
        yield f"not in this draft: {', '.join(others[:5])}"


def _refuse_judged(looked: Looked, wishes: Wishes) -> None:
    """Refuse what belongs to a family of the list, and what evidence speaks against, unless the person insists."""
    for joined in looked.found.checkpoints:
        if joined.checkpoint in looked.items and wishes.slug is None:
            raise CannotAdd(
                "link",
                f"{joined.checkpoint} looks like one of {joined.family} (by {joined.rule}): add --family {joined.family}, "
                "or --slug SLUG for a family of its own",
            )
    for aside in looked.found.set_aside:
        if aside.id in looked.items and wishes.kind is None:
            raise CannotAdd(
                "kind" if aside.rule in {"no task", "other modality"} else "link",
                f"{aside.id} does not look like a model for the list ({aside.rule}: {clean(aside.because, limit=200)}): "
                "if it is one all the same, add --kind llm or --kind vlm",
            )


def _bare(tree: Mapping[str, bytes], curated: Curated, one: Thing, looked: Looked, wishes: Wishes) -> Addition:
    """A family of the one thing alone, on a person's word."""
    name = wishes.name
    if name is None and one.kind == "papers":
        name = name_of_paper(one.id, looked.title)
    name = name or clean(looked.title, limit=80) or one.id.partition("/")[2]
    slug = slug_wanted(wishes.slug or slug_of(name), name)
    organization = organization_of(curated, one, wishes)
    joined = next((j.family for j in looked.found.checkpoints if j.checkpoint in looked.items), None)
    kind = wishes.kind or (curated.families[joined].kind if joined is not None else wishes.kind_in_form)
    if kind is None:
        raise CannotAdd("kind", f"nothing says what {one.id} is: add --kind llm or --kind vlm")
    family = CuratedFamily.model_validate(
        {
            "slug": slug, "name": name, "organization": organization, "kind": kind, "draft": True,
            one.kind: (one.id,), "links": link_to(one, name), "prose": wishes.prose,
        }
    )  # fmt: skip
    return as_draft(tree, curated, family, new_file(family))
