"""The families as the site's scripts read them: one compact row each, and the words to search in."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from pipeline.export.contract import ExportedBoard
from pipeline.export.records import Published
from pipeline.fields import FIELDS, shown_in
from pipeline.kinds import LISTED
from pipeline.model.amounts import Span
from pipeline.model.boards import Score
from pipeline.model.clean import clean
from pipeline.model.ids import HUB_URL
from pipeline.model.licences import TERMS, terms_of
from pipeline.model.observed import UNSEEN, Coverage, DateSpan, JoinedStanding, ObservedCheckpoint, ObservedFamily
from pipeline.model.results import results_of
from pipeline.names.dissected import parse_name
from pipeline.render.links import first_checkpoint
from pipeline.render.placement import NEW_MONTHS, months_before
from pipeline.render.scores import numbers
from pipeline.render.values import BEARERS, takes_in
from pipeline.words import FIRST, LANGUAGES

SCRIPTS: Final = "script."
"""What the keys of the words begin with that scripts alone say."""
_SHARED: Final = (
    "organization", "site.takes", "family", "wish.free", "wish.general", "site.memory", "site.copy_link", "semicolon", "comma", "beside", "colon",
    "undated", "edition.state", "edition.questions",
    "and_more", "terms_first", "terms_first_some", *(f"licence.{one}" for one in TERMS), *(f"value.{one}" for one in ("yes", "no", "both")),
)  # fmt: skip
_HEADINGS: Final = (*(spec.name for spec in shown_in("site")), "kind", "total_params", "results")
"""What scripts say that pages say too: words, and headings of fields."""
MEMBER: Final = ("billions", "context", "license", "languages", "released", "extended", "kind", "perhaps")
"""What a filter asks of one checkpoint. A family fits when one of its checkpoints fits every wish at once.

`kind`: where it is not its family's; "?" where its label differs and nothing says what it takes in. `perhaps`: the longest
context that it may have, where only a range of the whole family is stated; `extended`: what it can be extended to.
"""
KNOWN: Final = ("sizes", "context_length", "license", "release_date", "context_length_extended", "modalities")
"""Fields of which a row says for how many checkpoints they are known."""
OWN: Final = {"length": "context_length", "extended": "context_length_extended", "tokens": "training_tokens", "thinking": "reasoning", "tools": "tool_use",
    "active": "active_params", "spoken": "languages_count"}  # fmt: skip
"""What the comparison asks of one checkpoint beside that: the key of its scripts, and the field."""


def words_script() -> bytes:
    """data/words.js: what the scripts say, in each language."""
    said = {
        code: {
            "name": words.name,
            **{key: text for key, text in words.texts.items() if key.startswith((SCRIPTS, "purpose.")) or key in _SHARED},
            **{f"field.{name}": words.label(FIELDS[name]).column for name in _HEADINGS},
        }
        for code, words in LANGUAGES.items()
    }
    return _script("WORDS", said)


class _Interned(dict[Any, int]):
    """Values that many rows have, each with its place in a list beside the rows."""

    def __missing__(self, value: object) -> int:
        return self.setdefault(value, len(self))


_Lists = Mapping[str, _Interned]


def index_script(published: Published) -> bytes:
    """data/index.js: a script and not JSON, since a page opened from disk may not fetch."""
    whole = published.whole
    lists: _Lists = {name: _Interned() for name in ("licenses", "languages", "takes", "contexts")}
    board = leading_board(published)
    rows = [_row(family, published, board, lists) for family in newest_first(published)]
    return _script("LIST", {
        "columns": list(rows[0]) if rows else [],
        "member": MEMBER,
        "kinds": list(LISTED),
        "known": KNOWN,
        "rows": [_short(list(row.values()), 0) for row in rows],
        **{name: list(values) for name, values in lists.items()},
        "takes": [dict(zip(LANGUAGES, texts, strict=True)) for texts in lists["takes"]],
        "organizations": {
            slug: {code: clean(name, 100) for code in LANGUAGES if (name := maker.name if code == FIRST else getattr(maker, f"name_{code}", None))}
            for slug, maker in whole.organizations.items()
        },
        "boards": {b.slug: _board(b, published) for b in whole.boards},
        "board": board,
        "since": months_before(max(map(released, whole.families), default=""), NEW_MONTHS),
        "terms": [terms_of(str(one)) for one in lists["licenses"]],
    })  # fmt: skip


def comparison_script(published: Published) -> bytes:
    """data/more.js: what the comparison alone says of a family, in the order of the rows."""
    takes = _Interned()
    rows = [_more(family, published, takes) for family in newest_first(published)]
    words = {code: {key: text for key, text in words.texts.items() if key.startswith("compare.")} for code, words in LANGUAGES.items()}
    return _script("MORE", {
        "words": words, "columns": list(rows[0]) if rows else [], "own": [*OWN, "takes"], "rows": [list(row.values()) for row in rows],
        "takes": [dict(zip(LANGUAGES, texts, strict=True)) for texts in takes],
    })  # fmt: skip


def _more(family: Any, published: Published, takes: _Interned) -> dict[str, object]:  # noqa: ANN401
    tokens, observed = family.training_tokens, published.catalog.observed(family.slug)
    return {
        "tokens": [tokens.low, tokens.high] if tokens else None,
        "languages": [clean(code, 20) for code in family.languages],
        "spoken": family.languages_count,
        "thinking": family.reasoning,
        "tools": family.tool_use,
        "placed": {slug: list(_placed(family, slug, published)) for slug in observed.standings},
        "latest_by": int(bool(family.release_date and "latest" in family.release_date.by)),
        "borne": {field: known.holds_for for field, known in family.coverage.items() if known.holds_for},
        "some": {field: [known.known, known.of] for field, known in family.coverage.items() if not known.whole},
        "own": [_short([*_certain(observed, one), takes[texts] if (texts := _taken(observed, one, family)) else None])
                for one in (observed.checkpoints[each.id] for each in there(family))],
        "results": [[n, clean(f"{one.benchmark}, {one.metric}".removesuffix(", "), 120), clean(one.score, 20)]
                    for n, member in enumerate(there(family)) for one in results_of(member.results)],
    }


def rated_rows(family: Any, slug: str, published: Published) -> list[tuple[Score, str, JoinedStanding]]:  # noqa: ANN401
    """Each row of a board that is the family's, with its score and its name there, the best first."""
    metric = published.curated.boards[slug].metric
    every = published.catalog.boards[slug].standings.items()
    rows = [(row.scores[metric.name], name, row) for name, row in every if metric and row.family == family.slug and metric.name in row.scores]
    sign = -1 if metric and metric.higher_is_better else 1
    return sorted(rows, key=lambda one: (sign * one[0].value, one[1]))


