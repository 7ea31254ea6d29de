"""The table of fields: all that differs between one field and another, a table each in fields.toml.

A new field is one of these, and a rule that reads it; a test fails for a field that is shown nowhere.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final, Literal, NamedTuple

from pipeline.tables import table_beside

Form = Literal["count", "text", "texts", "date", "licence", "languages", "sizes"]
"""What a value is: a whole number, one text or several, a date as precise as it was stated (YYYY[-MM[-DD]]), a
licence as it was stated, language codes (ISO 639), size labels such as "8x7B"."""

RollUp = Literal["", "sizes", "span", "set", "licences", "dates", "most", "one"]
"""How a family's value comes from its members': not at all; the labels in order; lowest and highest; every value;
every licence by its name; first and latest; the largest; the one on which all agree. See `reconcile.roll_up`."""

Place = Literal["row", "details", "badge", "csv", "json family", "json checkpoint", "site", "members", "llms"]
"""Where a field is shown: the quick table, a family's section or its badges, the
tables and the JSON of the export, a family's page of the site and its table of checkpoints, llms.txt. Evidence pages
and `awesome why` show every field."""

AbsentOf = Literal["family", "checkpoint"]


class Label(NamedTuple):
    """What a field is called in one language: in full; and if otherwise, as a column's heading and in a section."""

    name: str
    column: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """One field.

    `voices` are those that may speak of it, most trusted first; another's claim is not heard. "pin"
    stands above every voice and "curated" below, so they are not listed. "card.exact" is a card's
    count with four digits or more. Counts that differ by no more than `tolerance` (a share) agree.
    The `doubted` voice is put last where it is far from what all others say.

    `shown` gives the field's place among those that stand in the same `Place`; a field that stands in
    none says in `unshown` where its value is to be seen (on evidence pages it always is). `absence` says of
    what it is told that no source states the field. `of_card`: it is a key of a card's `facts`.
    `in_form`: the issue form offers it. `identifier`: its values are names for machines, shown as
    code. `binary`: 131,072 is "128K". `lasting`: what is gone still speaks of it, such as the day of its release. `beside`: the
    field whose value it belongs to: a family has it only where it has one value of that. `nameless`: the value that names
    nothing, and so denies nothing. `coarse`: rules of cards that say the least, and deny nothing that has it.
    `pattern`: what each text of a person's value is, and what to tell who writes another.
    """

    name: str
    form: Form
    en: Label
    zh: Label
    unit: str = ""
    roll_up: RollUp = ""
    voices: Sequence[str] = ()
    tolerance: float = 0.0
    doubted: str = ""
    shown: Mapping[Place, int] = field(default_factory=dict)
    unshown: str = ""
    absence: Sequence[AbsentOf] = ()
    of_card: bool = True
    in_form: bool = False
    identifier: bool = False
    binary: bool = False
    lasting: bool = False
    beside: str = ""
    nameless: str = ""
    coarse: Sequence[str] = ()
    pattern: Sequence[str] = (".+", "")

    @property
    def many(self) -> bool:
        """Whether a checkpoint's value is a list of texts."""
        return self.form in ("texts", "languages", "sizes")


_TABLE: Final = table_beside(__file__)
FIELDS: Final[Mapping[str, FieldSpec]] = {
    name: FieldSpec(**row | {"name": name, "en": Label(*row["en"]), "zh": Label(*row["zh"])}) for name, row in _TABLE.items()
}
"""Every field by name, in the order of evidence pages."""
ROLLED_UP: Final = tuple(one for one in FIELDS.values() if one.roll_up)
"""The fields that a family has."""
PROXIES: Final = frozenset({"hub.created", "name"})
"""Voices that state something else, from which the field follows roughly: a repository's creation is no
release date, and "7b" in a name is no count. A person's sourced fact stands above them, and does not yield."""
DATE_SLACK_DAYS: Final = 31
"""Two release dates closer than that agree: repositories are made before announcements, and after."""
REVISED_DAYS: Final = 200
"""So long after its repository was made, a card's date is that of a later revision ("latest release") and not the release."""
NAME_TOLERANCE: Final = 0.3
"""Names round generously, and some leave the embeddings out (Gemma 7B has 8.5 billion parameters)."""
ANOTHER_SIZE: Final = 3
"""Beyond this ratio to the size in a checkpoint's name, a count is of something else."""
FAR: Final = 1.4
"""Beyond this ratio to what all others say, a doubted voice is taken for miscounted."""


@cache
def shown_in(place: Place) -> tuple[FieldSpec, ...]:
    """The fields that stand in a place, in its order."""
    return tuple(sorted((one for one in FIELDS.values() if place in one.shown), key=lambda one: one.shown[place]))


@cache
def absent_of(of: AbsentOf) -> tuple[FieldSpec, ...]:
    """The fields of which it is told that no source states them."""
    return tuple(one for one in FIELDS.values() if of in one.absence)
