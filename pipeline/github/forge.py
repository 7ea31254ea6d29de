"""What a forge holds before anything is written to it: base, branches, pull requests, and what follows from them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from pipeline.github.git import Git
from pipeline.layout import paths
from pipeline.model.proposals import BotState, Pull
from pipeline.propose.scopes import may_propose, unpacked
from pipeline.propose.wording import read_note

if TYPE_CHECKING:  # PyGithub takes half a second to import
    from pipeline.github.github_forge import GitHubForge
    from pipeline.github.local_forge import LocalForge

Forge: TypeAlias = "GitHubForge | LocalForge"
"""A place for branches and pull requests, read through a local repository (`git`); any of its verbs may raise Refused.

Every write is compare-and-swap (branches) or found before it is made (everything else), so that
doing it again after a lost answer changes nothing.
"""

RECONSIDER: Final = "reconsider"  # the label on a closed pull request that takes a person's no back


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

    def open_pulls(self) -> list[tuple[Pull, BotState | None]]:
        """Open pull requests on the bot's branches, with the note of each."""
        return [(p, note_of(p)) for p in self.pulls if p.state == "open"]


def read_remote(forge: Forge) -> RemoteState:
    """Read the forge: the base's catalog, branches, pull requests and what is in them."""
    base, branches, pulls = forge.base(), forge.branches(), forge.pulls()
    noted = [(pull, note) for pull in pulls if (note := note_of(pull)) is not None]
    opened = [(note, branches[pull.branch]) for pull, note in noted if pull.state == "open" and pull.branch in branches]
    forge.fetch(base, *branches.values(), *(note.base for note, _ in opened))
    blobs = catalog_blobs(forge.git.tree(base))
    tree = forge.git.contents(blobs)
    own: dict[str, dict[str, bytes | None]] = {}
    known: dict[str, bytes | None] = {**tree}
    for note, head in opened:
        own[note.scope] = _brought(forge.git, note.base, head, blobs)
        known |= own[note.scope]
    closed = [n for pull, n in noted if pull.state == "closed" and RECONSIDER not in pull.labels and not n.closed]
    declined = frozenset(one for note in closed for one in unpacked(note.objects + note.rows))
    whole = {path: content for path, content in known.items() if content is not None}
    return RemoteState(forge, base, tree, whole, branches, pulls, own, declined)


def note_of(pull: Pull) -> BotState | None:
    """The bot's note in a pull request; nobody else's text is read for one."""
    return read_note(pull.body) if pull.by_bot else None


def catalog_blobs(tree: Mapping[str, str]) -> dict[str, str]:
    """The catalog's files in a tree of blobs."""
    return {path: blob for path, blob in tree.items() if paths.is_input(path) or paths.is_output(path)}


def _brought(git: Git, old_base: str, head: str, now: Mapping[str, str]) -> dict[str, bytes | None]:
    """The inputs that a branch changes against the base it was made on.

    Where main has moved on in the same object, main is right. Of the curated files only a
    family that main has not is the branch's own.
    """
    before, after = catalog_blobs(git.tree(old_base)), catalog_blobs(git.tree(head))
    changed = [
        path
        for path in sorted(before.keys() | after.keys())
        if before.get(path) != after.get(path) and before.get(path) == now.get(path) and may_propose(path, now)
    ]  # fmt: skip
    content = git.contents({path: after[path] for path in changed if path in after})
    return {path: content.get(path) for path in changed}
