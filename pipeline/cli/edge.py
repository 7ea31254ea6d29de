"""What commands share: the root, settings, options, answers, and errors turned into messages and exit codes.

A command's module imports what its --help needs, and this one is imported by all: everything else
is imported when a command runs.
"""

import contextlib
import inspect
import json
import logging
import os
import re
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import reduce
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from pipeline.cli.group import COMMANDS
from pipeline.model.outcomes import FAILED, WRONG_INPUT, GitFailed, InputFaults, Refused, TreeBusy, WrongUsage
from pipeline.options import OPTIONS, Kind, Place, options_of

if TYPE_CHECKING:
    from pipeline.model.reports import RunReport
    from pipeline.settings import Settings

VARIABLE: Final = "AWESOME_LOG"
SECRETS: Final = ("HF_TOKEN", "GITHUB_TOKEN")
Function = TypeVar("Function", bound=Callable[..., Any])


class ListCommand(click.Command):
    """A command on a list: it takes --root after its name as well as before it, and shows its examples line by line."""

    def __init__(self, *arguments: Any, examples: str = "", **named: Any) -> None:  # noqa: ANN401  click's own
        super().__init__(*arguments, **named)
        self.examples = inspect.cleandoc(examples).splitlines()
        folder, words = click.Path(path_type=Path, file_okay=False), "The list's root; by default this folder (or AWESOME_ROOT)."
        self.params.append(click.Option(["--root", "root_here"], type=folder, help=words))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The words of a command line; wrong ones are said in JSON as well where that was asked for."""
        as_json = "--json" in args
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            print_answer({"errors": [error.format_message()], "exit_code": error.exit_code}, (), as_json=as_json)
            raise

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  click's own
        """Run it; the project's errors end it as a message and an exit code."""
        if here := ctx.params.pop("root_here"):
            ctx.obj = here.resolve()
        with errors_as_exit_codes():
            return super().invoke(ctx)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The examples, for --help."""
        if self.examples:
            with formatter.section("Examples"):
                formatter.write("".join(f"  {line}\n" for line in self.examples))
        super().format_epilog(ctx, formatter)


def command(name: str) -> Callable[[Callable[..., None]], ListCommand]:
    """Make a function that takes the list's root first a command of the list, with its examples as lines for its help."""
    made = click.command(name, cls=ListCommand, examples="".join(COMMANDS[name][2:]))
    return lambda function: made(click.pass_obj(function))


