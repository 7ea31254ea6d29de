"""What a person's answers come to: one curated file as it is to be, checked before it is written."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from pipeline.layout.curated import Curated, parse_curated
from pipeline.layout.snapshots import Snapshots, parse_snapshots
from pipeline.model.outcomes import WrongUsage
from pipeline.store.tree import locked, write_changes

Tree = Mapping[str, bytes]


class WrongPart(WrongUsage):
    """Why a request is refused; `about` says which part of it is at fault."""

    def __init__(self, about: str, message: str) -> None:
        super().__init__(message)
        self.about = about


class Edit(NamedTuple):
    """A file of the list as it is to be: its path, its text, the family or board, and what to say about it."""

    path: str
    text: str
    slug: str
    summary: str
    notes: tuple[str, ...] = ()


class LoadedList(NamedTuple):
    """The list that is edited: its files, and what is read of them."""

    tree: Tree
    curated: Curated
    snapshots: Snapshots


def loaded_list(tree: Tree) -> LoadedList:
    """The list in a tree.

    Raises:
        InputFaults: its own files cannot be read.
    """
    return LoadedList(tree, parse_curated(tree), parse_snapshots(tree))


def write_edit(root: Path, tree: Tree, edit: Edit, *, dry_run: bool = False) -> None:
    """Check a person's file and write it, if it stands as it did in the tree that was read; its line ends stay on disk.

    Raises:
        InputFaults: the curated files are not right with it.
        WrongUsage: it was changed meanwhile.
    """
    parse_curated({**tree, edit.path: edit.text.encode()})
    if dry_run:
        return
    with locked(root):
        now = (root / edit.path).read_bytes() if (root / edit.path).exists() else b""
        if now.replace(b"\r\n", b"\n") != tree.get(edit.path, b"").replace(b"\r\n", b"\n"):
            raise WrongUsage(f"{edit.path} was changed meanwhile: nothing was written; run the command again")
        data = edit.text.encode().replace(b"\r\n", b"\n")
        write_changes(root, {edit.path: data.replace(b"\n", b"\r\n") if b"\r\n" in now else data})
