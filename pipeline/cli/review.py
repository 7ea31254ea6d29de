"""`awesome review`: whether a pull request changes only what its author may, and what follows from it."""

import os
import sys
from pathlib import Path

import click

from pipeline.cli.edge import command, root_of
from pipeline.layout import paths
from pipeline.model.outcomes import FAILED, GitFailed, WrongUsage


@command("review", examples="""
    awesome review HEAD                   # what is in the working tree since the last commit
    """)
@click.argument("base")
@click.option("--by-bot", is_flag=True, help="The pull request is the bot's own.")
@click.option("--summary", "out", type=click.Path(path_type=Path, dir_okay=False), envvar="GITHUB_STEP_SUMMARY",
              help="Append the review here, as Markdown.")  # fmt: skip
@click.pass_context
def review(ctx: click.Context, *, base: str, by_bot: bool, out: Path | None) -> None:
    """Judge the working tree against the commit BASE (the pull request's merge base)."""
    from pipeline.github.git import Git
    from pipeline.review import review as judge
    from pipeline.review import summary
    from pipeline.store.tree import read_tree, write_atomically

    root = root_of(ctx)
    git = Git(root)
    try:
        commit = git.text("merge-base", base, "HEAD")
    except GitFailed as failed:
        raise WrongUsage(str(failed)) from failed
    head = read_tree(root)
    before = git.files(commit, lambda path: paths.is_input(path) or paths.is_output(path))
    changed = {p: head.get(p) for p in git.text("diff", "--name-only", "-z", "--no-renames", commit).split("\0") if p}
    found = judge(changed, before, head, by_bot=by_bot)
    text = summary(found)
    if out is not None:
        earlier = out.read_bytes() if out.exists() else b""
        write_atomically(out, earlier + text.encode())
    else:
        click.echo(text)
    if "GITHUB_OUTPUT" in os.environ:
        with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as file:
            file.write(f"code={'true' if found.code else 'false'}\n")
    for path, why in found.refusals:
        click.echo(f"{path}: {why}", err=True)
    sys.exit(FAILED if found.refusals else 0)
