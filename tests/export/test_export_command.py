"""`awesome export` on a real repository."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.derive import derive
from pipeline.layout import kinds, paths
from tests.export.atom_rules import faults
from tests.on_disk import PROJECT, git, on_disk, run, write_tree
from tests.render.world import card, small_tree


def _commit(root: Path, tree: dict[str, bytes], moment: str) -> None:
    write_tree({**tree, **derive(tree)}, root)
    git(root, "add", "-A")
    stamp = {"GIT_COMMITTER_DATE": moment, "GIT_AUTHOR_DATE": "@0 +0000", "PATH": "/usr/bin:/bin"}
    me = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *me, "commit", "-qm", "x"], cwd=root, check=True, env=stamp)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A list with two days of history: on the second, one context length grew."""
    folder = tmp_path / "list"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    _commit(folder, small_tree(), "2024-05-01T00:00:00+0000")
    _commit(folder, small_tree() | {kinds.CARDS.path("lumen/Lumen-7B"): card("lumen/Lumen-7B", {"context_length": [262144]})}, "2024-05-01T22:00:00-0200")
    return folder


def _export(root: Path, out: Path) -> tuple[str, dict[str, bytes]]:
    """What the command says, and the files that it wrote."""
    said = run(root, "export", str(out), code=0).output
    return said, {p.name: p.read_bytes() for p in out.iterdir()}


def test_the_feed_comes_from_the_commits(root: Path, tmp_path: Path) -> None:
    """Two commits make two days; a second export changes no byte."""
    _, made = _export(root, tmp_path / "out")
    feed = made["feed.atom"].decode()
    assert feed.index("<title>2024-05-02: ") < feed.index("131,072 → 262,144") < feed.index("<title>2024-05-01: ") < feed.index(": added")
    assert _export(root, tmp_path / "out")[1] == made


def test_the_same_commit_gives_the_same_bytes(root: Path, tmp_path: Path) -> None:
    """In other processes with other hash seeds, at another place, in another clone, zone and language."""
    git(tmp_path, "clone", "-q", str(root), "clone")
    found = []
    for seed, place, zone in (("0", root, "UTC"), ("1", tmp_path / "clone", "Asia/Shanghai"), ("4242", root, "America/Lima")):
        out = tmp_path / f"out-{seed}"
        surroundings = {"PATH": os.environ["PATH"], "PYTHONPATH": str(PROJECT), "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C"}
        command = [sys.executable, "-m", "pipeline", "--root", str(place), "export", str(out)]
        subprocess.run(command, env=surroundings, cwd=tmp_path, check=True, capture_output=True)
        found.append(on_disk(out))
    assert found[0] == found[1] == found[2]
    assert {"catalog.json", "datapackage.json", "new.atom", "README.md", "evidence.parquet"} <= set(found[0])


def test_a_shallow_clone_says_what_it_does_not_know(root: Path, tmp_path: Path) -> None:
    """Its first commit made nothing: it is left out, and log, feed and terminal say from when on history is there."""
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{root}", str(clone))
    said, made = _export(clone, tmp_path / "out")
    assert "this clone is shallow: what changed before 2024-05-02 is not in the feed" in said
    assert "git fetch --unshallow" in said
    assert b"added" not in made["feed.atom"]
    assert faults(made["feed.atom"]) == []
    git(clone, "fetch", "-q", "--unshallow")
    said, whole = _export(clone, tmp_path / "whole")
    assert "clone is shallow" not in said
    assert whole == _export(root, tmp_path / "first")[1]


def test_a_draft_is_news_when_it_is_accepted(root: Path, tmp_path: Path) -> None:
    """While `draft` stands nothing tells of the family; the commit that takes it out adds the family to the list."""
    tree, file = on_disk(root), kinds.FAMILIES.path("hidden")
    tree[file] = (
        b'slug = "hidden"\nname = "Hidden One"\norganization = "lumen"\nkind = "llm"\ndraft = true\n'
        b'checkpoints = ["lumen/Hidden-7B"]\npapers = ["2405.00001"]\n'
    )
    for context, day in ((4096, 3), (8192, 4)):
        tree[kinds.CARDS.path("lumen/Hidden-7B")] = card("lumen/Hidden-7B", {"context_length": [context]})
        _commit(root, tree, f"2024-05-0{day}T00:00:00+0000")
    for name, data in _export(root, tmp_path / "one")[1].items():
        assert (b"Hidden" in data, b"2405.00001" in data) == (False, False), name
    tree[file] = tree[file].replace(b"draft = true\n", b"")
    tree[paths.SECTIONS] = b'site = "https://example.github.io/list/"\n' + tree[paths.SECTIONS]
    _commit(root, tree, "2024-05-05T00:00:00+0000")
    made = _export(root, tmp_path / "two")[1]["feed.atom"]
    assert b"<title>2024-05-05: Hidden One</title>" in made
    assert b"2024-05-03" not in made
    assert faults(made) == []
    assert b'rel="self" href="https://example.github.io/list/export/feed.atom"' in made


@pytest.mark.parametrize("option", ["--address", "--served-at"])
def test_an_address_that_is_none_is_refused(root: Path, tmp_path: Path, option: str) -> None:
    """Before anything is written."""
    said = run(root, "export", str(tmp_path / "out"), option, "example.org", code=2).output
    assert f"{option} is 'example.org'; it must be a web address" in said
    assert not (tmp_path / "out").exists()


def test_a_commit_of_a_broken_clock_does_not_stop_it(root: Path, tmp_path: Path) -> None:
    """Its time is taken as it is, or as the nearest that a calendar has."""
    changed = {kinds.CARDS.path("lumen/Lumen-7B"): card("lumen/Lumen-7B", {"context_length": [524288]})}
    _commit(root, {**on_disk(root), **changed}, "@9007199254740991 +0000")
    feed = _export(root, tmp_path / "out")[1]["feed.atom"]
    assert faults(feed) == []
    assert "262,144 → 524,288" in feed.decode()


def test_a_folder_without_git_exports_all_the_same(tmp_path: Path) -> None:
    """No history is said so, and is no fault."""
    said, made = _export(write_tree(small_tree(), tmp_path / "list"), tmp_path / "out")
    assert "no history" in said
    assert "catalog.parquet" in made


def test_files_of_others_are_not_written_over(root: Path, tmp_path: Path) -> None:
    """A list's own root and a folder with such files are refused; what an earlier call wrote is brought up to date."""
    write_tree({"notes/mine.txt": b"mine"}, tmp_path)
    before = on_disk(root) | on_disk(tmp_path / "notes")

    for folder in (root, root / "catalog/curated", root / "pages/new", tmp_path / "notes"):
        for command in ("export", "site"):
            assert "name an empty folder, such as out" in run(root, command, str(folder), code=2).output
    assert on_disk(root) | on_disk(tmp_path / "notes") == before
    for _ in range(2):
        run(root, "site", str(tmp_path / "site"), code=0)


def test_a_closed_pipe_ends_quietly(root: Path) -> None:
    """As where the reader is `head`."""
    words = [sys.executable, "-m", "pipeline", "--root", str(root), "derive", "--dry-run"]
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(words, stdout=write, stderr=subprocess.PIPE, cwd=PROJECT, check=False)
    assert (done.returncode, done.stderr) == (141, b"")
