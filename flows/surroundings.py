"""Where a flow works: the tree at AWESOME_ROOT or the current folder, and the settings around it.

What the worker's environment does not name is taken from Prefect: the Secret blocks `github-token`, `hf-token` and
`catalog-app-key`, and the variable `catalog_app_id`. With an App a token is made when one is needed.
"""

import os
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, cast

from prefect import runtime
from prefect.blocks.system import Secret
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_API_URL
from prefect.variables import Variable

from pipeline.model.outcomes import WrongUsage
from pipeline.settings import Settings, read_settings

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

    Raises:
        SettingsError: the environment names something that cannot be used.
        Refused: GitHub makes no token for the App.
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

        app = installed(found.github_api, found.repository, known[APP], known["CATALOG_APP_KEY"])
        found = replace(found, github_token=app.token, bot_login=found.bot_login or app.login)
    return found


def refuse_lost(publish: str, parcel: str | None) -> None:
    """Refuse to write into a clone that is thrown away when the run ends.

    Raises:
        WrongUsage: the deployment pulls its code into a scratch folder, and the result would go nowhere else.
    """
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
