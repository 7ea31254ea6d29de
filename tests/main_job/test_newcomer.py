"""A newcomer's first day: the commands of docs/setup.md in an empty folder, and nothing else typed."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.githubdouble import TOKEN, Double, Hosted
from tests.on_disk import PROJECT, git
from tests.upstream import Upstream, World
from tests.workflows.steps import bare_environment, environment_for, project_copy

FAMILIES = ("Qwen/Qwen2.5-7B", "allenai/OLMo-2-1124-7B", "microsoft/Phi-3-mini-4k-instruct")


def commands() -> list[str]:
    """The lines of the first block of shell in the documentation."""
    block = re.search(r"```sh\n(.*?)```", (PROJECT / "docs" / "setup.md").read_text(encoding="utf-8"), re.DOTALL)
    assert block is not None
    return block[1].splitlines()


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_an_empty_folder_becomes_a_list_of_three_families_with_proposals(tmp_path: Path) -> None:
    """At most ten documented commands: a list of one's own on a branch of any name, and what moved proposed to its repository."""
    double = Double(Hosted(tmp_path / "hosted.git", branch="trunk"))
    double.bot = "newcomer"
    # As somebody else clones the program; of its data nothing may come along.
    source = project_copy(tmp_path / "source", without=("tests/", "pages/", "assets/", "snapshots/"))
    said = {
        "https://github.com/HuBocheng/awesome-list-of-LLM_VLMs": str(source),
        "https://github.com/you/your-list.git": f"{double.url}/{double.hosted.name}.git",
        "--maker AI-Sweden-Models --family AI-Sweden-Models/Llama-3-8B": " ".join(f"--family {f}" for f in FAMILIES) + " --maker Qwen",
    }
    lines = commands()
    assert len(lines) <= 10
    home = tmp_path / "home"
    home.mkdir()
    with Upstream(World.embedded("one")) as upstream:
        upstream.keeps_time = True
        environment = {
            **bare_environment(Path(sys.executable), home), **upstream.environment(), "GITHUB_API_URL": double.url,
            "GITHUB_SERVER_URL": double.url, "GITHUB_TOKEN": TOKEN, **_identity(double),
        }  # fmt: skip
        environment.pop("PYTHONPATH")
        script, log = [], tmp_path / "newcomer.log"
        for line in lines:
            for theirs, here in said.items():
                line = line.replace(theirs, here)  # noqa: PLW2901  the documentation's addresses, here
            script.append(line)
        for number, line in enumerate(script):
            if "--publish github" in line:
                upstream.world = World.embedded("two")
            code = _typed(line, home, environment, log, script[:number])
            assert code == 0, log.read_text()
        agents = {next((v for k, v in e.headers.items() if k.lower() == "user-agent"), "") for e in upstream.requests()}
    root = home / "my-list"
    assert git(root, "branch", "--show-current") == "trunk"
    assert "# Awesome Nordic LLMs" in (root / "README.md").read_text()
    assert not (root / "README_zh.md").exists()
    assert sorted(p.stem for p in (root / "catalog/observed/families").iterdir()) == ["olmo-2", "phi-3", "qwen2.5"]
    assert not list(root.glob("catalog/curated/leaderboards/*"))
    assert double.pulls(), log.read_text()
    assert [a for a in agents if double.hosted.name not in a] == [], "every request names the adopter"
    assert '"trunk"' in (root / ".github/workflows/rederive.yml").read_text()
    assert f"@{double.hosted.name.partition('/')[0]}" in (root / ".github/CODEOWNERS").read_text()
    double.done()


def _identity(double: Double) -> dict[str, str]:
    """A person's own git: a name, and a token for the stand-in of GitHub."""
    config = {"user.name": "A newcomer", "user.email": "newcomer@example.invalid",
              f"http.{double.url}/.extraHeader": f"Authorization: Basic {double.basic}"}  # fmt: skip
    found = {"GIT_CONFIG_COUNT": str(len(config))}
    for number, (key, value) in enumerate(config.items()):
        found |= {f"GIT_CONFIG_KEY_{number}": key, f"GIT_CONFIG_VALUE_{number}": value}
    return found


def _typed(line: str, home: Path, environment: Mapping[str, str], log: Path, before: list[str]) -> int:
    """One command in the folder where the ones before it left the person."""
    folder = home / "my-list" if any(b == "cd my-list" for b in before) else home
    target = home / "program" if "cd program" in line else folder
    if "make setup" in line and not (target / ".venv").exists() and not os.environ.get("NEWCOMER_INSTALLS"):
        environment_for(target, Path(sys.executable))  # the packages are there; a run with NEWCOMER_INSTALLS fetches them
    done = subprocess.run(["bash", "-c", line], cwd=folder, env=dict(environment), capture_output=True, text=True, check=False)
    with log.open("a") as file:
        file.write(f"$ {line}\n{done.stdout}{done.stderr}\n")
    return done.returncode
