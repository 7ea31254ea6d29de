"""A small list with all that proposals are made of: two families, their snapshots, a paper; what upstreams say of them; a run."""

from collections.abc import Mapping
from typing import Any, Final

from pipeline.derive import derive, derive_all
from pipeline.github.lifecycle import Forge, Publisher, read_remote
from pipeline.github.run import publish_run
from pipeline.layout import kinds, paths
from pipeline.layout.canonical import dumps
from pipeline.model.changes import Proposal
from pipeline.model.curated import Limits
from pipeline.model.reports import Outcome, ProposalNote, RunReport, SourceReport
from pipeline.propose.plan import Base, plan

LANE: Final = "catalog-bot/huggingface"
ORGANIZATIONS: Final = '[organizations.acme]\nname = "Acme"\nhub = ["acme"]\n'
Tree = dict[str, bytes]


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
    facts = {
        "id": name, "sha": sha, "license": licence, "pipeline_tag": "text-generation", "created_at": "2025-01-02T00:00:00Z",
        "safetensors": {"total": params, "parameters": {"BF16": params}}, **more,
    }  # fmt: skip
    return dumps({"facts": facts, "receipt": receipt(f"https://huggingface.co/{name}", sha), "state": "present"})


def paper(identity: str, title: str = "On small things", version: int = 1) -> bytes:
    """What arXiv states of a paper."""
    facts = {
        "id": identity, "version": version, "title": title, "authors": ["A. Person"], "published": "2025-01-01", "via": "arxiv",
    }  # fmt: skip
    return dumps({"facts": facts, "receipt": receipt(f"https://arxiv.org/abs/{identity}")})


def of(name: str, **states: Any) -> Tree:
    """The snapshot of one of the small world's checkpoints, where it states something else."""
    sizes = {"acme/birch-7b": 7_000_000_000, "acme/alder-70b": 70_000_000_000, "acme/cedar-1b": 1_000_000_000}
    return {kinds.CHECKPOINTS.path(name): checkpoint(name, **{"params": sizes.get(name, 8_000_000_000), **states})}


def gone(name: str, to: str = "") -> Tree:
    """Its snapshot once it is gone from the Hub, or has another name there."""
    now = f'"moved_to": "{to}", "state": "moved"' if to else '"state": "gone"'
    return {path: content.replace(b'"state": "present"', now.encode()) for path, content in of(name).items()}


def card(name: str, reject: str = "", revision: str = "a", **claims: Any) -> Tree:
    """The snapshot of its card, with a value and a rule for each field, and why one line could not be used."""
    said = {field: [{"value": value, "rule": rule, "line": 3}] for field, (value, rule) in claims.items()}
    facts = {"id": name, "revision": revision * 40, "reader": 1, "kind": "llm", "claims": said,
             "rejects": [{"reason": reject, "line": 14}] * bool(reject)}  # fmt: skip
    return {kinds.CARDS.path(name): dumps({"facts": facts, "receipt": receipt(f"https://huggingface.co/{name}"), "state": "read"})}


def small() -> Tree:
    """The inputs of the small world."""
    return {
        paths.ORGANIZATIONS: ORGANIZATIONS.encode(),
        kinds.FAMILIES.path("alder"): family("alder", "acme/alder-8b", "acme/alder-70b", more='papers = ["2501.00001"]\n'),
        kinds.FAMILIES.path("birch"): family("birch", "acme/birch-7b"),
        **of("acme/alder-8b"), **of("acme/alder-70b"), **of("acme/birch-7b"),
        kinds.PAPERS.path("2501.00001"): paper("2501.00001"),
    }  # fmt: skip


def listed() -> Tree:
    """The small world as the Hub's listings state it: no revision, nothing that a model's own page says."""
    bare: dict[str, object] = {"sha": None, "licence": None, "safetensors": None}
    return small() | of("acme/alder-8b", **bare) | of("acme/alder-70b", **bare) | of("acme/birch-7b", **bare)


# What upstreams say later.
BIRCH: Final = kinds.CHECKPOINTS.path("acme/birch-7b")
LANGUAGES: Final = of("acme/birch-7b", languages=["en", "fr"])
GERMAN: Final = of("acme/birch-7b", languages=["en", "de"])
OTHER: Final = of("acme/alder-70b", languages=["en"])
LICENCE: Final = of("acme/alder-8b", licence="mit")
CEDAR: Final = {
    kinds.FAMILIES.path("cedar"): family("cedar", "acme/cedar-1b", more="draft = true\n"),
    **of("acme/cedar-1b"),
}
PAPER: Final = {kinds.PAPERS.path("2501.00001"): paper("2501.00001", version=2)}


def derived(inputs: Mapping[str, bytes]) -> Tree:
    """Inputs with all that follows from them."""
    kept = {p: c for p, c in inputs.items() if not paths.is_output(p)}
    return kept | derive(kept)


def based(tree: Tree, **limits: int) -> Base:
    """A tree as what proposals stand on, with these limits."""
    return Base(tree, derive_all(tree), derive_all, Limits(**{"new": 10, **limits}))


NAMED: Final = derived(small() | {kinds.FAMILIES.path("birch"): family("birch", "acme/birch-7b", name="Birch tree")})
"""Main after a person's edit."""


def report(run: str = "run-1", **outcomes: Outcome) -> RunReport:
    """A run in which every source answered, but for those named."""
    sources = {"huggingface": "ok", "arxiv": "ok", "leaderboards": "ok"} | outcomes
    told = tuple(SourceReport(source=name, outcome=outcome) for name, outcome in sources.items())
    return RunReport(run=run, started_at="2026-11-22T05:17:00Z", sources=told)


def planned(
    found: Mapping[str, bytes | None], base: Tree | None = None, asked: RunReport | None = None, families: tuple[str, ...] = ()
) -> dict[str, Proposal]:
    """The proposals of a run over the small world (or another base), by scope."""
    base = base or derived(small())
    new = {p: c for p, c in {**base, **found}.items() if c is not None}
    return {p.scope: p for p in plan(based(base), new, asked or report(), families=families)}


def run(
    forge: Forge, found: Mapping[str, bytes | None], families: tuple[str, ...] = (), name: str = "run",
    asked: RunReport | None = None, limits: Mapping[str, int] | None = None, **outcomes: Outcome,
) -> dict[str, ProposalNote]:  # fmt: skip
    """One run in which the sources state `found` on top of what is known."""
    remote = read_remote(forge)
    new = {p: c for p, c in {**remote.known, **found}.items() if c is not None}
    asked, base = asked or report(name, **outcomes), based(remote.tree, **(limits or {}))
    proposals = plan(base, new, asked, families=families, declined=remote.declined, opened=remote.own)
    notes = Publisher(remote, base, asked).publish(proposals, targeted=bool(families))
    return {note.scope: note for note in notes}


def derive_again(forge: Forge) -> tuple[ProposalNote, ...]:
    """What happens when main moved."""
    return publish_run(read_remote(forge), {}, RunReport(run="again", started_at="", command="rederive")).proposals


def states(notes: Mapping[str, ProposalNote]) -> dict[str, str]:
    """What became of each scope."""
    return {scope: note.state.split(":")[0] for scope, note in notes.items()}
