"""The job about dependencies, its steps run here against a stand-in for osv.dev on loopback."""

import json
import shutil
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.workflows.steps import PROJECT, Runner, bare_environment, environment_for


class Vulnerabilities(ThreadingHTTPServer):
    """Knows of the vulnerabilities that a test plants: package to id."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.planted: dict[str, str] = {}
        self.asked: set[str] = set()


class _Answers(BaseHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the library's name
        del format, args

    def do_POST(self) -> None:
        """One query of OSV's API."""
        server = self.server
        assert isinstance(server, Vulnerabilities)
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = asked["package"]["name"]
        server.asked.add(name)
        affected = {"package": {"name": name, "ecosystem": "PyPI"}, "versions": [asked["version"]]}
        found = {"id": server.planted.get(name), "summary": "planted", "aliases": [], "affected": [affected]}
        body = json.dumps({"vulns": [found]} if found["id"] else {}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def known() -> Iterator[Vulnerabilities]:
    """The stand-in, running."""
    server = Vulnerabilities()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.slow
def test_a_known_vulnerability_fails_the_job_and_the_bill_of_materials_names_it(
    known: Vulnerabilities, tmp_path: Path
) -> None:
    """Clean at first; then one locked package is known to be vulnerable, and the job says which."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(PROJECT / name, folder / name)
    environment_for(folder, Path(sys.executable), tools=("pip-audit",))
    environment = bare_environment(Path(sys.executable), folder)
    environment["PIP_AUDIT_OSV_URL"] = f"http://127.0.0.1:{known.server_port}/v1/query"
    runner = Runner(tmp_path / "artifacts", environment)

    ran = runner.job("upkeep", "vulnerabilities", folder)
    assert not ran.failed, ran.output
    assert {"prefect", "huggingface-hub", "pip-audit"} <= known.asked
    listed = json.loads((runner.artifacts / "sbom" / "sbom.json").read_bytes())
    assert listed["bomFormat"] == "CycloneDX"
    assert {c["name"] for c in listed["components"]} == known.asked

    known.planted["click"] = "PYSEC-0000-4711"
    again = runner.job("upkeep", "vulnerabilities", folder)
    assert again.codes["Known vulnerabilities"] != 0
    assert "PYSEC-0000-4711" in again.output["Known vulnerabilities"]
    listed = json.loads((runner.artifacts / "sbom" / "sbom.json").read_bytes())
    assert [v["id"] for v in listed["vulnerabilities"]] == ["PYSEC-0000-4711"]
