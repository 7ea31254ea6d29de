"""Plain lists of families, a page each: the newest, those of a maker, under a licence, on a board; and a directory of all."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final, NamedTuple

from markupsafe import Markup, escape

from pipeline.export.records import Published
from pipeline.fields import FIELDS
from pipeline.model.amounts import Span, show_amount
from pipeline.model.boards import CuratedBoard, Score
from pipeline.model.clean import clean
from pipeline.model.licences import Licence, is_free, licence, terms_of
from pipeline.model.observed import UNSEEN, Coverage, JoinedStanding
from pipeline.render.choose import Choice, Contender, choices
from pipeline.render.marked import checked
from pipeline.render.placement import NEW_MONTHS, months_before, months_between
from pipeline.render.scores import edition_words, score_text
from pipeline.render.values import access, amount, bearers, began, known_of, memory, short
from pipeline.site.phrases import Cell, Phrase, TableRow, everywhere, joined, linked, maker_name, phrase, unbroken
from pipeline.site.rows import KNOWN, memory_of, newest_first, rated_rows, released, there, weights_of
from pipeline.words import ENGLISH, LANGUAGES, Words

_COLUMNS: Final = (
    "model", "organization", "field.sizes", "site.memory", "field.context_length", "license", "field.release_date",
    "weights_column",
)  # fmt: skip
_NOT_PLAIN: Final = re.compile(r"[^a-z0-9.]+")


class Listing(NamedTuple):
    """One page: where it stands, its heading around a name, and its families; `since`: with their checkpoints from that month on."""

    path: str
    title: str
    name: Phrase
    families: list[Any]
    lead: Phrase | None = None
    links: tuple[tuple[Phrase, str], ...] = ()
    prose: tuple[tuple[str, str], ...] = ()
    board: CuratedBoard | None = None
    since: str = ""

    @property
    def heading(self) -> Phrase:
        """The name in the words of the title."""
        return Phrase(tuple(words(self.title, name=text) for words, text in zip(LANGUAGES.values(), self.name.texts, strict=True)))


def last_read(published: Published) -> Phrase:
    """When each kind of sources was read last, in words."""
    every = published.snapshots
    kinds = {"Hugging Face": (*every.checkpoints.values(), *every.cards.values()), "arXiv": every.papers.values(), "boards": every.boards.values()}
    days = {key: max(str(one.receipt.retrieved_at or "")[:10] for one in several) for key, several in kinds.items() if several}
    return Phrase.of(lambda words: words("site.read", days=words["comma"].join(f"{words.texts.get(key, key)} {day}" for key, day in days.items())))


def license_page(name: str) -> str:
    """The page of a licence; names that differ in signs alone share one."""
    return f"licences/{_NOT_PLAIN.sub('-', name.lower()).strip('-.') or 'other'}.html"


def listings(published: Published) -> Iterator[Listing]:
    """Every list: what is new, then makers, licences and boards by their names."""
    families = newest_first(published)
    latest = max(map(released, families), default="")
    since = months_before(latest, NEW_MONTHS)
    new = [one for one in families if released(one) and months_between(one.release_date.latest, latest) < NEW_MONTHS]
    new.sort(key=lambda one: max((date.latest for date in published.catalog.observed(one.slug).later(since).values()), default=released(one)), reverse=True)
    yield Listing("new.html", "site.new_title", everywhere(""), new, phrase("site.new_lead", month=since) + last_read(published), since=since)
    for slug, maker in published.whole.organizations.items():
        own = [one for one in families if one.organization == slug]
        if own:
            name, home = maker_name(maker), checked(maker.url or "")
            links = ((phrase("site.home_page"), home),) if home else ()
            yield Listing(f"makers/{slug}.html", "site.of_maker", name, own, links=links)
    for page, named in sorted(_by_license(families).items()):
        name = everywhere(next(iter(named)))
        under = [one for one in families if any(clean(licence, 60) in named for licence in one.license)]
        one = licence(name.texts[0])
        links = ((phrase("site.license_text"), one.url),) if checked(one.url) else ()
        yield Listing(page, "site.under_license", name, under, Phrase.of(partial(_permits, one)), links)
    for slug, board in published.curated.boards.items():
        placed = [one for one in families if slug in one.standings]
        if placed:
            yield _of_board(board, placed, published)


def _by_license(families: Iterable[Any]) -> Mapping[str, dict[str, None]]:
    """The page of each licence, and the names that lead there."""
    found: dict[str, dict[str, None]] = {}
    for family in families:
        for name in family.license:
            if name == "other":
                continue  # ten makers' own texts, not one licence
            found.setdefault(license_page(clean(name, 60)), {})[clean(name, 60)] = None
    return found


def _permits(one: Licence, words: Words) -> str:
    permits = one.permits(words.code)
    return permits if permits and one.terms == "free" else f"{words[f'licence.{one.terms}']}{words['stop']}{words['gap']}{permits}".strip()


def _of_board(board: CuratedBoard, families: list[Any], published: Published) -> Listing:
    """What a board rates of the list, the best first: a row for each of its rows."""
    sign = -1.0 if board.metric is None or board.metric.higher_is_better else 1.0
    placed = [_as_rated(one, board.slug, *row, published) for one in families for row in rated_rows(one, board.slug, published)]
    placed.sort(key=lambda one: (sign * one.standings[board.slug].score, one.standings[board.slug].name))
    edition = next((one.edition for one in published.whole.boards if one.slug == board.slug), None)
    home = checked(board.url)
    return Listing(
        f"boards/{board.slug}.html",
        "site.on_board", everywhere(clean(board.name, 200)),
        placed, Phrase.of(lambda words: edition_words(clean(edition or "", 40), board, published.snapshots, words).capitalize() + words["stop"]),
        ((phrase("site.home_page"), home),) if home else (),
        tuple((code, text) for code in LANGUAGES if (text := getattr(board.prose, code, ""))), board,
    )


def _as_rated(family: Any, slug: str, score: Score, name: str, row: JoinedStanding, published: Published) -> Any:  # noqa: ANN401
    """A family with one row of a board as its standing there, and with the facts of the one checkpoint that is rated, where that is known."""
    own = {"standings": {slug: family.standings[slug].model_copy(update={"name": name, "score": score.value, "low": score.low, "high": score.high})}}
    observed = published.catalog.observed(family.slug)
    if row.checkpoint is None:
        return family.model_copy(update=own)
    one = observed.checkpoints.get(row.checkpoint, UNSEEN)
    total, context, longer = (one.facts.get(field) for field in ("total_params", "context_length", "context_length_extended"))
    return family.model_copy(update={
        **own, "name": row.checkpoint.rpartition("/")[2], "sizes": (show_amount(total),) if isinstance(total, int) else (),
        "checkpoints": tuple(each for each in family.checkpoints if each.id == row.checkpoint), "license": observed.licences_for(one),
        "context_length": Span(low=context, high=context) if isinstance(context, int) else None,
        "context_length_extended": Span(low=longer, high=longer) if isinstance(longer, int) else None,
        "release_date": observed.release_of(row.checkpoint), "coverage": {},
    })  # fmt: skip


def list_values(listing: Listing, published: Published, pictures: Iterable[str]) -> dict[str, object]:
    """All that a list's page shows; `pictures` are the boards that have one."""
    board = listing.board
    keys = (*_COLUMNS[:1], "score", *_COLUMNS[1:], "on_board") if board is not None else _COLUMNS
    root = "../" * listing.path.count("/")
    return {
        "heading": listing.heading,
        "about": clean(f"{listing.heading.texts[0]}: {', '.join(one.name for one in listing.families)}", 200),
        "lead": listing.lead,
        "links": listing.links,
        "prose": listing.prose,
        "picture": board.slug if board is not None and board.slug in pictures else "",
        "columns": [phrase(key) for key in keys],
        "rows": [_row(one, listing, published, root) for one in listing.families],
    }


