"""A run's end by the settings, as the commands call it, and its state on an orphan branch, through real git and a bare remote."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.github.__main__ import BRANCH, main
from pipeline.github.run import begin, found_on, publish_run
from pipeline.model.reports import RunReport
from pipeline.settings import read_settings
from tests.github.places import LocalPlace
from tests.github.small_world import BIRCH, GERMAN, LANE, LANGUAGES, NAMED, OTHER, checkpoint, of, report
from tests.on_disk import git


def test_on_the_local_forge(local: LocalPlace) -> None:
    """Begin, find, propose; begin again from what is known, find nothing new, write nothing; offline derives again.

    What main got since a run began is not taken back: the run's own news go onto it, and a history has the lines of both.
    """
    here = read_settings({}, local.person.folder)
    begun = begin(here, "local")
    ended = publish_run(begun, LANGUAGES, report())
    assert {n.scope: n.state for n in ended.proposals} == {"huggingface": "opened"}
    assert BIRCH in ended.files_changed
    assert Path(ended.proposals[0].body_path).is_file()
    begun = begin(here, "local")
    assert begun.known[BIRCH] == LANGUAGES[BIRCH]
    for asked in (report(), RunReport(run="off", started_at="")):
        again = publish_run(begun, {}, asked)
        assert {n.scope: n.state for n in again.proposals} == {"huggingface": "unchanged"}
    past, head = "history/arena.tsv", b"edition\tmodel\tscore\n"
    local.push({**NAMED, **OTHER, past: head + b"2026-01\tx\t1\n"})
    now, news = begin(here, "local").known, {**GERMAN, past: head + b"2026-02\tx\t2\n"}
    found = found_on(now, news, now)
    assert {p for p, c in found.items() if now.get(p) != c} == news.keys()
    assert found[past].count(b"2026-") == 2


def test_an_edit_by_hand_of_a_generated_file_is_told_where_it_is_undone(local: LocalPlace) -> None:
    """Somebody wrote into a README on main: each proposal that puts it back says so, and where the words belong."""
    here = read_settings({}, local.person.folder)
    lines = (here.root / "README.md").read_text().splitlines()
    place = next(n for n, line in enumerate(lines) if "families/birch.md" in line and line.startswith("|"))
    lines[place] = lines[place].replace("7B", "7B of mine")
    local.push({"README.md": ("\n".join(lines) + "\n").encode()})
    publish_run(begin(here, "local"), LANGUAGES, report())
    for said in (f"`README.md`, line {place + 1}: main says", "7B of mine", "write it into `catalog/curated/families/birch.toml`"):
        assert said in local.body(LANE)


def test_retrieved_again_is_not_found_again() -> None:
    """A snapshot with another receipt keeps its bytes; a new revision or statement is new."""
    old = of("acme/birch-7b")
    same = {BIRCH: old[BIRCH].replace(b"2026-11-01", b"2026-11-02")}
    assert same != old
    assert found_on(old, same, old) == old
    for moved in (of("acme/birch-7b", sha="b" * 40), {BIRCH: checkpoint("acme/birch-7b", licence="mit")}):
        assert found_on(old, moved, old) == moved
        assert found_on(moved, same, old) == old, "taken back while it was proposed"


@pytest.fixture
def clones(tmp_path: Path) -> tuple[Path, Path]:
    """Two clones of one bare remote."""
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "remote.git")
    git(tmp_path, "init", "--quiet", "--initial-branch=main", "one")
    git(tmp_path / "one", "commit", "--quiet", "--allow-empty", "-m", "Start")
    git(tmp_path / "one", "remote", "add", "origin", "../remote.git")
    git(tmp_path / "one", "push", "--quiet", "origin", "main")
    git(tmp_path, "clone", "--quiet", "remote.git", "two")
    (tmp_path / "one" / ".state").mkdir()
    return tmp_path / "one", tmp_path / "two"


def said(root: Path, step: str) -> str:
    """What a step of the workflow prints there."""
    return CliRunner().invoke(main, ["--root", str(root), step], catch_exceptions=False).output.strip()


def test_state_goes_from_one_machine_to_the_next(clones: tuple[Path, Path]) -> None:
    """Saved here, restored there; saved twice it is still one commit without a parent."""
    one, two = clones
    assert said(two, "restore").startswith("no run state: ")
    (one / ".state/papers.json").write_text('{"2407.21783": "2026-11-20"}')
    (one / ".state/secret.txt").write_text("no topic of ours")
    assert said(one, "save") == "saved: papers"
    (one / ".state/sources.json").write_text('{"arxiv": {"outcome": "ok"}}')
    assert (said(one, "save"), said(two, "restore")) == ("saved: papers, sources", "restored: papers, sources")
    assert (two / ".state/papers.json").read_text() == '{"2407.21783": "2026-11-20"}'
    remote = one.parent / "remote.git"
    assert git(remote, "rev-list", "--count", BRANCH).strip() == "1"
    assert git(remote, "ls-tree", "-r", "--name-only", BRANCH).split() == ["papers.json", "sources.json"]
    assert git(one, "status", "--porcelain", "--untracked-files=no") == ""


def test_what_is_no_state_is_left(clones: tuple[Path, Path]) -> None:
    """A link, a list or a huge file is never put on the branch."""
    one, two = clones
    (one / ".state/papers.json").symlink_to("/etc/hostname")
    (one / ".state/boards.json").write_text("[1]")
    (one / ".state/sources.json").write_text("{}" + " " * (5 * 1024 * 1024))
    assert (said(one, "save"), said(two, "restore")) == ("saved: nothing", "restored: nothing")
