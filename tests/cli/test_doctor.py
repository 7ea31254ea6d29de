"""`awesome doctor` against the loopback upstream and GitHub's double: healthy, down, changed, and without tokens."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.githubdouble import TOKEN, Double, Hosted
from tests.on_disk import command
from tests.upstream import Upstream, World
from tests.upstream.faults import Kind

READ = frozenset({"hf_planted"})
Checks = dict[str, tuple[str, str]]


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """The embedded world, knowing one token."""
    with Upstream(World.embedded("one"), accepted_tokens=READ) as running:
        running.keeps_time = True
        yield running


@pytest.fixture
def double(tmp_path: Path) -> Iterator[Double]:
    """A repository whose owner did what setup.md says."""
    running = Double(Hosted(tmp_path / "hosted.git"))
    running.set_to = {
        "/actions/permissions/workflow": {"default_workflow_permissions": "read", "can_approve_pull_request_reviews": True},
        "/branches/main": {"protected": True, "protection": {"required_status_checks": {"contexts": ["Checks"]}}},
        "/rules/branches/main": [],
    }
    yield running
    running.done()


def look(root: Path, upstream: Upstream, *words: str, code: int = 0, **named: str) -> Checks:
    """The checks by name: outcome, and what was seen with its mend."""
    surroundings = {**upstream.environment(), "GITHUB_REPOSITORY": "acme/list", **named}
    done = command(root, surroundings, "doctor", "--json", *words)
    assert done.returncode == code, done.stdout + done.stderr
    assert TOKEN not in done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert told["fails"] == sum(c["outcome"] == "fails" for c in told["checks"])
    assert all(c["mend"] for c in told["checks"] if c["outcome"] == "fails"), "what fails says its mend"
    return {c["name"]: (c["outcome"], f"{c['saw']} {c['mend']}") for c in told["checks"]}


def failing(checks: Checks) -> set[str]:
    """The names of checks that fail."""
    return {name for name, (outcome, _) in checks.items() if outcome == "fails"}


def test_where_all_is_well_every_check_is_ok_but_the_site(root: Path, upstream: Upstream, double: Double) -> None:
    """Both tokens, every upstream, the repository's settings; nothing is written anywhere."""
    before = sorted(p for p in root.rglob("*"))
    known: dict[str, str] = {"HF_TOKEN": "hf_planted", "GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": double.url}
    found = look(root, upstream, code=0, **known)
    assert {name for name, (outcome, _) in found.items() if outcome != "ok"} == {"Pages"}
    assert {"git", "repository", "tree", "clock", "HF_TOKEN", "Hub listing", "Hub collection", "Hub card", "Hub papers",
            "arXiv feed", "leaderboards", "Hub budget", "GITHUB_TOKEN", "Actions", "branch protection"} <= found.keys()  # fmt: skip
    assert "role read" in found["HF_TOKEN"][1]
    assert sorted(p for p in root.rglob("*")) == before
    assert double.writes == []


FORMS = [
    ("/api/models", lambda b: b.replace(b'"sha"', b'"commit"'), {"Hub listing"}, "without sha"),
    ("/api/models", lambda b: re.sub(rb'"createdAt": ?"[^"]*"', b'"createdAt": 5', b), {"Hub listing"}, "createdAt is of another type"),
    ("/api/models", lambda _: b"[]", {"Hub listing"}, "nothing of"),
    ("/api/collections/*", lambda b: b.replace(b'"items"', b'"entries"'), {"Hub collection"}, "no list of items"),
    ("*/resolve/*", lambda _: b'{"card": "x"}', {"Hub card"}, "no field can be read"),
    ("/api/papers/*", lambda b: b.replace(b'"title"', b'"name"'), {"Hub papers"}, "no title"),
    ("/arxiv/*", lambda b: re.sub(rb"<author>.*?</author>", b"", b, flags=re.DOTALL), {"arXiv feed"}, "no title and authors"),
    ("/files/*", lambda b: b.replace(b"rating", b"points"), {"board arena"}, "column 'rating'"),
]


