"""One thing for the list (a checkpoint, collection or paper), and the file that it goes into."""

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from pipeline.edit.additions import CannotEdit, add_value
from pipeline.edit.spelling import near
from pipeline.layout import paths
from pipeline.layout.curated import Curated, parse_curated
from pipeline.layout.snapshots import Snapshots
from pipeline.model.clean import clean
from pipeline.model.curated import CuratedFamily, Link, Links, ListKind, Prose
from pipeline.model.ids import is_arxiv_id, is_checkpoint_id, is_collection_id, is_slug
from pipeline.model.outcomes import WrongUsage
from pipeline.names.patterns import matches
from pipeline.reconcile.members import declined_ids, index_by_owner, is_declined, members

Kind = Literal["checkpoints", "collections", "papers"]
_HEAD: Final = ("slug", "name", "organization", "kind", "checkpoints", "match", "exclude", "collections", "papers")
_AFTER: Final[dict[Kind, tuple[str, ...]]] = {
    "checkpoints": _HEAD[:4],
    "collections": _HEAD[:7],
    "papers": _HEAD[:8],
}
"""The list that a thing goes to -> the keys that stand above that list."""

_HUB: Final = ("https://huggingface.co/", "https://hf.co/", "huggingface.co/", "hf.co/")
_ARXIV: Final = (
    "https://arxiv.org/abs/",
    "https://arxiv.org/pdf/",
    "arxiv.org/abs/",
    "arxiv.org/pdf/",
    "arXiv:",
    "arxiv:",
)


class Thing(NamedTuple):
    """What was named: the list of a family that it belongs to, and its id."""

    kind: Kind
    id: str


class CannotAdd(WrongUsage):
    """Why a thing cannot be added; `about` says which part of the request is at fault."""

    def __init__(self, about: Literal["link", "name", "kind", "organization"], message: str) -> None:
        super().__init__(message)
        self.about = about


class Wishes(NamedTuple):
    """What a person says of the new family; what is None is proposed.

    The one who runs the command insists: that goes before all evidence. What a filled-in form says
    of maker and kind only counts where nothing else says it.
    """

    slug: str | None = None
    name: str | None = None
    organization: str | None = None
    kind: ListKind | None = None
    prose: Prose = Prose()
    organization_in_form: str | None = None
    kind_in_form: ListKind | None = None


class Addition(NamedTuple):
    """A file of the list as it is to be: its path, its text, the family or board, and what to say about it."""

    path: str
    text: str
    slug: str
    told: str
    notes: tuple[str, ...] = ()


def read_thing(text: str) -> Thing:
    """An id or address as what it names.

    Raises:
        CannotAdd: it is none of them.
    """
    plain = text.strip().split("?")[0].split("#")[0].rstrip("/")
    for start in _ARXIV:
        if plain.startswith(start):
            plain = plain.removeprefix(start).removesuffix(".pdf")
    bare = plain.split("v")[0] if plain.split("v")[-1].isdecimal() else plain
    if is_arxiv_id(bare):
        return Thing("papers", bare)
    for start in _HUB:
        plain = plain.removeprefix(start)
    collection = plain.removeprefix("collections/")
    if is_collection_id(collection):
        return Thing("collections", collection)
    plain = "/".join(plain.split("/")[:2])
    if is_checkpoint_id(plain) and not plain.startswith(("collections/", "spaces/", "datasets/", "papers/")):
        return Thing("checkpoints", plain)
    raise CannotAdd(
        "link",
        f"{clean(text, limit=120)!r} is neither a repository (org/name), nor a collection (owner/title-24 hex digits), "
        "nor an arXiv id (2407.10671)",
    )


