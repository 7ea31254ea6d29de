"""Bad input is refused whole: every fault at once, with file, line and fix, and no file written."""

from pathlib import Path

import pytest

from pipeline.layout.catalog import line_of, parse_curated
from pipeline.model.outcomes import Fault, InputFaults
from pipeline.store.tree import read_tree
from tests.on_disk import run, write_tree

ORGANIZATIONS = {"catalog/curated/organizations.toml": b'[organizations.example]\nname = "Example"\nhub = ["example"]\n'}
ONE = "catalog/curated/families/one.toml"
GOOD = b'slug = "one"\nname = "One"\norganization = "example"\nkind = "llm"\ncheckpoints = ["example/One-7B"]\n'


def faults_of(files: dict[str, bytes]) -> tuple[Fault, ...]:
    """The faults of a small tree, which always has an organisation."""
    with pytest.raises(InputFaults) as caught:
        parse_curated(ORGANIZATIONS | files)
    return caught.value.faults


CASES = {
    "syntax": (b'slug = "one"\nname = "One\n', 2, "not valid TOML"),
    "endless number": (GOOD + b"big = " + b"1" * 5000, None, "not valid TOML"),
    "not UTF-8": (b'slug = "one"\nname = "\xff"\n', 2, "not UTF-8"),
    "unknown key": (GOOD + b"context_lenght = 4096\n", 6, "unknown key"),
    "bad id": (GOOD.replace(b"example/One-7B", b"example/../One"), 5, "not a Hub repository id"),
    "no month": (GOOD + b'papers = ["2413.00001"]\n', 6, "is not an arXiv id"),
    "upper case": (GOOD.replace(b'"one"', b'"One"'), 1, "is not a slug"),  # on some disks two files would be one
    "pin without reason": (
        GOOD + b'\n[[pins]]\nfield = "license"\nvalue = "mit"\nsource = "https://example.org/x"\n', 7, "because"),
    "fact without evidence": (GOOD + b'\n[[facts]]\nfield = "license"\nvalue = "mit"\n', 7, "needs `source`"),
    "unknown field": (
        GOOD + b'\n[[facts]]\nfield = "licence"\nvalue = "mit"\nsource = "https://example.org"\n', 8, "is not a field"),
    "no list": (GOOD + b'papers = "2505.09388"\n', 6, 'papers: a list, such as ["\u2026"], is wanted'),
    "second table": (GOOD + b'\n[[facts]]\nfield = "license"\nvalue = [1]\nsource = "https://e.org/"\n', 9, "facts.value: a text"),
    "unknown organisation": (GOOD.replace(b'"example"', b'"exmaple"'), 3, "did you mean example"),
    "half an address": (GOOD + b'[links]\ncode = "https://[::1/x"\n', 7, "not a web address"),
    "not a web address": (GOOD + b'[links]\ncode = "ftp://example.org"\n', 7, "not a web address"),
    "wrong kind": (GOOD.replace(b'"llm"', b'"tts"'), 4, "kind"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_fault_names_file_line_and_fix_and_nothing_is_written(name: str, tmp_path: Path) -> None:
    """Each mistake is found, at its line, with what to do; derive, check and an offline refresh end with exit code 2."""
    text, line, words = CASES[name]
    (found,) = faults_of({ONE: text})
    assert (found.path, found.line) == (ONE, line)
    assert words in found.message + found.fix
    assert found.fix

    before = read_tree(write_tree(ORGANIZATIONS | {ONE: text}, tmp_path))
    for command in (["derive"], ["check"], ["refresh", "--offline", "-q"]):
        result = run(tmp_path, *command, code=2)
        assert f"one.toml{f':{line}' if line else ''}: " in result.output
    assert read_tree(tmp_path) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["catalog"]


TWO = GOOD.replace(b'"one"', b'"two"').replace(b'"One"', b'"Two"')


@pytest.mark.parametrize(
    ("one", "two", "said"),
    [
        (GOOD + b"a = 1\nb = 2\n", b"slug = \n", [("one.toml", 6, "unknown key"), ("one.toml", 7, "unknown key"), ("two.toml", 1, "")]),
        (GOOD, GOOD, [("two.toml", 1, "already used in catalog/curated/families/one.toml")]),  # a copied file keeps its slug
        (GOOD, TWO + b'aliases = ["ONE"]\n', [("two.toml", 6, "also that of one")]),  # one name leads to one family
    ],
)
def test_faults_of_two_files_are_told_at_once(one: bytes, two: bytes, said: list[tuple[str, int, str]]) -> None:
    """Every mistake is a fault, in the order of the files."""
    found = faults_of({ONE: one, "catalog/curated/families/two.toml": two})

    assert [(f.path[-8:], f.line) for f in found] == [(path, line) for path, line, _ in said]
    assert all(words in f.message for f, (_, _, words) in zip(found, said, strict=True))


FACT = GOOD + b'[[%s]]\nfield = "context_length"\nvalue = %s\ncheckpoint = "%s"\nsource = "https://e.org/x"\nbecause = "x"\n'
OTHERS = {
    ONE: (FACT % (b"pins", b'"4K"', b"exemple/One-7B"), 9, "did you mean example/One-7B"),
    f"{ONE} ": (FACT % (b"pins", b'"long"', b"example/One-7B"), 8, "128K"),
    f"{ONE}  ": (FACT % (b"pins", b'"4K"', b"example/One-7B") + (FACT % (b"pins", b'"8K"', b"example/One-7B"))[len(GOOD) :], 12, "twice"),
    f"{ONE}   ": (GOOD.replace(b'"]', b'", "example/One-7B"]'), 5, "twice"),
    "catalog/curated/leaderboards/b.toml": (
        b'slug = "b"\nname = "B"\nurl = "https://e.org/"\n[aliases]\nOne = "oen"\n', 5, "did you mean one"),
    "catalog/curated/declined.toml": (b'[[declined]]\nid = "Example/*"\nbecause = "x"\n', 2, "example/*"),
    "catalog/curated/organizations.toml": (
        ORGANIZATIONS["catalog/curated/organizations.toml"] + b'[organizations.b]\nname = "B"\nhub = ["Example"]\n', 6, "'example' is also of example"),
}  # fmt: skip


@pytest.mark.parametrize("path", OTHERS)
def test_what_the_catalog_does_not_know_is_a_fault(path: str, tmp_path: Path) -> None:
    """A name of nothing, what is said twice and a value of no form are named by check, derive and audit."""
    text, line, words = OTHERS[path]
    write_tree(ORGANIZATIONS | {ONE: GOOD, path.strip(): text}, tmp_path)

    for command, code in (("check", 2), ("derive", 2), ("audit", 2), ("refresh", 0)):
        result = run(tmp_path, command, *(["--offline", "-q"] if command == "refresh" else []), code=code)
        assert code == 0 or (f"{path.strip()}:{line}: " in result.output and words in result.output)


def test_lines_are_found_past_prose_that_looks_like_toml() -> None:
    """Headers and keys inside a multi-line string are not the file's."""
    text = 'a = 1\n[prose]\nen = """\n[[pins]]\nfield = 2\n"""\nzh = "x"\n[[pins]]\nfield = "license"\n'

    assert line_of(text, ("prose", "zh")) == 7
    assert line_of(text, ("pins", 0, "field")) == 9
    assert line_of(text, ("pins", 0, "because")) == 8
