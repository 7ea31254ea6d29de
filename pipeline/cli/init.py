"""`awesome init`: a list of one's own in an empty repository, with this program and none of this list's data."""

import contextlib
import re
import shutil
from pathlib import Path
from typing import Final

import click

from pipeline.cli.edge import command, settings_of
from pipeline.model.outcomes import GitFailed, WrongUsage

PROGRAM: Final = (
    "pipeline", "flows", ".github", "docs", "Makefile", "Dockerfile", "compose.yaml", "pyproject.toml", "requirements.lock",
    "prefect.toml", "prefect.yaml", ".gitignore", ".gitattributes", ".dockerignore", ".markdownlint-cli2.yaml", "LICENSE",
    "LICENSE-DATA", "CONTRIBUTING.md", "CODE_OF_CONDUCT.md",
)  # fmt: skip
"""What a list needs of this repository; tests and benchmarks stay with the program."""
LANGUAGES: Final = sorted(p.stem for p in (Path(__file__).parents[1] / "words").glob("*.toml"))


@command("init", examples="""
    awesome init my-list --name "Awesome Nordic LLMs" --maker AI-Sweden-Models --maker NorwAI
    awesome init . --name "Awesome small LLMs" --language en --maker Qwen --family Qwen/Qwen2.5-7B
    """)
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
    from pipeline.cli.edits import Wishes, add_thing
    from pipeline.http.policy import SourceTrouble
    from pipeline.layout.curated import parse_curated
    from pipeline.model.clean import clean
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
    tree = _curated(name, makers, families)
    try:
        strangers = unknown_makers(makers, settings)
    except SourceTrouble as trouble:
        strangers = []
        click.echo(f"the Hub could not be asked whether it has these makers: it {trouble.trouble}", err=True)
    if strangers:
        raise WrongUsage(f"the Hub lists no model of {', '.join(strangers)}: it tells upper and lower case apart")
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


def _curated(name: str, makers: tuple[str, ...], families: tuple[str, ...]) -> dict[str, bytes]:
    """The curated files but for the families: makers, what is watched, the list's name."""
    from pipeline.cli.edits import read_thing
    from pipeline.edit.curated_file import quoted
    from pipeline.kinds import LISTED
    from pipeline.layout import paths
    from pipeline.names.words import slug_of

    named = (name.partition("/")[0] for kind, name in map(read_thing, families) if kind != "papers")
    owners = list(dict.fromkeys([*makers, *named]))
    for owner in owners:
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}", owner) or not slug_of(owner):
            raise WrongUsage(f"{owner[:80]!r} is no maker's name on the Hub: the part before the slash of its repositories")
    # The front page bears the list's name; the page of another kind says which kind it is of.
    titles = {kind: f"{name}: {one.words['en'].full}" if place else name for place, (kind, one) in enumerate(LISTED.items())}
    lists = "".join(f"\n[{kind}]\ntitle = {{ en = {quoted(title)} }}\n" for kind, title in titles.items())
    texts = {
        paths.ORGANIZATIONS: "".join(
            f"[organizations.{quoted(slug_of(o))}]\nname = {quoted(o)}\nhub = [{quoted(o)}]\n\n" for o in owners
        ),
        paths.WATCH: f"# Makers whose new models are proposed.\norganizations = [{', '.join(map(quoted, makers))}]\n",
        paths.SECTIONS: f'# site = "https://…": where the site is served, once it is.\nname = {quoted(name)}\n{lists}',
    }
    return {path: text.encode() for path, text in texts.items()}


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
