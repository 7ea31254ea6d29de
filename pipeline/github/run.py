"""A run's end: the forge of the settings, looked at before the sources are asked and written to afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pipeline.changes.trees import compare_trees
from pipeline.derive import derive
from pipeline.github import Seen, look, publish
from pipeline.github.dashboard import MARKER, TITLE, dashboard_body
from pipeline.github.forge import Forge
from pipeline.github.rederive import rederive
from pipeline.github.where import open_forge
from pipeline.layout import paths
from pipeline.layout.curated import parse_curated
from pipeline.model.proposals import Limits
from pipeline.model.reports import RunReport
from pipeline.propose.objects import same_but_for_receipt
from pipeline.propose.plan import Rules, plan
from pipeline.settings import Settings
from pipeline.store import resume

if TYPE_CHECKING:
    from pipeline.model.progress import Progress

Tree = Mapping[str, bytes]


class Refreshed(Protocol):
    """What a run found: the tree before and after, and how it went."""

    @property
    def before(self) -> Tree:
        """What it started from."""

    @property
    def after(self) -> Tree:
        """What it came to."""

    @property
    def report(self) -> RunReport:
        """How it went."""


@dataclass(frozen=True)
class Publishing:
    """A forge, and what it held when the run began. `known` is the tree that a run starts from."""

    forge: Forge
    seen: Seen

    @property
    def known(self) -> dict[str, bytes]:
        """The base's catalog with the inputs of open proposals in it."""
        return self.seen.known


def begin(settings: Settings, kind: str, transport: str = "api") -> Publishing:
    """Open the forge and look at it, before any source is asked.

    Raises:
        Refused: it cannot be used, and why.
    """
    forge = open_forge(settings, kind, transport)
    return Publishing(forge, look(forge))


def publish_refresh(
    done: Refreshed,
    settings: Settings,
    *,
    forge: str = "local",
    transport: str = "api",
    families: tuple[str, ...] = (),
    dry_run: bool = False,
    progress: "Progress | None" = None,
    begun: Publishing | None = None,
    limits: Limits | None = None,
) -> RunReport:
    """Propose what a run found; the run's report with a note for each proposal.

    A run that asked nobody (`--offline`) derives what is open again on the base as it is now.

    Raises:
        Refused: the forge will not; what stands is what the next run goes on from.
    """
    begun = begun or begin(settings, forge, transport)
    seen = begun.seen
    limits = limits or parse_curated(seen.tree).watch.proposals
    rules = Rules(derive, compare_trees, limits)
    if not done.report.sources:
        again = rederive(
            begun.forge, rules, run=done.report.run, started_at=done.report.started_at, dry_run=dry_run, seen=seen
        )
        return done.report.model_copy(update={"proposals": again, "files_changed": ()})
    proposals = plan(
        seen.tree, found_on(seen.known, done.before, done.after), derive=rules.derive, compare=compare_trees, report=done.report,
        limits=limits, families=families, declined=seen.declined, refreshes=seen.refreshes,
    )  # fmt: skip
    if progress is not None:
        progress.say(f"{len(proposals)} proposal(s) for {forge}")
    notes = publish(
        proposals, begun.forge, seen=seen, rules=rules, report=done.report,
        targeted=bool(families), dry_run=dry_run,
    )  # fmt: skip
    if not dry_run:
        resume.forget(settings.state)
    if limits.dashboard and not dry_run:
        begun.forge.dashboard(MARKER, TITLE, dashboard_body(begun.forge.pulls(), notes, done.report))
    files = sorted({path for proposal in proposals for path in proposal.files})
    return done.report.model_copy(update={"proposals": notes, "files_changed": tuple(files)})


def found_on(known: Tree, before: Tree, after: Tree) -> dict[str, bytes]:
    """What a run changed, on top of what is known; what differs in its receipt alone keeps its bytes.

    So a snapshot retrieved again is not proposed again for its new date of retrieval.
    """
    whole = dict(known)
    for path in sorted(before.keys() | after.keys()):
        if not paths.is_input(path) or before.get(path) == after.get(path):
            continue
        content = after.get(path)
        if content is None:
            whole.pop(path, None)
        elif path not in known or not same_but_for_receipt(known[path], content):
            whole[path] = content
    return whole