def _row(family: Any, listing: Listing, published: Published, root: str) -> TableRow:  # noqa: ANN401
    maker = published.whole.organizations.get(family.organization)
    needed, context, longer = memory_of(family), family.context_length, family.context_length_extended
    dates = published.catalog.observed(family.slug).later(listing.since) if listing.since else {}
    names = ", ".join(f"{clean(one.partition('/')[2], 100)} ({began(span, len('YYYY-MM'))})" for one, span in dates.items())
    coverage: dict[str, Coverage] = family.coverage
    some = {field: Phrase.of(partial(known_of, coverage, FIELDS[field], key="script.known_of")) for field in KNOWN}
    cells: list[Cell] = [
        linked(clean(family.name, 200), f"{root}families/{family.slug}.html") + Markup(' <span class="fits">{}</span>').format(names),
        linked(maker_name(maker), f"{root}makers/{family.organization}.html") if maker else family.organization,
        joined(clean(size, 40) for size in family.sizes) + some["sizes"],
        unbroken(memory(dict.fromkeys(needed), "–") if needed else ""),
        joined((unbroken(short(context, FIELDS["context_length"], ENGLISH) if context else ""), some["context_length"],
                *((" → ", unbroken(amount(longer.high, FIELDS["context_length"])), some["context_length_extended"])
                  if context and longer and longer.high > context.high else ())), ""),
        joined(_under(one, family, root) for one in family.license) + some["license"],
        unbroken(began(max(dates.values(), key=lambda span: span.latest), len("YYYY-MM-DD"))) if dates
        else joined((unbroken(began(family.release_date, len("YYYY-MM-DD"))), some["release_date"]), ""),
        _weights(family, published, alone=listing.board is not None and len(family.checkpoints) == 1),
    ]
    board = listing.board
    if board is not None:
        one = family.standings[board.slug]
        cells.insert(1, unbroken(score_text(Score(value=one.score, low=one.low, high=one.high), one.metric, board)))
        cells.append(clean(one.name, 100))
    return TableRow(tuple(cells))


