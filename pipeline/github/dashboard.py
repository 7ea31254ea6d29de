"""The dashboard: one issue with what is open, what was declined and how to take that back, and the sources' health.

Opt-in: `[proposals] dashboard = true` in watch.toml. It is written only when it says something new, so
it carries no time of its own; the run's own page has that.
"""

from collections.abc import Collection
from typing import Final

from pipeline.github.remote import RECONSIDER, declined_note, note_of
from pipeline.model.proposals import Pull
from pipeline.model.reports import ProposalNote, RunReport
from pipeline.propose.objects import unpacked
from pipeline.render import escape

MARKER: Final = "<!-- catalog-bot: dashboard -->"
TITLE: Final = "Catalog bot: what it proposes, and how its sources are"
MOST: Final = 100  # rows of a section
FOOT: Final = (
    "GitHub switches scheduled workflows off after 60 days without activity in a public repository: "
    "if nothing has moved here for that long, look at the Actions tab."
)


def dashboard_body(pulls: Collection[Pull], notes: Collection[ProposalNote], report: RunReport) -> str:
    """The issue's text, below its marker."""
    open_ones = [f"- {_linked(p)}: {_state(p)}" for p in pulls if p.state == "open" and p.by_bot]
    waiting = [
        f"- {escape.md_code(n.scope)}: {escape.md_inline(n.title)}" for n in notes if n.state.startswith("waiting")
    ]
    parts = [
        _section("Open", open_ones, "Nothing is open."),
        _section("Waiting for room", waiting, ""),
        _section("Declined", _declined(pulls), "Nothing was declined."),
        _section("Sources", _sources(report), "No source was asked."),
        FOOT,
    ]
    return "\n\n".join(p for p in parts if p) + "\n"


def _section(title: str, rows: list[str], nothing: str) -> str:
    if not rows:
        return f"### {title}\n\n{nothing}" if nothing else ""
    more = [f"- … and {len(rows) - MOST} more"] if len(rows) > MOST else []
    return "\n".join([f"### {title} ({len(rows)})", "", *rows[:MOST], *more])


def _state(pull: Pull) -> str:
    note = note_of(pull)
    if note is None:
        return "unknown"
    return "stopped by a person's commits" if note.stopped == pull.head else note.risk


def _declined(pulls: Collection[Pull]) -> list[str]:
    counted = [(pull, len(unpacked(note.objects))) for pull in pulls if (note := declined_note(pull))]
    rows = [f"- {_linked(pull)}: {n} object{'s' if n != 1 else ''} stay as they are" for pull, n in counted]
    return [*rows, f"- to take one back, open it again, or give it the label `{RECONSIDER}`"] if rows else []


def _linked(pull: Pull) -> str:
    return escape.md_link(pull.title, pull.url) if pull.url else escape.md_inline(pull.title)


def _sources(report: RunReport) -> list[str]:
    return [
        f"- {escape.md_code(s.source)}: {s.outcome}"
        + (f": {escape.md_inline(s.message)}" if s.message and s.outcome != "ok" else "")
        for s in report.sources
    ]
