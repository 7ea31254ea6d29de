"""The families as the site's scripts read them: one compact row each, and the words to search in."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import count, pairwise, starmap
from typing import Any, Final
from urllib.parse import urlsplit

from pipeline.export.records import Published, PublishedFamily
from pipeline.fields import shown_in
from pipeline.kinds import LISTED
from pipeline.model.amounts import Span
from pipeline.model.boards import Score
from pipeline.model.claims import results_of
from pipeline.model.clean import clean
from pipeline.model.ids import HUB_URL
from pipeline.model.licences import TERMS, terms_of
from pipeline.model.observed import UNSEEN, DateSpan, ObservedCheckpoint
from pipeline.names.dissected import parse_name
from pipeline.render.values import BEARERS, WHOLE, numbers, takes_in
from pipeline.tables import table_beside
from pipeline.words import FIRST, LANGUAGES

_TOLD: Final[Mapping[str, Any]] = table_beside(__file__)
_WORDS: Final = frozenset((*_TOLD["words"], *(f"licence.{one}" for one in TERMS)))
_HEADINGS: Final = (*(spec.name for spec in shown_in("site")), *_TOLD["headings"])
KNOWN: Final[Sequence[str]] = _TOLD["known"]
Interned = dict[Any, int]
"""Values that many rows have, each with its place in a list beside the rows."""


def scripts(published: Published) -> dict[str, bytes]:
    """The site's data by its paths: scripts and not JSON, since a page opened from disk may not fetch."""
    makers = published.curated.organizations.organizations
    series = [[clean(name, 100) for name in names] for one in makers.values() for names in one.series]
    names = {one.record.slug: [clean(member.id, 200) for member in one.there] for one in published.families.values()}
    copied = (member for one in published.families.values() for member in one.there if member.copies)
    copies = {member.id: [clean(copy, 200) for copy in member.copies] for member in copied}
    documents = {one.record.slug: _document(one, published) for one in published.families.values()}
    found: dict[str, dict[str, object]] = {
        "words": {"WORDS": {code: {
            "name": words.name,
            **{key: text for key, text in words.texts.items() if key.startswith(("script.", "purpose.", "value.")) or key in _WORDS},
            **{f"field.{name}": words[f"column.{name}"] for name in _HEADINGS},
        } for code, words in LANGUAGES.items()}},
        "index": {"LIST": _list(published)},
        "more": {"MORE": _comparison(published)},
        # Loaded when somebody asks for them: the checkpoints that the rows speak of, and what a search looks through.
        "checkpoints": {"CHECKPOINTS": names, "COPIES": copies},
        "search": {"SEARCH": {"series": series, "families": documents}},
    }  # fmt: skip
    return {f"data/{name}.js": "".join(starmap(_script, held.items())).encode() for name, held in found.items()}


