"""What the pages say in their own voice: a language is one file of this folder, found by its name.

Another language is another file with the same keys (`en.toml` is the list of them; tests compare): its
READMEs, further pages, switches and the site's words follow from it.
"""

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

import tomli

from pipeline.fields import FIELDS
from pipeline.kinds import LISTED, KindWords, ListKind

FIRST: Final = "en"  # the language whose pages have the plain names, and that others fall back to


@dataclass(frozen=True, eq=False)
class Words(dict[str, str]):
    """The words of one language by their keys, all Markdown of our own: texts, and names of fields ("name.sizes").

    `suffix` stands in the names of its pages before ".md". `fields` and `kinds` name what the tables have no words for
    in a language, `languages` languages by ISO 639 codes, `scores` scores by what the files of boards call them.
    """

    code: str
    name: str
    suffix: str
    texts: dict[str, str]
    fields: dict[str, str] = field(default_factory=dict)
    kinds: dict[ListKind, KindWords] = field(default_factory=dict)
    languages: dict[str, str] = field(default_factory=dict)
    scores: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, spec in FIELDS.items():
            stated = getattr(spec, self.code, spec.en)
            for which in ("name", "column", "detail"):
                self[f"{which}.{name}"] = self.fields.get(name) or getattr(stated, which) or stated.name
        self.update(self.texts)

    def __call__(self, key: str, **values: object) -> str:
        """The words of a key, with values in their places; of one thing where there are words for one."""
        if values.get("n") == 1 and f"{key}.one" in self.texts:
            key = f"{key}.one"
        return self[key].format_map(values)

    def aside(self, said: str) -> str:
        """What stands in brackets behind something; nothing of nothing."""
        return f"{self['opening']}{said}{self['closing']}" if said else ""

    def language(self, code: str) -> str:
        """What a language is called, else its code."""
        return self.languages.get(code, code)

    def voice(self, name: str) -> str:
        """What a source is called."""
        return self.texts.get(f"voice.{name}", name)

    def kind(self, kind: ListKind) -> KindWords:
        """What a kind of models is called: by the table of kinds, or by this language's own file."""
        return self.kinds.get(kind) or LISTED[kind].words.get(self.code) or LISTED[kind].words[FIRST]

    def own(self, prose: object) -> str:
        """What people wrote in this language; "" where they did not."""
        return str(getattr(prose, self.code, "") or "")

    def or_another(self, prose: object) -> tuple[str, bool]:
        """What people wrote, and whether it is in another language for want of this one."""
        every = ((words.own(prose), words.code != self.code) for words in (self, *LANGUAGES.values()))
        return next((found for found in every if found[0].strip()), ("", False))


_STATED: Final = [Words(**tomli.loads(file.read_text("utf-8"))) for file in Path(__file__).parent.glob("*.toml")]
LANGUAGES: Final = MappingProxyType({one.code: one for one in sorted(_STATED, key=lambda one: (one.code != FIRST, one.code))})
"""Code -> words, English first."""
ENGLISH: Final = LANGUAGES[FIRST]


@lru_cache(maxsize=1024)  # the same few stand in each row of thousands of tables
def each(key: str, sign: str = " · ", **values: Hashable) -> str:
    """The words of a key in every language, one after the other: for pages that all readers share."""
    return sign.join(dict.fromkeys(words(key, **values) for words in LANGUAGES.values()))
