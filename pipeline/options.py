"""The options of a refresh, from options.toml: each makes a command's option, the flow's parameter, a workflow's input."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from pipeline.tables import table_beside

Kind = Literal["flag", "choice", "seconds", "count", "folder", "texts", "families", "sources"]
Place = Literal["command", "flow", "workflow"]
"""Who takes it: `awesome refresh`, the flow with its form in Prefect's UI, `workflow_dispatch` of the workflow sync."""
_UNSAID: Final[dict[Kind, Any]] = {"flag": False, "texts": (), "families": (), "sources": ()}


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOption:
    """One option: its name as a parameter, what it holds, and what it says in every help and form.

    `flag` is the option of a command where that is not the name with dashes: what is repeatable is in the singular.
    """

    name: str
    kind: Kind
    help: str
    default: Any
    choices: Sequence[str] = ()
    flag: str = ""
    short: str = ""
    metavar: str = ""
    places: Sequence[Place] = ("command", "flow")

    @property
    def many(self) -> bool:
        """Whether it may be given more than once."""
        return self.kind in {"texts", "families", "sources"}

    @property
    def words(self) -> tuple[str, ...]:
        """How a command calls it."""
        return (self.flag or f"--{self.name.replace('_', '-')}", *([self.short] if self.short else []), self.name)


_TABLE: Final = table_beside(__file__)
OPTIONS: Final[Mapping[str, RunOption]] = {
    name: RunOption(**{"name": name, "default": _UNSAID.get(row["kind"]), **row}) for name, row in _TABLE.items()
}


def options_of(place: Place) -> Iterator[RunOption]:
    """The options that a place takes, in their order."""
    return (one for one in OPTIONS.values() if place in one.places)
