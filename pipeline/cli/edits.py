"""What a person's answers come to: one curated file as it is to be, checked before it is written.

One thing (a checkpoint, collection or paper) in a family's file, or as a new family's draft, which is discovery's own:
of the candidate that the Hub shows, or of the one thing alone on a person's word; or a pin; or a list's first files.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Final, Literal, NamedTuple

from pipeline.audit.addresses import hub_page
from pipeline.cli.report_text import shown
from pipeline.derive import derive_all
from pipeline.discover.evidence import Entry
from pipeline.discover.find import CandidateFamily, Lookup
from pipeline.edit.curated_file import CannotEdit, add_entry, new_file, quoted
from pipeline.fields import FIELDS, ROLLED_UP
from pipeline.kinds import LISTED, ListKind
from pipeline.layout import kinds, paths
from pipeline.layout.catalog import Curated, Snapshots, Tree, parse_curated, parse_snapshots
from pipeline.model.clean import clean
from pipeline.model.curated import CuratedFamily, CuratedValue, Prose
from pipeline.model.ids import HUB_URL, is_arxiv_id, is_collection_id, is_slug, near
from pipeline.model.licences import LICENCES, terms_of
from pipeline.model.outcomes import WrongPart, WrongUsage
from pipeline.names.words import slug_of, stem_of
from pipeline.reconcile.forms import value_of, wanted
from pipeline.reconcile.members import declined_ids, is_brought, is_declined, members
from pipeline.reconcile.roll_up import stated_now
from pipeline.settings import Settings
from pipeline.store.tree import locked, write_changes

Kind = Literal["checkpoints", "collections", "papers"]
"""What may be named: it is the list of a family that it belongs to."""
_HEAD: Final = ("slug", "name", "organization", "kind", "checkpoints", "match", "exclude", "collections", "papers")
_PAPER: Final = re.compile(r"(?:(?:https://)?arxiv\.org/(?:abs|pdf)/|arxiv:)?(.+?)(?:v\d+)?(?:\.pdf)?", re.IGNORECASE)
_HUB: Final = re.compile(r"(?:https://)?(?:huggingface\.co|hf\.co)/")


class Edit(NamedTuple):
    """A file of the list as it is to be: its path, its text, and what to say about it."""

    path: str
    text: str
    summary: str
    notes: tuple[str, ...] = ()


def write_edit(root: Path, tree: Tree, edit: Edit, *, dry_run: bool = False) -> None:
    """Check a person's file and write it, if it stands as it did in the tree that was read; its line ends stay on disk.

    InputFaults where the curated files are not right with it, WrongUsage where it was changed meanwhile.
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


class Addition(NamedTuple):
    """One thing for the list, what a person says of it, and the list itself: its files, and what is read of them."""

    kind: Kind
    id: str
    wishes: Wishes
    tree: Tree
    curated: Curated
    snapshots: Snapshots


def read_thing(text: str) -> tuple[Kind, str]:
    """What an id or address names, and its id; WrongPart where it is none of them."""
    plain = text.strip().split("?")[0].split("#")[0].rstrip("/")
    paper = _PAPER.fullmatch(plain)
    if paper is not None and is_arxiv_id(paper[1]):
        return "papers", paper[1]
    kind, named = hub_page(HUB_URL + _HUB.sub("", plain, count=1))
    if kind in ("checkpoint", "collection"):
        return "collections" if is_collection_id(named) else "checkpoints", named
    forms = "a repository (org/name), nor a collection (owner/title-24 hex digits), nor an arXiv id (2407.10671)"
    raise WrongPart("link", f"{clean(text, limit=120)!r} is neither {forms}")


