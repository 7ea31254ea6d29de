"""A small tree of inputs, written here, and what derive makes of it."""

import json
from collections.abc import Mapping
from typing import Any

from pipeline.layout import kinds, paths

SHA = "0123456789abcdef0123456789abcdef01234567"
RECEIPT = {
    "url": "https://huggingface.co/api/models",
    "retrieved_at": "2024-05-01T00:00:00Z",
    "sha256": "0" * 64,
    "size": 1,
}

ORGANIZATIONS = """
[organizations.lumen]
name = "Lumen Labs"
zh = "流明实验室"
hub = ["lumen"]
"""
SECTIONS = """
rows_per_page = {rows}
leaderboards = ["duel"]
benchmarks = ["sums"]
[llm]
order = ["old-lumen"]
[llm.title]
en = "Awesome Open LLMs"
zh = "开放大语言模型精选"
[llm.intro]
en = "Models whose weights can be had."
[vlm.title]
en = "Awesome Open VLMs"
[[resources]]
slug = "speed"
name = "How fast models run"
url = "https://example.org/speed"
[resources.prose]
en = "Tokens a second on many machines."
"""
FAMILY = """
slug = "{slug}"
name = "{name}"
organization = "lumen"
kind = "{kind}"
{rest}
"""
DUEL = """
slug = "duel"
name = "Duel"
url = "https://example.org/duel"
kind = "both"
sort_by = "rating"
[prose]
en = "Two answers, one vote."
[source]
url = "https://example.org/duel.json"
format = "json"
[columns]
model = "model"
[[scores]]
name = "rating"
column = "rating"
label = "Rating"
"""
DUEL_EDITION = json.dumps({
    "facts": {"slug": "duel", "columns": ["model", "rating"], "rows": {
        "Lumen-7B": {"name": "Lumen-7B", "scores": {"rating": {"value": 1010.0}}}}},
    "receipt": {"url": "https://example.org/duel.json", "retrieved_at": "2024-05-01T00:00:00Z", "sha256": "0" * 64, "size": 1},
}).encode()  # fmt: skip
"""An edition of the board, on which a family of the first list stands."""
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


def family(slug: str, name: str, kind: str = "llm", rest: str = "") -> bytes:
    """A family's TOML."""
    return FAMILY.format(slug=slug, name=name, kind=kind, rest=rest).encode()


def released(date: str) -> str:
    """A family's date in its TOML, stated by a person."""
    return f'facts = [{{ field = "release_date", value = "{date}", source = "https://example.org/{date}" }}]'


def checkpoint(name: str, **facts: Any) -> bytes:  # a snapshot's facts are free here
    """A checkpoint's snapshot."""
    state = facts.pop("state", "present")
    moved = facts.pop("moved_to", None)
    body = {"facts": {"id": name, "sha": SHA, **facts}, "receipt": RECEIPT, "state": state, "moved_to": moved}
    return json.dumps(body).encode()


def card(name: str, claims: Mapping[str, Any], *, state: str = "read") -> bytes:
    """A card's snapshot: field -> value, or field -> (value, line)."""
    stored = {
        field: [{"value": value, "line": line, "rule": "stated"} for line, value in enumerate(values, start=7)]
        for field, values in claims.items()
    }
    facts = {"id": name, "revision": SHA, "reader": 1, "kind": "llm", "role": "pretrained", "claims": stored}
    return json.dumps({"facts": facts, "receipt": RECEIPT, "state": state}).encode()


def alone(slug: str, rest: str) -> dict[str, bytes]:
    """A list of one family."""
    sections = SECTIONS.format(rows=50).replace("old-lumen", slug).replace('"duel"', "").replace('"sums"', "")
    return {paths.ORGANIZATIONS: ORGANIZATIONS.encode(), paths.SECTIONS: sections.encode(), kinds.FAMILIES.path(slug): family(slug, slug.title(), rest=rest)}


def small_tree() -> dict[str, bytes]:
    """Two lists in small: rivals, a pin, the four absences, a fallback, a board, a benchmark."""
    lumen = """
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
    return {
        paths.ORGANIZATIONS: ORGANIZATIONS.encode(),
        paths.SECTIONS: SECTIONS.format(rows=50).encode(),
        kinds.FAMILIES.path("lumen"): family("lumen", "Lumen", rest=lumen),
        kinds.FAMILIES.path("lumen-2"): family(
            "lumen-2",
            "Lumen 2",
            rest=f'checkpoints = ["lumen/Lumen-2-8B"]\npredecessor = "lumen"\n{released("2024-02")}',
        ),
        kinds.FAMILIES.path("old-lumen"): family(
            "old-lumen", "Old Lumen", rest=f'checkpoints = ["lumen/Old"]\n{released("2022-01")}'
        ),
        kinds.FAMILIES.path("shut"): family("shut", "Shut", rest=f'checkpoints = ["lumen/Shut-1B"]\n{released("2023-11")}'),
        kinds.FAMILIES.path("lost"): family("lost", "Lost", rest=f'checkpoints = ["lumen/Lost-1B"]\n{released("2023-12")}'),
        kinds.FAMILIES.path("silent"): family(
            "silent", "Silent", rest=f'checkpoints = ["lumen/Silent-1B"]\n{released("2023-10")}'
        ),
        kinds.FAMILIES.path("seer"): family("seer", "明目 Seer", kind="vlm", rest='[prose]\nzh = "会看图。"'),
        kinds.CHECKPOINTS.path("lumen/Lumen-7B"): checkpoint(
            "lumen/Lumen-7B", license="apache-2.0", languages=["en", "zh"], created_at="2024-01-02T00:00:00Z"
        ),
        kinds.CARDS.path("lumen/Lumen-7B"): card(
            "lumen/Lumen-7B", {"context_length": [131072, 4096], "training_tokens": [1_500_000_000_000]}
        ),
        kinds.CHECKPOINTS.path("lumen/Lumen-70B"): checkpoint("lumen/Lumen-70B", license="apache-2.0"),
        kinds.CARDS.path("lumen/Lumen-70B"): card("lumen/Lumen-70B", {"training_tokens": [1_000_000_000_000]}),
        kinds.CHECKPOINTS.path("lumen/Shut-1B"): checkpoint("lumen/Shut-1B", gated="manual"),
        kinds.CARDS.path("lumen/Shut-1B"): card("lumen/Shut-1B", {}, state="gated"),
        kinds.CHECKPOINTS.path("lumen/Lost-1B"): checkpoint("lumen/Lost-1B", state="gone"),
        kinds.CHECKPOINTS.path("lumen/Silent-1B"): checkpoint("lumen/Silent-1B"),
        kinds.CARDS.path("lumen/Silent-1B"): card("lumen/Silent-1B", {}),
        paths.BOARDS + "duel.toml": DUEL.encode(),
        paths.BENCHMARKS + "sums.toml": SUMS.encode(),
    }
