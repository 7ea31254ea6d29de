"""`awesome discover` against the embedded world: asked over HTTP, told to people and machines, proposed."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.on_disk import command, git
from tests.upstream import Model, Upstream

DAY = "two"


@pytest.fixture
def root(root: Path) -> Path:
    """A committed tree with the embedded world's curated files."""
    (root / ".gitignore").write_text(".state/\n.cache/\n", encoding="utf-8")
    for words in ("init -q -b main", "add -A", "commit -qm List"):
        git(root, *words.split())
    return root


def awesome(root: Path, upstream: Upstream, *words: str) -> subprocess.CompletedProcess[str]:
    """Look, as a person would."""
    return command(root, upstream.environment(), "discover", "--since", "2025-01-01", "-q", *words)


def answer(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The JSON of a run."""
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_new_family_is_found_and_drafted_once(root: Path, upstream: Upstream) -> None:
    """InternVL3 in both sizes and nothing else: no repack, no fine-tune. A second run leaves an editor's words alone."""
    draft = root / "catalog" / "curated" / "families" / "internvl3.toml"
    found = answer(awesome(root, upstream, "--json", "--write", str(draft.parent)))

    (one,) = found["candidates"]
    assert (one["slug"], one["kind"], one["organization"], one["predecessor"]) == ("internvl3", "vlm", "shanghai-ai-lab", "internvl2.5")
    assert {s["id"] for s in one["checkpoints"]} == {"OpenGVLab/InternVL3-8B", "OpenGVLab/InternVL3-78B"}
    assert {"OpenGVLab is watched", "collection InternVL2.5"} <= set(one["reasons"])
    assert found["written"] == [str(draft)]

    draft.write_text(edited := "# mine\n" + draft.read_text("utf-8"), encoding="utf-8")
    second = answer(awesome(root, upstream, "--json", "--write", str(draft.parent)))
    assert (second["candidates"], second["written"], draft.read_text("utf-8")) == ([], [], edited)


def test_proposal_brings_the_draft_and_its_facts(root: Path, upstream: Upstream) -> None:
    """`--publish local` makes one branch a family, with its snapshots; nothing else changes, and a second run adds nothing."""
    (note,) = answer(awesome(root, upstream, "--json", "--publish", "local"))["proposals"]
    names = git(root, "diff", "--name-only", f"main...{note['branch']}").split()

    assert note["branch"].endswith("new-internvl3")
    assert {"catalog/curated/families/internvl3.toml", "snapshots/huggingface/OpenGVLab--InternVL3-8B.json",
            "snapshots/cards/OpenGVLab--InternVL3-78B.json"} <= set(names)  # fmt: skip
    assert [p for p in names if p.startswith("catalog/curated/")] == ["catalog/curated/families/internvl3.toml"]
    assert answer(awesome(root, upstream, "--json", "--publish", "local"))["proposals"][0]["state"] == "unchanged"
    upstream.fault("/OpenGVLab/*/resolve/*", "status", times=None, code=403)
    shutil.rmtree(root / ".cache")
    assert awesome(root, upstream, "--cards", "0", "--publish", "local").returncode == 4
    assert not git(root, "status", "--porcelain")


def test_strangers_that_trend_or_are_liked_are_told_but_not_drafted(root: Path, upstream: Upstream) -> None:
    """A newcomer is told, with how it was seen; one that few like is not, nor a fine-tune of a known line. Two names, one option.

    Every maker of the list is watched, also where watch.toml does not name it; the words for people give the reason.
    """
    (root / "catalog" / "curated" / "watch.toml").write_text("min_likes = 10\n", encoding="utf-8")
    facts = {"createdAt": "2025-10-01T00:00:00.000Z", "pipeline_tag": "text-generation", "tags": []}
    some = {"newcomer/Meadow-3B": (900, 77), "newcomer/Hill-3B": (900, 0), "newcomer/Field-3B": (90, 0), "newcomer/Qwen2.5-7B-Tales": (900, 7)}
    models = (Model(facts={"id": n, "author": "newcomer", "likes": k, "trendingScore": t, **facts}) for n, (k, t) in some.items())
    upstream.world = upstream.world.with_models(*models)
    found = answer(awesome(root, upstream, "--json", "--whole-hub", "--write", str(root / "drafts")))

    told = {c["slug"]: c for c in found["candidates"] if c["owner"] == "newcomer"}
    assert {slug: ("trending" in c["reasons"], c["organization"]) for slug, c in told.items()} == {
        "meadow": (True, None), "hill": (False, None),
    }  # fmt: skip
    assert "among the most liked for text-generation" in told["hill"]["reasons"]
    assert {a["id"]: a["rule"] for a in found["set_aside"]}["newcomer/Qwen2.5-7B-Tales"] == "derivative"
    assert found["whole_hub"] is None
    assert "newcomer" not in "".join(found["written"])
    words = awesome(root, upstream, "--trending").stdout
    for told_too in ("meadow (llm, newcomer)", "because: OpenGVLab is watched", "huggingface: ok"):
        assert told_too in words


def test_failing_listing_is_told_and_the_rest_goes_on(root: Path, upstream: Upstream) -> None:
    """One organisation cannot be had: exit code 4, the others' families are still found. A file that is no listing is named."""
    (root / "bad.json").write_text("{}", encoding="utf-8")
    bad = awesome(root, upstream, "--from", str(root / "bad.json"))
    assert (bad.returncode, "bad.json" in bad.stderr) == (2, True)
    upstream.fault("/api/models?author=Qwen*", "status", None, code=500, headers={"Retry-After": "0"})
    done = awesome(root, upstream, "--json", "--citing", "0")
    found = json.loads(done.stdout)

    assert done.returncode == 4
    assert [c["slug"] for c in found["candidates"]] == ["internvl3"]
    assert [k["subject"] for k in found["source"]["kept"]] == ["huggingface/Qwen"]
    assert "huggingface/Qwen" not in [one["subject"] for one in found["source"]["rejects"]]  # it is not empty: nothing answered
