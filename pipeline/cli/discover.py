"""`awesome discover`: what is new on the Hub and not on the list."""

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import click

from pipeline.cli.discover_text import counts_of, lines_of, lines_of_walk
from pipeline.cli.edge import command, said, settings_of
from pipeline.cli.log import log_option, logged
from pipeline.cli.progress import Shown
from pipeline.discover.find import find, knowledge
from pipeline.layout.curated import parse_curated
from pipeline.layout.snapshots import parse_snapshots
from pipeline.model.clean import clean
from pipeline.model.outcomes import DONE, SOURCE_FAILED, WrongUsage
from pipeline.refresh import Run, propose_drafts
from pipeline.settings import Settings
from pipeline.sources.asking import Options
from pipeline.sources.events import tell
from pipeline.sources.hub.discovery import Discovered, Looking, NotAListing, drafts, read_listing
from pipeline.sources.hub.discovery import discover as look
from pipeline.sources.hub.walk import Walked, walk
from pipeline.store.tree import locked, read_tree, write_atomically

NEWS: Final = 365
"""Days: what is older is no news, unless --since says so."""


@command("discover", examples="""
    awesome discover                                 look, and say
    awesome discover --write catalog/curated/families
    awesome discover --whole-hub --max-requests 400
    awesome discover --known 2025-11.json --from 2026-08.json.gz --since 2025-11-29
    """)
@click.option("--json", "as_json", is_flag=True, help="One JSON object: {candidates: […], checkpoints: […], …}.")
@click.option("--from", "listings", multiple=True, type=click.Path(path_type=Path, exists=True, dir_okay=False),
              metavar="FILE", help="Read this listing instead of asking the Hub (JSON, also gzipped); repeatable.")  # fmt: skip
@click.option("--known", "older", multiple=True, type=click.Path(path_type=Path, exists=True, dir_okay=False),
              metavar="FILE", help="An older listing: what stands there is no news; repeatable.")  # fmt: skip
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE",
              help=f"Leave out what was created before; by default {NEWS} days ago.")  # fmt: skip
@click.option("--write", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="Write a draft of each new family here, such as catalog/curated/families; never over a file.")  # fmt: skip
@click.option("--publish", type=click.Choice(["none", "local", "github"]), default="none", show_default=True,
              help="Propose each draft with its facts: local branches, or pull requests.")  # fmt: skip
@click.option("--most", type=click.IntRange(min=1), default=20, show_default=True,
              help="Draft no more than the first so many.")  # fmt: skip
@click.option("--trending", is_flag=True, help="Also look at what trends on the Hub.")
@click.option("--citing", type=click.IntRange(0, 200), default=10, show_default=True, metavar="N",
              help="Also look at models whose cards link to the newest N papers of the list.")  # fmt: skip
@click.option("--cards", type=click.IntRange(0, 500), default=30, show_default=True, metavar="N",
              help="Read the cards of the first N candidates, as evidence.")  # fmt: skip
@click.option("--max-wait", type=click.FloatRange(min=0), metavar="SECONDS",
              help="The most that the Hub may make us wait: by default 900, with --whole-hub 7200.")  # fmt: skip
@click.option("--whole-hub", is_flag=True,
              help="Walk the complete listing (about 2,000 requests), or go on with it, or ask for what came since.")  # fmt: skip
@click.option("--max-requests", type=click.IntRange(min=1), metavar="N",
              help="With --whole-hub: stop after so many pages; the next run goes on.")  # fmt: skip
