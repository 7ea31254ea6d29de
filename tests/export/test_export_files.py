"""The export's files, read back by those who would read them."""

import csv
import hashlib
import io
import json
import re
from datetime import date

import jsonschema  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest
import yaml

from pipeline.derive import derive_all
from pipeline.export.files import CommitChanges, export_files
from pipeline.export.records import VERSION, ExportedCatalog, ExportedOrigin, Published, schema_text
from pipeline.export.table import day_of
from pipeline.export.texts import filled
from pipeline.layout import kinds
from pipeline.model.changes import Change, ChangeKind
from pipeline.model.licences import named
from pipeline.site.files import site_files
from tests.golden import ADDRESS as CITED
from tests.on_disk import PROJECT
from tests.render.world import checkpoint, family, small_tree

ADDRESS = "https://github.com/example/list"
FORMULAS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u200b=1", "＝1+1", "|calc", "%1")
SERVED = "https://example.github.io/list/data/"
ADDED = Change(kind=ChangeKind.FAMILY_ADDED, family="lumen-2", new=1)
PAST = tuple(CommitChanges(commit * 40, f"2024-05-0{day}T08:00:00Z", (ADDED,)) for commit, day in (("a", 2), ("b", 1)))


@pytest.fixture
def files() -> dict[str, bytes]:
    """An export of the small world."""
    derived = derive_all(small_tree())
    return export_files(derived.catalog, derived.curated, PAST, address=ADDRESS, served_at=SERVED)


