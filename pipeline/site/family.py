"""A family as the site shows it: facts, checkpoints, standings, papers, prose, and every value with its evidence."""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from pipeline.export.records import Published
from pipeline.fields import FieldSpec, shown_in
from pipeline.layout.snapshots import Snapshots, retrieved_at
from pipeline.model.claims import Claim
from pipeline.model.clean import clean
from pipeline.model.ids import HUB_URL
from pipeline.model.licences import terms_of
from pipeline.model.observed import ABSENCES, FamilyEvidence, ObservedFamily
from pipeline.model.results import StatedResult, results_of
from pipeline.render import values
from pipeline.render.evidence import in_order
from pipeline.render.links import own_copies, quantised
from pipeline.render.marked import checked
from pipeline.render.scores import score_text
from pipeline.site.lists import licensed
from pipeline.site.phrases import (
    Cell,
    Phrase,
    TableRow,
    everywhere,
    joined,
    label,
    linked,
    maker_name,
    phrase,
    unbroken,
)
from pipeline.site.rows import rated_rows
from pipeline.words import LANGUAGES

_LINE: Final = 8
"""Families before and after one that are named."""
_PLACES: Final = 3
"""Sources named beside a fact; all of them stand with the evidence."""
_FAMILY: Final = "family"
"""The part that speaks of the whole family; a checkpoint's name has a slash in it."""
_STRIKING: Final = frozenset({"rival", "pinned"})


def family_page(one: Any, published: Published) -> dict[str, object]:  # noqa: ANN401
    """All that a family's page shows; `one` is its record."""
    evidence = published.catalog.heard(one.slug)
    maker = published.whole.organizations.get(one.organization)
    every: tuple[Any, ...] = published.whole.families
    names = {family.slug: clean(family.name, 200) for family in every}
    dated = {other.slug: names[other.slug] + (f" ({values.began(other.release_date, 7)})" if other.release_date else "") for other in every}
    return {
        "slug": one.slug,
        "name": names[one.slug],
        "maker": linked(maker_name(maker), f"../makers/{one.organization}.html") if maker else clean(one.organization, 200),
        "kind": one.kind.upper(),
        "lineage": [(key, [(slug, dated[slug]) for slug in line[:_LINE]]) for key, line in _lineage(one, published)],
        "links": list(_links(one)),
        "prose": [(code, text) for code in LANGUAGES if (text := getattr(one.prose, code, ""))],
        "facts": list(_facts(one, evidence, published.catalog.observed(one.slug))),
        **_checkpoints(one, published),
        "standing_columns": [phrase(key) for key in ("board", "score", "name_there", "edition_column")],
        "evidence_columns": [phrase(key) for key in ("field", "value", "verdict", "source", "site.retrieved")],
        "standings": list(_standings(one, published)),
        "result_columns": [phrase(key) for key in ("site.checkpoint", "benchmark", "metric", "score", "setting", "source")],
        "results": [_result(member.id, result) for member in one.checkpoints for result in results_of(member.results)],
        "papers": list(_papers(one, published)),
        "parts": list(_parts(one, evidence, published.snapshots)),
    }


def _lineage(one: Any, published: Published) -> Iterator[tuple[str, list[str]]]:  # noqa: ANN401
    """What came before and after a family, and the newest of its maker where that is another one."""
    yield from published.succession.line(one.slug)
    own = (family.slug for family in published.whole.families if family.organization == one.organization)
    newest = max(own, key=lambda slug: (published.when[slug], slug), default=one.slug)
    if newest != one.slug:
        yield "site.newest", [newest]


def _links(one: Any) -> Iterator[tuple[Phrase, str]]:  # noqa: ANN401
    """The links that editors chose, the code behind those of the checkpoints."""
    hosts = ((link, urlsplit(link.url).hostname) for link in one.links)
    named = ((link, link.label if link.url.startswith(HUB_URL) else f"{link.label} ({host})") for link, host in hosts)
    chosen = [(everywhere(clean(label, 200)), link.url) for link, label in named]
    if one.code:
        first = next((n for n, link in enumerate(one.links) if not link.url.startswith(HUB_URL)), len(chosen))
        chosen.insert(first, (phrase("code"), one.code))
    for words, address in chosen:
        target = checked(address)
        if target is not None:
            yield words, target


