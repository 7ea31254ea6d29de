"""What the workflows do besides the commands: `python -m pipeline.github restore|save|statuses|renew`.

Run state, where no disk lasts, is on an orphan branch of one commit, rewritten after each run. Losing it costs requests,
never facts. Only the known topics are read and written: small JSON objects, whoever made them.
"""

import json
import os
import sys
from pathlib import Path
from typing import Final

import click

from pipeline.github.commits import is_ours, signed
from pipeline.github.git import Git, credentials
from pipeline.github.github_forge import GitHubForge
from pipeline.github.run import open_forge
from pipeline.github.statuses import post
from pipeline.github.streams import guard
from pipeline.model.outcomes import FAILED, GitFailed, Refused
from pipeline.model.reports import RunReport
from pipeline.settings import Settings, SettingsError, read_settings
from pipeline.store.tree import write_atomically

BRANCH: Final = "catalog-bot/state"
TOPICS: Final = ("boards", "discovery", "hub", "links", "papers", "repositories", "sources")
LARGEST: Final = 4 * 1024 * 1024
"""Bytes of one topic."""


def restore(settings: Settings, remote: str = "origin") -> tuple[str, ...]:
    """Bring the branch's topics into the state folder; what it has not, or has in no usable form, is left alone.

    Raises:
        GitFailed: there is no such branch, or git refused.
    """
    git = Git(settings.root, secret=credentials(settings.github_server, settings.github_token))
    git.run("fetch", "--quiet", "--depth=1", "--no-tags", remote, f"refs/heads/{BRANCH}")
    tree = git.tree("FETCH_HEAD")
    found = {t: git.blobs([tree[f"{t}.json"]])[tree[f"{t}.json"]] for t in TOPICS if f"{t}.json" in tree}
    taken = {t: data for t, data in found.items() if _usable(data)}
    for topic, data in taken.items():
        write_atomically(settings.state / f"{topic}.json", data)
    return tuple(sorted(taken))


def save(settings: Settings, remote: str = "origin") -> tuple[str, ...]:
    """Replace the branch by one commit of the state folder's topics.

    Raises:
        GitFailed: git refused.
    """
    git = Git(settings.root, secret=credentials(settings.github_server, settings.github_token))
    topics = {t: data for t in TOPICS if _usable(data := _read(settings.state / f"{t}.json"))}
    message = "Run state: when sources were asked and last answered\n"
    commit = git.write_commit(None, {f"{topic}.json": data for topic, data in topics.items()}, message)
    git.run("push", "--quiet", "--force", remote, f"{commit}:refs/heads/{BRANCH}")
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


UPKEEP: Final = "upkeep/{name}"
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
    branch = UPKEEP.format(name=Path(path).stem)
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


@click.group("python -m pipeline.github")
@click.option("--root", type=click.Path(path_type=Path, file_okay=False), envvar="AWESOME_ROOT", default=Path())
@click.pass_context
def main(ctx: click.Context, root: Path) -> None:
    """One step of a workflow; exit code 1 where GitHub or git refuses."""
    ctx.obj = read_settings(os.environ, root.resolve())


@main.command("restore")
@click.pass_context
def restored(ctx: click.Context) -> None:
    """Bring the run state from its branch; one that is not there yet is no error."""
    try:
        click.echo(f"restored: {', '.join(restore(ctx.obj)) or 'nothing'}")
    except GitFailed as error:
        click.echo(f"no run state: {error}")


@main.command("save")
@click.pass_context
def saved(ctx: click.Context) -> None:
    """Put the run state on its branch."""
    click.echo(f"saved: {', '.join(save(ctx.obj)) or 'nothing'}")


@main.command("statuses")
@click.argument("report", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--run-url", envvar="RUN_URL", default="", help="Where the run that checked can be seen.")
@click.pass_context
def statuses(ctx: click.Context, report: Path, run_url: str) -> None:
    """Check the proposals in a run's REPORT and post a status on the head of each."""
    bad = post(ctx.obj, RunReport.model_validate_json(report.read_bytes()), run_url)
    for line in bad:
        click.echo(line, err=True)
    sys.exit(FAILED if bad else 0)


@main.command("renew")
@click.argument("path")
@click.option("--title", required=True)
@click.pass_context
def renewed(ctx: click.Context, path: str, title: str) -> None:
    """Propose PATH as it is in the working tree."""
    click.echo(renew(ctx.obj, path, title))


if __name__ == "__main__":
    guard()
    try:
        main()
    except (Refused, GitFailed, SettingsError, OSError) as failed:
        click.echo(str(failed), err=True)
        sys.exit(FAILED)
