"""One thing that a person names, into the list: in a family's file, or as the draft of a new family.

A draft is discovery's own: of the candidate that the Hub shows, or of the one thing alone on a person's word.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import click

from pipeline.cli.add_thing import Addition, LoadedCatalog, Thing, Wishes, into_family, known_already, read_thing
from pipeline.cli.edge import WrongPart
from pipeline.discover.drafts import comments, draft_family
from pipeline.discover.found import CandidateFamily, Entry
from pipeline.edit.new_files import new_file
from pipeline.edit.spelling import near, same_name
from pipeline.layout import kinds, paths
from pipeline.model.clean import clean
from pipeline.model.ids import is_slug
from pipeline.model.outcomes import FAILED
from pipeline.names.stems import slug_of, stem_of
from pipeline.reconcile.members import declined_ids
from pipeline.settings import Settings

if TYPE_CHECKING:
    from pipeline.sources.hub.discovery import HubLookup

_WHAT: Final = {"checkpoints": "repository", "collections": "collection", "papers": "paper"}


def add_thing(catalog: LoadedCatalog, text: str, wishes: Wishes, settings: Settings | None) -> Addition | str:
    """The file for one thing as a person names it, or what to say where there is nothing to do.

    Without settings nobody is asked, and the draft is made of the id and the person's word alone.

    Raises:
        WrongPart: it cannot be added; the message has the fix.
    """
    one = read_thing(text)
    known = known_already(catalog, one, wishes)
    if known:
        return known
    if wishes.family is not None and (settings is None or wishes.family not in catalog.curated.families):
        return into_family(catalog, one, wishes.family)  # it refuses an unknown one; nobody need be asked
    if settings is None:
        return draft(catalog, one, None, wishes)
    looked = _look_up(catalog, one, settings)
    notes: tuple[str, ...] = ()
    if looked.id != one.id:
        notes = (f"the Hub calls {one.id} {looked.id} today: that name is used",)
        one = Thing(one.kind, looked.id)
        known = known_already(catalog, one, wishes)
        if known:
            return known
    made = into_family(catalog, one, wishes.family) if wishes.family else draft(catalog, one, looked, wishes)
    return made._replace(notes=(*notes, *made.notes))


def _look_up(catalog: LoadedCatalog, one: Thing, settings: Settings) -> "HubLookup":
    from pipeline.http.policy import SourceTrouble
    from pipeline.sources.hub.discovery import NotThere, look_up

    try:
        return look_up(one.kind, one.id, catalog.curated, catalog.snapshots, settings)
    except NotThere as error:
        refusal = f"the Hub has no {_WHAT[one.kind]} {one.id}, or keeps it private{near(one.id, error.near)}"
        raise WrongPart("link", refusal) from error
    except SourceTrouble as trouble:
        click.echo(
            f"the Hub {trouble.trouble}: {clean(trouble.reason, limit=200)}; nothing was written "
            f"(try again later, or add --offline to go on without asking)",
            err=True,
        )
        raise SystemExit(FAILED) from trouble


def draft(catalog: LoadedCatalog, one: Thing, looked: "HubLookup | None", wishes: Wishes) -> Addition:
    """A new family's file.

    Raises:
        WrongPart: nobody knows enough, the list has it already or declined it, or evidence speaks against it.
    """
    shown = _shown(catalog, one, looked, wishes) if looked is not None else None
    candidate = _as_wished(catalog, shown or _alone(catalog, one, looked, wishes), wishes)
    family = draft_family(candidate)
    if family is None:
        raise _unknown_maker(catalog, candidate.owner)
    own = looked.own_papers if looked is not None and shown is not None else ()
    update: dict[str, object] = {
        "papers": tuple(dict.fromkeys([*([one.id] if one.kind == "papers" else []), *own])), "prose": wishes.prose,
    }  # fmt: skip
    if one.kind == "collections":
        update |= {"collections": (one.id,), "checkpoints": ()}
    path = kinds.FAMILIES.path(family.slug)
    if path in catalog.tree:
        refusal = f"{path} is there already: add --family {family.slug} to put it there, or --slug for another"
        raise WrongPart("name", refusal)
    if family.slug in declined_ids(catalog.curated):
        raise WrongPart("name", f"{family.slug} was declined (take it out of {paths.DECLINED} first)")
    lines = [*comments(candidate, f"made by `awesome add {one.id}`")]
    if others := [f"https://arxiv.org/abs/{paper}" for paper in own if paper != one.id]:
        lines.append(f"The card calls {', '.join(others)} its own paper.")
    summary = (
        f"{path}: a draft of {family.name} ({family.organization}, {family.kind}); "
        "take `draft` out when a person has looked at it"
    )
    notes = tuple(_notes(one, candidate, looked, wishes)) if looked is not None and shown is not None else ()
    text = new_file(family.model_copy(update=update), lines)
    return catalog.checked(Addition(path, text, family.slug, summary, notes))


def _shown(catalog: LoadedCatalog, one: Thing, looked: "HubLookup", wishes: Wishes) -> CandidateFamily | None:
    """The family that the list does not have and that the thing is of; None where only a person's word stands for it."""
    candidates = looked.candidates
    if one.kind == "papers":  # many cards link to a paper that is not theirs: only makers that are known, or named, count
        named = wishes.organization or wishes.organization_in_form
        maker = _organization_named(catalog, named) if named is not None else None
        candidates = tuple(c for c in candidates if c.organization is not None and maker in (None, c.organization))
        if len(candidates) > 1:
            names = "; ".join(f"{c.name} ({c.checkpoints[0].id})" for c in candidates[:5])
            refusal = f"several families link to {one.id}: name a checkpoint of the one that is meant: {names}"
            raise WrongPart("link", refusal)
    if candidates:
        return candidates[0]
    if one.kind == "collections" and not looked.items:
        raise WrongPart("link", f"the collection {one.id} holds no models")
    if one.kind != "papers":
        _refuse_judged(looked, wishes)
    held = dict.fromkeys(filter(None, map(catalog.holder, looked.items))) if wishes.kind is None else {}
    if held:
        first, names = next(iter(held)), ", ".join(list(held)[:5])
        refusal = f"the checkpoints of {one.id} are of {names} already: add --family {first} to name it there"
        raise WrongPart("link", refusal)
    return None


