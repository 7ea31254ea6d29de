"""Trees as they come: in use, locked by the dead, read-only, with CRLF, links and odd names."""

import fcntl
import os
from pathlib import Path

import pytest

from pipeline.derive import derive
from pipeline.layout import kinds, paths
from pipeline.model.outcomes import TreeBusy
from pipeline.store.tree import LOCK, locked, read_tree
from tests.crash.dying import run
from tests.faults.small_hub import curated
from tests.on_disk import write_tree

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small tree that is its own derivation."""
    whole = curated()
    return write_tree(whole | derive(whole), tmp_path / "tree")


def prose(root: Path) -> None:
    """Edit the family, so that there is something to derive."""
    file = root / kinds.FAMILIES.path("egret")
    file.write_text(file.read_text("utf-8") + '\n[prose]\nen = "A wading bird."\n', encoding="utf-8")


def test_the_lock_is_the_systems_own_and_names_who_writes(root: Path) -> None:
    """Whoever holds it by flock is respected: exit 1, and nothing written. What a killed command left in the file is no lock."""
    prose(root)
    before = read_tree(root)
    with (root / LOCK).open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(TreeBusy), locked(root):
            pass
    with locked(root):
        done = run(["derive"], root, ENVIRONMENT)
    assert done.code == 1
    assert f"pid {os.getpid()}" in done.said
    assert read_tree(root) == before

    (root / LOCK).write_text("pid 999999", encoding="utf-8")
    assert run(["derive"], root, ENVIRONMENT).code == 0
    assert run(["check"], root, ENVIRONMENT).code == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_tree_is_named(root: Path) -> None:
    """Exit 1 and the file that could not be written; check needs no leave to write."""
    prose(root)
    folders = [root, *(p for p in root.rglob("*") if p.is_dir())]
    for folder in folders:
        folder.chmod(0o555)
    done = run(["derive"], root, ENVIRONMENT)
    for folder in folders:
        folder.chmod(0o755)

    assert done.code == 1
    assert "denied" in done.said
    assert "Traceback" not in done.said


def test_a_checkout_with_crlf_is_the_same_tree(root: Path) -> None:
    """Git on Windows writes CRLF: the tree is still its own derivation."""
    for file in root.rglob("*"):
        if file.is_file() and file.suffix in {".toml", ".md", ".json", ".tsv"}:
            file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))

    done = run(["check"], root, ENVIRONMENT)
    assert done.code == 0, done.said


def test_links_out_of_the_tree_are_neither_read_nor_written(root: Path, tmp_path: Path) -> None:
    """A link in the place of an output stops the write; a link among the inputs is not followed."""
    outside = tmp_path / "outside.md"
    outside.write_text("somebody else's", encoding="utf-8")
    (root / "README.md").unlink()
    (root / "README.md").symlink_to(outside)
    (root / paths.FAMILIES / "evil.toml").symlink_to("/etc/hostname")
    prose(root)

    assert paths.FAMILIES + "evil.toml" not in read_tree(root)
    done = run(["derive"], root, ENVIRONMENT)
    assert done.code != 0
    assert "README.md" in done.said
    assert "Traceback" not in done.said
    assert outside.read_text("utf-8") == "somebody else's"


def test_files_with_odd_names_are_named_and_change_nothing(root: Path) -> None:
    """Spaces, line breaks, bytes that are no UTF-8, two names that differ in case: said, with the fix."""
    for name in (b"two words.toml", b"line\nbreak.toml", b"\xff\xfe.toml", b"EGRET.toml"):
        path = os.fsencode(root / paths.FAMILIES) + b"/" + name
        Path(os.fsdecode(path)).write_bytes(b'slug = "egret"\nname = "E"\norganization = "heron-lab"\nkind = "llm"\n')
    done = run(["check"], root, ENVIRONMENT)

    assert done.code == 2
    assert "Traceback" not in done.said
    assert "\nbreak" not in done.said
    assert "EGRET.toml" in done.said