def add_thing(tree: Tree, text: str, wishes: Wishes, settings: Settings | None) -> Edit | str:
    """The file for one thing as a person names it, or what to say where there is nothing to do.

    Without settings nobody is asked, and the draft is made of the id and the person's word alone. WrongPart where it
    cannot be added, with the fix; Refused where the Hub could not be asked.
    """
    new = Addition(*read_thing(text), wishes, tree, parse_curated(tree), parse_snapshots(tree))
    slug, families = wishes.family, new.curated.families
    if slug is not None and slug not in families:
        raise WrongPart("name", f"no family has the slug {slug!r}{near(slug, families)}")
    known, looked, notes = _known_already(new), Lookup(new.id), list[str]()
    if settings is not None and not known:
        from pipeline.sources.hub.discovery import look_up

        looked = look_up(new.kind, new.id, new.curated, new.snapshots, settings)
        if looked.id != new.id:
            notes.append(f"the Hub calls {new.id} {looked.id} today: that name is used")
            new = new._replace(id=looked.id)
            known = _known_already(new)
    if known:
        return known
    if slug is None:
        made = _draft(new, looked)
        return made._replace(notes=(*notes, *made.notes))
    path = kinds.FAMILIES.path(slug)
    try:
        text = add_entry(tree[path].decode(), new.kind, new.id, _HEAD[: _HEAD.index(new.kind)])
    except CannotEdit as error:
        raise WrongPart("link", f"{path}: {error}", f"add {new.id} to `{new.kind}` by hand") from error
    return Edit(path, text, f"{path}: added {new.id} to {new.kind}", tuple(notes))


def _known_already(new: Addition) -> str:
    """What to say when the list names a thing already and nothing is to do; "" where there is something to do.

    Who says the slug of a new family means a family of its own, whatever another one's pattern says. WrongPart where
    it is of another family, or a person decided against it.
    """
    wishes, curated = new.wishes, new.curated
    for one in curated.declined.declined:
        if new.kind == "checkpoints" and is_declined(new.id, (one.id,)):
            refusal = f"{new.id} was declined: {clean(one.because, limit=200)}"
            raise WrongPart("link", refusal, f"take it out of {paths.DECLINED} first")
    holder = next((slug for slug, of in sorted(curated.families.items()) if new.id in getattr(of, new.kind)), None)
    if holder is not None and wishes.family in (None, holder):
        return f"{kinds.FAMILIES.path(holder)} names {new.id} already: nothing to do"
    if new.kind == "checkpoints" and holder is not None:
        raise WrongPart("link", f"{new.id} is named by {holder}: a checkpoint belongs to one family")
    if new.kind == "checkpoints" and wishes.family is None and wishes.slug is None and (holder := _holder(new, new.id)):
        return f"{kinds.FAMILIES.path(holder)} brings {new.id} in already, by pattern or collection: nothing to do"
    return ""


def _holder(new: Addition, checkpoint: str) -> str | None:
    """The family that has a checkpoint, or whose pattern will bring it in."""
    found, families = members(new.curated, new.snapshots), sorted(new.curated.families.items())
    return next((slug for slug, one in families if checkpoint in found[slug] or is_brought(checkpoint, one)), None)


def _draft(new: Addition, looked: Lookup) -> Edit:
    """A new family's file."""
    shown = _shown(new, looked)
    candidate = _as_wished(new, shown or _alone(new, looked))
    family = candidate.draft()
    if family is None:
        owner, known = candidate.owner, new.curated.organizations.organizations
        names = [name for slug, maker in known.items() for name in (slug, *maker.hub)]
        raise WrongPart(
            "organization", f"nobody in {paths.ORGANIZATIONS} publishes as {owner!r} alone{near(owner, names)}",
            "add --organization SLUG, that name to the `hub` of one of them, or a new organisation:\n"
            f'  [organizations.{slug_of(owner) or "slug"}]\n  name = "{owner}"\n  hub = ["{owner}"]',
        )  # fmt: skip
    own = looked.own_papers if shown is not None else ()
    papers = dict.fromkeys([new.id, *own] if new.kind == "papers" else own)
    update: dict[str, object] = {"papers": tuple(papers), "prose": new.wishes.prose}
    if new.kind == "collections":
        update |= {"collections": (new.id,), "checkpoints": ()}
    path = kinds.FAMILIES.path(family.slug)
    if path in new.tree:
        fix = f"add --family {family.slug} to put it there, or --slug for another"
        raise WrongPart("name", f"{path} is there already", fix)
    if family.slug in declined_ids(new.curated):
        raise WrongPart("name", f"{family.slug} was declined", f"take it out of {paths.DECLINED} first")
    lines = [*candidate.comments(f"made by `awesome add {new.id}`")]
    if others := [f"https://arxiv.org/abs/{paper}" for paper in own if paper != new.id]:
        lines.append(f"The card calls {', '.join(others)} its own paper.")
    made = f"{path}: a draft of {family.name} ({family.organization}, {family.kind})"
    return Edit(
        path, new_file(family.model_copy(update=update), lines),
        f"{made}; take `draft` out when a person has looked at it",
        tuple(_notes(new, candidate, looked)) if shown is not None else (),
    )  # fmt: skip


