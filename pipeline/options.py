"""The options of a refresh. Each stands here once: it makes the command's option, the flow's parameter and the workflow's input."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

Kind = Literal["flag", "choice", "seconds", "count", "folder", "texts", "families", "sources"]
Place = Literal["command", "flow", "workflow"]
"""Who takes it: `awesome refresh`, the flow with its form in Prefect's UI, `workflow_dispatch` of the workflow sync."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOption:
    """One option: its name as a parameter, what it holds, and what it says in every help and form.

    `flag` is the option of a command where that is not the name with dashes: what is repeatable is in the singular.
    """

    name: str
    kind: Kind
    help: str
    default: Any = False
    choices: tuple[str, ...] = ()
    flag: str = ""
    short: str = ""
    metavar: str = ""
    places: frozenset[Place] = frozenset({"command", "flow"})

    @property
    def many(self) -> bool:
        """Whether it may be given more than once."""
        return self.kind in {"texts", "families", "sources"}

    @property
    def words(self) -> tuple[str, ...]:
        """How a command calls it."""
        return (self.flag or f"--{self.name.replace('_', '-')}", *([self.short] if self.short else []), self.name)


_ALL: Final[frozenset[Place]] = frozenset({"command", "flow", "workflow"})
OPTIONS: Final = {one.name: one for one in (
    RunOption(
        name="sources", kind="sources", default=(), flag="--source", short="-s", metavar="SOURCE", places=_ALL,
        help="Only these sources; by default those that a run usually asks.",
    ),
    RunOption(
        name="families", kind="families", default=(), flag="--family", short="-f", metavar="SLUG", places=_ALL,
        help="Only these families, by their slugs; by default all of them.",
    ),
    RunOption(name="offline", kind="flag", help="Ask nobody: the same as derive."),
    RunOption(name="dry_run", kind="flag", help="Ask and compare, write nothing anywhere.", places=_ALL),
    RunOption(name="reread", kind="flag", help="Read all model cards again, from the cache where it has them."),
    RunOption(name="recheck", kind="flag", help="Ask again for what was asked lately: listings, papers for new versions, boards, links, repositories."),
    RunOption(
        name="accept_shrink", kind="texts", default=(), metavar="ID",
        help="Believe that these listings or boards lost most of their entries.",
    ),
    RunOption(
        name="max_wait", kind="seconds", default=900.0, metavar="SECONDS",
        help="The most that each source may make this run wait, in seconds.",
    ),
    RunOption(
        name="shards", kind="count", default=1, places=frozenset({"flow"}),
        help="Spread the reading of model cards over so many runs of refresh/collect, for workers to share.",
    ),
    RunOption(
        name="publish", kind="choice", default="none", choices=("none", "local", "github"),
        help="none: write the working tree; local: branches and pull request bodies here; github: pull requests.",
    ),
    RunOption(
        name="transport", kind="choice", default="api", choices=("api", "git"),
        help="How github gets the commits: through its API, or by git push.",
    ),
    RunOption(
        name="parcel", kind="folder", default=None, metavar="DIR", places=frozenset({"flow"}),
        help="Lay the snapshots that moved into this empty folder, for another job to publish, and write nothing else.",
    ),
)}  # fmt: skip


def options_of(place: Place) -> Iterator[RunOption]:
    """The options that a place takes, in their order."""
    return (one for one in OPTIONS.values() if place in one.places)
