"""The group of the commands in commands.toml, none of which is imported before it is called."""

import atexit
import gc
import os
from pathlib import Path
from pkgutil import resolve_name
from typing import Final

import click

from pipeline.github.streams import guard
from pipeline.tables import table_beside

COMMANDS: Final[dict[str, list[str]]] = table_beside(__file__, "commands")
"""Name -> where the command is, what it does, and examples; in the order of a day's work."""


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
            formatter.write_dl([(name, words) for name, (_, words, *_) in COMMANDS.items()])


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
    # A catalog is thousands of small values without cycles: to look for garbage among them takes a fifth of `derive`.
    gc.set_threshold(100_000, 20, 100)
    atexit.register(gc.freeze)  # and nothing among them needs a last search before the process ends
    cli(prog_name="awesome")
