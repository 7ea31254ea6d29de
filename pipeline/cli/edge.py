"""What commands share: the root, settings, reports, and errors turned into messages and exit codes.

A command's module imports what its --help needs, and this one is imported by all: everything else
is imported when a command runs.
"""

import contextlib
import inspect
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from pipeline.model.outcomes import FAILED, WRONG_INPUT, GitFailed, Refused, TreeBusy, WrongUsage
from pipeline.options import OPTIONS, Place, RunOption, options_of

if TYPE_CHECKING:
    from pipeline.model.reports import RunReport
    from pipeline.settings import Settings

Function = TypeVar("Function", bound=Callable[..., Any])


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

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The words of a command line; wrong ones are said in JSON as well where that was asked for."""
        as_json = "--json" in args
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            if as_json:
                click.echo(json.dumps({"errors": [error.format_message()], "exit_code": error.exit_code}, indent=2, sort_keys=True))
            raise

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  click's own
        """Run it; the project's errors end it as a message and an exit code."""
        with errors_as_exit_codes():
            return super().invoke(ctx)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The examples, for --help."""
        if self.examples:
            with formatter.section("Examples"):
                formatter.write("".join(f"  {line}\n" for line in self.examples))
        super().format_epilog(ctx, formatter)


def command(name: str, *, examples: str = "") -> Callable[[Callable[..., None]], ListCommand]:
    """Make a function a command of the list, with examples as lines for its help."""
    return click.command(name, cls=ListCommand, examples=examples)


def families(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Slugs of the list, for a shell's completion."""
    del param
    folder = _root_before(ctx) / "catalog" / "curated" / "families"
    return sorted(p.stem for p in folder.glob("*.toml") if p.stem.startswith(incomplete))


