"""The double's HTTP: GitHub's REST paths, git over HTTP, faults on demand, and a log of who asked what."""

import base64
import json
import os
import re
import socket
import struct
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.githubdouble.described import violations
from tests.githubdouble.repository import Hosted, Issue, Unprocessable
from tests.loopback import body_of

NOT_FOUND = (404, {"message": "Not Found"})
TOKEN = "planted-secret-4711"  # noqa: S105  a stand-in's: it is looked for, not used


@dataclass
class Fault:
    """What goes wrong with requests of a method and path, how often.

    `kind`: a name of _ANSWERS for an answer instead; "lost": done, and the answer never comes; "502
    after": done, and answered 502; "half": done, and half of the answer comes; "reset": neither; "slow": done after a wait; "dead": nothing is
    served any more, as if the process that asks had been killed.
    """

    kind: str
    method: str = "POST"
    path: str = ""
    times: int = 1


_ANSWERS: dict[str, tuple[int, dict[str, str], str]] = {
    "secondary": (403, {}, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again."),
    "secondary with time": (403, {"Retry-After": "1"}, "You have exceeded a secondary rate limit."),
    "secondary for an hour": (403, {"Retry-After": "3600"}, "You have exceeded a secondary rate limit."),
    "429": (429, {}, "Too many requests"),
    "429 with time": (429, {"Retry-After": "1"}, "Too many requests"),
    "quota": (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "9999999999"}, "API rate limit exceeded for installation."),
    "502": (502, {}, "Server Error"),
    "404": (404, {}, "Not Found"),
    "renamed": (301, {"Location": "{here}/repositories/1"}, "Moved Permanently"),
    "elsewhere": (301, {"Location": "https://elsewhere.example/api"}, "Moved Permanently"),
    "other shape": (200, {}, "Moved house"),
    "our words": (406, {}, "something else than was asked for is all there is"),
    "html": (200, {"Content-Type": "text/html"}, "<!DOCTYPE html><p>Unicorn!"),
    "401": (401, {}, "Bad credentials"),
    "not permitted": (403, {}, "GitHub Actions is not permitted to create or approve pull requests."),
    "no right": (403, {"X-Accepted-GitHub-Permissions": "pull_requests=write"}, "Resource not accessible by integration"),
    "protected": (422, {}, "Repository rule violations found: cannot be modified"),
    "locked": (403, {}, "Unable to create comment because issue is locked."),
    "wants a review": (405, {}, "At least 1 approving review is required by reviewers with write access."),
    "no drafts": (422, {}, "Draft pull requests are not supported in this repository."),
}


class Double:
    """A running stand-in. `log` has every request; `writes` those that change something; `wrong` what GitHub would not know."""

    def __init__(self, hosted: Hosted, token: str = TOKEN) -> None:
        self.hosted, self.token = hosted, token
        self.log: list[str] = []
        self.wrong: list[str] = []
        self.faults: list[Fault] = []
        self.statuses: dict[str, dict[str, dict[str, Any]]] = {}  # commit -> context -> what was posted
        self.dies_after: int | None = None
        self.moments: dict[int, Callable[[], object]] = {}  # request, from 0 -> what happens before it
        self.tokens_made = 0
        self.actions_token = False
        self.may_ask = True  # whose token it is
        self.may_push = True
        self.set_to: dict[str, Any] = {}  # what settings answer, by path; what stands not here is hidden from the token
        self.bot = "catalog-bot[bot]"  # who the token's holder is
        self.runs: list[tuple[str, str, str]] = []  # of workflows, the newest first: event, conclusion, address
        self.lock = threading.RLock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Answers,), {"it": self}))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def basic(self) -> str:
        """The token as git sends it."""
        return base64.b64encode(f"x-access-token:{self.token}".encode()).decode()

    @property
    def writes(self) -> list[str]:
        """The requests that were meant to change something."""
        return [line for line in self.log if not line.startswith("GET ") and "git-upload-pack" not in line]

    def done(self) -> None:
        """Stop serving; every request was one that GitHub describes."""
        self._server.shutdown()
        self._server.server_close()
        assert self.wrong == []

    def fault_for(self, method: str, path: str) -> str:
        """The fault that strikes this request, "" for none."""
        is_write = method != "GET" and not path.endswith("git-upload-pack")
        if self.dies_after is not None:
            if self.dies_after <= 0:
                return "dead"
            self.dies_after -= is_write
        for fault in self.faults:
            if fault.times > 0 and fault.method == method and re.search(fault.path, path):
                fault.times -= 1
                return fault.kind
        return ""

    # What persons do.

    def pull(self, branch: str) -> Issue:
        """The newest pull request of a branch."""
        self.hosted.settle()
        return [i for i in self.hosted.issues.values() if i.branch == branch][-1]

    def pulls(self, state: str = "open") -> dict[str, Issue]:
        """Branch to pull request, in a state."""
        self.hosted.settle()
        return {i.branch: i for i in self.hosted.issues.values() if i.branch and i.state == state}

    def close_pull(self, branch: str) -> None:
        """A person closes it."""
        self.pull(branch).state = "closed"

    def tick(self, branch: str, words: str) -> None:
        """A person ticks a box; GitHub's editor ends lines with CRLF."""
        issue = self.pull(branch)
        issue.body = issue.body.replace(f"- [ ] {words}", f"- [x] {words}").replace("\n", "\r\n")


