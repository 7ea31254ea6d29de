"""Parameters are refused before a flow's body runs, in words that name what is near; and deployments can be deployed."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import TypeAdapter, ValidationError

from flows.parameters import FamilySlug
from pipeline.cli.run import DEPLOYMENTS
from tests.flows.fleet import PROJECT, list_tree


def deployments() -> list[dict[str, Any]]:
    """The deployments of prefect.yaml."""
    found: list[dict[str, Any]] = yaml.safe_load((PROJECT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    return found


def test_a_wrong_slug_is_refused_with_the_nearest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """qwen2.6 is not on the list; qwen2.5 is near."""
    monkeypatch.setenv("AWESOME_ROOT", str(list_tree(tmp_path / "tree")))
    adapter: TypeAdapter[tuple[str, ...]] = TypeAdapter(tuple[FamilySlug, ...])

    assert adapter.validate_python(["qwen2.5", "llama-3"]) == ("qwen2.5", "llama-3")
    with pytest.raises(ValidationError, match=r"no family has the slug 'qwen2.6' \(did you mean qwen2.5"):
        adapter.validate_python(["qwen2.6"])


def test_every_deployment_names_a_flow_that_takes_its_parameters() -> None:
    """The entry point exists, the flow has that name, and each parameter is one of its own, described."""
    import importlib  # noqa: PLC0415  Prefect takes a second to import: only here

    for deployment in deployments():
        place, _, name = deployment["entrypoint"].partition(":")
        flow = getattr(importlib.import_module(place.removesuffix(".py").replace("/", ".")), name)
        known = flow.parameters.properties
        assert set(deployment["parameters"]) <= set(known), deployment["name"]
        assert all(p.get("description") for p in known.values()), (flow.name, known)
        assert deployment["concurrency_limit"] == {"limit": 1, "collision_strategy": "ENQUEUE"}
        assert deployment["work_pool"]["name"] == "catalog"
        assert deployment["tags"]
        assert deployment["description"]


def test_short_names_lead_to_deployments() -> None:
    """`awesome run targeted` and its like name what prefect.yaml declares."""
    declared = {f"{d['entrypoint'].rpartition(':')[2]}/{d['name']}" for d in deployments()}

    assert set(DEPLOYMENTS.values()) == declared