def _refuse_judged(looked: "HubLookup", wishes: Wishes) -> None:
    """Refuse what belongs to a family of the list, and what evidence speaks against, unless the person insists."""
    for joined in looked.found.checkpoints:
        if joined.checkpoint in looked.items and wishes.slug is None:
            refusal = f"{joined.checkpoint} looks like one of {joined.family} (by {joined.rule})"
            fix = f"add --family {joined.family}, or --slug SLUG for a family of its own"
            raise WrongPart("link", f"{refusal}: {fix}")
    for aside in looked.found.set_aside:
        if aside.id in looked.items and wishes.kind is None:
            refusal = f"{aside.id} does not look like a model for the list ({aside.rule}: {clean(aside.because, limit=200)})"
            about = "kind" if aside.rule in {"no task", "other modality"} else "link"
            raise WrongPart(about, f"{refusal}: if it is one all the same, add --kind llm or --kind vlm")


def _alone(catalog: LoadedCatalog, one: Thing, looked: "HubLookup | None", wishes: Wishes) -> CandidateFamily:
    """A candidate of the one thing alone."""
    owner, _, own = one.id.partition("/")
    title = clean(looked.title, limit=80) if looked is not None else ""
    name = {
        "papers": title.split(":")[0].removesuffix(" Technical Report").strip(),
        "collections": title or own.rpartition("-")[0].replace("-", " "),
        "checkpoints": own if looked is not None else stem_of(own) or own,
    }[one.kind]
    if not (wishes.name or name):
        raise WrongPart("name", f"nothing tells the title of the paper {one.id}: add --name")
    joined = next((j.family for j in looked.found.checkpoints if j.checkpoint in looked.items), None) if looked else None
    kind = wishes.kind or (catalog.curated.families[joined].kind if joined else wishes.kind_in_form)
    if kind is None:
        raise WrongPart("kind", f"nothing says what {one.id} is: add --kind llm or --kind vlm")
    known = catalog.curated.organizations.organizations
    makers = [s for s, o in known.items() if owner.casefold() in {h.casefold() for h in o.hub}]
    return CandidateFamily(
        slug=slug_of(name), name=name, kind=kind, owner=owner if one.kind != "papers" else "",
        organization=makers[0] if one.kind != "papers" and len(makers) == 1 else None, score=0,
        checkpoints=(Entry(id=one.id),) if one.kind == "checkpoints" else (), reasons=("a person named it",),
    )  # fmt: skip


