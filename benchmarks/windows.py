"""The committed catalog asked of a Hub that allows little: requests, refusals, waits and what was lost, by quota.

The upstream has the repositories of the committed snapshots and every second one of those that the list
names besides; the others it has not. Each quota is asked without a token and with one, with nothing in mind (no cache, no run state) and again at
once. The least possible counts whole windows that have to pass, listings first and cards after them, and
nothing for the requests themselves. BENCH_QUOTAS=20/5,100/20 names others; those of 300 s take minutes.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import Any, Final

from pipeline.layout.catalog import parse_curated, parse_snapshots
from pipeline.model.snapshots import CheckpointFacts
from pipeline.store.tree import read_tree
from tests.upstream import Limits, Model, Upstream, World
from tests.upstream.hub import bucket_of
from tests.upstream.server import Exchange

ROOT: Final = Path(__file__).parent.parent
QUOTAS: Final = os.environ.get("BENCH_QUOTAS", "500/300,250/300,100/20,20/5")
TOKEN: Final = "hf_" + "BenchToken" * 3
LATE: Final = 0.3
"""Seconds in which requests that were under way may still arrive after a window was found used up."""


def model_of(facts: CheckpointFacts) -> Model:
    """A repository as a committed snapshot has it, with a small card."""
    sha = facts.sha or hashlib.sha1(facts.id.encode(), usedforsecurity=False).hexdigest()
    wire: dict[str, Any] = {
        "id": facts.id, "modelId": facts.id, "author": facts.id.partition("/")[0], "sha": sha, "createdAt": facts.created_at,
        "lastModified": facts.last_modified or facts.created_at or "2025-01-01T00:00:00.000Z", "gated": facts.gated or False,
        "pipeline_tag": facts.pipeline_tag, "library_name": facts.library, "tags": [*facts.tags],
        "cardData": {"license": facts.license, "language": [*facts.languages]}, "private": False, "disabled": False,
        "config": {"architectures": [*facts.architectures], "model_type": facts.model_type},
        "safetensors": facts.safetensors.model_dump() if facts.safetensors else None,
    }  # fmt: skip
    card = f"---\npipeline_tag: {facts.pipeline_tag or 'text-generation'}\n---\n# {facts.id}\n\nA language model.\n"
    return Model({k: v for k, v in wire.items() if v is not None}, {"README.md": card.encode()})


def windows_of(log: list[Exchange], seconds: float) -> dict[str, list[list[Exchange]]]:
    """The requests of each bucket, window by window, as the upstream counts them."""
    found: dict[str, list[list[Exchange]]] = defaultdict(list)
    for one in sorted(log, key=lambda e: e.at):
        held = found[bucket_of(one.path)]
        if not held or one.at - held[-1][0].at >= seconds:
            held.append([])
        held[-1].append(one)
    return found


def broken(windows: dict[str, list[list[Exchange]]], quota: int) -> int:
    """Requests into a window that was known to be used up."""
    late = (e for held in windows.values() for w in held if len(w) > quota for e in w[quota:] if e.at > w[quota - 1].at + LATE)
    return sum(e.status == 429 for e in late) - sum(len(w) > quota and w[quota].at > w[quota - 1].at + LATE for held in windows.values() for w in held)


def measured(up: Upstream, root: Path, quota: int, seconds: float, name: str, token: str) -> None:
    """One refresh, and its line."""
    up.log.clear()
    environment = {**os.environ, **up.environment(), "HF_TOKEN": token}
    report = root / ".state" / "report.json"
    report.parent.mkdir(exist_ok=True)
    words: list[str | Path] = [sys.executable, "-m", "pipeline", "refresh", "--root", root, "-s", "huggingface", "--quiet", "--report", report]
    began = time.perf_counter()
    done = subprocess.run(words, env=environment, capture_output=True, check=False, text=True)
    took = time.perf_counter() - began
    said = json.loads(report.read_text("utf-8"))["sources"][0] if report.exists() else {}
    lost = [k for k in said.get("kept", ()) if "empty listing" not in k["reason"]]
    counted = {bucket: sum(e.status != 429 for e in up.log if bucket_of(e.path) == bucket) for bucket in ("api", "resolvers")}
    least = sum(max(0, -(-n // quota) - 1) * seconds for n in counted.values())
    refused = sum(e.status == 429 for e in up.log)
    sys.stdout.write(
        f"{quota:>4}/{seconds:<3.0f} s {name:<22} API {counted['api']:>4}, files {counted['resolvers']:>4}, refused {refused:>3}, "
        f"waits broken {broken(windows_of(up.log, seconds), quota)}, {took:6.1f} s (least {least:.0f}), lost {len(lost)}, exit {done.returncode}\n"
    )
    sys.stdout.flush()


def main() -> None:
    """All quotas."""
    tree = read_tree(ROOT)
    snapshots = parse_snapshots(tree).checkpoints
    named = sorted({c for f in parse_curated(tree).families.values() for c in f.checkpoints} - snapshots.keys())
    facts = [*(s.facts for s in snapshots.values()), *(CheckpointFacts(id=c, pipeline_tag="text-generation") for c in named[::2])]
    world = World(date="2026-11-29", models={one.id: model_of(one) for one in facts})
    for asked in QUOTAS.split(","):
        quota, seconds = (int(n) for n in asked.split("/"))
        allowed = {"api": quota, "resolvers": quota, "pages": quota}
        for token in ("", TOKEN):
            limits = Limits(anonymous=allowed, user=allowed, window=float(seconds))
            with tempfile.TemporaryDirectory() as scratch, Upstream(world, limits=limits, accepted_tokens=frozenset({TOKEN})) as up:
                files = subprocess.run(["git", "archive", "HEAD", "catalog", "snapshots", "history"], cwd=ROOT, capture_output=True, check=True)
                subprocess.run(["tar", "-x", "-C", scratch], input=files.stdout, check=True)
                caller = "with a token" if token else "anonymous"
                measured(up, Path(scratch), quota, float(seconds), f"{caller}, cold", token)
                measured(up, Path(scratch), quota, float(seconds), f"{caller}, warm", token)


if __name__ == "__main__":
    main()
