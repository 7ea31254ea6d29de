"""The options of a refresh (pipeline.options) as options of click."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from pipeline.cli.edge import families, sources
from pipeline.options import OPTIONS, Place, RunOption, options_of

Function = TypeVar("Function", bound=Callable[..., Any])


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
