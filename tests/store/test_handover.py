"""What is handed over is trusted for nothing but its snapshots, and for those only in the machine's own form."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.layout.canonical import dumps
from pipeline.layout.kinds import CHECKPOINTS
from pipeline.model.reports import RunReport
from pipeline.model.snapshots import CheckpointFacts, CheckpointSnapshot, Receipt
from pipeline.store.handover import LARGEST, NAME, BadHandover, Handover, read_handover, write_handover

MODEL = "allenai/OLMo-2-1124-7B"
PLACE = CHECKPOINTS.path(MODEL)
RECEIPT = Receipt(url="https://huggingface.co/api/models?author=allenai", sha256="0" * 64, size=2)
SNAPSHOT = dumps(CheckpointSnapshot(facts=CheckpointFacts(id=MODEL), receipt=RECEIPT)).decode()
POINTS = "edition\tmodel\tscore\n2025-02-01\tb\t2\n2025-01-01\ta\t1\n"
REPORT = RunReport(run="r", started_at="2026-11-22T00:00:00Z")


def test_what_is_handed_over_is_taken(tmp_path: Path) -> None:
    """The files and the report, into a folder of their own."""
    moved = Handover(files={PLACE: SNAPSHOT.encode()}, report=REPORT)
    write_handover(tmp_path / "out", moved)

    assert read_handover(tmp_path / "out") == moved
    with pytest.raises(ValueError, match="not empty"):
        write_handover(tmp_path / "out", moved)


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        *((path, "{}", "not at the place") for path in (
            "README.md", ".git/config", "catalog/curated/families/a.toml", "catalog/observed/families/a.json", "snapshots/x.json",
            "snapshots/huggingface/../../README.json", "snapshots/huggingface/deeper/x.json", "/snapshots/huggingface/x.json",
            "snapshots/huggingface/run.py", "snapshots/huggingface/a b.json", "snapshots/huggingface/.x.json", "history/run.sh",
        )),
        ("snapshots/huggingface/x--y.json", "{}", "no snapshots"),
        ("snapshots/huggingface/x--y.json", SNAPSHOT, "belongs at"),
        (PLACE, SNAPSHOT + "\n", "form that the machine writes"),
        (PLACE, SNAPSHOT.replace('"size": 2', '"size": 2,\n    "more": 1'), "no snapshots"),
        ("history/arena.tsv", "anything", "no snapshots"),
        ("history/arena.tsv", POINTS, "form that the machine"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_whole(tmp_path: Path, path: str, text: str, reason: str) -> None:
    """One file that no asking job of ours would send, and nothing at all is taken."""
    content = {"files": {PLACE: SNAPSHOT, path: text}, "report": REPORT.model_dump(mode="json")}
    (tmp_path / NAME).write_text(json.dumps(content))

    with pytest.raises(BadHandover, match=reason):
        read_handover(tmp_path)


def test_only_a_regular_file_of_a_sound_size_is_opened(tmp_path: Path) -> None:
    """A link could show the job's own files; a pipe would make it wait for ever; a huge file would fill its memory."""
    lay: tuple[tuple[Callable[[Path], object], str], ...] = (
        (lambda file: file, "there is no"),
        (lambda file: file.symlink_to("/etc/hostname"), "there is no"),
        (os.mkfifo, "no regular file"),
        (lambda file: file.open("wb").truncate(LARGEST + 1), "no regular file"),
        (lambda file: file.write_text('{"files": {}, "report": {}}'), "not what a run hands over"),
    )
    for put, reason in lay:
        (tmp_path / NAME).unlink(missing_ok=True)
        put(tmp_path / NAME)
        with pytest.raises(BadHandover, match=reason):
            read_handover(tmp_path)
