"""The maintainers' page: what is missing, by the reason, and which checkpoints are no longer where they were."""

from collections.abc import Iterator
from typing import Final

from pipeline.fields import absent_of
from pipeline.layout import paths
from pipeline.model.curated import CuratedFamily
from pipeline.model.observed import ABSENCES, Absence
from pipeline.render import marked
from pipeline.render.context import RenderContext
from pipeline.render.marked import Marked
from pipeline.render.order import FRONT, newest_first
from pipeline.render.placement import family_page
from pipeline.render.values import stated
from pipeline.words import ENGLISH

COVERAGE: Final = f"{paths.PAGES}coverage.md"
_STATES: Final = ("gone", "moved", "unseen")


def coverage_page(context: RenderContext) -> str:
    """The page's text, in English: a section a reason, the newest families first."""
    dates = {slug: one.facts.dates("release_date") for slug, one in context.catalog.families.items()}
    released = {slug: date.first for slug, date in dates.items() if date is not None}
    families = newest_first(context.curated, FRONT, released)
    return marked.blocks(
        Marked(f"# {ENGLISH['not_known']}"),
        Marked(ENGLISH["not_known_key"]),
        *(_section(ENGLISH[f"missing.{why}"], "fields", list(_fields(families, why, context))) for why in ABSENCES),
        *(
            _section(ENGLISH("checkpoints_are", state=ENGLISH[f"checkpoint.{state}"]), "checkpoints",
                     list(_checkpoints(families, state, context)))
            for state in _STATES
        ),
    )  # fmt: skip


def _section(heading: str, column: str, rows: list[tuple[Marked, Marked]]) -> Marked:
    """A heading and its families; nothing where there are none."""
    if not rows:
        return Marked("")
    return marked.blocks(
        Marked(f"## {heading}"), marked.table((Marked(ENGLISH["family"]), Marked(ENGLISH[column])), rows)
    )


def _fields(families: list[CuratedFamily], why: Absence, context: RenderContext) -> Iterator[tuple[Marked, Marked]]:
    for family in families:
        observed = context.observed(family.slug)
        names = [
            ENGLISH.label(spec).name
            for spec in absent_of("family")
            if not stated(observed.facts, spec) and observed.absent.get(spec.name, "not stated") == why
        ]
        if names:
            yield _link(family, context), marked.cell(", ".join(names))


def _checkpoints(families: list[CuratedFamily], state: str, context: RenderContext) -> Iterator[tuple[Marked, Marked]]:
    for family in families:
        names = sorted(name for name, one in context.observed(family.slug).checkpoints.items() if one.state == state)
        if names:
            yield _link(family, context), marked.joined(map(marked.code, names))


def _link(family: CuratedFamily, context: RenderContext) -> Marked:
    return context.to_family(family, family_page(family, COVERAGE, ENGLISH))
