"""Disks that are really full and really read-only: small file systems of their own, in a namespace of their own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.derive import derive
from pipeline.layout import paths
from pipeline.store.tree import read_tree
from tests.faults.small_hub import curated

PROJECT = Path(__file__).parents[2]
PREPARE = 'mount -t tmpfs -o size="$SIZE" tmpfs "$DISK" && cp -a "$TREE/." "$DISK/" && cd "$DISK" && '
AWESOME = f'"{sys.executable}" -m pipeline --root "$DISK"'


@pytest.fixture(scope="module", autouse=True)
def _may_mount() -> None:
    """Not every machine lets a process mount something, even in a namespace of its own."""
    if shutil.which("unshare") is None or subprocess.run(
        ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], check=False, capture_output=True
    ).returncode:
        pytest.skip("needs leave to mount (unshare -rm)")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small tree that is its own derivation, but for one sentence."""
    folder = tmp_path / "tree"
    whole = curated()
    whole |= derive(whole)
    file = paths.family("egret")
    whole[file] += b'\n[prose]\nen = "A wading bird."\n'
    for path, data in whole.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    (tmp_path / "disk").mkdir()
    return folder


def on_a_disk(root: Path, script: str, size: str = "16m") -> str:
    """What a script says with the tree on a disk of that size."""
    environment = {
        "PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "PYTHONPATH": str(PROJECT), "PYTHONDONTWRITEBYTECODE": "1",
        "TREE": str(root), "DISK": str(root.parent / "disk"), "SIZE": size,
    }  # fmt: skip
    done = subprocess.run(["unshare", "-rm", "sh", "-c", PREPARE + script], env=environment, check=False, capture_output=True, text=True)
    assert "Traceback" not in done.stdout + done.stderr, done.stderr
    return done.stdout + done.stderr


def test_a_read_only_disk_is_named_and_can_be_read(root: Path) -> None:
    """Writing commands say what cannot be written and exit 1; reading ones do their work."""
    said = on_a_disk(
        root,
        f'mount -o remount,ro "$DISK" && {{ {AWESOME} derive; echo "derive $?"; {AWESOME} pin egret license mit --because slip '
        f'--source https://heron.example/; echo "pin $?"; {AWESOME} why egret; echo "why $?"; {AWESOME} check; echo "check $?"; }}',
    )

    assert "derive 1" in said
    assert "Read-only file system" in said
    assert "pin 1" in said
    assert "why 0" in said
    assert "run `awesome derive`" in said


@pytest.mark.slow
def test_a_full_disk_leaves_the_tree_as_it_was(root: Path) -> None:
    """No room for the journal, then some for it but not for the files: said, and made good once there is room."""
    used = sum((len(data) // 4096 + 1) * 4 for data in read_tree(root).values())
    failed = 0
    for spare in (0, 8, 16, 32):
        said = on_a_disk(
            root,
            f'{{ head -c 100m /dev/zero > filler 2>/dev/null; truncate -s -{spare}k filler; {AWESOME} derive; echo "derive $?"; '
            f'rm filler; {AWESOME} derive; echo "again $?"; {AWESOME} check; echo "check $?"; }}',
            f"{used + 256}k",
        )

        assert "derive 0" in said or ("derive 1" in said and "No space left" in said), said
        failed += "derive 1" in said
        assert "again 0" in said
        assert "check 0" in said
    assert failed, "the disk was never full"
