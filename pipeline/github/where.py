"""Where proposals go: the forge that the settings and a command name."""

from typing import Final

from pipeline.github.forge import Forge
from pipeline.github.forge_local import LocalForge
from pipeline.settings import Settings

FOLDER: Final = "proposals"
"""Where local proposals are written, below the state folder."""


def open_forge(settings: Settings, kind: str, transport: str = "api") -> Forge:
    """The forge that a command names.

    Raises:
        Refused: it cannot be used, and why.
    """
    if kind == "local":
        return LocalForge(settings.root, settings.state / FOLDER)
    from pipeline.github.forge_github import GitHubForge  # noqa: PLC0415  PyGithub takes half a second to import

    return GitHubForge(
        api=settings.github_api, server=settings.github_server, repository=settings.repository,
        token=settings.github_token, clone=settings.root, transport=transport,
        login=settings.bot_login,
    )  # fmt: skip
