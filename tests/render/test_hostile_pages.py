"""Hostile words from upstream on whole pages: shown, never acted on."""

import json
from collections.abc import Callable, Mapping

import pytest

from pipeline.layout import kinds
from tests.render.reading import OUR_FILES, broken, html
from tests.render.world import SHA, card, checkpoint, family

HOSTILE = [
    "x | y | z", "<img src=x onerror=alert(1)>", "![p](https://evil.example/p.png)", "[click](javascript:alert(1))",
    "</td></tr></table><script>alert(1)</script>", "line\n## heading\n- item",
    "`code` **bold** @team #12 https://evil.example", "{{ words }} {% raw %}", "a\u202eb\u200bc\x1b[31m", "\\",
    "|" * 300,
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_values_stay_in_their_cells(
    text: str, tree: dict[str, bytes], pages: Callable[[Mapping[str, bytes]], dict[str, str]]
) -> None:
    """A value that tries to be markup makes no element, no column and no line of its own."""
    calm = "mit"

    def world(value: str) -> dict[str, str]:
        name = "lumen/Odd-7B"
        tree[kinds.FAMILIES.path("odd")] = family("odd", "Odd", rest=f'checkpoints = ["{name}"]\npapers = ["2401.00009"]')
        tree[kinds.CHECKPOINTS.path(name)] = checkpoint(name, license=value, license_link=value, architectures=[value])
        tree[kinds.CARDS.path(name)] = card(
            name, {"languages": [[value]], "vision_encoder": [value], "base_llm": [value]}
        )
        paper = {"id": "2401.00009", "title": value, "authors": [value], "abstract": value, "published": "2024-01-01"}
        receipt = {"url": "https://arxiv.org/abs/2401.00009", "sha256": "0" * 64, "size": 1, "revision": SHA}
        tree[kinds.PAPERS.path("2401.00009")] = json.dumps({"facts": paper, "receipt": receipt}).encode()
        return pages(tree)

    made, plain = world(text), world(calm)
    for path in ("README.md", "README_zh.md", "pages/families/odd.md"):
        page, quiet = html(made[path]), html(plain[path])
        for table, same in zip(page.find_all("table"), quiet.find_all("table"), strict=True):
            assert [len(tr.find_all("td")) for tr in table.find_all("tr")] == [
                len(tr.find_all("td")) for tr in same.find_all("tr")
            ]
        assert len(page.find_all(["h1", "h2", "h3"])) == len(quiet.find_all(["h1", "h2", "h3"]))
        assert page.find(["script", "style", "iframe"]) is None
        assert all(str(i["src"]).startswith("https://awesome.re/") for i in page.find_all("img"))
        assert not any(str(a["href"]).startswith(("javascript", "https://evil")) for a in page.find_all("a", href=True))
    files = {**tree, **made, **dict.fromkeys(OUR_FILES)}
    assert list(broken(made, files)) == []
