"""What browser tests share: a small world as a site, and how a reader's hand moves on a page."""

from pathlib import Path
from typing import Any

import pytest

from pipeline.layout import kinds, paths
from tests.on_disk import run, write_tree
from tests.render.world import DUEL_EDITION, card, checkpoint, family, small_tree

PAGES = (
    "index.html", "compare.html#ids=lumen,bohai-8b", "charts.html", "families/lumen.html", "all.html", "new.html",
    "choose.html", "licences/apache-2.0.html",
)
"""A page of each kind."""


def write_site(tree: dict[str, bytes], folder: Path) -> Path:
    """The site of a tree, written by the command."""
    run(write_tree(tree, folder / "list"), "site", str(folder / "site"), code=0)
    return folder / "site"


def world() -> dict[str, bytes]:
    """The small list with three more families, one whose free checkpoint is large and whose small one is not free."""
    tree = small_tree()
    for n, (name, tokens) in enumerate((("Bohai-8B", 131072), ("Bohai-90B", 131072), ("TinyOCR-1B", 2048))):
        slug, prose = name.lower(), '\n[prose]\nen = "Good at sums."\nzh = "擅长数学推理。"' if n < 2 else ""
        tree[kinds.FAMILIES.path(slug)] = family(slug, name.replace("-", " "), rest=f'checkpoints = ["lumen/{name}"]{prose}')
        tree[kinds.CHECKPOINTS.path(f"lumen/{name}")] = checkpoint(
            f"lumen/{name}", license="apache-2.0", languages=["zh", "en"], created_at=f"2024-0{n + 3}-01T00:00:00Z"
        )
        tree[kinds.CARDS.path(f"lumen/{name}")] = card(f"lumen/{name}", {"context_length": [tokens]})
    tree[kinds.FAMILIES.path("mixed")] = family(
        "mixed", "Mixed", rest='checkpoints = ["lumen/Mixed-7B", "lumen/Mixed-70B"]\n'
        'links = { checkpoints = [{ label = "Mixed", url = "https://huggingface.co/collections/lumen/mixed" }] }',
    )  # fmt: skip
    for name, terms in (("lumen/Mixed-7B", "cc-by-nc-4.0"), ("lumen/Mixed-70B", "apache-2.0")):
        tree[kinds.CHECKPOINTS.path(name)] = checkpoint(name, license=terms, languages=["zh"])
        tree[kinds.CARDS.path(name)] = card(name, {"context_length": [131072]})
    # A family that sees, with a free text model; a person states a range of contexts of both.
    context = 'facts = [{ field = "context_length", value = "32K-128K", source = "https://example.org/" }]'
    tree[kinds.FAMILIES.path("seer")] = family("seer", "Seer", "vlm", f'checkpoints = ["lumen/Seer-8B", "lumen/Seer-Text-8B"]\n{context}')
    for name, taken, terms in (("lumen/Seer-8B", "text+image→text", "cc-by-nc-4.0"), ("lumen/Seer-Text-8B", "text→text", "mit")):
        tree[kinds.CHECKPOINTS.path(name)] = checkpoint(name, license=terms)
        tree[kinds.CARDS.path(name)] = card(name, {"modalities": [taken]})
    tree[kinds.BOARDS.path("duel")] = DUEL_EDITION
    tree[f"{paths.HISTORY}duel.tsv"] = b"edition\tmodel\tscore\n2024-01-01\tLumen-7B\t1000\n2024-02-01\tLumen-7B\t1010\n"
    return tree


def names(driver: Any) -> list[str]:
    """The families of the table, as shown."""
    found: list[str] = driver.execute_script(
        "return [...document.querySelectorAll('#models tbody th > a')].map((a) => a.textContent)"
    )
    return found


def set_value(driver: Any, identity: str, value: str) -> None:
    """Give a control a value, as typing does."""
    driver.execute_script(
        "const e = document.getElementById(arguments[0]); e.value = arguments[1];"
        "e.dispatchEvent(new Event('input', { bubbles: true }))", identity, value,
    )  # fmt: skip


def until(driver: Any, script: str) -> None:
    """Wait until a script says yes."""
    done = driver.execute_async_script(
        "const done = arguments[0]; const end = performance.now() + 5000;"
        f"(function again() {{ if ({script}) done(true); else if (performance.now() > end) done(false);"
        " else setTimeout(again, 20); })()"
    )
    assert done, script


def serious_faults(driver: Any) -> list[tuple[str, list[str]]]:
    """What axe-core calls serious or critical on the page as it is now."""
    axe = pytest.importorskip("axe_playwright_python", reason="needs axe-playwright-python: pip install '.[browser]'")
    driver.execute_script((Path(axe.__file__).parent / "axe.min.js").read_text("utf-8"))
    found = driver.execute_async_script("axe.run({ preload: false }).then(arguments[arguments.length - 1])")
    faults = [v for v in found["violations"] if v["impact"] in {"serious", "critical"}]
    return [(v["id"], [n["html"][:120] for n in v["nodes"]][:3]) for v in faults]
