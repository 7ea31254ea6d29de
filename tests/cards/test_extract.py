import json
from pathlib import Path

from click.testing import CliRunner

from pipeline.cli.inspection import extract

CARD = (
    "---\nlicense: mit\npipeline_tag: text-generation\n---\n"
    "# Corvid-7B\n\nCorvid-7B has 7.2B \x1b[31mparameters. Heronet has 70B parameters.\n"
)


def test_json_lines(tmp_path: Path) -> None:
    """One JSON line a card, the id taken from the file's name."""
    path = tmp_path / "acme--Corvid-7B.md"
    path.write_text(CARD, encoding="utf-8")
    result = CliRunner().invoke(extract, [str(path), "--json"])
    assert result.exit_code == 0
    line = json.loads(result.stdout)
    assert (line["id"], line["facts"]["total_params"]) == ("acme/Corvid-7B", 7_200_000_000)


def test_view_for_people(tmp_path: Path) -> None:
    """Line, field, value, passage and rule, then the rejects, with no control characters."""
    path = tmp_path / "acme--Corvid-7B.md"
    path.write_text(CARD, encoding="utf-8")
    result = CliRunner().invoke(extract, [str(path)])
    assert "      7  total_params = 7,200,000,000" in result.stdout
    assert "[params.counted]" in result.stdout
    assert "seen and not used" in result.stdout
    assert "\x1b" not in result.stdout


def test_an_unreadable_file_is_named_and_the_others_printed(tmp_path: Path) -> None:
    """The message names the file and the fix, and the exit code says wrong input."""
    path = tmp_path / "plain.md"
    path.write_text(CARD, encoding="utf-8")
    result = CliRunner().invoke(extract, [str(tmp_path / "none--x.md"), str(tmp_path), str(path), "--json"])
    assert result.exit_code == 2
    assert json.loads(result.stdout)["id"] == "plain"
    assert "none--x.md: cannot be read" in result.stderr
    assert "Give the path of a readable Markdown file" in result.stderr
