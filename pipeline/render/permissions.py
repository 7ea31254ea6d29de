"""The page of licences: what each licence on the list permits, in words of every language."""

from collections.abc import Iterable
from typing import Final

from pipeline.layout import paths
from pipeline.model.licences import TERMS, licences
from pipeline.render import marked
from pipeline.render.marked import Marked
from pipeline.words import LANGUAGES, each

PERMISSIONS: Final = f"{paths.PAGES}licences.md"


def permissions_page(stated: Iterable[str]) -> str:
    """The page's text: the licences that families state, the most free first, then by name."""
    found = {one.name: one for text in stated for one in licences(text)}
    rows = (
        (marked.link(one.name, one.url), Marked(each(f"licence.{one.terms}")), *(marked.cell(one.permits(code), 600) for code in LANGUAGES))
        for one in sorted(found.values(), key=lambda one: (TERMS.index(one.terms), one.name.casefold()))
    )
    heads = (each("license"), each("permission"), *(words.name for words in LANGUAGES.values()))
    return marked.blocks(Marked(f"# {each('site.licenses')}"), marked.table(map(Marked, heads), rows))