def _as_wished(catalog: LoadedCatalog, candidate: CandidateFamily, wishes: Wishes) -> CandidateFamily:
    """The candidate under the name, maker and kind that a person says; a form's maker counts where nothing else says it."""
    name = wishes.name or candidate.name
    slug = wishes.slug or (slug_of(name) if wishes.name else candidate.slug)
    if not is_slug(slug):
        fix = "add --slug with lower-case letters, digits, '-' and '.'"
        raise WrongPart("name", f"{slug or name!r} is no slug: {fix}")
    named = wishes.organization or (None if candidate.organization else wishes.organization_in_form)
    maker = _organization_named(catalog, named) if named is not None else candidate.organization
    if maker is None and not candidate.owner:
        raise WrongPart("organization", "a paper does not say whose model it is: add --organization SLUG")
    update = {"name": name, "slug": slug, "kind": wishes.kind or candidate.kind, "organization": maker}
    return candidate.model_copy(update=update)


def _notes(one: Thing, candidate: CandidateFamily, looked: "HubLookup", wishes: Wishes) -> Iterator[str]:
    if wishes.kind_in_form not in {None, candidate.kind}:
        yield f"the form says {wishes.kind_in_form}, the Hub shows {candidate.kind}: that was taken"
    siblings = [s.id for s in candidate.checkpoints if s.id != one.id]
    if siblings and one.kind != "collections":
        more = f" and {len(siblings) - 8} more" if len(siblings) > 8 else ""
        yield f"with its siblings {', '.join(siblings[:8])}{more}"
    if candidate.predecessor:
        yield f"after {candidate.predecessor}, by its name"
    others = [c.name for c in looked.candidates[1:]]
    if others:
        yield f"not in this draft: {', '.join(others[:5])}"


def _unknown_maker(catalog: LoadedCatalog, owner: str) -> WrongPart:
    names = [name for slug, o in catalog.curated.organizations.organizations.items() for name in (slug, *o.hub)]
    return WrongPart(
        "organization",
        f"nobody in {paths.ORGANIZATIONS} publishes as {owner!r} alone{near(owner, names)}: add --organization SLUG, "
        f"that name to the `hub` of one of them, or a new organisation:\n"
        f'  [organizations.{slug_of(owner) or "slug"}]\n  name = "{owner}"\n  hub = ["{owner}"]',
    )


def _organization_named(catalog: LoadedCatalog, wanted: str) -> str:
    """The slug of an organisation that is named by slug, name or Hub name.

    Raises:
        WrongPart: there is none; the nearest are named.
    """
    known, asked = catalog.curated.organizations.organizations, same_name(wanted)
    found = [s for s, o in known.items() if asked and asked in map(same_name, (s, o.name, o.zh, *o.hub, *o.aliases))]
    if wanted in known or len(found) == 1:
        return wanted if wanted in known else found[0]
    names = [name for slug, o in known.items() for name in {same_name(n): n for n in (o.name, slug)}.values()]
    refusal = f"no organisation has the slug {clean(wanted, limit=80)!r}{near(wanted, names)}"
    raise WrongPart("organization", f"{refusal}; they are in {paths.ORGANIZATIONS}")
