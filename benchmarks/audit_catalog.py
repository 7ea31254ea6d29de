"""Audit of the committed catalog, and of synthetic ones of up to 10,000 families: CPU seconds, and that it grows linearly."""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pipeline.audit import audit_all
from pipeline.derive import derive_all
from pipeline.layout import paths
from pipeline.layout.canonical import dumps
from pipeline.layout.catalog import Catalog
from pipeline.reconcile.catalog import Derived
from pipeline.store.tree import read_tree

ROOT: Final = Path(__file__).parent.parent
SIZES: Final = (1_000, 2_500, 5_000, 10_000)
_RECEIPT: Final = {"url": "https://example.org/", "sha256": "0" * 64, "size": 1}


def main() -> None:
    """CPU time of the audit alone: reading and deriving come before."""
    derived = derive_all(read_tree(ROOT))
    seconds, count = _audited(derived)
    families, checkpoints = _counts(derived.catalog)
    sys.stdout.write(
        f"committed: {families:>6} families, {checkpoints:>6} checkpoints {seconds:7.3f} s, {count} findings\n"
    )
    for size in SIZES:
        tree = synthetic(size)
        derived = derive_all(tree)
        seconds, count = _audited(derived)
        families, checkpoints = _counts(derived.catalog)
        each = 1e6 * seconds / families
        sys.stdout.write(
            f"synthetic: {families:>6} families, {checkpoints:>6} checkpoints {seconds:7.3f} s, {each:6.1f} µs a family, {count} findings\n"
        )


def synthetic(families: int) -> dict[str, bytes]:
    """A tree of so many families in lines of ten versions, two checkpoints each; one family in seven has something wrong."""
    makers = max(1, families // 50)
    tree = {
        paths.ORGANIZATIONS: "".join(
            f'[organizations.maker{n}]\nname = "Maker {n}"\nhub = ["maker{n}"]\ngithub = ["maker{n}"]\n'
            for n in range(makers)
        ).encode()
    }
    for n in range(families):
        maker, line, version = f"maker{n % makers}", n // 10, n % 10 + 1
        slug, ids = f"line{line}-{version}", [f"{maker}/Line{line}-{version}-{size}B" for size in (7, 70)]
        owner = "stranger" if n % 7 == 0 else maker
        tree[paths.family(slug)] = (
            f'slug = "{slug}"\nname = "Line{line} {version}"\norganization = "{maker}"\nkind = "llm"\n'
            f'checkpoints = ["{ids[0]}", "{ids[1]}"]\npapers = ["24{version:02d}.{n:05d}"]\n'
            f'[links]\ncode = "https://github.com/{owner}/line{line}"\n'
            f'checkpoints = [{{ label = "Line{line} {version}", url = "https://huggingface.co/{ids[0]}" }}]\n'
            f'blog = {{ label = "Line{line} {version}", url = "https://maker.example/blog/{slug}" }}\n'
            f'[[facts]]\nfield = "release_date"\nvalue = "2024-{version:02d}"\nsource = "https://maker.example/{slug}"\n'
            f'[prose]\nen = "Version {version}. See https://maker.example/{slug}/more for the rest."\n'
        ).encode()
        for number, identity in enumerate(ids):
            facts = {"id": identity, "created_at": f"2024-{version:02d}-02T00:00:00Z", "license": "mit", "pipeline_tag": "text-generation",
                     "safetensors": {"total": (7, 70)[number] * 10**9, "parameters": {}}}  # fmt: skip
            claims = {"training_tokens": [{"value": version * 10**12, "line": 9, "rule": "sentence"}]}
            card = {"id": identity, "reader": 1, "kind": "llm", "role": "pretrained", "claims": claims}
            tree[paths.hub_snapshot(identity)] = dumps({"facts": facts, "receipt": _RECEIPT})
            tree[paths.card_snapshot(identity)] = dumps({"facts": card, "receipt": _RECEIPT})
    return tree


def _audited(derived: Derived) -> tuple[float, int]:
    today = datetime.now(UTC).date()
    start = time.process_time()
    found = audit_all(derived, today)
    return time.process_time() - start, len(found.findings) + len(found.accepted)


def _counts(catalog: Catalog) -> tuple[int, int]:
    return len(catalog.families), sum(len(f.checkpoints) for f in catalog.families.values())


if __name__ == "__main__":
    main()
