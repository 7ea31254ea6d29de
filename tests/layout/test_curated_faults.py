"""Bad input is refused whole: every fault at once, with file, line and fix, and no file written."""

from pathlib import Path

import pytest

from pipeline.layout.curated import parse_curated
from pipeline.layout.toml_lines import line_of
from pipeline.model.findings import Fault, InputFaults
from pipeline.store.tree import read_tree
from tests.on_disk import run

ORGANIZATIONS = b'[organizations.example]\nname = "Example"\nhub = ["example"]\n'
GOOD = b'slug = "one"\nname = "One"\norganization = "example"\nkind = "llm"\ncheckpoints = ["example/One-7B"]\n'


def faults_of(files: dict[str, bytes]) -> tuple[Fault, ...]:
    """The faults of a small tree, which always has an organisation."""
    tree = {"catalog/curated/organizations.toml": ORGANIZATIONS, **files}
    with pytest.raises(InputFaults) as caught:
        parse_curated(tree)
    return caught.value.faults


CASES = {
    "syntax": (b'slug = "one"\nname = "One\n', 2, "not valid TOML"),
    "unknown key": (GOOD + b"context_lenght = 4096\n", 6, "unknown key"),
    "bad id": (GOOD.replace(b"example/One-7B", b"example/../One"), 5, "not a Hub repository id"),
    "pin without reason": (
        GOOD + b'\n[[pins]]\nfield = "license"\nvalue = "mit"\nsource = "https://example.org/x"\n', 7, "because"),
    "fact without evidence": (GOOD + b'\n[[facts]]\nfield = "license"\nvalue = "mit"\n', 7, "needs `source`"),
    "unknown field": (
        GOOD + b'\n[[facts]]\nfield = "licence"\nvalue = "mit"\nsource = "https://example.org"\n', 8, "is not a field"),
    "unknown organisation": (GOOD.replace(b'"example"', b'"exmaple"'), 3, "did you mean example"),
    "not a web address": (GOOD + b'[links]\ncode = "ftp://example.org"\n', 7, "not a web address"),
    "wrong kind": (GOOD.replace(b'"llm"', b'"tts"'), 4, "kind"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_fault_names_file_line_and_fix(name: str) -> None:
    """Each mistake is found, at its line, with what to do."""
    text, line, words = CASES[name]
    found = faults_of({"catalog/curated/families/one.toml": text})

    assert [f.path for f in found] == ["catalog/curated/families/one.toml"]
    assert found[0].line == line
    assert words in found[0].message + found[0].fix
    assert found[0].fix


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
    found = faults_of({"catalog/curated/families/one.toml": one, "catalog/curated/families/two.toml": two})

    assert [(f.path[-8:], f.line) for f in found] == [(path, line) for path, line, _ in said]
    assert all(words in f.message for f, (_, _, words) in zip(found, said, strict=True))


@pytest.mark.parametrize("name", CASES)
def test_commands_end_with_two_and_write_nothing(name: str, tmp_path: Path) -> None:
    """derive, check and an offline refresh refuse bad input with exit code 2 and leave the tree alone."""
    curated = tmp_path / "catalog" / "curated"
    (curated / "families").mkdir(parents=True)
    (curated / "organizations.toml").write_bytes(ORGANIZATIONS)
    (curated / "families" / "one.toml").write_bytes(CASES[name][0])
    before = read_tree(tmp_path)

    for words in (["derive"], ["check"], ["refresh", "--offline", "-q"]):
        result = run(tmp_path, *words)

        assert result.exit_code == 2, result.output
        assert f"one.toml:{CASES[name][1]}: " in result.output
    assert read_tree(tmp_path) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["catalog"]


def test_lines_are_found_past_prose_that_looks_like_toml() -> None:
    """Headers and keys inside a multi-line string are not the file's."""
    text = 'a = 1\n[prose]\nen = """\n[[pins]]\nfield = 2\n"""\nzh = "x"\n[[pins]]\nfield = "license"\n'

    assert line_of(text, ("prose", "zh")) == 7
    assert line_of(text, ("pins", 0, "field")) == 9
    assert line_of(text, ("pins", 0, "because")) == 8
