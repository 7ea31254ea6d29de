"""`awesome doctor`: what works from here, and what to do about what does not."""

import importlib
import os
import sys
from typing import TYPE_CHECKING, Final

import click

from pipeline.cli.edge import command, json_option, print_answer, settings_of
from pipeline.model.clean import clean
from pipeline.model.outcomes import SOURCE_FAILED

if TYPE_CHECKING:
    from pipeline.doctor import Check

_WHERE: Final = {"here": "pipeline.doctor.here", "sources": "pipeline.doctor.upstreams", "github": "pipeline.doctor.github"}
"""Group -> the module with its PROBES."""


@command("doctor", examples="""
    awesome doctor                  # everything
    awesome doctor here             # this machine and the tree: no network
    awesome doctor github           # what the token may do
    """)
@click.argument("groups", nargs=-1, type=click.Choice(tuple(_WHERE)), metavar="[here|sources|github]...")
@json_option("One JSON object.")
@click.pass_context
def doctor(ctx: click.Context, *, groups: tuple[str, ...], as_json: bool) -> None:
    """Look at what a run needs, and say what was seen and what mends it; nothing is written.

    ok: it works; note: nothing depends on it here; fails: something will not work, and the exit code is 4.
    """
    from pipeline.doctor import Surroundings
    from pipeline.layout.curated import parse_curated
    from pipeline.model.findings import InputFaults
    from pipeline.store.tree import NotATree, read_tree

    settings = settings_of(ctx)
    try:
        curated = parse_curated(read_tree(settings.root))
    except (InputFaults, NotATree):  # the check of the tree says so; the others look at what needs no tree
        curated = parse_curated({})
    around = Surroundings(settings, os.environ, curated)
    made: list[Check] = []
    for probe in (p for group in groups or _WHERE for p in importlib.import_module(_WHERE[group]).PROBES):
        for check in probe(around):
            made.append(check)
            lines = [f"{check.outcome:<5}  {check.name:<18} {clean(check.saw, limit=300)}"]
            lines += [f"{'':<25} -> {clean(check.mend, limit=300)}"] if check.mend else []
            if not as_json:
                click.echo("\n".join(lines))
    fails = sum(c.outcome == "fails" for c in made)
    said = f"{fails} of {len(made)} checks fail" if fails else f"{len(made)} checks, none fails"
    print_answer({"checks": [c._asdict() for c in made], "fails": fails}, [said], as_json=as_json)
    sys.exit(SOURCE_FAILED if fails else 0)
