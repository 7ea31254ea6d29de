"""CONTRIBUTING.md as a newcomer follows it: every command of the recipes, in order, on a scratch list and a loopback Hub."""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.layout import kinds, paths
from tests.docs.test_samples import samples
from tests.faults.small_hub import curated
from tests.on_disk import PROJECT, git, write_tree
from tests.upstream import Paper, PaperVersion, Upstream, WebFile, World, model_from_card

PAGE = "CONTRIBUTING.md"
ID = "aurora-labs/Aurora-1-7B"
CARD = """---
license: apache-2.0
pipeline_tag: text-generation
---
# {name}

{name} is a language model pre-trained from scratch on 1.5T tokens. Its context length is 32,768 tokens.
"""
DAY = "2024-01-01T00:00:00Z"
PAPER = PaperVersion("2401.00001", 1, "Aurora 1: a model of the north", "We train a model.", DAY, DAY)


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    """A world with the models, paper and board of the recipes."""
    world = World.embedded("two")
    models = [
        model_from_card(name, CARD.format(name=name.partition("/")[2]), pipeline_tag="text-generation",
                        library_name="transformers", safetensors={"total": 7241732096})
        for name in (ID, f"{ID}-Chat")
    ]  # fmt: skip
    sums = WebFile(b'[{"model": "Aurora-1-7B", "acc": 71.5}]', "application/json")
    with Upstream(replace(
        world, models={m.id: m for m in models}, papers={PAPER.id: Paper((PAPER,), on_hub=True)},
        files={"example.org/sums.json": sums},
    )) as up:  # fmt: skip
        yield up


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list of which the newcomer has a clone: its sections and no family."""
    folder = tmp_path_factory.mktemp("list")
    kept = {path: data for path, data in curated().items() if not path.startswith((paths.FAMILIES, paths.BOARDS))}
    write_tree(kept, folder)
    for words in ("init -q -b main", "config user.name A", "config user.email a@example.invalid", "add -A", "commit -qm List"):
        git(folder, *words.split())
    return folder


def commands(recipe: str) -> list[str]:
    """The shell blocks of a recipe, one text each."""
    part = re.split(r"(?m)^## ", (PROJECT / PAGE).read_text("utf-8").partition(f"\n## {recipe}")[2])[0]
    assert part, recipe
    return re.findall(r"```sh\n(.*?)```", part, re.DOTALL)


def shell(root: Path, upstream: Upstream, script: str) -> str:
    """A block as it stands, in a shell in which `awesome` is a command; it must end well at every line."""
    command = root.parent / "bin" / "awesome"
    command.parent.mkdir(exist_ok=True)
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pipeline "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    surroundings = {
        **upstream.environment(), "PATH": f"{command.parent}:/usr/bin:/bin", "PYTHONPATH": str(PROJECT), "HOME": str(root.parent),
        "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "AWESOME_STATE_DIR": str(root.parent / f"state-{os.getpid()}"),
        "AWESOME_CACHE_DIR": str(root.parent / "cache"),
    }  # fmt: skip
    done = subprocess.run(["sh", "-e", "-c", script], cwd=root, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{script}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def sample(first_line: str) -> str:
    """The TOML sample whose comment on the first line says where it belongs."""
    return next(text for text in samples(PAGE, "toml") if text.startswith(f"# {first_line}\n"))


def test_each_recipe_leads_where_it_says(root: Path, upstream: Upstream) -> None:
    """Add a family, correct it, add a board: after each the tree is its own derivation and shows the change."""
    with (root / paths.ORGANIZATIONS).open("a", encoding="utf-8") as file:
        file.write("\n" + sample("append to catalog/curated/organizations.toml"))
    add, ask = commands("Recipe 1")
    said = shell(root, upstream, add)
    family = root / kinds.FAMILIES.path("aurora-1")
    made = tomllib.loads(family.read_text("utf-8"))
    wanted = tomllib.loads(sample("catalog/curated/families/aurora-1.toml"))
    for key in ("slug", "name", "organization", "kind", "checkpoints", "papers"):
        assert made[key] == wanted[key], key
    assert "would write" in said
    family.write_text(family.read_text("utf-8").replace("draft = true\n", ""), encoding="utf-8")
    said = shell(root, upstream, ask)
    assert "card (rule: tokens.pretrained), line 7" in said
    assert "- **Context:** 32K\n" in (root / "pages/families/aurora-1.md").read_text("utf-8")

    (correct,) = commands("Recipe 2")
    shell(root, upstream, correct)
    assert "- **Context:** 128K\n" in (root / "pages/families/aurora-1.md").read_text("utf-8")
    (pin,) = tomllib.loads(family.read_text("utf-8"))["pins"]
    (shown,) = tomllib.loads(sample("append to the family's file"))["pins"]
    assert pin == shown | {"was": 32768}

    board = root / paths.BOARDS / "sums.toml"
    board.parent.mkdir(exist_ok=True)
    board.write_text(sample("catalog/curated/leaderboards/sums.toml"), encoding="utf-8")
    (ask,) = commands("Recipe 3")
    shell(root, upstream, ask)
    assert "71.5" in (root / "README.md").read_text("utf-8").partition("### Sums")[2]

    (form,) = commands("Recipe 4")
    (body,) = samples(PAGE, "markdown")
    (root / "issue.md").write_text(body, encoding="utf-8")
    said = shell(root, upstream, "".join(line for line in form.splitlines(keepends=True) if not line.startswith("gh ")))
    assert sample("what it adds to the family's file").partition("\n")[2].strip() in said

    assert list((root / "snapshots").rglob("*.json"))
    said = shell(root, upstream, *commands("The pull request"))
    assert ("new family" in said, "are proposed after the merge" in said, (root / "snapshots").exists()) == (True, False, False)
    shell(root, upstream, "git reset -q --hard HEAD~1 && awesome review main")  # without what derives


def test_every_command_of_the_page_is_tried_here() -> None:
    """A new recipe with commands needs a place in the test above."""
    text = (PROJECT / PAGE).read_text("utf-8")
    with_commands = [h for h in re.findall(r"(?m)^## (.*)$", text) if commands(h)]
    assert [h.partition(":")[0] for h in with_commands] == ["Before you begin", *(f"Recipe {n}" for n in range(1, 6)), "The pull request"]
