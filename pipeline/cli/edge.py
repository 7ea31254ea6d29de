"""What commands share: the root, settings, and errors turned into messages and exit codes."""

import contextlib
import inspect
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click

from pipeline.model.clean import clean
from pipeline.model.findings import InputFaults
from pipeline.model.outcomes import FAILED, WRONG_INPUT, GitFailed, Refused, WrongUsage
from pipeline.settings import Settings, SettingsError, read_settings
from pipeline.store.tree import NotATree, TreeBusy
from pipeline.why import UnknownSubject


class WrongPart(WrongUsage):
    """Why a request is refused; `about` says which part of it is at fault."""

    def __init__(self, about: str, message: str) -> None:
        super().__init__(message)
        self.about = about


class ListCommand(click.Command):
    """A command on a list: it takes --root after its name as well as before it, and shows its examples line by line."""

    def __init__(self, *arguments: Any, examples: str = "", **named: Any) -> None:  # noqa: ANN401  click's own
        super().__init__(*arguments, **named)
        self.examples = inspect.cleandoc(examples).splitlines()
        self.params.append(
            click.Option(
                ["--root", "root_here"],
                type=click.Path(path_type=Path, file_okay=False),
                expose_value=False,
                callback=_set_root,
                help="The list's root; by default this folder (or AWESOME_ROOT).",
            )
        )

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The examples, for --help."""
        if self.examples:
            with formatter.section("Examples"):
                formatter.write("".join(f"  {line}\n" for line in self.examples))
        super().format_epilog(ctx, formatter)


def command(name: str, *, examples: str = "") -> Callable[[Callable[..., None]], ListCommand]:
    """Make a function a command of the list, with examples as lines for its help."""
    return click.command(name, cls=ListCommand, examples=examples)


def _set_root(ctx: click.Context, _param: click.Parameter, value: Path | None) -> None:
    if value is not None:
        ctx.obj = value


def root_of(ctx: click.Context) -> Path:
    """The list's root for this command."""
    return (ctx.obj if isinstance(ctx.obj, Path) else Path()).resolve()


def settings_of(ctx: click.Context) -> Settings:
    """Settings from the environment, for this command's root."""
    with said():
        return read_settings(os.environ, root_of(ctx))


@contextlib.contextmanager
def said() -> Iterator[None]:
    """Turn the project's errors into one message each and an exit code."""
    try:
        yield
    except InputFaults as error:
        for fault in error.faults:
            click.echo(clean(str(fault), limit=4000), err=True)  # a file's name may hold what a terminal obeys
        count = len(error.faults)
        click.echo(f"{count} fault{'s' if count != 1 else ''} in input files; nothing was written.", err=True)
        sys.exit(WRONG_INPUT)
    except (WrongUsage, UnknownSubject, SettingsError, NotATree) as error:
        click.echo(str(error.args[0] if error.args else error), err=True)
        sys.exit(WRONG_INPUT)
    except Refused as error:
        click.echo(str(error), err=True)
        sys.exit(error.code)
    except (TreeBusy, GitFailed) as error:
        click.echo(clean(str(error), limit=1000), err=True)
        sys.exit(FAILED)
    except OSError as error:
        click.echo(f"{error.filename or 'a file'}: {error.strerror or error}", err=True)
        sys.exit(FAILED)
