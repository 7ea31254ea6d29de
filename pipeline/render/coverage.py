"""The maintainers' page: what is missing, by the reason, and which checkpoints are no longer where they were."""

from functools import partial
from typing import Final

from pipeline.fields import absent_of
from pipeline.layout import paths
from pipeline.model.observed import ABSENCES, Absence, ObservedFamily
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
    families = newest_first(context.curated, FRONT, {slug: date.first for slug, date in dates.items() if date is not None})
    kinds = [
        *((ENGLISH[f"missing.{why}"], "fields", partial(_fields, why)) for why in ABSENCES),
        *((ENGLISH("checkpoints_are", state=ENGLISH[f"checkpoint.{state}"]), "checkpoints", partial(_checkpoints, state)) for state in _STATES),
    ]
    sections = []
    for heading, column, said in kinds:
        found = ((context.to_family(one, family_page(one, COVERAGE, ENGLISH)), said(context.observed(one.slug))) for one in families)
        if rows := [row for row in found if row[1]]:
            table = marked.table((Marked(ENGLISH["family"]), Marked(ENGLISH[column])), rows)
            sections.append(marked.blocks(Marked(f"## {heading}"), table))
    return marked.blocks(Marked(f"# {ENGLISH['not_known']}"), Marked(ENGLISH["not_known_key"]), *sections)


def _fields(why: Absence, observed: ObservedFamily) -> Marked:
    """The fields of a family that have no value for a reason."""
    without = (spec for spec in absent_of("family") if not stated(observed.facts, spec))
    names = [ENGLISH.label(spec).name for spec in without if observed.absent.get(spec.name, "not stated") == why]
    return marked.cell(", ".join(names)) if names else Marked("")


def _checkpoints(state: str, observed: ObservedFamily) -> Marked:
    """The checkpoints of a family that are in a state."""
    return marked.joined(marked.code(name) for name, one in sorted(observed.checkpoints.items()) if one.state == state)
