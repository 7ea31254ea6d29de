"""One thing for the list (a checkpoint, collection or paper), and what the list says of it already."""

import re
from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from pipeline.cli.edge import WrongPart
from pipeline.edit.additions import CannotEdit, add_value
from pipeline.edit.spelling import near
from pipeline.kinds import ListKind
from pipeline.layout import kinds, paths
from pipeline.layout.curated import Curated, parse_curated
from pipeline.layout.snapshots import Snapshots
from pipeline.model.clean import clean
from pipeline.model.curated import Prose
from pipeline.model.ids import is_arxiv_id, is_checkpoint_id, is_collection_id
from pipeline.names.dissected import matches
from pipeline.reconcile.members import declined_ids, index_by_owner, is_declined, members

ListOf = Literal["checkpoints", "collections", "papers"]
_HEAD: Final = ("slug", "name", "organization", "kind", "checkpoints", "match", "exclude", "collections", "papers")
_PAPER: Final = re.compile(r"(?:(?:https://)?arxiv\.org/(?:abs|pdf)/|arxiv:)?(.+?)(?:v\d+)?(?:\.pdf)?", re.IGNORECASE)
_HUB: Final = re.compile(r"(?:https://)?(?:huggingface\.co|hf\.co)/")
_NO_MODELS: Final = ("collections/", "spaces/", "datasets/", "papers/")


class Thing(NamedTuple):
    """What was named: the list of a family that it belongs to, and its id."""

    kind: ListOf
    id: str


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
    """A file of the list as it is to be: its path, its text, the family or board, and what to say about it."""

    path: str
    text: str
    slug: str
    summary: str
    notes: tuple[str, ...] = ()


class LoadedCatalog(NamedTuple):
    """The list that is added to: its files, and what is read of them."""

    tree: Mapping[str, bytes]
    curated: Curated
    snapshots: Snapshots

    def checked(self, one: Addition) -> Addition:
        """The addition, if the curated files are right with it.

        Raises:
            InputFaults: they are not.
        """
        curated = {p: d for p, d in self.tree.items() if p.startswith(paths.CURATED)}
        parse_curated({**curated, one.path: one.text.encode()})
        return one

    def holder(self, checkpoint: str) -> str | None:
        """The family that names a checkpoint, or whose pattern or collection brings it in."""
        by_owner = index_by_owner(self.snapshots)
        for slug, family in sorted(self.curated.families.items()):
            matched = any(matches(p, checkpoint) for p in family.match)
            if checkpoint in family.checkpoints or (matched and not any(matches(p, checkpoint) for p in family.exclude)):
                return slug
            if family.collections and checkpoint in members(family, self.curated, self.snapshots, by_owner):
                return slug
        return None


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
    collection = plain.removeprefix("collections/")
    if is_collection_id(collection):
        return Thing("collections", collection)
    checkpoint = "/".join(plain.split("/")[:2])
    if is_checkpoint_id(checkpoint) and not checkpoint.startswith(_NO_MODELS):
        return Thing("checkpoints", checkpoint)
    raise WrongPart(
        "link",
        f"{clean(text, limit=120)!r} is neither a repository (org/name), nor a collection (owner/title-24 hex digits), "
        "nor an arXiv id (2407.10671)",
    )


def known_already(catalog: LoadedCatalog, one: Thing, wishes: Wishes) -> str:
    """What to say when the list names a thing already and nothing is to do; "" where there is something to do.

    Who says the slug of a new family means a family of its own, whatever another one's pattern says.

    Raises:
        WrongPart: it is of another family, or a person decided against it.
    """
    declined = declined_ids(catalog.curated)
    if one.kind == "checkpoints" and is_declined(one.id, declined):
        ids = (one.id, f"{one.id.partition('/')[0]}/*")
        why = next(d.because for d in catalog.curated.declined.declined if d.id in ids)
        raise WrongPart("link", f"{one.id} was declined: {clean(why, limit=200)} (take it out of {paths.DECLINED} first)")
    families = sorted(catalog.curated.families.items())
    holder = next((slug for slug, family in families if one.id in getattr(family, one.kind)), None)
    if holder is not None and wishes.family in (None, holder):
        return f"{kinds.FAMILIES.path(holder)} names {one.id} already: nothing to do"
    if one.kind != "checkpoints":
        return ""
    if holder is not None:
        raise WrongPart("link", f"{one.id} is named by {holder}: a checkpoint belongs to one family")
    brought = catalog.holder(one.id) if wishes.family is None and wishes.slug is None else None
    if brought is not None:
        return f"{kinds.FAMILIES.path(brought)} brings {one.id} in already, by pattern or collection: nothing to do"
    return ""


def into_family(catalog: LoadedCatalog, one: Thing, family: str) -> Addition:
    """A family's file with one thing more in its list; every other byte stays.

    Raises:
        WrongPart: no family has that slug, or its file's form admits no addition.
    """
    if family not in catalog.curated.families:
        raise WrongPart("name", f"no family has the slug {family!r}{near(family, catalog.curated.families)}")
    path = kinds.FAMILIES.path(family)
    try:
        new = add_value(catalog.tree[path].decode(), one.kind, one.id, _HEAD[: _HEAD.index(one.kind)])
    except CannotEdit as error:
        raise WrongPart("link", f"{path}: {error}; add {one.id} to `{one.kind}` by hand") from error
    return catalog.checked(Addition(path, new, family, f"{path}: added {one.id} to {one.kind}"))
