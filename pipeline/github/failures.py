"""One issue a workflow while its runs fail that nobody started: `python3 -m pipeline.github.failures WORKFLOW JOB=RESULT…`.

Opened when the last ALARM_AFTER runs failed (3, where nothing is said), rewritten by the next ones, closed by the first
that succeeds. It is found by a marker on the first line of an issue that the bot itself wrote; nobody else's text is read.

Python's own library alone, and what of this program needs no other: the alarm also works where the set-up is what fails.
"""

import contextlib
import json
import os
import sys
import time
import urllib.error
import urllib.request
from http.client import HTTPException
from itertools import takewhile
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from pipeline.model.outcomes import DONE, WRONG_INPUT, Refused

TITLE: Final = "The workflow {} fails"
MARKER: Final = "<!-- catalog-bot: {} fails -->"  # the first line of a workflow's issue
BAD: Final = frozenset({"failure", "cancelled"})  # a job that ran out of time is `cancelled`
BOT: Final = "github-actions[bot]"
TRIES: Final = 3
AFTER: Final = 3  # runs in a row that fail before a person hears of it: one bad day is none


def body(workflow: str, results: dict[str, str], runs: list[str]) -> str:
    """The issue's text: which job, since when (`runs` failed, the newest first), what to do, that it closes itself."""
    jobs = "\n".join(f"| {job} | {result} |" for job, result in sorted(results.items()))
    since = f"{len(runs)} runs in a row failed, the first known is {runs[-1]}" if len(runs) > 1 else "One run failed"
    return (
        f"{MARKER.format(workflow)}\n\n{since}. The newest: {runs[0]}\n\n| job | result |\n|---|---|\n{jobs}\n\n"
        "Nothing was taken away: last snapshots stay where a source failed, and open proposals stay as they are. "
        "What it may be, and what to do: `docs/operations.md`.\n\n"
        "The next scheduled run that succeeds closes this issue.\n"
    )


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The token goes nowhere else."""

    def redirect_request(self, *_: Any) -> None:  # noqa: ANN401  the library's own
        """None: the answer is the redirect itself, an error."""


class WorkflowIssues:
    """The issues about failing workflows of one repository: the bot's own, nobody else's."""

    def __init__(self, api: str, repository: str, token: str, after: int = AFTER, pause: float = 2.0) -> None:
        self._base, self._after, self._pause = f"{api.rstrip('/')}/repos/{repository}", after, pause
        self._opener = urllib.request.build_opener(_NoRedirect)
        self._opener.addheaders = [("Authorization", f"Bearer {token}"), ("User-Agent", "awesome-llm-vlm alarm")]

    def update(self, workflow: str, results: dict[str, str], url: str) -> str:
        """Open, rewrite or close the issue, as the results want it; what was done, in words. Refused: GitHub will not.

        After a refusal or a lost answer it begins anew, from what is there then: so nothing is made twice.
        """
        if not results or set(results.values()) == {"skipped"}:
            return "nothing ran, nothing to say"
        for _ in range(TRIES - 1):
            with contextlib.suppress(Refused):
                return self._update(workflow, results, url)
            time.sleep(self._pause)
        return self._update(workflow, results, url)

    def _update(self, workflow: str, results: dict[str, str], url: str) -> str:
        found = self._issue(workflow)
        path = f"/issues/{found['number']}" if found is not None else "/issues"
        if not BAD & set(results.values()):
            if found is None:
                return "all is well"
            again = f"{found['body']}\nIt works again: {url}\n"
            self._ask("PATCH", path, {"state": "closed", "state_reason": "completed", "body": again})
            return f"closed {found['html_url']}"
        runs = [url, *self._earlier(workflow, url)]
        if found is None and len(runs) < self._after:
            return f"{len(runs)} of {self._after} runs in a row failed: no alarm yet"
        given = {"title": TITLE.format(workflow), "body": body(workflow, results, runs)}
        said = self._ask("POST" if found is None else "PATCH", path, given)
        return f"{'opened' if found is None else 'rewrote'} {said['html_url']}"

    def _issue(self, workflow: str) -> dict[str, Any] | None:
        query = urlencode({"state": "open", "creator": BOT, "per_page": 100})
        for one in self._ask("GET", f"/issues?{query}"):
            mine = (one["user"] or {}).get("login") == BOT and "pull_request" not in one
            if mine and (one["body"] or "").startswith(MARKER.format(workflow)):
                return dict(one)
        return None

    def _earlier(self, workflow: str, url: str) -> list[str]:
        """The runs just before this one that nobody started and that failed, the newest first."""
        found = self._ask("GET", f"/actions/workflows/{workflow}.yml/runs?status=completed&per_page=100")["workflow_runs"]
        runs = (run for run in found if run["event"] != "workflow_dispatch" and run["html_url"] != url)
        failed = takewhile(lambda run: run["conclusion"] not in {"success", "skipped"}, runs)
        return [str(run["html_url"]) for run in failed]

    def _ask(self, method: str, path: str, given: dict[str, str] | None = None) -> Any:  # noqa: ANN401  JSON
        data = None if given is None else json.dumps(given).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(self._base + path, data, headers, method=method)  # noqa: S310  checked below
        try:
            with self._opener.open(request, timeout=30) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            told = f"says {error.code}"
        except (OSError, ValueError, HTTPException) as error:
            told = f"did not answer ({type(error).__name__})"
        raise Refused(f"{method} {path.partition('?')[0]}: GitHub {told}")


def main(words: list[str]) -> int:
    """Say in one issue that a workflow's runs fail, or that they do no more; the exit code."""
    given = os.environ.get
    url, token, repository = given("RUN_URL", ""), given("GITHUB_TOKEN", "").strip(), given("GITHUB_REPOSITORY", "")
    api, after = given("GITHUB_API_URL") or "https://api.github.com", given("ALARM_AFTER") or str(AFTER)
    workflow, ended = "".join(words[:1]), dict(one.partition("=")[::2] for one in words[1:])
    is_address = api.startswith(("https://", "http://"))
    if not (ended and all(ended.values()) and url and repository and is_address and after.isdecimal()):
        sys.stderr.write(
            "wanted are a workflow's name, JOB=RESULT of each of its jobs, the address of a run in RUN_URL, "
            "owner/name in GITHUB_REPOSITORY, and a number or nothing in ALARM_AFTER\n"
        )
        return WRONG_INPUT
    if not token:
        sys.exit("GitHub needs a token: set GITHUB_TOKEN")
    try:
        said = WorkflowIssues(api, repository, token, max(1, int(after))).update(workflow, ended, url)
    except Refused as error:
        sys.exit(str(error))
    sys.stdout.write(f"{said}\n")
    if summary := given("GITHUB_STEP_SUMMARY"):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(f"{said}\n")
    return DONE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
