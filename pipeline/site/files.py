"""All made files of the site: path -> bytes. The fixed ones (scripts, style, libraries) are pipeline/site/static.

Lists of families are a page each: the newest, of a maker, under a licence, on a board; and a directory of all.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from pipeline.export.records import Published, PublishedFamily
from pipeline.export.texts import filled, llms_txt
from pipeline.fields import FIELDS
from pipeline.kinds import LISTED
from pipeline.layout import paths
from pipeline.model.amounts import Span, show_amount
from pipeline.model.boards import CuratedBoard
from pipeline.model.clean import clean
from pipeline.model.licences import Licence, licence, terms_of
from pipeline.render.choose import Choice, choices, needs
from pipeline.render.marked import checked
from pipeline.render.placement import is_since
from pipeline.render.values import access, amount, began, edition_words, known_of, memory, score_text, short
from pipeline.site.family import FamilyPage, license_page, licensed
from pipeline.site.phrases import Cell, Phrase, TableRow, everywhere, joined, linked, maker_name, phrase, unbroken
from pipeline.site.rows import KNOWN, scripts
from pipeline.words import ENGLISH, LANGUAGES, Words

_GROUPS: Final = {"makers": "site.makers", "licences": "site.licenses", "boards": "boards"}
"""Folders of lists, and what the directory calls them."""
Listing = tuple[str, Phrase, Phrase, Mapping[str, object]]
"""A page of families: its path, what they are of, its heading, and what the template shows."""


def site_files(published: Published, exports: str = "", derived: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
    """The site without its fixed files. Every path in it is relative: it works from disk and below any prefix.

    `exports` is its folder of exports, "" where it has none: then no page links there. `derived` are the derived files,
    of which the boards' pictures are taken.
    """
    trends = f"{paths.ASSETS}trends/"
    pictures = {path.removeprefix(paths.ASSETS): data for path, data in (derived or {}).items() if path.startswith(trends)}
    made = {**scripts(published), **pictures, "llms.txt": llms_txt(published.whole, exports=exports)}
    origin, environment = published.whole.origin, _environment()
    base, name = checked((origin.site or "").rstrip("/")), everywhere(f" – {clean(origin.name, 120)}")
    for path, template, heading, values in _pages(published):
        made[path] = environment.get_template(f"{template}.html").render({
            "path": path, "root": "../" * path.count("/"), "heading": heading, "title": heading + name,
            "about": f"{heading.texts[0]}: {phrase('site.about').texts[0]}", "pictures": pictures,
            "exports": exports, "base": base, "repository": checked(origin.repository), **values,
        }).encode(errors="replace")  # fmt: skip
    if base:
        pages = sorted(path for path in made if path.endswith(".html"))
        made["sitemap.xml"] = filled("sitemap.xml", addresses=[f"{base}/{'' if path == 'index.html' else path}" for path in pages])
    return made


def _pages(published: Published) -> Iterator[tuple[str, str, Phrase, Mapping[str, object]]]:
    """Each page: its path, template and heading, and what the template shows."""
    as_of = phrase("gap") + phrase("as_of", date=published.as_of) if published.as_of else None
    yield "index.html", "index", phrase("site.title"), {"as_of": as_of}
    yield "compare.html", "compare", phrase("site.compare"), {}
    yield "charts.html", "charts", phrase("site.charts"), {}
    wishes = choices(published.curated, published.catalog).items()
    tables = {key: [_choice(row, published) for row in rows] for key, rows in wishes if rows}
    yield "choose.html", "choose", phrase("choose"), {"tables": tables, "needs": Phrase.of(needs)}
    groups: dict[str, list[tuple[str, Cell]]] = defaultdict(list)
    for path, name, heading, shown in _lists(published):
        yield path, "list", heading, shown
        if group := _GROUPS.get(path.partition("/")[0]):
            groups[group].append((path, name))
    for slug, family in sorted(published.families.items(), key=lambda one: (one[1].record.name.casefold(), one[0])):
        path, called = f"families/{slug}.html", clean(family.record.name, 200)
        about = phrase("site.family_about", name=called, maker=family.maker.name).texts[0]
        shown = {"page": FamilyPage(family, published), "maker": _of_maker(family, "../"), "about": about}
        yield path, "family", everywhere(called), shown
        groups["site.families"].append((path, called))
    yield "all.html", "all", phrase("site.directory"), {"groups": groups}


@cache
def _environment() -> Environment:
    # Every value is escaped on its way in.
    pages = FileSystemLoader(Path(__file__).with_name("pages"))
    made = Environment(loader=pages, undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    rendered = MarkdownIt("commonmark", {"html": False}).enable("table").render  # raw HTML is shown as text, and no link leads to a script
    made.filters |= {"markdown": lambda text: Markup(rendered(text)), "clean": clean}  # noqa: S704  escaped
    made.globals |= {
        "say": lambda key, **values: phrase(key, **values).inside,  # `<h2` is open
        "phrases": lambda keys: list(map(phrase, keys.split())),
        "linked": linked,
        "languages": LANGUAGES.values(),
        "kinds": [{"name": kind, "words": Phrase(tuple(words.kind(kind).short for words in LANGUAGES.values()))} for kind in LISTED],
    }
    return made


def _lists(published: Published) -> Iterator[Listing]:
    """Every list: what is new, then makers, licences and boards by their names."""
    families, since = published.families.values(), published.since()
    new = [one for one in families if one.released and is_since(one.record.release_date.latest, since)]
    new.sort(key=lambda one: max((date.latest for date in one.observed.later(since).values()), default=one.released), reverse=True)
    lead = phrase("site.new_lead", month=since) + _last_read(published)
    yield _listing("new.html", "site.new_title", everywhere(""), new, since=since, lead=lead)
    for slug, maker in sorted(published.curated.organizations.organizations.items()):
        if own := [one for one in families if one.record.organization == slug]:
            home = phrase("site.home_page"), checked(maker.url)
            yield _listing(f"makers/{slug}.html", "site.of_maker", maker_name(maker), own, link=home)
    names, under = dict[str, str](), dict[str, dict[str, PublishedFamily]]()
    for one, name in ((family, clean(name, 60)) for family in families for name in family.record.license if name != "other"):
        names.setdefault(license_page(name), name)  # "other" is ten makers' own texts, not one licence
        under.setdefault(license_page(name), {})[one.record.slug] = one
    for page, name in sorted(names.items()):
        terms, own = licence(name), [*under[page].values()]
        lead, text = Phrase.of(partial(_permits, terms)), (phrase("site.license_text"), checked(terms.url))
        yield _listing(page, "site.under_license", everywhere(name), own, lead=lead, link=text)
    for slug, board in published.curated.boards.items():
        if any(slug in one.record.standings for one in families):
            yield _of_board(board, published)


def _listing(
    path: str, title: str, name: Phrase, families: Sequence[PublishedFamily],
    rated: Sequence[TableRow] = (), since: str = "", **shown: object,
) -> Listing:  # fmt: skip
    """A page of families by a `title` whose words name what they are of.

    `rated`: on a board the score of each and its name there. `since` a month: with their checkpoints from then on.
    """
    heading = Phrase(tuple(words(title, name=text) for words, text in zip(LANGUAGES.values(), name.texts, strict=True)))
    about = clean(f"{heading.texts[0]}: {', '.join(one.record.name for one in families)}", 200)
    rows = [_cells(one, "../" * path.count("/"), since) for one in families]
    if rated:
        rows = [(first, score, *cells, there) for (first, *cells), (score, there) in zip(rows, rated, strict=True)]
    return path, name, heading, {"about": about, "rows": rows, "lead": None, "link": None, "board": None, **shown}


def _last_read(published: Published) -> Phrase:
    every = published.snapshots
    kinds = {"Hugging Face": (*every.checkpoints.values(), *every.cards.values()), "arXiv": every.papers.values(), "boards": every.boards.values()}
    days = {key: max(str(one.receipt.retrieved_at or "")[:10] for one in several) for key, several in kinds.items() if several}
    return Phrase.of(lambda words: words("site.read", days=words["comma"].join(f"{words.texts.get(key, key)} {day}" for key, day in days.items())))


def _permits(one: Licence, words: Words) -> str:
    permits = one.permits(words.code)
    return permits if permits and one.terms == "free" else f"{words[f'licence.{one.terms}']}{words['stop']}{words['gap']}{permits}".strip()


def _of_board(board: CuratedBoard, published: Published) -> Listing:
    """What a board rates of the list, the best first: a row for each of its rows, with the score and the name there."""
    ranked = [one for one in published.ranked[board.slug] if one[2].family in published.families]
    own = [_as_rated(published.families[row.family or ""], row.checkpoint) for _, _, row in ranked]
    rated = [(unbroken(score_text(score, board.metric)), clean(name, 100)) for name, score, _ in ranked]
    edition, home = clean(published.catalog.boards[board.slug].edition or "", 40), (phrase("site.home_page"), checked(board.url))
    lead = Phrase.of(lambda words: edition_words(edition, board, published.snapshots, words).capitalize() + words["stop"])
    name = everywhere(clean(board.name, 200))
    return _listing(f"boards/{board.slug}.html", "site.on_board", name, own, rated, lead=lead, link=home, board=board)


def _as_rated(one: PublishedFamily, checkpoint: str | None) -> PublishedFamily:
    """A family as one row of a board rates it: with the facts of its checkpoint there, where that is known."""
    family, observed = one.record, one.observed
    own = tuple(each for each in family.checkpoints if checkpoint in (None, each.id))
    weights = "".join(each.url for each in own if each.state != "gone") if len(own) == 1 else one.weights
    if checkpoint is None:
        return one._replace(weights=weights)
    rated = observed.checkpoints[checkpoint]
    total, *contexts = (rated.facts.get(field) for field in ("total_params", "context_length", "context_length_extended"))
    context, longer = (Span(low=count, high=count) if isinstance(count, int) else None for count in contexts)
    facts: dict[str, object] = {
        "name": checkpoint.rpartition("/")[2], "sizes": (show_amount(total),) if isinstance(total, int) else (), "coverage": {},
        "checkpoints": own, "license": observed.licences_for(rated), "context_length": context, "context_length_extended": longer,
        "release_date": observed.release_of(checkpoint),
    }  # fmt: skip
    return one._replace(record=family.model_copy(update=facts), weights=weights)


def _cells(one: PublishedFamily, root: str, since: str) -> TableRow:
    """A family's row; `since` a month: with its checkpoints from then on, and the date of the newest of them."""
    family, spec = one.record, FIELDS["context_length"]
    context, longer = family.context_length, family.context_length_extended
    dates = one.observed.later(since) if since else {}
    names = ", ".join(f"{clean(name.partition('/')[2], 100)} ({began(span, len('YYYY-MM'))})" for name, span in dates.items())
    some = {field: Phrase.of(partial(known_of, family.coverage, FIELDS[field], key="script.known_of")) for field in KNOWN}
    extended: tuple[Cell, ...] = ()
    if context and longer and longer.high > context.high:
        extended = (" → ", unbroken(amount(longer.high, spec)), some["context_length_extended"])
    newest = max(dates.values(), key=lambda span: span.latest, default=None)
    # The weights, with how many ask for terms first; or that they are gone.
    gated = Phrase.of(partial(access, [member.access for member in one.there].count("gated"), len(one.there)))
    gone = phrase("why.gone") if family.checkpoints and not one.there else ""
    return (
        linked(clean(family.name, 200), f"{root}families/{family.slug}.html") + Markup(' <span class="fits">{}</span>').format(names),
        _of_maker(one, root),
        joined(clean(size, 40) for size in family.sizes) + some["sizes"],
        unbroken(memory(tuple(dict.fromkeys(one.memory)), "–") if one.memory else ""),
        joined((unbroken(short(context, spec, ENGLISH) if context else ""), some["context_length"], *extended), ""),
        joined((_under(name, one, root) for name in family.license), phrase("comma")) + some["license"],
        joined((unbroken(began(newest or family.release_date, len("YYYY-MM-DD"))), "" if newest else some["release_date"]), ""),
        linked(phrase("weights_link"), one.weights, outside=True) + gated if one.weights else gone,
    )


