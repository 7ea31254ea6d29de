"""`awesome init`, `add` and `pin`: a list of one's own, with none of this list's data, and a person's word as an edit of a curated file."""

import contextlib
import re
import shutil
from pathlib import Path
from typing import Any, Final, TextIO

import click

from pipeline.cli.edge import command, families, fields, settings_of
from pipeline.kinds import LISTED
from pipeline.layout import paths
from pipeline.model.clean import clean
from pipeline.model.outcomes import GitFailed, WrongUsage

PROGRAM: Final = (
    "pipeline", "flows", ".github", "docs", "Makefile", "Dockerfile", "compose.yaml", "pyproject.toml", "requirements.lock",
    "prefect.toml", "prefect.yaml", ".gitignore", ".gitattributes", ".dockerignore", ".markdownlint-cli2.yaml", "LICENSE",
    "LICENSE-DATA", "CONTRIBUTING.md", "CODE_OF_CONDUCT.md",
)  # fmt: skip
"""What a list needs of this repository; tests and benchmarks stay with the program."""
LANGUAGES: Final = sorted(p.stem for p in (Path(__file__).parents[1] / "words").glob("*.toml"))


@command("add")
@click.argument("thing", metavar="[REPO|COLLECTION|ARXIV]", required=False)
@click.option("--form", type=click.File(encoding="utf-8-sig"), metavar="FILE", help="Do what a filled-in issue form asks; '-' reads standard input.")
@click.option("--family", metavar="SLUG", shell_complete=families, help="The family that it belongs to; without it a new family is drafted.")
@click.option("--slug", help="The new family's slug; by default made of its name.")
@click.option("--name", help="The new family's name; by default what its checkpoints have in common.")
@click.option("--organization", metavar="SLUG", help="Who makes it; by default whose repository it is.")
@click.option("--kind", type=click.Choice(list(LISTED)), help="What it is; by default what the Hub says.")
@click.option("--offline", is_flag=True, help="Ask nobody: draft from the id and these options alone.")
@click.option("--dry-run", is_flag=True, help="Print the file as it would be, write nothing.")
def add(root: Path, /, thing: str | None, *, form: TextIO | None, offline: bool, dry_run: bool, **wished: Any) -> None:  # noqa: ANN401
    """Name a checkpoint, collection or paper in a family's file, or draft a new family from it.

    An id or its address will do. The Hub is asked whether it is there, what it is, and which
    checkpoints are its siblings; its facts come with the next refresh. A file that exists keeps its
    comments, order and every other byte.
    """
    from pipeline.cli.add_form import edit_asked
    from pipeline.cli.edits import Wishes, add_thing, write_edit
    from pipeline.store.tree import read_tree

    if (thing is None) == (form is None):
        raise WrongUsage("name one thing (awesome add ORG/NAME), or give a filled-in issue form (awesome add --form FILE)")
    tree, wishes, settings = read_tree(root), Wishes(**wished), None if offline else settings_of(root)
    done = add_thing(tree, str(thing), wishes, settings) if form is None else edit_asked(form, tree, wishes, settings)
    if isinstance(done, str):
        click.echo(done)
        return
    write_edit(root, tree, done, dry_run=dry_run)
    if dry_run:
        click.echo(done.text, nl=not done.text.endswith("\n"))
    for line in (f"{'would write ' if dry_run else ''}{done.summary}", *done.notes):
        click.echo(clean(line, limit=600), err=dry_run)
    if not dry_run:
        asks = f"`awesome refresh --family {Path(done.path).stem}` asks for its facts; " if done.path.startswith(paths.FAMILIES) else ""
        click.echo(f"next: {asks}`awesome derive` shows it in the list")


@command("pin")
@click.argument("subject", metavar="FAMILY[/CHECKPOINT]", shell_complete=families)
@click.argument("field", shell_complete=fields)
@click.argument("value")
@click.option("--because", default="", help="Why the sources are wrong, in a few words. Needed.")
@click.option("--source", default="", metavar="URL", help="The page that shows it. Needed.")
@click.option("--was", default=None, metavar="VALUE", help="What the sources say; by default what they state now.")
def pin(root: Path, /, subject: str, field: str, value: str, **why: Any) -> None:  # noqa: ANN401  the options
    """Write a pin into a family's file: a correction that holds against every source.

    Lists are written with commas. The file keeps its comments, order and every other byte. When the
    sources no longer say what they said, `awesome audit` tells; the pin holds until it is taken out.
    """
    from pipeline.cli.edits import pin_value, write_edit
    from pipeline.store.tree import read_tree

    tree = read_tree(root)
    family, _, checkpoint = subject.partition("/")
    pinned = pin_value(tree, family, checkpoint, field, value, **why)
    write_edit(root, tree, pinned)
    click.echo("\n".join((pinned.summary, *pinned.notes)))
    click.echo("run `awesome derive` to see it in the list; take the [[pins]] entry out to undo it")