def _placed(family: Any, slug: str, published: Published) -> Iterator[list[object]]:  # noqa: ANN401
    """A family's rows on a board: model, score, ends of its interval, the board's name where it is another, places of the checkpoints.

    Of a row that names no checkpoint, the only one of the size that it names: how that was run is what sets it apart.
    """
    ids = [one.id for one in there(family)]
    for score, name, row in rated_rows(family, slug, published):
        size, model = parse_name(name).total, (row.checkpoint or "").rpartition("/")[2] or name
        like = [n for n, one in enumerate(ids) if size and parse_name(one.partition("/")[2]).total == size]
        whose = [n for n, one in enumerate(ids) if one == row.checkpoint] if row.checkpoint else like if len(like) == 1 else []
        yield [clean(model, 100), *_interval(score), clean(name, 100) if name != model else 0, whose]


def _certain(observed: ObservedFamily, one: ObservedCheckpoint) -> Iterator[int | str | None]:
    """What the comparison asks of a checkpoint: a range of the whole family says nothing of it."""
    for value in (observed.value_for(one, field) for field in OWN.values()):
        known = value.low if isinstance(value, Span) and value.low == value.high else value
        yield known if isinstance(known, int | str) else None


def _taken(observed: ObservedFamily, one: ObservedCheckpoint, family: Any) -> tuple[str, ...]:  # noqa: ANN401
    """What a checkpoint takes in, by language: as it or its whole family is stated to; where nobody states it of any member, as its kind does."""
    stated = observed.value_for(one, "modalities")
    several = stated if isinstance(stated, tuple) else (str(stated),) if stated else ()
    if len(several) > 1 or (not several and (family.modalities or one.facts.get("kind", family.kind) != family.kind)):
        return ()
    return tuple(takes_in(several, family.kind, words) for words in LANGUAGES.values())


def _interval(score: Score) -> list[object]:
    """A score and the ends of its interval, None where it has none."""
    return [*map(json.loads, numbers(score)), None, None][:3]


def checkpoints_script(published: Published) -> bytes:
    """data/checkpoints.js: the names of the checkpoints that the rows speak of, and their makers' quantised copies; loaded when asked for."""
    every = {family.slug: there(family) for family in published.whole.families}
    copies = {one.id: [clean(copy, 200) for copy in one.copies] for own in every.values() for one in own if one.copies}
    names = {slug: [clean(one.id, 200) for one in own] for slug, own in every.items()}
    return _script("CHECKPOINTS", names) + _script("COPIES", copies)


def newest_first(published: Published) -> list[Any]:
    """Families by first release, the newest first, then by name; those without a date stand where their papers do, or last."""
    named = sorted(published.whole.families, key=lambda f: (f.name.casefold(), f.slug))
    return sorted(named, key=lambda f: published.when[f.slug], reverse=True)


