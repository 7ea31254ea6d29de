"""Parts of small catalogs: TOML and JSON as files of a tree."""

from datetime import date
from pathlib import Path
from typing import Any, Final

from pipeline.layout import kinds, paths
from pipeline.layout.canonical import dumps
from pipeline.layout.kinds import FileKind
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


def snapshot(kind: FileKind[Any], identity: str, facts: dict[str, Any], **more: Any) -> Tree:
    """A snapshot's file."""
    return {kind.path(identity): dumps({"facts": facts, "receipt": RECEIPT, **more})}


def hub(checkpoint: str, state: str = "present", moved_to: str | None = None, **facts: Any) -> Tree:
    """A checkpoint's snapshot."""
    return snapshot(kinds.CHECKPOINTS, checkpoint, {"id": checkpoint, **facts}, state=state, moved_to=moved_to)


def card(checkpoint: str, *, role: str | None = "pretrained", state: str = "read", **claims: Any) -> Tree:
    """What a card states, each value on a line of its own."""
    stored = {field: [{"value": value, "line": line, "rule": "test"}] for line, (field, value) in enumerate(claims.items(), 1)}
    facts = {"id": checkpoint, "reader": 1, "kind": "llm", "role": role, "claims": stored}
    return snapshot(kinds.CARDS, checkpoint, facts, state=state)


def paper(identity: str, title: str, abstract: str = "", **facts: Any) -> Tree:
    """A paper's snapshot."""
    return snapshot(kinds.PAPERS, identity, {"id": identity, "title": title, "abstract": abstract, **facts})


def repository(asked: str, identity: str = "", state: str = "present", **facts: Any) -> Tree:
    """A code repository's snapshot."""
    return snapshot(kinds.REPOSITORIES, asked, {"id": identity or asked, "asked": asked, **facts}, state=state)


def link(url: str, state: str, final_url: str | None = None, status: int | None = None) -> Tree:
    """Where a link led when it was last asked."""
    return snapshot(kinds.LINKS, url, {"url": url, "final_url": final_url, "status": status}, state=state)


def collection(slug: str, *items: str, state: str = "present") -> Tree:
    """What a collection holds."""
    return snapshot(kinds.COLLECTIONS, slug, {"slug": slug, "items": {item: {"type": "model"} for item in items}}, state=state)


def edition(slug: str, day: str) -> Tree:
    """One edition of a board, with one row."""
    rows = {"a": {"name": "a", "scores": {"score": {"value": 1.0}}}}
    return snapshot(kinds.BOARDS, slug, {"slug": slug, "edition": day, "columns": ["model", "score"], "rows": rows})


def tree_of(*parts: Tree) -> Tree:
    """The parts as one tree, with two organisations."""
    whole: Tree = {paths.ORGANIZATIONS: ORGANIZATIONS.encode()}
    for part in parts:
        whole |= part
    return whole


def write_parts(root: Path, *parts: Tree) -> Path:
    """The parts as one tree in a folder; the folder."""
    return write_tree(tree_of(*parts), root)