def _shown(new: Addition, looked: Lookup) -> CandidateFamily | None:
    """The family that the list does not have and that the thing is of; None where a person's word stands alone."""
    candidates = looked.candidates
    if new.kind == "papers":  # many cards link to a paper that is not theirs: only makers known or named count
        maker = _organization_named(new.curated, new.wishes.organization or new.wishes.organization_in_form)
        candidates = tuple(c for c in candidates if c.organization is not None and maker in (None, c.organization))
        if len(candidates) > 1:
            names = "; ".join(f"{c.name} ({c.checkpoints[0].id})" for c in candidates[:5])
            refusal = f"several families link to {new.id}: name a checkpoint of the one that is meant: {names}"
            raise WrongPart("link", refusal)
    if not candidates:
        _refuse_known(new, looked)
    return next(iter(candidates), None)


def _refuse_known(new: Addition, looked: Lookup) -> None:
    """WrongPart where what was looked up is no new family, with what a person says who insists."""
    wishes, items = new.wishes, looked.items if new.kind != "papers" else ()
    for joined in looked.found.checkpoints if wishes.slug is None else ():
        if joined.checkpoint in items:
            fix = f"add --family {joined.family}, or --slug SLUG for a family of its own"
            raise WrongPart("link", f"{joined.checkpoint} looks like one of {joined.family} (by {joined.rule})", fix)
    if wishes.kind is not None:
        return
    for aside in looked.found.set_aside:
        if aside.id in items:
            refusal = f"{aside.id} does not look like a model for the list ({aside.rule}: {clean(aside.because, limit=200)})"
            about = "kind" if aside.rule in {"no task", "other modality"} else "link"
            raise WrongPart(about, refusal, "if it is one all the same, add --kind llm or --kind vlm")
    if held := list(dict.fromkeys(filter(None, (_holder(new, item) for item in looked.items)))):
        refusal = f"the checkpoints of {new.id} are of {', '.join(held[:5])} already"
        raise WrongPart("link", refusal, f"add --family {held[0]} to name it there")


def _alone(new: Addition, looked: Lookup) -> CandidateFamily:
    """A candidate of the one thing alone."""
    wishes = new.wishes
    owner, _, own = new.id.partition("/") if new.kind != "papers" else ("", "", "")
    named = own.rpartition("-")[0].replace("-", " ") if new.kind == "collections" else stem_of(own) or own
    name = clean(looked.title, limit=80) or named
    if not (wishes.name or name):
        raise WrongPart("name", f"nothing tells the title of the paper {new.id}", "add --name")
    joined = next((j.family for j in looked.found.checkpoints if j.checkpoint in looked.items), None)
    listed = wishes.kind or (new.curated.families[joined].kind if joined else wishes.kind_in_form)
    if listed is None:
        raise WrongPart("kind", f"nothing says what {new.id} is", "add --kind llm or --kind vlm")
    known = new.curated.organizations.organizations
    makers = [s for s, o in known.items() if owner.casefold() in {h.casefold() for h in o.hub}]
    return CandidateFamily(
        slug=slug_of(name), name=name, kind=listed, owner=owner, organization=makers[0] if len(makers) == 1 else None,
        checkpoints=(Entry(id=new.id),) if new.kind == "checkpoints" else (), reasons=("a person named it",), score=0,
    )  # fmt: skip


