"""Faults and deaths: whatever goes wrong between two writes, the next run ends where an undisturbed one does."""

import contextlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.layout import kinds
from pipeline.model.outcomes import Refused
from tests.github.places import GitHubPlace
from tests.github.small_world import CEDAR, LANE, LANGUAGES, LICENCE, NAMED, OTHER, family, run, small
from tests.githubdouble import Fault

BACK = {p: c for p, c in small().items() if p in LICENCE}
BRANCH = "catalog-bot/new-cedar"
pytestmark = pytest.mark.slow
PASSING = re.compile(
    r",\"was\":\"[0-9a-f]+\"|\b[0-9a-f]{40}\b|\"(?:sum|plan|sent)\":\"[0-9a-f]+\"|Before this rebuild [^.]*\. ?"
)
"""What depends on the time or on how often a run was disturbed."""


def state(place: GitHubPlace) -> dict[str, Any]:
    """All that a person can see, without that: a body as its words, since a paragraph may be nothing but what passes."""
    seen = place.state()
    return {**seen, "pulls": [(*rest, PASSING.sub("", body).split()) for *rest, body in seen["pulls"]]}


def opened(place: GitHubPlace) -> None:
    """Two pull requests from nothing, one of them a draft."""
    run(place.forge(), LANGUAGES | LICENCE)


def a_person_curated(place: GitHubPlace) -> None:
    """A person named the new family on its branch, and main moved: both are kept."""
    run(place.forge(), CEDAR)
    place.push({kinds.FAMILIES.path("cedar"): family("cedar", "acme/cedar-1b", name="Cedar tree")}, BRANCH)
    place.push(NAMED)


def a_person_wrote(place: GitHubPlace) -> None:
    """A person wrote something else to the lane's branch: the bot stops, and says so once."""
    run(place.forge(), LANGUAGES)
    place.push({"x.txt": b"x"}, LANE)


def a_person_ticked(place: GitHubPlace) -> None:
    """The bot stopped for that, and a person ticked the box: rebuilt from scratch."""
    a_person_wrote(place)
    run(place.forge(), {})
    place.tick(LANE)


SCENES: dict[str, tuple[Callable[[GitHubPlace], None] | None, dict[str, bytes]]] = {
    "opening": (None, LANGUAGES | LICENCE),
    "moving": (opened, OTHER | BACK),  # one is rebuilt with more; the other became obsolete and is closed
    "keeping": (a_person_curated, {}),
    "stopping": (a_person_wrote, {}),
    "answering": (a_person_ticked, {}),
}
"""What was before, and what a run finds then."""


def staged(folder: Path, transport: str, scene: str) -> tuple[GitHubPlace, Callable[[], object]]:
    """A place ready for a scene, and the scene."""
    place, (before, found) = GitHubPlace(folder, transport), SCENES[scene]
    if before is not None:
        before(place)
    return place, lambda: run(place.forge(), found)


@pytest.mark.parametrize("transport", ["api", "git"])
@pytest.mark.parametrize("scene", SCENES)
def test_killed_between_any_two_writes(tmp_path: Path, transport: str, scene: str) -> None:
    """The process dies after each of its writes in turn; the next run ends in the same state: no twin, no orphan."""
    undisturbed, act = staged(tmp_path / "undisturbed", transport, scene)
    start = len(undisturbed.double.writes)
    act()
    writes = undisturbed.double.writes[start:]
    assert writes
    for survived, write in enumerate(writes):
        place, act = staged(tmp_path / str(survived), transport, scene)
        place.double.dies_after = survived
        with pytest.raises(Refused):
            act()
        place.double.dies_after = None
        act()
        assert state(place) == state(undisturbed), f"died before {write}"
        done = len(place.double.writes)
        act()
        assert place.double.writes[done:] == [], f"after a death before {write} it settles"
        place.done()
    undisturbed.done()


UNSAID = ["502", "502 after", "lost", "reset", "slow", "half"]
OPENING = [("api", "opening", "POST", f"{path}$") for path in ("/git/trees", "/git/commits", "/graphql", "/pulls", "/labels")]
OPENING += [("git", "opening", "POST", f"{path}$") for path in ("/git-receive-pack", "/pulls", "/labels")]
MOVING = [("api", "moving", "POST", "/graphql"), ("api", "moving", "PATCH", "/pulls/")]
CASES = [(*write, kind) for write in OPENING for kind in (*UNSAID, "secondary", "secondary with time", "429", "404", "html")]


@pytest.mark.parametrize(
    ("transport", "scene", "method", "path", "kind"), CASES + [(*write, kind) for write in MOVING for kind in UNSAID]
)
def test_each_fault_of_each_write(tmp_path: Path, transport: str, scene: str, method: str, path: str, kind: str) -> None:
    """A fault that passes is waited out or left to the next run, to the same end, and nothing is made twice."""
    fault = Fault(kind, method, path)
    undisturbed, undisturbed_act = staged(tmp_path / "undisturbed", transport, scene)
    place, act = staged(tmp_path / "disturbed", transport, scene)
    undisturbed_act()
    place.double.faults.append(fault)
    with contextlib.suppress(Refused):
        act()
    assert fault.times == 0, "the fault struck"
    act()
    act()  # labels never fail a run; the next one adds them
    assert state(place) == state(undisturbed)
    for ended in (place, undisturbed):
        ended.done()
