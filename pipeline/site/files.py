"""All made files of the site: path -> bytes. The fixed ones (scripts, style, libraries) are pipeline/site/static.

Lists of families are a page each: the newest, of a maker, under a licence, on a board; and a directory of all.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache, partial
from importlib.resources import files
from typing import Any, Final

from jinja2 import DictLoader, Environment, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from pipeline.export.records import Published, PublishedFamily
from pipeline.export.texts import filled, llms_txt
from pipeline.fields import FIELDS
from pipeline.kinds import LISTED
from pipeline.layout import paths
from pipeline.model.amounts import Span, show_amount
from pipeline.model.boards import CuratedBoard, Score
from pipeline.model.clean import clean
from pipeline.model.licences import Licence, is_free, licence, terms_of
from pipeline.model.observed import UNSEEN, JoinedStanding
from pipeline.render.choose import Choice, Contender, choices, needs
from pipeline.render.marked import checked
from pipeline.render.placement import NEW_MONTHS, is_since, months_before
from pipeline.render.values import access, amount, began, edition_words, known_of, memory, score_text, short
from pipeline.site.family import FamilyPage, license_page, licensed
from pipeline.site.phrases import Cell, Phrase, TableRow, everywhere, joined, linked, maker_name, phrase, unbroken
from pipeline.site.rows import KNOWN, rated_rows, scripts
from pipeline.words import ENGLISH, LANGUAGES, Words

_TRENDS: Final = f"{paths.ASSETS}trends/"
_COLUMNS: Final = (
    "model", "organization", "field.sizes", "site.memory", "field.context_length", "license", "field.release_date",
    "weights_column",
)  # fmt: skip


def site_files(published: Published, exports: str = "", derived: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
    """The site without its fixed files. Every path in it is relative: it works from disk and below any prefix.

    `exports` is its folder of exports, "" where it has none: then no page links there. `derived` are the derived files,
    of which the boards' pictures are taken.
    """
    pictures = {path.removeprefix(_TRENDS): data for path, data in (derived or {}).items() if path.startswith(_TRENDS)}
    made = {**scripts(published), "llms.txt": llms_txt(published.whole, exports=exports)}
    made |= {f"trends/{name}": data for name, data in pictures.items()}
    origin, environment = published.whole.origin, _environment()
    base, name = checked((origin.site or "").rstrip("/")), everywhere(f" – {clean(origin.name, 120)}")
    for path, template, title, values in _pages(published, {name.removesuffix("-light.svg") for name in pictures}):
        made[path] = environment.get_template(template).render({
            "path": path, "root": "../" * path.count("/"), "title": title + name,
            "about": f"{title.texts[0]}: {phrase('site.about').texts[0]}",
            "exports": exports, "base": base, "repository": checked(origin.repository), **values,
        }).encode(errors="replace")  # fmt: skip
    if base:
        pages = sorted(path for path in made if path.endswith(".html"))
        made["sitemap.xml"] = filled("sitemap.xml", addresses=[f"{base}/{'' if path == 'index.html' else path}" for path in pages])
    return made


def _pages(published: Published, pictures: set[str]) -> Iterator[tuple[str, str, Phrase, Mapping[str, object]]]:
    made = list(listings(published))
    as_of = phrase("as_of", date=published.as_of) if published.as_of else None
    yield "index.html", "index", phrase("site.title"), {"as_of": as_of}
    yield "compare.html", "compare", phrase("site.compare"), {}
    yield "charts.html", "charts", phrase("site.charts"), {}
    yield "choose.html", "choose", phrase("choose"), {"tables": choice_tables(published), "needs": Phrase.of(needs)}
    yield "all.html", "all", phrase("site.directory"), {"groups": directory(published, made)}
    for one in made:
        yield one["path"], "list", one["heading"], {**one, "pictured": one["board"] in pictures}
    for family in published.families:
        name, maker = clean(family.record.name, 200), family.maker.name if family.maker else family.record.organization
        about = phrase("site.family_about", name=name, maker=maker).texts[0]
        values = {"one": FamilyPage(family, published).shown(), "about": about}
        yield f"families/{family.record.slug}.html", "family", everywhere(name), values


@cache
def _environment() -> Environment:
    # The templates belong to the code as its modules do: pipeline/site/pages, every value escaped on its way in.
    pages = {page.name.removesuffix(".html"): page.read_text("utf-8") for page in (files("pipeline.site") / "pages").iterdir()}
    made = Environment(
        loader=DictLoader(pages), undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    rendered = MarkdownIt("commonmark", {"html": False}).enable("table").render  # raw HTML is shown as text
    made.filters["markdown"] = lambda text: Markup(rendered(text))  # noqa: S704  escaped, without links to scripts
    made.globals["say"] = lambda key, **values: phrase(key, **values).inside  # `<h2` is open
    short_names = {kind: tuple(words.kind(kind).short for words in LANGUAGES.values()) for kind in LISTED}
    made.globals["kinds"] = [{"name": kind, "words": Phrase(texts)} for kind, texts in short_names.items()]
    return made


def _listing(  # what differs between lists
    path: str, title: str, name: Phrase, families: Iterable[PublishedFamily], lead: Phrase | None = None,
    links: tuple[tuple[Phrase, str], ...] = (), *, board: CuratedBoard | None = None, since: str = "",
) -> dict[str, Any]:  # fmt: skip
    """A page of families, of a board with its scores; `since` a month: with their checkpoints from then on."""
    heading = Phrase(tuple(words(title, name=text) for words, text in zip(LANGUAGES.values(), name.texts, strict=True)))
    several = list(families)
    keys = (*_COLUMNS[:1], "score", *_COLUMNS[1:], "on_board") if board is not None else _COLUMNS
    return {
        "path": path,
        "name": name,
        "heading": heading,
        "about": clean(f"{heading.texts[0]}: {', '.join(one.record.name for one in several)}", 200),
        "lead": lead,
        "links": links,
        "prose": [(code, text) for code in LANGUAGES if board and (text := getattr(board.prose, code, ""))],
        "board": board.slug if board is not None else "",
        "columns": [phrase(key) for key in keys],
        "rows": [_row(one, board, since, "../" * path.count("/")) for one in several],
    }


def _home(key: str, address: str | None) -> tuple[tuple[Phrase, str], ...]:
    target = checked(address)
    return ((phrase(key), target),) if target else ()


def listings(published: Published) -> Iterator[dict[str, Any]]:
    """Every list: what is new, then makers, licences and boards by their names."""
    families = published.families
    latest = max((one.released for one in families), default="")
    since = months_before(latest, NEW_MONTHS)
    new = [one for one in families if one.released and is_since(one.record.release_date.latest, since)]
    new.sort(key=lambda one: max((date.latest for date in one.observed.later(since).values()), default=one.released), reverse=True)
    yield _listing("new.html", "site.new_title", everywhere(""), new, phrase("site.new_lead", month=since) + _last_read(published), since=since)
    for slug, maker in published.whole.organizations.items():
        if own := [one for one in families if one.record.organization == slug]:
            yield _listing(f"makers/{slug}.html", "site.of_maker", maker_name(maker), own, links=_home("site.home_page", maker.url))
    named: dict[str, dict[str, None]] = {}  # "other" is ten makers' own texts, not one licence
    for name in (clean(name, 60) for one in families for name in one.record.license if name != "other"):
        named.setdefault(license_page(name), {})[name] = None
    for page, names in sorted(named.items()):
        terms = licence(next(iter(names)))
        under = [one for one in families if any(clean(name, 60) in names for name in one.record.license)]
        lead, links = Phrase.of(partial(_permits, terms)), _home("site.license_text", terms.url)
        yield _listing(page, "site.under_license", everywhere(next(iter(names))), under, lead, links)
    yield from (_of_board(board, placed, published) for slug, board in published.curated.boards.items()
                if (placed := [one for one in families if slug in one.record.standings]))  # fmt: skip


def _last_read(published: Published) -> Phrase:
    every = published.snapshots
    kinds = {"Hugging Face": (*every.checkpoints.values(), *every.cards.values()), "arXiv": every.papers.values(), "boards": every.boards.values()}
    days = {key: max(str(one.receipt.retrieved_at or "")[:10] for one in several) for key, several in kinds.items() if several}
    return Phrase.of(lambda words: words("site.read", days=words["comma"].join(f"{words.texts.get(key, key)} {day}" for key, day in days.items())))


def _permits(one: Licence, words: Words) -> str:
    permits = one.permits(words.code)
    return permits if permits and one.terms == "free" else f"{words[f'licence.{one.terms}']}{words['stop']}{words['gap']}{permits}".strip()


def _of_board(board: CuratedBoard, families: list[PublishedFamily], published: Published) -> dict[str, Any]:
    """What a board rates of the list, the best first: a row for each of its rows."""
    sign = -1.0 if board.metric is None or board.metric.higher_is_better else 1.0
    placed = [_as_rated(one, board.slug, *row) for one in families for row in rated_rows(one.record.slug, board.slug, published)]
    placed.sort(key=lambda one: (sign * one.record.standings[board.slug].score, one.record.standings[board.slug].name))
    edition = clean(next(one.edition for one in published.whole.boards if one.slug == board.slug) or "", 40)
    lead = Phrase.of(lambda words: edition_words(edition, board, published.snapshots, words).capitalize() + words["stop"])
    name, home = everywhere(clean(board.name, 200)), _home("site.home_page", board.url)
    return _listing(f"boards/{board.slug}.html", "site.on_board", name, placed, lead, home, board=board)


def _as_rated(one: PublishedFamily, slug: str, score: Score, name: str, row: JoinedStanding) -> PublishedFamily:
    """A family with one row of a board as its standing there, and with the facts of the checkpoint that is rated."""
    family, observed = one.record, one.observed
    standing = family.standings[slug].model_copy(update={"name": name, "score": score.value, "low": score.low, "high": score.high})
    own: dict[str, object] = {"standings": {slug: standing}}
    if row.checkpoint is not None:
        rated = observed.checkpoints.get(row.checkpoint, UNSEEN)
        total, *contexts = (rated.facts.get(field) for field in ("total_params", "context_length", "context_length_extended"))
        context, longer = (Span(low=count, high=count) if isinstance(count, int) else None for count in contexts)
        own |= {
            "name": row.checkpoint.rpartition("/")[2], "sizes": (show_amount(total),) if isinstance(total, int) else (),
            "checkpoints": tuple(each for each in family.checkpoints if each.id == row.checkpoint), "license": observed.licences_for(rated),
            "context_length": context, "context_length_extended": longer, "release_date": observed.release_of(row.checkpoint), "coverage": {},
        }  # fmt: skip
    return one._replace(record=family.model_copy(update=own))


def _row(one: PublishedFamily, board: CuratedBoard | None, since: str, root: str) -> TableRow:
    family, spec = one.record, FIELDS["context_length"]
    context, longer = family.context_length, family.context_length_extended
    dates = one.observed.later(since) if since else {}
    names = ", ".join(f"{clean(name.partition('/')[2], 100)} ({began(span, len('YYYY-MM'))})" for name, span in dates.items())
    some = {field: Phrase.of(partial(known_of, family.coverage, FIELDS[field], key="script.known_of")) for field in KNOWN}
    extended: tuple[Cell, ...] = ()
    if context and longer and longer.high > context.high:
        extended = (" → ", unbroken(amount(longer.high, spec)), some["context_length_extended"])
    newest = max(dates.values(), key=lambda span: span.latest, default=None)
    # The weights, on a board of a single checkpoint its own, with how many ask for terms first; or that they are gone.
    there, alone = one.there, board is not None and len(family.checkpoints) == 1
    target = there[0].url if alone and there else "" if alone else one.weights
    gated = Phrase.of(partial(access, [member.access for member in there].count("gated"), len(there)))
    gone = phrase("why.gone") if family.checkpoints and not there else ""
    weights = linked(phrase("weights_link"), target, outside=True) + gated if target else gone
    cells: list[Cell] = [
        linked(clean(family.name, 200), f"{root}families/{family.slug}.html") + Markup(' <span class="fits">{}</span>').format(names),
        linked(maker_name(one.maker), f"{root}makers/{family.organization}.html") if one.maker else family.organization,
        joined(clean(size, 40) for size in family.sizes) + some["sizes"],
        unbroken(memory(dict.fromkeys(one.memory), "–") if one.memory else ""),
        joined((unbroken(short(context, spec, ENGLISH) if context else ""), some["context_length"], *extended), ""),
        joined(_under(name, one, root) for name in family.license) + some["license"],
        joined((unbroken(began(newest or family.release_date, len("YYYY-MM-DD"))), "" if newest else some["release_date"]), ""),
        weights,
    ]
    if board is not None:
        rated = family.standings[board.slug]
        cells.insert(1, unbroken(score_text(Score(value=rated.score, low=rated.low, high=rated.high), rated.metric, board)))
        cells.append(clean(rated.name, 100))
    return TableRow(tuple(cells))


def _under(name: str, one: PublishedFamily, root: str) -> Markup:
    terms = Markup("") if is_free(name) else Markup(' <span class="terms">{}</span>').format(phrase(f"licence.{terms_of(name)}"))
    return licensed(name, one, root) + terms


def choice_tables(published: Published) -> list[dict[str, object]]:
    """What to choose by memory and by wish: columns and rows of each table."""
    found = choices(published.curated, published.catalog).items()
    return [{"heading": phrase(heading), "columns": [phrase(key) for key in (heading, "best_first", "ordered_by")],
             "rows": [_choice(row, published) for row in rows]} for heading, rows in found if rows]  # fmt: skip


def _choice(row: Choice, published: Published) -> TableRow:
    """A wish, its models and those that may fit, and what orders it with a link that puts its models side by side."""
    board, ids = row.board, ",".join(one.checkpoint or one.family.slug for one in row.best)
    name = [linked(clean(board.name, 200), f"boards/{board.slug}.html")] if board else []
    ratings = zip(*(row.rating(published.snapshots, words) for words in LANGUAGES.values()), strict=True)
    rating = [Phrase(tuple(clean(text, 100) for text in texts)) for texts in ratings]
    unsure = [Phrase(texts) for texts in zip(*map(row.unsure, LANGUAGES.values()), strict=True)]
    best = joined((_chosen(one, row) for one in row.best), phrase("semicolon"))
    source = joined((joined((*name, *rating), phrase("comma")), linked(phrase("site.compare"), f"compare.html#ids={ids}")), " · ")
    return TableRow((Phrase.of(row.label), joined((best, *unsure), Markup("<br>")), source))


def _chosen(one: Contender, row: Choice) -> Cell:
    return unbroken(linked(clean(one.called, 100), f"families/{one.family.slug}.html") + escape(Phrase.of(partial(one.beside, row))))


def directory(published: Published, made: Iterable[dict[str, Any]]) -> list[tuple[str, list[tuple[str, object]]]]:
    """Links to every page by what it is of."""
    groups: dict[str, list[tuple[str, object]]] = {}
    keys = {"makers": "site.makers", "licences": "site.licenses", "boards": "boards"}
    for one in made:
        if (key := keys.get(one["path"].partition("/")[0])) is not None:
            groups.setdefault(key, []).append((one["path"], one["name"]))
    families = sorted(published.whole.families, key=lambda one: one.name.casefold())
    groups["site.families"] = [(f"families/{one.slug}.html", clean(one.name, 200)) for one in families]
    return list(groups.items())