def rows_of(data: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file, by column."""
    return list(csv.DictReader(io.StringIO(data.decode())))


def test_json_keeps_its_published_contract(files: dict[str, bytes]) -> None:
    """catalog.json is valid under the schema beside it, which is the one in docs/."""
    whole = json.loads(files["catalog.json"])
    jsonschema.Draft202012Validator(json.loads(files["catalog.schema.json"])).validate(whole)
    assert (PROJECT / "docs/schemas/catalog.schema.json").read_text("utf-8") == schema_text("catalog", ExportedCatalog)
    assert whole["version"] == VERSION == 1
    lumen = next(f for f in whole["families"] if f["slug"] == "lumen")
    small = next(c for c in lumen["checkpoints"] if c["id"] == "lumen/Lumen-7B")
    assert (small["context_length"], small["evidence"]["context_length"]["line"]) == (131072, 7)
    assert lumen["prose"]["en"].startswith("A lamp of a model.\n")


def test_every_value_of_a_checkpoint_has_evidence(files: dict[str, bytes]) -> None:
    """No number leaves the catalog without the page that states it."""
    named = {"id", "url", "state", "access", "revision", "moved_to", "memory", "absent", "evidence", "copy_of", "by"}
    for one in json.loads(files["catalog.json"])["families"]:
        for held in one.get("checkpoints", ()):
            assert set(held) - named == set(held.get("evidence", {}))


def test_a_range_that_a_person_gives_of_one_checkpoint_is_no_number() -> None:
    """The tables and the site have a number or nothing; the range stands on the family's page."""
    fact = 'field = "context_length_extended", value = "32K~128K", checkpoint = "lumen/Lumen-2-8B", source = "https://lumen.example"'
    rest = f'checkpoints = ["lumen/Lumen-2-8B"]\npredecessor = "lumen"\nfacts = [{{ {fact} }}]'
    derived = derive_all(small_tree() | {kinds.FAMILIES.path("lumen-2"): family("lumen-2", "Lumen 2", rest=rest)})
    assert "| 32K\\~128K |" in derived.files["pages/families/lumen-2.md"].decode()
    whole = json.loads(export_files(derived.catalog, derived.curated, PAST, address=ADDRESS, served_at=SERVED)["catalog.json"])
    (one,) = next(f for f in whole["families"] if f["slug"] == "lumen-2")["checkpoints"]
    assert "context_length_extended" not in one
    assert site_files(Published(derived.catalog, derived.curated.listed, derived.snapshots))


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_of_the_csv_is_a_formula(formula: str) -> None:
    """What a spreadsheet would compute arrives as text, whoever wrote it; counts stay numbers."""
    tree = small_tree()
    tree[kinds.FAMILIES.path("odd")] = family("odd", f"{json.dumps(formula)[1:-1]}Odd", rest='checkpoints = ["lumen/Odd-7B"]')
    tree[kinds.CHECKPOINTS.path("lumen/Odd-7B")] = checkpoint("lumen/Odd-7B", license=formula, architectures=[formula])
    derived = derive_all(tree)
    table = rows_of(export_files(derived.catalog, derived.curated)["catalog.csv"])
    assert all(not cell.startswith(tuple("=+-@\t\r\n ＝＋－＠|%")) for row in table for cell in row.values())
    assert [row["total_params"] for row in table if row["checkpoint"] == "lumen/Odd-7B"] == ["7000000000"]


def test_parquet_has_the_same_rows_typed(files: dict[str, bytes]) -> None:
    """The Parquet table holds what the CSV holds, counts as whole numbers."""
    table = pq.read_table(io.BytesIO(files["catalog.parquet"])).to_pylist()
    assert [r["checkpoint"] or "" for r in table] == [r["checkpoint"] for r in rows_of(files["catalog.csv"])]
    assert {type(r["context_length"]) for r in table} == {int, type(None)}
    small = next(r for r in table if r["checkpoint"] == "lumen/Lumen-7B")
    assert small["languages"] == ["en", "zh"]
    dates = ("release_date", "release_day", "release_date_precision")
    assert [small[key] for key in dates] == ["2024-01", date(2024, 1, 1), "month"]


def test_a_date_is_a_day_and_how_precise_it_was() -> None:
    """The first day of what a month or a year leaves open."""
    expected = {"2024-05-06": ("2024-05-06", "day"), "2024-05": ("2024-05-01", "month"), "2024": ("2024-01-01", "year"), None: (None, None)}
    assert {stated: day_of(stated) for stated in expected} == expected


def test_every_property_of_the_schema_is_described(files: dict[str, bytes]) -> None:
    """With an id of its own, and words for each key at every depth."""
    schema = json.loads(files["catalog.schema.json"])
    assert schema["$id"].startswith("urn:")
    keys = [(one.get("title"), *key) for one in (schema, *schema["$defs"].values()) for key in one.get("properties", {}).items()]
    assert len(keys) > 80
    assert [(title, name) for title, name, key in keys if not key.get("description")] == []


def test_the_data_package_describes_its_files(files: dict[str, bytes]) -> None:
    """Each resource is there with its size and digest, and its fields are the columns of the file, in order."""
    package = json.loads(files["datapackage.json"])
    assert (package["licenses"][0]["name"], package["created"]) == ("CC0-1.0", "2024-05-02T00:00:00Z")
    for resource in package["resources"]:
        data = files[resource["path"]]
        assert (resource["bytes"], resource["hash"]) == (len(data), f"sha256:{hashlib.sha256(data).hexdigest()}")
        if resource["format"] == "csv":
            header = next(csv.reader(io.StringIO(data.decode())))
            assert [field["name"] for field in resource["schema"]["fields"]] == header
            assert all(field["description"] for field in resource["schema"]["fields"])
    tables = ("catalog", "families", "standings", "results", "makers-results", "evidence")
    assert [r["name"] for r in package["resources"]] == [f"{table}{form}" for table in tables for form in ("", "-parquet")] + ["catalog-json"]


def test_the_card_names_the_tables_as_configurations(files: dict[str, bytes]) -> None:
    """What the Hub reads of a data set card: licence, and a file for each table, one of them the default."""
    head = yaml.safe_load(files["README.md"].decode().split("---\n")[1])
    assert head["license"] == "cc0-1.0"
    assert [one["config_name"] for one in head["configs"] if one.get("default")] == ["catalog"]
    assert all(one["data_files"] in files for one in head["configs"])


def test_evidence_and_absence_are_in_the_tables(files: dict[str, bytes]) -> None:
    """What the list shows and what it does not, each with where it is stated; and why a value is missing: the family's is none of a checkpoint."""
    evidence = rows_of(files["evidence.csv"])
    told = [e for e in evidence if (e["checkpoint"], e["field"]) == ("lumen/Lumen-7B", "context_length")]
    assert [(e["value"], e["verdict"]) for e in told] == [("131072", "won"), ("4096", "rival")]
    assert all(e["url"] for e in evidence)
    rows = {r["checkpoint"]: r for r in rows_of(files["catalog.csv"])}
    absent = rows["lumen/Shut-1B"]["absent"].split("; ")
    assert {"context_length: not readable", "tool_use: not readable"} <= set(absent)
    assert (rows["lumen/Old"]["release_date"], "release_date: family" in rows["lumen/Old"]["absent"]) == ("", True)
    assert (rows["lumen/Lumen-7B"]["license"], rows["lumen/Lumen-7B"]["license_listed"]) == ("apache-2.0", "Apache-2.0")
    families = {r["family"]: r for r in rows_of(files["families.csv"])}
    assert (families["old-lumen"]["release_date_first"], families["lumen"]["context_length_high"]) == ("2022-01", "131072")
    assert (families["lumen"]["sizes"], families["lumen"]["known_of"].split("; ")[0]) == ("7B; 70B", "context_length: 1 of 2")


def test_citation_keeps_the_rules_of_its_format(files: dict[str, bytes]) -> None:
    """Of version 1.2.0: required keys, known ones, a type, a licence of SPDX, entities as authors, keywords once each."""
    cited = yaml.safe_load(files["CITATION.cff"])
    assert {"cff-version", "message", "title", "authors"} <= set(cited)
    assert set(cited) <= {
        "cff-version", "message", "title", "authors", "type", "license", "keywords", "repository-code", "url", "abstract",
        "version", "date-released",
    }  # fmt: skip
    assert (cited["cff-version"], cited["type"], cited["license"]) == ("1.2.0", "dataset", named(cited["license"].lower()))
    assert all(set(author) == {"name"} for author in cited["authors"])
    assert len(set(cited["keywords"])) == len(cited["keywords"])
    own = (cited["repository-code"], cited["version"], str(cited["date-released"]))
    assert own == (ADDRESS, "2024-05-02", "2024-05-02")


def test_the_repository_is_cited_as_the_export_is() -> None:
    """GitHub reads CITATION.cff at the root only."""
    data = (PROJECT / "CITATION.cff").read_bytes()
    assert data == filled("CITATION.cff", origin=ExportedOrigin(repository=CITED, date=str(yaml.safe_load(data)["date-released"])))


@pytest.mark.parametrize("address", ["", ADDRESS])
def test_llms_txt_has_the_shape_of_its_proposal(address: str) -> None:
    """One title, one quote, then sections of links `- [name](address): notes`, "Optional" last; each family once."""
    derived = derive_all(small_tree())
    lines = export_files(derived.catalog, derived.curated, address=address)["llms.txt"].decode().splitlines()
    assert lines[0] == "# Awesome LLMs and VLMs"
    assert lines[2].startswith("> ")
    sections = [n for n, line in enumerate(lines) if line.startswith("## ")]
    assert [lines[n] for n in sections] == ["## Large language models", "## Vision-language models", "## Optional"]
    assert not any(line.startswith("- ") for line in lines[: sections[0]])
    items = [line for line in lines[sections[0] :] if line and not line.startswith("## ")]
    assert all(re.fullmatch(r"- \[[^\]]+\]\([^) ]+\)(?:: .+)?", line) for line in items)
    page = f"{ADDRESS}/blob/HEAD/pages/families/lumen.md" if address else "catalog.json#lumen"
    lumen = f"[Lumen]({page}): Lumen Labs; 7B/70B; context 128K (known for 1 of 2 checkpoints); "
    assert sum(lumen in line for line in items) == 1
    assert len(items) == len(derived.curated.listed.families) + (3 if address else 1), "beside a file that is not there nothing leads"
