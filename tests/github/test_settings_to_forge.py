"""A run's end by the settings: what the commands call, on the local forge and on GitHub's double."""

from pathlib import Path

from pipeline.github.run import begin, found_on, publish_run
from pipeline.model.reports import RunReport
from pipeline.settings import Settings
from tests.github.places import LocalPlace
from tests.github.small_world import BIRCH, LANE, LANGUAGES, checkpoint, of, report


def settings(root: Path) -> Settings:
    """A run's surroundings."""
    return Settings(root=root, cache=root / ".cache", state=root / ".state")


def test_on_the_local_forge(local: LocalPlace) -> None:
    """Begin, find, propose; begin again from what is known, find nothing new, write nothing; offline derives again."""
    here = settings(local.person.folder)
    begun = begin(here, "local")
    ended = publish_run(begun, begun.known, {**begun.known, **LANGUAGES}, report())
    assert {n.scope: n.state for n in ended.proposals} == {"huggingface": "opened"}
    assert BIRCH in ended.files_changed
    assert Path(ended.proposals[0].body_path).is_file()
    begun = begin(here, "local")
    assert begun.known[BIRCH] == LANGUAGES[BIRCH]
    again = publish_run(begun, begun.known, begun.known, report())
    assert {n.scope: n.state for n in again.proposals} == {"huggingface": "unchanged"}
    offline = publish_run(begun, begun.known, begun.known, RunReport(run="off", started_at=""))
    assert {n.scope for n in offline.proposals} == {"huggingface"}


def test_an_edit_by_hand_of_a_generated_file_is_told_where_it_is_undone(local: LocalPlace) -> None:
    """Somebody wrote into a README on main: each proposal that puts it back says so, and where the words belong."""
    here = settings(local.person.folder)
    lines = (here.root / "README.md").read_text().splitlines()
    place = next(n for n, line in enumerate(lines) if "families/birch.md" in line and line.startswith("|"))
    lines[place] = lines[place].replace("7B", "7B of mine")
    local.push({"README.md": ("\n".join(lines) + "\n").encode()})
    begun = begin(here, "local")
    publish_run(begun, begun.known, {**begun.known, **LANGUAGES}, report())
    body = local.body(LANE)
    assert f"`README.md`, line {place + 1}: main says" in body
    assert "7B of mine" in body
    assert "write it into `catalog/curated/families/birch.toml`" in body


def test_retrieved_again_is_not_found_again() -> None:
    """A snapshot with another receipt keeps its bytes; a new revision or statement is new; one that went is gone."""
    old = of("acme/birch-7b")
    same = {BIRCH: old[BIRCH].replace(b"2026-11-01", b"2026-11-02")}
    assert same != old
    assert found_on(old, {}, same) == old
    for moved in (of("acme/birch-7b", sha="b" * 40), {BIRCH: checkpoint("acme/birch-7b", licence="mit")}):
        assert found_on(old, old, moved) == moved
    assert found_on(old, old, {}) == {}
    assert found_on({}, {}, {"README.md": b"x"}) == {}
