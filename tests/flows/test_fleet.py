"""Server, pool, deployments and workers, all real, against the loopback upstream."""

import json
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.cli.edge import slugs_of
from tests.flows.fleet import Fleet, until
from tests.on_disk import command, list_tree, on_disk
from tests.upstream import Upstream, World

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


def test_the_demonstration(fleet: Fleet, tmp_path: Path, upstream: Upstream) -> None:
    """Deployed, watched: the command's tree, artifacts, and exit codes for success, a failed source, a refusal."""
    theirs, ours = list_tree(tmp_path / "command"), list_tree(tmp_path / "deployment")
    assert command(theirs, upstream.environment(), "refresh", "--family", "qwen2.5").returncode == 0
    with fleet.working("one", ours, upstream.environment()):
        done = fleet.run("refresh/targeted", families=["qwen2.5"])
        assert done.returncode == 0, done.stdout + done.stderr
        assert on_disk(ours) == on_disk(theirs)
        (run, *_) = fleet.flow_runs()
        assert (run["name"], run["state"]["name"]) == ("refresh qwen2.5", "Completed")
        assert {"targeted", "refresh"} <= set(run["tags"])
        left = fleet.artifacts(flow_run_id={"any_": [run["id"]]})
        assert {"refresh-report", "source-health"} <= left.keys()
        assert "\n      qwen2.5\n        family added" in left["refresh-report"]["data"]
        tasks = {t["name"] for t in fleet.ask("/task_runs/filter", {"flow_runs": {"id": {"any_": [run["id"]]}}})}
        assert {"huggingface: listing of Qwen", "derive and write"} <= tasks
        assert any(t.startswith("arxiv: 1 papers, batch 1 of 1") for t in tasks), tasks

        upstream.world = World.embedded("two")
        upstream.fault("/arxiv/*", "status", times=None, code=403)
        done = fleet.run("refresh/scheduled", recheck=True)
        assert done.returncode == 4, done.stdout + done.stderr
        (run, *_) = fleet.flow_runs()
        assert (run["state"]["type"], run["state"]["name"]) == ("COMPLETED", "Partial")
        report = fleet.artifacts(flow_run_id={"any_": [run["id"]]})["refresh-report"]
        assert "not whole: arxiv" in report["description"]
        assert "kept as it was: " in report["data"]

        before = on_disk(ours)
        upstream.fault("*", "status", times=None, code=503)
        done = fleet.run("refresh/scheduled", recheck=True, max_wait=0)
        assert done.returncode == 1, done.stdout + done.stderr
        (run, *_) = fleet.flow_runs()
        assert (run["state"]["type"], "no source answered" in run["state"]["message"]) == ("FAILED", True)
        assert on_disk(ours) == before

        count = len(fleet.flow_runs())
        done = fleet.run("refresh/targeted", families=["qwen2.6"])
        assert done.returncode == 2
        assert "'qwen2.6' is not one of" in done.stderr
        assert len(fleet.flow_runs()) == count, "refused before there is a run"
        assert on_disk(ours) == before


def test_two_workers_keep_the_limits_of_one(fleet: Fleet, tmp_path: Path, upstream: Upstream) -> None:
    """Six runs on two workers: arXiv never twice within three seconds, the Hub never above the shared limit."""
    burst, decay, take = 20, 2.0, 10
    for name, limit, slots in (("huggingface-api", burst, decay), ("huggingface-files", 850, 6.5)):
        fleet.prefect("global-concurrency-limit", "delete", name)
        made = fleet.prefect("global-concurrency-limit", "create", name, "--limit", str(limit),
                             "--slot-decay-per-second", str(slots))  # fmt: skip
        assert made.returncode == 0, made.stderr
    trees = [list_tree(tmp_path / name) for name in ("one", "two")]
    before = len(fleet.flow_runs())
    # One run at a time on each worker: a second one on the same tree would take up what the first was told.
    here = (upstream.environment(), "--limit", "1")
    with fleet.working("first", trees[0], *here), fleet.working("second", trees[1], *here):
        every = json.dumps(slugs_of(trees[0]))
        for _ in range(3):
            for deployment, families in (("refresh/scheduled", "[]"), ("refresh/targeted", every)):
                started = fleet.prefect("deployment", "run", deployment, "--param", "recheck=true", "--param", f"families={families}")
                assert started.returncode == 0, started.stderr

        def states() -> list[str]:
            return [r["state"]["name"] for r in fleet.flow_runs()[: len(fleet.flow_runs()) - before]]

        until(lambda: states() == ["Completed"] * 6, 300)
    logs = [(fleet.home / f"{name}.log").read_text() for name in ("first", "second")]
    assert all("submitting flow run" in log for log in logs), "both workers had work"

    asked = sorted(e.at for e in upstream.requests("/arxiv/api/query"))
    assert len(asked) == 6
    assert min(b - a for a, b in pairwise(asked)) >= 3.0
    listings = sorted(e.at for e in upstream.requests("/api/*"))
    for start in listings:
        for window in (1.0, 5.0, 20.0):
            held = sum(start <= at < start + window for at in listings)
            assert held <= burst + decay * window + 2 * take
    for tree in trees:
        assert (tree / "README.md").exists()


def test_schedules_become_runs_once_they_are_asked_for(tmp_path: Path) -> None:
    """Deployed, nothing is planned; turned on, the server plans the runs that prefect.yaml has, off the hour."""
    wanted = {"scheduled": 17, "leaderboards": 43, "new-models": 29, "links": 11}
    with Fleet(tmp_path / "prefect") as fleet:
        deployments = {d["name"]: d for d in fleet.ask("/deployments/filter", {})}
        assert not any(s["active"] for d in deployments.values() for s in d["schedules"])
        assert fleet.ask("/flow_runs/filter", {}) == []
        for name in wanted:
            (schedule,) = deployments[name]["schedules"]
            fleet.ask(f"/deployments/{deployments[name]['id']}/schedules/{schedule['id']}", {"active": True}, "PATCH")
        names = {d["id"]: name for name, d in deployments.items()}

        def planned() -> set[tuple[str, int]]:
            runs = [r for r in fleet.ask("/flow_runs/filter", {}) if "auto-scheduled" in r["tags"]]
            return {(names[r["deployment_id"]], int(r["expected_start_time"][14:16])) for r in runs}

        until(lambda: planned() == set(wanted.items()), 120)
