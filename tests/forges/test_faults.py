"""Faults and deaths: whatever goes wrong between two writes, the next run ends where an undisturbed one does."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from scenes import CEDAR, LANE, LANGUAGES, LICENCE, run
from small_world import checkpoint, derived, family, small

from pipeline.github.forge import Refused
from pipeline.github.forge_github import GitHubForge
from pipeline.layout import paths
from pipeline.propose.state import REBUILD
from tests.forges.conftest import TOKEN, Maintainer, bot
from tests.githubdouble import Double, Fault, Hosted

MORE = {paths.hub_snapshot("acme/alder-70b"): checkpoint("acme/alder-70b", params=70_000_000_000, languages=["en"])}
GERMAN = {paths.hub_snapshot("acme/birch-7b"): checkpoint("acme/birch-7b", params=7_000_000_000, languages=["de"])}
BACK = {p: c for p, c in small().items() if p in LICENCE}
NAMED = derived(small() | {paths.family("birch"): family("birch", "acme/birch-7b", name="Birch tree")})
pytestmark = pytest.mark.slow
SHA = re.compile(
    r"\b[0-9a-f]{40}\b|\"(?:sum|plan|body)\":\"[0-9a-f]+\"|\"run\":\"[^\"]*\"|Run `[^`]*`\.|Before this rebuild [^.]*\. ?"
)


class World:
    """A double with the small world, a maintainer and the bot."""

    def __init__(self, folder: Path, transport: str) -> None:
        folder.mkdir()
        self.double = Double(Hosted(folder / "hosted.git"), TOKEN)
        clone = folder / "clone"
        clone.mkdir()
        self.maintainer = Maintainer(clone)
        self.maintainer.git("init", "--quiet", "--initial-branch=main")
        self.maintainer.git("remote", "add", "origin", str(self.double.hosted.folder))
        self.maintainer.commit({**derived(small()), ".gitignore": b".state/\n"}, "The small world")
        self.maintainer.git("push", "--quiet", "origin", "main")
        self.folder, self.transport = folder, transport

    def forge(self) -> GitHubForge:
        """A new process of the bot."""
        return bot(self.double, self.folder / "bot", self.transport)

    def state(self) -> dict[str, Any]:
        """All that a person can see, without ids that depend on the time."""
        hosted = self.double.hosted
        hosted.settle()
        branches = {ref["ref"]: self.commits(ref["object"]["sha"]) for ref in hosted.refs("catalog-bot/")}
        pulls = [
            (i.branch, i.state, i.merged, i.draft, i.title, sorted(i.labels), len(i.comments), SHA.sub("", i.body))
            for i in sorted(hosted.issues.values(), key=lambda i: (i.branch, i.state))
        ]
        return {"branches": branches, "pulls": pulls}

    def commits(self, head: str) -> list[str]:
        """A branch's commits beyond main, by author, subject and tree."""
        return self.double.hosted.git("log", "--format=%s|%T", f"main..{head}").splitlines()


def opening(world: World) -> None:
    """Two pull requests from nothing, one of them a draft."""
    run(world.forge(), LANGUAGES | LICENCE)


def moving(world: World) -> None:
    """One is rebuilt with more; the other became obsolete and is closed."""
    run(world.forge(), MORE | BACK)


def keeping(world: World) -> None:
    """A person's curated commit is kept beneath while main moves."""
    run(world.forge(), {})


def answering(world: World) -> None:
    """A ticked box: rebuilt from scratch, over a commit that had stopped the bot."""
    run(world.forge(), {})


def stopping(world: World) -> None:
    """A person's commit stops the bot, which says so once."""
    run(world.forge(), {})


def before_keeping(world: World) -> None:
    """A person named the family on its branch, and main moved."""
    run(world.forge(), CEDAR)
    world.maintainer.push(
        {paths.family("cedar"): family("cedar", "acme/cedar-1b", name="Cedar tree")}, "Name", "catalog-bot/new-cedar"
    )
    world.maintainer.push(NAMED)


def before_stopping(world: World) -> None:
    """A person wrote something else to the lane's branch."""
    run(world.forge(), LANGUAGES)
    world.maintainer.push({"x.txt": b"x"}, "Mine", LANE)


def before_answering(world: World) -> None:
    """The bot stopped for that, and a person ticked the box."""
    before_stopping(world)
    run(world.forge(), {})
    world.double.tick(LANE, REBUILD)


