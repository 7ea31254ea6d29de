"""best-of 0.8.6 collecting over a network like ours: its services on this machine, its own code unchanged.

It asks four things of every entry, one after the other and each on a new connection: GitHub's GraphQL, the
page of dependents, the contributors, and libraries.io. The stand-in answers with the same latency and refuses
as often as the one that `refresh_entries` uses. Only origins are rewritten, in requests, before it starts.
"""

import json
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Final

PEER: Final = "best-of==0.8.6"
STARTER: Final = """
import sys, requests
upstream, path = sys.argv[1:]
asked = requests.Session.request
def request(self, method, url, *more, **named):
    for origin in ("https://api.github.com", "https://github.com", "https://libraries.io"):
        if url.startswith(origin + "/"):
            url = upstream + url[len(origin):]
    return asked(self, method, url, *more, **named)
requests.Session.request = request
from best_of import generator
generator.generate_markdown(path, "a-key", "another-key")
"""
"""What runs in best-of's own environment."""
_REPOSITORY: Final = {
    "description": "A model that is as good as its description.", "createdAt": "2024-01-02T00:00:00Z",
    "updatedAt": "2026-10-01T00:00:00Z", "pushedAt": "2026-10-01T00:00:00Z", "licenseInfo": {"spdxId": "MIT"},
    "stargazers": {"totalCount": 500}, "pullRequests": {"totalCount": 20}, "forks": {"totalCount": 30},
    "watchers": {"totalCount": 40}, "openIssues": {"totalCount": 5}, "closedIssues": {"totalCount": 50},
    "masterCommit": {"target": {"committedDate": "2026-10-01T00:00:00Z", "history": {"totalCount": 900},
                                "recent_activity": {"totalCount": 9}}},
    "releases": {"nodes": [{"publishedAt": "2026-09-01T00:00:00Z", "tagName": "v1.2.0", "isDraft": False, "isPrerelease": False}]},
}  # fmt: skip
_LIBRARIES: Final = {"rank": 12, "forks_count": 30, "contributions_count": 60, "open_issues_count": 5, "stargazers_count": 500}


def installed(folder: Path) -> Path | None:
    """The folder of best-of's commands, in an environment of its own; None with the reason said."""
    if not (folder / "bin" / "best-of").exists():
        made = subprocess.run([sys.executable, "-m", "venv", str(folder)], check=False, capture_output=True, text=True)
        words: list[str | Path] = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", PEER]
        got = subprocess.run(words, check=False, capture_output=True, text=True)
        if made.returncode or got.returncode:
            sys.stdout.write(f"not run: {(made.stderr + got.stderr).strip()[-200:]}\n")
            return None
    return folder / "bin"


class Services(ThreadingHTTPServer):
    """GitHub and libraries.io, as far as best-of asks them."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, latency: float, every: int) -> None:
        self.latency, self.every = latency, every
        self.counted = 0
        self.lock = Lock()
        super().__init__(("127.0.0.1", 0), _Answer)

    def refuses(self) -> bool:
        """Whether this request is one of those that are refused."""
        with self.lock:
            self.counted += 1
            return self.counted % self.every == 0


class _Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Services

    def do_POST(self) -> None:
        """GraphQL."""
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["variables"]
        name = f"{asked['owner']}/{asked['repo']}"
        repository = {**_REPOSITORY, "name": asked["repo"], "nameWithOwner": name, "url": f"https://github.com/{name}"}
        self._send(json.dumps({"data": {"repository": repository}}), "application/json")

    def do_GET(self) -> None:
        """Contributors, dependents, libraries.io."""
        if self.path.startswith("/repos/"):
            self._send("[{}]", "application/json", Link='<https://api.github.com/x?page=60>; rel="last"')
        elif self.path.startswith("/api/"):
            self._send(json.dumps(_LIBRARIES), "application/json")
        else:
            self._send("<html><body><a> 1,234 Repositories </a></body></html>", "text/html")

    def _send(self, text: str, kind: str, **headers: str) -> None:
        time.sleep(self.server.latency)
        refused = self.server.refuses()
        body = b"" if refused else text.encode()
        self.send_response(429 if refused else 200)
        for name, value in {**headers, "Content-Type": kind, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        if refused:
            self.send_header("Retry-After", "1")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  http.server's name
        """Nothing on the terminal."""


def serve(latency: float, every: int) -> None:
    """The services in a process of their own; writes the number of requests so far for each line that it reads."""
    with Services(latency, every) as services:
        Thread(target=services.serve_forever, daemon=True).start()
        sys.stdout.write(f"http://127.0.0.1:{services.server_port}\n")
        sys.stdout.flush()
        for _line in sys.stdin:
            sys.stdout.write(f"{services.counted}\n")
            sys.stdout.flush()
        services.shutdown()


def write_list(folder: Path, entries: int) -> Path:
    """A list of so many GitHub projects."""
    projects = "".join(f"  - name: Line{n}\n    github_id: maker/line{n}\n    category: llm\n" for n in range(entries))
    head = "configuration:\n  output_file: OUT.md\n  min_projectrank: 0\n  min_stars: 0\n  projects_history_folder: ''\n"
    file = folder / "projects.yaml"
    file.write_text(f"{head}categories:\n  - category: llm\n    title: LLM\nprojects:\n{projects}", encoding="utf-8")
    return file


if __name__ == "__main__":
    if len(sys.argv) == 3:
        serve(float(sys.argv[1]), int(sys.argv[2]))
    else:
        sys.stdout.write("a stand-in, not a benchmark: see refresh_entries\n")
