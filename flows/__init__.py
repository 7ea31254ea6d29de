"""Prefect lives here and nowhere else: flows that call the same plain functions as the commands.

Its settings are in prefect.toml; what it takes from the environment alone is said here, before it is imported.
"""

import os

from pipeline.github.streams import guard

os.environ.setdefault("DO_NOT_TRACK", "1")  # nothing is told to anybody about this project's runs
guard()  # before Prefect's own log takes hold of the streams
