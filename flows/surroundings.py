"""What a flow is given: the tree at AWESOME_ROOT or the current folder, the settings around it, and its parameters.

What the worker's environment does not name is taken from Prefect: the Secret blocks `github-token`, `hf-token` and
`catalog-app-key`, and the variable `catalog_app_id`. With an App a token is made when one is needed. Parameters
follow from the options of a refresh (pipeline.options): the form in the UI has choices, and a wrong one is refused.
"""

import inspect
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import GenericAlias
from typing import Annotated, Any, Final, Literal, TypeVar, cast

from prefect import runtime
from prefect.blocks.system import Secret
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_API_URL
from prefect.variables import Variable
from pydantic import AfterValidator, Field

from pipeline.cli.edge import slugs_of
from pipeline.model.outcomes import WrongUsage
from pipeline.options import OPTIONS
from pipeline.refresh import check_families
from pipeline.settings import Settings, read_settings
from pipeline.sources.declared import default_sources, sources

Function = TypeVar("Function", bound=Callable[..., Any])
ONCE: Final[dict[str, Any]] = {"retries": 0, "persist_result": False}
"""How flows run here: not again as a whole (retries have one place, the policy below the clients), and without a copy of what they bring."""
TASK: Final[dict[str, Any]] = {**ONCE, "cache_policy": NO_CACHE}
"""How tasks do."""
BLOCKS: Final = {"GITHUB_TOKEN": "github-token", "HF_TOKEN": "hf-token", "CATALOG_APP_KEY": "catalog-app-key"}
"""Variable of the environment -> the Secret block that stands for it."""
APP: Final = "CATALOG_APP_ID"


def root() -> Path:
    """The list's root for this process."""
    return Path(os.environ.get("AWESOME_ROOT") or ".").resolve()


def settings() -> Settings:
    """Settings from the environment of the worker, as the commands read them, with secrets from Prefect's blocks.

    Refused where GitHub makes no token for the App.
    """
    known = dict(os.environ)
    if PREFECT_API_URL.value():
        for name, block in BLOCKS.items():
            if not known.get(name):
                with suppress(ValueError):  # there is none
                    known[name] = str(cast("Any", Secret.load(block)).get())
        known[APP] = known.get(APP) or str(Variable.get(APP.lower(), default="") or "")
    found = read_settings(known, root())
    if not found.github_token and known.get(APP) and known.get("CATALOG_APP_KEY"):
        from pipeline.github.api import installed  # noqa: PLC0415  PyGithub takes half a second to import

        token, login = installed(found.github_api, found.repository, known[APP], known["CATALOG_APP_KEY"])
        found = replace(found, github_token=token, bot_login=found.bot_login or login)
    return found


def refuse_lost(publish: str, parcel: str | None) -> None:
    """Refuse (WrongUsage) to write only into a clone, a deployment's own, that is gone when the run ends."""
    deployment = runtime.deployment.id
    if publish == "github" or parcel or os.environ.get("AWESOME_ROOT") or not deployment:
        return
    with get_client(sync_client=True) as client:
        steps = client.read_deployment(deployment).pull_steps or ()
    if any("git_clone" in name or "pull_" in name for step in steps for name in step):
        raise WrongUsage(
            f"publish is {publish}, and this run works in a clone that is gone when it ends: "
            "set publish to github, or AWESOME_ROOT to a folder that stays"
        )


def _on_the_list(slug: str) -> str:
    """A slug of the list in the worker's tree (else WrongUsage); where it has none, the run looks at its own."""
    if known := slugs_of(root()):
        check_families(known, [slug])
    return slug


def _choices(schema: dict[str, Any]) -> None:
    """The slugs as choices of the form, as they are when the deployment is made."""
    if known := slugs_of(root()):
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
                              annotation=Literal[tuple(o.choices)] if o.kind == "choice" else _TYPES[o.kind],
                              default=defaults.get(o.name, default_sources() if o.kind == "sources" else o.default))
            for o in chosen
        ])  # fmt: skip
        told = "".join(f"    {o.name}: {o.help}{_OF_THAT_DAY if o.kind == 'families' else ''}\n" for o in chosen)
        function.__doc__ = f"{inspect.cleandoc(function.__doc__ or '')}\n\nArgs:\n{told}"
        return function

    return decorate