@command("init")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--name", required=True, help="What the list is called.")
@click.option("--maker", "makers", multiple=True, required=True, metavar="HUB", help="A maker to watch, as the Hub names it; repeatable.")
@click.option("--language", "languages", multiple=True, metavar="CODE", type=click.Choice(LANGUAGES),
              help="A language of its pages; by default all there are. Repeatable.")  # fmt: skip
@click.option("--family", "families", multiple=True, metavar="REPO", help="A first family, by one of its repositories; repeatable.")
def init(_root: Path, *, folder: Path, name: str, makers: tuple[str, ...], languages: tuple[str, ...], families: tuple[str, ...]) -> None:
    """Begin a list of your own in FOLDER, an empty repository: program, workflows, curated files, first families.

    The repository's name and default branch are those of FOLDER's git. The Hub is asked for the families'
    siblings; their facts come with the first refresh.
    """
    from pipeline.cli.edits import Wishes, add_thing, new_list
    from pipeline.http.policy import SourceTrouble
    from pipeline.layout.catalog import parse_curated
    from pipeline.sources.hub.discovery import unknown_makers
    from pipeline.store.tree import write_changes

    here, folder = Path(__file__).parents[2], folder.resolve()
    refusals = (
        (clean(name, limit=80) != name or not name.strip(),
         f"{name[:80]!r} cannot be a list's name: one line of at most 80 characters"),
        (folder.exists() and any(p.name != ".git" for p in folder.iterdir()),
         f"{folder} is not empty: a list of one's own begins in an empty repository"),
        (not (here / "Makefile").exists(),
         "call it from a clone of this program: an installed package has no workflows to copy"),
        (languages and "en" not in languages, "English is needed: pages fall back to it. Add --language en"),
    )  # fmt: skip
    for refused, why in refusals:
        if refused:
            raise WrongUsage(why)
    settings = settings_of(folder)
    tree = new_list(name, makers, families)
    try:
        if strangers := unknown_makers(makers, settings):
            raise WrongUsage(f"the Hub lists no model of {', '.join(strangers)}: it tells upper and lower case apart")
    except SourceTrouble as trouble:
        click.echo(f"the Hub could not be asked whether it has these makers: it {trouble.trouble}", err=True)
    for one in families:
        made = add_thing(tree, one, Wishes(), settings)
        if isinstance(made, str):
            click.echo(made)
        else:  # it is no draft, since a person named it
            text = re.sub(r"(?m)^draft = true\n|^# Draft, made by .*\n# prose, then take .*\n", "", made.text)
            tree[made.path] = text.encode()
    parse_curated(tree)
    _copy(here, folder, languages, settings.repository.partition("/")[0])
    write_changes(folder, tree)
    click.echo(f"{folder}: {name}, {len(makers)} maker(s), {len(families)} famil{'y' if len(families) == 1 else 'ies'}")
    click.echo(f"next: cd {folder}, make setup, make doctor, make refresh; then docs/setup.md")


def _copy(here: Path, folder: Path, languages: tuple[str, ...], owner: str) -> None:
    """The program, its workflows for the repository's own default branch, and its owner as the one who reviews."""
    from pipeline.github.git import Git

    folder.mkdir(parents=True, exist_ok=True)
    for name in PROGRAM:
        if (here / name).is_dir():
            shutil.copytree(here / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
        elif (here / name).exists():
            shutil.copy2(here / name, folder / name)
    for words in (folder / "pipeline" / "words").glob("*.toml"):
        if languages and words.stem not in languages:
            words.unlink()
    branch = ""
    with contextlib.suppress(GitFailed):  # no git here, or no repository
        branch = Git(folder).text("symbolic-ref", "--short", "HEAD")
    branch = branch if re.fullmatch(r"[A-Za-z0-9._/-]{1,200}", branch) else "main"
    for workflow in (folder / ".github" / "workflows").glob("*.yml"):
        text = workflow.read_text(encoding="utf-8")
        workflow.write_text(text.replace("branches: [main]", f'branches: ["{branch}"]'), encoding="utf-8")
    owners = f"*  @{owner}\n" if owner else "# *  @you: name those who review (docs/setup.md)\n"
    (folder / ".github" / "CODEOWNERS").write_text(owners, encoding="utf-8")
