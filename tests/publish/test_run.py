"""A run's end by the settings: what the commands call, on the local forge and on GitHub's double."""

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from hands import Repository
from scenes import LANGUAGES
from small_world import checkpoint, report

from pipeline.github.run import begin, found_on, publish_refresh
from pipeline.layout import paths
from pipeline.model.reports import RunReport
from pipeline.settings import Settings
from tests.githubdouble import Double, Hosted

PATH = paths.hub_snapshot("acme/birch-7b")


class Done(NamedTuple):
    """What a run found."""

    before: dict[str, bytes]
    after: dict[str, bytes]
    report: RunReport


def settings(root: Path, double: Double | None = None) -> Settings:
    """A run's surroundings."""
    here = Settings(root=root, cache=root / ".cache", state=root / ".state")
    if double is None:
        return here
    token, name = double.token, double.hosted.name
    return replace(here, github_api=double.url, github_server=double.url, repository=name, github_token=token)


def states(told: RunReport) -> dict[str, str]:
    """What became of each scope."""
    return {n.scope: n.state for n in told.proposals}


def test_on_the_local_forge(repository: Repository) -> None:
    """Begin, find, propose; begin again from what is known, find nothing new, write nothing; offline derives again."""
    here = settings(repository.folder)
    begun = begin(here, "local")
    done = Done(begun.known, {**begun.known, **LANGUAGES}, report())
    told = publish_refresh(done, here, begun=begun)
    assert states(told) == {"huggingface": "opened"}
    assert PATH in told.files_changed
    assert Path(told.proposals[0].body_path).is_file()
    begun = begin(here, "local")
    assert begun.known[PATH] == LANGUAGES[PATH]
    again = publish_refresh(Done(begun.known, begun.known, report()), here, begun=begun)
    assert states(again) == {"huggingface": "unchanged"}
    asked_nobody = publish_refresh(
        Done(begun.known, begun.known, RunReport(run="off", started_at="")), here, begun=begun
    )
    assert set(states(asked_nobody)) == {"huggingface"}


def test_the_dashboard_is_opt_in(repository: Repository) -> None:
    """Switched on in watch.toml, a file stands beside the proposals."""
    here = settings(repository.folder)
    repository.commit({paths.WATCH: b"[proposals]\ndashboard = true\n"})
    begun = begin(here, "local")
    publish_refresh(Done(begun.known, {**begun.known, **LANGUAGES}, report()), here, begun=begun)
    text = (here.state / "proposals" / "dashboard.md").read_text()
    assert "Refresh from the Hugging Face Hub" in text


def test_retrieved_again_is_not_found_again() -> None:
    """A snapshot with another receipt keeps its bytes; a new revision or statement is new; one that went is gone."""
    old = checkpoint("acme/birch-7b")
    same = old.replace(b"2026-11-01", b"2026-11-02")
    moved = checkpoint("acme/birch-7b", sha="b" * 40)
    assert same != old
    assert found_on({PATH: old}, {PATH: old}, {PATH: moved}) == {PATH: moved}
    assert found_on({PATH: old}, {}, {PATH: same}) == {PATH: old}
    other = checkpoint("acme/birch-7b", licence="mit")
    assert found_on({PATH: old}, {PATH: old}, {PATH: other}) == {PATH: other}
    assert found_on({PATH: old}, {PATH: old}, {}) == {}
    assert found_on({}, {}, {"README.md": b"x"}) == {}


@pytest.mark.slow
@pytest.mark.parametrize("transport", ["api", "git"])
def test_on_github(repository: Repository, tmp_path: Path, transport: str) -> None:
    """The same by the settings alone, at GitHub's own pace of a second between writes."""
    double = Double(Hosted(tmp_path / "hosted.git"))
    repository.git("push", "--quiet", str(double.hosted.folder), "main")
    here = settings(repository.folder, double)
    before = repository.status()
    begun = begin(here, "github", transport)
    told = publish_refresh(
        Done(begun.known, {**begun.known, **LANGUAGES}, report()), here, begun=begun, transport=transport
    )
    assert states(told) == {"huggingface": "opened"}
    assert told.proposals[0].url.startswith("https://")
    assert repository.status() == before
    assert list(double.pulls()) == ["catalog-bot/huggingface"]
    assert double.wrong == []
    double.close()
