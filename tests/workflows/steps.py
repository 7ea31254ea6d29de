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
        whole = workflow(name)
        steps = whole["jobs"][job]["steps"]
        ran = Ran()
        scratch = self.artifacts.parent / f"runner-{name}-{job}-{len(list(self.artifacts.parent.glob('runner-*')))}"
        scratch.mkdir(parents=True)
        failed = False
        for number, step in enumerate(steps):
            title = step["name"]
            condition = str(step.get("if", "success()"))
            if (failed and condition != "always()") or not self._holds(condition):
                continue
            if "uses" in step:
                self._action(step, clone)
                continue
            files = {v: scratch / f"{number}-{v}" for v in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
            for file in files.values():
                file.touch()
            environment = {
                **self.environment,
                **{key: str(value) for key, value in files.items()},
                **{key: self._filled(str(value)) for key, value in step.get("env", {}).items()},
            }
            script = scratch / f"{number}.sh"
            text = step["run"]
            assert "${{" not in text, f"an expression inside a script: {title}"
            script.write_text(text, encoding="utf-8")
            done = subprocess.run(
                ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],
                cwd=clone, env=environment, capture_output=True, text=True, check=False, timeout=self.patience,
            )  # fmt: skip
            ran.output[title] = done.stdout + done.stderr
            ran.codes[title] = done.returncode
            failed = failed or done.returncode != 0
            for line in files["GITHUB_OUTPUT"].read_text(encoding="utf-8").splitlines():
                key, _, value = line.partition("=")
                self.values[f"steps.{step['id']}.outputs.{key}"] = value
        ran.failed = failed
        self.values[f"needs.{job}.result"] = "failure" if failed else "success"
        return ran

    def _filled(self, text: str) -> str:
        return EXPRESSION.sub(lambda m: self._value(m[1]), text)

    def _value(self, expression: str) -> str:
        if expression not in self.values:
            raise KeyError(f"the test gives no value for ${{{{ {expression} }}}}")
        return self.values[expression]

    def _holds(self, condition: str) -> bool:
        if condition in {"success()", "always()"}:
            return True
        return self._value(condition) == "true"

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
    binaries = clone / ".venv" / "bin"
    binaries.mkdir(parents=True)
    for name, words in (("python", ""), ("awesome", " -m pipeline")):
        (binaries / name).write_text(f'#!/bin/sh\nPYTHONPATH="{clone}" exec "{python}"{words} "$@"\n', encoding="utf-8")
        (binaries / name).chmod(0o755)
    for name in tools:
        (binaries / name).write_text(f'#!/bin/sh\nexec "{python.parent / name}" "$@"\n', encoding="utf-8")
        (binaries / name).chmod(0o755)
    (clone / ".venv" / ".ready").touch()
