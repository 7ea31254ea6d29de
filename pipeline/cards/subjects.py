"""Which model a passage speaks of: this checkpoint, its family, its base, a sibling, or something else.

Names are compared by their parts, never as raw text; words are subjects too: "this model", "the teacher".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from operator import attrgetter
from typing import Final, NamedTuple

from pipeline.cards.rules import SHARED
from pipeline.names.dissected import FOREIGN, OWN, ModelName, Relation, parse_name, relation_of
from pipeline.names.vocabulary import KNOWN, KNOWN_WORDS, ORDINARY

_WORD: Final = re.compile(r"(?<![\d_A-Za-zÀ-ɏ.-])[A-Za-z]+")
_KNOWN_TAIL: Final = re.compile(rf"(?a)(?:[-_ ]?[vVA-Z]?\d[\w.]*|(?:[-_]|(?<=[a-z])\.(?=[a-z]))[A-Za-z][\w.]*)*(?: {SHARED['subjects.edition']})?")
_GENERAL: Final = re.compile(SHARED["subjects.general"])
_NAMED: Final = re.compile(rf"(?:{KNOWN})(?![a-z])", re.IGNORECASE)
_told_apart: Final = attrgetter("key", "sizes", "variants", "window")
_STRANGER, _NO_STRANGER, _ASIDE, _WITH, _CLASS, _LIKENED, _RIVALLED = (
    re.compile(SHARED[f"subjects.{name}"], re.IGNORECASE) for name in ("stranger", "no_stranger", "aside", "fewer", "class", "likened", "rivalled")
)
_WORDS: Final = re.compile(rf"(?:(?<![a-z])|(?=[^\x00-\x7f]))(?:{SHARED['subjects.words']})")
_DRAFTS: Final = frozenset({"draft", "drafter", "eagle", "eagle2", "eagle3", "speculator", "mtp", "dflash", "medusa"})
_EXCEPT: Final = re.compile(r"\b(?:except|excluding|other than|apart from|but not)(?: for)? (?:the )?(?P<name>[A-Z0-9][\w.-]*)")
_SHUT: Final = re.compile(r"[^()]*\)")
_GOES_ON: Final = re.compile(r"[\w-]|[./]\w")


class Mention(NamedTuple):
    """A model, or a word for one, in a sentence. `named` is False for "this model" and the like."""

    start: int
    end: int
    relation: Relation
    named: bool = True


@dataclass(frozen=True, slots=True)
class Subject:
    """The card's own model, and the names it calls its base."""

    id: str
    name: ModelName
    bases: tuple[ModelName, ...] = ()
    titled: ModelName | None = None
    """The name in the card's title, where the text calls the model otherwise than the repository does."""
    known: frozenset[str] = frozenset()
    """Further words that names of models begin with, beside those that the reader always knows."""
    _seen: dict[str, Relation] = field(default_factory=dict, compare=False)

    @property
    def size(self) -> int | None:
        """The total size in the name, where there is exactly one; a draft model is named after the one it serves."""
        return self.name.sizes[0] if len(self.name.sizes) == 1 and _DRAFTS.isdisjoint(self.name.family) else None

    def linked_in(self, raw: str) -> bool:
        """Whether a piece of Markdown links this repository on the Hub."""
        own = f".co/{self.id.lower()}"
        return any(not _GOES_ON.match(rest) for rest in raw.lower().split(own)[1:])

    def relation(self, mention: str) -> Relation:
        """How the named model stands to this one."""
        if mention not in self._seen:
            other, titled = parse_name(mention), self.titled
            relation = relation_of(self.name, self.bases, other)
            as_titled = titled is not None and _told_apart(other) == _told_apart(titled)
            self._seen[mention] = Relation.SELF if as_titled and relation in FOREIGN else relation
        return self._seen[mention]

    def names(self, text: str) -> list[Mention]:
        """The models named in a sentence: where, and how they stand to this one."""
        places = dict(islice(written_names(text, self.known), 60))
        own = _own_mention(*self.name.family[:2]) if self.name.family else None
        places = {m.start(): m.end() for m in islice(own.finditer(text), 60)} | places if own is not None else places
        found = []
        for start in sorted(places):
            raw = text[start : places[start]].rstrip(".-_")
            relation, parsed = self.relation(raw), parse_name(raw)
            if relation is Relation.OTHER and not parsed.key and not parsed.labels:
                continue  # a format, such as BF16
            kin = len(parsed.family) > 1 and parsed.family[:1] == self.name.family[:1]  # "Corvid-Max"
            if relation is not Relation.OTHER or kin or _is_name(raw) or (raw[0].isupper() and (lead := _WORD.match(raw)) and lead[0].lower() in self.known):
                found.append(Mention(start, start + len(raw), relation))
        return found

    def mentions(self, text: str) -> list[Mention]:
        """Names and words for models, in the order of the text."""
        def names_kind(m: Mention) -> bool:  # "a small BERT of 12 layers", "a Llama-style decoder"
            before = _CLASS.search(text, max(0, m.start - 50), m.start)
            return m.relation is Relation.OTHER and bool(before or _LIKENED.search(text, m.start, m.end + 13))

        found = [m for m in self.names(text) if not names_kind(m)]
        for m in islice(_STRANGER.finditer(text), 10):
            short = m["name"].lower() in self.name.family[1:]  # "Nano" on the card of "Corvid-2-Nano"
            if (short or not _NO_STRANGER.match(m["name"])) and not any(a <= m.start("name") < b for a, b, _, _ in found):
                found.append(Mention(m.start("name"), m.end("name"), Relation.SELF if short else self.relation(m["name"])))
        for m in islice(_WORDS.finditer(text.lower()), 20):
            after = ((k, text[m.end() : n.start]) for k, n in enumerate(found) if n.named and m["other"] and n.start >= m.end())
            named = next((k for k, between in after if between in {" ", " (", "", ": "}), None)
            if named is not None:  # "its predecessor Corvid-1"
                found[named] = found[named]._replace(relation=Relation.OTHER)
            elif m["weak"]:
                continue
            apposed = len(m[0]) > 4 and text[m.end() : m.end() + 1] in ",;)."  # "Corvid-7B, our long variant,"
            beside = next((n for n in found if apposed and n.named and text[n.end : m.start()].strip() == ","), None)
            own = beside.relation if beside else self.relation(m["size"]) if m["size"] and self.name.labels else Relation.SELF
            found.append(Mention(m.start(), m.end(), Relation.OTHER if m["other"] else own, named=False))
        for m in islice(_EXCEPT.finditer(text), 5):
            excepted = m["name"].rstrip(".-")
            named_own = excepted.lower() in re.split(r"[-_/]", self.id.lower()) or self.relation(excepted) in OWN
            found = [n for n in found if not m.start() <= n.start < m.end()]
            found += [Mention(m.start("name"), m.end("name"), Relation.OTHER)] if named_own else []
        return sorted(found)


