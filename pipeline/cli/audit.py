"""`awesome audit`: what cannot be right in the catalog."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click

from pipeline.cli.edge import command, json_option, print_answer
from pipeline.model.outcomes import FAILED

_LEVELS: Final = ("error", "warning", "notice")


@command("audit", examples="""
    awesome audit --level warning
    awesome audit --rules
    awesome audit --coverage
    awesome audit --today 2026-01-01 --json
    """)
@json_option("One JSON object: {counts, findings, accepted}.")
@click.option("--rules", is_flag=True, help="List the rules: what each finds, and what it lets pass.")
@click.option("--coverage", is_flag=True, help="Of how many checkpoints and rows each field is known, and nothing else.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD",
              help="The day of the audit; by default today (UTC).")  # fmt: skip
@click.option("--level", type=click.Choice(_LEVELS), default="notice", show_default=True,
              help="Leave out what matters less than this.")  # fmt: skip
def audit(root: Path, *, as_json: bool, rules: bool, coverage: bool, today: datetime | None, level: str) -> None:
    """Look for what cannot be right in the catalog: offline, rule by rule.

    The exit code is 1 when there is an error. A finding that is right as it is can be accepted
    with a reason in catalog/curated/accepted.toml.
    """
    from pipeline.audit.audited import audit_all, coverage_of, every_rule
    from pipeline.cli.report_text import finding_lines
    from pipeline.derive import derive_all
    from pipeline.layout.canonical import dumps
    from pipeline.store.tree import read_tree

    if rules:
        for rule in sorted(every_rule(), key=lambda r: (_LEVELS.index(r.level), r.name)):
            passes = f"\n  lets pass: {rule.exceptions}" if rule.exceptions else ""
            click.echo(f"{rule.level}: {rule.name}: {rule.description}{passes}")
        return
    derived = derive_all(read_tree(root))
    if coverage:
        known = list(coverage_of(derived.catalog))
        print_answer(dumps({"coverage": known}), map(_coverage_line, known), as_json=as_json)
        return
    done = audit_all(derived, (today or datetime.now(UTC)).date())
    shown = [f for f in done.findings if _LEVELS.index(f.level) <= _LEVELS.index(level)]
    counts = {one: sum(f.level == one for f in done.findings) for one in _LEVELS}
    total = ", ".join(f"{number} {one}{'s' if number != 1 else ''}" for one, number in counts.items())
    plain = {
        "counts": counts, "findings": [f.model_dump(mode="json") for f in shown],
        "accepted": [{"finding": f.model_dump(mode="json"), "because": by.because} for f, by in done.accepted],
    }  # fmt: skip
    accepted = f"; {len(done.accepted)} accepted with a reason" if done.accepted else ""
    print_answer(dumps(plain), [*finding_lines(shown), total + accepted], as_json=as_json)
    if counts["error"]:
        sys.exit(FAILED)


def _coverage_line(one: dict[str, Any]) -> str:
    parts = ["{known} of {checkpoints} checkpoints"] if one["checkpoints"] else []
    parts += ['{rows} of {families} rows, {partly} of them "n of m"'] if one["families"] else []
    return f"{one['field']}: {'; '.join(parts).format(**one)}"
