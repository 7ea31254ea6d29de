"""A pull request that renews one file of the code, such as the lock."""

from pathlib import Path
from typing import Final

from pipeline.github.commits import is_ours, signed
from pipeline.github.github_forge import GitHubForge
from pipeline.github.run import open_forge
from pipeline.settings import Settings

BRANCH: Final = "upkeep/{name}"
BODY: Final = (
    "Made by the scheduled workflow `upkeep`, which resolved `pyproject.toml` anew; hashes and all.\n\n"
    "`check` tests it like any change of code: without an App, press *Approve workflows to run*. "
    "To stop one version, bound it in `pyproject.toml` and close this.\n"
)


def renew(settings: Settings, path: str, title: str) -> str:
    """Propose the working tree's file where it differs from the base's; what was done, in words.

    Raises:
        Refused: GitHub will not.
    """
    forge = open_forge(settings, "github")
    assert isinstance(forge, GitHubForge)  # noqa: S101  that kind of forge was asked for
    base, new = forge.base(), (settings.root / path).read_bytes()
    if _content(forge, base, path) == new:
        return f"{path} is as new as it can be"
    branch = BRANCH.format(name=Path(path).stem)
    head = forge.head(branch)
    if head is not None:
        added = forge.commits(base, head)
        if not all(is_ours(one) for one in added):
            return f"left alone: a person wrote to {branch}"
        if len(added) == 1 and _content(forge, head, path) == new:
            return f"{forge.open_pull(branch, title, BODY, draft=False).url} says so already"
    forge.move(branch, forge.write_commit(base, {path: new}, signed(title, "upkeep", path, {path: new})), head)
    return f"proposed: {forge.open_pull(branch, title, BODY, draft=False).url}"


def _content(forge: GitHubForge, commit: str, path: str) -> bytes | None:
    blob = forge.tree(commit).get(path)
    return forge.blobs([blob])[blob] if blob is not None else None