def _as_wished(new: Addition, candidate: CandidateFamily) -> CandidateFamily:
    """The candidate as a person names it; a form's maker counts where nothing else says it."""
    wishes, name = new.wishes, new.wishes.name or candidate.name
    slug = wishes.slug or (slug_of(name) if wishes.name else candidate.slug)
    if not is_slug(slug):
        raise WrongPart("name", f"{slug or name!r} is no slug", "add --slug with lower-case letters, digits, '-' and '.'")
    named = wishes.organization or (None if candidate.organization else wishes.organization_in_form)
    maker = _organization_named(new.curated, named) or candidate.organization
    if maker is None and not candidate.owner:
        raise WrongPart("organization", "a paper does not say whose model it is", "add --organization SLUG")
    update = {"name": name, "slug": slug, "kind": wishes.kind or candidate.kind, "organization": maker}
    return candidate.model_copy(update=update)


def _notes(new: Addition, candidate: CandidateFamily, looked: Lookup) -> Iterator[str]:
    if new.wishes.kind_in_form not in {None, candidate.kind}:
        yield f"the form says {new.wishes.kind_in_form}, the Hub shows {candidate.kind}: that was taken"
    siblings = [s.id for s in candidate.checkpoints if s.id != new.id]
    if siblings and new.kind != "collections":
        yield f"with its siblings {', '.join(siblings)}"
    if others := [c.name for c in looked.candidates[1:]]:
        yield f"not in this draft: {', '.join(others[:5])}"


def _organization_named(curated: Curated, wanted: str | None) -> str | None:
    known = {s: (o.name, o.zh, *o.hub, *o.aliases) for s, o in curated.organizations.organizations.items()}
    return wanted and _named(wanted, known, "organization", "no organisation has the slug")


def _named(wanted: str, known: Mapping[str, Iterable[str]], about: str, refusal: str) -> str:
    """The slug of the one thing that people call so, by its slug, its name or another; else the nearest are told."""
    asked, called = _same_name(wanted), {slug: (slug, *names) for slug, names in known.items()}
    same = (s for s, names in called.items() if asked and asked in map(_same_name, names))
    found = [wanted] if wanted in known else [*same]
    if len(found) == 1:
        return found[0]
    nearest = near(wanted, [name for slug, main, *_ in called.values() for name in (main, slug)])
    raise WrongPart(about, f"{refusal} {clean(wanted, limit=80)!r}{nearest}")


def _same_name(name: str) -> str:
    """A name without case, spaces and punctuation: "Llama 2" and "llama2" are the same."""
    return "".join(c for c in name.casefold() if c.isalnum())


def new_list(name: str, makers: tuple[str, ...], families: tuple[str, ...]) -> dict[str, bytes]:
    """The curated files of a new list but for its families: makers, what is watched, the list's name."""
    named = (name.partition("/")[0] for kind, name in map(read_thing, families) if kind != "papers")
    owners = list(dict.fromkeys([*makers, *named]))
    for owner in owners:
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}", owner) or not slug_of(owner):
            raise WrongUsage(f"{owner[:80]!r} is no maker's name on the Hub: the part before the slash of its repositories")
    # The front page bears the list's name; the page of another kind says which kind it is of.
    titles = {kind: f"{name}: {one.words['en'].full}" if place else name for place, (kind, one) in enumerate(LISTED.items())}
    lists = "".join(f"\n[{kind}]\ntitle = {{ en = {quoted(title)} }}\n" for kind, title in titles.items())
    known = (f"[organizations.{quoted(slug_of(o))}]\nname = {quoted(o)}\nhub = [{quoted(o)}]\n\n" for o in owners)
    texts = {
        paths.ORGANIZATIONS: "".join(known),
        paths.WATCH: f"# Makers whose new models are proposed.\norganizations = [{', '.join(map(quoted, makers))}]\n",
        paths.SECTIONS: f'# site = "https://…": where the site is served, once it is.\nname = {quoted(name)}\n{lists}',
    }
    return {path: text.encode() for path, text in texts.items()}


