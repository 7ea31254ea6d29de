"""What the views of a page are made from, and the links that lead from one place of the list to another."""

from dataclasses import dataclass, field
from typing import Any

from pipeline.kinds import LISTED
from pipeline.layout import paths
from pipeline.layout.catalog import Catalog
from pipeline.layout.curated import Curated
from pipeline.layout.snapshots import Snapshots
from pipeline.model.curated import CuratedFamily
from pipeline.render import marked
from pipeline.render.marked import Marked
from pipeline.render.order import Succession
from pipeline.render.placement import Page, Placement


@dataclass(frozen=True, slots=True)
class RenderContext:
    """The catalog, and where everything stands. `pictured`: boards with a picture; `as_of`: the newest day stated.

    `once`: what is worked out once for the pages of all languages, by name.
    """

    catalog: Catalog
    curated: Curated
    snapshots: Snapshots
    placement: Placement
    succession: Succession
    pictured: frozenset[str] = frozenset()
    as_of: str = ""
    once: dict[str, Any] = field(default_factory=dict, compare=False)

    def to_family(self, family: CuratedFamily, page: Page, name: str = "") -> Marked:
        """A link to a family's own page, by its name or another."""
        return marked.here(marked.inline(name or family.name), _from(page, evidence_path(family.slug)))

    def to_section(self, key: str, name: str, page: Page) -> Marked | None:
        """A link to a section on this page, or on the first page of the list that has it; None where none has."""
        code = page.words.code
        firsts = (self.placement.lists[kind, code][0] for kind in LISTED)
        places = (page, *firsts, self.placement.benchmarks[code], self.placement.boards[code])
        place = next((one for one in places if key in one.anchors), None)
        if place is None:
            return None
        return marked.here(marked.inline(name), _from(page, place.path), place.anchors[key])


def _from(page: Page, target: str) -> str:
    return "" if target == page.path else marked.relative(page.path, target)


def evidence_path(slug: str) -> str:
    """A family's evidence page."""
    return f"{paths.PAGES}families/{slug}.md"


def fact(label: str, value: Marked, page: Page) -> Marked:
    """A line of a section: what it is about in bold, and what is said of it, on the next lines where it begins with a break."""
    return Marked(page.words("fact", label=label[:1].upper() + label[1:], value=value).replace(" \n", "\n", 1))