def fields(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Fields, for a shell's completion."""
    from pipeline.fields import FIELDS

    del ctx, param
    return [name for name in FIELDS if name.startswith(incomplete)]


def sources(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Sources, for a shell's completion."""
    from pipeline.sources.declared import sources as declared

    del ctx, param
    return [name for name in declared() if name.startswith(incomplete)]


def deployments(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """Names of the deployments in prefect.yaml, for a shell's completion."""
    del param
    return [name for name in declared_deployments(_root_before(ctx)) if name.startswith(incomplete)]


def declared_deployments(root: Path) -> dict[str, str]:
    """Name of each deployment that a root's prefect.yaml (or the program's) declares -> its flow; none without one."""
    file = next((f for f in (root / "prefect.yaml", Path(__file__).parents[2] / "prefect.yaml") if f.is_file()), None)
    text = file.read_text(encoding="utf-8") if file is not None else ""
    return dict(re.findall(r"^  - name: ([a-z-]+)\n(?:    .*\n)*?    entrypoint: \S+:(\w+)$", text, re.MULTILINE))


def _root_before(ctx: click.Context) -> Path:
    """The root where a command line is completed, before it is run."""
    found = next((c.params["root"] for c in (ctx, ctx.parent) if c is not None and c.params.get("root")), None)
    return Path(found or os.environ.get("AWESOME_ROOT") or ".")


def run_option(name: str, **other: Any) -> Callable[[Function], Function]:  # noqa: ANN401  click's own
    """One option of the table; `other` says what differs for this command."""
    one = OPTIONS[name]
    words = other.pop("words", one.words)
    repeatable = " Repeatable." if one.many else ""
    return click.option(*words, **{**_of_kind(one), "help": one.help + repeatable, **other})


def run_options(place: Place) -> Callable[[Function], Function]:
    """All options that a command takes, in the table's order."""

    def decorate(function: Function) -> Function:
        for one in reversed(list(options_of(place))):
            function = run_option(one.name)(function)
        return function

    return decorate


def _of_kind(one: RunOption) -> dict[str, Any]:
    if one.kind == "flag":
        return {"is_flag": True}
    if one.kind == "choice":
        return {"type": click.Choice(one.choices), "default": one.default, "show_default": True}
    if one.kind == "seconds":
        return {"type": click.FloatRange(min=0), "default": one.default, "show_default": True, "metavar": one.metavar}
    if one.kind == "folder":
        return {"type": click.Path(file_okay=False), "metavar": one.metavar}
    if one.kind == "families":
        return {"multiple": True, "metavar": one.metavar, "shell_complete": families}
    if one.kind == "count":
        return {"type": click.IntRange(1, 64), "default": one.default, "show_default": True}
    return {"multiple": True, "metavar": one.metavar, "shell_complete": sources if one.kind == "sources" else None}


def report_option(function: Function) -> Function:
    """Let a command take --report and --json."""
    file = click.option(
        "--report", type=click.Path(path_type=Path, dir_okay=False), help="Write the machine's copy of the report here."
    )
    return click.option("--json", "as_json", is_flag=True, help="The machine's copy in place of the words.")(file(function))


def print_report(final: "RunReport", report: Path | None, *, as_json: bool = False) -> None:
    """Say how a run went, and write the machine's copy where --report names a file."""
    from pipeline.cli.report_text import lines_of
    from pipeline.layout.canonical import dumps
    from pipeline.store.tree import write_atomically

    if as_json:
        click.echo(dumps(final).decode(), nl=False)
    for line in () if as_json else lines_of(final):
        click.echo(line)
    if report is not None:
        write_atomically(report.resolve(), dumps(final))


def write_edited(root: Path, tree: Mapping[str, bytes], path: str, text: str) -> None:
    """Write a person's file if it stands as it did in the tree that was read; its line ends stay as they are on disk.

    Raises:
        WrongUsage: it was changed meanwhile.
    """
    from pipeline.store.tree import locked, write_changes

    with locked(root):
        now = (root / path).read_bytes() if (root / path).exists() else b""
        if now.replace(b"\r\n", b"\n") != tree.get(path, b"").replace(b"\r\n", b"\n"):
            raise WrongUsage(f"{path} was changed meanwhile: nothing was written; run the command again")
        data = text.encode().replace(b"\r\n", b"\n")
        write_changes(root, {path: data.replace(b"\n", b"\r\n") if b"\r\n" in now else data})


def _set_root(ctx: click.Context, _param: click.Parameter, value: Path | None) -> None:
    if value is not None:
        ctx.obj = value


def root_of(ctx: click.Context) -> Path:
    """The list's root for this command."""
    return (ctx.obj if isinstance(ctx.obj, Path) else Path()).resolve()


def settings_of(ctx: click.Context) -> "Settings":
    """Settings from the environment, for this command's root."""
    from pipeline.settings import read_settings

    return read_settings(os.environ, root_of(ctx))


@contextlib.contextmanager
def errors_as_exit_codes() -> Iterator[None]:
    """Turn the project's errors into one message each and an exit code; other errors are faults of ours and stay.

    With --json the messages are on standard output too, as the one JSON object that was asked for.
    """
    try:
        yield
    except Exception as error:
        told = _exit_code_and_lines(error)
        if told is None:
            raise
        code, lines = told
        for line in lines:
            click.echo(line, err=True)
        asked = click.get_current_context(silent=True)
        if asked is not None and asked.params.get("as_json"):
            click.echo(json.dumps({"errors": lines, "exit_code": code}, indent=2, sort_keys=True))
        sys.exit(code)


def _exit_code_and_lines(error: Exception) -> tuple[int, list[str]] | None:
    """The exit code and the words of an error that the project knows."""
    from pipeline.model.clean import clean
    from pipeline.model.findings import InputFaults

    if isinstance(error, InputFaults):
        count = len(error.faults)
        faults = [clean(str(fault), limit=4000) for fault in error.faults]  # a file's name may hold what a terminal obeys
        return WRONG_INPUT, [*faults, f"{count} fault{'s' if count != 1 else ''} in input files; nothing was written."]
    if isinstance(error, WrongUsage):
        return WRONG_INPUT, [str(error)]
    if isinstance(error, Refused):
        return error.code, [str(error)]
    if isinstance(error, TreeBusy | GitFailed):
        return FAILED, [clean(str(error), limit=1000)]
    if isinstance(error, OSError):
        return FAILED, [f"{error.filename or 'a file'}: {error.strerror or error}"]
    return None
