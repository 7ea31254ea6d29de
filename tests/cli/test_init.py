"""`awesome init` refuses what would be no list, and says why; nothing is left then."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli.group import cli
from tests.upstream import Upstream, World


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--maker", "Qwen", "full"], "is not empty"),
        (["--maker", "no-such-maker", "new"], "the Hub lists no model of no-such-maker"),
        (["--maker", "qwen", "new"], "tells upper and lower case apart"),
        (["--maker", "a/b", "new"], "no maker's name"),
        (["--maker", "Qwen", "--family", "Qwen/Never-7B", "new"], "has no repository Qwen/Never-7B"),
        (["--maker", "Qwen", "--language", "zh", "new"], "English is needed"),
        (["--maker", "Qwen", "--language", "xx", "new"], "not one of 'en', 'zh'"),
        (["--maker", "Qwen", "--name", "two\nlines", "new"], "one line of at most 80 characters"),
    ],
)
def test_what_is_no_list_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], says: str) -> None:
    """A folder in use, makers and families that are not there, names and languages that cannot be."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "notes.txt").write_text("mine")
    with Upstream(World.embedded("one")) as upstream:
        for name, value in upstream.environment().items():
            monkeypatch.setenv(name, value)
        done = CliRunner().invoke(cli, ["init", "--name", "A list", *words[:-1], str(tmp_path / words[-1])])
    assert done.exit_code == 2
    assert says in done.output
    assert sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*")) == ["full", "full/notes.txt"]
