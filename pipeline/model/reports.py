"""What a run reports: its sources, changes, findings of the audit, proposals; a line of its log; how far it is."""

from typing import Literal

from pipeline.model.changes import Change
from pipeline.model.frozen import Frozen

Outcome = Literal["ok", "partial", "failed", "refused"]
Level = Literal["error", "warning", "notice"]


class Requests(Frozen):
    """What a source cost. Logical requests are what was asked; the rest is what it took."""

    logical: int = 0
    hops: int = 0
    retries: int = 0
    fallbacks: int = 0
    gated: int = 0
    not_modified: int = 0
    bytes: int = 0
    waited_seconds: float = 0.0


class KeptNote(Frozen):
    """One object whose last snapshot was kept, and why."""

    subject: str
    reason: str


class SourceReport(Frozen):
    """One source in one run."""

    source: str
    outcome: Outcome
    requests: Requests = Requests()
    objects: int = 0  # upstream objects seen
    written: int = 0  # snapshots that moved
    kept: tuple[KeptNote, ...] = ()
    rejects: tuple[KeptNote, ...] = ()
    message: str = ""
    usual: bool = False  # it refused as it often does, and is not stale yet: no alarm

    @property
    def alarming(self) -> bool:
        """Whether a person should hear of it."""
        return self.outcome != "ok" and not self.usual


class Finding(Frozen):
    """What a rule found: subject, what is wrong, what was expected, and where to look."""

    rule: str
    level: Level
    subject: str
    message: str
    expected: str = ""
    where: tuple[str, ...] = ()


class ProposalNote(Frozen):
    """A proposal as the report names it."""

    scope: str
    branch: str
    title: str
    risk: str
    state: str = ""
    url: str = ""
    body_path: str = ""
    trouble: str = ""  # what could not be done, such as its labels; the next run tries again


class RunReport(Frozen):
    """The machine's copy of a run (`--report FILE.json`, schema in docs/schemas/report.schema.json)."""

    version: Literal[1] = 1
    run: str
    started_at: str
    command: str = "refresh"
    dry_run: bool = False
    sources: tuple[SourceReport, ...] = ()
    changes: tuple[Change, ...] = ()
    findings: tuple[Finding, ...] = ()
    proposals: tuple[ProposalNote, ...] = ()
    files_changed: tuple[str, ...] = ()
    exit_code: int = 0

    @property
    def headline(self) -> str:
        """The run in one sentence."""
        changes, files, proposals = len(self.changes), len(self.files_changed), len(self.proposals)
        said = f"{changes} change{'s' * (changes != 1)} in the catalog, {files} file{'s' * (files != 1)}"
        if proposals:
            said += f", {proposals} proposal{'s' * (proposals != 1)}" + (" that would be made" if self.dry_run else "")
        if failed := [s.source for s in self.sources if s.outcome != "ok"]:
            said += f"; not whole: {', '.join(failed)}"
        return said + ("; a dry run: nothing was written" if self.dry_run else "")


Event = Literal[
    "run-began", "source-began", "batch-ended", "waited", "fault", "source-ended", "said", "proposed", "run-ended"
]


class LogLine(Frozen):
    """One line of `--log FILE.jsonl` (schema in docs/schemas/log.schema.json). What does not apply is left out.

    Times are seconds; `requests` are logical ones, as in the report. Text is cleaned: one line, no
    control characters, no address with a token in it.
    """

    at: str  # ISO 8601, UTC, to the millisecond
    level: Literal["info", "warning", "error"]
    run: str  # as in the report; under Prefect the flow run's id
    event: Event
    message: str
    command: str | None = None
    source: str | None = None
    batch: str | None = None
    outcome: str | None = None
    requests: int | None = None
    retries: int | None = None
    bytes: int | None = None
    waited_seconds: float | None = None
    seconds: float | None = None
    objects: int | None = None
    moved: int | None = None
    kept: int | None = None
    rejects: int | None = None
    changes: int | None = None
    files: int | None = None
    proposals: int | None = None
    proposal: str | None = None
    exit_code: int | None = None


class Progress:
    """Steps of named work, shown nowhere: whoever shows them inherits, and bears being called from several threads."""

    def start(self, work: str, total: int) -> None:
        """Work begins; `total` steps are known now (0: unknown)."""

    def step(self, work: str) -> None:
        """One step is done."""

    def write(self, text: str) -> None:
        """Something worth a line: a wait, a source that failed."""
