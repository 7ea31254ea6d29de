"""The export of this very repository: what its readers would get today keeps every rule."""

import csv
import io
import json
import re
import tomllib
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest
from click.testing import CliRunner

from pipeline.cli.group import cli
from tests.export.atom_rules import faults
from tests.render.reading import html

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Written once by the command; with this clone's history, as far as it has one."""
    out = tmp_path_factory.mktemp("export")
    done = CliRunner().invoke(
        cli, ["--root", str(ROOT), "export", str(out), "--served-at", "https://example.org/export"]
    )
    assert done.exit_code == 0, done.output
    return {p.name: p.read_bytes() for p in out.iterdir()}


def test_feed_and_changelog_of_this_history_are_valid(files: dict[str, bytes]) -> None:
    """Whatever commits there are: the feed is Atom, the changelog is Markdown with a heading a day, newest first."""
    assert faults(files["feed.atom"]) == []
    days = [h.get_text() for h in html(files["CHANGELOG.md"].decode()).find_all("h2")]
    assert days == sorted(set(days), reverse=True)


def test_catalog_keeps_its_schema_and_its_table_is_harmless(files: dict[str, bytes]) -> None:
    """All families, each checkpoint in one row, and no cell that a spreadsheet would compute."""
    whole = json.loads(files["catalog.json"])
    jsonschema.Draft202012Validator(json.loads(files["catalog.schema.json"])).validate(whole)
    table = list(csv.reader(io.StringIO(files["catalog.csv"].decode())))
    assert len(table) - 1 == sum(max(1, len(f.get("checkpoints", ()))) for f in whole["families"])
    assert not [cell for row in table for cell in row if cell.startswith(tuple("=+-@\t\r|%"))]
    assert len({len(row) for row in table}) == 1


def test_llms_txt_leads_to_the_site_s_pages(files: dict[str, bytes]) -> None:
    """Each family to its page, where the site is served; a page a family that is published."""
    slugs = [family["slug"] for family in json.loads(files["catalog.json"])["families"]]
    links = re.findall(r"\]\(([^)]+/families/[^)]+)\)", files["llms.txt"].decode())
    site = tomllib.loads((ROOT / "catalog/curated/sections.toml").read_text("utf-8"))["site"]
    assert sorted(links) == sorted(f"{site}families/{slug}.html" for slug in slugs)
