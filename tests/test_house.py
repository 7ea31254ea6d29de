"""The rooms: contracts hold, and each is shown to bite by a planted violation."""

import ast
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PLANTED = {
    "Imports run downhill": ("pipeline/model/planted.py", "import pipeline.cli.group\n"),
    "Sources do not know one another": ("pipeline/sources/planted.py", ""),
    "Prefect lives in flows": ("pipeline/refresh.py", "import prefect\n"),
    "Pure rooms import no I/O, clock or chance": ("pipeline/reconcile/planted.py", "import requests\n"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    """The contracts of pyproject.toml on a copy of the code."""
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--config", "pyproject.toml"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False,
                          env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin", "PYTHONUTF8": "1"})  # fmt: skip


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code and its contracts, to be spoilt."""
    folder = tmp_path_factory.mktemp("house")
    for name in ("pipeline", "flows"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_every_contract_catches_a_planted_violation(copy: Path) -> None:
    """Clean code keeps all contracts; with one violation planted for each, all are broken."""
    assert lint(copy).returncode == 0

    for path, text in PLANTED.values():
        file = copy / path
        file.write_text((file.read_text(encoding="utf-8") if file.exists() else "") + text, encoding="utf-8")
    arxiv = copy / "pipeline/sources/arxiv/states.py"
    arxiv.write_text(arxiv.read_text(encoding="utf-8") + "\nimport pipeline.sources.hub.states\n", encoding="utf-8")
    said = lint(copy).stdout

    for contract in PLANTED:
        assert f"{contract} BROKEN" in said


def test_banned_calls_are_caught(tmp_path: Path) -> None:
    """Pickles and shell strings do not pass the linter."""
    planted = '"""Planted."""\nimport os\nimport pickle\n\nos.system("true")\npickle.loads(b"")\n'
    (tmp_path / "planted.py").write_text(planted, encoding="utf-8")
    command = [str(Path(sys.executable).with_name("ruff")), "check", "--config", str(ROOT / "pyproject.toml"), str(tmp_path)]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout

    assert said.count("TID251") >= 2


@cache
def _code() -> list[tuple[str, ast.AST]]:
    """Every node of the pipeline's and the flows' syntax trees, with its file."""
    files = sorted(path for name in ("pipeline", "flows") for path in (ROOT / name).rglob("*.py"))
    return [(path.relative_to(ROOT).as_posix(), node) for path in files for node in ast.walk(ast.parse(path.read_bytes()))]


def test_a_class_name_means_one_thing() -> None:
    """No two classes bear one name, private ones included."""
    places: dict[str, list[str]] = {}
    for path, node in _code():
        if isinstance(node, ast.ClassDef):
            places.setdefault(node.name, []).append(path)

    assert {name: paths for name, paths in places.items() if len(paths) > 1} == {}


def test_functions_fit_on_a_screen_and_none_is_excused() -> None:
    """No function is longer than 60 lines, and none is let off the linter's limits of size and complexity."""
    long = [
        (path, node.name)
        for path, node in _code()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno >= 60
    ]
    limits = re.compile(r"#\s*(?:ruff:\s*)?noqa\b(?:\s*$|.*\b(?:C901|PLR0911|PLR0912|PLR0915)\b)", re.MULTILINE)
    excused = [path for path in {path for path, _ in _code()} if limits.search((ROOT / path).read_text(encoding="utf-8"))]

    assert long == []
    assert excused == []
