"""Where a flow works: the tree at AWESOME_ROOT or the current folder, and the settings around it."""

import os
from pathlib import Path

from pipeline.settings import Settings, read_settings


def root() -> Path:
    """The list's root for this process."""
    return Path(os.environ.get("AWESOME_ROOT") or ".").resolve()


def settings() -> Settings:
    """Settings from the environment of the worker, as the commands read them.

    Raises:
        SettingsError: the environment names something that cannot be used.
    """
    return read_settings(os.environ, root())
