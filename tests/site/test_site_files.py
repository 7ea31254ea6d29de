"""The site's files, read back without a browser."""

import json
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from pipeline.derive import derive_all
from pipeline.export.records import Published
from pipeline.layout import kinds, paths
from pipeline.site.files import site_files
from tests.on_disk import run, write_tree
from tests.render.world import DUEL_EDITION, card, checkpoint, family, small_tree


def _site(tree: dict[str, bytes]) -> dict[str, bytes]:
    derived = derive_all(tree)
    return site_files(Published(derived.catalog, derived.curated.listed, derived.snapshots))


def _data(site: dict[str, bytes], name: str) -> Any:
    """What a data script gives its page first."""
    return json.loads(site[f"data/{name}.js"].decode().splitlines()[0].partition("=")[2].removesuffix(";"))


def test_a_family_page_has_every_value_with_verdict_and_place() -> None:
    """Winner, rival, pin and absence are all on the page, with links to where they are stated."""
    page = BeautifulSoup(_site(small_tree())["families/lumen.html"], "lxml")
    text = page.get_text(" ", strip=True)
    for said in ("131,072 (128K)", "rival", "pinned : the report says so", "not stated : ", "2024-05-01"):
        assert said in text
    assert {str(e["data-zh"]) for e in page.select("[data-zh]")} >= {"分歧", "更正", "未说明", "模型卡"}
    assert any("#L7" in str(a["href"]) for a in page.find_all("a", href=True))
    assert page.find("strong") is not None  # the prose's own Markdown


def test_what_to_choose_stands_on_a_page_of_its_own() -> None:
    """The same rows as on the front page, each model by its name with score and memory."""
    tree = {**small_tree(), kinds.BOARDS.path("duel"): DUEL_EDITION}
    tree[paths.BOARDS + "duel.toml"] += b'rates = "general"\n'
    page = BeautifulSoup(_site(tree)["choose.html"], "lxml")
    rows = [[cell.get_text(" ", strip=True) for cell in tr.select("th, td")] for tr in page.select("tbody tr")]
    assert [row[0] for row in rows if row[0][0].isdigit() and row[0].endswith(" GB")] == ["8 GB", "16 GB", "24 GB", "48 GB", "80 GB", "128 GB"]
    assert rows[0][1:] == ["Models Lumen-7B 1010 (5 GB)", "Rated by Duel , no date stated, read on 2024-05-01 · Compare"]
    assert "32B: 77 / 39 / 20 GB" in page.get_text()


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</script><b>", "\u2028x"])
def test_hostile_words_stay_words(text: str) -> None:
    """Neither a page nor a data script takes a value for markup."""
    tree = small_tree()
    tree[kinds.FAMILIES.path("odd")] = family("odd", "Odd", rest='checkpoints = ["lumen/Odd-7B"]\n[prose]\nen = "<script>no</script>"')
    tree[kinds.CHECKPOINTS.path("lumen/Odd-7B")] = checkpoint("lumen/Odd-7B", license=text, architectures=[text])
    tree[kinds.CARDS.path("lumen/Odd-7B")] = card("lumen/Odd-7B", {"vision_encoder": [text]})
    site = _site(tree)
    page = BeautifulSoup(site["families/odd.html"], "lxml")
    assert len(page.find_all("script")) == 2
    assert page.find("img") is None
    for name in ("data/index.js", "data/search.js", "data/words.js"):
        assert b"<" not in site[name]
        assert "\u2028" not in site[name].decode()


