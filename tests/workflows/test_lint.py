"""Workflows are held to the linters' strictest view, and to the rules that no linter knows."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.on_disk import PROJECT
from tests.workflows.steps import WORKFLOWS, workflow

BIN = Path(sys.executable).parent
NAMES = sorted(p.stem for p in WORKFLOWS.glob("*.yml"))
OUTSIDE = re.compile(r"(actions/[a-z-]+)@([0-9a-f]{40}) # v\d+\.\d+\.\d+")


def tool(*words: str) -> subprocess.CompletedProcess[str]:
    """A linter from the test's own environment."""
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(words, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)


def test_zizmor_as_an_auditor_finds_nothing() -> None:
    """The auditor persona, offline, over workflows and dependabot.yml."""
    done = tool(str(BIN / "zizmor"), "--offline", "--no-progress", "--persona=auditor", ".github")
    assert done.returncode == 0, done.stdout
    assert "completed .github/workflows/sync.yml" in done.stderr


def test_actionlint_finds_nothing() -> None:
    """Expressions, cron lines, runner labels and step references are right."""
    done = tool(str(BIN / "actionlint"), *(str(WORKFLOWS / f"{n}.yml") for n in NAMES))
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("name", NAMES)
def test_rules_of_the_house(name: str) -> None:
    """No permission first, a reason for each one given, time-outs, pins with their version, no cache, no credentials."""
    text, whole = (WORKFLOWS / f"{name}.yml").read_text(encoding="utf-8"), workflow(name)
    assert (whole["permissions"], "concurrency" in whole) == ({}, True)
    assert not [word for word in ("pull_request_target", "workflow_run", "actions/cache") if word in text]
    for line in text.splitlines():
        if re.search(r"\buses:", line):
            assert OUTSIDE.search(line), line
        if re.match(r"\s+[a-z-]+: (read|write)\b", line) and "permission-" not in line:
            assert " # " in line, f"no reason is given: {line}"
    for job in whole["jobs"].values():
        assert job["timeout-minutes"] <= 90
        cached = any("cache" in s.get("with", {}) for s in job["steps"])
        assert not cached or "write" not in job["permissions"].values(), "what others may have put there"
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False
            assert "${{" not in step.get("run", "")


def test_cron_is_off_the_hour() -> None:
    """Runs at the start of an hour are late or dropped."""
    minutes = {int(s["cron"].split()[0]) for s in workflow("sync")["on"]["schedule"]}
    minutes |= {int(m) for m in re.findall(r'cron: "(\d+) ', (PROJECT / "prefect.yaml").read_text(encoding="utf-8"))}
    assert not minutes & {0, 15, 30, 45}


def test_who_reads_hostile_input_cannot_write_and_who_writes_is_guarded() -> None:
    """The collecting job has no permission to write; writing jobs run for the owner's repository only."""
    collect = workflow("sync")["jobs"]["collect"]
    assert set(collect["permissions"].values()) == {"read"}
    assert collect["if"] == "vars.CATALOG_REPOSITORY == github.repository"
    for name, job in (("sync", "publish"), ("rederive", "rederive"), ("upkeep", "lock")):
        found = workflow(name)["jobs"][job]
        assert found.get("needs") == "collect" or found["if"].startswith("vars.CATALOG_REPOSITORY == github.repository")
        assert "write" in found["permissions"].values()
    assert set(workflow("check")["jobs"]["review"]["permissions"].values()) == {"read"}


@pytest.mark.parametrize("name", ["sync", "rederive", "upkeep"])
def test_who_reports_may_write_issues_and_nothing_else(name: str) -> None:
    """A job of its own, for the owner's repository only, that is given results and no word of anybody."""
    job = workflow(name)["jobs"]["report"]
    assert job["permissions"] == {"actions": "read", "contents": "read", "issues": "write"}
    assert not any("setup" in s.get("run", "") + s.get("uses", "") for s in job["steps"]), "it works where set-up fails"
    assert "vars.CATALOG_REPOSITORY == github.repository" in job["if"]
    needs = job["needs"] if isinstance(job["needs"], list) else [job["needs"]]
    assert {*needs, "report"} == set(workflow(name)["jobs"])
    given = {v for s in job["steps"] for k, v in s.get("env", {}).items() if k not in {"GITHUB_TOKEN", "RUN_URL", "ALARM_AFTER"}}
    assert all(re.fullmatch(r"\$\{\{ needs\.[a-z]+\.result \}\}", v) for v in given)
    assert "environment" not in job


def test_artifacts_hold_no_upstream_bodies_and_go_after_14_days() -> None:
    """What is handed over is the parcel, topics of the run state, the report, the bill of materials, and a table of faults."""
    kept = [
        s["with"] for n in ("sync", "rederive", "check", "upkeep") for j in workflow(n)["jobs"].values() for s in j["steps"]
        if s.get("uses", "").startswith("actions/upload-artifact@")
    ]  # fmt: skip
    assert {w["path"] for w in kept} == {"out/", "out/report.json", "sbom.json", "build/faults.tsv"}
    assert {w["retention-days"] for w in kept} == {14}


def test_every_action_in_one_version() -> None:
    """One action, one commit, everywhere."""
    used = {pin for name in NAMES for pin in OUTSIDE.findall((WORKFLOWS / f"{name}.yml").read_text(encoding="utf-8"))}
    assert len({action for action, _ in used}) == len(used) > 0
