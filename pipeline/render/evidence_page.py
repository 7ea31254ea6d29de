"""A family's evidence pages as Markdown: one, or several where it has very many checkpoints."""

from collections.abc import Iterator

from pipeline.model.curated import CuratedFamily
from pipeline.model.observed import ObservedFamily
from pipeline.render import evidence_view, marked
from pipeline.render.environment import template
from pipeline.render.evidence_view import EVIDENCE_WEIGHT, Table
from pipeline.render.family_view import Around, evidence_path
from pipeline.render.marked import Marked

AUTHORITY_DOCS = "docs/readme.md"


def evidence_pages(family: CuratedFamily, around: Around) -> Iterator[tuple[str, str]]:
    """Path and text of each page."""
    observed = around.catalog.families.get(family.slug) or ObservedFamily(slug=family.slug)
    path = evidence_path(family.slug)
    parts = list(_parts(evidence_view.tables(family, path, around)))
    for number, tables in enumerate(parts, start=1):
        last = number == len(parts)
        text = template("evidence").render(
            heading=Marked(f"{marked.inline(family.name)}: evidence · 数据来源" + (f" {number}" if number > 1 else "")),
            back=_back(family, path, number, len(parts), around),
            docs=Marked(marked.relative(path, AUTHORITY_DOCS)),
            first=number == 1,
            tables=tables,
            standings=evidence_view.standings(observed, around) if last else (),
            papers=evidence_view.paper_lines(family, observed, around) if last else (),
        )
        yield _numbered(path, number), text


def _numbered(path: str, number: int) -> str:
    # "--" cannot be in a slug, so a further page never takes another family's name.
    return path if number == 1 else path.removesuffix(".md") + f"--{number}.md"


def _parts(tables: Iterator[Table]) -> Iterator[tuple[Table, ...]]:
    part: list[Table] = []
    weight = 0
    for table in tables:
        if part and weight + table.weight > EVIDENCE_WEIGHT:
            yield tuple(part)
            part, weight = [], 0
        part.append(table)
        weight += table.weight
    yield tuple(part)


def _back(family: CuratedFamily, path: str, number: int, parts: int, around: Around) -> Marked:
    """Links to the list in both languages, and to the other parts."""
    english, chinese = around.plan.families["en", family.slug], around.plan.families["zh", family.slug]
    links = [
        marked.here(Marked("English list"), marked.relative(path, english.page), english.anchor),
        marked.here(Marked("中文列表"), marked.relative(path, chinese.page), chinese.anchor),
    ]
    links += [marked.here(Marked(f"part {n} · 第 {n} 部分"), marked.relative(path, _numbered(path, n)))
              for n in range(1, parts + 1) if n != number]  # fmt: skip
    return marked.joined(links, " | ")
