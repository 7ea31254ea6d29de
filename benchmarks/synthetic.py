"""Catalogs of any size, true in shape and invented in content: what `derive`, `check` and the READMEs are timed on."""

import json
import sys
from pathlib import Path
from typing import Any, Final

from pipeline.layout import kinds, paths
from pipeline.layout.canonical import dumps

_SIZES: Final = (1, 7, 70)
_RECEIPT: Final = {
    "url": "https://huggingface.co/", "sha256": "0" * 64, "size": 4096, "retrieved_at": "2026-01-01T00:00:00Z",
}  # fmt: skip


def synthetic(families: int) -> dict[str, bytes]:
    """A tree of so many families: three checkpoints each with API facts and a card, a paper, prose; one board for all."""
    makers = max(1, families // 50)
    tree = {
        paths.ORGANIZATIONS: "".join(
            f'[organizations.maker{n}]\nname = "Maker {n}"\nhub = ["maker{n}"]\n' for n in range(makers)
        ).encode(),
        f"{paths.BOARDS}marsh.toml": _BOARD.encode(),
    }
    rows = {}
    for n in range(families):
        slug, ids = f"line{n}", [f"maker{n % makers}/Line{n}-{size}B" for size in _SIZES]
        paper = f"{23 + n // 200_000}{n // 20_000 % 10 + 1:02d}.{n % 20_000:05d}"
        tree[kinds.FAMILIES.path(slug)] = _family(n, slug, f"maker{n % makers}", ids, paper)
        for size, identity in zip(_SIZES, ids, strict=True):
            tree[kinds.CHECKPOINTS.path(identity)] = _checkpoint(n, identity, size)
            tree[kinds.CARDS.path(identity)] = _card(n, identity, size, paper)
            rows[f"Line{n}-{size}B"] = {"model": f"Line{n}-{size}B", "scores": {"mean": float(n % 90)}, "locator": f"line {n}"}
        tree[kinds.PAPERS.path(paper)] = _paper(n, paper)
    return tree


_BOARD: Final = 'slug = "marsh"\nname = "Marsh"\nurl = "https://boards.example/"\n\n[prose]\nen = "Questions of a marsh."\nzh = "湿地之问。"\n'


def _family(n: int, slug: str, maker: str, ids: list[str], paper: str) -> bytes:
    return (
        f'slug = "{slug}"\nname = "Line{n}"\norganization = "{maker}"\nkind = "{"vlm" if n % 4 == 0 else "llm"}"\n'
        f'checkpoints = {json.dumps(ids)}\npapers = ["{paper}"]\n\n[links]\n'
        f'code = "https://github.com/{maker}/line{n}"\n'
        f'checkpoints = [{{ label = "Line{n}", url = "https://huggingface.co/{ids[0]}" }}]\n\n'
        f'[prose]\nen = "Dense decoder number {n}."\nzh = "第 {n} 个稠密解码器。"\n\n'
        f'[[facts]]\nfield = "release_date"\nvalue = "2024-{n % 12 + 1:02d}"\nsource = "https://maker.example/{slug}"\n'
    ).encode()


def _checkpoint(n: int, identity: str, size: int) -> bytes:
    total = size * 10**9 + n
    facts = {
        "id": identity, "sha": f"{n:040x}", "created_at": f"2024-{n % 12 + 1:02d}-02T00:00:00Z", "license": "apache-2.0",
        "pipeline_tag": "image-text-to-text" if n % 4 == 0 else "text-generation", "languages": ["en", "zh"],
        "safetensors": {"total": total, "parameters": {"BF16": total}},
    }  # fmt: skip
    return dumps({"facts": facts, "receipt": _RECEIPT})


def _claim(value: Any, line: int, rule: str) -> list[dict[str, Any]]:  # noqa: ANN401  a claim's value has a field's form
    return [{"value": value, "line": line, "rule": rule, "about": "self"}]


def _card(n: int, identity: str, size: int, paper: str) -> bytes:
    claims = {
        "training_tokens": _claim((n % 15 + 1) * 10**12, 19, "tokens.sentence"),
        "context_length": _claim(2 ** (12 + n % 6), 21, "context.sentence"),
        "total_params": _claim(size * 10**9, 17, "parameters.sentence"),
        "languages": _claim(["en", "zh"], 4, "languages.front_matter"),
        "license": _claim("apache-2.0", 2, "licence.front_matter"),
        "own_arxiv": _claim([paper], 40, "papers.sentence"),
    }
    kind = "vlm" if n % 4 == 0 else "llm"
    card = {"id": identity, "revision": f"{n:040x}", "reader": 1, "kind": kind, "role": "pretrained", "claims": claims}
    return dumps({"facts": card, "receipt": _RECEIPT})


def _paper(n: int, paper: str) -> bytes:
    facts = {
        "id": paper, "title": f"Line {n}: a report", "abstract": "We train a line of models and say how. " * 8,
        "authors": ["A. Heron", "B. Egret"], "published": f"2024-{n % 12 + 1:02d}-05", "updated": f"2024-{n % 12 + 1:02d}-05",
        "version": 1, "via": "arxiv", "categories": ["cs.CL"], "primary_category": "cs.CL", "reader": "1",
    }  # fmt: skip
    return dumps({"facts": facts, "receipt": _RECEIPT})


def write(tree: dict[str, bytes], root: Path) -> None:
    """The tree as files, quickly: a scratch folder needs no fsync."""
    for path, data in tree.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)


def main() -> None:
    """`python -m benchmarks.synthetic 1000 FOLDER`: a catalog to look at."""
    if len(sys.argv) == 3:
        write(synthetic(int(sys.argv[1])), Path(sys.argv[2]))
    else:
        sys.stdout.write("a generator, not a benchmark: python -m benchmarks.synthetic COUNT FOLDER\n")


if __name__ == "__main__":
    main()