def _of_maker(one: PublishedFamily, root: str) -> Markup:
    """Who made a family, with a link to all that is theirs."""
    return linked(maker_name(one.maker), f"{root}makers/{one.record.organization}.html")


def _under(name: str, one: PublishedFamily, root: str) -> Markup:
    terms = Markup("") if terms_of(name) == "free" else Markup(' <span class="terms">{}</span>').format(phrase(f"licence.{terms_of(name)}"))
    return licensed(name, one, root) + terms


def _choice(row: Choice, published: Published) -> TableRow:
    """A wish, its models and those that may fit, and what orders it with a link that puts its models side by side."""
    board, ids = row.board, ",".join(one.checkpoint or one.family.slug for one in row.best)
    name = [linked(clean(board.name, 200), f"boards/{board.slug}.html")] if board else []
    ratings = zip(*(row.rating(published.snapshots, words) for words in LANGUAGES.values()), strict=True)
    rating = [Phrase(tuple(clean(text, 100) for text in texts)) for texts in ratings]
    unsure = [Phrase(texts) for texts in zip(*map(row.unsure, LANGUAGES.values()), strict=True)]
    called = ((one, linked(clean(one.called, 100), f"families/{one.family.slug}.html")) for one in row.best)
    best = joined((unbroken(link + escape(Phrase.of(partial(one.beside, row)))) for one, link in called), phrase("semicolon"))
    source = joined((joined((*name, *rating), phrase("comma")), linked(phrase("site.compare"), f"compare.html#ids={ids}")), " · ")
    return Phrase.of(row.label), joined((best, *unsure), Markup("<br>")), source
