"""`awesome discover`: what is new on the Hub and not on the list."""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import click

from pipeline.cli import edge

NEWS: Final = 365
"""Days: what is older is no news, unless --since says so."""
_OF_PROPOSALS: Final = {"branch", "title", "state", "url", "body_path"}
_FILE: Final = click.Path(path_type=Path, exists=True, dir_okay=False)


@edge.command("discover")
@edge.json_option("One JSON object: {candidates: […], checkpoints: […], …}.")
@click.option("--from", "listings", multiple=True, type=_FILE, metavar="FILE",
              help="Read this listing instead of asking the Hub (JSON, also gzipped); repeatable.")  # fmt: skip
@click.option("--known", "older", multiple=True, type=_FILE, metavar="FILE",
              help="An older listing: what stands there is no news; repeatable.")  # fmt: skip
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE",
              help=f"Leave out what was created before; by default {NEWS} days ago.")  # fmt: skip
@click.option("--write", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
              help="Write a draft of each new family here, such as catalog/curated/families; never over a file.")  # fmt: skip
@edge.run_option("publish", help="Propose each draft with its facts: local branches, or pull requests.")
@click.option("--most", type=click.IntRange(min=1), default=20, show_default=True,
              help="Draft no more than the first so many.")  # fmt: skip
@click.option("--trending", "--whole-hub", "trending", is_flag=True,
              help="Also look at what trends and at what is liked most on the whole Hub: one request a list.")  # fmt: skip
@click.option("--citing", type=click.IntRange(0, 200), default=10, show_default=True, metavar="N",
              help="Also look at models whose cards link to the newest N papers of the list.")  # fmt: skip
@click.option("--cards", type=click.IntRange(0, 500), default=30, show_default=True, metavar="N",
              help="Read the cards of the first N candidates, as evidence.")  # fmt: skip
@click.option("--max-wait", type=click.FloatRange(min=0), default=900.0, show_default=True, metavar="SECONDS",
              help="The most that the Hub may make us wait.")  # fmt: skip
@edge.log_option
@click.option("--quiet", "-q", is_flag=True, help="No progress; the result only.")
def discover(
    root: Path, /, *, as_json: bool, most: int, write: Path | None, publish: str, log: str | None, quiet: bool,
    since: datetime | None, **given: Any,  # noqa: ANN401  how it looks
) -> None:  # fmt: skip
    """Find families and checkpoints that the list does not have, each with the reason.

    It looks where catalog/curated/watch.toml says. Repacks, fine-tunes and other kinds of models
    are set aside by evidence; what declined.toml names stays out. Nothing on the list is edited.
    """
    from pipeline.cli.progress import Shown
    from pipeline.cli.report_text import discovered_lines
    from pipeline.refresh import propose_drafts
    from pipeline.sources.asking import log_event
    from pipeline.sources.hub.discovery import DiscoveryOptions, drafts
    from pipeline.sources.hub.discovery import discover as look
    from pipeline.store.tree import read_tree, write_atomically

    settings, day = edge.settings_of(root), (since or datetime.now(UTC) - timedelta(days=NEWS)).date().isoformat()
    looking = DiscoveryOptions(since=day, **given)
    with edge.logged(log, looking.run.id, "discover"), edge.errors_as_exit_codes(), Shown(quiet=quiet) as progress:
        tree = read_tree(settings.root)
        found, looked = look(tree, settings, looking, progress)
        made = drafts(found.candidates[:most], tree)
        files = {write / path.rpartition("/")[2]: data for path, data in sorted(made.items())} if write else {}
        written = [str(file) for file in files if not file.exists() and not file.is_symlink()]  # what is there stays
        for file in map(Path, written):
            write_atomically(file, files[file])
        report = propose_drafts(settings, tree, looked, made, looking, publish, progress)
        notes, code = report.proposals, report.exit_code
        log_event(
            "run-ended", f"discover ended with {code}: {len(found.candidates)} candidates", run=looking.run.id,
            command="discover", exit_code=code, proposals=len(notes),
        )  # fmt: skip
    plain = {  # `whole_hub` held counts of a walk that is no more; readers of version 1 find it empty
        "version": 1, **found.model_dump(mode="json"), "whole_hub": None, "written": written,
        "source": looked.model_dump(mode="json") if looked else None,
        "proposals": [note.model_dump(mode="json", include=_OF_PROPOSALS) for note in notes],
    }  # fmt: skip
    edge.print_answer(plain, discovered_lines(found, looked, written, notes), as_json=as_json)
    sys.exit(code)
