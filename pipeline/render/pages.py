"""Every page of the list, from the catalog."""

from collections.abc import Mapping

from pipeline.layout.catalog import Catalog
from pipeline.layout.curated import Curated
from pipeline.layout.snapshots import Snapshots
from pipeline.reconcile.standings import placed_families
from pipeline.render.comparison import compared_families
from pipeline.render.context import RenderContext
from pipeline.render.evidence import evidence_pages
from pipeline.render.list_page import list_page
from pipeline.render.placement import place_pages
from pipeline.render.trends import members_of, picture_files, trends


def render(catalog: Catalog, curated: Curated, snapshots: Snapshots, inputs: Mapping[str, bytes]) -> dict[str, bytes]:
    """The READMEs, their further pages, evidence and pictures: path -> bytes. Drafts are not on them."""
    curated = curated.listed
    lines = trends(members_of(catalog), curated, inputs)
    placed = placed_families({slug: one for slug, one in catalog.families.items() if slug in curated.families})
    encoders = {slug for slug, one in catalog.families.items() if one.facts.vision_encoder}
    context = RenderContext(
        catalog, curated, snapshots, place_pages(curated), placed, frozenset(lines),
        compared_families(curated, placed, encoders),
    )  # fmt: skip
    pages = picture_files(lines, curated)
    pages.update((page.path, as_file(list_page(page, context))) for page in context.placement.pages)
    for slug in sorted(curated.families):
        pages.update((path, as_file(text)) for path, text in evidence_pages(curated.families[slug], context))
    return pages


def as_file(text: str) -> bytes:
    """One newline at the end; what a person could not have typed as UTF-8 is shown as a replacement."""
    return (text.rstrip("\n") + "\n").encode(errors="replace")
