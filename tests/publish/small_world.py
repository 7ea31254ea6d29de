"""A small list with all that proposals are made of: two families, their snapshots, a paper and a board."""

from collections.abc import Mapping
from typing import Any

from pipeline.changes.trees import compare_trees
from pipeline.derive import derive
from pipeline.layout import paths
from pipeline.layout.canonical import dumps
from pipeline.model.proposals import Limits
from pipeline.model.reports import Outcome, RunReport, SourceReport
from pipeline.propose.plan import Rules

RULES = Rules(derive, compare_trees, Limits())
Tree = dict[str, bytes]

ORGANIZATIONS = """[organizations.acme]
name = "Acme"
hub = ["acme"]
"""


def family(slug: str, *checkpoints: str, name: str = "", more: str = "") -> bytes:
    """A family's file, as a person writes it."""
    named = ", ".join(f'"{c}"' for c in checkpoints)
    head = f'slug = "{slug}"\nname = "{name or slug.title()}"\norganization = "acme"\nkind = "llm"\n'
    return f"{head}checkpoints = [{named}]\n{more}".encode()


def receipt(url: str, revision: str | None = None) -> dict[str, Any]:
    """How a snapshot was had."""
    return {"url": url, "retrieved_at": "2026-11-01T00:00:00Z", "revision": revision, "sha256": "0" * 64, "size": 10}


def checkpoint(
    name: str, *, licence: str = "apache-2.0", params: int = 8_000_000_000, sha: str = "a" * 40, **more: Any
) -> bytes:
    """What the Hub states of a checkpoint."""
    state = more.pop("state", "present")
    facts = {
        "id": name, "sha": sha, "license": licence, "pipeline_tag": "text-generation", "created_at": "2025-01-02T00:00:00Z",
        "safetensors": {"total": params, "parameters": {"BF16": params}}, **more,
    }  # fmt: skip
    return dumps({"facts": facts, "receipt": receipt(f"https://huggingface.co/{name}", sha), "state": state})


def paper(identity: str, title: str = "On small things", version: int = 1) -> bytes:
    """What arXiv states of a paper."""
    facts = {
        "id": identity,
        "version": version,
        "title": title,
        "authors": ["A. Person"],
        "published": "2025-01-01",
        "via": "arxiv",
    }
    return dumps({"facts": facts, "receipt": receipt(f"https://arxiv.org/abs/{identity}"), "state": "present"})


def small() -> Tree:
    """The inputs of the small world."""
    return {
        paths.ORGANIZATIONS: ORGANIZATIONS.encode(),
        paths.family("alder"): family("alder", "acme/alder-8b", "acme/alder-70b", more='papers = ["2501.00001"]\n'),
        paths.family("birch"): family("birch", "acme/birch-7b"),
        paths.hub_snapshot("acme/alder-8b"): checkpoint("acme/alder-8b"),
        paths.hub_snapshot("acme/alder-70b"): checkpoint("acme/alder-70b", params=70_000_000_000),
        paths.hub_snapshot("acme/birch-7b"): checkpoint("acme/birch-7b", params=7_000_000_000),
        paths.paper_snapshot("2501.00001"): paper("2501.00001"),
    }


def derived(inputs: Mapping[str, bytes]) -> Tree:
    """Inputs with all that follows from them."""
    kept = {p: c for p, c in inputs.items() if not paths.is_output(p)}
    return kept | derive(kept)


def report(run: str = "run-1", **outcomes: Outcome) -> RunReport:
    """A run in which every source answered, but for those named."""
    sources = {"huggingface": "ok", "arxiv": "ok", "leaderboards": "ok"} | outcomes
    return RunReport(
        run=run,
        started_at="2026-11-22T05:17:00Z",
        sources=tuple(SourceReport(source=name, outcome=outcome) for name, outcome in sources.items()),
    )
