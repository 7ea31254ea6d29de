"""What a person's answers come to: one curated file as it is to be, checked before it is written.

One thing (a checkpoint, collection or paper) in a family's file, or as a new family's draft, which is discovery's own:
of the candidate that the Hub shows, or of the one thing alone on a person's word; or a pin.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from pipeline.cli.report_text import shown
from pipeline.derive import derive_all
from pipeline.discover.evidence import Entry
from pipeline.discover.find import CandidateFamily
from pipeline.edit.curated_file import CannotEdit, Plain, add_entry, new_file
from pipeline.edit.spelling import near, same_name
from pipeline.fields import FIELDS, ROLLED_UP
from pipeline.kinds import ListKind
from pipeline.layout import kinds, paths
from pipeline.layout.curated import Curated, parse_curated
from pipeline.layout.snapshots import Snapshots, parse_snapshots
from pipeline.model.clean import clean
from pipeline.model.curated import CuratedFamily, Prose
from pipeline.model.ids import is_arxiv_id, is_checkpoint_id, is_collection_id, is_slug
from pipeline.model.outcomes import Refused, WrongUsage
from pipeline.names.dissected import matches
from pipeline.names.words import slug_of, stem_of
from pipeline.reconcile.catalog import Derived
from pipeline.reconcile.forms import is_readable, value_of, wanted
from pipeline.reconcile.members import declined_ids, members
from pipeline.reconcile.roll_up import stated_now
from pipeline.settings import Settings
from pipeline.store.tree import locked, write_changes

if TYPE_CHECKING:
    from pipeline.sources.hub.discovery import HubLookup

Tree = Mapping[str, bytes]
_WHAT: Final = {"checkpoints": "repository", "collections": "collection", "papers": "paper"}
_HEAD: Final = ("slug", "name", "organization", "kind", "checkpoints", "match", "exclude", "collections", "papers")
_PAPER: Final = re.compile(r"(?:(?:https://)?arxiv\.org/(?:abs|pdf)/|arxiv:)?(.+?)(?:v\d+)?(?:\.pdf)?", re.IGNORECASE)
_HUB: Final = re.compile(r"(?:https://)?(?:huggingface\.co|hf\.co)/")
_NO_MODELS: Final = ("collections/", "spaces/", "datasets/", "papers/")


class WrongPart(WrongUsage):
    """Why a request is refused; `about` says which part of it is at fault."""

    def __init__(self, about: str, message: str) -> None:
        super().__init__(message)
        self.about = about


class Edit(NamedTuple):
    """A file of the list as it is to be: its path, its text, the family or board, and what to say about it."""

    path: str
    text: str
    slug: str
    summary: str
    notes: tuple[str, ...] = ()


def write_edit(root: Path, tree: Tree, edit: Edit, *, dry_run: bool = False) -> None:
    """Check a person's file and write it, if it stands as it did in the tree that was read; its line ends stay on disk.

    Raises:
        InputFaults: the curated files are not right with it.
        WrongUsage: it was changed meanwhile.
    """
    parse_curated({**tree, edit.path: edit.text.encode()})
    if dry_run:
        return
    with locked(root):
        now = (root / edit.path).read_bytes() if (root / edit.path).exists() else b""
        if now.replace(b"\r\n", b"\n") != tree.get(edit.path, b"").replace(b"\r\n", b"\n"):
            raise WrongUsage(f"{edit.path} was changed meanwhile: nothing was written; run the command again")
        data = edit.text.encode().replace(b"\r\n", b"\n")
        write_changes(root, {edit.path: data.replace(b"\n", b"\r\n") if b"\r\n" in now else data})


class Thing(NamedTuple):
    """What was named: the list of a family that it belongs to, and its id."""

    kind: Literal["checkpoints", "collections", "papers"]
    id: str


class LoadedList(NamedTuple):
    """The list that is added to: its files, and what is read of them."""

    tree: Tree
    curated: Curated
    snapshots: Snapshots


class Wishes(NamedTuple):
    """What a person says of the addition; what is None is proposed.

    The one who runs the command insists: that goes before all evidence. What a filled-in form says
    of maker and kind only counts where nothing else says it.
    """

    family: str | None = None
    slug: str | None = None
    name: str | None = None
    organization: str | None = None
    kind: ListKind | None = None
    prose: Prose = Prose()
    organization_in_form: str | None = None
    kind_in_form: ListKind | None = None


def read_thing(text: str) -> Thing:
    """An id or address as what it names.

    Raises:
        WrongPart: it is none of them.
    """
    plain = text.strip().split("?")[0].split("#")[0].rstrip("/")
    paper = _PAPER.fullmatch(plain)
    if paper is not None and is_arxiv_id(paper[1]):
        return Thing("papers", paper[1])
    plain = _HUB.sub("", plain, count=1)
    if is_collection_id(collection := plain.removeprefix("collections/")):
        return Thing("collections", collection)
    checkpoint = "/".join(plain.split("/")[:2])
    if is_checkpoint_id(checkpoint) and not checkpoint.startswith(_NO_MODELS):
        return Thing("checkpoints", checkpoint)
    forms = "a repository (org/name), nor a collection (owner/title-24 hex digits), nor an arXiv id (2407.10671)"
    raise WrongPart("link", f"{clean(text, limit=120)!r} is neither {forms}")


def add_thing(tree: Tree, text: str, wishes: Wishes, settings: Settings | None) -> Edit | str:
    """The file for one thing as a person names it, or what to say where there is nothing to do.

    Without settings nobody is asked, and the draft is made of the id and the person's word alone.

    Raises:
        InputFaults: the list's own files cannot be read.
        WrongPart: it cannot be added; the message has the fix.
        Refused: the Hub could not be asked.
    """
    listing, one = LoadedList(tree, parse_curated(tree), parse_snapshots(tree)), read_thing(text)
    if known := _known_already(listing, one, wishes):
        return known
    looked: HubLookup | None = None
    notes: tuple[str, ...] = ()
    # Of a family that is not there nobody need be asked.
    if settings is not None and (wishes.family is None or wishes.family in listing.curated.families):
        looked = _look_up(listing, one, settings)
        if looked.id != one.id:
            notes = (f"the Hub calls {one.id} {looked.id} today: that name is used",)
            one = Thing(one.kind, looked.id)
            if known := _known_already(listing, one, wishes):
                return known
    made = _draft(listing, one, looked, wishes) if wishes.family is None else _into_family(listing, one, wishes.family)
    return made._replace(notes=(*notes, *made.notes))


def _known_already(listing: LoadedList, one: Thing, wishes: Wishes) -> str:
    """What to say when the list names a thing already and nothing is to do; "" where there is something to do.

    Who says the slug of a new family means a family of its own, whatever another one's pattern says.

    Raises:
        WrongPart: it is of another family, or a person decided against it.
    """
    is_checkpoint, ids = one.kind == "checkpoints", (one.id, f"{one.id.partition('/')[0]}/*")
    declined = [d.because for d in listing.curated.declined.declined if is_checkpoint and d.id in ids]
    if declined:
        refusal = f"{one.id} was declined: {clean(declined[0], limit=200)}"
        raise WrongPart("link", f"{refusal} (take it out of {paths.DECLINED} first)")
    families = sorted(listing.curated.families.items())
    holder = next((slug for slug, family in families if one.id in getattr(family, one.kind)), None)
    if holder is not None and wishes.family in (None, holder):
        return f"{kinds.FAMILIES.path(holder)} names {one.id} already: nothing to do"
    if is_checkpoint and holder is not None:
        raise WrongPart("link", f"{one.id} is named by {holder}: a checkpoint belongs to one family")
    if is_checkpoint and wishes.family is None and wishes.slug is None and (holder := _holder(listing, one.id)):
        return f"{kinds.FAMILIES.path(holder)} brings {one.id} in already, by pattern or collection: nothing to do"
    return ""


def _holder(listing: LoadedList, checkpoint: str) -> str | None:
    """The family that names a checkpoint, or whose pattern or collection brings it in."""
    found = members(listing.curated, listing.snapshots)
    for slug, family in sorted(listing.curated.families.items()):
        matched, left_out = (any(matches(p, checkpoint) for p in patterns) for patterns in (family.match, family.exclude))
        if checkpoint in family.checkpoints or (matched and not left_out):
            return slug
        if family.collections and checkpoint in found[slug]:
            return slug
    return None


def _into_family(listing: LoadedList, one: Thing, family: str) -> Edit:
    """A family's file with one thing more in its list; every other byte stays."""
    if family not in listing.curated.families:
        raise WrongPart("name", f"no family has the slug {family!r}{near(family, listing.curated.families)}")
    path = kinds.FAMILIES.path(family)
    try:
        new = add_entry(listing.tree[path].decode(), one.kind, one.id, _HEAD[: _HEAD.index(one.kind)])
    except CannotEdit as error:
        raise WrongPart("link", f"{path}: {error}; add {one.id} to `{one.kind}` by hand") from error
    return Edit(path, new, family, f"{path}: added {one.id} to {one.kind}")


