"""A person's hand at any moment of the bot's runs: whatever they did is there afterwards, by both transports."""

import functools
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.layout import kinds
from tests.github.places import GitHubPlace
from tests.github.small_world import GERMAN, LANE, LANGUAGES, LICENCE, OTHER, derive_again, family, of, run

pytestmark = pytest.mark.slow
MINE = {kinds.FAMILIES.path("birch"): family("birch", "acme/birch-7b", name="Mine")}
NEWS: tuple[dict[str, bytes], ...] = (GERMAN, OTHER, OTHER | GERMAN, LICENCE, {}, of("acme/birch-7b"))
Left = Callable[[], bool]
"""Whether what a person did is still there."""


def on_the_branch(place: GitHubPlace, path: str, *, amend: bool = False) -> Left:
    """A commit that is not the bot's to judge, or its own one amended: it stays in the branch's history."""
    sha = place.push({path: b"# mine\n"}, LANE, amend=amend)
    return lambda: sha in place.git("log", "--format=%H", LANE).splitlines()


def curated(place: GitHubPlace) -> Left:
    """A correction of a curated file, which the bot keeps beneath its own commit, under the person's name."""
    place.push(MINE, LANE)
    (path, content) = next(iter(MINE.items()))
    kept = content.decode().strip()
    return lambda: place.git("show", f"{LANE}:{path}") == kept and "A Person" in place.git("log", "--format=%an", f"main..{LANE}")


def moved_main(place: GitHubPlace) -> Left:
    """A push to main, and the button that brings it into the branch."""
    sha = place.push({"docs/note.md": b"words\n"})
    place.merge("main", into=LANE)
    return lambda: sha in place.git("log", "--format=%H", "main").splitlines()


def closed(place: GitHubPlace) -> Left:
    """A no."""
    place.close(LANE)
    number = place.double.pull(LANE).number
    return lambda: place.double.hosted.issues[number].state == "closed"


def drafted(place: GitHubPlace) -> Left:
    """Back to a draft: somebody wants to look again."""
    issue = place.double.pull(LANE)
    issue.draft = True
    return lambda: issue.draft


COMMITTED = functools.partial(on_the_branch, path="y.txt")
AMENDED = functools.partial(on_the_branch, path="README.md", amend=True)
ACTS = (COMMITTED, AMENDED, curated, moved_main, closed, drafted)


@pytest.mark.parametrize("transport", ["api", "git"])
def test_a_persons_hand_at_every_step_of_a_rebuild(tmp_path: Path, transport: str) -> None:
    """A push just before each request of a run that rebuilds the branch in turn: kept at the head."""
    counted = GitHubPlace(tmp_path / "counted", transport)
    run(counted.forge(), LANGUAGES)
    start = len(counted.double.log)
    run(counted.forge(), GERMAN)
    requests = len(counted.double.log) - start
    counted.done()
    for moment in range(requests):
        assert_kept(tmp_path / str(moment), transport, COMMITTED, moment, (GERMAN, GERMAN))


@pytest.mark.parametrize("ten_of", range(10))
@pytest.mark.parametrize("transport", ["api", "git"])
def test_two_hundred_random_interleavings(tmp_path: Path, transport: str, ten_of: int) -> None:
    """A hundred by each transport, ten at a time: any act, at any moment, in runs that find anything."""
    for seed in range(10 * ten_of, 10 * ten_of + 10):
        chance = random.Random(f"{transport} {seed}")  # noqa: S311  the same hundred each time
        news = tuple(chance.choice(NEWS) for _ in range(3))
        assert_kept(tmp_path / str(seed), transport, chance.choice(ACTS), chance.randrange(24), news)


def assert_kept(
    folder: Path, transport: str, act: Callable[[GitHubPlace], Left], moment: int, news: tuple[dict[str, bytes], ...]
) -> None:
    """The act happens just before a request of the runs (or after them), and is there when they ended."""
    place = GitHubPlace(folder, transport)
    run(place.forge(), LANGUAGES)
    left: list[Left] = []
    place.double.moments[len(place.double.log) + moment] = lambda: left.append(act(place))
    for found in news:
        run(place.forge(), found)
        if not left and found == news[-1]:
            place.double.moments.clear()
            if LANE in place.double.pulls():
                left.append(act(place))
    run(place.forge(), news[-1])
    derive_again(place.forge())
    assert all(still() for still in left), (transport, act, moment, news)
    place.done()
