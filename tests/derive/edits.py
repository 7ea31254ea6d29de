"""Edits of a small list's inputs, drawn at random: each sets one file, or takes it away."""

import json
from typing import Any, Final

from hypothesis import strategies as st

from pipeline.layout import paths

Edit = tuple[str, bytes | None]

ORGS: Final = ("lumen", "heron")
SLUGS: Final = ("lumen", "lumen-2", "heron", "seer", "wisp")
IDS: Final = (
    "lumen/Lumen-7B",
    "lumen/Lumen-70B",
    "lumen/Lumen-2-8B",
    "heron/Heron-VL-7B",
    "heron/Heron-1B",
    "heron/Seer-3B",
)
PAPERS: Final = ("2401.00001", "2402.00002", "cs/0001001")
COLLECTION: Final = "lumen/all-66e81a666513e518adb90d9e"
BOARDS: Final = ("duel", "sight")
LINKS: Final = ("https://example.org/blog", "https://github.com/lumen/lumen", "https://huggingface.co/lumen/Lumen-7B")
NAMES: Final = {
    "lumen": ("Lumen", "Lumen!"), "lumen-2": ("Lumen 2", "Lumen two", "Lumen -2"), "heron": ("Heron", "Heron | VL"),
    "seer": ("明目 Seer", "Seer"), "wisp": ("Wisp_*x*", "Lumen?"),
}  # fmt: skip
"""Some come to the same anchor on a page."""
SHA: Final = "0123456789abcdef0123456789abcdef01234567"
_RECEIPT: Final = {"url": "https://huggingface.co/api/models", "sha256": "0" * 64, "size": 1}

some = st.sampled_from


def few(items: tuple[str, ...], most: int = 3) -> st.SearchStrategy[list[str]]:
    """Some of the items, each once."""
    return st.lists(some(items), max_size=most, unique=True)


@st.composite
def family(draw: st.DrawFn, slug: str) -> Edit:
    """A family's file with anything in it that pages or values depend on."""
    lines = [
        f'slug = "{slug}"', f"name = {json.dumps(draw(some(NAMES[slug])), ensure_ascii=False)}",
        f'organization = "{draw(some(ORGS))}"', f'kind = "{draw(some(("llm", "vlm")))}"',
        f"checkpoints = {json.dumps(draw(few(IDS)))}", f"papers = {json.dumps(draw(few(PAPERS, 2)))}",
        f"match = {json.dumps(draw(few(('lumen/Lumen-*', 'heron/*', 'lumen/*B'), 2)))}",
        f"exclude = {json.dumps(draw(few(('*/*70B',), 1)))}",
        f"collections = {json.dumps(draw(few((COLLECTION,), 1)))}",
        f"aliases = {json.dumps(draw(few((f'{slug} one', f'{slug} two'), 1)))}",
        f"draft = {json.dumps(draw(some((False, False, False, True))))}",
    ]  # fmt: skip
    kin = {key: draw(some((None, *SLUGS))) for key in ("predecessor", "successor")}
    lines += [f'{key} = "{other}"' for key, other in kin.items() if other is not None]
    if draw(st.booleans()):
        lines += ["[links]", f'code = "{LINKS[1]}"', f'blog = {{ label = "blog", url = "{LINKS[0]}" }}']
        if draw(st.booleans()):
            lines.append(f'checkpoints = [{{ label = "7B", url = "{LINKS[2]}" }}]')
    lines += ["[prose]", f"en = {json.dumps(draw(some(('', 'A lamp.', 'Words.' + chr(10) * 2 + '#### Details'))))}",
              f"zh = {json.dumps(draw(some(('', '一盏灯。'))), ensure_ascii=False)}"]  # fmt: skip
    if draw(st.booleans()):
        lines += [
            "[[facts]]",
            'field = "release_date"',
            f"value = {draw(some(('2024-04-05', '2024-06-01')))}",
            f'source = "{LINKS[0]}"',
        ]
    if draw(st.booleans()):
        lines += [
            "[[pins]]",
            'field = "training_tokens"',
            f'value = "{draw(some(("2T", "3T")))}"',
            'was = "1T"',
            'because = "said so"',
            f'source = "{LINKS[0]}"',
        ]
    return paths.family(slug), "\n".join(lines).encode()