def test_rows_are_compact_and_whole() -> None:
    """The data script holds a row for each family, with sizes as numbers and free licences marked."""
    site = _site(small_tree())
    data, names = _data(site, "index"), _data(site, "checkpoints")
    rows = {row["name"].lower().replace(" ", "-"): row for row in (dict(zip(data["columns"], one, strict=False)) for one in data["rows"])}
    members = [dict(zip(data["member"], one, strict=False)) for one in rows["lumen"]["members"]]
    sizes = dict(zip(names["lumen"], (one["billions"] for one in members), strict=True))
    assert sizes == {"lumen/Lumen-70B": 70.0, "lumen/Lumen-7B": 7.0}
    assert dict(zip(data["licenses"], data["terms"], strict=True))["Apache-2.0"] == "free"
    assert [rows["lumen"][key] for key in ("slug", "weights", "memory")] == [0, "lumen/Lumen-7B", [5, 42]]
    assert list(rows)[:2] == ["lumen-2", "lumen"], "the newest first"
    assert data["organizations"][rows["lumen"]["organization"]] == ["lumen", "Lumen Labs", "流明实验室"]


def test_a_filter_asks_what_a_checkpoint_itself_is_and_has() -> None:
    """A text model among models that see is a text model; a range of the family is no context of one; a copy has its original's licence."""
    tree = small_tree()
    range_of_all = 'facts = [{ field = "context_length", value = "32K-128K", source = "https://example.org/" }]'
    tree[kinds.FAMILIES.path("mix")] = family("mix", "Mix", "vlm", f'checkpoints = ["lumen/Mix-8B", "lumen/Mix-8B-GGUF", "lumen/Mix-Omni-9B"]\n{range_of_all}')
    for name, taken, terms in (("Mix-8B", "text→text", "cc-by-nc-4.0"), ("Mix-8B-GGUF", "text→text", "mit"), ("Mix-Omni-9B", "text+image→text", "mit")):
        tree[kinds.CHECKPOINTS.path(f"lumen/{name}")] = checkpoint(f"lumen/{name}", license=terms)
        tree[kinds.CARDS.path(f"lumen/{name}")] = card(f"lumen/{name}", {"modalities": [taken]})
    data = _data(_site(tree), "index")
    (row,) = (row for row in data["rows"] if "Mix" in row)
    members = [dict(zip(data["member"], one, strict=False)) for one in row[data["columns"].index("members")]]
    counts = data["contexts"]
    assert [(one["kind"], counts[one["context"]], counts[one["perhaps"]], data["terms"][one["license"]]) for one in members] == [
        ("llm", 32_000, 128_000, "non-commercial"), ("llm", 32_000, 128_000, "non-commercial"), (None, 32_000, 128_000, "free"),
    ]  # fmt: skip


def test_exports_are_linked_where_they_will_lie(tmp_path: Path) -> None:
    """With the name of their folder each page offers the files and names the feed; any other place is refused."""
    root, out = write_tree(small_tree(), tmp_path / "list"), str(tmp_path / "out")
    assert [run(root, "site", out, "--exports", where).exit_code for where in ("../up", "exports")] == [2, 0]
    assert run(root, "export", f"{out}/exports").exit_code == 0
    page = BeautifulSoup((tmp_path / "out/families/lumen.html").read_bytes(), "lxml")
    found = [str(a["href"]) for a in page.select("a[href^='../exports'], link[type='application/atom+xml']")]
    assert len(found) == 9
    assert [t for t in found if not (tmp_path / "out/families" / t).resolve().is_file()] == []


def test_command_writes_a_site_that_is_the_same_each_time(tmp_path: Path) -> None:
    """Scripts, style, libraries with their licences; again changes nothing. A page that scripts make leads on without them in each language."""
    root, out, found = write_tree(small_tree(), tmp_path / "list"), tmp_path / "out", []
    for _ in range(2):
        assert run(root, "site", str(out)).exit_code == 0
        found.append({p: (p.read_bytes(), p.stat().st_mtime_ns) for p in out.rglob("*") if p.is_file()})
    assert found[0] == found[1]
    for name in ("index", "compare", "charts"):
        led = BeautifulSoup((out / f"{name}.html").read_bytes(), "lxml").select("noscript p[lang] > a[href='all.html']")
        assert [str(a.parent["lang"]) for a in led if a.parent] == ["en", "zh"]
    assert (out / "static/vendor/LICENSES.txt").read_text("utf-8").count("Permission is hereby granted") == 1
