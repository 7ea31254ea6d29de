"""`awesome … --help`: light, complete, with examples as lines."""

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from pipeline.cli.group import COMMANDS, cli

HEAVY = ("pydantic", "prefect", "huggingface_hub", "requests", "pyarrow", "rich", "tomlkit", "pipeline.derive", "pipeline.refresh")


def test_no_command_s_help_imports_what_the_command_needs() -> None:
    """All modules of commands together: click, and the project's own tables."""
    places = sorted({place.partition(":")[0] for place, _ in COMMANDS.values()})
    words = f"import sys, {', '.join(places)}; print(*[m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_does(name: str) -> None:
    """The line of the overview, every option with a word, and no markup of the source."""
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    shown = CliRunner().invoke(cli, [name, "--help"])
    assert shown.exit_code == 0
    assert "\b" not in shown.output
    assert "\\b" not in shown.output
    assert all(p.help for p in command.params if isinstance(p, click.Option))


def test_examples_stand_in_lines_of_their_own() -> None:
    """As they are typed."""
    shown = CliRunner().invoke(cli, ["refresh", "--help"]).output
    assert "\n  awesome refresh --publish local                  branches and pull request bodies, no account\n" in shown
