"""A repository on GitHub's double that holds this project's code and the embedded world's curated files."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.githubdouble import TOKEN, Double, Hosted
from tests.on_disk import PROJECT, git, list_tree
from tests.upstream import Upstream
from tests.workflows.steps import Runner, bare_environment, environment_for

CODE = ("pipeline", "flows", "Makefile", "pyproject.toml", "requirements.lock", ".gitignore", ".gitattributes")


@pytest.fixture
def double(tmp_path: Path) -> Iterator[Double]:
    """GitHub's double, main holding the code and a catalog that is its own derivation."""
    running = Double(Hosted(tmp_path / "hosted.git"))
    running.actions_token, running.bot = True, "github-actions[bot]"  # as GITHUB_TOKEN is
    person = list_tree(tmp_path / "person")
    for name in git(PROJECT, "ls-files", *CODE).splitlines():
        (person / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / name, person / name)
    environment_for(person, Path(sys.executable))
    git(person, "init", "--quiet", "--initial-branch=main")
    subprocess.run([person / ".venv/bin/awesome", "derive"], cwd=person, check=True, capture_output=True)
    for words in ("add -A", "commit -qm List", f"remote add origin {running.hosted.folder}", "push --quiet origin main"):
        git(person, *words.split())
    yield running
    running.done()


@pytest.fixture
def clone(double: Double, tmp_path: Path) -> Callable[[], Path]:
    """What actions/checkout leaves: a fresh clone without credentials."""
    def checkout() -> Path:
        folder = tmp_path / f"checkout-{len(list(tmp_path.glob('checkout-*')))}"
        git(tmp_path, "clone", "--quiet", str(double.hosted.folder), str(folder))
        git(folder, "remote", "set-url", "origin", f"{double.url}/{double.hosted.name}.git")
        environment_for(folder, Path(sys.executable))
        return folder

    return checkout


@pytest.fixture
def runner(double: Double, upstream: Upstream, tmp_path: Path) -> Runner:
    """A machine that knows the double and the loopback upstream, and nothing of this one."""
    environment = {
        **bare_environment(Path(sys.executable), tmp_path), **upstream.environment(), "PREFECT_HOME": str(tmp_path / "prefect"),
        "GITHUB_API_URL": double.url, "GITHUB_SERVER_URL": double.url, "GITHUB_REPOSITORY": double.hosted.name,
    }  # fmt: skip
    environment.pop("PYTHONPATH")
    registries = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "UV_INDEX_URL")
    environment |= {name: os.environ[name] for name in registries if name in os.environ}
    values = {
        "github.token": TOKEN, "steps.app.outputs.token || github.token": TOKEN, "secrets.HF_TOKEN": "", "inputs.families": "",
        "inputs.sources": "", "inputs.accept_shrink": "", "inputs.dry_run": "", "!inputs.dry_run": "true", "vars.CATALOG_APP_ID != ''": "false",
        "vars.CATALOG_APP_ID": "", "vars.CATALOG_BOT_LOGIN": "", "vars.CATALOG_ALARM_AFTER": "1",
        "github.server_url": double.url, "github.repository": double.hosted.name, "github.run_id": "1",
    }  # fmt: skip
    return Runner(tmp_path / "artifacts", environment, values)
