"""The job about dependencies, its steps run here against a stand-in for osv.dev on loopback."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from tests.loopback import answered
from tests.on_disk import PROJECT
from tests.workflows.steps import Runner, bare_environment, environment_for


@pytest.mark.slow
def test_a_known_vulnerability_fails_the_job_and_the_bill_of_materials_names_it(tmp_path: Path) -> None:
    """Clean at first; then one locked package is known to be vulnerable, and the job says which."""
    folder, planted, asked = tmp_path / "checkout", dict[str, str](), set[str]()
    folder.mkdir()
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy(PROJECT / name, folder / name)
    environment_for(folder, Path(sys.executable), tools=("pip-audit",))
    environment = bare_environment(Path(sys.executable), folder)

    def answer(query: bytes) -> bytes:
        """One query of OSV's API."""
        said = json.loads(query)
        name = said["package"]["name"]
        asked.add(name)
        affected = {"package": {"name": name, "ecosystem": "PyPI"}, "versions": [said["version"]]}
        found = {"id": planted.get(name), "summary": "planted", "aliases": [], "affected": [affected]}
        return json.dumps({"vulns": [found]} if found["id"] else {}).encode()

    with answered(answer) as port:
        environment["PIP_AUDIT_OSV_URL"] = f"http://127.0.0.1:{port}/v1/query"
        runner = Runner(tmp_path / "artifacts", environment)
        ran = runner.job("upkeep", "vulnerabilities", folder)
        assert not ran.failed, ran.output
        assert {"prefect", "huggingface-hub", "pip-audit"} <= asked
        listed = json.loads((runner.artifacts / "sbom" / "sbom.json").read_bytes())
        assert listed["bomFormat"] == "CycloneDX"
        assert {c["name"] for c in listed["components"]} == asked
        planted["click"] = "PYSEC-0000-4711"
        again = runner.job("upkeep", "vulnerabilities", folder)
        assert again.codes["Known vulnerabilities"] != 0
        assert "PYSEC-0000-4711" in again.output["Known vulnerabilities"]
        listed = json.loads((runner.artifacts / "sbom" / "sbom.json").read_bytes())
        assert [v["id"] for v in listed["vulnerabilities"]] == ["PYSEC-0000-4711"]
