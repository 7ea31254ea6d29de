"""One issue a workflow while its scheduled runs fail: `python -m pipeline.github.failures WORKFLOW JOB=RESULT…`.

Opened by the first run that fails, rewritten by the next ones, closed by the first that succeeds. It
is found by a marker on the first line of an issue that the bot itself wrote; nobody else's text is
read. A partial run fails too (its last step says so), so a source that is down is heard of here.
"""

import json
import os
import re
import sys
from pathlib import Path
from typing import Any, Final, NamedTuple

import click

from pipeline.github.api import Api
from pipeline.model.outcomes import FAILED, WRONG_INPUT, Refused
from pipeline.settings import read_settings

RESULTS: Final = frozenset({"success", "failure", "cancelled", "skipped"})
"""What GitHub says of a job that another one needs. A job that ran out of time is `cancelled`."""
BAD: Final = frozenset({"failure", "cancelled"})
_NAME: Final = re.compile(r"[a-z][a-z0-9_-]{0,40}")
_URL: Final = re.compile(r"https?://[A-Za-z0-9.:_/-]{1,300}")
_NOTE: Final = re.compile(rf'<!-- run-note {{"first": "({_URL.pattern})", "runs": ([1-9]\d{{0,4}})}} -->')


class Note(NamedTuple):
    """What the issue remembers: the first run that failed, and how many did in a row."""

    first: str
    runs: int


def marker(workflow: str) -> str:
    """The first line of a workflow's issue."""
    return f"<!-- catalog-bot: {workflow} fails -->"


def title(workflow: str) -> str:
    """The issue's title."""
    return f"The workflow {workflow} fails"


def body(workflow: str, results: dict[str, str], url: str, note: Note) -> str:
    """The issue's text: which job, since when, where to look, what to do, and that it closes itself."""
    jobs = "\n".join(f"| {job} | {result} |" for job, result in sorted(results.items()))
    since = f"{note.runs} runs in a row failed, the first was {note.first}" if note.runs > 1 else "One run failed"
    return (
        f"{marker(workflow)}\n<!-- run-note {json.dumps(note._asdict(), sort_keys=True)} -->\n\n"
        f"{since}. The newest: {url}\n\n| job | result |\n|---|---|\n{jobs}\n\n"
        "Nothing was taken away: last snapshots stay where a source failed, and open proposals stay as they are. "
        "What it may be, and what to do: `docs/operations.md`.\n\n"
        "The next scheduled run that succeeds closes this issue.\n"
    )


def note_in(text: str) -> Note | None:
    """What the issue remembers, or None where its note cannot be read."""
    found = _NOTE.search(text)
    return Note(found[1], int(found[2])) if found else None


class WorkflowIssues:
    """The issues about failing workflows of one repository: the bot's own, nobody else's."""

    def __init__(self, api: Api) -> None:
        self._api = api

    def update(self, workflow: str, results: dict[str, str], url: str) -> str:
        """Open, rewrite or close the issue, as the results want it; what was done, in words.

        Raises:
            Refused: GitHub will not.
        """
        if not results or set(results.values()) == {"skipped"}:
            return "nothing ran, nothing to say"
        mark, mine = marker(workflow), {"state": "open", "creator": self._api.login}
        found = self._api.marked("/issues", "looking for the issue", mark, **mine)
        if not BAD & set(results.values()):
            return self._close(workflow, url, found) if found is not None else "all is well"
        if found is None:
            given = {"title": title(workflow), "body": body(workflow, results, url, Note(url, 1))}
            made = self._api.create("/issues", "opening an issue", given, mark, **mine)
            return f"opened {made['html_url']}"
        note = note_in(found["body"] or "") or Note(url, 0)
        text = body(workflow, results, url, note._replace(runs=note.runs + 1))
        given = {"title": title(workflow), "body": text}
        self._api.ask("PATCH", f"/issues/{found['number']}", "writing the issue", given)
        return f"rewrote {found['html_url']}"

    def _close(self, workflow: str, url: str, found: dict[str, Any]) -> str:
        path, text = f"/issues/{found['number']}", f"{marker(workflow)}\nIt works again: {url}"
        self._api.ask("POST", f"{path}/comments", "commenting", {"body": text})
        self._api.ask("PATCH", path, "closing the issue", {"state": "closed", "state_reason": "completed"})
        return f"closed {found['html_url']}"


@click.command("python -m pipeline.github.failures")
@click.argument("workflow")
@click.argument("results", nargs=-1, required=True, metavar="JOB=RESULT...")
@click.option("--root", type=click.Path(path_type=Path, file_okay=False), envvar="AWESOME_ROOT", default=Path())
@click.option("--run-url", envvar="RUN_URL", required=True, help="Where the run can be seen.")
def main(workflow: str, results: tuple[str, ...], root: Path, run_url: str) -> None:
    """Say in one issue that a workflow's scheduled runs fail, or that they do no more."""
    ended = dict(one.partition("=")[::2] for one in results)
    names = all(_NAME.fullmatch(name) for name in (workflow, *ended))
    if not names or not RESULTS.issuperset(ended.values()) or not _URL.fullmatch(run_url):
        expected = (
            f"a workflow's name, JOB=RESULT (one of {', '.join(sorted(RESULTS))}) and the address of a run in RUN_URL"
        )
        click.echo(f"wanted are {expected}", err=True)
        sys.exit(WRONG_INPUT)
    settings = read_settings(os.environ, root.resolve())
    try:
        issues = WorkflowIssues(Api(settings.github_api, settings.repository, settings.github_token))
        click.echo(issues.update(workflow, ended, run_url))
    except Refused as error:
        click.echo(str(error), err=True)
        sys.exit(FAILED)


if __name__ == "__main__":
    main()
