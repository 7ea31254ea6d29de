"""Links: where they lead now, and what is known of where they lead."""

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import Final

from pipeline.layout.catalog import Snapshots
from pipeline.model.curated import CuratedFamily, Link
from pipeline.model.ids import HUB_URL, is_checkpoint_id, is_github_repo
from pipeline.model.observed import UNSEEN, ObservedFamily, ObservedPaper
from pipeline.render import marked
from pipeline.render.marked import Marked
from pipeline.words import Words

GITHUB: Final = "https://github.com/"
_NAMED: Final = 3  # checkpoints shown in a row whose editor chose none


def alive(address: str, snapshots: Snapshots) -> str | None:
    """Where a link leads now: itself, where it moved to, or None when it is known to be dead."""
    found = snapshots.links.get(address)
    if found is None or found.state == "ok":
        return address
    return found.facts.final_url if found.state == "moved" else None


def curated_link(one: Link, snapshots: Snapshots, words: Words) -> Marked:
    """A link with an editor's words, followed to where it moved, or marked when it is dead."""
    known = snapshots.checkpoints.get(one.url.removeprefix(HUB_URL))
    if known is not None and known.shown_state == "gone":
        return Marked(f"{marked.inline(one.label)} {words['absent.gone']}")
    moved = known.moved_to if known is not None and known.state == "moved" else None
    target = HUB_URL + moved if moved and is_checkpoint_id(moved) else alive(one.url, snapshots)
    if target is None:
        return Marked(marked.inline(one.label) + words.aside(words["dead"]))
    return marked.link(one.label, target)


def in_a_row(links: Iterable[Link], snapshots: Snapshots, words: Words) -> Marked:
    """Several links with an editor's words, separated as the language does."""
    return marked.joined((curated_link(one, snapshots, words) for one in links), words["comma"])


def checkpoints(family: CuratedFamily, observed: ObservedFamily) -> tuple[Link, ...]:
    """The checkpoints that a reader is led to: an editor's links in their order, else the first members by name."""
    if family.links.checkpoints:
        return family.links.checkpoints
    there = [c for c in observed.checkpoints if is_checkpoint_id(c)]
    first = sorted(there, key=lambda c: (observed.checkpoints[c].state == "gone", c))[:_NAMED]
    return tuple(Link.model_construct(label=c.partition("/")[2], url=HUB_URL + c) for c in first)


def quantised(checkpoint: str, library: str = "") -> str:
    """Where the Hub lists a checkpoint's quantised copies, its maker's among them: of all formats (GGUF, AWQ and so on), or of one."""
    return f"{HUB_URL}models?other=base_model:quantized:{checkpoint}{library and '&library='}{library}"


def own_copies(checkpoint: str, observed: ObservedFamily) -> Iterator[tuple[str, str]]:
    """The maker's own quantised copies of a checkpoint: what their names have beyond its own, and their addresses."""
    copies = observed.checkpoints.get(checkpoint, UNSEEN).facts.get("copies")
    for copy in copies if isinstance(copies, tuple) else ():
        its, own = (re.split("([-_.])", name.partition("/")[2]) for name in (copy, checkpoint))
        same = takewhile(lambda pair: pair[0].casefold() == pair[1].casefold(), zip(its, own, strict=False))
        yield "".join(its[len([*same]) :]).lstrip("-_.") or "".join(its), HUB_URL + copy


def first_checkpoint(family: CuratedFamily, observed: ObservedFamily, snapshots: Snapshots) -> str | None:
    """Where a reader is led first: the editor's first link that lives, else the first member."""
    for one in family.links.checkpoints:
        checkpoint = snapshots.checkpoints.get(one.url.removeprefix(HUB_URL))
        target = alive(one.url, snapshots)
        if target is not None and (checkpoint is None or checkpoint.shown_state == "present"):
            return target
    there = [c for c, o in observed.checkpoints.items() if o.state == "present" and is_checkpoint_id(c)]
    return HUB_URL + min(there) if there else None


def cited(identity: str, known: ObservedPaper | None, most: int = 3) -> Marked:
    """A paper by its link, and its title, first authors and day where they are known."""
    link = marked.link(f"arXiv {identity}", f"https://arxiv.org/abs/{identity}")
    if known is None:
        return link
    authors = ", ".join(known.authors[:most]) + (" et al" if len(known.authors) > most else "")
    said = ". ".join(filter(None, (known.title, authors, (known.published or "")[:10]))).replace("?. ", "? ")
    return Marked(f"{link}: {marked.inline(said, 500)}")


def papers(family: CuratedFamily, observed: ObservedFamily) -> list[str]:
    """A family's own papers: the editor's first."""
    return list(dict.fromkeys((*family.papers, *observed.texts("own_arxiv"))))


def code_address(family: CuratedFamily, observed: ObservedFamily) -> str | None:
    """The address of a family's code: the editor's, else the repository that the cards name."""
    named = observed.facts.get("own_github")
    return family.links.code or (f"{GITHUB}{named}" if named else None)


def repository(family: CuratedFamily, observed: ObservedFamily, snapshots: Snapshots) -> tuple[str, str, bool] | None:
    """A family's code as it is now: address, name, and whether it is archived; None when it is gone."""
    address = code_address(family, observed)
    if address is None:
        return None
    name = address.removeprefix(GITHUB).removesuffix("/").removesuffix(".git")
    known = snapshots.repositories.get(name) if address.startswith(GITHUB) else None
    if known is not None and known.state == "gone":
        return None
    if known is not None and is_github_repo(known.facts.id):
        return GITHUB + known.facts.id, known.facts.id, known.facts.archived
    target = alive(address, snapshots)
    return (target, name if is_github_repo(name) else "code", False) if target is not None else None