def _look_up(listing: LoadedList, one: Thing, settings: Settings) -> "HubLookup":
    from pipeline.http.policy import SourceTrouble
    from pipeline.sources.hub.discovery import NotThere, look_up

    try:
        return look_up(one.kind, one.id, listing.curated, listing.snapshots, settings)
    except NotThere as error:
        refusal = f"the Hub has no {_WHAT[one.kind]} {one.id}, or keeps it private{near(one.id, error.args)}"
        raise WrongPart("link", refusal) from error
    except SourceTrouble as trouble:
        what_to_do = "nothing was written (try again later, or add --offline to go on without asking)"
        raise Refused(f"the Hub {trouble.trouble}: {clean(trouble.reason, limit=200)}; {what_to_do}") from trouble


def _draft(listing: LoadedList, one: Thing, looked: "HubLookup | None", wishes: Wishes) -> Edit:
    """A new family's file."""
    shown = _shown(listing, one, looked, wishes) if looked is not None else None
    candidate = _as_wished(listing, shown or _alone(listing, one, looked, wishes), wishes)
    family = candidate.draft()
    if family is None:
        raise _unknown_maker(listing, candidate.owner)
    own = looked.own_papers if looked is not None and shown is not None else ()
    papers = dict.fromkeys([one.id, *own] if one.kind == "papers" else own)
    update: dict[str, object] = {"papers": tuple(papers), "prose": wishes.prose}
    if one.kind == "collections":
        update |= {"collections": (one.id,), "checkpoints": ()}
    path = kinds.FAMILIES.path(family.slug)
    if path in listing.tree:
        refusal = f"{path} is there already: add --family {family.slug} to put it there, or --slug for another"
        raise WrongPart("name", refusal)
    if family.slug in declined_ids(listing.curated):
        raise WrongPart("name", f"{family.slug} was declined (take it out of {paths.DECLINED} first)")
    lines = [*candidate.comments(f"made by `awesome add {one.id}`")]
    if others := [f"https://arxiv.org/abs/{paper}" for paper in own if paper != one.id]:
        lines.append(f"The card calls {', '.join(others)} its own paper.")
    made = f"{path}: a draft of {family.name} ({family.organization}, {family.kind})"
    return Edit(
        path, new_file(family.model_copy(update=update), lines), family.slug,
        f"{made}; take `draft` out when a person has looked at it",
        tuple(_notes(one, candidate, looked, wishes)) if looked is not None and shown is not None else (),
    )  # fmt: skip


