"""Run state where no disk lasts: an orphan branch of one commit, rewritten after each run.

`python -m pipeline.github.state_branch restore|save [--remote origin]`. Losing it costs requests,
never facts. Only the known topics are read and written: small JSON objects, whoever made them.
"""

import json
import os
from pathlib import Path
from typing import Final

import click

from pipeline.github.git import BOT, Git, credentials
from pipeline.github.streams import guard
from pipeline.model.outcomes import GitFailed
from pipeline.settings import Settings, read_settings
from pipeline.store.tree import write_atomically

BRANCH: Final = "catalog-bot/state"
TOPICS: Final = ("boards", "discovery", "hub", "links", "papers", "repositories", "sources")
LARGEST: Final = 4 * 1024 * 1024
"""Bytes of one topic."""


class NoState(Exception):  # noqa: N818  it says what is the case
    """The branch could not be read or written; the reason is git's."""


def restore(settings: Settings, remote: str = "origin") -> tuple[str, ...]:
    """Bring the branch's topics into the state folder; what it has not, or has in no usable form, is left alone."""
    git = Git(settings.root, secret=credentials(settings.github_server, settings.github_token))
    try:
        git.run("fetch", "--quiet", "--depth=1", "--no-tags", remote, f"refs/heads/{BRANCH}")
        tree = git.tree("FETCH_HEAD")
        found = {t: git.blobs([tree[f"{t}.json"]])[tree[f"{t}.json"]] for t in TOPICS if f"{t}.json" in tree}
    except GitFailed as failed:
        raise NoState(str(failed)) from failed
    taken = {t: data for t, data in found.items() if _usable(data)}
    for topic, data in taken.items():
        write_atomically(settings.state / f"{topic}.json", data)
    return tuple(sorted(taken))


def save(settings: Settings, remote: str = "origin") -> tuple[str, ...]:
    """Replace the branch by one commit of the state folder's topics.

    Raises:
        NoState: git refused.
    """
    git = Git(settings.root, secret=credentials(settings.github_server, settings.github_token))
    topics = {t: data for t in TOPICS if _usable(data := _read(settings.state / f"{t}.json"))}
    who = {f"GIT_{role}_{what}": value for role in ("AUTHOR", "COMMITTER")
           for what, value in (("NAME", BOT.name), ("EMAIL", BOT.email))}  # fmt: skip
    try:
        lines = []
        for topic, data in sorted(topics.items()):
            blob = git.run("hash-object", "-w", "--stdin", stdin=data).decode().strip()
            lines.append(f"100644 blob {blob}\t{topic}.json\n")
        tree = git.run("mktree", stdin="".join(lines).encode()).decode().strip()
        message = b"Run state: when sources were asked and last answered\n"
        commit = git.run("commit-tree", tree, stdin=message, extra=who).decode().strip()
        git.run("push", "--quiet", "--force", remote, f"{commit}:refs/heads/{BRANCH}")
    except GitFailed as failed:
        raise NoState(str(failed)) from failed
    return tuple(sorted(topics))


def _read(file: Path) -> bytes:
    try:
        return b"" if file.is_symlink() else file.read_bytes()
    except OSError:
        return b""


def _usable(data: bytes) -> bool:
    if not 0 < len(data) <= LARGEST:
        return False
    try:
        return isinstance(json.loads(data), dict)
    except (ValueError, RecursionError):
        return False


@click.command("python -m pipeline.github.state_branch")
@click.argument("what", type=click.Choice(["restore", "save"]))
@click.option("--root", type=click.Path(path_type=Path, file_okay=False), envvar="AWESOME_ROOT", default=Path())
@click.option("--remote", default="origin", show_default=True)
def main(what: str, root: Path, remote: str) -> None:
    """Bring the run state from its branch, or put it there. A branch that is not there yet is no error."""
    settings = read_settings(os.environ, root.resolve())
    try:
        topics = (restore if what == "restore" else save)(settings, remote)
    except NoState as error:
        if what == "save":
            raise click.ClickException(str(error)) from error
        click.echo(f"no run state: {error}")
        return
    click.echo(f"{what}d: {', '.join(topics) or 'nothing'}")


if __name__ == "__main__":
    guard()
    main()
