"""Runs a job of a workflow here: every `run:` step with bash as GitHub calls it, in a scratch clone, no Docker.

Actions have local doubles (a clone stands for checkout, a folder for artifacts). Expressions are
looked up, not computed: one that a test gives no value for is an error, so that nothing in YAML
goes untested unnoticed.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from tests.on_disk import PROJECT, git

WORKFLOWS: Final = PROJECT / ".github" / "workflows"
EXPRESSION: Final = re.compile(r"\$\{\{\s*([^{}]+?)\s*\}\}")


def workflow(name: str) -> dict[str, Any]:
    """A workflow as YAML has it; `on` is a word, not a truth value."""
    loaded: dict[Any, Any] = yaml.safe_load((WORKFLOWS / f"{name}.yml").read_text(encoding="utf-8"))
    return {"on" if key is True else str(key): value for key, value in loaded.items()}


@dataclass
class Runner:
    """A machine of GitHub's: the clone, the artifacts of the run, the environment of every job."""

    artifacts: Path
    environment: Mapping[str, str]
    values: dict[str, str] = field(default_factory=dict)
    patience: float = 280  # seconds for a step

    def job(self, name: str, job: str, clone: Path) -> "Ran":
        """Run a job in a clone, step by step, until one fails."""
        ran = Ran()
        scratch = self.artifacts.parent / f"runner-{name}-{job}-{len(list(self.artifacts.parent.glob('runner-*')))}"
        scratch.mkdir(parents=True)
        for number, step in enumerate(workflow(name)["jobs"][job]["steps"]):
            title, condition = step["name"], str(step.get("if", "success()"))
            holds = condition in {"success()", "always()"} or self._value(condition) == "true"
            if not holds or (ran.failed and condition != "always()"):
                continue
            if "uses" in step:
                self._action(step, clone)
                continue
            files = {v: scratch / f"{number}-{v}" for v in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
            for file in files.values():
                file.touch()
            given = {key: EXPRESSION.sub(lambda m: self._value(m[1]), str(text)) for key, text in step.get("env", {}).items()}
            assert "${{" not in step["run"], f"an expression inside a script: {title}"
            script = scratch / f"{number}.sh"
            script.write_text(step["run"], encoding="utf-8")
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)], cwd=clone, check=False, capture_output=True, text=True,
                env={**self.environment, **{key: str(file) for key, file in files.items()}, **given}, timeout=self.patience,
            )  # fmt: skip
            ran.output[title], ran.codes[title] = done.stdout + done.stderr, done.returncode
            ran.failed = ran.failed or done.returncode != 0
            for line in files["GITHUB_OUTPUT"].read_text(encoding="utf-8").splitlines():
                key, _, value = line.partition("=")
                self.values[f"steps.{step['id']}.outputs.{key}"] = value
        self.values[f"needs.{job}.result"] = "failure" if ran.failed else "success"
        return ran

    def _value(self, expression: str) -> str:
        if expression not in self.values:
            raise KeyError(f"the test gives no value for ${{{{ {expression} }}}}")
        return self.values[expression]

    def _action(self, step: Mapping[str, Any], clone: Path) -> None:
        action, given = step["uses"].partition("@")[0], step.get("with", {})
        if action == "actions/upload-artifact":
            source, target = clone / given["path"], self.artifacts / given["name"]
            if source.is_dir():
                shutil.copytree(source, target, symlinks=True, dirs_exist_ok=True)
            elif source.exists():
                target.mkdir(parents=True, exist_ok=True)
                shutil.copy(source, target)
            else:
                assert given["if-no-files-found"] == "ignore"
        elif action == "actions/download-artifact":
            shutil.copytree(self.artifacts / given["name"], clone / given["path"], symlinks=True)
        else:
            known = {"actions/checkout", "actions/setup-python", "actions/upload-pages-artifact", "actions/deploy-pages",
                     "actions/create-github-app-token"}  # fmt: skip
            assert action in known, action


@dataclass
class Ran:
    """How a job went: exit codes and output by step."""

    codes: dict[str, int] = field(default_factory=dict)
    output: dict[str, str] = field(default_factory=dict)
    failed: bool = False


def project_copy(folder: Path, without: tuple[str, ...] = ()) -> Path:
    """This project's files as git has them, but for some folders, committed in a repository of their own."""
    for name in git(PROJECT, "ls-files", "-z").split("\0"):
        if name and not name.startswith(without) and (PROJECT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / name, folder / name)
    for words in ("init -q --initial-branch=main", "add -A", "commit -qm Program"):
        git(folder, *words.split())
    return folder


def bare_environment(python: Path, clone: Path) -> dict[str, str]:
    """What a fresh machine has, with a `python` on its PATH, and the clone's own code."""
    path = os.pathsep.join([str(python.parent), "/usr/local/bin", "/usr/bin", "/bin"])
    here = {"PATH": path, "HOME": str(clone.parent), "LANG": "C.UTF-8", "PYTHONPATH": str(clone)}
    return {**here, "CI": "true", "GITHUB_ACTIONS": "true"}


def environment_for(clone: Path, python: Path, tools: Collection[str] = ()) -> None:
    """What `make setup` would have made: a virtual environment that is ready, its commands running the clone's code.

    `tools` are commands of the test's own environment that it has as well.
    """
    binaries, own = clone / ".venv" / "bin", f'PYTHONPATH="{clone}" exec "{python}"'
    binaries.mkdir(parents=True)
    for name, words in {"python": own, "awesome": f"{own} -m pipeline", **{one: f'exec "{python.parent / one}"' for one in tools}}.items():
        (binaries / name).write_text(f'#!/bin/sh\n{words} "$@"\n', encoding="utf-8")
        (binaries / name).chmod(0o755)
    (clone / ".venv" / ".ready").touch()