def refuse_known(
    tree: Mapping[str, bytes], curated: Curated, snapshots: Snapshots, one: Thing, family: str | None, wishes: Wishes
) -> str:
    """What to say when the list names a thing already and nothing is to do; "" where there is something to do.

    Who says the slug of a new family means a family of its own, whatever another one's pattern says.

    Raises:
        CannotAdd: it is of another family, or a person decided against it.
    """
    declined = declined_ids(curated)
    if one.kind == "checkpoints" and is_declined(one.id, declined):
        why = next(d.because for d in curated.declined.declined if d.id in (one.id, f"{one.id.partition('/')[0]}/*"))
        raise CannotAdd(
            "link", f"{one.id} was declined: {clean(why, limit=200)} (take it out of {paths.DECLINED} first)"
        )
    holder = next((s for s, f in sorted(curated.families.items()) if one.id in getattr(f, one.kind)), None)
    if holder is not None and family in (None, holder):
        return f"{paths.family(holder)} names {one.id} already: nothing to do"
    if holder is not None and one.kind == "checkpoints":
        raise CannotAdd("link", f"{one.id} is named by {holder}: a checkpoint belongs to one family")
    if one.kind == "checkpoints" and family is None and wishes.slug is None:
        brought = holder_of(curated, snapshots, one.id)
        if brought is not None and paths.family(brought) in tree:
            return f"{paths.family(brought)} brings {one.id} in already, by pattern or collection: nothing to do"
    return ""


def holder_of(curated: Curated, snapshots: Snapshots, checkpoint: str) -> str | None:
    """The family that names a checkpoint, or whose pattern or collection brings it in."""
    by_owner = index_by_owner(snapshots)
    for slug, family in sorted(curated.families.items()):
        if checkpoint in family.checkpoints:
            return slug
        if any(matches(p, checkpoint) for p in family.match) and not any(
            matches(p, checkpoint) for p in family.exclude
        ):
            return slug
        if family.collections and checkpoint in members(family, curated, snapshots, by_owner):
            return slug
    return None


def into_family(tree: Mapping[str, bytes], curated: Curated, one: Thing, family: str) -> Addition:
    """A family's file with one thing more in its list; every other byte stays.

    Raises:
        CannotAdd: no family has that slug, or its file's form admits no addition.
    """
    if family not in curated.families:
        raise CannotAdd("name", f"no family has the slug {family!r}{near(family, list(curated.families))}")
    path = paths.family(family)
    try:
        new = add_value(tree[path].decode(), one.kind, one.id, _AFTER[one.kind])
    except CannotEdit as error:
        raise CannotAdd("link", f"{path}: {error}; add {one.id} to `{one.kind}` by hand") from error
    return checked(tree, Addition(path, new, family, f"{path}: added {one.id} to {one.kind}"))


def as_draft(tree: Mapping[str, bytes], curated: Curated, family: CuratedFamily, text: str) -> Addition:
    """A new family's file.

    Raises:
        CannotAdd: the list has a family of that slug, or declined it.
    """
    path = paths.family(family.slug)
    if path in tree:
        raise CannotAdd(
            "name", f"{path} is there already: add --family {family.slug} to put it there, or --slug for another"
        )
    if family.slug in declined_ids(curated):
        raise CannotAdd("name", f"{family.slug} was declined (take it out of {paths.DECLINED} first)")
    said = f"{path}: a draft of {family.name} ({family.organization}, {family.kind}); take `draft` out when a person has looked at it"
    return checked(tree, Addition(path, text, family.slug, said))


def checked(tree: Mapping[str, bytes], one: Addition) -> Addition:
    """The addition, if the curated files are right with it.

    Raises:
        InputFaults: they are not.
    """
    parse_curated({p: d for p, d in tree.items() if p.startswith(paths.CURATED)} | {one.path: one.text.encode()})
    return one


def link_to(one: Thing, name: str) -> Links:
    """Where a family of one checkpoint or collection is shown."""
    if one.kind == "papers":
        return Links()
    if one.kind == "checkpoints":
        return Links(checkpoints=(Link(label=one.id.partition("/")[2], url=f"https://huggingface.co/{one.id}"),))
    return Links(checkpoints=(Link(label=f"{name} collection", url=f"https://huggingface.co/collections/{one.id}"),))


def slug_wanted(slug: str, name: str) -> str:
    """A slug that may name a family.

    Raises:
        CannotAdd: it may not.
    """
    if not is_slug(slug):
        raise CannotAdd("name", f"{slug or name!r} is no slug: add --slug with lower-case letters, digits, '-' and '.'")
    return slug
