"""A tree of files as it stands in a folder."""

from collections.abc import Mapping
from pathlib import Path


def write_tree(tree: Mapping[str, bytes], folder: Path) -> Path:
    """The files of a tree in a folder; the folder."""
    for path, data in tree.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder
