"""`awesome status`: when each source last succeeded, and what a run that died left behind."""

import json
import sys
from datetime import UTC, datetime

import click

from pipeline.cli.edge import command, settings_of
from pipeline.layout import paths
from pipeline.model.clean import clean
from pipeline.model.outcomes import SOURCE_FAILED


@command("status", examples="""
    awesome status --stale-after 48
    """)
@click.option("--stale-after", type=click.FloatRange(min=0), metavar="HOURS",
              help="Call a source stale after so many hours, instead of each after its own (docs/sources.md).")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_context
def status(ctx: click.Context, *, stale_after: float | None, as_json: bool) -> None:
    """Show when each source last succeeded. The exit code is 4 where one is stale."""
    from pipeline.store.state import RunState, health_of
    from pipeline.store.tree import read_tree

    settings = settings_of(ctx)
    tree = read_tree(settings.root)
    found = health_of(RunState(settings.state), datetime.now(UTC), stale_after)
    counts = {
        "families": sum(p.startswith(paths.FAMILIES) for p in tree),
        "checkpoints": sum(p.startswith(paths.HUB) for p in tree),
        "papers": sum(p.startswith(paths.PAPERS) for p in tree),
        "leaderboards": sum(p.startswith(paths.BOARD_SNAPSHOTS) for p in tree),
    }
    if as_json:
        told = {"sources": [h._asdict() for h in found], "tree": counts}
        click.echo(json.dumps(told, sort_keys=True, indent=2))
    else:
        click.echo(", ".join(f"{number:,} {what}" for what, number in counts.items()))
        for health in found:
            click.echo(("STALE  " if health.stale else "ok     ") + clean(str(health), limit=300))
    sys.exit(SOURCE_FAILED if any(h.stale for h in found) else 0)
