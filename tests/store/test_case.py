"""File names on systems that do not tell case apart: what is deleted goes before what is written."""

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys
from pathlib import Path
from pipeline.store.tree import write_changes
root = Path(sys.argv[1])
(root / "snapshots/huggingface").mkdir(parents=True)
(root / "snapshots/huggingface/heron-lab--Egret.json").write_bytes(b"old")
done = []
sys.addaudithook(lambda event, words: done.append((event, str(words))) if event in ("os.remove", "os.rename") else None)
write_changes(root, {"snapshots/huggingface/heron-lab--Egret.json": None, "snapshots/huggingface/Heron-Lab--Egret.json": b"new"})
place = [event for event, words in done if "gret" in words]
print(" ".join(place))
"""


def test_a_name_that_changed_only_its_case_is_not_lost(tmp_path: Path) -> None:
    """There the old name and the new one are one file: written first and deleted then, it would be gone."""
    done = subprocess.run([sys.executable, "-c", SCRIPT, str(tmp_path)], capture_output=True, check=True, text=True)

    assert done.stdout.split() == ["os.remove", "os.rename"]
    assert (tmp_path / "snapshots/huggingface/Heron-Lab--Egret.json").read_bytes() == b"new"
