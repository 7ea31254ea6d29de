"""Leaderboards, benchmarks and resources as sections."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from pipeline.model.boards import CuratedBoard
from pipeline.model.curated import CuratedBenchmark, CuratedFamily, Link, Resource
from pipeline.model.observed import JoinedStanding
from pipeline.reconcile.catalog import observe_paper
from pipeline.render import marked
from pipeline.render.family import fact, prose
from pipeline.render.links import alive, cited, curated_link, in_a_row
from pipeline.render.marked import Marked
from pipeline.render.placement import Page, RenderContext
from pipeline.render.trends import picture
from pipeline.render.values import edition_words, label, score_text

SHOWN: Final = 5
"""Families that a board's section on a list shows, best score first; the page of all boards has the rest."""


def section(one: CuratedBoard | CuratedBenchmark, page: Page, context: RenderContext) -> Marked:
    """A leaderboard: where it is, whether it still moves, and how families stand on it; or a benchmark: what it measures, and how."""
    heading = Marked(f"{'###' if page.number else '##'} {marked.inline(one.name)}")  # higher on a page that has nothing else
    if isinstance(one, CuratedBenchmark):
        return marked.blocks(heading, marked.bullets(_benchmark_facts(one, page, context)), prose(one.prose, page.words))
    facts = marked.bullets(_board_facts(one, page, context))
    return marked.blocks(heading, facts, prose(one.prose, page.words), picture(one, page, context), _standings(one, page, context))


def board_link(one: CuratedBoard, page: Page, context: RenderContext) -> Marked:
    """A board without a table here, as a list item: where it is, whether it still moves, and what it measures."""
    facts = marked.joined(filter(None, _board_facts(one, page, context)), page.words["semicolon"])
    said = Marked(f"**{marked.inline(one.name)}**{page.words['colon']}{facts}")
    return marked.blocks(said, prose(one.prose, page.words), picture(one, page, context))


def _board_facts(one: CuratedBoard, page: Page, context: RenderContext) -> Iterator[Marked]:
    words = page.words
    state = words[f"state.{one.state}"]
    if one.ended and one.state != "active":
        state += f"{words['opening']}{marked.inline(one.ended)}{words['closing']}"
    # The heading above has the name: the link says where it leads.
    where = curated_link(Link(label=urlsplit(one.url).hostname or one.name, url=one.url), context.snapshots, words)
    yield Marked(f"{where}{words['dash']}{state}")
    if successor := context.curated.boards.get(one.successor or ""):
        to = context.to_section(f"board {successor.slug}", successor.name, page) or marked.link(successor.name, successor.url)
        yield fact(words["successor"], to, words)
    if observed := context.catalog.boards.get(one.slug):
        yield marked.inline(edition_words(observed.edition, one, context.snapshots, words).capitalize())
    yield fact(words["data_license"], marked.inline(one.license), words)
    said = one.citation.replace("https://arxiv.org/abs/", "arXiv ")
    cite = marked.link(said, one.citation) if one.citation.startswith("https://") else marked.inline(said, 500)
    yield fact(words["cite"], cite, words)
    yield fact(words["more_links"], in_a_row(one.links, context.snapshots, words), words)


