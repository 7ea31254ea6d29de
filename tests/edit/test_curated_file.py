"""New curated files read back as what they were made of; additions keep every byte that was there."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.edit.curated_file import CannotEdit, add_entry, new_file
from pipeline.model.boards import CuratedBoard
from pipeline.model.curated import CuratedFamily, Link, Links, Prose
from pipeline.model.ids import near
from pipeline.names.words import slug_of
from tests.on_disk import PROJECT

CURATED = PROJECT / "catalog" / "curated"
PIN = {"field": "license", "value": "apache-2.0", "because": 'the file "LICENSE" says so', "source": "https://a.example/"}
STRINGS = 'a = """\n[[pins]]\nx = 1 # no\n"""\nb = \'\'\'\nk = ["y"]\n\'\'\'\nc = "\\"[["\n'


def kept(old: str, new: str) -> bool:
    """Whether every character of the old text is in the new one, in its order, and something more."""
    signs = iter(new)
    return len(new) > len(old) and all(sign in signs for sign in old)


@pytest.mark.parametrize(
    ("old", "new", "entry"),
    [
        # A table goes to the end, after an empty line; a missing line break is made up for; inline tables are joined.
        ("a = 1\n", "a = 1\n\n[[k]]\nx = 2\n", {"x": 2}),
        ("a = 1", "a = 1\n\n[[k]]\nx = 2\n", {"x": 2}),
        ("a = 1\n\n", "a = 1\n\n[[k]]\nx = 2\n", {"x": 2}),
        ("k = [{ x = 1 }]\n", "k = [{ x = 1 }, {x = 2}]\n", {"x": 2}),
        # Headers, comments and brackets inside strings are text.
        (STRINGS, STRINGS + "\n[[k]]\nx = 2\n", {"x": 2}),
        # A value joins its list in the list's own manner: on one line or on many, with and without a last comma, with comments.
        ("k = []\n", 'k = ["z"]\n', "z"),
        ('k = ["x"]\n', 'k = ["x", "z"]\n', "z"),
        ('k = [ "x" ] # note\n', 'k = [ "x", "z" ] # note\n', "z"),
        ('k = [\n  "x", # first\n  "y",\n]\n', 'k = [\n  "x", # first\n  "y",\n  "z",\n]\n', "z"),
        ('k = [\n  "x",\n  "y" # last\n]\n', 'k = [\n  "x",\n  "y", # last\n  "z"\n]\n', "z"),
        ('k = [\n\t"]#",\n]\n', 'k = [\n\t"]#",\n\t"z",\n]\n', "z"),
        ('k = [\n  """a""""",\n]\n', 'k = [\n  """a""""",\n  "z",\n]\n', "z"),
        ("k = ['a',\n  'b']\n", "k = ['a',\n  'b',\n  \"z\"]\n", "z"),
        # A new one stands after the keys that it follows and before the first table, where it would be another table's key.
        ('slug = "a" # the name\nkind = "llm"\n\n[links]\ncode = "x"\n',
         'slug = "a" # the name\nkind = "llm"\nk = ["z"]\n\n[links]\ncode = "x"\n', "z"),
        ("[links]\n", 'k = ["z"]\n[links]\n', "z"), ("\ufeff[links]\n", '\ufeffk = ["z"]\n[links]\n', "z"),
        ('slug = "a"', 'slug = "a"\nk = ["z"]\n', "z"),
        (STRINGS, STRINGS.replace("c = ", 'k = ["z"]\nc = '), "z"),
    ],
)  # fmt: skip
def test_an_entry_joins_its_list_or_begins_it(old: str, new: str, entry: str | Mapping[str, int]) -> None:
    """A table at the end, a value where keys stand."""
    assert add_entry(old, "k", entry, ("slug", "kind", "b")) == new


def test_what_is_no_toml_and_no_list_is_refused() -> None:
    """The checker names the fault; nothing is added to it, and nothing is written over."""
    with pytest.raises(CannotEdit, match="not a list"):
        add_entry('k = "x"\n', "k", "z")
    for text in ("a = 1\na = 2\n", "[pins]\nx = 1\n"):
        with pytest.raises(CannotEdit):
            add_entry(text, "pins", {"x": 2})


@pytest.mark.parametrize("path", sorted(CURATED.rglob("*.toml")), ids=lambda p: p.stem)
def test_every_committed_file_admits_a_pin(path: Path) -> None:
    """Each byte of it is still there, and it reads as before with a pin more."""
    old = path.read_text(encoding="utf-8")
    new = add_entry(old, "pins", PIN)
    assert kept(old, new)
    assert tomllib.loads(new) == tomllib.loads(old) | {"pins": [*tomllib.loads(old).get("pins", []), PIN]}


COMMENT = st.text("ab #[]\"'=", max_size=8)
STRING = st.sampled_from(['"x"', "'y'", '"\\"#]"', '"""\n#["""', "'''\n'''", '""'])
ARRAY = st.builds(
    lambda items, tail, gap: "[" + gap + f",{gap}".join(items) + ("," if tail and items else "") + gap + "]",
    st.lists(STRING, max_size=3), st.booleans(), st.sampled_from(["", " ", "\n  ", " # c ]\n\t"]),
)  # fmt: skip
LINE = st.one_of(
    st.builds(lambda c: f"# {c}", COMMENT),
    st.just(""),
    st.builds(lambda v, c: f"q{{n}} = {v} # {c}", st.one_of(STRING, ARRAY, st.just("1979-05-27 07:32:00")), COMMENT),
    st.just("[t{n}]"),
    st.just("[[pins]]"),
)


@given(st.lists(LINE, max_size=8), ARRAY, st.sampled_from(["", "\n"]))
def test_any_valid_text_is_kept(lines: list[str], array: str, end: str) -> None:
    """Strings, arrays, comments and tables in any order: something is added and the rest stays, or a person is asked."""
    text = "\n".join([f"k = {array}", *(line.replace("{n}", str(n)) for n, line in enumerate(lines))]) + end
    assert kept(text, add_entry(text, "pins", {"x": 1}))
    try:
        new = add_entry(text, "k", "z")
    except CannotEdit:
        assert "#" in array  # a comment after the last value, where a comma is wanted
        return
    assert kept(text, new)
    assert tomllib.loads(new)["k"] == [*tomllib.loads(text)["k"], "z"]


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
    """Slugs and neighbours."""
    assert [slug_of(n) for n in ("Llama 2", "Qwen2.5-VL", "Command R+", "鹰")] == ["llama-2", "qwen2.5-vl", "command-r-plus", ""]
    assert near("qwen2.6", ["qwen2.5", "falcon"]) == " (did you mean qwen2.5?)"
    assert near("toy-8b", ["acme/toy-7b"]) == " (did you mean acme/toy-7b?)"
    assert near("zzz", ["qwen2.5"]) == ""
