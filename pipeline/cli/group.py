"""The group of commands: their names and one line each, without importing any of them."""

import atexit
import gc
import os
from pathlib import Path
from pkgutil import resolve_name
from typing import Final

import click

from pipeline.github.streams import guard

COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "doctor": ("pipeline.cli.inspection:doctor", "Say what works from here, and what mends what does not."),
    "init": ("pipeline.cli.init:init", "Begin a list of your own in an empty repository."),
    "refresh": ("pipeline.cli.refresh:refresh", "Ask the sources, derive, and write or propose what changed."),
    "derive": ("pipeline.cli.refresh:derive", "Make the outputs from the inputs: no network, no clock."),
    "check": ("pipeline.cli.refresh:check", "Say whether the tree is valid and its own derivation; write nothing."),
    "audit": ("pipeline.cli.audit:audit", "Look for what cannot be right in the catalog."),
    "why": ("pipeline.cli.inspection:why", "Show where a value came from, and what else was heard."),
    "diff": ("pipeline.cli.inspection:diff", "Show what changed in the catalog since a commit, by meaning."),
    "extract": ("pipeline.cli.inspection:extract", "Read model cards on disk, line by line."),
    "add": ("pipeline.cli.add:add", "Draft a family from a repository, collection or paper; do what an issue form asks."),
    "pin": ("pipeline.cli.add:pin", "Hold a value against every source, with the reason."),
    "discover": ("pipeline.cli.discover:discover", "Find new checkpoints and families."),
    "export": ("pipeline.cli.export:export", "Write the catalog as JSON, CSV, Parquet and more."),
    "site": ("pipeline.cli.export:site", "Write the catalog as a static site."),
    "history": ("pipeline.cli.refresh:history", "Keep and import the standings of the past."),
    "run": ("flows.run:run", "Start a Prefect deployment, and follow it."),
    "publish": ("pipeline.cli.refresh:publish", "Propose what another job collected."),
    "rederive": ("pipeline.cli.refresh:rederive", "After main moved: derive open proposals again."),
    "review": ("pipeline.cli.inspection:review", "Judge a pull request: who may change what, and what follows."),
    "status": ("pipeline.cli.inspection:status", "Show when each source last succeeded."),
}
"""Name -> (where the command is, what it does), in the order of a day's work."""


class LazyGroup(click.Group):
    """Imports a command when it is called for."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """All commands."""
        return list(COMMANDS)

    def get_command(self, _ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command, imported now."""
        found: click.Command | None = resolve_name(COMMANDS[cmd_name][0]) if cmd_name in COMMANDS else None
        return found

    def format_commands(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands for --help, from the table above."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, words) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--root", type=click.Path(path_type=Path, file_okay=False), envvar="AWESOME_ROOT", default=Path(),
              help="The list's root; by default this folder.")  # fmt: skip
@click.version_option("0.1.0", prog_name="awesome")
@click.pass_context
def cli(ctx: click.Context, root: Path) -> None:
    """Keep an awesome list of language models true: every fact with its evidence.

    Exit codes: 0 done; 1 failed; 2 wrong usage or invalid input files (each fault named);
    4 done, but at least one source failed and its last snapshot was kept.
    """
    ctx.obj = root.resolve()


def main() -> None:
    """Run the command line; errors of the project become messages and exit codes."""
    guard()
    # Nothing here is a plugin of pydantic, and to look for one reads the metadata of every package that is installed.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # A catalog is thousands of small values that live until the end: looking for garbage among them
    # at the interpreter's own pace takes a fifth of the time that `derive` needs, and more as it grows.
    gc.set_threshold(100_000, 20, 100)
    atexit.register(gc.freeze)  # and nothing among them needs a last search before the process ends
    cli(prog_name="awesome")
