"""New curated files: exact, well formed, and read back as what they were made of."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.edit.curated_file import new_file
from pipeline.edit.spelling import near, same_name
from pipeline.model.boards import CuratedBoard
from pipeline.model.curated import CuratedFamily, Link, Links, Prose
from pipeline.names.stems import slug_of

LINK = Link(label='Toy "1"', url="https://huggingface.co/acme/toy-1b")


def family(**more: object) -> CuratedFamily:
    """A family of a known maker."""
    return CuratedFamily.model_validate({"slug": "toy", "name": "Toy", "organization": "acme", "kind": "llm", **more})


FAMILY = family(
    checkpoints=tuple(f"acme/toy-{n}b" for n in range(1, 14)), papers=("2401.00001",), predecessor="toys", draft=True,
    links=Links(checkpoints=(LINK,), code="https://github.com/acme/toy", blog=LINK, more=(LINK, LINK)),
    prose=Prose(en="One.\n\nTwo.", zh="一。"),
)  # fmt: skip
BOARD = CuratedBoard(slug="sums", name="Sums", url="https://a.example/", kind="both", links=(LINK,), prose=Prose(en="x"))


@pytest.mark.parametrize(("made", "schema"), [(FAMILY, "family"), (BOARD, "leaderboard")])
def test_an_entry_reads_back_as_it_was(made: CuratedFamily | CuratedBoard, schema: str) -> None:
    """Lists, links and prose; its schema first, a line break at the end; what says no more than its default is not there."""
    text = new_file(made)
    assert text.startswith(f"#:schema ../../../docs/schemas/{schema}.schema.json\nslug = ")
    assert text.endswith("\n")
    assert set(tomllib.loads(text)) == made.model_fields_set
    assert type(made).model_validate(tomllib.loads(text)) == made


AWKWARD = [
    "", "a\nb", 'quo"te', "back\\slash\nand\nmore", "'''\n\"\"\"\n\\",
    "ends with '\n'", 'a\nends with "', "\n\nleading", "a\rb\nc", "tab\there\n", "bell\x07\n",
]  # fmt: skip


@given(st.sampled_from(AWKWARD) | st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_any_prose_is_exact(text: str) -> None:
    """Whatever people wrote comes back to the byte: every mixture of quotes, backslashes, line breaks and control characters."""
    assert tomllib.loads(new_file(family(prose=Prose(en="x", zh=text)))).get("prose", {}).get("zh", "") == text


def test_names_as_people_spell_them() -> None:
    """Slugs, sameness and neighbours."""
    assert [slug_of(n) for n in ("Llama 2", "Qwen2.5-VL", "Command R+", "鹰")] == ["llama-2", "qwen2.5-vl", "command-r-plus", ""]
    assert same_name("Llama 2") == same_name("llama-2")
    assert near("qwen2.6", ["qwen2.5", "falcon"]) == " (did you mean qwen2.5?)"
    assert near("toy-8b", ["acme/toy-7b"]) == " (did you mean acme/toy-7b?)"
    assert near("zzz", ["qwen2.5"]) == ""
