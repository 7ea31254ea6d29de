"""`awesome export` on a real repository."""

import subprocess
from pathlib import Path

from click.testing import CliRunner

from pipeline.cli.group import cli
from pipeline.derive import derive
from pipeline.layout import paths
from tests.render.world import card, small_tree


def _commit(root: Path, tree: dict[str, bytes], day: str) -> None:
    for path, data in {**tree, **derive(tree)}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    git = ["git", "-C", str(root), "-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run([*git, "add", "-A"], check=True)
    stamp = {
        "GIT_COMMITTER_DATE": f"{day}T00:00:00+0000",
        "GIT_AUTHOR_DATE": f"{day}T00:00:00+0000",
        "PATH": "/usr/bin:/bin",
    }
    subprocess.run([*git, "commit", "-qm", "x"], check=True, env=stamp)


def test_changelog_comes_from_the_commits(tmp_path: Path) -> None:
    """Two commits make two days; a second export changes no byte."""
    root, out = tmp_path / "list", tmp_path / "out"
    root.mkdir()
    subprocess.run(["git", "-C", str(root), "init", "-q", "-b", "main"], check=True)
    tree = small_tree()
    _commit(root, tree, "2024-05-01")
    tree[paths.card_snapshot("lumen/Lumen-7B")] = card("lumen/Lumen-7B", {"context_length": [262144]})
    _commit(root, tree, "2024-05-02")
    done = CliRunner().invoke(cli, ["--root", str(root), "export", str(out)])
    assert done.exit_code == 0, done.output
    log = (out / "CHANGELOG.md").read_text("utf-8")
    assert log.index("## 2024-05-02") < log.index("## 2024-05-01")
    assert "131,072 → 262,144" in log
    assert "- **Lumen 2**: added" in log
    before = {p.name: p.read_bytes() for p in out.iterdir()}
    assert CliRunner().invoke(cli, ["export", "--root", str(root), str(out)]).exit_code == 0
    assert {p.name: p.read_bytes() for p in out.iterdir()} == before


def test_a_folder_without_git_exports_all_the_same(tmp_path: Path) -> None:
    """No history is said so, and is no fault."""
    for path, data in small_tree().items():
        (tmp_path / "list" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "list" / path).write_bytes(data)
    done = CliRunner().invoke(cli, ["--root", str(tmp_path / "list"), "export", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert "no history" in done.output
    assert (tmp_path / "out" / "catalog.parquet").exists()