@st.composite
def checkpoint(draw: st.DrawFn, identity: str) -> Edit:
    """What the Hub states."""
    facts = {
        "id": identity, "sha": draw(some((SHA, None))), "license": draw(some(("apache-2.0", "mit", None))),
        "created_at": draw(some(("2024-01-02T00:00:00Z", "2024-03-04T00:00:00Z", None))), "gated": draw(some((None, "manual"))),
        "pipeline_tag": draw(some(("text-generation", "image-text-to-text", None))), "base_relation": draw(some((None, "quantized"))),
        "safetensors": draw(some((None, {"total": 7_000_000_000, "parameters": {"BF16": 7_000_000_000}}, {"total": 9_000_000_001}))),
    }  # fmt: skip
    state = draw(some(("present", "present", "gone", "moved")))
    moved = "lumen/Elsewhere" if state == "moved" else None
    receipt = {**_RECEIPT, "retrieved_at": draw(some(("2024-05-01T00:00:00Z", "2024-05-02T00:00:00Z", None)))}
    return paths.hub_snapshot(identity), _json({"facts": facts, "receipt": receipt, "state": state, "moved_to": moved})


@st.composite
def card(draw: st.DrawFn, identity: str) -> Edit:
    """What a card states."""
    values: dict[str, Any] = {
        "training_tokens": draw(some((None, 10**12, 2 * 10**12))), "context_length": draw(some((None, 4096, 131072))),
        "total_params": draw(some((None, 7 * 10**9, 8 * 10**9))), "own_arxiv": draw(some((None, ["2401.00001"], ["2402.00002"]))),
        "vision_encoder": draw(some((None, "SigLIP", "a CLIP"))), "own_github": draw(some((None, "lumen/lumen"))),
    }  # fmt: skip
    claims = {
        field: [
            {
                "value": value,
                "line": draw(st.integers(1, 3)),
                "rule": "stated",
                "about": draw(some(("self", "self", "base"))),
            }
        ]
        for field, value in values.items()
        if value is not None
    }
    facts = {
        "id": identity,
        "revision": SHA,
        "reader": 1,
        "kind": draw(some(("llm", "vlm"))),
        "role": draw(some(("pretrained", "derivative", None))),
        "claims": claims,
    }
    return paths.card_snapshot(identity), _json(
        {"facts": facts, "receipt": _RECEIPT, "state": draw(some(("read", "read", "gated", "absent")))}
    )


@st.composite
def paper(draw: st.DrawFn, identity: str) -> Edit:
    """What arXiv states."""
    claims = {"training_tokens": [{"value": 10**12, "line": 1, "rule": "stated"}]} if draw(st.booleans()) else {}
    facts = {"id": identity, "version": draw(some((1, 2, None))), "title": draw(some(("Of lamps", "Of herons *and* us", ""))),
             "authors": ["A. Heron", "B. Egret"], "published": draw(some(("2024-01-05", None))), "withdrawn": draw(st.booleans()),
             "claims": claims}  # fmt: skip
    return paths.paper_snapshot(identity), _json(
        {"facts": facts, "receipt": _RECEIPT, "state": draw(some(("present", "present", "unknown")))}
    )


@st.composite
def collection(draw: st.DrawFn) -> Edit:
    """What a collection holds."""
    items = {identity: {"type": "model"} for identity in draw(few(IDS))}
    body = {
        "facts": {"slug": COLLECTION, "items": items},
        "receipt": _RECEIPT,
        "state": draw(some(("present", "gone"))),
    }
    return paths.collection_snapshot(COLLECTION), _json(body)


@st.composite
def link(draw: st.DrawFn) -> Edit:
    """Where a link leads."""
    url = draw(some(LINKS))
    body = {
        "facts": {"url": url, "final_url": "https://example.org/new"},
        "receipt": _RECEIPT,
        "state": draw(some(("ok", "moved", "dead"))),
    }
    return paths.link_snapshot(url), _json(body)


@st.composite
def repository(draw: st.DrawFn) -> Edit:
    """What a code host states."""
    facts = {"id": draw(some(("lumen/lumen", "lumen/new"))), "asked": "lumen/lumen", "archived": draw(st.booleans())}
    return paths.repository_snapshot("lumen/lumen"), _json(
        {"facts": facts, "receipt": _RECEIPT, "state": draw(some(("present", "gone", "moved")))}
    )


@st.composite
def board(draw: st.DrawFn, slug: str) -> Edit:
    """A board's file."""
    kind = draw(some(("llm", "vlm", "both")))
    successor = draw(some(("", f'successor = "{BOARDS[slug == BOARDS[0]]}"')))
    alias = draw(some(("", f'[aliases]\n"the lamp" = "{draw(some((*SLUGS, "none")))}"')))
    text = f"""slug = "{slug}"
name = "{draw(some(("Duel", "Sight", "Duel")))}"
url = "https://example.org/{slug}"
kind = "{kind}"
state = "{draw(some(("active", "retired")))}"
noise = {draw(some(("0.0", "0.5")))}
{successor}
[prose]
en = "{draw(some(("Two answers, one vote.", "Eyes.")))}"
[source]
url = "https://example.org/{slug}.json"
format = "json"
[columns]
model = "model"
[[scores]]
name = "rating"
column = "rating"
label = "{draw(some(("Rating", "Duel rating")))}"
higher_is_better = {json.dumps(draw(st.booleans()))}
{alias}
"""
    return f"{paths.BOARDS}{slug}.toml", text.encode()


