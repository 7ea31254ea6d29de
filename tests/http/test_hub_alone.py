"""The Hub is asked for what we ask, and nothing more."""

from pathlib import Path

import pytest
from huggingface_hub import constants
from huggingface_hub.utils import _detect_agent

from pipeline.http.meter import Meter
from pipeline.model.policy import Policy
from pipeline.sources.hub.client import HubClient
from tests.upstream import Upstream, World


def test_the_library_asks_nothing_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a home folder that was never used, one listing is one request, and no word of the surroundings goes out."""
    monkeypatch.setattr(_detect_agent, "_registry", None)
    monkeypatch.setattr(constants, "AGENT_HARNESSES_PATH", str(tmp_path / "never" / "used.json"))
    monkeypatch.setenv("AI_AGENT", "somebody")
    with Upstream(World.embedded()) as upstream:
        client = HubClient(upstream.environment()["HF_ENDPOINT"], None, Meter(Policy()))
        try:
            next(client.models([("author", "orca-labs")]))
        finally:
            client.close()
        assert {e.path for e in upstream.log} == {"/api/models"}
        assert not (tmp_path / "never").exists()
    assert _detect_agent._registry is None  # it was not even looked for
