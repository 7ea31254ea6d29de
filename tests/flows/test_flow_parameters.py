"""Parameters are refused before a flow's body runs, in words that name what is near; and deployments can be deployed."""

import importlib
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from pydantic import TypeAdapter, ValidationError

from flows.surroundings import FamilySlug
from pipeline.cli.edge import declared_deployments
from pipeline.cli.refresh import refresh as refresh_command
from pipeline.model.outcomes import WrongUsage
from pipeline.options import options_of
from pipeline.sources.declared import default_sources, sources
from tests.on_disk import PROJECT, list_tree

DEPLOYMENTS: list[dict[str, Any]] = yaml.safe_load((PROJECT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]


def test_every_deployment_names_a_flow_that_takes_its_parameters() -> None:
    """The entry point exists, the flow has that name, and each parameter is one of its own, described."""
    for deployment in DEPLOYMENTS:
        place, _, name = deployment["entrypoint"].partition(":")
        flow = getattr(importlib.import_module(place.removesuffix(".py").replace("/", ".")), name)
        known = flow.parameters.properties
        assert declared_deployments(PROJECT)[deployment["name"]] == flow.name
        assert set(deployment["parameters"]) <= set(known), deployment["name"]
        assert all(p.get("description") for p in known.values()), (flow.name, known)
        one = {"limit": 1, "collision_strategy": "ENQUEUE"}
        assert deployment.get("concurrency_limit") == (None if deployment["name"] in {"collect", "main"} else one)
        assert deployment["work_pool"]["name"] == "catalog"
        assert all(deployment[key] for key in ("tags", "description"))
        assert not any(schedule["active"] for schedule in deployment.get("schedules", ())), "off until asked for"


def test_the_form_of_refresh_is_the_table_of_options() -> None:
    """Names, words, defaults, choices and the type of each: what the command takes, the form in the UI offers."""
    from flows.refresh import refresh  # noqa: PLC0415  Prefect takes a second to import: only here

    form = refresh.parameters.properties
    command = {p.name: p for p in refresh_command.params if isinstance(p, click.Option)}
    assert list(form) == [o.name for o in options_of("flow")]
    for one in options_of("flow"):
        shown = form[one.name]
        default = list(default_sources()) if one.kind == "sources" else one.default
        assert shown["description"].startswith(one.help)
        assert shown["default"] == (list(default) if isinstance(default, tuple) else default)
        if one.kind == "choice":
            assert shown["enum"] == list(one.choices)
        if "command" in one.places:
            assert one.help in str(command[one.name].help)
            assert command[one.name].multiple == one.many
    assert set(form["sources"]["items"]["enum"]) == set(sources())


def test_the_workflow_s_inputs_are_those_of_the_table() -> None:
    """`workflow_dispatch` of sync asks for the same, in the same words."""
    text = (PROJECT / ".github" / "workflows" / "sync.yml").read_text(encoding="utf-8")
    inputs = yaml.safe_load(text)[True]["workflow_dispatch"]["inputs"]  # YAML reads "on" as a truth value
    assert inputs == {
        o.name: {
            "description": o.help + (" With spaces between them." if o.many else ""),
            "type": "boolean" if o.kind == "flag" else "string",
            "default": False if o.kind == "flag" else "",
        }
        for o in options_of("workflow")
    }


def test_the_form_offers_the_families_and_refuses_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The slugs as they are when the deployment is made, the nearest is named; without a tree any will do."""
    adapter: TypeAdapter[tuple[str, ...]] = TypeAdapter(tuple[FamilySlug, ...])
    monkeypatch.setenv("AWESOME_ROOT", str(tmp_path))
    assert adapter.json_schema()["items"] == {"type": "string"}
    assert adapter.validate_python(["any"]) == ("any",)

    monkeypatch.setenv("AWESOME_ROOT", str(list_tree(tmp_path / "tree")))
    assert {"qwen2.5", "llama-3"} <= set(adapter.json_schema()["items"]["enum"])
    assert adapter.validate_python(["qwen2.5", "llama-3"]) == ("qwen2.5", "llama-3")
    with pytest.raises(ValidationError, match=r"no family has the slug 'qwen2.6' \(did you mean qwen2.5"):
        adapter.validate_python(["qwen2.6"])


def test_a_targeted_deployment_of_no_family_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else it would be a run of all of them."""
    from flows.refresh import refresh  # noqa: PLC0415  as above

    monkeypatch.setenv("PREFECT__RUNTIME__DEPLOYMENT__NAME", "targeted")
    with pytest.raises(WrongUsage, match="names at least one family"):
        refresh.fn(sources=(), offline=False, publish="none", transport="api", parcel=None, families=())
