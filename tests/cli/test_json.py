"""`--json` of refresh, derive, check and doctor: one object whatever happens, with the exit code of the words."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.on_disk import command, list_tree


def told(root: Path, *words: str) -> tuple[int, dict[str, Any]]:
    """Exit code and answer."""
    done = command(root, {}, *words, "--json")
    return done.returncode, json.loads(done.stdout)


def test_what_check_misses_is_what_derive_changes(tmp_path: Path) -> None:
    """Before, in a dry run (of a refresh without network as well), in earnest, and after."""
    list_tree(tmp_path)
    code, missing = told(tmp_path, "check")
    assert (code, "README.md" in missing["underived"]) == (1, True)
    code, report = told(tmp_path, "refresh", "--offline", "--quiet", "--dry-run")
    assert (code, report["command"], report["version"], report["files_changed"]) == (0, "refresh", 1, missing["underived"])
    assert told(tmp_path, "derive", "--dry-run") == (0, {"changed": missing["underived"], "dry_run": True})
    assert told(tmp_path, "derive") == (0, {"changed": missing["underived"], "dry_run": False})
    assert told(tmp_path, "check") == (0, {"underived": []})


@pytest.mark.parametrize("words", [("refresh", "--offline"), ("derive",), ("check",), ("discover",)])
def test_what_goes_wrong_is_one_object_too(tmp_path: Path, words: tuple[str, ...]) -> None:
    """A fault in a curated file, a folder that is no list, an option that is none, an address that is none: why, and the exit code."""
    assert told(tmp_path, *words)[0] == 2
    list_tree(tmp_path)
    code, said = told(tmp_path, *words, "--no-such-option")
    assert (code, said["exit_code"], "--no-such-option" in said["errors"][0]) == (2, 2, True)
    (tmp_path / "catalog/curated/watch.toml").write_text("nonsense = 1\n")
    code, said = told(tmp_path, *words)
    assert (code, said["exit_code"]) == (2, 2)
    assert any("watch.toml" in line and "nonsense" in line for line in said["errors"])