def written_names(text: str, known: frozenset[str] = frozenset()) -> Iterator[tuple[int, int]]:
    """Where words stand that may be models' names: families that are known, and words with a hyphen or a digit."""
    end = 0
    for m in _WORD.finditer(text):
        start = m.start()
        if start < end:
            continue
        following = text[m.end() : m.end() + 1]
        word = m[0].lower()
        if word in KNOWN_WORDS or (word in known and m[0][0].isupper()) or (following.isdigit() and word + following in KNOWN_WORDS):
            end = next(_KNOWN_TAIL.finditer(text, m.end())).end()
        elif following and (following in "-_." or following.isdigit()) and (general := _GENERAL.match(text, start)):
            end = general.end()
        else:
            continue
        yield start, end


@lru_cache(maxsize=4096)
def _is_name(raw: str) -> bool:
    """Whether a stranger's name is more than a hyphenated word ("fp8-mixed") or an ordinary one ("every step")."""
    if _NAMED.match(raw):
        return raw.isupper() or raw.lower() not in ORDINARY
    return any(map(str.isdigit, raw)) and any(c.isupper() for c in raw)


@lru_cache(maxsize=1024)
def _own_mention(lead: str, second: str = "") -> re.Pattern[str] | None:
    """How the card's own family is written with a space before its version, where it is not a known name: "OpenCorvid 7B"."""
    word = lead.rstrip("0123456789.v")
    if len(word) < 3 or not word.isalnum() or not word.isascii() or word in ORDINARY or _NAMED.match(word):
        spelt = f"{lead}{second}"
        word = f"{lead}[-_]?{second}" if len(second) > 2 and spelt.isascii() and spelt.isalpha() else ""
    written = rf"(?a)(?<![\w./-]){word}(?![a-z])(?:[-_ ]?v?\d[\w.]*|-[A-Za-z][\w.]*)*(?: {SHARED['subjects.edition']})?"
    return re.compile(written, re.IGNORECASE) if word else None


def governor(text: str, mentions: list[Mention], at: int) -> Mention | None:
    """What a figure at an offset is said of: the last model before it that is no aside and in no closed bracket."""
    aside = _ASIDE.match(text)
    start = aside.end() if aside and aside.end() <= at else 0
    prior = [m for m in mentions if start <= m.start and m.end <= at and not _SHUT.match(text, m.end, at)]
    while prior and _RIVALLED.search(text, prior[-2].end if prior[1:] else 0, prior[-1].start) and _WITH.search(text, prior[-1].end, at):
        prior.pop()  # "Corvid-7B beats Heronet-70B (70B) with 2T tokens"
    return prior[-1] if prior else None


@lru_cache(maxsize=4096)
def is_name(text: str) -> bool:
    """Whether a table head can be a model's name, not a word such as "Value"."""
    return bool(any(map(str.isdigit, text)) or _NAMED.search(text))
