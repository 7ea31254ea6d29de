"""What the site says in every language at once: English in the page, the others beside it for the language switch."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from markupsafe import Markup, escape

from pipeline.model.clean import clean
from pipeline.model.curated import CuratedOrganization
from pipeline.render.marked import checked
from pipeline.words import FIRST, LANGUAGES, Words

_OF_FIELDS: Final = ("name.", "column.")  # what keys begin with that stand for what a field is called


@dataclass(frozen=True, slots=True)
class Phrase:
    """The same words in each language, in the order of `LANGUAGES`: Markup where they are our own."""

    texts: tuple[str, ...]

    @classmethod
    def of(cls, said: Callable[[Words], str]) -> "Phrase":
        """What a function says in each language."""
        return cls(tuple(map(said, LANGUAGES.values())))

    def __add__(self, other: "Phrase") -> "Phrase":
        """Two phrases as one."""
        return Phrase(tuple(a + b for a, b in zip(self.texts, other.texts, strict=True)))

    def __html__(self) -> Markup:
        """What Jinja prints, and what goes into Markup: a macro for each of a site's hundred thousand words would take most of its time."""
        return _span(self)

    @property
    def inside(self) -> Markup:
        """The rest of an element that begins before: its attributes for the switch, and the English words."""
        switch = (f' data-{code}="{escape(text)}"' for code, text in zip(LANGUAGES, self.texts, strict=True) if code != FIRST)
        return Markup(f"{''.join(switch)}>{escape(self.texts[0])}")  # noqa: S704  escaped here


@lru_cache(maxsize=4096)
def _span(said: Phrase) -> Markup:
    return escape(said.texts[0]) if len(set(said.texts)) == 1 else Markup("<span{}</span>").format(said.inside)


@lru_cache(maxsize=4096)
def phrase(key: str, **values: str | int) -> Phrase:
    """Our own words, or what a field is called; texts in them are escaped."""
    if key.startswith(_OF_FIELDS):
        return Phrase.of(lambda words: words[key])
    safe = {name: escape(value) if isinstance(value, str) else value for name, value in values.items()}
    return Phrase.of(lambda words: Markup(words(key, **safe) if safe else words[key]))  # noqa: S704


def everywhere(text: str) -> Phrase:
    """Somebody else's words: the same in every language, and escaped."""
    return Phrase((text,) * len(LANGUAGES))


def maker_name(maker: CuratedOrganization) -> Phrase:
    """What a maker is called in each language."""
    return Phrase.of(lambda words: clean(words.own(maker) or maker.name, 200))


Cell = str | Phrase  # plain text is escaped by the template

TableRow = tuple[Cell, ...]  # of a table: its heading, then its cells


def linked(text: Cell, url: str | None, *, outside: bool = False) -> Markup:
    """A link to a page of the site, or to an address `outside`; the words alone without one, or where it will not do."""
    target = checked(url) if outside else url
    opening = Markup('<a href="{}" rel="nofollow">') if outside else Markup('<a href="{}">')
    return opening.format(target) + escape(text) + Markup("</a>") if target else escape(text)


def joined(cells: Iterable[Cell], sign: Cell = ", ") -> Markup:
    """Several things in one cell."""
    return escape(sign).join(map(escape, cells))


def unbroken(text: str) -> Cell:
    """A date, or a number with its unit, on one line."""
    return Markup('<span class="unbroken">{}</span>').format(text) if text else ""