def _shown(listing: LoadedList, one: Thing, looked: "HubLookup", wishes: Wishes) -> CandidateFamily | None:
    """The family that the list does not have and that the thing is of; None where only a person's word stands for it."""
    candidates = looked.candidates
    if one.kind == "papers":  # many cards link to a paper that is not theirs: only makers that are known, or named, count
        maker = _organization_named(listing, wishes.organization or wishes.organization_in_form)
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
    holders = (_holder(listing, item) for item in looked.items)
    held = list(dict.fromkeys(filter(None, holders))) if wishes.kind is None else []
    if held:
        refusal = f"the checkpoints of {one.id} are of {', '.join(held[:5])} already"
        raise WrongPart("link", f"{refusal}: add --family {held[0]} to name it there")
    return None


def _refuse_judged(looked: "HubLookup", wishes: Wishes) -> None:
    """Refuse what belongs to a family of the list, and what evidence speaks against, unless the person insists."""
    for joined in looked.found.checkpoints:
        if joined.checkpoint in looked.items and wishes.slug is None:
            refusal = f"{joined.checkpoint} looks like one of {joined.family} (by {joined.rule})"
            raise WrongPart("link", f"{refusal}: add --family {joined.family}, or --slug SLUG for a family of its own")
    for aside in looked.found.set_aside:
        if aside.id in looked.items and wishes.kind is None:
            refusal = f"{aside.id} does not look like a model for the list ({aside.rule}: {clean(aside.because, limit=200)})"
            about = "kind" if aside.rule in {"no task", "other modality"} else "link"
            raise WrongPart(about, f"{refusal}: if it is one all the same, add --kind llm or --kind vlm")


