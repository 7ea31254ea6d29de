"""A new family drafted around one thing: from the candidate that the Hub shows, else from what a person and the tree know."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pipeline.cli.add_thing import Addition, LoadedCatalog, Thing, Wishes
from pipeline.cli.edge import WrongPart
from pipeline.discover.drafts import comments, draft_family
from pipeline.edit.new_files import new_file
from pipeline.edit.spelling import near, same_name
from pipeline.kinds import ListKind, kind_of_task, listed
from pipeline.layout import paths
from pipeline.model.clean import clean
from pipeline.model.curated import CuratedFamily, Link, Links
from pipeline.model.ids import is_slug
from pipeline.names.stems import slug_of, stem_of
from pipeline.reconcile.members import declined_ids
from pipeline.sources.hub.states import PUBLIC

if TYPE_CHECKING:
    from pipeline.discover.found import CandidateFamily
    from pipeline.sources.hub.look_up import HubLookup


def draft(catalog: LoadedCatalog, one: Thing, looked: "HubLookup | None", wishes: Wishes) -> Addition:
    """A new family's file: the candidate that the Hub shows, or the one thing alone on a person's word.

    Raises:
        WrongPart: nobody knows enough, the list has it already or declined it, or evidence speaks against it.
    """
    candidate = _candidate(catalog, one, looked, wishes) if looked is not None else None
    lines: list[str] = []
    notes: list[str] = []
    if looked is None or candidate is None:
        family = _alone(catalog, one, looked, wishes)
    else:
        candidate = _as_wished(catalog, one, candidate, wishes)
        family = _of_candidate(catalog, one, looked, candidate, wishes)
        lines = [*comments(candidate, f"made by `awesome add {one.id}`"), *_own_papers(one, looked)]
        notes = list(_notes(family, [s.id for s in candidate.checkpoints if s.id != one.id], looked, wishes))
    path = paths.family(family.slug)
    if path in catalog.tree:
        said = f"{path} is there already: add --family {family.slug} to put it there, or --slug for another"
        raise WrongPart("name", said)
    if family.slug in declined_ids(catalog.curated):
        raise WrongPart("name", f"{family.slug} was declined (take it out of {paths.DECLINED} first)")
    about = f"{family.name} ({family.organization}, {family.kind})"
    told = f"{path}: a draft of {about}; take `draft` out when a person has looked at it"
    return catalog.checked(Addition(path, new_file(family, lines), family.slug, told, tuple(notes)))


def _candidate(catalog: LoadedCatalog, one: Thing, looked: "HubLookup", wishes: Wishes) -> "CandidateFamily | None":
    """The family that the list does not have and that the thing is of; None where only a person's word stands for it."""
    candidates = looked.candidates
    if one.kind == "papers":  # many cards link to a paper that is not theirs: only makers that are known, or named, count
        named = wishes.organization or wishes.organization_in_form
        maker = organization_named(catalog, named) if named is not None else None
        candidates = tuple(c for c in candidates if c.organization is not None and maker in (None, c.organization))
        if len(candidates) > 1:
            names = "; ".join(f"{c.name} ({c.checkpoints[0].id})" for c in candidates[:5])
            said = f"several families link to {one.id}: name a checkpoint of the one that is meant: {names}"
            raise WrongPart("link", said)
    if candidates:
        return candidates[0]
    if one.kind == "collections" and not looked.items:
        raise WrongPart("link", f"the collection {one.id} holds no models")
    if one.kind != "papers":
        _refuse_judged(looked, wishes)
    held = dict.fromkeys(filter(None, map(catalog.holder, looked.items))) if wishes.kind is None else {}
    if held:
        first, names = next(iter(held)), ", ".join(list(held)[:5])
        said = f"the checkpoints of {one.id} are of {names} already: add --family {first} to name it there"
        raise WrongPart("link", said)
    return None


