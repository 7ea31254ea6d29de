"""The GitHub source over real HTTP: canonical names, archives, limits, the token's one way."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from pipeline.sources.github.states import repository_of
from tests.sources.days import Days
from tests.upstream import Upstream, World

DAY = date(2026, 3, 1)
REPO = "River-AI/Brook"


def answer(**more: Any) -> dict[str, Any]:
    """A repository as GitHub states it."""
    return {
        "full_name": REPO, "archived": False, "fork": False, "stargazers_count": 5, "pushed_at": "2026-01-01T00:00:00Z",
        "license": {"spdx_id": "Apache-2.0"}, "topics": ["models", "language"], "description": "Brook's own code", "homepage": "", **more,
    }  # fmt: skip


def code_links(*repos: str) -> tuple[str, ...]:
    """Links to repositories."""
    return tuple(f"https://github.com/{repo}" for repo in repos)


def world(**repos: dict[str, Any]) -> World:
    """A world with one repository, or those given."""
    return replace(World.empty(), github={k.lower(): v for k, v in (repos or {REPO: answer()}).items()})


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """GitHub with one repository."""
    with Upstream(world()) as up:
        yield up


@pytest.fixture
def repositories(upstream: Upstream, tmp_path: Path) -> Days:
    """The list's one code link, never asked."""
    return Days("github", upstream, tmp_path, code_links(REPO))


def test_facts_without_counters_are_asked_for_once_a_week(repositories: Days) -> None:
    """Name, licence, topics, archived; neither stars nor dates. A week later the same facts are no new file."""
    (data,) = repositories.run(DAY).files.values()
    facts = repositories.snapshots.repositories[REPO].facts

    assert (facts.id, facts.license, facts.topics) == (REPO, "Apache-2.0", ("language", "models"))
    assert b"stargazers" not in data
    assert b"pushed" not in data
    repositories.run(DAY + timedelta(days=2))
    assert len(repositories.upstream.requests("/files/api.github.com/*")) == 1
    assert repositories.run(DAY + timedelta(days=8)).files == {}
    assert "if-none-match" in repositories.upstream.requests("/files/api.github.com/*")[-1].headers


def test_renamed_repository_keeps_what_was_asked(repositories: Days) -> None:
    """GitHub answers with the new name: the snapshot says moved, and both names."""
    repositories.upstream.world = world(**{REPO: answer(full_name="River-AI/Brook-2", archived=True)})
    repositories.run(DAY)
    snapshot = repositories.snapshots.repositories.get(REPO)

    assert snapshot is not None
    facts = snapshot.facts
    assert (snapshot.state, facts.asked, facts.id, facts.archived) == ("moved", REPO, "River-AI/Brook-2", True)


def test_missing_repository_is_gone_only_after_days(repositories: Days) -> None:
    """404 on one day is a note; for days it is gone, with its last facts."""
    repositories.run(DAY)
    repositories.upstream.world = World.empty()
    for day in (10, 11, 12):
        assert repositories.run(DAY + timedelta(days=day)).files == {}
    repositories.run(DAY + timedelta(days=13))
    snapshot = repositories.snapshots.repositories.get(REPO)

    assert snapshot is not None
    assert (snapshot.state, snapshot.facts.license) == ("gone", "Apache-2.0")


@pytest.mark.parametrize(("last", "code", "asked"), [("Two", 403, 2), ("Brook", 200, 1)])
def test_a_spent_limit_leaves_the_rest(repositories: Days, last: str, code: int, asked: int) -> None:
    """A refusal with none left, or an answer that was the last: it is taken, nothing is hammered, the next run goes on."""
    body, spent = b'{"full_name": "River-AI/Brook"}', {"X-RateLimit-Remaining": "0"}
    repositories.urls = code_links(REPO, "River-AI/Two", "River-AI/Three")
    repositories.upstream.fault(f"*/River-AI/{last}", "status", 1, code=code, body=body, headers=spent)
    done = repositories.run(DAY)

    assert done.kept[0].subject == "github: 2 repositories"
    assert len(repositories.upstream.requests("/files/api.github.com/*")) == asked
    assert repositories.snapshots.repositories.get(REPO) is not None
    assert done.outcome == "partial", "not all answered, and the exit code says so"


def test_token_goes_to_the_api_only(tmp_path: Path, upstream: Upstream) -> None:
    """Sent to the API; a redirect to another host is refused, and gets nothing."""
    mine = Days("github", upstream, tmp_path, code_links(REPO), token="secret-token")  # noqa: S106
    upstream.fault("*/River-AI/Brook", "status", 1, code=301, headers={"Location": f"{upstream.url}/elsewhere"})
    done = mine.run(DAY)

    assert done.kept[0].subject == f"github/{REPO}"
    assert upstream.requests("/elsewhere") == []
    assert {r.headers.get("authorization") for r in upstream.requests("/files/api.github.com/*")} == {"Bearer secret-token"}


def test_without_a_token_none_is_sent_from_a_home_folder(
    repositories: Days, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ~/.netrc with an entry for every host stays where it is."""
    (tmp_path / "netrc").write_text("default login me password mine\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    repositories.run(DAY)
    assert "authorization" not in repositories.upstream.requests("/files/api.github.com/*")[0].headers


def test_links_to_pages_inside_a_repository_name_it() -> None:
    """A tree, a file, a .git: one repository, asked for once."""
    urls = ("github.com/a/b", "github.com/a/b/tree/main/x", "www.github.com/a/b.git", "github.com/a", "x.example/a/b")
    assert [repository_of(f"https://{u}") for u in urls] == ["a/b", "a/b", "a/b", None, None]
