"""The passage that is shown with a value contains it, and the anchor is the line that says it: over all recorded cards."""

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Final

import pytest

from pipeline.cards.card import read_card
from pipeline.kinds import Kind
from pipeline.model.claims import Claim, Scalar
from pipeline.names.vocabulary import CODE_OF

RECORDED: Final = Path(__file__).parents[3] / "shared/recorded/model_cards"
pytestmark = pytest.mark.skipif(not RECORDED.exists(), reason="needs the recorded cards")

JUDGED: Final = {
    "base_relation": "the card names a base; that this one is its fine-tune follows from the words around it",
    "modalities": "text+image→text is our way of writing a task or a sentence",
    "reasoning": "yes, no and both are our words for a sentence",
    "tool_use": "yes and no are our words for a sentence",
}
"""Fields whose value is our reading of a sentence and no part of it, with the reason."""
UNITS: Final = {1: ("",), 10**3: ("k", "thousand"), 1024: ("k",), 10**4: ("万",), 10**6: ("m", "million"), 1024**2: ("m",), 10**8: ("亿",),
                10**9: ("b", "g", "billion"), 10**12: ("t", "trillion", "万亿")}  # fmt: skip


def flat(text: str) -> str:
    """A text without what two spellings of one value may differ in."""
    return re.sub(r"[\s,_*`\"-]", "", text.casefold())


def spellings(claim: Claim, value: Scalar) -> Iterator[str]:
    """How a value may stand in a card: amounts with their units, days with names of months, languages by name."""
    if isinstance(value, int):
        for unit, names in UNITS.items():
            number = f"{value / unit:.6f}".rstrip("0").rstrip(".")
            yield from (form + name for form in (number, f"{value / unit:.1f}") for name in names if abs(float(form) * unit - value) <= 0.001 * value)
    elif re.fullmatch(r"\d{4}(-\d\d)?(-\d\d)?", str(value)):
        yield str(value)[:4]
    elif claim.field == "languages":
        yield from (str(value), *(name for name, code in CODE_OF.items() if code == value))
    else:
        yield str(value)


def readings() -> Iterator[tuple[str, list[str], Claim]]:
    """Every claim of every recorded card, with the card's name and lines."""
    for path in sorted(RECORDED.rglob("*--*.md")):
        data = path.read_bytes()
        lines = data.decode(errors="replace").split("\n")
        yield from ((path.stem, lines, claim) for claim in read_card(path.stem.replace("--", "/", 1), data).claims)


def test_a_passage_contains_its_value() -> None:
    """In some spelling; of a list at least one member, since a passage is cut and a list may go over lines."""
    missed = []
    for card, _, claim in readings():
        values: tuple[Scalar, ...] = claim.value if isinstance(claim.value, tuple) else (claim.value,)
        forms = chain.from_iterable(spellings(claim, value) for value in values)
        if claim.field not in JUDGED and not any(flat(form) in flat(claim.text) for form in forms):
            missed.append(f"{card} {claim.field} {claim.value} [{claim.rule}]: {claim.text[:120]}")
    assert missed == []


def test_kind_and_role_have_a_line_of_their_own() -> None:
    """Not the fence of the front matter, and none that is empty."""
    seen = 0
    for path in sorted(RECORDED.rglob("*--*.md")):
        reading = read_card(path.stem.replace("--", "/", 1), path.read_bytes())
        lines = path.read_text(encoding="utf-8", errors="replace").split("\n")
        anchors = [line for line in (reading.kind_line, reading.role_line) if line is not None]
        seen += len(anchors)
        assert [lines[line - 1] for line in anchors if not lines[line - 1].strip("- \r")] == []
        assert reading.kind is Kind.OTHER or reading.kind_line
    assert seen > 100