@st.composite
def edition(draw: st.DrawFn, slug: str) -> Edit:
    """An edition of a board."""
    names = draw(few(("Lumen-7B", "lumen/Lumen-70B", "Heron VL 7B", "the lamp", "Seer", "nobody"), 4))
    rows = {name: {"name": name, "scores": {"rating": {"value": draw(some((1.0, 50.25, 1200.0)))}}} for name in names}
    facts = {
        "slug": slug,
        "edition": draw(some(("2024-05-01", "2024-06-01", None))),
        "columns": ["model", "rating"],
        "rows": rows,
    }
    return paths.board_snapshot(slug), _json({"facts": facts, "receipt": _RECEIPT})


@st.composite
def past(draw: st.DrawFn, slug: str) -> Edit:
    """A board's standings over time."""
    lines = draw(
        st.lists(
            st.tuples(
                some(("2024-01-01", "2024-02-01", "2024-03-01")),
                some(("Lumen-7B", "Heron VL 7B", "the lamp")),
                some(("1", "2.5")),
            ),
            max_size=5,
        )
    )
    return paths.board_history(slug), "".join(
        ["edition\tmodel\tscore\n", *("\t".join(line) + "\n" for line in lines)]
    ).encode()


@st.composite
def sections(draw: st.DrawFn) -> Edit:
    """What the pages are made of."""
    text = f"""rows_per_page = {draw(st.integers(1, 3))}
leaderboards = {json.dumps(draw(few(BOARDS)))}
benchmarks = {json.dumps(draw(few(("sums",))))}
[llm]
order = {json.dumps(draw(few(SLUGS)))}
fold = {json.dumps(draw(few(SLUGS, 1)))}
[llm.title]
en = "{draw(some(("Open LLMs", "Lumen")))}"
[vlm.title]
en = "Open VLMs"
[[resources]]
slug = "speed"
name = "{draw(some(("Speed", "Heron")))}"
url = "{LINKS[0]}"
"""
    return paths.SECTIONS, text.encode()


@st.composite
def organizations(draw: st.DrawFn) -> Edit:
    """Who makes models."""
    text = "".join(
        f'[organizations.{slug}]\nname = "{draw(some(("Lumen Labs", "Heron", "Labs")))}"\nzh = "{draw(some(("", "流明")))}"\n'
        f"hub = {json.dumps(draw(few(ORGS)))}\n"
        for slug in ORGS
    )
    return paths.ORGANIZATIONS, text.encode()


@st.composite
def benchmark(draw: st.DrawFn) -> Edit:
    """A benchmark."""
    text = f'slug = "sums"\nname = "{draw(some(("Sums", "Duel")))}"\nkind = "{draw(some(("llm", "both")))}"\npapers = ["2401.00001"]\ncode = "{LINKS[1]}"\n'
    return f"{paths.BENCHMARKS}sums.toml", text.encode()


@st.composite
def declined(draw: st.DrawFn) -> Edit:
    """What a person turned down."""
    ids = draw(few((*IDS, "heron/*"), 2))
    return paths.DECLINED, "".join(f'[[declined]]\nid = "{one}"\nbecause = "no"\n' for one in ids).encode()


def _json(body: dict[str, Any]) -> bytes:
    return json.dumps(body).encode()


ALL: Final[st.SearchStrategy[Edit]] = st.one_of(
    some(SLUGS).flatmap(family),
    some(SLUGS).flatmap(family),
    some(IDS).flatmap(checkpoint),
    some(IDS).flatmap(card),
    some(PAPERS).flatmap(paper),
    collection(),
    link(),
    repository(),
    some(BOARDS).flatmap(board),
    some(BOARDS).flatmap(edition),
    some(BOARDS).flatmap(past),
    sections(),
    organizations(),
    benchmark(),
    declined(),
)
"""Any one edit that leaves a readable file."""


@st.composite
def whole(draw: st.DrawFn) -> dict[str, bytes]:
    """A list of which most things are there."""
    every: list[st.SearchStrategy[Edit]] = [
        organizations(),
        sections(),
        collection(),
        link(),
        repository(),
        benchmark(),
    ]
    every += (
        [family(s) for s in SLUGS] + [checkpoint(i) for i in IDS] + [card(i) for i in IDS] + [paper(p) for p in PAPERS]
    )
    every += [one(b) for b in BOARDS for one in (board, edition, past)]
    return {path: data for path, data in map(draw, every) if data is not None}
