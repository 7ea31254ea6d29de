"""`awesome diff`: what changed in the catalog since a commit, by meaning and not by line."""

from pathlib import Path

import click

from pipeline.cli.edge import command, json_option, print_answer, root_of
from pipeline.model.clean import clean
from pipeline.model.outcomes import GitFailed, WrongUsage


@command("diff", examples="""
    awesome diff                   # since the last commit
    awesome diff main~7 --json
    """)
@click.argument("rev", default="HEAD")
@json_option("One JSON object: {changes: […]}.")
@click.pass_context
def diff(ctx: click.Context, rev: str, *, as_json: bool) -> None:
    """Show what changed between a git revision and the working tree: families, facts, licences, standings, links."""
    from pipeline.changes.trees import COMPARED, compare_trees
    from pipeline.cli.report_text import change_lines
    from pipeline.layout.canonical import dumps
    from pipeline.store.tree import read_tree

    root = root_of(ctx)
    after = {p: data for p, data in read_tree(root).items() if p.startswith(COMPARED)}
    changes = compare_trees(_tree_at(root, rev, COMPARED), after)
    plain = dumps({"changes": [c.model_dump(mode="json") for c in changes]})
    print_answer(plain, change_lines(changes, most=len(changes)), as_json=as_json)


def _tree_at(root: Path, rev: str, folders: tuple[str, ...]) -> dict[str, bytes]:
    """The files below folders, as they stood at a revision.

    Raises:
        WrongUsage: there is no such revision, or the folder is in no repository.
    """
    from pipeline.github.git import Git

    git = Git(root)
    try:
        prefix = git.text("rev-parse", "--show-prefix")
    except GitFailed as error:
        raise WrongUsage(f"{root} is in no git repository ({clean(str(error), limit=200)}): give --root") from error
    try:
        commit = git.text("rev-parse", "--verify", "--quiet", "--end-of-options", f"{rev}^{{commit}}")
    except GitFailed as error:
        raise WrongUsage(f"git knows no revision {rev!r}: give a commit, branch or tag") from error
    return git.files(commit, lambda path: path.startswith(folders), prefix)
