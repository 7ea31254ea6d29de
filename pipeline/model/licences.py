"""The licences of licences.toml: name, what kind of permission each is, where its text stands, and a line on what it permits.

A licence that SPDX lists goes by its identifier (https://spdx.org/licenses/), any other by its maker's name for it.
Every stated spelling leads to its row; what leads to none stays as it was stated, and is never taken for free.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final, Literal, NamedTuple, get_args

from pipeline.tables import table_beside

Terms = Literal["free", "conditions", "non-commercial", "research", "unknown"]
"""What a licence lets people do: anything (approved by OSI, or Creative Commons and data licences alike); anything but what it
lists, or commerce within limits; nothing commercial; research alone; or nobody has said yet."""
TERMS: Final[tuple[Terms, ...]] = get_args(Terms)
"""From the most free to the least."""


class Licence(NamedTuple):
    """One licence. `en` and `zh` say in a line what it permits, `barred_…` where in the world nothing.

    `url`, the first of `texts`, is "" where that differs from model to model.
    """

    name: str
    terms: Terms
    url: str = ""
    en: str = ""
    zh: str = ""
    spdx: bool = False
    texts: tuple[str, ...] = ()
    barred_en: str = ""
    barred_zh: str = ""

    def permits(self, language: str, what: str = "") -> str:
        """What it permits, in a language, or `what` else it says; in English where there are no words of it."""
        said: str = getattr(self, f"{what}{language}", getattr(self, f"{what}en"))
        return said


_WORD: Final = re.compile(r"[a-z]+|[0-9]+(?:\.[0-9]+)*|\+\+|[^\x00-\x7f]+")
_IDLE: Final = frozenset({"license", "licence", "agreement", "the", "version", "v"})
"""Words that a name may have or lack."""
_REVISION: Final = re.compile(r"/(?:blob|resolve|raw)/[^/]+/")


def _key(name: str) -> tuple[str, ...]:
    """A name as the words that tell it from others: "Apache License, Version 2.0" and "apache-2.0" have one key."""
    return tuple(word for word in _WORD.findall(name.casefold()) if word not in _IDLE)


def _place(url: str) -> str:
    """An address without what may differ between two of one text: scheme, "www.", revision, the slash at its end."""
    return _REVISION.sub("/", url.strip().partition("://")[2].removeprefix("www.").rstrip("/").casefold())


def _rows(table: Mapping[str, Any]) -> Iterator[Licence]:
    for one in table["permission"]:
        words = {key: one[key] for key in ("en", "zh", "barred_en", "barred_zh") if key in one}
        spdx = {name: f"https://spdx.org/licenses/{name}.html" for name in one.get("spdx", ())}
        for name, url in (spdx | one.get("others", {})).items():
            texts = (url,) if isinstance(url, str) else tuple(url)
            yield Licence(name, one["terms"], texts[0], spdx=name in spdx, texts=texts, **words)


_TABLE: Final = table_beside(__file__)
LICENCES: Final[Mapping[str, Licence]] = {one.name: one for one in _rows(_TABLE)}
"""Every licence by name."""
_BY_KEY: Final = {_key(name): one for name, one in LICENCES.items()}
_BY_KEY.update((_key(alias), LICENCES[name]) for alias, name in _TABLE["aliases"].items())
_BY_PLACE: Final = {_place(text): one for one in LICENCES.values() for text in one.texts if text}


def _restriction(text: str) -> Terms:
    """What the words of a name forbid; "unknown" where none of them forbids."""
    words = _key(text)
    if "research" in words:
        return "research"
    return "non-commercial" if {"nc", "noncommercial"} & {*words} or "non commercial" in " ".join(words) else "unknown"


@lru_cache(maxsize=4096)
def licence(stated: str, link: str = "") -> Licence:
    """The licence that a name means, or the text that a link leads to.

    A name that several makers use for texts of their own goes by the text. Of an unknown name only a restriction is
    believed: "non-commercial" and "research" forbid whatever the rest permits, and whatever a freer text permits that
    the link leads to.
    """
    found, text = _BY_KEY.get(_key(stated)), _BY_PLACE.get(_place(link))
    if found is not None and (found.url or text is None or not text.name.startswith(f"{found.name} (")):
        return found
    terms = _restriction(stated)
    if text is not None and (terms == "unknown" or TERMS.index(text.terms) >= TERMS.index(terms)):
        return text
    return Licence(stated.strip(), terms, link)


@lru_cache(maxsize=4096)
def licences(stated: str, name: str = "", link: str = "") -> tuple[Licence, ...]:
    """The licences that a source states: its id, or a list, "mit, gpl-3.0"; the name that stands beside it, alone beside "other".

    None for the Hub's id for "nobody said". A name or a text beside a freer licence stands with it, as does a
    known name of as free a one ("mit" for the code, and the weights' own): nobody is told the freer one of two alone.
    """
    stated, name = stated.strip(), name.strip()
    if stated.casefold() == "unknown":
        return ()
    if stated.casefold() == "other":
        stated, name = name or stated, ""
    listed = tuple(filter(None, map(str.strip, stated.split(", "))))
    # A comma between words none of which is an id or a known name is part of one name: "for Research, Education".
    names = any(_key(part) in _BY_KEY or " " not in part for part in listed)
    parts = listed if names and _key(stated) not in _BY_KEY else (stated,)
    found = list(dict.fromkeys(licence(part, link if len(parts) == 1 else "") for part in parts))
    beside = licence(name, link) if name else None
    if beside is not None and beside not in found and (beside.name in LICENCES or _less_free(beside, found)):
        found.append(beside)
    # The licence whose text the link leads to, or that its file's name tells of (LICENSE-NONCOMMERCIAL).
    file = link.partition("?")[0].rstrip("/").rpartition("/")[2]
    text = _BY_PLACE.get(_place(link)) or (Licence(file, terms, link) if (terms := _restriction(file)) != "unknown" else None)
    if text is not None and _less_free(text, found):
        found.append(text)
    return tuple(found)


def _less_free(one: Licence, others: Iterable[Licence]) -> bool:
    """Whether a licence permits less than others together. One that nobody knows permits less than free ones alone."""
    least = least_free(others) or "free"
    return least == "free" if one.terms == "unknown" else TERMS.index(one.terms) > TERMS.index(least)


def licences_of(facts: Mapping[str, object]) -> tuple[Licence, ...]:
    """The licences of one checkpoint, by what is known of it."""
    name = facts.get("license_name") or ""
    stated = facts.get("license") or name
    return licences(str(stated), str(name), str(facts.get("license_link") or "")) if stated else ()


def named(stated: str) -> str:
    """A stated licence by its canonical name; of a list each."""
    return ", ".join(one.name for one in licences(stated)) or stated


def least_free(several: Iterable[Licence]) -> Terms | None:
    """What several licences of one thing let people do together; None of none."""
    return max((one.terms for one in several), key=TERMS.index, default=None)


def terms_of(stated: str) -> Terms:
    """What a stated licence lets people do; of a list the least free: the permissive one of two is not what was granted."""
    return least_free(licences(stated)) or "unknown"
