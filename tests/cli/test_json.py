"""`--json` of refresh, derive and check: one object, with the exit code of the words."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.upstream.embedded import CURATED

HERE = Path(__file__).parents[2]


def told(root: Path, *words: str) -> tuple[int, dict[str, Any]]:
    """Exit code and answer."""
    command = [sys.executable, "-m", "pipeline", "--root", str(root), *words, "--json"]
    done = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(HERE)}, capture_output=True, text=True, check=False
    )
    return done.returncode, json.loads(done.stdout)


def test_refresh_says_its_report(tmp_path: Path) -> None:
    """The machine's copy on standard output, and nothing beside it."""
    shutil.copytree(CURATED, tmp_path / "catalog" / "curated")
    code, report = told(tmp_path, "refresh", "--offline", "--quiet")
    assert (code, report["command"], report["version"]) == (0, "refresh", 1)
    assert "README.md" in report["files_changed"]


def test_what_check_misses_is_what_derive_changes(tmp_path: Path) -> None:
    """Before, in a dry run, in earnest, and after."""
    shutil.copytree(CURATED, tmp_path / "catalog" / "curated")
    code, missing = told(tmp_path, "check")
    assert code == 1
    assert "README.md" in missing["underived"]
    assert told(tmp_path, "derive", "--dry-run") == (0, {"changed": missing["underived"], "dry_run": True})
    assert told(tmp_path, "derive") == (0, {"changed": missing["underived"], "dry_run": False})
    assert told(tmp_path, "check") == (0, {"underived": []})