def _script(name: str, value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # Harmless inside a script, whatever a value holds: no end tag, no comment, no line separator.
    for raw, safe in (("<", "\\u003c"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):
        text = text.replace(raw, safe)
    return f"window.{name}={text};\n"


def _list(published: Published) -> dict[str, object]:
    whole, placed = published.whole, {slug for family in published.whole.families for slug in family.standings}
    # The rows show scores of one board: the most recent living one that rates models in general.
    rating = (b for slug, b in published.curated.boards.items() if slug in placed and b.metric and b.metric.rates == "general")
    makers = published.curated.organizations.organizations
    first = max(rating, key=lambda b: (b.state == "active", published.catalog.boards[b.slug].edition or ""), default=None)
    board = first.slug if first else ""
    names = ("licenses", "languages", "takes", "contexts", "organizations")
    lists: dict[str, Interned] = {name: defaultdict(count().__next__) for name in names}
    rows = [_row(one, published, board, lists) for one in published.families.values()]
    return {
        "columns": list(rows[0]) if rows else [],
        "member": _TOLD["member"],
        "kinds": list(LISTED),
        "known": KNOWN,
        "rows": [_short(list(row.values()), 0) for row in rows],
        **{name: list(values) for name, values in lists.items()},
        "takes": [dict(zip(LANGUAGES, texts, strict=True)) for texts in lists["takes"]],
        "organizations": [
            [slug, *(clean(makers[slug].name if code == FIRST else words.own(makers[slug]), 100) for code, words in LANGUAGES.items())]
            for slug in lists["organizations"]
        ],
        "boards": {one.slug: _board(one.slug, one.edition, published) for one in whole.boards},
        "board": board,
        "since": published.since(),
        "terms": [terms_of(str(one)) for one in lists["licenses"]],
    }


def _board(slug: str, edition: str | None, published: Published) -> list[object]:
    """Name, unit, edition, signs (1: not comparable, 2 more: lower is better), and what it rates unless in general."""
    board = published.curated.boards[slug]
    unit, rated = (clean(board.metric.unit, 20), board.metric.rates) if board.metric else ("", "")
    signs = (not board.comparable) + 2 * bool(board.metric and not board.metric.higher_is_better)
    return [clean(board.name, 100), unit, clean(edition or "", 40), signs, *((rated,) if rated != "general" else ())]


def _row(one: PublishedFamily, published: Published, board: str, lists: Mapping[str, Interned]) -> dict[str, object]:
    """A family; licences, languages, contexts and what it takes in by their places in the lists beside the rows.

    Its slug is 0 where its name says it, a member 0 where it is as the one before it.

    Behind `members` stands what most families have nothing of, 0 there: which model has the score of the `board`, the
    latest release where it is another, a date by which, what is known of some, terms, what bears which licence, a purpose.
    """
    family, observed, ids = one.record, one.observed, [member.id for member in one.there]
    context, longer, date, covered = family.context_length, family.context_length_extended, family.release_date, family.coverage
    places = [board.slug for board in published.whole.boards]
    scores = ([places.index(slug), *_interval(row.score), ids.index(row.checkpoint) if row.checkpoint in ids else None]
              for slug, row in observed.standings.items())  # fmt: skip
    best, (gated, have) = observed.standings.get(board), observed.gated
    known: list[object] = [[of.known, of.of] if (of := covered.get(field)) and of.known < of.of else 0 for field in KNOWN]
    whose = covered.get("license", WHOLE).holds_for
    bearers = [[*names[:BEARERS], *([len(names)] if len(names) > BEARERS else ())] for names in (whose.get(name, ()) for name in family.license)]
    return {
        "slug": 0 if family.slug == family.name.lower().replace(" ", "-") else family.slug,
        "name": clean(family.name, 100),
        "organization": lists["organizations"][family.organization],
        "kind": list(LISTED).index(family.kind),
        "takes": lists["takes"][tuple(takes_in(family.modalities, family.kind, words, apart=True) for words in LANGUAGES.values())],
        "sizes": [clean(size, 40) for size in family.sizes],
        "memory": sorted({min(one.memory), max(one.memory)}) if one.memory else [],
        "context": [lists["contexts"][length] for length in sorted({context.low, context.high})] if context else [],
        "extended": longer.high if longer else 0,
        "license": [lists["licenses"][clean(name, 60)] for name in family.license],
        "released": int(one.released.replace("-", "") or 0),
        "scores": list(map(_short, scores)),
        "weights": clean(one.weights.removeprefix(HUB_URL), 200) if one.weights.startswith(HUB_URL) else None,
        "members": [0 if one == before else one for before, one in pairwise((None, *_members(one, lists)))],
        "rated": clean((best.checkpoint or "").rpartition("/")[2] or best.name, 100) if best else 0,
        "latest": date.latest[:7] if date and date.latest[:7] != date.first[:7] else 0,
        "by": int(bool(date and "first" in date.by)),
        "known": _short(known, 0) if any(known) else 0,
        "gated": [gated, have] if gated else -1 if family.checkpoints and not have else 0,  # -1: all are gone
        "bearers": bearers if whose else 0,
        "purpose": one.curated.purpose or 0,
    }


def _members(of: PublishedFamily, lists: Mapping[str, Interned]) -> Iterator[list[object]]:
    """What a filter asks of each checkpoint that can be had, as the table names it; of a family without any, a row a size."""
    observed, kind = of.observed, of.record.kind
    sizes = sorted({_billions(count) for size in of.record.sizes for count in parse_name(size).sizes})
    there = [observed.checkpoints[one.id] for one in of.there]
    counted = any("total_params" in one.facts for one in there)
    mixed = {kind} < {one.facts["kind"] for one in there if "kind" in one.facts}
    for n, one in enumerate(there or ([] if observed.checkpoints else [UNSEEN] * max(1, len(sizes)))):
        total = one.facts.get("total_params")
        own = [_billions(total)] if isinstance(total, int) else [] if counted else sizes if there else sizes[n : n + 1]
        context, longer = (_ends(observed.value_for(one, field)) for field in ("context_length", "context_length_extended"))
        stated, date = ", ".join(observed.licences_for(one)), observed.value_for(one, "release_date")
        spoken = observed.value_for(one, "languages")
        first, last = (date.first, date.latest) if isinstance(date, DateSpan) else (str(date or ""),) * 2
        day = 0 if first != last else 1 if first and first == of.released else int(first.replace("-", "") or 0)
        rough = "release_date" in observed.checkpoints.get(one.copy_of or "", one).by or (isinstance(date, DateSpan) and "first" in date.by)
        yield _short([
            own[0] if len(own) == 1 else own or None,
            lists["contexts"][context[0]] if context[0] else None,
            lists["licenses"][clean(stated, 60)] if stated else None,
            lists["languages"][" ".join(clean(code, 20) for code in spoken) if isinstance(spoken, tuple) else ""],
            (-day if rough else day) or None,
            lists["contexts"][longer[0]] if longer[0] == longer[1] > context[0] else None,
            _another_kind(one, kind, mixed=mixed),
            lists["contexts"][context[1]] if context[1] > context[0] else None,
        ])  # fmt: skip


def _billions(count: int) -> float:
    """In thousandths; whole ones without a point, which the first view would carry a thousand times."""
    return round(count / 1e9, 3) if count % 10**9 else count // 10**9


def _ends(count: object) -> tuple[int, int]:
    if isinstance(count, Span):
        return count.low, count.high
    return (count, count) if isinstance(count, int) else (0, 0)  # not known, or a person's range of one checkpoint


def _another_kind(one: ObservedCheckpoint, kind: str, *, mixed: bool) -> str | None:
    """A checkpoint's kind by what it takes in; else by its label, not sure where a family's differ or it has none."""
    stated, label = one.facts.get("modalities"), one.facts.get("kind")
    if stated:
        own = "vlm" if {"image", "video"} & set(str(stated).partition("→")[0].split("+")) else "llm"
        return own if own != kind else None
    return "?" if label != kind and mixed else None


def _short(row: list[object], *nothing: object) -> list[object]:
    """A row without the unknown values at its end, or those that say nothing."""
    while len(row) > 1 and row[-1] in (nothing or (None, [])):
        row.pop()
    return row


def _interval(score: Score) -> list[object]:
    return [*map(json.loads, numbers(score)), None, None][:3]


def _comparison(published: Published) -> dict[str, object]:
    takes: Interned = defaultdict(count().__next__)
    rows = [_more(one, published, takes) for one in published.families.values()]
    words = {code: {key: text for key, text in words.texts.items() if key.startswith("compare.")} for code, words in LANGUAGES.items()}
    return {
        "words": words, "columns": list(rows[0]) if rows else [], "own": [*_TOLD["own"], "takes"], "rows": [list(row.values()) for row in rows],
        "takes": [dict(zip(LANGUAGES, texts, strict=True)) for texts in takes],
    }  # fmt: skip


def _more(one: PublishedFamily, published: Published, takes: Interned) -> dict[str, object]:
    family, tokens = one.record, one.record.training_tokens
    return {
        "tokens": [tokens.low, tokens.high] if tokens else None,
        "languages": [clean(code, 20) for code in family.languages],
        "spoken": family.languages_count,
        "thinking": family.reasoning,
        "tools": family.tool_use,
        "placed": {slug: list(_placed(one, slug, published)) for slug in one.observed.standings},
        "latest_by": int(bool(family.release_date and "latest" in family.release_date.by)),
        "borne": {field: known.holds_for for field, known in family.coverage.items() if known.holds_for},
        "some": {field: [known.known, known.of] for field, known in family.coverage.items() if known.known < known.of},
        "own": [_own(one.observed.checkpoints[member.id], one, takes) for member in one.there],
        "results": [[n, clean(f"{result.benchmark}, {result.metric}".removesuffix(", "), 120), clean(result.score, 20)]
                    for n, member in enumerate(one.there) for result in results_of(member.results)],
    }  # fmt: skip


def _placed(one: PublishedFamily, slug: str, published: Published) -> Iterator[list[object]]:
    """A family's rows on a board: model, score, ends of its interval, the board's name where it is another, places of the checkpoints.

    Of a row that names no checkpoint, the only one of the size that it names: how that was run is what sets it apart.
    """
    ids = [member.id for member in one.there]
    for name, score, row in (ranked for ranked in published.ranked[slug] if ranked[2].family == one.record.slug):
        size, model = parse_name(name).total, (row.checkpoint or "").rpartition("/")[2] or name
        like = [n for n, own in enumerate(ids) if size and parse_name(own.partition("/")[2]).total == size]
        whose = [n for n, own in enumerate(ids) if own == row.checkpoint] if row.checkpoint else like if len(like) == 1 else []
        yield [clean(model, 100), *_interval(score), clean(name, 100) if name != model else 0, whose]


def _own(one: ObservedCheckpoint, of: PublishedFamily, takes: Interned) -> list[object]:
    """What the comparison asks of a checkpoint: a range of the whole family says nothing of it.

    What it takes in is as it or its whole family is stated to; where nobody states it of any member, as its kind does.
    """
    known = (value.low if isinstance(value, Span) and value.low == value.high else value
             for value in (of.observed.value_for(one, field) for field in _TOLD["own"].values()))  # fmt: skip
    row: list[object] = [value if isinstance(value, int | str) else None for value in known]
    stated, kind = of.observed.value_for(one, "modalities"), of.record.kind
    several = stated if isinstance(stated, tuple) else (str(stated),) if stated else ()
    if len(several) == 1 or not (several or of.record.modalities or one.facts.get("kind", kind) != kind):
        row.append(takes[tuple(takes_in(several, kind, words) for words in LANGUAGES.values())])
    return _short(row)


def _document(one: PublishedFamily, published: Published) -> dict[str, object]:
    """What is written of a family; `can`: abilities that a search has words for ("derived": made of others' models)."""
    family, maker, papers = one.record, one.maker, published.snapshots.papers
    titles = (paper.title for paper in family.papers)
    abstracts = (papers[paper.arxiv].facts.abstract for paper in family.papers if paper.arxiv in papers)
    gone = (member.id for member in family.checkpoints if member.state == "gone")
    own = {name.lower() for name in maker.hub}
    derived = all(each.base_model and own.isdisjoint(name.partition("/")[0].lower() for name in each.base_model) for each in family.checkpoints)
    moe = any(member.active_params for member in family.checkpoints)
    can = {"derived": family.checkpoints and derived, "tools": "yes" in family.tool_use, "thinks": {"yes", "both"} & set(family.reasoning), "moe": moe}
    return {
        "also": [clean(name, 100) for name in one.curated.aliases],
        "maker": clean(" ".join((maker.name, maker.zh, *maker.aliases, *maker.hub)), 400),
        "papers": [clean(paper.arxiv, 40) for paper in family.papers],
        "code": clean(urlsplit(family.code or "").path.strip("/"), 200),
        "can": [one for one, able in can.items() if able],
        "prose": clean(" ".join(getattr(family.prose, code, "") for code in LANGUAGES), 8_000),
        "more": clean(" ".join(filter(None, (*titles, *family.license, *abstracts, *gone))), 8_000),
    }