def _standings(one: CuratedBoard, page: Page, context: RenderContext) -> Marked:
    """A board's rows, the best first: a list has the first of each family, the page of all boards every one with all that is rated."""
    observed, families, words = context.catalog.boards.get(one.slug), context.curated.families, page.words
    metric, machines = one.metric, one.rows == "hardware"
    if observed is None or metric is None:
        return Marked("")
    sign = -1.0 if metric.higher_is_better else 1.0
    scored = ((name, row) for name, row in observed.standings.items() if metric.name in row.scores and (machines or row.family in families))
    rows = sorted(scored, key=lambda found: (sign * found[1].scores[metric.name].value, found[0]))
    if page.number:
        firsts: dict[str | None, tuple[str, JoinedStanding]] = {}
        for name, row in rows:
            firsts.setdefault(name if machines else row.family, (name, row))
        rows = list(firsts.values())[:SHOWN]
    columns = [column for column in one.scores if machines or column is metric or (column.rates and not page.number)]
    columns.sort(key=lambda column: column is not metric and not machines)
    cells = (
        (marked.cell(name) if machines else _rated(families[row.family or ""], row.checkpoint or "", page, context),
         *(marked.cell(score_text(row.scores[c.name], c.name, one) if c.name in row.scores else "") for c in columns),
         *(() if machines else (marked.cell(name),)))
        for name, row in rows
    )  # fmt: skip
    heads = (words["machine" if machines else "model"], *(label(c.name, one, words) for c in columns), *(() if machines else (words["on_board"],)))
    return marked.table(map(Marked, heads), cells, numbers=range(1, len(columns) + 1)) if rows else Marked("")


def _rated(family: CuratedFamily, checkpoint: str, page: Page, context: RenderContext) -> Marked:
    """The model that has a score, by its family's page; whether nobody has seen its weights."""
    named = context.to_family(family, page, checkpoint.rpartition("/")[2])
    hearsay = context.catalog.observed(family.slug).is_hearsay(checkpoint)
    return Marked(f"{named}{page.words['opening']}{page.words['unseen']}{page.words['closing']}") if hearsay else named


def benchmark_table(page: Page, context: RenderContext) -> Marked:
    """The benchmarks of a list in short; each name leads to its section."""
    words = page.words
    rows = (
        (
            context.to_section(f"benchmark {one.slug}", one.name, page) or marked.cell(one.name),
            marked.cell(words.or_another(one.measures)[0]),
            Marked("" if one.state == "active" else words[f"state.{one.state}"]),
        )
        for one in page.benchmarks
    )
    return marked.table((Marked(words[key][:1].upper() + words[key][1:]) for key in ("benchmark", "measures", "state")), rows)


def _benchmark_facts(one: CuratedBenchmark, page: Page, context: RenderContext) -> Iterator[Marked]:
    words, snapshots = page.words, context.snapshots
    for key in ("measures", "size", "metric"):
        text, fallback = words.or_another(getattr(one, key))
        if text := text.strip():
            value = Marked(text) if key == "measures" else marked.inline(text)  # no Markdown: "pass@k" names nobody
            yield fact(words[key], Marked(f"{value} {words['fallback_inline']}") if fallback else value, words)
    yield fact(words["state"], Marked(words[f"state.{one.state}"] if one.state != "active" else ""), words)
    if successor := context.curated.benchmarks.get(one.successor or ""):
        to = context.to_section(f"benchmark {successor.slug}", successor.name, page)
        yield fact(words["successor"], to or marked.inline(successor.name), words)
    yield fact(words["results"], in_a_row(one.results, snapshots, words), words)
    known = {paper: context.catalog.papers.get(paper) for paper in one.papers}
    found = [cited(paper, seen or observe_paper(paper, (), context.curated, snapshots), 1) for paper, seen in known.items()]
    for address, key in ((one.code, "code"), (one.dataset, "dataset")):
        if target := alive(address, snapshots) if address else None:
            name = urlsplit(target).path.strip("/").removeprefix("datasets/")
            found.append(Marked(f"{words[key]} {marked.link(name or target, target)}"))
    yield fact(words["more_links"], marked.joined(found, words["semicolon"]), words)


def resource(one: Resource, page: Page, context: RenderContext) -> Marked:
    """A resource as a list item; prose of several lines stands below it as blocks of its own."""
    text, _ = page.words.or_another(one.prose)
    item = curated_link(Link(label=one.name, url=one.url), context.snapshots, page.words)
    if "\n" in text.strip():
        return marked.blocks(item, marked.block(text))
    return Marked(f"{item} - {text.lstrip()}" if text.strip() else item)
