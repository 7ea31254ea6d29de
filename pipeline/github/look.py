"""Look: what the forge holds before anything is written, read once a run."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from pipeline.github.forge import Forge
from pipeline.layout import paths
from pipeline.model.proposals import BotState, Pull
from pipeline.propose.objects import unpacked
from pipeline.propose.scopes import REFRESH
from pipeline.propose.state import read_note

RECONSIDER = "reconsider"
"""The label on a closed pull request that takes a person's no back."""


class Seen(NamedTuple):
    """The base, the bot's branches and pull requests, and what follows from them.

    `tree` is the catalog on the base; `known` is that with the inputs of open proposals in it:
    what a run starts from, so that nothing is asked or proposed twice. `own` has, by scope, the
    inputs that each open proposal brings. `declined` holds the fingerprints of what people closed.
    """

    base: str
    tree: dict[str, bytes]
    known: dict[str, bytes]
    branches: dict[str, str]
    pulls: tuple[Pull, ...]
    own: dict[str, dict[str, bytes | None]]
    declined: frozenset[str]

    @property
    def refreshes(self) -> dict[str, tuple[str, ...]]:
        """The paths of targeted proposals that are open."""
        return {scope: tuple(files) for scope, files in self.own.items() if scope.startswith(REFRESH)}

    def open_pulls(self) -> list[tuple[Pull, BotState | None]]:
        """Open pull requests on the bot's branches, with the note of each."""
        return [(p, note_of(p)) for p in self.pulls if p.state == "open"]


def look(forge: Forge) -> Seen:
    """Read the forge: the base's catalog, branches, pull requests and what is in them."""
    base = forge.base()
    branches = forge.branches()
    pulls = forge.pulls()
    blobs = _catalog(forge.tree(base))
    tree_bytes = forge.blobs(blobs.values())
    tree = {path: tree_bytes[blob] for path, blob in blobs.items()}
    known, own = dict(tree), {}
    for pull in pulls:
        note = note_of(pull)
        head = branches.get(pull.branch)
        if pull.state != "open" or note is None or head is None:
            continue
        brought = _brought(forge, note.base, head, blobs)
        own[note.scope] = brought
        for path, content in brought.items():
            if content is None:
                known.pop(path, None)
            else:
                known[path] = content
    return Seen(base, tree, known, branches, pulls, own, _declined(pulls))


def note_of(pull: Pull) -> BotState | None:
    """The bot's note in a pull request; nobody else's text is read for one."""
    return read_note(pull.body) if pull.by_bot else None


def _catalog(tree: Mapping[str, str]) -> dict[str, str]:
    return {path: blob for path, blob in tree.items() if paths.is_input(path) or paths.is_output(path)}


def _brought(forge: Forge, old_base: str, head: str, now: Mapping[str, str]) -> dict[str, bytes | None]:
    """The inputs that a branch changes against the base it was made on.

    Where main has moved on in the same object, main is right. Of the curated files only a
    family that main has not is the branch's own.
    """
    before, after = _catalog(forge.tree(old_base)), _catalog(forge.tree(head))
    changed = [
        path
        for path in sorted(before.keys() | after.keys())
        if paths.is_input(path) and before.get(path) != after.get(path) and before.get(path) == now.get(path)
        and (not path.startswith(paths.CURATED) or (path.startswith(paths.FAMILIES) and path not in now))
    ]  # fmt: skip
    content = forge.blobs(after[p] for p in changed if p in after)
    return {p: content[after[p]] if p in after else None for p in changed}


def _declined(pulls: Iterable[Pull]) -> frozenset[str]:
    """Fingerprints of what a person closed without merging, and has not taken back."""
    found: set[str] = set()
    for pull in pulls:
        note = note_of(pull)
        if pull.state == "closed" and note is not None and not note.closed and RECONSIDER not in pull.labels:
            found |= unpacked(note.objects)
    return frozenset(found)
