"""The same scratch tree and upstream as the main job's tests."""

from tests.main_job.conftest import root, settings, upstream

__all__ = ["root", "settings", "upstream"]
