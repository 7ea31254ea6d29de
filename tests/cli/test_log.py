"""`--log FILE.jsonl`: one JSON line an event, with the run's id, its source and batch; no secret, no raw text."""

import json
import subprocess
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]

from tests.on_disk import PROJECT, command
from tests.upstream import Upstream

SCHEMA = json.loads((PROJECT / "docs" / "schemas" / "log.schema.json").read_bytes())
SECRET = "hf_planted0secret4711"  # noqa: S105  planted


def awesome(upstream: Upstream, root: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    """A command with a token planted."""
    return command(root, {**upstream.environment(), "HF_TOKEN": SECRET, **more}, *words)


def lines_of(file: Path) -> list[dict[str, Any]]:
    """The log, each line as the schema wants it."""
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    for line in lines:
        jsonschema.validate(line, SCHEMA)
    return lines


def test_a_run_tells_what_it_asked_whom_and_what_it_cost(root: Path, upstream: Upstream, tmp_path: Path) -> None:
    """ArXiv refuses: its batch and source say so as warnings, with the run's id of the report; no token anywhere."""
    upstream.fault("/arxiv/*", "status", times=None, code=403)
    log = tmp_path / "log.jsonl"
    done = awesome(upstream, root, "refresh", "--quiet", "--log", str(log), "--report", str(tmp_path / "report.json"))

    assert done.returncode == 4
    report = json.loads((tmp_path / "report.json").read_bytes())
    lines = lines_of(log)
    assert {line["run"] for line in lines} == {report["run"]}
    assert [lines[0]["event"], lines[-1]["event"], lines[-1]["exit_code"]] == ["run-began", "run-ended", 4]
    ended = {line["source"]: line for line in lines if line["event"] == "source-ended"}
    for source in report["sources"]:
        told = ended[source["source"]]
        assert told["outcome"] == source["outcome"]
        assert told["requests"] == source["requests"]["logical"]
        assert told["bytes"] == source["requests"]["bytes"]
    (papers,) = [line for line in lines if line["event"] == "batch-ended" and line["source"] == "arxiv"]
    assert (papers["level"], papers["batch"]) == ("warning", "10 papers, batch 1 of 1")
    assert "HTTP 403" in papers["message"]
    assert SECRET not in log.read_text(encoding="utf-8")
    assert str(tmp_path) not in log.read_text(encoding="utf-8")


def test_waits_are_told(root: Path, upstream: Upstream, tmp_path: Path) -> None:
    """A server that asks for patience once: the wait has a line with its reason and length."""
    upstream.fault("/api/models*", "status", times=1, code=503)
    log = tmp_path / "log.jsonl"
    assert awesome(upstream, root, "refresh", "-q", "-s", "huggingface", AWESOME_LOG=str(log)).returncode == 0

    (wait,) = [line for line in lines_of(log) if line["event"] == "waited"]
    assert wait["source"] == "huggingface"
    assert wait["seconds"] > 0


def test_two_runs_share_a_file_and_a_failure_ends_in_a_line(root: Path, upstream: Upstream, tmp_path: Path) -> None:
    """Lines are added; discover writes them too; a run that is refused says with which exit code it ended."""
    log = tmp_path / "log.jsonl"
    assert awesome(upstream, root, "refresh", "-q", "--offline", "--log", str(log)).returncode == 0
    assert awesome(upstream, root, "discover", "-q", "--log", str(log)).returncode == 0
    assert awesome(upstream, root, "refresh", "-q", "-f", "qwen2.6", "--log", str(log)).returncode == 2

    lines = lines_of(log)
    ends = [(line["command"], line["exit_code"]) for line in lines if line["event"] == "run-ended"]
    assert ends == [("refresh", 0), ("discover", 0), ("refresh", 2)]
    assert len({line["run"] for line in lines}) == 3


def test_a_log_that_cannot_be_opened_is_wrong_usage(root: Path, upstream: Upstream, tmp_path: Path) -> None:
    """The folder is not there: one line that says so, before anybody is asked."""
    done = awesome(upstream, root, "refresh", "-q", "--log", str(tmp_path / "no" / "log.jsonl"))

    assert done.returncode == 2
    assert "No such file or directory" in done.stderr
    assert not upstream.requests("*")


def test_standard_error_can_be_the_log(root: Path, upstream: Upstream) -> None:
    """`--log -` in a container: JSON lines on standard error and nothing else there."""
    done = awesome(upstream, root, "refresh", "-q", "--offline", "--log", "-")

    events = [json.loads(line)["event"] for line in done.stderr.splitlines()]
    assert events == ["run-began", "run-ended"]
