"""The rules as a Markdown table, for docs/audit.md."""

from pipeline.audit.every_rule import every_rule
from pipeline.audit.rule import Rule


def rule_table() -> str:
    """Every rule: name, level, what it looks for, what it lets pass; errors first, then by name."""
    levels = ("error", "warning", "notice")
    rules = sorted(every_rule(), key=lambda r: (levels.index(r.level), r.name))
    head = ["| Rule | Level | What it finds | What it lets pass |", "| --- | --- | --- | --- |"]
    return "\n".join([*head, *map(_row, rules)]) + "\n"


def _row(rule: Rule) -> str:
    cells = (
        f"[{rule.name}](../{rule.check.__module__.replace('.', '/')}.py)",
        rule.level,
        rule.description,
        rule.exceptions,
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