def _refuse_judged(looked: "HubLookup", wishes: Wishes) -> None:
    """Refuse what belongs to a family of the list, and what evidence speaks against, unless the person insists."""
    for joined in looked.found.checkpoints:
        if joined.checkpoint in looked.items and wishes.slug is None:
            said = f"{joined.checkpoint} looks like one of {joined.family} (by {joined.rule})"
            fix = f"add --family {joined.family}, or --slug SLUG for a family of its own"
            raise WrongPart("link", f"{said}: {fix}")
    for aside in looked.found.set_aside:
        if aside.id in looked.items and wishes.kind is None:
            why = f"{aside.rule}: {clean(aside.because, limit=200)}"
            said = f"{aside.id} does not look like a model for the list ({why})"
            about = "kind" if aside.rule in {"no task", "other modality"} else "link"
            raise WrongPart(about, f"{said}: if it is one all the same, add --kind llm or --kind vlm")


def _as_wished(catalog: LoadedCatalog, one: Thing, candidate: "CandidateFamily", wishes: Wishes) -> "CandidateFamily":
    """The candidate under the name, maker and kind that a person says."""
    if wishes.organization is not None or (candidate.organization is None and wishes.organization_in_form is not None):
        candidate = candidate.model_copy(update={"organization": _organization(catalog, one, wishes)})
    if candidate.organization is None:
        raise _unknown_maker(catalog, candidate.owner)
    name = wishes.name or candidate.name
    slug = _slug(wishes.slug or (slug_of(name) if wishes.name else candidate.slug), name)
    return candidate.model_copy(update={"name": name, "slug": slug, "kind": wishes.kind or candidate.kind})


def _of_candidate(catalog: LoadedCatalog, one: Thing, looked: "HubLookup", candidate: "CandidateFamily", wishes: Wishes) -> CuratedFamily:
    family = draft_family(candidate)
    if family is None:
        raise _unknown_maker(catalog, candidate.owner)
    papers = dict.fromkeys([*([one.id] if one.kind == "papers" else []), *looked.own_papers])
    update: dict[str, object] = {"papers": tuple(papers), "prose": wishes.prose}
    if one.kind == "collections":
        update |= {"collections": (one.id,), "checkpoints": ()}
    return family.model_copy(update=update)


def _own_papers(one: Thing, looked: "HubLookup") -> Iterator[str]:
    own = [f"https://arxiv.org/abs/{p}" for p in looked.own_papers if p != one.id]
    if own:
        yield f"The card calls {', '.join(own)} its own paper."


def _notes(family: CuratedFamily, siblings: list[str], looked: "HubLookup", wishes: Wishes) -> Iterator[str]:
    if wishes.kind_in_form not in {None, family.kind}:
        yield f"the form says {wishes.kind_in_form}, the Hub shows {family.kind}: that was taken"
    if family.checkpoints and siblings:
        more = f" and {len(siblings) - 8} more" if len(siblings) > 8 else ""
        yield f"with its siblings {', '.join(siblings[:8])}{more}"
    if family.predecessor:
        yield f"after {family.predecessor}, by its name"
    others = [c.name for c in looked.candidates[1:]]
    if others:
        yield f"not in this draft: {', '.join(others[:5])}"


def _alone(catalog: LoadedCatalog, one: Thing, looked: "HubLookup | None", wishes: Wishes) -> CuratedFamily:
    """A family of the one thing alone."""
    name = wishes.name or _name(catalog, one, looked)
    slug = _slug(wishes.slug or slug_of(name), name)
    joined = next((j.family for j in looked.found.checkpoints if j.checkpoint in looked.items), None) if looked else None
    of_joined = catalog.curated.families[joined].kind if joined is not None else None
    kind = wishes.kind or of_joined or (None if looked else _kind(catalog, one)) or wishes.kind_in_form
    if kind is None:
        raise WrongPart("kind", f"nothing says what {one.id} is: add --kind llm or --kind vlm")
    shown = {
        "checkpoints": (one.id.partition("/")[2], f"{PUBLIC}/{one.id}"),
        "collections": (f"{name} collection", f"{PUBLIC}/collections/{one.id}"),
    }
    links = Links(checkpoints=tuple(Link(label=label, url=url) for kind, (label, url) in shown.items() if kind == one.kind))
    return CuratedFamily.model_validate({
        "slug": slug, "name": name, "organization": _organization(catalog, one, wishes), "kind": kind, "draft": True,
        one.kind: (one.id,), "links": links, "prose": wishes.prose,
    })  # fmt: skip


