"""The one check that branch protection requires, for each kind of pull request: it reports, and lets through what is right."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.github.statuses import CONTEXT
from pipeline.review import Review
from tests.workflows.steps import Runner, bare_environment, workflow

CURATED = "catalog/curated/families/qwen2.5.toml"
GENERATED = "README.md"
CODE = "pipeline/review.py"


def code_of(*changed: str) -> bool:
    """Whether a pull request with these files has code to test."""
    return Review(changed, (), {}, ()).code


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
def test_it_is_green_where_all_that_had_to_run_succeeded_and_only_there(
    green: Callable[..., bool], changed: tuple[str, ...]
) -> None:
    """Persons' and an App's pull requests alike: who made it is for the review to judge, whose result this one takes."""
    code = code_of(*changed)
    assert code == (CODE in changed)
    ran = "success" if code else "skipped"
    assert green("success", ran, ran, code=code)
    for bad in ("failure", "cancelled"):
        assert not green(bad, "skipped", "skipped", code=code)
        assert not green("success", bad, ran, code=code)
        assert not green("success", ran, bad, code=code)
    if code:
        assert not green("success", "skipped", "success", code=code), "code whose tests did not run is not tested"


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