def _facts(one: Any, evidence: FamilyEvidence, observed: ObservedFamily) -> Iterator[dict[str, object]]:  # noqa: ANN401
    """The row's facts in full, each with the places it rests on; or why there is none."""
    for spec in shown_in("site"):
        field = spec.name
        count = f"{field}_count"
        if getattr(one, field) in (None, ()) and getattr(one, count, None):
            field = count
        value, heard = values.rolled(getattr(one, field), field), evidence.facts.get(field, ())
        won = [claim for claim in heard if claim.verdict in {"won", "pinned"}]
        absent = one.absent.get(spec.name) if value is None else None
        if value is not None or absent is not None:
            yield {
                "field": spec.name,
                "label": label(field),
                "value": _shown(clean(value or "", 500), spec, one) if field == spec.name else clean(value or "", 500),
                "absent": phrase(f"why.{absent}") if absent else None,
                "coverage": Phrase.of(partial(values.known_of, one.coverage, spec, key="site.coverage"))
                + (Phrase.of(lambda words: f"{words['gap']}{values.unlicensed(observed, words)}".rstrip()) if spec.form == "licence" else everywhere("")),
                "places": [_place(claim, named=True) for claim in won[:_PLACES]] if value is not None else [],
                "further": max(0, len(won) - _PLACES) if value is not None else 0,
                "rivals": [
                    clean(name, 200) for name in sorted(evidence.checkpoints, key=str.casefold)
                    if any(claim.verdict == "rival" for claim in evidence.checkpoints[name].get(spec.name, ()))
                ],
            }


def _shown(value: str, spec: FieldSpec, one: Any) -> Cell:  # noqa: ANN401
    """A family's value: licences lead to their pages, languages and what is one of a few words are in the reader's language."""
    if spec.form == "licence":
        named = (joined((licensed(name, one, "../"), phrase(f"licence.{terms_of(name)}")), phrase("colon")) for name in one.license)
        return joined(named, phrase("semicolon"))
    stated = getattr(one, spec.name)
    if spec.form == "count" and spec.name in one.coverage and one.coverage[spec.name].holds_for:
        return Phrase.of(lambda words: clean(values.borne(stated, one.coverage, spec, words), 2_000))
    if isinstance(stated, tuple) and spec.form != "sizes":
        whole = Phrase.of(lambda words: clean(values.borne(stated, one.coverage, spec, words), 2_000))
        known = max(len(stated), one.languages_count or 0) if spec.form == "languages" else 0
        if known <= max(len(stated), values.MANY_LANGUAGES) and len(stated) <= values.MANY_LANGUAGES:
            return whole
        count = phrase("languages_count", n=known)
        return Markup("<details><summary>{}</summary>{}</details>").format(escape(count), escape(whole))
    return value


def _place(claim: Claim, *, named: bool) -> Markup:
    """Where a value is stated: what says so, of which checkpoint if that is not plain, and a link to what shows it."""
    said = [everywhere(clean(claim.subject.partition("/")[2], 120) + ": ")] if named and claim.subject else []
    said.append(Phrase.of(lambda words: words.voice(clean(claim.source, 100))))
    said += [phrase("site.line", n=claim.line)] if claim.line is not None else []
    return linked(joined(said, ""), checked(claim.url) if claim.url else None, outside=True)


def _checkpoints(one: Any, published: Published) -> dict[str, object]:  # noqa: ANN401
    """The table of checkpoints, the newest first."""
    observed = published.catalog.observed(one.slug)
    columns, rows = values.member_table(observed)
    said = {member.id: member for member in one.checkpoints}
    heads = (phrase(values.MEMORY) if name == values.MEMORY else label(name) for name in columns)
    return {
        "columns": [phrase("site.checkpoint"), *heads, phrase("weights_column")],
        "members": [_member(said[name], cells, observed) for name, cells in rows],
    }


def _member(one: Any, cells: Iterable[str], observed: ObservedFamily) -> TableRow:  # noqa: ANN401
    """A checkpoint as a row: its name with its state, its values, where its weights and their copies are."""
    state = phrase("access.gated") if one.access == "gated" else None
    if one.state in {"gone", "moved"} or observed.is_hearsay(one.id):
        state = phrase("unseen") if observed.is_hearsay(one.id) else _state(one.state)
    name = linked(one.id, f"#{one.id}")
    there = [linked(phrase("weights_link"), checked(one.url), outside=True)]
    there += [linked(clean(copy, 60), checked(address), outside=True) for copy, address in own_copies(one.id, observed)]
    there += [escape(phrase("site.no_copies"))] if len(there) == 1 else []
    there.append(linked(phrase("site.gguf"), checked(quantised(one.id, "gguf")), outside=True))
    there.append(linked(phrase("site.copies"), checked(quantised(one.id)), outside=True))
    there.append(linked(phrase("site.compare"), f"../compare.html#ids={one.id}"))
    return TableRow((
        joined((name, Markup('<span class="kind">{}</span>').format(escape(state))), " ") if state else name,
        *(unbroken(clean(text, 60)) for text in cells), joined(there) if one.state != "gone" else "",
    ))  # fmt: skip


