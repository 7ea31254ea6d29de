"""Golden trees: each story's inputs (`before`), and what derive makes of them (`after`).

`make golden` writes the `after` side again; look at the difference before you
commit it.
"""

from pathlib import Path
from typing import Final

from pipeline.derive import derive_all
from pipeline.layout import paths
from pipeline.why import why
from tests.on_disk import on_disk, write_tree

HERE: Final = Path(__file__).parent
STORIES: Final = ("failing", "gated", "gone", "renamed", "silent")


def golden(story: str) -> dict[str, bytes]:
    """What a story comes to: observed values, evidence, its row in both languages, and what `why` says of its context."""
    before = on_disk(HERE / story / "before")
    files = derive_all(before).files
    found = {p: data for p, data in files.items() if p.startswith((paths.OBSERVED + "families/", paths.EVIDENCE))}
    lines = [line for name in ("README.md", "README_zh.md") for line in files[name].decode().splitlines()]
    rows = (f"{line}\n" for line in lines if line.startswith("|") and "Egret" in line)
    answers = (f"{a.checkpoint or a.family} {a.field}: {a.value or a.absent}\n" for a in why(before | files, "egret", "context_length"))
    return found | {"rows.md": "".join(rows).encode(), "why.txt": "".join(answers).encode()}


def record() -> None:
    """Write every story's `after`."""
    for story in STORIES:
        write_tree(golden(story), HERE / story / "after")
