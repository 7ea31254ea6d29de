"""Membership: which families an upstream object says something about, read from a derived tree."""

import json
from collections.abc import Iterator, Mapping
from typing import Final

from pipeline.layout import kinds, paths
from pipeline.layout.curated import Curated
from pipeline.model.ids import is_github_repo
from pipeline.propose.objects import Unit
from pipeline.sources.links.states import family_links

Tree = Mapping[str, bytes]
Membership = dict[Unit, frozenset[str]]

_CODE_HOST: Final = "https://github.com/"


def membership(*parts: tuple[Tree, Curated]) -> Membership:
    """Each object with its families in any of these outputs and curated files: what belonged yesterday still does.

    Checkpoints by observed membership, the others by who names them. Boards are not here: they speak of every family at once.
    """
    found: dict[Unit, set[str]] = {}
    for outputs, curated in parts:
        for kind, name, family in (*_observed(outputs), *_named(curated)):
            found.setdefault(Unit(kind, name), set()).add(family)
    return {unit: frozenset(families) for unit, families in found.items()}


def _observed(outputs: Tree) -> Iterator[tuple[str, str, str]]:
    """(kind, name, family) of what derive concluded."""
    for path, content in outputs.items():
        if path.startswith(paths.OBSERVED + "families/"):
            family = json.loads(content)
            facts = family.get("facts", {})
            yield from (("checkpoint", paths.flat(c), family["slug"]) for c in family.get("checkpoints", {}))
            yield from (("paper", paths.flat(p), family["slug"]) for p in facts.get("own_arxiv", ()))
            if facts.get("own_github"):
                yield "repository", paths.flat(facts["own_github"]), family["slug"]
        elif path.startswith(paths.OBSERVED + "papers/"):
            paper = json.loads(content)
            yield from (("paper", paths.flat(paper["id"]), family) for family in paper.get("families", ()))


def _named(curated: Curated) -> Iterator[tuple[str, str, str]]:
    """(kind, name, family) of what people named."""
    for slug, family in curated.families.items():
        yield "family", slug, slug
        yield from (("checkpoint", paths.flat(c), slug) for c in family.checkpoints)
        yield from (("collection", paths.flat(c), slug) for c in family.collections)
        yield from (("paper", paths.flat(p), slug) for p in family.papers)
        repository = (family.links.code or "").removeprefix(_CODE_HOST).strip("/")
        if is_github_repo(repository):
            yield "repository", paths.flat(repository), slug
        for address in family_links(family):
            yield "link", kinds.LINKS.path(address).removeprefix(paths.LINKS).removesuffix(".json"), slug
