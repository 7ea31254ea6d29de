"""All made files of the site: path -> bytes. The fixed ones (scripts, style, libraries) are pipeline/site/static."""

from collections.abc import Iterator
from functools import cache, partial
from typing import Final

from jinja2 import DictLoader, Environment, StrictUndefined

from pipeline.export.records import Published
from pipeline.kinds import LISTED
from pipeline.model.curated import NAME
from pipeline.render.trends import board_trend
from pipeline.site.family import family_page
from pipeline.site.phrases import kind_label, say
from pipeline.site.rows import index_script, search_script, words_script
from pipeline.site.templates import TEMPLATES

_LEAST: Final = 2
"""Editions that a family's trend needs: points above one date are the table once more."""


def site_files(published: Published, exports: str = "", name: str = NAME) -> dict[str, bytes]:
    """The site without its fixed files. Every path in it is relative: it works from disk and below any prefix.

    `exports` is the folder of the site where the exports will lie, if they will: each page then links to them.
    `name` is what the list is called.
    """
    page = partial(_page, exports=exports)
    families = published.whole.families
    names = sorted(((f.slug, f.name) for f in families), key=lambda one: one[1].casefold())
    files = {
        "index.html": page("index", title=name, scripts=("data/index.js", "static/list.js")),
        "all.html": page("all", title=f"All families: {name}", families=names),
        "compare.html": page("compare", title=f"Compare: {name}", scripts=("data/index.js", "static/compare.js")),
        "charts.html": page(
            "charts", title=f"Charts: {name}", sheets=("vendor/uplot.css",),
            scripts=("data/index.js", "static/vendor/uplot.js", "static/charts.js"),
        ),
        "data/words.js": words_script(),
        "data/index.js": index_script(published),
        "data/search.js": search_script(published),
    }  # fmt: skip
    for family in families:
        pictures = dict(_pictures(family.slug, published, files))
        one = family_page(family, published, pictures)
        files[f"families/{family.slug}.html"] = page("family", title=f"{one['name']}: {name}", root="../", one=one)
    return files


def _pictures(slug: str, published: Published, files: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    """A family's trend pictures: board and name without ending; light and dark are put into `files`."""
    for board_slug, series in published.trends.get(slug, {}).items():
        if len({edition for line in series.values() for edition, _ in line}) >= _LEAST:
            board = published.boards[board_slug]
            stem = f"trends/{slug}--{board_slug}"
            for scheme in ("light", "dark"):
                svg = board_trend(series, board, dark=scheme == "dark")
                files[f"{stem}-{scheme}.svg"] = svg.encode()
            yield board_slug, stem


def _page(name: str, *, title: str, root: str = "", **values: object) -> bytes:
    known = {"lang": "en", "sheets": (), "scripts": (), **values}
    return _environment().get_template(name).render(title=title, root=root, here=name, **known).encode(errors="replace")


@cache
def _environment() -> Environment:
    made = Environment(
        loader=DictLoader(TEMPLATES), undefined=StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    made.globals["say"] = say
    made.globals["kinds"] = [{"name": kind, "words": kind_label(kind)} for kind in LISTED]
    return made