SCENES: dict[str, tuple[Callable[[World], None] | None, Callable[[World], None]]] = {
    "opening": (None, opening),
    "moving": (opening, moving),
    "keeping": (before_keeping, keeping),
    "stopping": (before_stopping, stopping),
    "answering": (before_answering, answering),
}


def staged(folder: Path, transport: str, scene: str) -> World:
    """A world ready for a scene."""
    world = World(folder, transport)
    before = SCENES[scene][0]
    if before is not None:
        before(world)
    return world


@pytest.mark.parametrize("scene", SCENES)
def test_killed_between_any_two_writes(tmp_path: Path, transport: str, scene: str) -> None:
    """The process dies after each of its writes in turn; the next run ends in the same state: no twin, no orphan."""
    act = SCENES[scene][1]
    undisturbed = staged(tmp_path / "undisturbed", transport, scene)
    start = len(undisturbed.double.writes)
    act(undisturbed)
    writes = undisturbed.double.writes[start:]
    wanted = undisturbed.state()
    assert len(writes) >= 2
    for survived in range(len(writes)):
        world = staged(tmp_path / str(survived), transport, scene)
        world.double.dies_after = survived
        with pytest.raises(Refused):
            act(world)
        world.double.dies_after = None
        act(world)
        assert world.state() == wanted, f"died before {writes[survived]}"
        done = len(world.double.writes)
        act(world)
        assert world.double.writes[done:] == [], f"after a death before {writes[survived]} it settles"
        world.double.close()
    undisturbed.double.close()


WRITES = {
    "api": ["/git/trees$", "/git/commits$", "/git/refs$", "/pulls$", "/labels$"],
    "git": ["/git-receive-pack$", "/pulls$", "/labels$"],
}
KINDS = ["secondary", "secondary with time", "429", "429 with time", "502", "502 after", "lost", "reset", "slow", "404"]


@pytest.mark.parametrize("kind", KINDS)
def test_each_fault_of_each_write(tmp_path: Path, transport: str, kind: str) -> None:
    """A fault that passes is waited out or left to the next run; either way the end is the same and nothing is made twice."""
    undisturbed = World(tmp_path / "undisturbed", transport)
    run(undisturbed.forge(), LANGUAGES)
    wanted = undisturbed.state()
    undisturbed.double.close()
    for number, path in enumerate(WRITES[transport]):
        world = World(tmp_path / str(number), transport)
        world.double.faults.append(Fault(kind, "POST", path))
        try:
            run(world.forge(), LANGUAGES)
        except Refused:
            run(world.forge(), LANGUAGES)
        assert world.double.faults[0].times == 0, "the fault struck"
        if "labels" in path:
            run(world.forge(), LANGUAGES)  # labels never fail a run; the next one adds them
        assert world.state() == wanted, (kind, path)
        world.double.close()


@pytest.mark.parametrize("kind", ["502", "502 after", "lost", "reset", "slow"])
@pytest.mark.parametrize("path", ["/git/refs/heads", "/pulls/"])
def test_faults_while_moving(tmp_path: Path, kind: str, path: str) -> None:
    """A forced update or an edit whose answer is lost is done once more, to the same end."""
    undisturbed = staged(tmp_path / "undisturbed", "api", "moving")
    moving(undisturbed)
    wanted = undisturbed.state()
    undisturbed.double.close()
    world = staged(tmp_path / "disturbed", "api", "moving")
    world.double.faults.append(Fault(kind, "PATCH", path))
    try:
        moving(world)
    except Refused:
        moving(world)
    assert world.state() == wanted
    world.double.close()


def test_no_commit_of_a_person_is_lost_to_a_race(tmp_path: Path, transport: str) -> None:
    """A person pushes while the bot builds: their commit stays at the head, and the next run stops for it."""
    world = World(tmp_path / "race", transport)
    run(world.forge(), LANGUAGES)
    forge = world.forge()
    true_write = forge.write_commit
    pushed: list[str] = []

    def write_and_be_overtaken(*arguments: Any, **more: Any) -> Any:
        made = true_write(*arguments, **more)
        if not pushed:
            pushed.append(world.maintainer.push({"y.txt": b"y"}, "Mine, just now", LANE))
        return made

    forge.write_commit = write_and_be_overtaken  # type: ignore[method-assign]
    notes = run(forge, GERMAN)
    assert notes["huggingface"].state.startswith("left")
    assert world.double.hosted.head(LANE) == pushed[0]
    assert run(world.forge(), GERMAN)["huggingface"].state.startswith("stopped")
    world.double.close()
