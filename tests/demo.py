"""`make demo`: the whole main job on the embedded upstream, in a scratch folder, with real git and real HTTP."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.on_disk import PROJECT, git, list_tree
from tests.upstream import Upstream, World
from tests.upstream.embedded import DATES


def say(text: str) -> None:
    """A line of the demo's own voice."""
    sys.stdout.write(f"\n== {text}\n")
    sys.stdout.flush()


def awesome(folder: Path, environment: Mapping[str, str], *words: str) -> int:
    """The real command, as a person would call it."""
    sys.stdout.write(f"$ awesome {' '.join(words)}\n")
    sys.stdout.flush()
    command = [sys.executable, "-m", "pipeline", "--root", str(folder), *words]
    code = subprocess.run(command, env={**os.environ, **environment}, check=False, cwd=PROJECT).returncode
    if code not in (0, 4):  # 4: a source failed
        sys.exit(f"awesome {' '.join(words)} ended with exit code {code}")
    return code


def scratch(folder: Path) -> Path:
    """A new repository that holds the embedded world's curated files and nothing else."""
    if folder.exists():
        if not (folder / ".demo").exists():
            sys.exit(f"{folder} is there, and no demo made it: name another folder with DEMO=…")
        shutil.rmtree(folder)
    list_tree(folder)
    (folder / ".demo").write_text("made by `make demo`; it may be deleted\n", encoding="utf-8")
    (folder / ".gitignore").write_text(".demo\n.state/\n.cache/\n.awesome.lock\n", encoding="utf-8")
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "-A")
    git(folder, "commit", "--quiet", "-m", "What the editors decided")
    return folder


def main(target: str) -> None:
    """Build, refresh, move the world on, propose; then say where to look."""
    if shutil.which("git") is None:
        sys.exit("the demo makes commits and branches: it needs git, which is not installed or not on the PATH")
    folder = scratch(Path(target).resolve())
    one, two = DATES["one"], DATES["two"]
    with Upstream(World.embedded("one")) as upstream:
        # Only the stand-in is asked: tokens of this machine stay at home.
        environment = {**upstream.environment(), "HF_TOKEN": "", "GITHUB_TOKEN": "", "PYTHONPATH": str(PROJECT)}
        say(f"1. An empty catalog meets the world of {one}: everything is new")
        awesome(folder, environment, "refresh", "--report", str(folder / ".state" / "first.json"))
        git(folder, "add", "-A")
        git(folder, "commit", "--quiet", "-m", "The catalog of the first day")
        say("2. The same world again: no card is asked for, no byte changes")
        awesome(folder, environment, "refresh", "--quiet")
        if git(folder, "status", "--porcelain"):
            sys.exit("the second run changed the tree: that is a fault")
        say("3. Where does a number come from?")
        awesome(folder, environment, "why", "qwen2.5/Qwen2.5-7B", "total_params")
        upstream.world = World.embedded("two")
        say(f"4. The world moves on to {two}; the changes become branches and pull request bodies")
        report = folder / ".state" / "second.json"
        awesome(folder, environment, "refresh", "--recheck", "--publish", "local", "--report", str(report))
        say("5. Run again: what is proposed is not proposed twice")
        awesome(folder, environment, "refresh", "--recheck", "--publish", "local", "--quiet")
    say("Where to look")
    every = json.loads(report.read_bytes()).get("proposals", [])
    proposals = [one for one in every if one.get("body_path")]
    for proposal in proposals:
        sys.stdout.write(f"  git -C {target} show {proposal['branch']}\n      {proposal['body_path']}\n")
    if waiting := len(every) - len(proposals):
        sys.stdout.write(f"  {waiting} more were left to the next runs: a run opens three at most\n")
    sys.stdout.write(f"  {target}/README.md is the list; {target}/catalog/evidence holds what each value rests on\n")
    if not proposals:
        sys.exit("no proposal was made: that is a fault")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "demo")
