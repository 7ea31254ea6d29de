"""Parts of small catalogs: TOML and JSON as files of a tree."""

from datetime import date
from pathlib import Path
from typing import Any, Final

from pipeline.layout import kinds, paths
from pipeline.layout.canonical import dumps
from tests.on_disk import write_tree

TODAY: Final = date(2026, 11, 22)
RECEIPT: Final = {"url": "https://example.org/", "sha256": "0" * 64, "size": 1}
ORGANIZATIONS: Final = """
[organizations.acme]
name = "Acme"
hub = ["acme"]
github = ["AcmeLab"]

[organizations.other]
name = "Other"
hub = ["other"]
github = ["other"]
"""

Tree = dict[str, bytes]


def family(slug: str, body: str = "", *, name: str = "", organization: str = "acme", kind: str = "llm") -> Tree:
    """A family's file."""
    text = f'slug = "{slug}"\nname = "{name or slug}"\norganization = "{organization}"\nkind = "{kind}"\n{body}\n'
    return {kinds.FAMILIES.path(slug): text.encode()}


def board(slug: str, body: str, name: str = "A board") -> Tree:
    """A leaderboard's file."""
    return {f"{paths.BOARDS}{slug}.toml": f'slug = "{slug}"\nname = "{name}"\n{body}\n'.encode()}


def benchmark(slug: str, body: str, name: str = "A benchmark") -> Tree:
    """A benchmark's file."""
    return {f"{paths.BENCHMARKS}{slug}.toml": f'slug = "{slug}"\nname = "{name}"\n{body}\n'.encode()}


def hub(checkpoint: str, state: str = "present", moved_to: str | None = None, **facts: Any) -> Tree:
    """A checkpoint's snapshot."""
    value = {"facts": {"id": checkpoint, **facts}, "receipt": RECEIPT, "state": state, "moved_to": moved_to}
    return {kinds.CHECKPOINTS.path(checkpoint): dumps(value)}


def card(checkpoint: str, *, role: str | None = "pretrained", state: str = "read", **claims: Any) -> Tree:
    """What a card states, each value on a line of its own."""
    stored = {
        field: [{"value": value, "line": line, "rule": "test"}] for line, (field, value) in enumerate(claims.items(), 1)
    }
    facts = {"id": checkpoint, "reader": 1, "kind": "llm", "role": role, "claims": stored}
    return {kinds.CARDS.path(checkpoint): dumps({"facts": facts, "receipt": RECEIPT, "state": state})}


def paper(identity: str, title: str, abstract: str = "", **facts: Any) -> Tree:
    """A paper's snapshot."""
    value = {"facts": {"id": identity, "title": title, "abstract": abstract, **facts}, "receipt": RECEIPT}
    return {kinds.PAPERS.path(identity): dumps(value)}


def repository(asked: str, identity: str = "", state: str = "present", **facts: Any) -> Tree:
    """A code repository's snapshot."""
    value = {"facts": {"id": identity or asked, "asked": asked, **facts}, "receipt": RECEIPT, "state": state}
    return {kinds.REPOSITORIES.path(asked): dumps(value)}


def link(url: str, state: str, final_url: str | None = None, status: int | None = None) -> Tree:
    """Where a link led when it was last asked."""
    facts = {"url": url, "final_url": final_url, "status": status}
    return {kinds.LINKS.path(url): dumps({"facts": facts, "receipt": RECEIPT, "state": state})}


def collection(slug: str, *items: str, state: str = "present") -> Tree:
    """What a collection holds."""
    facts = {"slug": slug, "items": {item: {"type": "model"} for item in items}}
    return {kinds.COLLECTIONS.path(slug): dumps({"facts": facts, "receipt": RECEIPT, "state": state})}


def edition(slug: str, day: str) -> Tree:
    """One edition of a board, with one row."""
    rows = {"a": {"name": "a", "scores": {"score": {"value": 1.0}}}}
    facts = {"slug": slug, "edition": day, "columns": ["model", "score"], "rows": rows}
    return {kinds.BOARDS.path(slug): dumps({"facts": facts, "receipt": RECEIPT})}


def tree_of(*parts: Tree) -> Tree:
    """The parts as one tree, with two organisations."""
    whole: Tree = {paths.ORGANIZATIONS: ORGANIZATIONS.encode()}
    for part in parts:
        whole |= part
    return whole


def write_parts(root: Path, *parts: Tree) -> Path:
    """The parts as one tree in a folder; the folder."""
    return write_tree(tree_of(*parts), root)