def _slug(slug: str, name: str) -> str:
    if not is_slug(slug):
        raise WrongPart("name", f"{slug or name!r} is no slug: add --slug with lower-case letters, digits, '-' and '.'")
    return slug


def _name(catalog: LoadedCatalog, one: Thing, looked: "HubLookup | None") -> str:
    """What a family of one thing is probably called, by its title or id."""
    own = one.id.partition("/")[2]
    if one.kind == "papers":
        paper = catalog.snapshots.papers.get(one.id)
        title = looked.title if looked is not None else paper.facts.title if paper is not None else ""
        name = clean(title, limit=80).split(":")[0].removesuffix(" Technical Report").strip()
        if not name:
            raise WrongPart("name", f"nothing tells the title of the paper {one.id}: add --name")
        return name
    if one.kind == "collections":
        known = catalog.snapshots.collections.get(one.id)
        title = looked.title if looked is not None else known.facts.title if known is not None else ""
        return clean(title, limit=80) or own.rpartition("-")[0].replace("-", " ")
    return own if looked is not None else stem_of(own) or own


def _kind(catalog: LoadedCatalog, one: Thing) -> ListKind | None:
    """What the snapshots say that a thing is."""
    collection = catalog.snapshots.collections.get(one.id)
    for checkpoint in collection.facts.items if collection is not None else [one.id]:
        card, hub = catalog.snapshots.cards.get(checkpoint), catalog.snapshots.checkpoints.get(checkpoint)
        stated = card.facts.kind if card is not None and card.state == "read" else None
        if stated is None and hub is not None and hub.facts.pipeline_tag:
            stated = kind_of_task(hub.facts.pipeline_tag)
        if (kind := listed(stated)) is not None:
            return kind
    return None


def _organization(catalog: LoadedCatalog, one: Thing, wishes: Wishes) -> str:
    """The slug of who makes a thing: as a person insists, else whose repository it is, else as a form says."""
    if wishes.organization is not None:
        return organization_named(catalog, wishes.organization)
    owner = one.id.partition("/")[0]
    known = catalog.curated.organizations.organizations
    found = [s for s, o in known.items() if owner.casefold() in {h.casefold() for h in o.hub}]
    if one.kind != "papers" and len(found) == 1:
        return found[0]
    if wishes.organization_in_form is not None:
        return organization_named(catalog, wishes.organization_in_form)
    if one.kind == "papers":
        raise WrongPart("organization", "a paper does not say whose model it is: add --organization SLUG")
    raise _unknown_maker(catalog, owner)


def _unknown_maker(catalog: LoadedCatalog, owner: str) -> WrongPart:
    names = [name for slug, o in catalog.curated.organizations.organizations.items() for name in (slug, *o.hub)]
    return WrongPart(
        "organization",
        f"nobody in {paths.ORGANIZATIONS} publishes as {owner!r} alone{near(owner, names)}: add --organization SLUG, "
        f"that name to the `hub` of one of them, or a new organisation:\n"
        f'  [organizations.{slug_of(owner) or "slug"}]\n  name = "{owner}"\n  hub = ["{owner}"]',
    )


def organization_named(catalog: LoadedCatalog, wanted: str) -> str:
    """The slug of an organisation that is named by slug, name or Hub name.

    Raises:
        WrongPart: there is none; the nearest are named.
    """
    known, asked = catalog.curated.organizations.organizations, same_name(wanted)
    found = [s for s, o in known.items() if asked and asked in map(same_name, (s, o.name, o.zh, *o.hub, *o.aliases))]
    if wanted in known or len(found) == 1:
        return wanted if wanted in known else found[0]
    names = [name for slug, o in known.items() for name in {same_name(n): n for n in (o.name, slug)}.values()]
    said = f"no organisation has the slug {clean(wanted, limit=80)!r}{near(wanted, names)}"
    raise WrongPart("organization", f"{said}; they are in {paths.ORGANIZATIONS}")
