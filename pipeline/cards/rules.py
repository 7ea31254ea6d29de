"""The table of rules, from rules.toml: its head says what a row is."""

import re
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import tomli

from pipeline.cards.words import MONTHS
from pipeline.names.makers import FOREIGN_FAMILY, KNOWN, listed

_OF_WORDS: Final = frozenset(
    listed("form many change fits fits_active whose role kind early anchor_is fit owned tool own_folder client released several unit size source repacked")
)
_CHEAP: Final = frozenset(listed("form many unit size kind role fits label title path change"))
_NO_VIEWS: Final = frozenset(listed("name states rank value refuses because example counter"))
_SHARED_NAME: Final = re.compile(r"\{([a-z]+\.[a-z_]+)\}")
_TABLE: Final = tomli.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
SHARED: Final[dict[str, str]] = {
    "names.known": KNOWN, "names.foreign": FOREIGN_FAMILY, "dates.month": f"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})(?![a-zà-ÿ])",
}  # fmt: skip
"""Patterns by table and name, those that rules share among them: `dates.label`."""


class Condition(NamedTuple):
    """What a view must hold: a pattern that matches it, or one of some words; or must not, where it is not `wanted`.

    A `cased` pattern tells capitals apart.
    """

    view: str
    wanted: bool
    pattern: re.Pattern[str] | None
    words: frozenset[str] = frozenset()
    cased: bool = False


class Rule(NamedTuple):
    """One row. A rule that states has one field, and `says` its value where it is always the same; one that refuses has rank 0, and `says` why.

    In the text `example` the rule fires, in `counter` it does not.
    """

    name: str
    fields: tuple[str, ...]
    rank: int
    when: tuple[Condition, ...]
    says: str = ""
    example: str = ""
    counter: str = ""


def _pattern(written: str | list[str]) -> str:
    parts = ["".join(map(str.lstrip, text.split("\n"))) if "\n" in text else text for text in (written if isinstance(written, list) else [written])]
    return _SHARED_NAME.sub(lambda m: SHARED[m[1]], "|".join(parts))


def _rule(row: dict[str, Any]) -> Rule:
    """A row with its conditions, those that cost nothing first."""
    when = sorted((_condition(view, row[view]) for view in row if view not in _NO_VIEWS), key=lambda condition: condition.view not in _CHEAP)
    named = (row["states"],) if "states" in row else row["refuses"]
    fields = tuple(field for name in named for field in _TABLE["groups"].get(name, (name,)))
    says = row.get("value", "") or row.get("because", "")
    return Rule(row["name"], fields, row.get("rank", 0), tuple(when), says, row.get("example", ""), row.get("counter", ""))


def _condition(key: str, written: str | list[str]) -> Condition:
    view, text = key.removeprefix("not_"), _pattern(written)
    wanted = view == key
    if view in _OF_WORDS:
        return Condition(view, wanted, None, frozenset("" if word == "none" else word for word in text.split("|")))
    cased = "(?-i:" in text
    return Condition(view, wanted, re.compile(text, re.IGNORECASE if cased else 0), cased=cased)


for _table, _patterns in _TABLE["patterns"].items():
    SHARED.update((f"{_table}.{_name}", _pattern(_text)) for _name, _text in _patterns.items())
RULES: Final = tuple(map(_rule, _TABLE["rules"]))


@cache
def stating(*fields: str) -> tuple[Rule, ...]:
    """The rules that state one of some fields, in the order in which they are tried."""
    return tuple(rule for rule in RULES if rule.rank and rule.fields[0] in fields)


LABELS: Final = re.compile("|".join(c.pattern.pattern for r in RULES if r.rank for c in r.when if c.view == "label" and c.wanted and c.pattern))
"""What a label of any field looks like."""
REFUSING: Final = {field: tuple(r for r in RULES if not r.rank and field in r.fields) for rule in RULES for field in rule.fields}
"""By field: the rules that refuse what another one states of it."""
