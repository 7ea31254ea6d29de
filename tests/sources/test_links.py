"""Links and code repositories over real HTTP: what is fine makes no file, what fails is dead only after days, what moved says where."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.layout import kinds
from pipeline.layout.catalog import parse_curated
from pipeline.model.ids import github_repo
from pipeline.sources.links.states import is_dead, remember, same_page, shown_links, to_ask, verdict
from tests.faults.small_hub import repository
from tests.sources.days import Days
from tests.upstream import Upstream, World

DAY = date(2026, 3, 1)
PAGE = "https://pages.example/one"
OTHER = "https://pages.example/two"
REPO = "River-AI/Brook"
CODE = f"https://github.com/{REPO}"


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """A host with two pages, and GitHub with one repository."""
    one = world().with_file(PAGE, b"<!doctype html><title>One</title>", "text/html")
    with Upstream(one.with_file(OTHER, b"<!doctype html><title>Two</title>", "text/html")) as up:
        yield up


@pytest.fixture
def links(upstream: Upstream, tmp_path: Path) -> Days:
    """One link, never asked."""
    return Days("links", upstream, tmp_path, [PAGE])


def test_link_that_is_fine_makes_no_file_and_is_left_alone_for_a_week(links: Days) -> None:
    """No snapshot, no second request before it is due, and a conditional one then."""
    assert links.run(DAY).files == {}
    links.run(DAY + timedelta(days=3))
    assert len(links.upstream.requests("/files/*")) == 1
    done = links.run(DAY + timedelta(days=8))
    assert done.files == {}
    assert [r.status for r in links.upstream.requests("/files/*")] == [200, 304]


def test_link_is_dead_only_after_days_and_mended_at_once(links: Days) -> None:
    """Three failing runs within three days and more; the page comes back, and the snapshot says so."""
    fault = links.upstream.fault("/files/pages.example/one", "status", None, code=404)
    for day in (0, 1, 2):
        assert links.run(DAY + timedelta(days=day)).files == {}
    links.run(DAY + timedelta(days=2))
    done = links.run(DAY + timedelta(days=3))
    snapshot = links.snapshots.links.get(PAGE)
    assert list(done.files) == [kinds.LINKS.path(PAGE)]
    assert snapshot is not None
    assert (snapshot.state, snapshot.facts.status) == ("dead", 404)
    assert links.run(DAY + timedelta(days=4)).files == {}
    fault.times = 0
    links.run(DAY + timedelta(days=5))
    mended = links.snapshots.links.get(PAGE)
    assert mended is not None
    assert mended.state == "ok"


@pytest.mark.parametrize("code", [401, 403, 405, 406, 451, 999])
def test_site_that_does_not_talk_to_programs_says_nothing(links: Days, code: int) -> None:
    """A refusal is no failure, however often it comes."""
    links.upstream.fault("/files/pages.example/one", "status", None, code=code)
    for day in range(6):
        done = links.run(DAY + timedelta(days=day), recheck=True)
        assert done.files == {}
        assert "does not tell programs" in done.rejects[0].reason


@pytest.mark.parametrize(
    ("location", "code", "state"),
    [
        ("https://pages.example/", 302, "moved"),  # a front page, however it is said
        ("https://www.pages.example/one/", 301, None),  # the same page
        ("http://pages.example/One", 301, None),
        ("https://pages.example/en/one?ref=x", 301, None),
        ("https://pages.example/login?next=/one", 302, None),
        ("https://pages.example/two", 302, None),  # for now, it says
        ("https://pages.example/two", 301, "moved"),
        ("https://elsewhere.example/x", 308, "moved"),  # a host that nobody named: noted, not asked
        ("{inside}/secret", 302, None),
    ],
)
def test_what_a_redirect_means(links: Days, location: str, code: int, state: str | None) -> None:
    """The front page is a loss, the same page under another spelling is not, and "for now" moves nothing."""
    target = location.format(inside=links.upstream.url)
    links.upstream.fault("/files/pages.example/one", "status", None, code=code, headers={"Location": target})
    links.upstream.fault("/files/*pages.example/*", "status", None, code=200)
    links.run(DAY)
    snapshot = links.snapshots.links.get(PAGE)
    assert (snapshot.state if snapshot else None) == state
    assert snapshot is None or snapshot.facts.final_url == location
    assert not links.upstream.requests("*elsewhere*")
    assert not links.upstream.requests("/secret")


def test_page_titled_not_found_fails(links: Days, upstream: Upstream) -> None:
    """Some sites answer 200 for everything; the title says what is the case. What is larger than we read answers all the same."""
    upstream.world = upstream.world.with_file(PAGE, b"x" * 600_000, "text/html")
    assert (links.run(DAY).files, links.run(DAY, recheck=True).rejects) == ({}, [])
    upstream.world = upstream.world.with_file(PAGE, b"<html><head><title>404 - Page not found</title>", "text/html")
    assert "it fails" in links.run(DAY, recheck=True).kept[0].reason


def test_budget_leaves_the_rest_for_the_next_run(links: Days, monkeypatch: pytest.MonkeyPatch) -> None:
    """At most so many links in a run, those never asked first."""
    monkeypatch.setattr("pipeline.sources.links.ask.PER_RUN", 4)
    links.urls = tuple(f"https://pages.example/{n}" for n in range(6))
    links.run(DAY)
    asked = {r.path for r in links.upstream.requests("/files/*")}
    links.run(DAY)
    assert len(asked) == 4
    assert {r.path for r in links.upstream.requests("/files/*")} >= {f"/files/pages.example/{n}" for n in range(6)}


def test_host_that_asks_us_to_slow_down_is_left_alone(links: Days) -> None:
    """One 429 that asks for minutes: nothing is concluded, and its other links wait for the next run."""
    links.urls = (PAGE, OTHER)
    links.upstream.fault("/files/*", "status", None, code=429, headers={"Retry-After": "300"})
    done = links.run(DAY)
    assert done.files == {}
    assert links.state == {}
    assert len(links.upstream.requests("/files/*")) == 1


def test_links_are_those_that_the_list_shows(upstream: Upstream) -> None:
    """Families', boards' and resources' links; arXiv is left to its own source."""
    del upstream
    tree = {
        "catalog/curated/organizations.toml": b'[organizations.o]\nname = "O"\n',
        "catalog/curated/families/f.toml": b'slug = "f"\nname = "F"\norganization = "o"\nkind = "llm"\n[links]\n'
        b'code = "https://github.com/o/f"\nblog = { label = "B", url = "https://o.example/f" }\n'
        b'more = [{ label = "P", url = "https://arxiv.org/abs/2501.00001" }]\n',
        "catalog/curated/sections.toml": b'[llm]\n[llm.title]\nen = "L"\n[vlm]\n[vlm.title]\nen = "V"\n[[resources]]\nslug = "r"\nname = "R"\nurl = "https://r.example/"\n',
    }
    assert shown_links(parse_curated(tree)) == ("https://o.example/f", "https://github.com/o/f", "https://r.example/")


