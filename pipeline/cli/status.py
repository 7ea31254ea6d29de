"""`awesome status`: when each source last succeeded, and what a run that died left behind."""

import sys
from datetime import UTC, datetime

import click

from pipeline.cli.edge import command, json_option, print_answer, settings_of
from pipeline.layout import paths
from pipeline.model.clean import clean
from pipeline.model.outcomes import SOURCE_FAILED


@command("status", examples="""
    awesome status --stale-after 48
    """)
@click.option("--stale-after", type=click.FloatRange(min=0), metavar="HOURS",
              help="Call a source stale after so many hours, instead of each after its own (docs/sources.md).")  # fmt: skip
@json_option("One JSON object.")
@click.pass_context
def status(ctx: click.Context, *, stale_after: float | None, as_json: bool) -> None:
    """Show when each source last succeeded. The exit code is 4 where one is stale."""
    from pipeline.store.state import RunState, health_of
    from pipeline.store.tree import read_tree

    settings = settings_of(ctx)
    tree = read_tree(settings.root)
    found = health_of(RunState(settings.state), datetime.now(UTC), stale_after)
    folders = {
        "families": paths.FAMILIES, "checkpoints": paths.HUB, "papers": paths.PAPERS, "leaderboards": paths.BOARD_SNAPSHOTS,
    }  # fmt: skip
    counts = {what: sum(path.startswith(folder) for path in tree) for what, folder in folders.items()}
    lines = [", ".join(f"{number:,} {what}" for what, number in counts.items())]
    lines += [("STALE  " if health.stale else "ok     ") + clean(str(health), limit=300) for health in found]
    print_answer({"sources": [h._asdict() for h in found], "tree": counts}, lines, as_json=as_json)
    sys.exit(SOURCE_FAILED if any(h.stale for h in found) else 0)
