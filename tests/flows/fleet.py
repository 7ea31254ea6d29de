"""A real Prefect server with SQLite, a process pool, the deployments of prefect.yaml and workers: for slow tests."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from tests.on_disk import PROJECT, bare


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Fleet:
    """The server and whatever is started on it; everything ends with the `with` block."""

    def __init__(self, home: Path, *, extra: Mapping[str, str] | None = None, prefect_file: str = "prefect.yaml") -> None:
        self.home, self.extra, self.prefect_file = home, dict(extra or {}), prefect_file
        self.port = free_port()
        self.api = f"http://127.0.0.1:{self.port}/api"
        self._started: list[subprocess.Popen[bytes]] = []
        self.server: subprocess.Popen[bytes]

    @property
    def environment(self) -> dict[str, str]:
        """What every command of Prefect needs to know."""
        named = {"HOME": str(self.home), "API_URL": self.api, "SERVER_ANALYTICS_ENABLED": "false", "WORKER_QUERY_SECONDS": "1"}
        return {**bare(), **{f"PREFECT_{name}": value for name, value in named.items()}, "DO_NOT_TRACK": "1", **self.extra}

    def __enter__(self) -> Self:
        self.home.mkdir(parents=True, exist_ok=True)
        self.start_server()
        deploy = ["--no-prompt", "deploy", "--all", "--prefect-file", self.prefect_file]
        for words in (["work-pool", "create", "catalog", "--type", "process", "--overwrite"], deploy):
            done = self.prefect(*words)
            assert done.returncode == 0, done.stdout + done.stderr
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self._started):
            self.end(process)

    def start_server(self) -> subprocess.Popen[bytes]:
        """Start the server (again, on the same database) and wait until it answers."""
        began = time.monotonic()
        server = self.server = self.start("server", "server", "start", "--host", "127.0.0.1", "--port", str(self.port))
        while time.monotonic() - began < 120:
            try:
                with urlopen(f"{self.api}/health", timeout=2) as answer:  # noqa: S310  loopback
                    if answer.status == 200:
                        return server
            except (URLError, OSError):
                time.sleep(0.2)
        raise TimeoutError(f"no server after 120 s; see {self.home}/server.log")

    def start(self, name: str, *words: str, env: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
        """Start a command of Prefect in a process group of its own, its output in a file."""
        with (self.home / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "prefect", *words], env={**self.environment, **(env or {})},
                cwd=PROJECT, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self._started.append(process)
        return process

    def worker(self, name: str, env: Mapping[str, str], *words: str) -> subprocess.Popen[bytes]:
        """Start a worker whose runs see `env`."""
        return self.start(name, "worker", "start", "--pool", "catalog", "--name", name, *words, env=env)

    def prefect(self, *words: str, timeout: float = 240) -> subprocess.CompletedProcess[str]:
        """Run a command of Prefect to its end."""
        return self.python("-m", "prefect", *words, timeout=timeout)

    def python(self, *words: str, timeout: float = 240, env: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """Run a program of Python, to its end."""
        return subprocess.run(
            [sys.executable, *words], env={**self.environment, **(env or {})},
            cwd=PROJECT, capture_output=True, text=True, timeout=timeout, check=False,
        )  # fmt: skip

    def run(self, deployment: str, **parameters: Any) -> subprocess.CompletedProcess[str]:
        """`awesome run DEPLOYMENT`, to its end."""
        given = [w for n, v in parameters.items() for w in ("--param", f"{n}={json.dumps(v)}")]
        return self.python("-m", "pipeline", "run", deployment, *given)

    def ask(self, path: str, body: object, method: str = "POST") -> Any:
        """Ask the server's API, for what the tests look at."""
        request = Request(  # noqa: S310  loopback
            f"{self.api}{path}", json.dumps(body).encode(), {"Content-Type": "application/json"}, method=method
        )
        for attempt in range(10):
            try:
                with urlopen(request, timeout=30) as answer:  # noqa: S310  loopback
                    return json.loads(answer.read() or b"null")
            except HTTPError as error:
                if error.code != 503 or attempt == 9:
                    raise
                time.sleep(0.5)  # SQLite is locked for a moment; Prefect's own client waits and asks again, too
            except TimeoutError:
                if attempt > 1:
                    raise
        raise AssertionError

    def flow_runs(self) -> list[dict[str, Any]]:
        """All flow runs that somebody asked for, the newest first."""
        found: list[dict[str, Any]] = self.ask("/flow_runs/filter", {"sort": "EXPECTED_START_TIME_DESC"})
        return [run for run in found if "auto-scheduled" not in run["tags"]]

    def artifacts(self, **wanted: object) -> dict[str, dict[str, Any]]:
        """The artifacts by key, the newest of each; `wanted` as the server's filters have it."""
        found = self.ask("/artifacts/filter", {"sort": "CREATED_DESC", **({"artifacts": wanted} if wanted else {})})
        return {a["key"]: a for a in reversed(found) if a["key"]}

    @contextmanager
    def working(self, name: str, root: Path, env: Mapping[str, str], *words: str) -> Iterator[None]:
        """A worker on a tree, ended afterwards."""
        process = self.worker(name, {**env, "AWESOME_ROOT": str(root)}, *words)
        try:
            yield
        finally:
            self.end(process)

    def end(self, process: subprocess.Popen[bytes]) -> None:
        """End a process and its children, kindly first."""
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill(process)

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Kill -9 of a process and its children."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def processes(marked: str) -> list[int]:
    """The processes with such a line in their environment: those of a flow run, or of a tree."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if marked.encode() in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
        except OSError:
            continue
    return found


def until(holds: Callable[[], bool], seconds: float = 240) -> None:
    """Wait until something holds, and fail where it does not come to that."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.3)