def _alone(listing: LoadedList, one: Thing, looked: "HubLookup | None", wishes: Wishes) -> CandidateFamily:
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
    kind = wishes.kind or (listing.curated.families[joined].kind if joined else wishes.kind_in_form)
    if kind is None:
        raise WrongPart("kind", f"nothing says what {one.id} is: add --kind llm or --kind vlm")
    known = listing.curated.organizations.organizations
    makers = [s for s, o in known.items() if owner.casefold() in {h.casefold() for h in o.hub}]
    return CandidateFamily(
        slug=slug_of(name), name=name, kind=kind, owner=owner if one.kind != "papers" else "",
        organization=makers[0] if one.kind != "papers" and len(makers) == 1 else None, score=0,
        checkpoints=(Entry(id=one.id),) if one.kind == "checkpoints" else (), reasons=("a person named it",),
    )  # fmt: skip


def _as_wished(listing: LoadedList, candidate: CandidateFamily, wishes: Wishes) -> CandidateFamily:
    """The candidate as a person names it; a form's maker counts where nothing else says it."""
    name = wishes.name or candidate.name
    slug = wishes.slug or (slug_of(name) if wishes.name else candidate.slug)
    if not is_slug(slug):
        raise WrongPart("name", f"{slug or name!r} is no slug: add --slug with lower-case letters, digits, '-' and '.'")
    named = wishes.organization or (None if candidate.organization else wishes.organization_in_form)
    maker = _organization_named(listing, named) or candidate.organization
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
    if others := [c.name for c in looked.candidates[1:]]:
        yield f"not in this draft: {', '.join(others[:5])}"


def _unknown_maker(listing: LoadedList, owner: str) -> WrongPart:
    names = [name for slug, o in listing.curated.organizations.organizations.items() for name in (slug, *o.hub)]
    return WrongPart(
        "organization",
        f"nobody in {paths.ORGANIZATIONS} publishes as {owner!r} alone{near(owner, names)}: add --organization SLUG, "
        f"that name to the `hub` of one of them, or a new organisation:\n"
        f'  [organizations.{slug_of(owner) or "slug"}]\n  name = "{owner}"\n  hub = ["{owner}"]',
    )


def _organization_named(listing: LoadedList, wanted: str | None) -> str | None:
    """The slug of an organisation that is named by slug, name or Hub name; where there is none, the nearest are told."""
    if wanted is None:
        return None
    known, asked = listing.curated.organizations.organizations, same_name(wanted)
    found = [s for s, o in known.items() if asked and asked in map(same_name, (s, o.name, o.zh, *o.hub, *o.aliases))]
    if wanted in known or len(found) == 1:
        return wanted if wanted in known else found[0]
    names = [name for slug, o in known.items() for name in {same_name(n): n for n in (o.name, slug)}.values()]
    refusal = f"no organisation has the slug {clean(wanted, limit=80)!r}{near(wanted, names)}"
    raise WrongPart("organization", f"{refusal}; they are in {paths.ORGANIZATIONS}")