def pin_value(
    tree: Tree, family: str, checkpoint: str, field: str, value: str, *,
    because: str, source: str, was: str | None = None, seen: str = "",
) -> Edit:  # fmt: skip
    """The file of a family, named as people do, with one pin more; "" for the checkpoint is the row.

    `seen` is what a person read on the list, which may have moved on. WrongPart where one part of the request is wrong.
    """
    derived = derive_all(tree)
    curated, catalog = derived.curated.families, derived.catalog
    slug = _named(family, {s: (f.name, *f.aliases) for s, f in curated.items()}, "family", "no family is called")
    known = list(catalog.families[slug].checkpoints)
    found = [c for c in known if checkpoint in (c, c.partition("/")[2])]
    if checkpoint and len(found) != 1:
        raise WrongPart("checkpoint", f"{slug} has no checkpoint {checkpoint!r}{near(checkpoint, known)}")
    of, path = found[0] if checkpoint else None, kinds.FAMILIES.path(slug)
    _check_field(curated[slug], field, of)
    if not because.strip():
        raise WrongPart("because", 'a pin needs its reason: add --because "…"')
    if not source.startswith(("https://", "http://")):
        raise WrongPart("source", "a pin needs the page that shows it: add --source https://…")
    entry: dict[str, CuratedValue] = {"field": field, "value": _read(field, value)}
    # By default what the sources say now, so that the pin can tell when they move on.
    now = stated_now(catalog.families[slug], catalog.evidence[slug], of, field)
    now = ", ".join(now) if isinstance(now, tuple) and not FIELDS[field].many else now
    before = now if was is None else _read(field, was)
    entry |= {"was": before} if before is not None else {}
    entry |= {"because": because.strip(), "source": source} | ({"checkpoint": of} if of else {})
    try:
        text = add_entry(tree[path].decode(), "pins", entry)
    except CannotEdit as error:
        raise WrongUsage(f"{path}: {error}; add this pin by hand: {json.dumps(entry, default=str)}") from error
    stated = clean(shown(field, before), limit=120) or "nothing"
    moved_on = f"the form read {seen!r} on the list, the sources state {stated}: make sure that both mean the same value"
    unread = f"what {clean(value, limit=80)!r} permits is not known: nobody has read it{near(value, LICENCES)}"
    return Edit(
        path, text, f"{path}: pinned {of or slug} {field} to {clean(value, limit=120)} (the sources state {stated})",
        (*((moved_on,) if seen and _same_name(seen) != _same_name(stated) else ()),
         *((unread,) if field == "license" and terms_of(value) == "unknown" else ())),
    )  # fmt: skip


def _check_field(family: CuratedFamily, field: str, checkpoint: str | None) -> None:
    of_checkpoint = (one for one in FIELDS.values() if one.voices and one.form != "sizes")
    known = [one.name for one in (of_checkpoint if checkpoint else ROLLED_UP)]
    if field not in known:
        about, where, other = "field", "a checkpoint" if checkpoint else "a family as a whole", near(field, known)
        if not checkpoint and field in FIELDS:
            about, other = "checkpoint", f"; it is a field of a checkpoint: say {family.slug}/CHECKPOINT"
        raise WrongPart(about, f"{field!r} cannot be pinned for {where}{other}; the fields are {', '.join(known)}")
    if any(p.field == field and p.checkpoint == checkpoint for p in family.pins):
        place = kinds.FAMILIES.path(family.slug)
        raise WrongPart("field", f"{checkpoint or family.slug} {field} is pinned already", f"edit the entry in {place}")


def _read(field: str, text: str) -> CuratedValue:
    """A value as it should stand in TOML; WrongPart where it is not of the field's form."""
    spec, raw = FIELDS[field], text.strip()
    made: CuratedValue = raw
    if spec.form == "count" and raw.isdecimal():
        made = int(raw)
    elif spec.many:
        between = "/" if spec.form == "sizes" and "," not in text else ","
        made = tuple(p.strip() for p in text.replace("，", ",").split(between) if p.strip())
    elif spec.form == "date" and len(raw) == 10:
        with suppress(ValueError):
            made = date.fromisoformat(raw)
    value = value_of(field, "/".join(made) if spec.form == "sizes" and isinstance(made, tuple) else made)
    if value in (None, ()):
        raise WrongPart("value", f"{text!r} is no {field}: give {wanted(field)}")
    return made
