"""Adopted lists as TOML: exact, well formed, and never over a person's file."""

import tomllib

import pytest
import tomlkit
from hypothesis import given
from hypothesis import strategies as st

from pipeline.adopt.readme import read_list
from pipeline.adopt.toml import text_item
from pipeline.adopt.write import files, plan
from pipeline.layout.curated import parse_curated

ORGANIZATIONS = b"""\
#:schema ../../docs/schemas/organizations.schema.json
# Makers.

[organizations.stones]
name = "Stones"
aliases = ["Stoneworks"]
"""


def test_what_is_written_reads_back_as_it_was(small_list: str) -> None:
    """Families, boards, benchmarks, resources and the opening survive the way through TOML."""
    adopted = read_list("toys.md", small_list)
    curated = parse_curated(files(adopted, {}))

    assert tuple(curated.families[f.slug] for f in adopted.families) == adopted.families
    assert tuple(curated.boards[b.slug] for b in adopted.boards) == adopted.boards
    assert tuple(curated.benchmarks[b.slug] for b in adopted.benchmarks) == adopted.benchmarks
    assert curated.sections.resources == adopted.resources
    assert curated.sections.llm.order == ("pebble-2", "rill", "tarn")
    assert curated.sections.llm.title.en == "Toy models 🌱"
    assert curated.sections.llm.intro == adopted.openings["llm"].intro
    assert (curated.sections.leaderboards, curated.sections.benchmarks) == (("pond-board",), ("frog",))


def test_files_name_their_schema_first_and_end_with_one_line_break(small_list: str) -> None:
    """Editors complete keys from the first line."""
    written = files(read_list("toys.md", small_list), {})

    assert {data.split(b"\n")[0].split(b"/")[-1] for data in written.values()} == {
        b"family.schema.json",
        b"leaderboard.schema.json",
        b"benchmark.schema.json",
        b"sections.schema.json",
        b"organizations.schema.json",
    }
    assert all(data.startswith(b"#:schema ../../") and data.endswith(b"\n") for data in written.values())


def test_a_persons_files_stay_and_are_named(small_list: str) -> None:
    """A family that is there under another file name, a board, and the sections: reported, none of them written."""
    existing = {
        "catalog/curated/families/stone.toml": b'slug = "stone"\nname = "Stone"\naliases = ["pebble2"]\n',
        "catalog/curated/leaderboards/pond.toml": b'url = "https://new.example"\n[[links]]\nurl = "https://boards.example/pond/"\n',
        "catalog/curated/sections.toml": b'[[resources]]\nurl = "https://shop.example"\n',
    }
    planned = plan(read_list("toys.md", small_list), existing)

    assert not set(planned.files) & set(existing)
    assert not {"catalog/curated/families/pebble-2.toml", "catalog/curated/leaderboards/pond-board.toml"} & set(
        planned.files
    )
    assert [r.locator.url for r in planned.kept] == [
        "catalog/curated/families/stone.toml",
        "catalog/curated/leaderboards/pond.toml",
        "catalog/curated/sections.toml",
        "catalog/curated/sections.toml",
    ]
    assert "speed-of-toys" not in planned.kept[2].reason
    assert "https://github.com/stoneworks/speed" in planned.kept[3].reason


def test_known_makers_are_found_and_new_ones_added_at_the_end(small_list: str) -> None:
    """organizations.toml keeps its bytes; a maker's other names lead to the one that is there."""
    existing = {"catalog/curated/organizations.toml": ORGANIZATIONS}
    written = files(read_list("toys.md", small_list), existing)
    grown = written["catalog/curated/organizations.toml"]
    curated = parse_curated({**existing, **written})

    assert grown.startswith(ORGANIZATIONS)
    assert curated.families["pebble-2"].organization == "stones"
    assert set(curated.organizations.organizations) == {"stones", "rill-lab"}
    assert curated.organizations.organizations["rill-lab"].name == "溪流"


def test_adopting_twice_writes_nothing_new(small_list: str) -> None:
    """The second time everything is there already."""
    adopted = read_list("toys.md", small_list)

    assert files(adopted, files(adopted, {})) == {}


def test_a_broken_file_in_the_tree_is_left_to_the_checker(small_list: str) -> None:
    """Bytes that are no TOML have no names to collide with, and stay."""
    planned = plan(read_list("toys.md", small_list), {"catalog/curated/families/rill.toml": b"\xff = ["})

    assert "catalog/curated/families/rill.toml" not in planned.files


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a\nb",
        'quo"te',
        "back\\slash\nand\nmore",
        "'''\n\"\"\"\n\\",
        "ends with '\n'",
        'a\nends with "',
        "\n\nleading",
        "a\rb\nc",
        "tab\there\n",
        "bell\x07\n",
    ],
)
def test_awkward_strings_are_exact(text: str) -> None:
    """Every mixture of quotes, backslashes, line breaks and control characters."""
    document = tomlkit.document()
    document.add("text", text_item(text))

    assert tomllib.loads(tomlkit.dumps(document)) == {"text": text}


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_any_string_is_exact(text: str) -> None:
    """Whatever people wrote comes back to the byte."""
    document = tomlkit.document()
    document.add("text", text_item(text))

    assert tomllib.loads(tomlkit.dumps(document)) == {"text": text}