@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from(["ok", "moved", "failing", "unknown"])), max_size=12))
def test_dead_means_three_failing_days_over_three_days_since_the_last_answer(steps: list[tuple[int, str]]) -> None:
    """The law of dying, over any history of looks."""
    memory: dict[str, object] = {}
    day = DAY
    row: list[date] = []
    for gap, seen in steps:
        day += timedelta(days=gap)
        memory = remember(memory, seen, day)  # type: ignore[arg-type]
        row = [] if seen in {"ok", "moved"} else [*row, day] if seen == "failing" else row
        days = sorted(set(row))
        assert is_dead(memory) == (len(days) >= 3 and (days[-1] - days[-10:][0]).days >= 3)


WORDS = st.none() | st.text(max_size=6) | st.lists(st.integers() | st.text(max_size=10), max_size=3)


@given(st.dictionaries(st.text(max_size=6), WORDS))
def test_any_run_state_is_readable(memory: dict[str, object]) -> None:
    """Run state may be lost or damaged: a link is then merely asked."""
    is_dead(memory)
    remember(memory, "failing", DAY)
    assert to_ask([PAGE], {PAGE: memory}, DAY, most=5, recheck=True) in ([PAGE], [])


@given(st.text(max_size=40), st.text(max_size=40))
def test_same_page_is_symmetric(one: str, other: str) -> None:
    """Whichever comes first."""
    a, b = f"https://a.example/{one.replace('[', '')}", f"https://a.example/{other.replace('[', '')}"
    assert same_page(a, b) == same_page(b, a)
    assert same_page(a, a)
    verdict(a, 200, b, permanent=True)


def world(**repos: dict[str, Any]) -> World:
    """A world with one repository, or those given."""
    plain = repository(full_name=REPO, stargazers_count=5, pushed_at="2026-01-01", topics=["models", "language"])
    return replace(World.empty(), github={k.lower(): v for k, v in (repos or {REPO: plain}).items()})


@pytest.fixture
def repositories(upstream: Upstream, tmp_path: Path) -> Days:
    """The list's one code link, never asked."""
    return Days("github", upstream, tmp_path, [CODE])


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
    repositories.upstream.world = world(**{REPO: repository(full_name="River-AI/Brook-2", archived=True)})
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
    repositories.urls = (CODE, "https://github.com/River-AI/Two", "https://github.com/River-AI/Three")
    repositories.upstream.fault(f"*/River-AI/{last}", "status", 1, code=code, body=body, headers=spent)
    done = repositories.run(DAY)
    assert done.kept[0].subject == "github: 2 repositories"
    assert len(repositories.upstream.requests("/files/api.github.com/*")) == asked
    assert repositories.snapshots.repositories.get(REPO) is not None
    assert done.outcome == "partial", "not all answered, and the exit code says so"


def test_token_goes_to_the_api_only(tmp_path: Path, upstream: Upstream) -> None:
    """Sent to the API; a redirect to another host is refused, and gets nothing."""
    mine = Days("github", upstream, tmp_path, [CODE], token="secret-token")  # noqa: S106
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
    urls = ("github.com/a/b", "github.com/a/b/tree/main/x", "www.github.com/a/b.git", "github.com/a", "gist.github.com/a/b", "[x")
    assert [github_repo(f"https://{u}") for u in urls] == ["a/b", "a/b", "a/b", "", "", ""]
