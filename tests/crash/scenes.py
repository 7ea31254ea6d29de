"""The commands that change files, each on a small tree: how it is called, and what it leaves."""

import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from pipeline.layout import kinds
from pipeline.refresh import refresh
from pipeline.settings import read_settings
from pipeline.sources.asking import Options
from pipeline.store.tree import read_tree
from tests.faults.small_hub import MEMBERS, curated, first_day, second_day
from tests.on_disk import write_tree
from tests.sources.days import gentle
from tests.upstream import Limits, Upstream


class Scene(NamedTuple):
    """A command and the tree that it is called on."""

    name: str
    words: tuple[str, ...]
    spoil: Callable[[Path], None] = lambda _root: None
    branches: bool = False


def _underived(root: Path) -> None:
    family = root / kinds.FAMILIES.path("egret")
    family.write_text(family.read_text("utf-8") + '\n[prose]\nen = "A wading bird."\n', encoding="utf-8")
    (root / "README.md").write_text("stale\n", encoding="utf-8")
    (root / "pages").mkdir(exist_ok=True)
    (root / "pages" / "left-over.md").write_text("stale\n", encoding="utf-8")


_PIN: Final = (
    "pin", f"egret/{MEMBERS[2].partition('/')[2]}", "license", "mit", "--because", "a slip", "--source", "https://heron.example/",
)  # fmt: skip
SCENES: Final = (
    Scene("refresh", ("refresh", "--quiet", "-s", "huggingface", "-s", "arxiv", "-s", "leaderboards", "-s", "links", "-s", "github")),
    Scene("derive", ("derive",), _underived),
    Scene("pin", _PIN),
    Scene("add", ("add", "--offline", "heron-lab/Egret-Ancient-1B", "--slug", "egret-ancient", "--kind", "llm")),
    Scene("publish", ("refresh", "--quiet", "--publish", "local"), branches=True),
)  # fmt: skip


class Stage:
    """An upstream on its second day, and trees of its first."""

    def __init__(self, folder: Path, upstream: Upstream) -> None:
        self.folder = folder
        self._upstream = upstream
        self._first = folder / "first"
        upstream.world = first_day()
        write_tree(curated(), self._first)
        by = {"NAME": "a", "EMAIL": "a@heron.example", "DATE": "2025-02-20T12:00:00Z"}
        self.environment = {
            **upstream.environment(), "PATH": "/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8", "GIT_CONFIG_GLOBAL": "/dev/null",
            **{f"GIT_{who}_{key}": value for who in ("AUTHOR", "COMMITTER") for key, value in by.items()},
        }  # fmt: skip
        with gentle():
            refresh(read_settings(self.environment, self._first), Options(), sources=("huggingface", "arxiv", "leaderboards", "github"))
        (self._first / ".gitignore").write_text(".state/\n.cache/\n.awesome.lock\n", encoding="utf-8")
        for words in ("init -q -b main", "add -A", "commit -qm first"):
            self._git(self._first, *words.split())
        upstream.world = second_day()

    def tree(self, scene: Scene, name: str) -> Path:
        """A fresh tree for a scene."""
        root = self.folder / name
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(self._first, root, symlinks=True)
        scene.spoil(root)
        self._upstream.conduct.limits = Limits()
        return root

    def left(self, scene: Scene, root: Path) -> Mapping[str, bytes]:
        """What a command left: the tree's files, or for proposals what the branches hold."""
        self._upstream.conduct.limits = Limits()
        if not scene.branches:
            return read_tree(root)
        refs = self._git(root, "for-each-ref", "--format=%(refname)", "refs/heads").decode().split()
        return {ref: self._git(root, "ls-tree", "-r", ref) for ref in refs}

    def _git(self, root: Path, *words: str) -> bytes:
        return subprocess.run(["git", *words], cwd=root, env=self.environment, check=True, capture_output=True).stdout
