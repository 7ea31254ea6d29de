"""`awesome extract`: what model cards on disk state, line by line, for people or as JSON."""

import json
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipeline.model.claims import CardReading


@click.command("extract", epilog="Example: awesome extract README.md --json")
@click.argument("cards", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="CARD.md...")
@click.option("--json", "as_lines", is_flag=True, help="One JSON line a card.")
@click.pass_obj
def extract(root: Path | None, cards: tuple[Path, ...], *, as_lines: bool) -> None:
    """Show what each CARD.md states, and the line that states it.

    The file's name says which repository it is: org--name.md is org/name.
    """
    from pipeline.cards.card import as_json, read_card
    from pipeline.markdown import passage
    from pipeline.names.makers import lexicon

    known = lexicon(_named(root or Path()))
    failed = False
    for path in cards:
        try:
            data = path.read_bytes()
        except OSError as fault:
            failed = True
            reason = fault.strerror or type(fault).__name__
            fix = "Give the path of a readable Markdown file."
            click.echo(f"{passage(str(path))}: cannot be read ({reason}). {fix}", err=True)
            continue
        reading = read_card(path.stem.replace("--", "/", 1), data, known)
        click.echo(json.dumps(as_json(reading), ensure_ascii=False) if as_lines else "\n".join(_lines(reading)))
    if failed:
        sys.exit(2)


def _named(root: Path) -> Iterator[str]:
    """The names of the families on the list in a folder, as far as their files can be read."""
    for file in sorted(root.glob("catalog/curated/families/*.toml")):
        try:
            yield str(tomllib.loads(file.read_text(encoding="utf-8")).get("name", ""))
        except (OSError, ValueError):
            continue


def _lines(reading: "CardReading") -> Iterator[str]:
    """A reading for people: each fact with its line, passage and rule, then what was not used."""
    from pipeline.markdown import passage

    decided = f" (line {reading.kind_line})" if reading.kind_line else ""
    role = f", {reading.role.value}" if reading.role else ""
    at = f" (line {reading.role_line})" if reading.role and reading.role_line else ""
    yield f"{passage(reading.id)}: {reading.kind.value}{decided}{role}{at}"
    for claim in reading.claims:
        value = ", ".join(claim.value) if isinstance(claim.value, tuple) else claim.value
        shown = f"{value:,}" if isinstance(value, int) else passage(str(value))
        yield f"  {claim.line:>5}  {claim.field} = {shown}{' (of the base model)' if claim.about == 'base' else ''}"
        yield f"         {passage(claim.text)}  [{claim.rule}]"
    if reading.rejects:
        yield "  seen and not used:"
    for reject in reading.rejects:
        field = f"{reject.field}: " if reject.field else ""
        text = f"  {passage(reject.text)}" if reject.text else ""
        yield f"  {reject.line:>5}  {field}{passage(reject.reason)}{text}"
