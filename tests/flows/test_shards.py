"""Shards as the compose file runs them: its commands and environment, on this machine, with two workers; and one that dies."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import pytest
import yaml
from pydantic import TypeAdapter

from pipeline.sources.asking import Gathered
from tests.flows.fleet import Fleet, processes, until
from tests.on_disk import PROJECT, command, list_tree, on_disk
from tests.upstream import Upstream, World
from tests.workflows.steps import environment_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]


def compose() -> dict[str, Any]:
    """compose.yaml, its services with what they share."""
    found: dict[str, Any] = yaml.safe_load((PROJECT / "compose.yaml").read_text(encoding="utf-8"))["services"]
    return found


def image(folder: Path) -> Path:
    """What the Dockerfile's COPY lines bring, below the folder that stands for /; packages come from the test's environment."""
    ignored = (PROJECT / ".dockerignore").read_text(encoding="utf-8").split()
    app = folder / "app"
    for line in (PROJECT / "Dockerfile").read_text(encoding="utf-8").splitlines():
        if line.startswith("COPY "):
            *names, target = line.split()[1:]
            for name in names:
                assert f"!{name}" in ignored, f"{name} does not reach the build"
                to = app / target / ("" if target == name else name)
                to.parent.mkdir(parents=True, exist_ok=True)
                if (PROJECT / name).is_dir():
                    shutil.copytree(PROJECT / name, app / target, ignore=shutil.ignore_patterns("__pycache__"))
                else:
                    shutil.copy(PROJECT / name, to)
    environment_for(app, Path(sys.executable))
    prefect = app / ".venv/bin/prefect"
    prefect.write_text(f'#!/bin/sh\nPYTHONPATH="{app}" exec "{sys.executable}" -m prefect "$@"\n')
    prefect.chmod(0o755)
    (app / ".venv/bin/python3").write_text((app / ".venv/bin/python").read_text())
    (app / ".venv/bin/python3").chmod(0o755)
    return app


class Composed(Fleet):
    """The server as ever; pool, deployments, automations and workers by the compose file's own words."""

    def __init__(self, home: Path, upstream: Upstream) -> None:
        database = os.environ.get("TEST_DATABASE")  # PostgreSQL, where a test is given one
        super().__init__(home / "prefect", extra={"PREFECT_SERVER_DATABASE_CONNECTION_URL": database} if database else {})
        self.app, self.data, self.upstream = image(home), home / "data", upstream
        self.begin_again()

    def begin_again(self) -> None:
        """The list as it was before any run, without state and cache."""
        for folder in ("list", "state", "cache"):
            shutil.rmtree(self.data / folder, ignore_errors=True)
        list_tree(self.data / "list")

    def __enter__(self) -> Self:
        self.home.mkdir(parents=True)
        assert compose()["server"]["command"] == "prefect server start --host 0.0.0.0"
        self.start_server()
        words = compose()["setup"]["command"]
        done = subprocess.run(
            words, env=self.of("setup"), cwd=self.app, capture_output=True, text=True, check=False, timeout=400
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return self

    def of(self, service: str) -> dict[str, str]:
        """A service's environment, its addresses and folders those of this machine."""
        given = {k: str(v) for k, v in compose()[service]["environment"].items()}
        here = {k: v.replace("http://server:4200/api", self.api).replace("/data", str(self.data)) for k, v in given.items()}
        path = f"{self.app}/.venv/bin{os.pathsep}{os.environ['PATH']}"
        unset = {k: "" for k, v in here.items() if v.startswith("${")}
        return {**self.environment, **self.upstream.environment(), **here, **unset, "PATH": path, "PYTHONPATH": str(self.app)}

    def serve(self, service: str) -> "subprocess.Popen[bytes]":
        """A worker's service."""
        return self.start(service, *compose()[service]["command"].split()[1:], "--name", service, env=self.of(service))


@pytest.fixture(scope="module")
def slow() -> Iterator[Upstream]:
    """The embedded world behind a slow line, so that a run has moments."""
    with Upstream(World.embedded("one"), latency=0.3) as running:
        yield running


def parts(fleet: Fleet) -> list[str]:
    """The states of the shards' runs, the first first."""
    runs = [r for r in fleet.flow_runs() if r["name"].startswith("collect")]
    return [r["state"]["name"] for r in sorted(runs, key=lambda r: r["created"])]


def test_two_workers_and_their_shards_do_what_one_command_does(tmp_path: Path, slow: Upstream) -> None:
    """The same bytes and as many requests; a worker killed with -9 while it asks: its part alone is asked again by the other."""
    theirs = list_tree(tmp_path / "command")
    assert command(theirs, slow.environment(), "refresh").returncode == 0
    asked = len(slow.requests())
    with Composed(tmp_path / "fleet", slow) as fleet:
        names = {a["name"] for a in fleet.ask("/automations/filter", {})}
        assert {"main moved: derive again", "catalog: a run without a sign of life is Crashed"} <= names
        workers = [fleet.serve(name) for name in ("worker-one", "worker-two")]
        done = fleet.run("refresh/scheduled", shards=2)
        assert done.returncode == 0, done.stdout + done.stderr
        assert on_disk(fleet.data / "list") == on_disk(theirs)
        assert parts(fleet) == ["Completed"] * 2
        assert len(slow.requests()) - asked == asked

        fleet.begin_again()
        fleet.end(workers[0])
        first = fleet.prefect("deployment", "run", "refresh/scheduled", "--param", "shards=1")  # nobody but two: it runs there
        assert first.returncode == 0
        until(lambda: fleet.flow_runs()[0]["state"]["type"] == "COMPLETED")
        assert on_disk(fleet.data / "list") == on_disk(theirs)

        fleet.begin_again()
        started = fleet.prefect("deployment", "run", "refresh/scheduled", "--param", "shards=2")
        assert started.returncode == 0
        until(lambda: len(parts(fleet)) == 4 and "Running" in parts(fleet))
        held = [r for r in fleet.flow_runs() if r["name"].startswith("collect") and r["state"]["name"] == "Running"]
        numbers = processes(f"PREFECT__FLOW_RUN_ID={held[0]['id']}")
        assert numbers
        for number in numbers:
            os.kill(number, signal.SIGKILL)
        run = next(r for r in fleet.flow_runs() if not r["name"].startswith("collect"))
        until(lambda: fleet.ask(f"/flow_runs/{run['id']}", None, "GET")["state"]["type"] in {"COMPLETED", "FAILED"})
        assert on_disk(fleet.data / "list") == on_disk(theirs)
        states = parts(fleet)
        assert states.count("Completed") == 4, states
        assert "Crashed" in states, states
        assert not list((fleet.data / "results" / "shards").glob("*/*/*/part.json")), "what shards handed on is cleared away"


def test_a_shard_hands_on_all_that_its_batch_brought() -> None:
    """What goes through the result storage is what a batch of this process would have merged."""
    made = Gathered("huggingface", {"snapshots/cards/a--b.json": "é\n".encode()}, answered=True)
    made.keep("a/c (card)", "refused the request: HTTP 403")
    made.tally |= {"logical": 3, "bytes": 12}
    adapter = TypeAdapter(Gathered)
    assert adapter.validate_json(adapter.dump_json(made)) == made