def pin_value(
    tree: Tree, subject: str, field: str, value: str, *,
    because: str, source: str, was: str | None = None, seen: str = "",
) -> Edit:  # fmt: skip
    """A family's file with one pin more. `seen` is what a person read on the list, which may have moved on.

    Raises:
        WrongPart: one part of the request is wrong.
        InputFaults: the tree's own files cannot be read.
    """
    derived = derive_all(tree)
    family, checkpoint = _subject(derived, subject)
    path = kinds.FAMILIES.path(family.slug)
    _check_field(family, field, checkpoint)
    if not because.strip():
        raise WrongPart("because", 'a pin needs its reason: add --because "…"')
    if not source.startswith(("https://", "http://")):
        raise WrongPart("source", "a pin needs the page that shows it: add --source https://…")
    entry: dict[str, Plain] = {"field": field, "value": _read(field, value)}
    before: Plain | None
    if was is not None:
        before = _read(field, was)
    else:  # what the sources say now, so that the pin can tell when they move on
        before = stated_now(derived.catalog.families[family.slug], derived.catalog.evidence[family.slug], checkpoint, field)
        before = ", ".join(before) if isinstance(before, tuple) and not FIELDS[field].many else before
    entry |= {"was": before} if before is not None else {}
    entry |= {"because": because.strip(), "source": source} | ({"checkpoint": checkpoint} if checkpoint else {})
    try:
        text = add_entry(tree[path].decode(), "pins", entry)
    except CannotEdit as error:
        raise WrongUsage(f"{path}: {error}; add this pin by hand: {json.dumps(entry, default=str)}") from error
    value_now = before if before is None or isinstance(before, str | int | tuple) else str(before)
    stated = clean(shown(field, value_now), limit=120) or "nothing"
    moved_on = f"the form read {seen!r} on the list, the sources state {stated}: make sure that both mean the same value"
    return Edit(
        path, text, family.slug,
        f"{path}: pinned {checkpoint or family.slug} {field} to {clean(value, limit=120)} (the sources state {stated})",
        (moved_on,) if seen and same_name(seen) != same_name(stated) else (),
    )  # fmt: skip


def _subject(derived: Derived, subject: str) -> tuple[CuratedFamily, str | None]:
    slug, _, named = subject.partition("/")
    families = derived.curated.families
    if slug not in families:
        raise WrongPart("subject", f"no family has the slug {slug!r}{near(slug, families)}")
    known = list(derived.catalog.families[slug].checkpoints)
    found = [c for c in known if named in (c, c.partition("/")[2])]
    if named and len(found) != 1:
        raise WrongPart("subject", f"{slug} has no checkpoint {named!r}{near(named, known)}")
    return families[slug], found[0] if named else None


def _check_field(family: CuratedFamily, field: str, checkpoint: str | None) -> None:
    of_checkpoint = (one for one in FIELDS.values() if one.voices and one.form != "sizes")
    known = [one.name for one in (of_checkpoint if checkpoint else ROLLED_UP)]
    if field not in known:
        where, other = "a checkpoint" if checkpoint else "a family as a whole", near(field, known)
        if not checkpoint and field in FIELDS:
            other = f"; it is a field of a checkpoint: say {family.slug}/CHECKPOINT"
        raise WrongPart("field", f"{field!r} cannot be pinned for {where}{other}; the fields are {', '.join(known)}")
    if any(p.field == field and p.checkpoint == checkpoint for p in family.pins):
        place = kinds.FAMILIES.path(family.slug)
        raise WrongPart("field", f"{checkpoint or family.slug} {field} is pinned already: edit the entry in {place}")


def _read(field: str, text: str) -> Plain:
    """A value as it should stand in TOML.

    Raises:
        WrongPart: it is not of the field's form.
    """
    spec, raw = FIELDS[field], text.strip()
    made: Plain = raw
    if spec.form == "count" and raw.isdecimal():
        made = int(raw)
    elif spec.many:
        between = "/" if spec.form == "sizes" and "," not in text else ","
        made = tuple(p.strip() for p in text.replace("，", ",").split(between) if p.strip())
    elif spec.form == "date" and len(raw) == 10:
        with suppress(ValueError):
            made = date.fromisoformat(raw)
    value = value_of(field, "/".join(made) if spec.form == "sizes" and isinstance(made, tuple) else made)
    if value is None or not is_readable(field, value):
        raise WrongPart("value", f"{text!r} is no {field}: give {wanted(field)}")
    return made