def leading_board(published: Published) -> str:
    """The board whose scores the rows show: the most recent living one that rates models in general."""
    editions = {board.slug: board.edition or "" for board in published.whole.boards}
    placed = {slug for family in published.whole.families for slug in family.standings}
    rating = [b for slug, b in published.curated.boards.items() if slug in placed and b.metric and b.metric.rates == "general"]
    rating.sort(key=lambda board: editions[board.slug], reverse=True)
    return next((b.slug for b in sorted(rating, key=lambda b: b.state != "active")), "")


def released(family: Any) -> str:  # noqa: ANN401
    """A family's first date; "" where none is known."""
    return family.release_date.first if family.release_date else ""


def _board(one: ExportedBoard, published: Published) -> list[object]:
    """Name, unit, edition, 1 where each edition has questions of its own and 2 where lower is better, and what it rates unless models in general."""
    board = published.curated.boards[one.slug]
    unit, rated = (clean(board.metric.unit, 20), board.metric.rates) if board.metric else ("", "")
    signs = (not board.comparable) + 2 * bool(board.metric and not board.metric.higher_is_better)
    return [clean(one.name, 100), unit, clean(one.edition or "", 40), signs, *((rated,) if rated != "general" else ())]


def _row(family: Any, published: Published, board: str, lists: _Lists) -> dict[str, object]:  # noqa: ANN401
    """A family; licences, languages, contexts of checkpoints and what it takes in by their places in the lists beside the rows.

    Behind `members` stands what most families have nothing of, 0 there: which model has the score of the `board`, the
    latest release where it is another, a date by which, what is known of some, terms, what bears which licence, a purpose.
    """
    context, longer, date = family.context_length, family.context_length_extended, family.release_date
    places = {slug: n for n, slug in enumerate(sorted(one.slug for one in published.whole.boards))}
    weights = weights_of(family, published) or ""
    observed, ids = published.catalog.observed(family.slug), [one.id for one in there(family)]
    standing_of = {slug: ids.index(one.checkpoint) for slug, one in observed.standings.items() if one.checkpoint in ids}
    gated, have = observed.gated
    covered: Mapping[str, Coverage] = family.coverage
    known = [[of.known, of.of] if (of := covered.get(field)) and not of.whole else 0 for field in KNOWN]
    whose = covered["license"].holds_for if "license" in covered else {}
    bearers = [[*names[:BEARERS], *([len(names)] if len(names) > BEARERS else ())] for names in (whose.get(one, ()) for one in family.license)]
    return {
        "slug": family.slug,
        "name": clean(family.name, 100),
        "organization": family.organization,
        "kind": list(LISTED).index(family.kind),
        "takes": lists["takes"][tuple(takes_in(family.modalities, family.kind, words, apart=True) for words in LANGUAGES.values())],
        "sizes": [clean(size, 40) for size in family.sizes],
        "memory": sorted(set(memory_of(family) or ())),
        "context": sorted({context.low, context.high}) if context else [],
        "extended": longer.high if longer else 0,
        "license": [lists["licenses"][clean(one, 60)] for one in family.license],
        "released": int(released(family).replace("-", "") or 0),
        "scores": [[places[slug], *_short([*_interval(one.score), standing_of.get(slug)])] for slug, one in observed.standings.items()],
        "weights": clean(weights.removeprefix(HUB_URL), 200) if weights.startswith(HUB_URL) else None,
        "members": list(_members(family, published, lists)),
        "rated": clean((best.checkpoint or "").rpartition("/")[2] or best.name, 100) if (best := observed.standings.get(board)) else 0,
        "latest": date.latest[:7] if date and date.latest[:7] != date.first[:7] else 0,
        "by": int(bool(date and "first" in date.by)),
        "known": known if any(known) else 0,
        "gated": [gated, have] if gated else -1 if family.checkpoints and not have else 0,  # -1: all are gone
        "bearers": bearers if whose else 0,
        "purpose": published.curated.families[family.slug].purpose or 0,
    }


def weights_of(family: Any, published: Published) -> str | None:  # noqa: ANN401
    """The address that a row leads to."""
    return first_checkpoint(published.curated.families[family.slug], published.catalog.observed(family.slug), published.snapshots)


def memory_of(family: Any) -> list[int] | None:  # noqa: ANN401
    """Gigabytes that the smallest and the largest of the checkpoints need at four bits."""
    needed = [one.memory.bits_4 for one in family.checkpoints if one.memory and one.state != "gone"]
    return [min(needed), max(needed)] if needed else None


def there(family: Any) -> list[Any]:  # noqa: ANN401
    """The checkpoints that can be had."""
    return [one for one in family.checkpoints if one.state != "gone"]


