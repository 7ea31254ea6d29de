"""Prefect lives here and nowhere else: flows that call the same plain functions as the commands.

Prefect reads its settings when it is first imported, so what a run needs of them is said here.
"""

import os

from pipeline.github.streams import guard

# A small machine needs longer than the twenty seconds that Prefect gives its own server.
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "120")
for _name, _value in (("PREFECT_SERVER_ANALYTICS_ENABLED", "false"), ("DO_NOT_TRACK", "1")):
    os.environ.setdefault(_name, _value)  # nothing is told to anybody about this project's runs

guard()  # before Prefect's own log takes hold of the streams
