"""A parcel is trusted for nothing but its snapshots, and for those only in the machine's own form."""

import os
from pathlib import Path

import pytest

from pipeline.layout import paths
from pipeline.layout.canonical import dumps
from pipeline.model.reports import RunReport
from pipeline.model.snapshots import CheckpointFacts, CheckpointSnapshot, Receipt
from pipeline.store.parcel import REPORT, BadParcel, read_parcel, write_parcel

NAME = "allenai/OLMo-2-1124-7B"
PLACE = paths.hub_snapshot(NAME)
SNAPSHOT = dumps(
    CheckpointSnapshot(
        facts=CheckpointFacts(id=NAME),
        receipt=Receipt(url="https://huggingface.co/api/models?author=allenai", sha256="0" * 64, size=2),
    )
)
REPORT_OF = RunReport(run="r", started_at="2026-11-22T00:00:00Z")


@pytest.fixture
def parcel(tmp_path: Path) -> Path:
    """A parcel with one snapshot."""
    write_parcel(tmp_path / "parcel", {PLACE: SNAPSHOT}, REPORT_OF)
    return tmp_path / "parcel"


def test_what_was_laid_is_what_is_taken(parcel: Path) -> None:
    """A good parcel comes back byte for byte."""
    taken = read_parcel(parcel)

    assert taken.files == {PLACE: SNAPSHOT}
    assert taken.report == REPORT_OF


@pytest.mark.parametrize(
    ("path", "data", "reason"),
    [
        ("README.md", b"# mine", "not at the place"),
        (".git/config", b"[core]", "name that no snapshot has"),
        ("catalog/curated/families/a.toml", b"", "folder that no snapshot"),
        ("snapshots/huggingface/deeper/x.json", b"{}", "folder that no snapshot"),
        ("snapshots/huggingface/run.py", b"import os", "not at the place"),
        ("snapshots/x.json", b"{}", "not at the place"),
        ("snapshots/huggingface/a b.json", b"{}", "name that no snapshot has"),
        ("snapshots/huggingface/x--y.json", b"{}", "no snapshots"),
        ("snapshots/huggingface/x--y.json", SNAPSHOT, "belongs at"),
        (PLACE, SNAPSHOT + b"\n", "form that the machine writes"),
        (PLACE, SNAPSHOT.replace(b'"size": 2', b'"size": 2,\n    "more": 1'), "no snapshots"),
        (PLACE, b" " * (8 * 1024 * 1024 + 1), "too much"),
        (REPORT, b"{}", "not a run's report"),
        ("history/arena.tsv", b"anything", "no snapshots"),
        ("history/arena.tsv", b"edition\tmodel\tscore\n2025-02-01\tb\t2\n2025-01-01\ta\t1\n", "form that the machine"),
        ("history/run.sh", b"", "not at the place"),
    ],
)
def test_anything_else_is_refused_whole(parcel: Path, path: str, data: bytes, reason: str) -> None:
    """One file that no asking job of ours would send, and nothing at all is taken."""
    (parcel / path).parent.mkdir(parents=True, exist_ok=True)
    (parcel / path).write_bytes(data)

    with pytest.raises(BadParcel, match=reason):
        read_parcel(parcel)


def test_links_and_pipes_are_refused(parcel: Path) -> None:
    """A link could show the job's own files; a pipe would make it wait for ever."""
    link = parcel / paths.HUB / "a--b.json"
    link.symlink_to("/etc/hostname")
    with pytest.raises(BadParcel, match="symbolic link"):
        read_parcel(parcel)
    link.unlink()
    os.mkfifo(link)
    with pytest.raises(BadParcel, match="neither file nor folder"):
        read_parcel(parcel)


def test_a_folder_with_something_in_it_is_not_written_to(parcel: Path) -> None:
    """What lay there before could pass for brought."""
    with pytest.raises(ValueError, match="not empty"):
        write_parcel(parcel, {}, REPORT_OF)
