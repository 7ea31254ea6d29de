"""`awesome … --help`: light, complete, with examples as lines."""

import errno
import gzip
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import Mock

import click
import pytest
from click.testing import CliRunner

from pipeline.cli.group import COMMANDS, cli
from pipeline.store.tree import write_atomically
from tests.on_disk import PROJECT, bare, git, list_tree, run
from tests.upstream import Upstream, World
from tests.workflows.steps import environment_for

ME = "git -c user.name=A -c user.email=a@example.invalid"

HEAVY = ("pydantic", "prefect", "huggingface_hub", "requests", "pyarrow", "rich", "tomlkit", "pipeline.derive", "pipeline.refresh")


def test_no_command_s_help_imports_what_the_command_needs() -> None:
    """All modules of commands together, and the overview: click, and the project's own tables."""
    places = sorted({place.partition(":")[0] for place, *_ in COMMANDS.values()})
    words = (f"import sys, {', '.join(places)}; from pipeline.cli.group import cli; cli.main(['--help'], standalone_mode=False)\n"
             f"sys.exit(' '.join(m for m in {HEAVY} if m in sys.modules))")  # fmt: skip
    assert subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=False).stderr.strip() == ""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_does(name: str) -> None:
    """The line of the overview, every option with a word, and no markup of the source."""
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    shown = CliRunner().invoke(cli, [name, "--help"])
    assert shown.exit_code == 0
    assert [mark for mark in ("\b", "\\b") if mark in shown.output] == []
    assert all(p.help for p in command.params if isinstance(p, click.Option))


def examples() -> Iterator[tuple[str, str]]:
    """Each command with each of its examples."""
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        parts = command.commands.values() if isinstance(command, click.Group) else [command]
        yield from ((name, line) for part in parts for line in getattr(part, "examples", ()))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str]]]:
    """A list in a repository, the commands on the PATH, and the embedded upstream."""
    home = tmp_path_factory.mktemp("home")
    root = list_tree(home / "list")
    environment_for(root, Path(sys.executable))
    (home / "gh").write_text("#!/bin/sh\necho '### Link'\n")
    (home / "gh").chmod(0o755)
    (root / "editions").mkdir()
    for name, data in (("2025-11.json", b"[]"), ("2026-08.json.gz", gzip.compress(b"[]"))):
        (root / name).write_bytes(data)
    with Upstream(World.embedded("one")) as upstream:
        path = f"{root / '.venv/bin'}:{home}:{os.environ['PATH']}"
        environment = {**bare(), **upstream.environment(), "PATH": path, "PREFECT_API_URL": "http://127.0.0.1:9/api", "PYTHONPATH": str(PROJECT)}
        for line in ("awesome refresh -q; git init -q -b main && git add -A", f"{ME} commit -qm one", f"{ME} commit -qm two --allow-empty"):
            subprocess.run(["bash", "-c", line], cwd=root, env=environment, check=True, capture_output=True)
        yield root, environment


@pytest.mark.parametrize(("name", "line"), [e for e in examples() if e[0] not in {"init", "run", "publish"}])
def test_examples_are_lines_that_run(folder: tuple[Path, dict[str, str]], name: str, line: str) -> None:
    """As they are pasted into a shell; those of three commands need makers, a server, a job before, and are run elsewhere."""
    root, environment = folder
    done = subprocess.run(["bash", "-c", line.replace("main~7", "main~1")], cwd=root, env=environment, capture_output=True, text=True, check=False)
    wanted = {"add": {0, 2}, "why": {0, 2}}.get(name, {0, 4})  # what is on the list already, or not on this one
    assert done.returncode in wanted, done.stdout + done.stderr
    assert not re.search("Usage:|Traceback|no such", done.stderr), done.stderr


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("why qwen2.5-v", "qwen2.5-vl"), ("why phi-3 lice", "license"), ("run sch", "scheduled"), ("run aft", "after-merge"), ("pin phi-3 lic", "license"),
     ("refresh -f qwen2.5-", "qwen2.5-vl"), ("refresh --source lead", "leaderboards"), ("doctor so", "sources")],
)  # fmt: skip
def test_completion_in_bash(folder: tuple[Path, dict[str, str]], typed: str, offered: str) -> None:
    """What the shell's own function offers for a word that is half typed."""
    root, environment = folder
    script = (
        'eval "$(_AWESOME_COMPLETE=bash_source awesome)"; COMP_WORDS=(awesome ' + typed + "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); "
        '_awesome_completion awesome "${COMP_WORDS[-1]}"; echo "${COMPREPLY[@]}"'
    )
    done = subprocess.run(["bash", "--norc", "-c", script], cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert offered in done.stdout.split(), done.stderr


def test_what_a_proposal_lacks_is_named(tmp_path: Path) -> None:
    """A folder that is no list, and the file of a family that nobody committed."""
    assert "has no catalog/curated/" in run(tmp_path, "rederive", code=2).output
    root = list_tree(tmp_path / "list")
    for words in ("init -q -b main", "add -A", "commit -qm List"):
        git(root, *words.split())
    file = root / "catalog/curated/families/aurora-1.toml"
    file.write_text('slug = "aurora-1"\nname = "Aurora"\norganization = "alibaba"\nkind = "llm"\n', encoding="utf-8")
    said = run(root, "refresh", "--family", "aurora-1", "--offline", "--publish", "local", code=2).output
    assert "aurora-1.toml is not in the commit" in said


def test_a_full_disk_names_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not "a file"."""
    monkeypatch.setattr("os.fsync", Mock(side_effect=OSError(errno.ENOSPC, "No space left on device")))
    with pytest.raises(OSError, match=r"report\.json"):
        write_atomically(tmp_path / "report.json", b"{}")
