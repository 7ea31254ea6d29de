"""`awesome add`: name a repository, collection or paper in a family, or draft a family from it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal, NamedTuple

import click

from pipeline.adopt.adopted import slug_of
from pipeline.adopt.toml import family_toml
from pipeline.cli.edge import root_of, said, with_root
from pipeline.cli.pin import near
from pipeline.disk.tree import locked, read_tree, write_changes
from pipeline.edit.additions import CannotEdit, add_value
from pipeline.layout import paths
from pipeline.layout.curated import Curated, parse_curated
from pipeline.layout.snapshots import Snapshots, parse_snapshots
from pipeline.model.clean import clean
from pipeline.model.curated import CuratedFamily, Link, Links, ListKind
from pipeline.model.ids import is_arxiv_id, is_checkpoint_id, is_collection_id, is_slug
from pipeline.model.outcomes import WrongUsage
from pipeline.reconcile.name_words import is_size
from pipeline.sources.huggingface import KIND_BY_TASK

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
_STAGES: Final = frozenset({"instruct", "chat", "base", "it", "hf", "pt", "sft", "dpo", "preview", "thinking"})


class Thing(NamedTuple):
    """What was named: the list of a family that it belongs to, and its id."""

    kind: Kind
    id: str


@with_root
@click.command("add")
@click.argument("thing", metavar="REPO|COLLECTION|ARXIV")
@click.option("--family", metavar="SLUG", help="The family that it belongs to; without it a new family is drafted.")
@click.option("--slug", help="The new family's slug; by default made of its name.")
@click.option("--name", help="The new family's name; by default taken from the id.")
@click.option("--organization", metavar="SLUG", help="Who makes it; by default whose repository it is.")
@click.option("--kind", type=click.Choice(["llm", "vlm"]), help="What it is; by default what the snapshots say.")
@click.pass_context
def add(
    ctx: click.Context,
    thing: str,
    *,
    family: str | None,
    slug: str | None,
    name: str | None,
    organization: str | None,
    kind: ListKind | None,
) -> None:
    r"""Name a checkpoint, collection or paper in a family's file, or draft a new family from it.

    An id or its address will do. Nobody is asked: facts come with the next refresh. A file that
    exists keeps its comments, order and every other byte.

    \b
    Examples:
      awesome add Qwen/Qwen2.5-7B --family qwen2.5
      awesome add https://huggingface.co/acme/hawk-7b --organization acme --kind llm
      awesome add 2407.10671 --family qwen2
    """
    root = root_of(ctx)
    with said():
        tree = read_tree(root)
        curated = parse_curated({p: data for p, data in tree.items() if p.startswith(paths.CURATED)})
        one = read_thing(thing)
        holder = next((s for s, f in sorted(curated.families.items()) if one.id in getattr(f, one.kind)), None)
        if holder is not None and family in (None, holder):
            click.echo(f"{paths.family(holder)} names {one.id} already: nothing to do")
            return
        if holder is not None and one.kind == "checkpoints":
            raise WrongUsage(f"{one.id} is named by {holder}: a checkpoint belongs to one family")
        if family is not None:
            told = _into(root, curated, one, family)
        else:
            draft = _draft(
                curated, parse_snapshots(tree), one, slug=slug, name=name, organization=organization, kind=kind
            )
            told = _write_draft(root, tree, draft)
    click.echo(told)
    click.echo("run `awesome refresh` to ask for its facts, or `awesome derive` to see the row as it is")


def read_thing(text: str) -> Thing:
    """An id or address as what it names.

    Raises:
        WrongUsage: it is none of them.
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
    raise WrongUsage(
        f"{clean(text, limit=120)!r} is neither a repository (org/name), nor a collection (owner/title-24 hex digits), "
        "nor an arXiv id (2407.10671)"
    )


