"""The tables of the reader, and what its rules hand over: candidates with a rank, and passages seen but not used.

Lists of words are from words.toml, patterns and rules from rules.toml, whose head says what a row is.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from itertools import repeat
from typing import Any, Final, NamedTuple

from pipeline.fields import FIELDS
from pipeline.markdown import passage
from pipeline.model.claims import About, Claim, Reject, Value
from pipeline.names.vocabulary import FOREIGN_FAMILY, KNOWN, listed
from pipeline.tables import table_beside

_PARSER: Final = import_module("re._parser")
_LISTS, _TABLE = table_beside(__file__, "words"), table_beside(__file__)
_JOINT: Final = re.compile(r"(?:(?<=fine|post)|(?<=pre|mid|cut))\\?-\??(?=tun|train|off)")
"""Where people write one word, two, or a hyphen: fine-tuned, finetuned, fine tuned."""
WORDS: Final[dict[str, tuple[str, ...]]] = {
    f"{table}.{name}": tuple(dict.fromkeys(_JOINT.sub(sign, word) for word in words for sign in ("-", "", " ")))
    for table, lists in _LISTS.items() for name, words in lists.items()
}  # fmt: skip
"""By table and name: `kinds.seeing`."""
ENGLISH: Final = {word: english for english, words in _LISTS["english"].items() for word in words}
_ROOTS: Final = [word for word in ENGLISH if not any(other in word for other in ENGLISH if other != word)]
_ROOTS_IN: Final = {True: tuple(filter(str.isascii, _ROOTS)), False: tuple(_ROOTS)}
"""Words of other languages, one of which is in each, by whether a text has English letters alone."""
_FOREIGN_LETTER: Final = re.compile("[à-ɏ\u0400-\u1fff\u2e80-\uffef]")
MONTHS: Final = {word: month for month in map("{:02}".format, range(1, 13)) for word in WORDS[f"months.{month}"]}
"""The number of a month by its name."""
_FOREIGN: Final = re.compile(f" ?({'|'.join(sorted(ENGLISH, key=len, reverse=True))}) ?")
_VIEWS: Final = {name: frozenset(listed(views)) for name, views in _TABLE["views"].items()}
_OF_WORDS, _CHEAP, _DEAR, _NO_VIEWS, WITHIN = (_VIEWS[name] for name in ("of_words", "cheap", "dear", "none", "within"))
_PLAIN: Final = re.compile(r"[^\W_](?:[\w '’:./-]|\[- \]\?)*")
_SHARED_NAME: Final = re.compile(r"\{([a-z]+\.[a-z_]+)\}")
SHARED: Final[dict[str, str]] = {
    "names.known": KNOWN, "names.foreign": FOREIGN_FAMILY, "dates.month": f"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})(?![a-zà-ÿ])",
}  # fmt: skip
"""Patterns by table and name, those that rules share among them: `dates.label`."""


def apart(text: str) -> tuple[str, str]:
    """The lines of a text in ASCII and the others: one emoji makes each character of a text four bytes wide, and a search in it eight times as slow."""
    lines = text.split("\n")
    return "\n".join(filter(str.isascii, lines)), "\n".join(line for line in lines if not line.isascii())


def holds(text: str, words: Iterable[str]) -> bool:
    """Whether a text holds one of some words."""
    for word in words:  # noqa: SIM110 - run for every block and field; `any` takes three times as long
        if word in text:
            return True
    return False


def counted(words: Iterable[str], parts: Iterable[str]) -> int:
    """How often words stand in the parts of a text."""
    return sum(part.count(word) for part in parts for word in words)


def is_english(lower: str) -> bool:
    """Whether a text in lower case has none of the words of other languages for what cards count."""
    return not holds(lower, _ROOTS_IN[lower.isascii() or not _FOREIGN_LETTER.search(lower)])


def in_english(lower: str) -> str:
    """A text in lower case, the words of other languages for what cards count written in English."""
    if is_english(lower):
        return lower
    text = _FOREIGN.sub(lambda m: f" {ENGLISH[m[1]]} ", lower)
    return text if lower[:1].isspace() else text.lstrip()


class Pattern:
    """A pattern, by its name in the table or as written, and what a match must hold: of each set a word. Few texts do."""

    def __init__(self, written: str, flags: re.RegexFlag = re.NOFLAG) -> None:
        text = SHARED.get(written, written)
        self.compiled = re.compile(text, flags)
        self.cased = bool(flags)  # it tells capitals apart in a part
        parsed = _PARSER.parse(text, flags)
        self.needed = tuple(tuple(w for w in words if not holds(w, words - {w})) for words in _needed(parsed)[:2])
        alternatives = parsed[0][1][1] if len(parsed) == 1 and parsed[0][0].name == "BRANCH" else [parsed]
        self.alternatives = [_needed(alternative) for alternative in alternatives]

    def search(self, text: str, lower: str | None = None) -> re.Match[str] | None:
        """The first match in a text, which is given in lower case too where that is at hand."""
        lower = text.lower() if lower is None else lower
        return self.compiled.search(text) if all(map(holds, repeat(lower), self.needed)) else None

    def by_line(self, text: str) -> Iterator[re.Match[str]]:
        """All matches within the lines of a long text in lower case."""
        for at, end in sorted({place for needed in self.alternatives for place in _lines_with(text, needed)}):
            yield from self.compiled.finditer(text, at, end)


def _lines_with(text: str, needed: list[frozenset[str]]) -> Iterator[tuple[int, int]]:
    """Where the lines that hold a word of each set begin and end."""
    for word in needed[0] if needed else ("",):
        at = text.find(word)
        while at >= 0:
            start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at) % (len(text) + 1)
            if all(holds(text[start:end], words) for words in needed[1:]):
                yield start, end
            at = text.find(word, end + 1)


def _needed(parsed: Iterable[tuple[Any, Any]]) -> list[frozenset[str]]:
    """The sets of words of which a pattern needs one each, those that are missed most often first."""
    found, word = [], ""
    for code, given in (*parsed, (None, None)):
        name = code.name if code is not None else ""
        if name == "ASSERT_NOT":
            continue
        if name == "LITERAL" and chr(given) not in "#|~@\n":  # not what views set between their parts
            word += chr(given).lower()
            continue
        found.append(frozenset({word}))
        word = ""
        if name == "BRANCH":
            each = [next(iter(_needed(branch)), frozenset[str]()) for branch in given[1]]
            found.append(frozenset().union(*each) if all(each) else frozenset())
        elif name in {"SUBPATTERN", "ASSERT"} or (name in {"MAX_REPEAT", "MIN_REPEAT"} and given[0]):
            found += _needed(given[-1])
    telling = [words for words in found if words and all(len(word) > 1 or word > "\u2e80" for word in words)]
    return sorted(telling, key=lambda words: (-min(4, *(len(word.strip()) for word in words)), len(words)))


class Condition(NamedTuple):
    """What a view must hold: a pattern that matches it, or one of some words; or must not, where it is not `wanted`."""

    view: str
    wanted: bool
    pattern: Pattern | None
    words: frozenset[str] = frozenset()


class Rule(NamedTuple):
    """One row. A rule that states has one field, and `says` its value where it is always the same; one that refuses has rank 0, and `says` why.

    In the text `example` the rule fires, in `counter` it does not. Of each set in `needed` a statement must hold a word.
    """

    name: str
    fields: tuple[str, ...]
    rank: int
    when: tuple[Condition, ...]
    needed: tuple[tuple[str, ...], ...]
    says: str = ""
    example: str = ""
    counter: str = ""


def _pattern(written: str | Iterable[str]) -> str:
    texts = [written] if isinstance(written, str) else written
    parts = [_word(_JOINT.sub("[- ]?", "".join(map(str.lstrip, text.split("\n"))))) for text in texts]
    bounded = [part for part in parts if part.startswith(r"\b") and _PARSER.parse(part)[0][0].name == "AT"]
    if len(bounded) > 1:  # where a word begins is asked once for all
        at, others = parts.index(bounded[0]), [part for part in parts if part not in bounded]
        parts = [*others[:at], rf"\b(?:{'|'.join(part[2:] for part in bounded)})", *others[at:]]
    return _SHARED_NAME.sub(lambda m: SHARED[m[1]], "|".join(parts))


def _word(text: str) -> str:
    """A plain word as a pattern: it begins a word, and ends one where a space stands behind it."""
    if not _PLAIN.fullmatch(text):
        return text
    first, end = text[:1], "(?![a-z])" * text.endswith(" ")
    begin = f"{first}(?<![a-z]{first})" if first.isascii() else first  # the letter first, by which a search skips places
    return f"{begin}{text[1:].rstrip().replace('.', '[.]')}{end}"


def _rule(row: dict[str, Any]) -> Rule:
    """A row with its conditions, those that cost nothing first, those that cost most last."""
    given = (_condition(view, row[view]) for view in row if view not in _NO_VIEWS)
    when = sorted(given, key=lambda c: (c.view in _DEAR) - (c.view in _CHEAP))
    named = (row["states"],) if "states" in row else row["refuses"]
    fields = tuple(field for name in named for field in _TABLE["groups"].get(name, (name,)))
    needed = tuple(words for c in when if c.wanted and c.pattern and c.view in WITHIN for words in c.pattern.needed)
    says = row.get("value", "") or row.get("because", "")
    return Rule(row["name"], fields, row.get("rank", 0), tuple(when), needed, says, row.get("example", ""), row.get("counter", ""))


def _condition(key: str, written: str | list[str]) -> Condition:
    view, wanted = key.removeprefix("not_"), not key.startswith("not_")
    if view in _OF_WORDS:
        return Condition(view, wanted, None, frozenset(str(written).replace("none", "").split("|")))
    text = _pattern(written)
    return Condition(view, wanted, Pattern(text, re.IGNORECASE if "(?-i:" in text else re.NOFLAG))


SHARED.update((name, f"(?:{_pattern(words)})") for name, words in WORDS.items() if name.startswith("said."))
for _table, _patterns in _TABLE["patterns"].items():
    SHARED.update((f"{_table}.{_name}", _pattern(_text)) for _name, _text in _patterns.items())
for _table in _TABLE["patterns"]["labels"]:
    for _name, _words in _LISTS[_table].items():
        _each = _JOINT.sub("[- ]?", "|".join(map(re.escape, _words)))
        SHARED[f"label.{_name}"] = SHARED[f"labels.{_table}"].replace("@", _each)
RULES: Final = tuple(map(_rule, _TABLE["rules"]))


@cache
def stating(*fields: str) -> tuple[Rule, ...]:
    """The rules that state one of some fields, in the order in which they are tried."""
    return tuple(rule for rule in RULES if rule.rank and rule.fields[0] in fields)


LABELS: Final = re.compile("|".join(c.pattern.compiled.pattern for r in RULES if r.rank for c in r.when if c.view == "label" and c.wanted and c.pattern))
"""What a label of any field looks like."""
REFUSING: Final = {field: tuple(r for r in RULES if not r.rank and field in r.fields) for rule in RULES for field in rule.fields}
"""By field: the rules that refuse what another one states of it."""


class Candidate(NamedTuple):
    """One possible value for a field. The higher `rank`, the more directly the card states it."""

    field: str
    value: Value
    line: int
    text: str
    rule: str
    rank: int
    about: About = "self"

    @property
    def members(self) -> tuple[str, ...]:
        """The members of a list, none of another value."""
        return self.value if isinstance(self.value, tuple) else ()

    @property
    def claim(self) -> Claim:
        """What it says of the checkpoint, where it is the best."""
        return Claim(self.field, self.value, line=self.line, text=passage(self.text), rule=self.rule, about=self.about)


@dataclass(slots=True)
class Findings:
    """Candidates of one card and passages that were seen and not used, in reading order; a reason begins with the name of the rule that refused."""

    candidates: list[Candidate] = field(default_factory=list)
    seen: list[Reject] = field(default_factory=list)

    def reject(self, line: int, reason: str, field_name: str | None = None, text: str = "") -> None:
        """Keep a passage that was not used."""
        self.seen.append(Reject(reason, field_name if field_name in FIELDS else None, line=max(1, line), text=passage(text)))

    def of(self, *fields: str) -> list[Candidate]:
        """The candidates for some fields, in reading order."""
        return [c for c in self.candidates if c.field in fields]

    def drop(self, candidate: Candidate, reason: str) -> None:
        """Turn a candidate into a passage that was not used."""
        self.candidates.remove(candidate)
        self.reject(candidate.line, reason, candidate.field, candidate.text)
