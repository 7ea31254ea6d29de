"""A small tree of inputs, written here, and what derive makes of it."""

import json
from collections.abc import Mapping
from typing import Any

from pipeline.derive import derive
from pipeline.layout import kinds, paths

SHA = "0123456789abcdef0123456789abcdef01234567"
RECEIPT = {"url": "https://huggingface.co/api/models", "retrieved_at": "2024-05-01T00:00:00Z", "sha256": "0" * 64, "size": 1}

ORGANIZATIONS = """
[organizations.lumen]
name = "Lumen Labs"
zh = "流明实验室"
hub = ["lumen"]
"""
SECTIONS = """
rows_per_page = 50
leaderboards = ["duel"]
benchmarks = ["sums"]
[llm]
order = ["old-lumen"]
title = { en = "Awesome Open LLMs", zh = "开放大语言模型精选" }
intro = { en = "Models whose weights can be had." }
[vlm]
title = { en = "Awesome Open VLMs" }
[[resources]]
slug = "speed"
name = "How fast models run"
url = "https://example.org/speed"
prose = { en = "Tokens a second on many machines." }
"""
DUEL = """
slug = "duel"
name = "Duel"
url = "https://example.org/duel"
kind = "both"
sort_by = "rating"
prose = { en = "Two answers, one vote." }
source = { url = "https://example.org/duel.json", format = "json" }
columns = { model = "model" }
[[scores]]
name = "rating"
column = "rating"
label = "Rating"
"""
SUMS = """
slug = "sums"
name = "Sums 评测"
measures = { en = "Adding in the head.", zh = "心算能力。" }
size = { en = "8,500 problems", zh = "8,500 题" }
metric = { en = "pass@k" }
state = "saturated"
papers = ["2110.14168"]
code = "https://github.com/example/sums"
[prose]
en = "School sums."
"""
LUMEN = """
checkpoints = ["lumen/Lumen-7B", "lumen/Lumen-70B"]
papers = ["2401.00001"]
successor = "lumen-2"
[links]
checkpoints = [{ label = "Lumen **7B**", url = "https://huggingface.co/lumen/Lumen-7B" }]
code = "https://github.com/lumen/lumen"
blog = { label = "Lumen blog", url = "https://example.org/blog_post-1" }
[prose]
en = \"\"\"
A lamp of a model.

#### Details

- it **glows**  \n  and `shines`
\"\"\"
zh = "一个像灯一样的模型。\\n\\n#### Lumen 2\\n"
[[pins]]
field = "training_tokens"
checkpoint = "lumen/Lumen-70B"
value = "2T"
was = "1T"
because = "the report says so"
source = "https://example.org/report"
"""


def edition(slug: str, ratings: Mapping[str, float], day: str | None = None) -> bytes:
    """An edition of a board of ratings."""
    rows = {name: {"name": name, "scores": {"rating": {"value": value}}} for name, value in ratings.items()}
    facts = {"slug": slug, "columns": ["model", "rating"], "edition": day, "rows": rows}
    return json.dumps({"facts": facts, "receipt": RECEIPT}).encode()


DUEL_EDITION = edition("duel", {"Lumen-7B": 1010.0})
"""On which a family of the first list stands."""


def family(slug: str, name: str, kind: str = "llm", rest: str = "") -> bytes:
    """A family's TOML."""
    return f'slug = "{slug}"\nname = "{name}"\norganization = "lumen"\nkind = "{kind}"\n{rest}\n'.encode()


def released(date: str) -> str:
    """A family's date in its TOML, stated by a person."""
    return f'facts = [{{ field = "release_date", value = "{date}", source = "https://example.org/{date}" }}]'


def checkpoint(name: str, **facts: Any) -> bytes:  # a snapshot's facts are free here
    """A checkpoint's snapshot."""
    state = facts.pop("state", "present")
    moved = facts.pop("moved_to", None)
    body = {"facts": {"id": name, "sha": SHA, **facts}, "receipt": RECEIPT, "state": state, "moved_to": moved}
    return json.dumps(body).encode()


def card(name: str, claims: Mapping[str, Any], *, state: str = "read", role: str = "pretrained") -> bytes:
    """A card's snapshot: field -> its values, a line each."""
    stored = {
        field: [{"value": value, "line": line, "rule": "stated"} for line, value in enumerate(values, start=7)]
        for field, values in claims.items()
    }
    facts = {"id": name, "revision": SHA, "reader": 1, "kind": "llm", "role": role, "claims": stored}
    return json.dumps({"facts": facts, "receipt": RECEIPT, "state": state}).encode()


def alone(slug: str, rest: str) -> dict[str, bytes]:
    """A list of one family."""
    sections = SECTIONS.replace("old-lumen", slug).replace('"duel"', "").replace('"sums"', "")
    return {paths.ORGANIZATIONS: ORGANIZATIONS.encode(), paths.SECTIONS: sections.encode(), kinds.FAMILIES.path(slug): family(slug, slug.title(), rest=rest)}


def pages(tree: Mapping[str, bytes]) -> dict[str, str]:
    """The pages that derive makes of a tree, as text."""
    return {path: data.decode() for path, data in derive(tree).items() if path.endswith(".md")}


def small_tree() -> dict[str, bytes]:
    """Two lists in small: rivals, a pin, the four absences, a fallback, a board, a benchmark."""
    others = {
        "lumen-2": ("Lumen 2", "Lumen-2-8B", f'predecessor = "lumen"\n{released("2024-02")}'), "old-lumen": ("Old Lumen", "Old", released("2022-01")),
        "shut": ("Shut", "Shut-1B", released("2023-11")), "lost": ("Lost", "Lost-1B", released("2023-12")),
        "silent": ("Silent", "Silent-1B", released("2023-10")),
    }  # fmt: skip
    hub: dict[str, dict[str, Any]] = {
        "Lumen-7B": {"license": "apache-2.0", "languages": ["en", "zh"], "created_at": "2024-01-02T00:00:00Z"},
        "Lumen-70B": {"license": "apache-2.0"}, "Shut-1B": {"gated": "manual"}, "Lost-1B": {"state": "gone"}, "Silent-1B": {},
    }  # fmt: skip
    cards: dict[str, dict[str, Any]] = {
        "Lumen-7B": {"context_length": [131072, 4096], "training_tokens": [1_500_000_000_000]},
        "Lumen-70B": {"training_tokens": [1_000_000_000_000]}, "Shut-1B": {}, "Silent-1B": {},
    }  # fmt: skip
    return {
        paths.ORGANIZATIONS: ORGANIZATIONS.encode(),
        paths.SECTIONS: SECTIONS.encode(),
        kinds.FAMILIES.path("lumen"): family("lumen", "Lumen", rest=LUMEN),
        kinds.FAMILIES.path("seer"): family("seer", "明目 Seer", kind="vlm", rest='[prose]\nzh = "会看图。"'),
        **{kinds.FAMILIES.path(slug): family(slug, name, rest=f'checkpoints = ["lumen/{one}"]\n{rest}') for slug, (name, one, rest) in others.items()},
        **{kinds.CHECKPOINTS.path(f"lumen/{name}"): checkpoint(f"lumen/{name}", **facts) for name, facts in hub.items()},
        **{
            kinds.CARDS.path(f"lumen/{name}"): card(f"lumen/{name}", claims, state="gated" if name == "Shut-1B" else "read")
            for name, claims in cards.items()
        },
        paths.BOARDS + "duel.toml": DUEL.encode(),
        paths.BENCHMARKS + "sums.toml": SUMS.encode(),
    }
