"""All made files of the site: path -> bytes. The fixed ones (scripts, style, libraries) are pipeline/site/static."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import DictLoader, Environment, StrictUndefined

from pipeline.export.records import Published
from pipeline.export.texts import filled, llms_txt
from pipeline.kinds import LISTED
from pipeline.layout import paths
from pipeline.model.clean import clean
from pipeline.render.choose import needs
from pipeline.render.marked import checked
from pipeline.site.family import FamilyPage
from pipeline.site.lists import choice_tables, directory, listings
from pipeline.site.phrases import Phrase, everywhere, markdown, phrase
from pipeline.site.rows import scripts
from pipeline.words import LANGUAGES

_TRENDS: Final = f"{paths.ASSETS}trends/"


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
            "exports": exports, "base": base, "repository": checked(origin.repository or ""), **values,
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
        yield one.path, "list", one.heading, {**one.values, "pictured": one.values["board"] in pictures}
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
    made.filters["markdown"] = markdown
    made.globals["say"] = lambda key, **values: phrase(key, **values).inside  # the rest of an element that a template leaves open: `<h2`
    made.globals["kinds"] = [{"name": kind, "words": Phrase(tuple(words.kind(kind).short for words in LANGUAGES.values()))} for kind in LISTED]
    return made
