"""The dashboard: one issue with what is open, what was declined and how to take that back, and the sources' health.

Opt-in: `[proposals] dashboard = true` in watch.toml. It is written only when it says something new, so
it carries no time of its own; the run's own page has that.
"""

from collections.abc import Collection
from typing import Final

from pipeline.github.look import RECONSIDER, note_of
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
    waiting = [n for n in notes if n.state.startswith("waiting")]
    parts = [
        _section("Open", [_open(p) for p in pulls if p.state == "open" and p.by_bot], "Nothing is open."),
        _section(
            "Waiting for room", [f"- {escape.md_code(n.scope)}: {escape.md_inline(n.title)}" for n in waiting], ""
        ),
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


def _open(pull: Pull) -> str:
    note = note_of(pull)
    state = (
        "stopped by a person's commits"
        if note is not None and note.stopped == pull.head
        else (note.risk if note else "unknown")
    )
    return f"- {_linked(pull)}: {state}"


def _declined(pulls: Collection[Pull]) -> list[str]:
    rows = []
    for pull in pulls:
        note = note_of(pull)
        if pull.state == "closed" and note is not None and not note.closed and RECONSIDER not in pull.labels:
            count = len(unpacked(note.objects))
            rows.append(f"- {_linked(pull)}: {count} object{'s' if count != 1 else ''} stay as they are")
    if rows:
        rows.append(f"- to take one back, open it again, or give it the label `{RECONSIDER}`")
    return rows


def _linked(pull: Pull) -> str:
    return escape.md_link(pull.title, pull.url) if pull.url else escape.md_inline(pull.title)


def _sources(report: RunReport) -> list[str]:
    return [
        f"- {escape.md_code(s.source)}: {s.outcome}"
        + (f": {escape.md_inline(s.message)}" if s.message and s.outcome != "ok" else "")
        for s in report.sources
    ]