def _into(root: Path, curated: Curated, one: Thing, family: str) -> str:
    if family not in curated.families:
        raise WrongUsage(f"no family has the slug {family!r}{near(family, list(curated.families))}")
    path = paths.family(family)
    with locked(root):
        old = (root / path).read_bytes().decode()
        try:
            new = add_value(old, one.kind, one.id, _AFTER[one.kind]).encode()
        except CannotEdit as error:
            raise WrongUsage(f"{path}: {error}; add {one.id} to `{one.kind}` by hand") from error
        parse_curated({p: d for p, d in read_tree(root).items() if p.startswith(paths.CURATED)} | {path: new})
        write_changes(root, {path: new})
    return f"{path}: added {one.id} to {one.kind}"


def _draft(
    curated: Curated,
    snapshots: Snapshots,
    one: Thing,
    *,
    slug: str | None,
    name: str | None,
    organization: str | None,
    kind: ListKind | None,
) -> CuratedFamily:
    name = name or _name_of(one, snapshots)
    slug = slug or slug_of(name)
    if not is_slug(slug):
        raise WrongUsage(f"{slug or name!r} is no slug: add --slug with lower-case letters, digits, '-' and '.'")
    kind = kind or _kind_of(one, snapshots)
    if kind is None:
        raise WrongUsage(f"no snapshot says what {one.id} is: add --kind llm or --kind vlm")
    links = Links()
    if one.kind == "checkpoints":
        links = Links(checkpoints=(Link(label=one.id.partition("/")[2], url=f"https://huggingface.co/{one.id}"),))
    elif one.kind == "collections":
        links = Links(
            checkpoints=(Link(label=f"{name} collection", url=f"https://huggingface.co/collections/{one.id}"),)
        )
    return CuratedFamily.model_validate(
        {
            "slug": slug,
            "name": name,
            "organization": _organization_of(curated, one, organization),
            "kind": kind,
            "draft": True,
            one.kind: (one.id,),
            "links": links,
        }
    )


def _organization_of(curated: Curated, one: Thing, wanted: str | None) -> str:
    known = curated.organizations.organizations
    if wanted is not None:
        if wanted not in known:
            raise WrongUsage(
                f"no organisation has the slug {wanted!r}{near(wanted, list(known))}; they are in {paths.ORGANIZATIONS}"
            )
        return wanted
    owner = one.id.partition("/")[0].casefold()
    found = [s for s, o in known.items() if owner in {h.casefold() for h in o.hub}] if one.kind != "papers" else []
    if len(found) != 1 and one.kind == "papers":
        raise WrongUsage("a paper does not say whose model it is: add --organization SLUG")
    if len(found) != 1:
        raise WrongUsage(
            f"nobody in {paths.ORGANIZATIONS} publishes as {owner!r} alone: add --organization SLUG, "
            f"or that name to the `hub` of one of them"
        )
    return found[0]


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
        title = clean(paper.facts.title, limit=80) if paper is not None else ""
        if not title:
            raise WrongUsage(f"no snapshot knows the paper {one.id}: add --name")
        return title.split(":")[0].removesuffix(" Technical Report").strip()
    parts = one.id.partition("/")[2].split("-")
    if one.kind == "collections":
        known = snapshots.collections.get(one.id)
        return clean(known.facts.title, limit=80) if known is not None and known.facts.title else " ".join(parts[:-1])
    kept = [p for p in parts if not is_size(p.casefold()) and p.casefold() not in _STAGES]
    return "-".join(kept) or one.id.partition("/")[2]


def _write_draft(root: Path, tree: Mapping[str, bytes], draft: CuratedFamily) -> str:
    path = paths.family(draft.slug)
    if path in tree:
        raise WrongUsage(f"{path} is there already: add --family {draft.slug} to put it there, or --slug for another")
    text = family_toml(draft).encode()
    parse_curated({p: d for p, d in tree.items() if p.startswith(paths.CURATED)} | {path: text})
    with locked(root):
        write_changes(root, {path: text})
    return f"{path}: a draft of {draft.name} ({draft.organization}, {draft.kind}); take `draft` out when a person has looked at it"