def _completing(names: Callable[[Path], Iterable[str]]) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """A shell's completion by the names that there are in a root, where a line is completed before it is run."""

    def complete(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[str]:
        named = next((c.params["root"] for c in (ctx, ctx.parent) if c is not None and c.params.get("root")), None)
        root = Path(named or os.environ.get("AWESOME_ROOT") or ".")
        return [name for name in names(root) if name.startswith(incomplete)]

    return complete


def declared_deployments(root: Path) -> dict[str, str]:
    """Name of each deployment that a root's prefect.yaml (or the program's) declares -> its flow; none without one."""
    file = next((f for f in (root / "prefect.yaml", Path(__file__).parents[2] / "prefect.yaml") if f.is_file()), None)
    text = file.read_text(encoding="utf-8") if file is not None else ""
    return dict(re.findall(r"^  - name: ([a-z-]+)\n(?:    .*\n)*?    entrypoint: \S+:(\w+)$", text, re.MULTILINE))


def slugs_of(root: Path) -> list[str]:
    """The slugs of the families in a root, by the names of their files; none where it is no list."""
    return sorted(p.stem for p in (root / "catalog/curated/families").glob("*.toml"))


def refuse_all(deployment: str | None, named: object) -> None:
    """Refuse (WrongUsage) a run of the deployment "targeted" that names no family: it would be one of them all."""
    if deployment == "targeted" and not named:
        raise WrongUsage("a targeted run names at least one family (--family SLUG); `scheduled` is the run of all")


families = _completing(slugs_of)
fields = _completing(lambda _: import_module("pipeline.fields").FIELDS)
sources = _completing(lambda _: import_module("pipeline.sources.declared").sources())
deployments = _completing(declared_deployments)


def run_option(name: str, **other: Any) -> Callable[[Function], Function]:  # noqa: ANN401  click's own
    """One option of the table; `other` says what differs for this command."""
    one = OPTIONS[name]
    default, many = {"default": one.default, "show_default": True}, {"multiple": True, "metavar": one.metavar}
    kinds: dict[Kind, dict[str, Any]] = {
        "flag": {"is_flag": True},
        "choice": {"type": click.Choice(one.choices), **default},
        "seconds": {"type": click.FloatRange(min=0), "metavar": one.metavar, **default},
        "count": {"type": click.IntRange(1, 64), **default},
        "folder": {"type": click.Path(file_okay=False), "metavar": one.metavar},
        "families": {"shell_complete": families, **many},
        "sources": {"shell_complete": sources, **many},
        "texts": many,
    }
    words, said = other.pop("words", one.words), {"help": one.help + (" Repeatable." if one.many else "")}
    return click.option(*words, **kinds[one.kind] | said | other)


def run_options(place: Place) -> Callable[[Function], Function]:
    """All options that a command takes, in the table's order."""
    options = [run_option(one.name) for one in options_of(place)]
    return lambda function: reduce(lambda made, option: option(made), reversed(options), function)


def report_option(function: Function) -> Function:
    """Let a command take --report and --json."""
    kind = click.Path(path_type=Path, dir_okay=False)
    file = click.option("--report", type=kind, help="Write the machine's copy of the report here.")
    return json_option("The machine's copy in place of the words.")(file(function))


def json_option(words: str) -> Callable[[Function], Function]:
    """Let a command take --json."""
    return click.option("--json", "as_json", is_flag=True, help=words)


def print_answer(plain: object, lines: Iterable[str], *, as_json: bool) -> None:
    """Say what came of a command: in its words, or as the one JSON object that was asked for (bytes are its text)."""
    if as_json and isinstance(plain, bytes):
        click.echo(plain, nl=False)
    elif as_json:
        click.echo(json.dumps(plain, ensure_ascii=False, indent=2, sort_keys=True))
    for line in () if as_json else lines:
        click.echo(line)


def end_with_report(final: "RunReport", report: Path | None, *, as_json: bool) -> None:
    """Say how a run went, write the machine's copy where --report names a file, and end with the run's exit code."""
    from pipeline.cli.report_text import lines_of
    from pipeline.layout.canonical import dumps
    from pipeline.store.tree import write_atomically

    print_answer(dumps(final), lines_of(final), as_json=as_json)
    if report is not None:
        write_atomically(report.resolve(), dumps(final))
    click.get_current_context().exit(final.exit_code)


def settings_of(root: Path) -> "Settings":
    """Settings from the environment, for a list's root."""
    from pipeline.settings import read_settings

    return read_settings(os.environ, root)


@contextlib.contextmanager
def errors_as_exit_codes() -> Iterator[None]:
    """Turn the project's errors into one message each and an exit code; other errors are faults of ours and stay.

    With --json the messages are on standard output too, as the one JSON object that was asked for.
    """
    try:
        yield
    except BrokenPipeError:  # whoever reads what we say has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.exit(128 + signal.SIGPIPE)
    except Exception as error:
        code, lines = _exit_code_and_lines(error)
        if not lines:
            raise
        click.echo("\n".join(lines), err=True)
        asked = click.get_current_context(silent=True)
        as_json = asked is not None and asked.params.get("as_json", False)
        print_answer({"errors": lines, "exit_code": code}, (), as_json=as_json)
        sys.exit(code)


def _exit_code_and_lines(error: Exception) -> tuple[int, list[str]]:
    """The exit code and the words of an error; no words for one that the project does not know."""
    from pipeline.model.clean import clean

    match error:
        case InputFaults(faults=faults):
            # A file's name may hold what a terminal obeys.
            said = [clean(str(fault), limit=4000) for fault in faults]
            count = f"{len(said)} fault{'s' * (len(said) != 1)}"
            return WRONG_INPUT, [*said, f"{count} in input files; nothing was written."]
        case WrongUsage():
            return WRONG_INPUT, [str(error)]
        case Refused(code=code):
            return code, [str(error)]
        case TreeBusy() | GitFailed():
            return FAILED, [clean(str(error), limit=1000)]
        case OSError():
            return FAILED, [": ".join(filter(None, (error.filename, error.strerror or str(error))))]
    return FAILED, []


log_option = click.option(
    "--log", envvar=VARIABLE, metavar="FILE.jsonl", default=None,
    help="Add a JSON line for each event of the run to this file; - is standard error.",
)  # fmt: skip
"""Lets a command take --log."""


def without_commands(line: str) -> str:
    """A line of JSON in which a runner, who may read standard error, finds no command; it says the same."""
    return line.replace("##[", "##\\u005b")


class JsonLines(logging.Handler):
    """Writes each event as one line, in one piece, at the end of a file that other processes may write too.

    A file that cannot be written any more costs the log, not the run. Nothing upstream should know a secret; if it
    does, it stays unsaid.
    """

    def __init__(self, file: str) -> None:
        super().__init__()
        self._secrets = sorted(filter(None, (os.environ.get(name) for name in SECRETS)), key=len, reverse=True)
        how = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        self._file = os.dup(2) if file == "-" else os.open(file, how, 0o644)

    def emit(self, record: logging.LogRecord) -> None:
        """Write one event."""
        event = getattr(record, "event", None)
        if event is not None:
            text = event.model_dump_json(exclude_none=True)
            for secret in self._secrets:
                text = text.replace(secret, "***")
            with contextlib.suppress(OSError):
                os.write(self._file, without_commands(text).encode() + b"\n")

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)
        super().close()


@contextlib.contextmanager
def logged(file: str | None, run: str, command: str, message: str = "") -> Iterator[None]:
    """Keep the log of a run in a file, from its first event on; without a file, nobody listens."""
    if not file:
        yield
        return
    from pipeline.sources.asking import LOG, log_event

    try:
        handler = JsonLines(file)
    except OSError as error:
        click.echo(f"--log {file}: {error.strerror or error}", err=True)
        sys.exit(WRONG_INPUT)
    LOG.addHandler(handler)
    try:
        log_event("run-began", message or command, run=run, command=command)
        yield
    except BaseException as error:
        code = error.code if isinstance(error, SystemExit) else 1
        if code not in {0, 4, None}:
            log_event(
                "run-ended", f"{command} did not come to its end: {type(error).__name__}", run=run, level=logging.ERROR,
                command=command, exit_code=code if isinstance(code, int) else 1,
            )  # fmt: skip
        raise
    finally:
        LOG.removeHandler(handler)
        handler.close()
