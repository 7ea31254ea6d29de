"""`awesome import` at the command line."""

from pathlib import Path

from click.testing import CliRunner

from pipeline.cli.adopt import import_
from pipeline.layout.curated import parse_curated

LIST = """\
# Toys

| Model | Parameters | CheckPoint |
| --- | --- | --- |
| Heron | 2B/9B | [Heron](https://huggingface.co/heron-lab/heron-2b) |
| Egret | many | None |
"""


def run(*arguments: str | Path) -> tuple[int, str]:
    """Exit code, and all that was said."""
    result = CliRunner().invoke(import_, [str(a) for a in arguments])
    return result.exit_code, result.output


def tree(root: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_a_list_is_written_and_what_is_left_out_is_said(tmp_path: Path) -> None:
    """Files are written, refused lines are named with file, line and reason, and the tree is valid."""
    source, root = tmp_path / "list.md", tmp_path / "root"
    source.write_text(LIST)
    code, said = run(source, "--root", root)

    assert code == 0
    assert "not taken over: list.md:6: a list of sizes (7B/13B) cannot be read from 'many'" in said
    assert set(parse_curated(tree(root)).families) == {"heron", "egret"}


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    """It says what it would do."""
    source, root = tmp_path / "list.md", tmp_path / "root"
    source.write_text(LIST)
    code, said = run(source, "--root", root, "--dry-run")

    assert code == 0
    assert "would write catalog/curated/families/heron.toml" in said
    assert not root.exists()


def test_a_second_run_leaves_everything_as_it_is(tmp_path: Path) -> None:
    """A person's edit after the first import survives the second."""
    source, root = tmp_path / "list.md", tmp_path / "root"
    source.write_text(LIST)
    run(source, "--root", root)
    edited = root / "catalog/curated/families/heron.toml"
    edited.write_text(edited.read_text() + "# a note\n")
    before = tree(root)
    code, said = run(source, "--root", root)

    assert code == 0
    assert tree(root) == before
    assert "left as it is: catalog/curated/families/heron.toml" in said


def test_files_that_cannot_be_used_are_refused_with_line_and_fix(tmp_path: Path) -> None:
    """Missing, not UTF-8, without a list: exit code 2, each named at once, nothing written."""
    (tmp_path / "binary.md").write_bytes(b"# Toys\n\xff\n")
    (tmp_path / "empty.md").write_text("# Only a title\n")
    (tmp_path / "good.md").write_text(LIST)
    names = ("gone.md", "binary.md", "empty.md", "good.md")
    code, said = run(*(tmp_path / name for name in names), "--root", tmp_path / "root")

    assert code == 2
    assert f"{tmp_path}/gone.md: cannot be read: No such file or directory. Fix: " in said
    assert f"{tmp_path}/binary.md:2: not UTF-8. Fix: save the file as UTF-8" in said
    assert f"{tmp_path}/empty.md:1: no list was found in it. Fix: " in said
    assert not (tmp_path / "root").exists()


def test_a_broken_catalog_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    """The tree with the new files must be valid; the fault names the old file and its line."""
    (tmp_path / "list.md").write_text(LIST)
    broken = tmp_path / "catalog/curated/families/old.toml"
    broken.parent.mkdir(parents=True)
    broken.write_text('slug = "old"\nname = \n')
    code, said = run(tmp_path / "list.md", "--root", tmp_path)

    assert code == 2
    assert "catalog/curated/families/old.toml:2: not valid TOML" in said
    assert not (broken.parent / "heron.toml").exists()
