"""Where the recorded payloads are, for the tests that need them."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of recorded payloads, which the public does not have."""
    if not (SHARED / "recorded").is_dir():
        pytest.skip("needs ../shared (recorded payloads)")
    return SHARED