def licensed(name: str, family: Any, root: str) -> Markup:  # noqa: ANN401
    """A licence leads to its page, one without a name to its text, where the maker links it; with what bears it where not every checkpoint does."""
    text = checked(family.license_link or "")
    unnamed = linked(phrase("site.license_text"), text, outside=True) if text else phrase("undated")
    named = linked(clean(name, 60), root + license_page(clean(name, 60))) if name != "other" else escape(unnamed)
    whose = family.coverage["license"].holds_for.get(name, ()) if "license" in family.coverage else ()
    return named + (Markup(" ({})").format(Phrase.of(partial(bearers, whose))) if whose else "")


def _under(name: str, family: Any, root: str) -> Markup:  # noqa: ANN401
    """A licence with what it permits, unless that is anything."""
    named = licensed(name, family, root)
    return named if is_free(name) else named + Markup(' <span class="terms">{}</span>').format(phrase(f"licence.{terms_of(name)}"))


def _weights(family: Any, published: Published, *, alone: bool) -> Markup:  # noqa: ANN401
    """The link to the weights, of a single checkpoint its own, with how many ask for terms to be accepted first; or that they are gone."""
    had = there(family)
    weights = had[0].url if alone and had else weights_of(family, published)
    if weights and (had or not alone):
        return linked(phrase("weights_link"), weights, outside=True) + Phrase.of(partial(access, [one.access for one in had].count("gated"), len(had)))
    return escape(phrase("why.gone") if family.checkpoints and not had else "")


def choice_tables(published: Published) -> list[dict[str, object]]:
    """What to choose by memory and by wish: columns and rows of each table."""
    found = choices(published.curated, published.catalog)
    return [
        {
            "heading": phrase(heading),
            "columns": [phrase(key) for key in (heading, "best_first", "ordered_by")],
            "rows": [
                TableRow((Phrase.of(row.label), joined((joined((_chosen(one, row) for one in row.best), phrase("semicolon")),
                          *map(Phrase, zip(*map(row.unsure, LANGUAGES.values()), strict=True))), Markup("<br>")), _rating(row, published)))
                for row in rows
            ],
        }
        for heading, rows in found.items() if rows
    ]  # fmt: skip


def _chosen(one: Contender, row: Choice) -> Cell:
    return unbroken(linked(clean(one.called, 100), f"families/{one.family.slug}.html") + escape(Phrase.of(partial(one.beside, row))))


def _rating(row: Choice, published: Published) -> Markup:
    """What orders a row, and a link that puts its models side by side."""
    board, ids = row.board, ",".join(one.checkpoint or one.family.slug for one in row.best)
    name = (linked(clean(board.name, 200), f"boards/{board.slug}.html"),) if board else ()
    every = zip(*(row.rating(published.snapshots, words) for words in LANGUAGES.values()), strict=True)
    said = (Phrase(tuple(clean(text, 100) for text in texts)) for texts in every)
    return joined((joined((*name, *said), phrase("comma")), linked(phrase("site.compare"), f"compare.html#ids={ids}")), " · ")


def directory(published: Published, made: Iterable[Listing]) -> list[tuple[str, list[tuple[str, object]]]]:
    """Links to every page by what it is of."""
    groups: dict[str, list[tuple[str, object]]] = {}
    keys = {"makers": "site.makers", "licences": "site.licenses", "boards": "boards"}
    for one in made:
        if (key := keys.get(one.path.partition("/")[0])) is not None:
            groups.setdefault(key, []).append((one.path, one.name))
    families = sorted(published.whole.families, key=lambda one: one.name.casefold())
    groups["site.families"] = [(f"families/{one.slug}.html", clean(one.name, 200)) for one in families]
    return list(groups.items())
