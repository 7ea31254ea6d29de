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
    """ArXiv refuses: its batch and source say so as warnings, with the run's id of the report; no token anywhere.

    The Hub asks for patience once: the wait has a line with its length.
    """
    upstream.fault("/arxiv/*", "status", times=None, code=403)
    upstream.fault("/api/models*", "status", times=1, code=503)
    log = tmp_path / "log.jsonl"
    done = awesome(upstream, root, "refresh", "-q", "--report", str(tmp_path / "report.json"), AWESOME_LOG=str(log))

    assert done.returncode == 4
    report = json.loads((tmp_path / "report.json").read_bytes())
    lines = lines_of(log)
    assert {line["run"] for line in lines} == {report["run"]}
    assert [lines[0]["event"], lines[-1]["event"], lines[-1]["exit_code"]] == ["run-began", "run-ended", 4]
    ended = {line["source"]: line for line in lines if line["event"] == "source-ended"}
    for source in report["sources"]:
        told = ended[source["source"]]
        cost = source["requests"]
        assert (told["outcome"], told["requests"], told["bytes"]) == (source["outcome"], cost["logical"], cost["bytes"])
    (papers,) = [line for line in lines if line["event"] == "batch-ended" and line["source"] == "arxiv"]
    assert (papers["level"], papers["batch"]) == ("warning", "10 papers, batch 1 of 1")
    assert "HTTP 403" in papers["message"]
    (wait,) = [line for line in lines if line["event"] == "waited" and line["source"] == "huggingface"]
    assert wait["seconds"] > 0
    assert [hidden for hidden in (SECRET, str(tmp_path)) if hidden in log.read_text(encoding="utf-8")] == []


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


def test_a_log_elsewhere(root: Path, upstream: Upstream, tmp_path: Path) -> None:
    """In a folder that is not there it is wrong usage, before anybody is asked; a full disk costs the log alone; - is standard error."""
    done = awesome(upstream, root, "refresh", "-q", "--log", str(tmp_path / "no" / "log.jsonl"))
    assert (done.returncode, "No such file or directory" in done.stderr) == (2, True)
    assert not upstream.requests("*")

    done = awesome(upstream, root, "refresh", "-q", "--offline", "--log", "-")
    assert [json.loads(line)["event"] for line in done.stderr.splitlines()] == ["run-began", "run-ended"]

    done = awesome(upstream, root, "refresh", "-q", "--offline", "--log", "/dev/full")
    assert (done.returncode, done.stderr) == (0, "")
