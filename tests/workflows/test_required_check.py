"""The one check that branch protection requires, for each kind of pull request: it reports, and lets through what is right."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.github.run import CONTEXT, touches_code
from tests.githubdouble import Double
from tests.on_disk import git, write_tree
from tests.workflows.steps import Runner, bare_environment, workflow

CURATED = "catalog/curated/families/qwen2.5.toml"
GENERATED = "README.md"
CODE = "pipeline/derive.py"


@pytest.fixture
def green(tmp_path: Path) -> Callable[..., bool]:
    """Whether the check is green for a pull request (or push) whose jobs ended so."""

    def judge(review: str, fast: str, slow: str, *, code: bool, event: str = "pull_request") -> bool:
        values = {
            "github.event_name": event, "needs.review.outputs.code": "true" if code else "false", "needs.review.result": review,
            "needs.test.result": fast, "needs.test-slow.result": slow,
        }  # fmt: skip
        runner = Runner(tmp_path / "artifacts", bare_environment(Path("/usr/bin/python3"), tmp_path), values)
        return not runner.job("check", "checks", tmp_path).failed

    return judge


@pytest.mark.parametrize("changed", [(CURATED,), (GENERATED,), (CURATED, GENERATED), (CODE,), (CURATED, CODE)])
def test_it_is_green_where_all_that_had_to_run_succeeded_and_only_there(green: Callable[..., bool], changed: tuple[str, ...]) -> None:
    """Persons' and an App's pull requests alike: who made it is for the review to judge, whose result this one takes."""
    code = touches_code(changed)
    assert code == (CODE in changed)
    ran = "success" if code else "skipped"
    assert green("success", ran, ran, code=code)
    for bad in ("failure", "cancelled"):
        assert not green(bad, "skipped", "skipped", code=code)
        assert not green("success", bad, ran, code=code)
        assert not green("success", ran, bad, code=code)
    if code:
        assert not green("success", "skipped", "success", code=code), "code whose tests did not run is not tested"


CASES = [
    ("person", "curated", "", True),
    ("person", "code", "", True),
    ("person", "generated", "", False),  # by hand; what `awesome derive` made of a curated edit is in the case above
    ("person", "snapshot", "", False),
    ("person", "curated, underived", "", True),  # what follows is proposed after the merge
    ("bot", "curated", "App", True),
    ("bot", "curated", "token", True),
    ("bot", "generated", "App", True),
    ("bot", "generated", "token", True),
    ("bot", "code", "App", False),
    ("bot", "code", "token", False),
    ("account", "generated", "token of its own", True),
]


def _commit(folder: Path, who: str, what: str) -> None:
    """A pull request's commit: who changes what."""
    curated = (folder / CURATED).read_text()
    if what == "code":
        write_tree({CODE: b"# A remark.\n" + (folder / CODE).read_bytes()}, folder)
    elif what == "snapshot":
        write_tree({"snapshots/arxiv/2412.15115.json": b"{}\n"}, folder)
    elif what.startswith("curated") and who == "person":
        (folder / CURATED).write_text(curated.replace('name = "Qwen2.5"', 'name = "Qwen 2.5"'))
    elif what == "curated":  # the bot may propose a new family
        new = curated.partition("\n[")[0].replace("qwen2.5", "qwen-new").replace('"Qwen2.5"', '"Qwen New"')
        head = "\n".join(x for x in new.splitlines() if x.startswith(("slug", "name", "organization", "kind")))
        (folder / "catalog/curated/families/qwen-new.toml").write_text(f"{head}\ndraft = true\n")
    elif who == "person":
        (folder / GENERATED).write_text("# mine\n")
    if what == "curated" or (what, who) in {("generated", "bot"), ("generated", "account")}:  # what follows is derived
        subprocess.run([folder / ".venv/bin/awesome", "derive"], cwd=folder, check=True, capture_output=True)
    git(folder, "add", "-A")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", what)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("who", "what", "how", "lets"), CASES)
def test_branch_protection_lets_through_what_is_right(
    runner: Runner, clone: Callable[[], Path], double: Double, tmp_path: Path, who: str, what: str, how: str, *, lets: bool
) -> None:
    """Each kind of pull request against the workflow file: the review, then the one check; or the status of a token's run."""
    person = tmp_path / "person"
    if what == "generated" and who != "person":  # main's outputs are behind its inputs
        (person / GENERATED).write_text("# behind\n")
        git(person, "commit", "--quiet", "-am", "Behind")
        git(person, "push", "--quiet", "origin", "main")
    base = git(person, "rev-parse", "HEAD")
    folder, branch = clone(), "patch-1" if who == "person" else "catalog-bot/x"
    _commit(folder, who, what)
    if how == "token":  # GitHub starts no run: the one that proposed it posts the status
        git(folder, "push", "--quiet", str(double.hosted.folder), f"HEAD:refs/heads/{branch}")
        note = {"scope": "x", "branch": branch, "title": "x", "risk": "low", "state": "opened"}
        report = {"run": "r", "started_at": "2026-11-22T00:00:00Z", "proposals": [note]}
        (folder / "report.json").write_text(json.dumps(report))
        words = [str(folder / ".venv/bin/python"), "-m", "pipeline.github", "statuses", "report.json"]
        subprocess.run(words, cwd=folder, env={**runner.environment, "GITHUB_TOKEN": double.token}, check=False, capture_output=True)
        (status,) = double.statuses[double.hosted.head(branch) or ""].values()
        assert (status["context"], status["state"]) == (CONTEXT, "success" if lets else "failure"), status
        return
    runner.values |= {
        "github.event.pull_request.base.sha": base, "github.head_ref": branch, "github.event_name": "pull_request",
        "github.event.pull_request.head.repo.full_name": double.hosted.name,
        "github.event.pull_request.user.type": "Bot" if how == "App" else "User",
        "github.event.pull_request.user.login": "catalog-account", "vars.CATALOG_BOT_LOGIN": "catalog-account" if who == "account" else "",
    }  # fmt: skip
    review = runner.job("check", "review", folder)
    code = runner.values.get("steps.review.outputs.code", "true")
    tests = "success" if code == "true" and not review.failed else "skipped"
    runner.values |= {"needs.review.outputs.code": code, "needs.test.result": tests, "needs.test-slow.result": tests}
    checks = runner.job("check", "checks", tmp_path)
    assert checks.failed != lets, (review.output, checks.output)


def test_on_main_all_is_tested(green: Callable[..., bool]) -> None:
    """There is no review of a push; its tests are never skipped."""
    assert green("skipped", "success", "success", code=True, event="push")
    assert not green("skipped", "skipped", "success", code=False, event="push")


def test_the_required_name_always_reports_and_the_bots_status_has_the_same() -> None:
    """No filter, no matrix, no condition: with an App by this job, with a workflow's token by the status of that name."""
    whole = workflow("check")
    job = whole["jobs"]["checks"]
    assert whole["on"]["pull_request"] is None
    assert (job["name"], job["if"]) == (CONTEXT, "always()")
    assert "strategy" not in job
    assert set(job["needs"]) == {"review", "test", "test-slow"}
    assert [j["name"] for j in whole["jobs"].values()].count(CONTEXT) == 1
