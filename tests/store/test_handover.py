"""What is handed over is trusted for nothing but its snapshots, and for those only in the machine's own form."""

import json
import os
from pathlib import Path

import pytest

from pipeline.layout.canonical import dumps
from pipeline.layout.kinds import CHECKPOINTS
from pipeline.model.reports import RunReport
from pipeline.model.snapshots import CheckpointFacts, CheckpointSnapshot, Receipt
from pipeline.store.handover import LARGEST, NAME, BadHandover, read_handover, write_handover

MODEL = "allenai/OLMo-2-1124-7B"
PLACE = CHECKPOINTS.path(MODEL)
RECEIPT = Receipt(url="https://huggingface.co/api/models?author=allenai", sha256="0" * 64, size=2)
SNAPSHOT = dumps(CheckpointSnapshot(facts=CheckpointFacts(id=MODEL), receipt=RECEIPT)).decode()
POINTS = "edition\tmodel\tscore\n2025-02-01\tb\t2\n2025-01-01\ta\t1\n"
REPORT = RunReport(run="r", started_at="2026-11-22T00:00:00Z")


def laid(folder: Path, files: dict[str, str]) -> Path:
    """A folder as an asking job that was taken over could lay it."""
    folder.mkdir(exist_ok=True)
    (folder / NAME).write_text(json.dumps({"files": files, "report": REPORT.model_dump(mode="json")}))
    return folder


def test_what_moved_is_handed_over_and_nothing_else(tmp_path: Path) -> None:
    """Snapshots that are as they were, curated files and outputs stay behind."""
    before = {"snapshots/cards/a--b.json": b"{}", "catalog/curated/families/a.toml": b""}
    now = {**before, PLACE: SNAPSHOT.encode(), "README.md": b"# new", "catalog/curated/families/a.toml": b"# mine"}
    write_handover(tmp_path / "out", before, now, REPORT)

    taken = read_handover(tmp_path / "out")

    assert taken.tree == {PLACE: SNAPSHOT.encode()}
    assert taken.report == REPORT
    with pytest.raises(ValueError, match="not empty"):
        write_handover(tmp_path / "out", {}, {}, REPORT)


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        ("README.md", "# mine", "not at the place"),
        (".git/config", "[core]", "not at the place"),
        ("catalog/curated/families/a.toml", "", "not at the place"),
        ("catalog/observed/families/a.json", "{}", "not at the place"),
        ("snapshots/huggingface/../../README.json", "{}", "not at the place"),
        ("snapshots/huggingface/deeper/x.json", "{}", "not at the place"),
        ("snapshots/huggingface/run.py", "import os", "not at the place"),
        ("/snapshots/huggingface/x.json", "{}", "not at the place"),
        ("snapshots/x.json", "{}", "not at the place"),
        ("snapshots/huggingface/a b.json", "{}", "not at the place"),
        ("snapshots/huggingface/.x.json", "{}", "not at the place"),
        ("snapshots/huggingface/x--y.json", "{}", "no snapshots"),
        ("snapshots/huggingface/x--y.json", SNAPSHOT, "belongs at"),
        (PLACE, SNAPSHOT + "\n", "form that the machine writes"),
        (PLACE, SNAPSHOT.replace('"size": 2', '"size": 2,\n    "more": 1'), "no snapshots"),
        ("history/arena.tsv", "anything", "no snapshots"),
        ("history/arena.tsv", POINTS, "form that the machine"),
        ("history/run.sh", "", "not at the place"),
    ],
)
def test_anything_else_is_refused_whole(tmp_path: Path, path: str, text: str, reason: str) -> None:
    """One file that no asking job of ours would send, and nothing at all is taken."""
    files = {PLACE: SNAPSHOT, path: text}

    with pytest.raises(BadHandover, match=reason):
        read_handover(laid(tmp_path, files))


def test_only_a_regular_file_of_a_sound_size_is_opened(tmp_path: Path) -> None:
    """A link could show the job's own files; a pipe would make it wait for ever; a huge file would fill its memory."""
    file = tmp_path / NAME
    with pytest.raises(BadHandover, match="there is no"):
        read_handover(tmp_path)
    file.symlink_to("/etc/hostname")
    with pytest.raises(BadHandover, match="there is no"):
        read_handover(tmp_path)
    file.unlink()
    os.mkfifo(file)
    with pytest.raises(BadHandover, match="no regular file"):
        read_handover(tmp_path)
    file.unlink()
    file.touch()
    os.truncate(file, LARGEST + 1)
    with pytest.raises(BadHandover, match="no regular file"):
        read_handover(tmp_path)
    file.write_text('{"files": {}, "report": {}}')
    with pytest.raises(BadHandover, match="not what a run hands over"):
        read_handover(tmp_path)
