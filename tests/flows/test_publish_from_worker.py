"""Pull requests from a worker without a checkout: as an App and with a token of a Secret block; a merge derives again."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.flows.fleet import Fleet, until
from tests.githubdouble import TOKEN, Double, Hosted
from tests.on_disk import command, git, list_tree
from tests.upstream import Upstream

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture
def double(tmp_path: Path) -> Iterator[Double]:
    """A repository whose main is a list of curated files and what follows from them."""
    running = Double(Hosted(tmp_path / "hosted.git"))
    person = list_tree(tmp_path / "person")
    assert command(person, {}, "derive").returncode == 0
    git(person, "init", "--quiet", "--initial-branch=main")
    git(person, "add", "catalog", "pages", "README.md", "README_zh.md", "README_VLMs.md", "README_VLMs_zh.md")
    git(person, "commit", "--quiet", "-m", "The first list")
    git(person, "push", "--quiet", str(running.hosted.folder), "main")
    yield running
    running.done()


def test_an_app_proposes_and_a_merge_rederives(fleet: Fleet, tmp_path: Path, upstream: Upstream, double: Double) -> None:
    """Nothing of GitHub in the worker's environment but its address and the repository's name."""
    double.bot = "catalog-app[bot]"
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )  # fmt: skip
    told = ("from prefect.blocks.system import Secret\nfrom prefect.variables import Variable\n"
            f"Secret(value={key.decode()!r}).save('catalog-app-key', overwrite=True)\n"
            "Variable.set('catalog_app_id', '4711', overwrite=True)\n")  # fmt: skip
    for words in (["-c", told], ["-m", "flows.automations"]):
        done = fleet.python(*words)
        assert done.returncode == 0, done.stderr
    nowhere = tmp_path / "nowhere"
    nowhere.mkdir()
    github = {"GITHUB_REPOSITORY": double.hosted.name, "GITHUB_API_URL": double.url, "GITHUB_SERVER_URL": double.url}
    with fleet.working("no-checkout", nowhere, upstream.environment() | github):
        looked = fleet.run("refresh/scheduled", publish="github", dry_run=True)
        assert looked.returncode == 0, looked.stdout + looked.stderr
        assert "that would be made; a dry run: nothing was written" in looked.stdout
        table = fleet.artifacts()["proposals"]["data"]
        assert "would be opened" in table
        assert double.writes == [w for w in double.writes if w.startswith("POST /app/")]

        done = fleet.run("refresh/scheduled", publish="github")
        assert done.returncode == 0, done.stdout + done.stderr
        opened = dict(double.pulls())
        assert opened
        for branch in opened:
            (status,) = double.statuses[double.hosted.head(branch) or ""].values()
            assert (status["context"], status["state"]) == ("Checks", "success"), status
        assert double.tokens_made

        assert fleet.run("watch/main").returncode == 0
        for branch in opened:
            double.hosted.git("update-ref", "refs/heads/main", branch)
            break
        before = len(fleet.flow_runs())
        assert fleet.run("watch/main").returncode == 0
        until(lambda: any(r["name"] == "rederive" for r in fleet.flow_runs()[: len(fleet.flow_runs()) - before]), 90)
    logs = (fleet.home / "no-checkout.log").read_text()
    assert TOKEN not in logs
    assert "PRIVATE KEY" not in logs
    assert "object at 0x" not in logs
