"""`awesome audit`: what cannot be right in the catalog."""

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import click

from pipeline.cli.edge import command, root_of
from pipeline.model.clean import clean
from pipeline.model.outcomes import FAILED

if TYPE_CHECKING:
    from pipeline.layout.catalog import Catalog
    from pipeline.model.findings import Finding

_LEVELS: Final = ("error", "warning", "notice")


@command("audit", examples="""
    awesome audit --level warning
    awesome audit --rules
    awesome audit --coverage
    awesome audit --today 2026-01-01 --json
    """)
@click.option("--json", "as_json", is_flag=True, help="One JSON object: {counts, findings, accepted}.")
@click.option("--rules", is_flag=True, help="List the rules: what each finds, and what it lets pass.")
@click.option("--coverage", is_flag=True, help="Of how many checkpoints and rows each field is known, and nothing else.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD",
              help="The day of the audit; by default today (UTC).")  # fmt: skip
@click.option("--level", type=click.Choice(_LEVELS), default="notice", show_default=True,
              help="Leave out what matters less than this.")  # fmt: skip
@click.pass_context
def audit(ctx: click.Context, *, as_json: bool, rules: bool, coverage: bool, today: datetime | None, level: str) -> None:
    """Look for what cannot be right in the catalog: offline, rule by rule.

    The exit code is 1 when there is an error. A finding that is right as it is can be accepted
    with a reason in catalog/curated/accepted.toml.
    """
    from pipeline.audit.every_rule import audit_all, every_rule
    from pipeline.derive import derive_all
    from pipeline.layout.canonical import dumps
    from pipeline.store.tree import read_tree

    if rules:
        for rule in sorted(every_rule(), key=lambda r: (_LEVELS.index(r.level), r.name)):
            click.echo(f"{rule.level}: {rule.name}: {rule.description}")
            if rule.exceptions:
                click.echo(f"  lets pass: {rule.exceptions}")
        return

    derived = derive_all(read_tree(root_of(ctx)))
    if coverage:
        _print_coverage(derived.catalog, as_json=as_json)
        return
    done = audit_all(derived, (today or datetime.now(UTC)).date())
    shown = [f for f in done.findings if _LEVELS.index(f.level) <= _LEVELS.index(level)]
    counts = {one: sum(f.level == one for f in done.findings) for one in _LEVELS}
    if as_json:
        findings = [f.model_dump(mode="json") for f in shown]
        accepted = [{"finding": f.model_dump(mode="json"), "because": by.because} for f, by in done.accepted]
        click.echo(dumps({"counts": counts, "findings": findings, "accepted": accepted}).decode(), nl=False)
    else:
        for finding in shown:
            for line in lines_of(finding):
                click.echo(line)
        said = ", ".join(f"{number} {one}{'s' if number != 1 else ''}" for one, number in counts.items())
        click.echo(said + (f"; {len(done.accepted)} accepted with a reason" if done.accepted else ""))
    if any(f.level == "error" for f in done.findings):
        sys.exit(FAILED)


def _print_coverage(catalog: "Catalog", *, as_json: bool) -> None:
    """Of each field whose absence is told: checkpoints and families that have a value, of all, and rows that say "n of m"."""
    from pipeline.fields import FIELDS
    from pipeline.layout.canonical import dumps

    rows = list(catalog.families.values())
    members = [one for family in rows for one in family.checkpoints.values()]
    found = [
        {
            "field": spec.name,
            "known": sum(spec.name in one.facts for one in members) if "checkpoint" in spec.absence else 0,
            "checkpoints": len(members) if "checkpoint" in spec.absence else 0,
            "rows": sum(one.facts.get(spec.name) is not None for one in rows) if "family" in spec.absence else 0,
            "families": len(rows) if "family" in spec.absence else 0,
            "partly": sum(spec.name in one.coverage and not one.coverage[spec.name].whole for one in rows) if "family" in spec.absence else 0,
        }
        for spec in FIELDS.values() if spec.absence
    ]  # fmt: skip
    if as_json:
        click.echo(dumps({"coverage": found}).decode(), nl=False)
        return
    for one in found:
        parts = ["{known} of {checkpoints} checkpoints".format(**one)] if one["checkpoints"] else []
        parts += ['{rows} of {families} rows, {partly} of them "n of m"'.format(**one)] if one["families"] else []
        click.echo(f"{one['field']}: {'; '.join(parts)}")


def lines_of(finding: "Finding") -> list[str]:
    """A finding for people: what and where, what was expected, the places to look."""
    lines = [clean(f"{finding.level}: {finding.subject}: {finding.message} [{finding.rule}]", limit=500)]
    if finding.expected:
        lines.append("  " + clean(f"expected: {finding.expected}", limit=300))
    lines += ["  " + clean(place, limit=400) for place in finding.where if place]
    return lines
