"""`awesome audit --rules` lists the rules as they are."""

from click.testing import CliRunner

from pipeline.audit.every_rule import every_rule
from pipeline.cli.audit import audit


def test_every_rule_is_listed_once_with_its_level_and_what_it_finds() -> None:
    """No tree is needed for it."""
    said = CliRunner().invoke(audit, ["--rules"]).output.splitlines()

    for rule in every_rule():
        assert said.count(f"{rule.level}: {rule.name}: {rule.description}") == 1