def _state(state: str) -> Phrase:
    return phrase("why.gone" if state == "gone" else f"checkpoint.{state}")


def _standings(one: Any, published: Published) -> Iterator[TableRow]:  # noqa: ANN401
    """The family's rows on each board, the best first."""
    for slug, standing in sorted(one.standings.items()):
        board = published.curated.boards[slug]
        for score, name, _ in rated_rows(one, slug, published):
            yield TableRow((
                linked(clean(board.name, 200), f"../boards/{slug}.html"),
                score_text(score, standing.metric, board), clean(name, 200), clean(standing.edition or "", 40),
            ))  # fmt: skip


def _result(checkpoint: str, result: StatedResult) -> TableRow:
    """What a checkpoint's maker reports of it, which no board has checked."""
    source = linked(phrase("source"), checked(result.source), outside=True) if checked(result.source) else clean(result.source, 100)
    return TableRow((clean(checkpoint.partition("/")[2], 100), *(clean(part, 120) for part in result[:4]), source))


def _papers(one: Any, published: Published) -> Iterator[dict[str, object]]:  # noqa: ANN401
    """The family's papers, with their abstracts."""
    for paper in one.papers:
        target = checked(paper.url)
        known, retrieved = published.catalog.papers.get(paper.arxiv), published.snapshots.papers.get(paper.arxiv)
        authors = known.authors if known else ()
        if target is not None:
            yield {
                "identity": clean(paper.arxiv, 40),
                "url": target,
                "title": clean(paper.title or "", 300),
                "authors": clean(", ".join(authors[:5]) + (" et al." if len(authors) > 5 else ""), 300),
                "published": clean((paper.published or "")[:10], 10),
                "abstract": clean(retrieved.facts.abstract if retrieved else "", 4_000),
            }


def _parts(one: Any, evidence: FamilyEvidence, snapshots: Snapshots) -> Iterator[dict[str, object]]:  # noqa: ANN401
    """Everything heard, of the family, then of each checkpoint by name; and what has no value, by the reason."""
    own = {field: tuple(claim for claim in heard if not claim.subject) for field, heard in evidence.facts.items()}
    stated = list(_lines(own, snapshots))
    if stated:
        yield {"name": _FAMILY, "state": (), "lines": stated, "summary": _summary(stated), "without": ()}
    for member in sorted(one.checkpoints, key=lambda own: own.id.casefold()):
        lines = list(_lines(evidence.checkpoints.get(member.id, {}), snapshots))
        gated = (phrase("access.gated"),) if member.access == "gated" else ()
        yield {
            "name": clean(member.id, 200),
            "url": checked(member.url),
            "state": (_state(member.state), *gated),
            "revision": clean((member.revision or "")[:12], 12),
            "lines": lines,
            "summary": _summary(lines),
            "without": [(phrase(f"why.{why}"), [label(field) for field in in_order(f for f, own in member.absent.items() if own == why)])
                        for why in (_FAMILY, *ABSENCES) if why in member.absent.values()],
        }


def _summary(lines: list[TableRow]) -> Phrase:
    disputed = sum(line.strong for line in lines)
    values = phrase("site.values", n=len(lines))
    return values + phrase("site.disputed", n=disputed) if disputed else values


def _lines(heard: Mapping[str, tuple[Claim, ...]], snapshots: Snapshots) -> Iterator[TableRow]:
    for field in in_order(heard):
        for claim in heard[field]:
            verdict = phrase(f"verdict.{claim.verdict}")
            because = joined((verdict, clean(claim.because, 500)), ": ") if claim.because else verdict
            yield TableRow(
                (label(field), clean(values.exact(field, claim.value), 300), because, _place(claim, named=False),
                 unbroken((retrieved_at(claim.snapshot, snapshots) or "")[:10])),
                strong=claim.verdict in _STRIKING,
            )  # fmt: skip

