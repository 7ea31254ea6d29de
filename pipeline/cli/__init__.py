"""The command `awesome`. Each command is imported when it is called: `awesome --help` loads nothing else."""

from pipeline.cli.group import main

__all__ = ["main"]