@click.option("--again", is_flag=True, help="With --whole-hub: forget the last walk, start over.")
@log_option
@click.option("--quiet", "-q", is_flag=True, help="No progress; the result only.")
@click.pass_context
def discover(  # noqa: PLR0913  one argument an option
    ctx: click.Context,
    *,
    as_json: bool,
    listings: tuple[Path, ...],
    older: tuple[Path, ...],
    since: datetime | None,
    write: Path | None,
    publish: str,
    most: int,
    trending: bool,
    citing: int,
    cards: int,
    max_wait: float | None,
    whole_hub: bool,
    max_requests: int | None,
    again: bool,
    log: str | None,
    quiet: bool,
) -> None:
    """Find families and checkpoints that the list does not have, each with the reason.

    It looks where catalog/curated/watch.toml says. Repacks, fine-tunes and other kinds of models
    are set aside by evidence; what declined.toml names stays out. Nothing on the list is edited.
    """
    settings = settings_of(ctx)
    day = since.date() if since else (datetime.now(UTC) - timedelta(days=NEWS)).date()
    run = Run()
    with logged(log, run.id, "discover"), said(), Shown(quiet=quiet) as progress:
        walked = None
        tree = read_tree(settings.root)
        curated, snapshots = parse_curated(tree), parse_snapshots(tree)
        try:
            before = {e.id for file in older for e in read_listing(file)}
            if whole_hub:
                walked = _walk(tree, settings, progress, most=max_requests, max_wait=max_wait, again=again)
                done = Discovered(
                    find(
                        walked.entries(), curated, snapshots, since=day.isoformat() if since else "", seen_before=before
                    ),
                    walked.report,
                )
            elif listings:
                entries = [e for file in listings for e in read_listing(file)]
                done = Discovered(find(entries, curated, snapshots, since=day.isoformat(), seen_before=before))
            else:
                looking = Looking(
                    day.isoformat(), cards, citing, trending, 900.0 if max_wait is None else max_wait, run=run.id
                )
                done = look(curated, snapshots, settings, looking, progress, seen_before=before)
        except NotAListing as error:
            raise WrongUsage(str(error)) from error
        made = drafts(done.found.candidates[:most], tree)
        written = _write(made, write) if write is not None else ()
        notes = (
            _publish(tree, made, settings, publish, progress, 900.0 if max_wait is None else max_wait, run)
            if publish != "none" and made
            else ()
        )
        failed = done.report is not None and done.report.outcome != "ok"
        code = SOURCE_FAILED if failed else DONE
        tell(
            "run-ended", f"discover ended with {code}: {len(done.found.candidates)} candidates", run=run.id,
            command="discover", exit_code=code, proposals=len(notes),
        )  # fmt: skip
    if as_json:
        whole = {**_plain(done), "whole_hub": counts_of(walked), "written": list(written), "proposals": list(notes)}
        click.echo(json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=2))
    else:
        for line in (*lines_of_walk(walked), *lines_of(done, written)):
            click.echo(line)
        for note in notes:
            click.echo(
                clean(f"proposed: {note['branch']} ({note['state']}) {note['url'] or note['body_path']}", limit=400)
            )
    sys.exit(code)


def _walk(
    tree: dict[str, bytes],
    settings: Settings,
    progress: Shown,
    *,
    most: int | None,
    max_wait: float | None,
    again: bool,
) -> Walked:
    """Walk the whole Hub; one walk at a time."""
    folder = settings.state / "whole-hub"
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder):
        known = knowledge(parse_curated(tree))
        return walk(
            settings, known, progress, most=most, max_wait=7200.0 if max_wait is None else max_wait, again=again
        )


def _write(made: dict[str, bytes], folder: Path) -> tuple[str, ...]:
    """Drafts as new files; one that is there stays as it is."""
    written = []
    for path, data in sorted(made.items()):
        target = folder / path.rpartition("/")[2]
        if not target.exists() and not target.is_symlink():
            write_atomically(target, data)
            written.append(str(target))
    return tuple(written)


def _publish(
    tree: dict[str, bytes],
    made: dict[str, bytes],
    settings: Settings,
    forge: str,
    progress: Shown,
    max_wait: float,
    run: Run,
) -> tuple[dict[str, str], ...]:
    """Propose each draft with what its sources state."""
    options = Options(max_wait=max_wait)
    report = propose_drafts(settings, tree, made, forge=forge, options=options, progress=progress, run=run)
    return tuple(
        {"branch": p.branch, "title": p.title, "state": p.state, "url": p.url, "body_path": p.body_path}
        for p in report.proposals
    )


def _plain(done: Discovered) -> dict[str, Any]:
    whole = done.found.model_dump(mode="json")
    return {"version": 1, **whole, "source": done.report.model_dump(mode="json") if done.report else None}
