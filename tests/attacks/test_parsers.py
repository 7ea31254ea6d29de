"""Hostile YAML and JSON: refused, bounded or read for what it says, by the readers that meet them."""

import json
import time

import pytest

from pipeline.cards.card import read_card
from pipeline.cards.front_matter import read_front_matter
from pipeline.cards.rules import Findings
from pipeline.http.policy import SourceTrouble
from pipeline.model.claims import as_json
from pipeline.sources.hub.client import parse_json
from pipeline.sources.hub.states import checkpoint_facts
from tests.attacks.attack_corpus import shared

BOMB = "\n".join(
    f"{b}: &{b} [{','.join(f'*{a}' for _ in range(9))}]" for a, b in zip("abcdefg", "bcdefgh", strict=True)
)


@pytest.mark.parametrize(
    "text",
    [
        *shared("yaml"),
        f"license: &a [x,x]\n{BOMB}",
        "license: " + "[" * 5_000,
        "license: " + "{a: " * 3_000,
        "license: &a [*a]",
    ],
)
def test_front_matter_is_read_within_bounds(text: str) -> None:
    """Neither aliases nor depth cost more than a moment, and the reading is valid UTF-8 whatever it holds."""
    start = time.perf_counter()
    for wanted in (text, f"license: mit\nlanguage:\n- no\n{text}", f"tags:\n  {text}"):
        json.dumps(as_json(read_card("acme/oak-7b", f"---\n{wanted}\n---\n# Oak 7B\n")), ensure_ascii=False).encode()
    assert time.perf_counter() - start < 2


def test_what_yaml_makes_of_words_is_undone() -> None:
    """`no` is Norwegian and 1.10 is a text; a byte order mark is no key; the second document is not front matter."""
    lines = ["---", "language: [no, en]", "license: 1.10", "base_model: 012", "---", "license: mit", "---", ""]
    matter = read_front_matter(lines, Findings())
    assert matter.texts("language") == ["no", "en"]
    assert matter.texts("license") == ["1.10"]
    assert matter.texts("base_model") == ["012"]
    reading = read_card("acme/oak-7b", b"\xef\xbb\xbf---\nlicense: mit\n---\n# Oak 7B\n")
    assert as_json(reading)["facts"]["license"] == "mit"


@pytest.mark.parametrize("text", shared("json"))
def test_json_payloads_of_the_corpus(text: str) -> None:
    """A payload of the corpus is refused, or gives facts that encode as UTF-8 and hold no count that is a truth value."""
    given = parse_json(text.encode())
    facts = checkpoint_facts({"id": "acme/oak-7b", "safetensors": {"total": given.get("downloads", 1)}, **given})
    if facts is not None:
        facts.model_dump_json().encode()
        assert facts.safetensors is None or facts.safetensors.total is not True


@pytest.mark.parametrize(
    "body", [b'{"a": NaN}', b'{"a": Infinity}', b"<!doctype html>", b"{", b"[" * 200_000, b"\xff\xfe"]
)
def test_what_is_not_json_is_refused(body: bytes) -> None:
    """NaN, pages, cut bodies and bottomless nesting are one typed error."""
    with pytest.raises(SourceTrouble):
        parse_json(body)