def _members(family: Any, published: Published, lists: _Lists) -> Iterator[list[object]]:  # noqa: ANN401
    """What a filter asks of each checkpoint that can be had, as `MEMBER` names it; of a family without any, a row a size.

    A date is a number (20250427), below nought where it is the making of the repository.
    """
    observed = published.catalog.observed(family.slug)
    sizes = sorted({round(count / 1e9, 3) for size in family.sizes for count in parse_name(size).sizes})
    own_ones = [one for _, one in sorted(observed.checkpoints.items()) if one.state != "gone"]
    counted = any("total_params" in one.facts for one in own_ones)
    mixed = {family.kind} < {one.facts["kind"] for one in own_ones if "kind" in one.facts}
    sizeless = [] if observed.checkpoints else [UNSEEN] * max(1, len(sizes))
    for one in own_ones or sizeless:
        total = one.facts.get("total_params")
        own = [round(total / 1e9, 3)] if isinstance(total, int) else [] if counted else sizes
        context, longer = (_ends(observed.value_for(one, field)) for field in ("context_length", "context_length_extended"))
        stated, date = ", ".join(observed.licences_for(one)), observed.value_for(one, "release_date")
        spoken = observed.value_for(one, "languages")
        first, last = (date.first, date.latest) if isinstance(date, DateSpan) else (str(date or 0),) * 2
        day = int(first.replace("-", "")) if first == last else 0  # whose each end is nobody says
        rough = "release_date" in observed.checkpoints.get(one.copy_of or "", one).by or (isinstance(date, DateSpan) and "first" in date.by)
        if not own_ones:
            own = sizes[:1] and [sizes.pop(0)]
        yield _short([
            own[0] if len(own) == 1 else own or None,
            lists["contexts"][context[0]] if context[0] else None,
            lists["licenses"][clean(stated, 60)] if stated else None,
            lists["languages"][tuple(clean(code, 20) for code in spoken) if isinstance(spoken, tuple) else ()],
            (-day if rough else day) or None,
            lists["contexts"][longer[0]] if longer[0] == longer[1] > context[0] else None,
            _another_kind(one, family.kind, mixed=mixed),
            lists["contexts"][context[1]] if context[1] > context[0] else None,
        ])  # fmt: skip


def _ends(count: object) -> tuple[int, int]:
    """The least and the most that a count may be; noughts where there is none."""
    return (count.low, count.high) if isinstance(count, Span) else (int(str(count or 0)),) * 2


def _another_kind(one: ObservedCheckpoint, kind: str, *, mixed: bool) -> str | None:
    """A checkpoint's kind by what it takes in; else by its label, which is not sure where those of a family differ, or it has none."""
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


def search_script(published: Published) -> bytes:
    """data/search.js: what a search looks through, in every language, and the names of each series; loaded when somebody searches."""
    makers = published.curated.organizations.organizations
    series = [[clean(name, 100) for name in names] for one in makers.values() for names in one.series]
    return _script("SEARCH", {"series": series, "families": {family.slug: _document(family, published) for family in published.whole.families}})


def _document(family: Any, published: Published) -> dict[str, object]:  # noqa: ANN401
    """What is written of a family beside its row: `can` are abilities that a search has words for, "derived": made of other makers' models."""
    maker = published.curated.organizations.organizations.get(family.organization)
    papers, titles = published.snapshots.papers, (paper.title for paper in family.papers)
    abstracts = (papers[paper.arxiv].facts.abstract for paper in family.papers if paper.arxiv in papers)
    gone = (one.id for one in family.checkpoints if one.state == "gone")
    own = {name.lower() for name in maker.hub} if maker else set()
    derived = all(one.base_model and own.isdisjoint(name.partition("/")[0].lower() for name in one.base_model) for one in family.checkpoints)
    moe = any(one.active_params for one in family.checkpoints)
    can = {"derived": family.checkpoints and derived, "tools": "yes" in family.tool_use, "thinks": {"yes", "both"} & set(family.reasoning), "moe": moe}
    return {
        "also": [clean(name, 100) for name in published.curated.families[family.slug].aliases],
        "maker": clean(" ".join((maker.name, maker.zh, *maker.aliases, *maker.hub) if maker else (family.organization,)), 400),
        "papers": [clean(paper.arxiv, 40) for paper in family.papers],
        "code": clean(urlsplit(family.code or "").path.strip("/"), 200),
        "can": [one for one, able in can.items() if able],
        "prose": clean(" ".join(getattr(family.prose, code, "") for code in LANGUAGES), 8_000),
        "more": clean(" ".join(filter(None, (*titles, *family.license, *abstracts, *gone))), 8_000),
    }


def _script(name: str, value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    # Harmless inside a script, whatever a value holds: no end tag, no comment, no line separator.
    for raw, safe in (("<", "\\u003c"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):
        text = text.replace(raw, safe)
    return f"window.{name}={text};\n".encode()
