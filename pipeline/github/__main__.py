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

from pipeline.github.git import Git, credentials
from pipeline.github.lifecycle import is_ours, signed
from pipeline.github.run import open_forge, post
from pipeline.github.streams import guard
from pipeline.model.outcomes import DONE, GitFailed, Refused, WrongUsage
from pipeline.model.reports import RunReport
from pipeline.propose.wording import TEXTS
from pipeline.settings import Settings, read_settings
from pipeline.store.tree import write_atomically

BRANCH: Final = "catalog-bot/state"
TOPICS: Final = ("boards", "discovery", "hub", "links", "papers", "repositories", "sources")
LARGEST: Final = 4 * 1024 * 1024  # bytes of one topic
REMOTE: Final = "origin"


def _git(settings: Settings) -> Git:
    return Git(settings.root, secret=credentials(settings.github_server, settings.github_token))


def _usable(data: bytes) -> bool:
    try:
        return len(data) <= LARGEST and isinstance(json.loads(data), dict)
    except (ValueError, RecursionError):
        return False


@click.group("python -m pipeline.github")
@click.option("--root", type=click.Path(path_type=Path, file_okay=False), envvar="AWESOME_ROOT", default=Path())
@click.pass_context
def main(ctx: click.Context, root: Path) -> None:
    """One step of a workflow; exit code 1 where GitHub or git refuses."""
    ctx.obj = read_settings(os.environ, root.resolve())


@main.command()
@click.pass_obj
def restore(settings: Settings) -> None:
    """Bring the run state from its branch into the state folder; where there is none yet, nothing.

    What the branch has not, or has in no usable form, is left alone.
    """
    git = _git(settings)
    try:
        git.run("fetch", "--quiet", "--depth=1", "--no-tags", REMOTE, f"refs/heads/{BRANCH}")
    except GitFailed as error:
        click.echo(f"no run state: {error}")
        return
    found = git.files("FETCH_HEAD", {f"{topic}.json" for topic in TOPICS}.__contains__)
    taken = {name: data for name, data in sorted(found.items()) if _usable(data)}
    for name, data in taken.items():
        write_atomically(settings.state / name, data)
    click.echo(f"restored: {', '.join(name.removesuffix('.json') for name in taken) or 'nothing'}")


@main.command()
@click.pass_obj
def save(settings: Settings) -> None:
    """Put the state folder's topics on their branch, as its one commit."""
    git = _git(settings)
    files = [file for topic in TOPICS if (file := settings.state / f"{topic}.json").is_file() and not file.is_symlink()]
    kept = {file.name: data for file in files if _usable(data := file.read_bytes())}
    commit = git.write_commit(None, kept, "Run state: when sources were asked and last answered\n")
    git.run("push", "--quiet", "--force", REMOTE, f"{commit}:refs/heads/{BRANCH}")
    click.echo(f"saved: {', '.join(name.removesuffix('.json') for name in kept) or 'nothing'}")


@main.command("statuses")
@click.argument("report", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--run-url", envvar="RUN_URL", default="", help="Where the run that checked can be seen.")
@click.pass_obj
def statuses(settings: Settings, report: Path, run_url: str) -> None:
    """Check the proposals in a run's REPORT and post a status on the head of each."""
    sys.exit("\n".join(post(settings, RunReport.model_validate_json(report.read_bytes()), run_url)) or DONE)


@main.command()
@click.argument("path")
@click.option("--title", required=True)
@click.pass_obj
def renew(settings: Settings, path: str, title: str) -> None:
    """Propose PATH as it is in the working tree, where it differs from the base's."""
    forge = open_forge(settings, "github")
    new, branch = (settings.root / path).read_bytes(), f"upkeep/{Path(path).stem}"
    base, head = forge.base(), forge.branches(branch).get(branch)
    forge.fetch(base, *filter(None, (head,)))
    added = forge.git.commits(base, head) if head is not None else ()
    proposed = head is not None and len(added) == 1 and forge.git.files(head, path.__eq__).get(path) == new
    if forge.git.files(base, path.__eq__).get(path) == new:
        click.echo(f"{path} is as new as it can be")
    elif not all(map(is_ours, added)):
        click.echo(f"left alone: a person wrote to {branch}")
    else:
        if not proposed:
            forge.move(branch, forge.write_commit(base, {path: new}, signed(title, {path: new})), head)
        url = forge.open_pull(branch, title, TEXTS["renewed"], draft=False).url
        click.echo(f"{url} says so already" if proposed else f"proposed: {url}")


if __name__ == "__main__":
    guard()
    try:
        main()
    except (Refused, GitFailed, WrongUsage, OSError) as failed:
        sys.exit(str(failed))