class _Answers(BaseHTTPRequestHandler):
    it: Double
    protocol_version = "HTTP/1.1"
    wbufsize = 65_536  # head and body in one packet: two would wait for each other's acknowledgement
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Quiet."""

    def _serve(self) -> None:
        method, body = self.command, body_of(self)
        path = urlsplit(self.path).path
        it = self.it
        with it.lock:
            it.log.append(f"{method} {self.path}")
            moment = it.moments.pop(len(it.log) - 1, None)
            if moment is not None:
                moment()
            kind = it.fault_for(method, path)
        if kind in {"reset", "dead"}:
            self._drop()
            return
        if kind.endswith(" as data"):  # as GraphQL says it
            said = _ANSWERS[kind.removesuffix(" as data")][2]
            self._send(200, {"data": None, "errors": [{"type": "FAILED", "message": said}]})
            return
        if kind in _ANSWERS:
            status, headers, message = _ANSWERS[kind]
            told = message.encode() if kind == "html" else {"message": message, "documentation_url": "https://docs.github.com"}
            self._send(status, told, {key: value.replace("{here}", it.url) for key, value in headers.items()})
            return
        if kind == "slow":
            time.sleep(2.5)
        if ".git/" in path:
            self._git(path, body)
            return
        with it.lock:
            status, answer = self._rest(method, path, body)
        if kind == "lost":
            self._drop()
        elif kind == "half":
            self._send(status, json.dumps(answer).encode()[:9])
        elif kind == "502 after":
            self._send(502, {"message": "Server Error"})
        else:
            self._send(status, answer)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve  # noqa: N815  the names that http.server calls

    def _drop(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def _send(self, status: int, answer: Any, headers: dict[str, str] | None = None) -> None:
        content = answer if isinstance(answer, bytes) else b"" if answer is None else json.dumps(answer).encode()
        try:
            self.send_response(status)
            told = {"Content-Type": "application/json", **(headers or {}), "Content-Length": str(len(content))}
            for key, value in told.items():
                self.send_header(key, value)
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            self.close_connection = True

    # Git over HTTP, by git's own server.

    def _git(self, path: str, body: bytes) -> None:
        if self.headers.get("Authorization") != f"Basic {self.it.basic}":
            self._send(401, {"message": "Authentication failed"}, {"WWW-Authenticate": "Basic"})
            return
        inside = path.partition(".git")[2]
        environment = {
            "PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": str(self.it.hosted.folder), "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": inside, "REQUEST_METHOD": self.command, "QUERY_STRING": urlsplit(self.path).query,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""), "CONTENT_LENGTH": str(len(body)), "REMOTE_USER": self.it.bot,
            "REMOTE_ADDR": "127.0.0.1", "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
        }  # fmt: skip
        done = subprocess.run(["git", "http-backend"], input=body, capture_output=True, check=False, env=environment)
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().splitlines() if ": " in line)
        self._send(int(headers.pop("Status", "200").split()[0]), content, headers)

    # The REST API.

    def _app(self, path: str) -> tuple[int, Any]:
        """What an App asks with its own signature: who it is, where it is installed, a token of an hour."""
        if path == "/app":
            return 200, {"id": 4711, "slug": self.it.bot.removesuffix("[bot]")}
        if path.endswith("/access_tokens"):
            self.it.tokens_made += 1
            ends = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
            return 201, {"token": self.it.token, "expires_at": ends, "permissions": {}}
        return 200, {"id": 1}

    def _rest(self, method: str, path: str, body: bytes) -> tuple[int, Any]:
        it = self.it
        if path == "/app" or path.startswith("/app/") or path == f"/repos/{it.hosted.name}/installation":
            it.wrong += violations(method, self.path, body)
            signed = self.headers.get("Authorization", "").removeprefix("Bearer ").count(".") == 2
            return self._app(path) if signed else (401, {"message": "A JSON web token could not be decoded"})
        if self.headers.get("Authorization") not in {f"token {it.token}", f"Bearer {it.token}"}:
            return 401, {"message": "Bad credentials"}
        given = json.loads(body) if body else {}
        if path == "/graphql":
            return self._graphql(given)
        it.wrong += violations(method, self.path.replace("/repositories/1", f"/repos/{it.hosted.name}"), body)
        if path == "/user":
            may = it.may_ask and not it.actions_token
            return (200, {"login": it.bot}) if may else (403, {"message": "Resource not accessible by integration"})
        path = path.replace("/repositories/1", f"/repos/{it.hosted.name}")
        start = f"/repos/{it.hosted.name}"
        if not path.casefold().startswith(start.casefold()):  # GitHub takes any letter case
            return NOT_FOUND
        it.hosted.settle()
        query = {k: v[0] for k, v in parse_qs(urlsplit(self.path).query).items()}
        try:
            return self._repository(method, path[len(start) :], given, query)
        except KeyError:  # no such issue
            return NOT_FOUND
        except Unprocessable as refused:
            return 422, {"message": "Validation Failed", "errors": [{"message": str(refused)}]}

    def _repository(self, method: str, path: str, given: dict[str, Any], query: dict[str, str]) -> tuple[int, Any]:
        if not path:
            rights = {} if self.it.actions_token else {"permissions": {"pull": True, "push": self.it.may_push}}
            whole = {"default_branch": self.it.hosted.branch, "full_name": self.it.hosted.name, "node_id": "R_1", "has_pages": False}
            return 200, {**whole, **rights}
        if path.startswith("/actions/workflows/"):
            shown = [dict(zip(("event", "conclusion", "html_url"), run, strict=True)) for run in self.it.runs]
            return 200, {"total_count": len(shown), "workflow_runs": shown}
        if path in self.it.set_to:
            return 200, self.it.set_to[path]
        if path.startswith("/git/"):
            return self._data(method, path.removeprefix("/git/"), given)
        parts = path.strip("/").split("/")
        if parts[0] == "statuses" and method == "POST":
            self.it.statuses.setdefault(parts[1], {})[given["context"]] = given
            return 201, given
        found = {"pulls": self._pulls, "issues": self._issues}.get(parts[0])
        return found(method, parts[1:], given, query) if found else NOT_FOUND

    def _data(self, method: str, path: str, given: dict[str, Any]) -> tuple[int, Any]:
        hosted = self.it.hosted
        kind, _, rest = path.partition("/")
        name = rest.removeprefix("heads/")
        if kind == "matching-refs":
            return 200, hosted.refs(name)
        if kind == "commits" and method == "GET":
            author = hosted.git("log", "-1", "--format=%cn", rest)
            return 200, {"sha": rest, "verification": {"verified": author == "GitHub", "reason": "valid"}}
        if kind == "blobs":
            return 201, {"sha": hosted.git("hash-object", "-w", "--stdin", stdin=base64.b64decode(given["content"]))}
        if kind == "trees":
            return 201, {"sha": hosted.write_tree(given)}
        if kind == "commits":
            sha = hosted.write_commit(given, self.it.bot)
            return 201, {"sha": sha, "verification": {"verified": "author" not in given, "reason": "valid"}}
        return NOT_FOUND

    def _pulls(self, method: str, parts: list[str], given: dict[str, Any], query: dict[str, str]) -> tuple[int, Any]:
        hosted = self.it.hosted
        if not parts and method == "POST":
            return 201, self._pull(hosted.open_pull(given, self.it.bot))
        if not parts:
            found = [i for i in hosted.issues.values() if i.branch and query.get("state", "open") in {i.state, "all"}]
            if "head" in query:
                found = [i for i in found if i.branch == query["head"].partition(":")[2]]
            return 200, [self._pull(i) for i in self._page(found, query)]
        issue = hosted.issues[int(parts[0])]
        if parts[1:] == ["merge"]:
            if issue.last_head != given.get("sha"):
                return 409, {"message": "Head branch was modified. Review and try the merge again."}
            hosted.git("update-ref", f"refs/heads/{issue.base}", issue.last_head)
            return 200, {"merged": True}
        if method == "PATCH":
            hosted.edit(issue, given)
        return 200, self._pull(issue)

    def _issues(self, method: str, parts: list[str], given: dict[str, Any], query: dict[str, str]) -> tuple[int, Any]:
        hosted = self.it.hosted
        if not parts and method == "POST":
            return 201, self._issue(hosted.issue(given, self.it.bot))
        if not parts:
            found = [i for i in hosted.issues.values() if query.get("state", "open") in {i.state, "all"}]
            theirs = [i for i in found if i.author == query.get("creator", i.author)]
            return 200, [self._issue(i) for i in self._page(theirs, query)]
        issue = hosted.issues[int(parts[0])]
        if parts[1:] == ["labels"]:
            issue.labels += [label for label in given["labels"] if label not in issue.labels]
            return 200, [{"name": label} for label in issue.labels]
        if parts[1:] == ["comments"] and method == "POST":
            issue.comments.append({"user": {"login": self.it.bot}, "body": given["body"]})
            return 201, issue.comments[-1]
        if parts[1:] == ["comments"]:
            return 200, self._page(issue.comments, query)
        hosted.edit(issue, given)
        return 200, self._issue(issue)

    def _graphql(self, given: dict[str, Any]) -> tuple[int, Any]:
        sent = given["variables"]["input"]
        if "pullRequestId" in sent:
            done = re.findall(r"convertPullRequestToDraft|markPullRequestReadyForReview", given["query"])[0]
            self.it.hosted.issues[int(sent["pullRequestId"].removeprefix("PR_"))].draft = done.endswith("Draft")
            return 200, {"data": {done: {"pullRequest": {"id": sent["pullRequestId"]}}}}
        (update,) = sent["refUpdates"]
        if set(update) != {"name", "beforeOid", "afterOid", "force"} or sent["repositoryId"] != "R_1" or not update["force"]:
            self.it.wrong.append(f"updateRefs {sent}")
        try:
            self.it.hosted.git("update-ref", update["name"], update["afterOid"], update["beforeOid"])
        except Unprocessable as refused:
            return 200, {"data": {"updateRefs": None}, "errors": [{"type": "UNPROCESSABLE", "message": str(refused)}]}
        return 200, {"data": {"updateRefs": {"clientMutationId": None}}}

    def _page(self, found: list[Any], query: dict[str, str]) -> list[Any]:
        size, page = int(query.get("per_page", 30)), int(query.get("page", 1))
        return found[(page - 1) * size : page * size]

    def _issue(self, issue: Issue) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "number": issue.number, "title": issue.title, "body": issue.body, "state": issue.state, "user": {"login": issue.author},
            "labels": [{"name": label} for label in issue.labels], "draft": issue.draft,
            "html_url": f"https://github.example/{self.it.hosted.name}/issues/{issue.number}",
        }  # fmt: skip
        if issue.branch:
            shown["pull_request"] = {"merged_at": "2026-11-22T00:00:00Z" if issue.merged else None}
        return shown

    def _pull(self, issue: Issue) -> dict[str, Any]:
        hosted = self.it.hosted
        head = (hosted.head(issue.branch) if issue.state == "open" else None) or issue.last_head
        return {
            **self._issue(issue), "node_id": f"PR_{issue.number}", "merged_at": "2026-11-22T00:00:00Z" if issue.merged else None,
            "head": {"ref": issue.branch, "sha": head, "repo": {"full_name": hosted.name}}, "base": {"ref": issue.base},
            "html_url": f"https://github.example/{hosted.name}/pull/{issue.number}", "mergeable_state": "clean",
        }  # fmt: skip
