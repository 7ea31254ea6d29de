"""Parameters of the flows from the options of a refresh (pipeline.options): the form has choices, a wrong one is refused."""

import inspect
from collections.abc import Callable
from types import GenericAlias
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, Field

from flows.surroundings import root
from pipeline.layout import paths
from pipeline.options import OPTIONS
from pipeline.refresh import check_families
from pipeline.sources.declared import default_sources, sources

Function = TypeVar("Function", bound=Callable[..., Any])


def families() -> list[str]:
    """The slugs of the list in this process's tree; none where there is no tree."""
    return sorted(p.stem for p in (root() / paths.FAMILIES).glob("*.toml"))


def _on_the_list(slug: str) -> str:
    """A slug of the list in the worker's tree; where it has no tree, the run looks at the one it is about.

    Raises:
        WrongUsage: no family has it; the nearest are named.
    """
    if known := families():
        check_families(known, [slug])
    return slug


def _choices(schema: dict[str, Any]) -> None:
    """The slugs as choices of the form, as they are when the deployment is made."""
    if known := families():
        schema["enum"] = known


FamilySlug = Annotated[str, AfterValidator(_on_the_list), Field(json_schema_extra=_choices)]
_OF_THAT_DAY = " The choices are the list of the day on which `prefect deploy` was called: call it again for newer ones."
Seconds = Annotated[float, Field(ge=0)]
_TYPES: dict[str, Any] = {
    "flag": bool, "seconds": Seconds, "count": Annotated[int, Field(ge=1, le=64)], "folder": str | None,
    "texts": tuple[str, ...], "families": tuple[FamilySlug, ...],
    "sources": GenericAlias(tuple, (Literal[tuple(sources())], ...)),
}  # fmt: skip


def parameters(*names: str, **defaults: object) -> Callable[[Function], Function]:
    """Let a flow's function take these options: their types, defaults (or other ones) and words make the form.

    Prefect reads the form from a function's signature and the "Args" of its docstring.
    """
    chosen = [OPTIONS[name] for name in names]

    def decorate(function: Function) -> Function:
        vars(function)["__signature__"] = inspect.Signature([
            inspect.Parameter(o.name, inspect.Parameter.KEYWORD_ONLY,
                              annotation=Literal[o.choices] if o.kind == "choice" else _TYPES[o.kind],
                              default=defaults.get(o.name, default_sources() if o.kind == "sources" else o.default))
            for o in chosen
        ])  # fmt: skip
        told = "".join(f"    {o.name}: {o.help}{_OF_THAT_DAY if o.kind == 'families' else ''}\n" for o in chosen)
        function.__doc__ = f"{inspect.cleandoc(function.__doc__ or '')}\n\nArgs:\n{told}"
        return function

    return decorate
