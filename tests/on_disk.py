"""A tree of files as it stands in a folder, and commands on it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner, Result

from pipeline.cli.group import cli
from tests.upstream.embedded import CURATED

PROJECT = Path(__file__).parents[1]


def write_tree(tree: Mapping[str, bytes], folder: Path) -> Path:
    """The files of a tree in a folder; the folder."""
    for path, data in tree.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def list_tree(root: Path) -> Path:
    """A tree of the embedded world's curated files and nothing else."""
    (root / "catalog").mkdir(parents=True)
    shutil.copytree(CURATED, root / "catalog" / "curated")
    return root


def bare(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """This process's environment without what would reach other servers or tokens."""
    kept = {n: v for n, v in environment.items() if not n.startswith(("PREFECT_", "AWESOME_", "GITHUB_", "HF_"))}
    return {**kept, "PYTHONPATH": str(PROJECT), "HF_TOKEN": "", "GITHUB_TOKEN": "", "PYTHONUNBUFFERED": "1"}


def on_disk(root: Path) -> dict[str, bytes]:
    """A tree's files, read without the code under test."""
    return {
        f.relative_to(root).as_posix(): f.read_bytes()
        for f in root.rglob("*")
        if f.is_file() and not {".git", ".state", ".cache"} & set(f.parts)
        and f.name != ".awesome.lock" and f.suffix != ".tmp"
    }


def command(root: Path, environment: Mapping[str, str], *words: str, given: str | None = None) -> subprocess.CompletedProcess[str]:
    """`awesome …` on a tree, as a person would call it; tokens of this machine stay at home."""
    return subprocess.run(
        [sys.executable, "-m", "pipeline", "--root", str(root), *words],
        env={**bare(), **environment}, cwd=PROJECT, capture_output=True, text=True, timeout=120, check=False, input=given,
    )  # fmt: skip


def git(folder: Path, *words: str) -> str:
    """Git, with an invented author; what it says."""
    me = ["-c", "user.name=A maintainer", "-c", "user.email=maintainer@example.invalid", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", *me, *words], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def run(root: Path, *words: str, given: str | None = None, code: int | None = None) -> Result:
    """`awesome …` on a tree, in this process; it has to end with the exit code that is given."""
    done = CliRunner().invoke(cli, ["--root", str(root), *words], input=given)
    assert code in (None, done.exit_code), done.output
    return done
