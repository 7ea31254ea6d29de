"""What the forge holds before anything is written, read once a run."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from pipeline.github.forge import Forge
from pipeline.layout import paths
from pipeline.model.proposals import BotState, Pull
from pipeline.propose.note import read_note
from pipeline.propose.objects import unpacked
from pipeline.propose.scopes import holds_its_objects

RECONSIDER: Final = "reconsider"
"""The label on a closed pull request that takes a person's no back."""


class RemoteState(NamedTuple):
    """A forge's base, the bot's branches and pull requests, and what follows from them.

    `tree` is the catalog on the base; `known` is that with the inputs of open proposals in it:
    what a run starts from, so that nothing is asked or proposed twice. `own` has, by scope, the
    inputs that each open proposal brings. `declined` holds the fingerprints of what people closed.
    """

    forge: Forge
    base: str
    tree: dict[str, bytes]
    known: dict[str, bytes]
    branches: dict[str, str]
    pulls: tuple[Pull, ...]
    own: dict[str, dict[str, bytes | None]]
    declined: frozenset[str]

    @property
    def held(self) -> dict[str, tuple[str, ...]]:
        """The paths of open proposals that keep what is in them."""
        return {scope: tuple(files) for scope, files in self.own.items() if holds_its_objects(scope)}

    def open_pulls(self) -> list[tuple[Pull, BotState | None]]:
        """Open pull requests on the bot's branches, with the note of each."""
        return [(p, note_of(p)) for p in self.pulls if p.state == "open"]


def read_remote(forge: Forge) -> RemoteState:
    """Read the forge: the base's catalog, branches, pull requests and what is in them."""
    base = forge.base()
    branches = forge.branches()
    pulls = forge.pulls()
    whole = forge.tree(base)
    tree, blobs = catalog_of(forge, whole), _catalog(whole)
    known = dict(tree)
    own: dict[str, dict[str, bytes | None]] = {}
    for pull in pulls:
        note = note_of(pull)
        head = branches.get(pull.branch)
        if pull.state == "open" and note is not None and head is not None:
            own[note.scope] = _brought(forge, note.base, head, blobs)
            known = {p: c for p, c in {**known, **own[note.scope]}.items() if c is not None}
    closed = [n for p in pulls if p.state == "closed" and RECONSIDER not in p.labels and (n := note_of(p)) and not n.closed]
    declined = frozenset(one for note in closed for one in unpacked(note.objects + note.rows))
    return RemoteState(forge, base, tree, known, branches, pulls, own, declined)


def note_of(pull: Pull) -> BotState | None:
    """The bot's note in a pull request; nobody else's text is read for one."""
    return read_note(pull.body) if pull.by_bot else None


def catalog_of(forge: Forge, tree: Mapping[str, str]) -> dict[str, bytes]:
    """The catalog's files in a tree of blobs."""
    blobs = _catalog(tree)
    content = forge.blobs(blobs.values())
    return {path: content[blob] for path, blob in blobs.items()}


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