@pytest.mark.parametrize(("path", "fails"), {path: fails for path, _, fails, _ in FORMS if fails != {"board arena"}}.items())
@pytest.mark.parametrize("kind", ["status", "html200"])
def test_what_is_down_fails_alone(root: Path, upstream: Upstream, path: str, fails: set[str], kind: Kind) -> None:
    """Exit code 4; the other upstreams are looked at all the same."""
    upstream.fault(path, kind, None)
    assert failing(look(root, upstream, "sources", code=4)) == fails


@pytest.mark.parametrize(("path", "alter", "fails", "words"), FORMS)
def test_an_answer_of_another_form_fails_and_says_what_differs(
    root: Path, upstream: Upstream, path: str, alter: Callable[[bytes], bytes], fails: set[str], words: str
) -> None:
    """The Hub's listing, collection, card and papers, arXiv's feed, a board: well-formed, but not as it was recorded."""
    upstream.fault(path, "altered", None, alter=alter)
    found = look(root, upstream, "sources", code=4)
    assert failing(found) == fails
    assert words in found[min(fails)][1]


@pytest.mark.parametrize(("seconds", "words"), [(3600, "1.0 hours behind the Hub's"), (-7200, "2.0 hours ahead of the Hub's")])
def test_a_clock_that_is_wrong_is_said(root: Path, upstream: Upstream, seconds: float, words: str) -> None:
    """By how much, which way, and what depends on it."""
    upstream.ahead = seconds
    found = look(root, upstream, "sources", code=4)
    assert failing(found) == {"clock"}
    assert words in found["clock"][1]


def test_tokens_that_do_not_work_say_what_to_do(root: Path, upstream: Upstream, double: Double) -> None:
    """Without tokens nothing fails, and what only needs one is a note; an expired one and a GitHub that is not there differ."""
    found = look(root, upstream)
    assert found["HF_TOKEN"][0] == found["GITHUB_TOKEN"][0] == "note"
    found = look(root, upstream, "sources", code=4, HF_TOKEN="hf_of_last_year")  # noqa: S106  a stand-in's
    assert "HF_TOKEN" in failing(found)
    assert "unset HF_TOKEN" in found["HF_TOKEN"][1]
    for address, token, mend in ((double.url, "of_the_other_kind", "has expired"), ("http://127.0.0.1:9", TOKEN, "GITHUB_API_URL")):
        found = look(root, upstream, "github", code=4, GITHUB_TOKEN=token, GITHUB_API_URL=address)
        assert mend in found["GITHUB_TOKEN"][1]


def test_what_the_repository_forbids_is_said_before_the_first_run(root: Path, upstream: Upstream, double: Double) -> None:
    """Actions may not open pull requests, the token may not push, and a check is required that no run reports.

    A workflow's own token fails nowhere: settings that it may not see are notes.
    """
    double.may_push = False
    double.set_to["/actions/permissions/workflow"]["can_approve_pull_request_reviews"] = False
    double.set_to["/branches/main"]["protection"]["required_status_checks"]["contexts"] = ["Test"]
    found = look(root, upstream, "github", code=4, GITHUB_TOKEN=TOKEN, GITHUB_API_URL=double.url)
    assert failing(found) == {"GITHUB_TOKEN", "Actions"}
    assert found["branch protection"][0] == "note"
    assert "requires Test" in found["branch protection"][1]
    double.may_push, double.actions_token, double.set_to = True, True, {}
    found = look(root, upstream, "github", GITHUB_TOKEN=TOKEN, GITHUB_API_URL=double.url, GITHUB_ACTIONS="true")
    assert {n for n, (outcome, _) in found.items() if outcome == "note"} == {"Actions", "branch protection", "Pages"}


def test_a_fault_in_the_tree_and_a_folder_that_is_none_fail(root: Path, upstream: Upstream, tmp_path: Path) -> None:
    """The machine's own checks, without any network."""
    (root / "catalog/curated/watch.toml").write_text("[proposals]\ndashboard = true\n")
    assert look(root, upstream, "here")["tree"][0] == "ok", "a key of an earlier version is no fault"
    (root / "catalog/curated/watch.toml").write_text("nonsense = 1\n")
    (tmp_path / "file").write_text("")
    assert failing(look(root, upstream, "here", code=4, AWESOME_STATE_DIR=str(tmp_path / "file"))) == {"tree", "disk: state"}
    assert upstream.log == []
