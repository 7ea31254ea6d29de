"""Prefect lives here and nowhere else: flows that call the same plain functions as the commands.

Prefect reads its settings when it is first imported, so what a run needs of them is said here.
"""

import os
from typing import Final

from pipeline.github.streams import guard

DEFAULTS: Final = {
    # A small machine needs longer than the twenty seconds that Prefect gives its own server.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    # Nothing is told to anybody about this project's runs.
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
}

for _name, _value in DEFAULTS.items():
    os.environ.setdefault(_name, _value)

guard()  # before Prefect's own log takes hold of the streams
