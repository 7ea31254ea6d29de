"""What upstreams say in the scenes of a proposal's life, and one run over them."""

from collections.abc import Mapping

from small_world import RULES, checkpoint, family, paper, report

from pipeline.github import look, publish
from pipeline.github.forge import Forge
from pipeline.layout import paths
from pipeline.model.reports import Outcome, ProposalNote
from pipeline.propose.plan import plan

LANGUAGES = {
    paths.hub_snapshot("acme/birch-7b"): checkpoint("acme/birch-7b", params=7_000_000_000, languages=["en", "fr"])
}
LICENCE = {paths.hub_snapshot("acme/alder-8b"): checkpoint("acme/alder-8b", licence="mit")}
CEDAR = {
    paths.family("cedar"): family("cedar", "acme/cedar-1b", more="draft = true\n"),
    paths.hub_snapshot("acme/cedar-1b"): checkpoint("acme/cedar-1b", params=1_000_000_000),
}
PAPER = {paths.paper_snapshot("2501.00001"): paper("2501.00001", version=2)}
LANE = "catalog-bot/huggingface"


def run(
    forge: Forge,
    found: Mapping[str, bytes | None],
    families: tuple[str, ...] = (),
    name: str = "run",
    **outcomes: Outcome,
) -> dict[str, ProposalNote]:
    """One run in which the sources state `found` on top of what is known."""
    seen = look(forge)
    new = {p: c for p, c in {**seen.known, **found}.items() if c is not None}
    told = report(name, **outcomes)
    proposals = plan(
        seen.tree, new, derive=RULES.derive, compare=RULES.compare, report=told, families=families,
        declined=seen.declined, refreshes=seen.refreshes,
    )  # fmt: skip
    notes = publish(proposals, forge, seen=seen, rules=RULES, report=told, targeted=bool(families))
    return {note.scope: note for note in notes}


def states(notes: Mapping[str, ProposalNote]) -> dict[str, str]:
    """What became of each scope."""
    return {scope: note.state.split(":")[0] for scope, note in notes.items()}
