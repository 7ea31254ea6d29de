"""What a card states does not depend on how it is typed: line ends, hyphens, spaces, marks, wrapped lines, labels."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cards.card import read_card

CARDS: Final = [json.loads(line) for line in Path("tests/truth/small.jsonl").read_text(encoding="utf-8").splitlines()]
_ITEM: Final = re.compile(r"^- \*\*([A-Z][A-Za-z ()/]{2,34}):?\*\*:? +(?=[^|]{1,40}$)", re.MULTILINE)
_PROSE: Final = re.compile(r"(?<=\n\n)[A-Z](?=[^|`<>\[\]*_:]{90,}$)[^\n]*[^ ](?=\n\n|\n\Z)", re.MULTILINE)


def _body(change: Callable[[str], str]) -> Callable[[str], str]:
    """A change of the text behind the front matter; a card with code keeps its own form."""

    def changed(card: str) -> str:
        matter = re.match(r"\s*---\n.*?\n---\n", card, re.DOTALL)
        head, body = (matter[0], card[matter.end() :]) if matter else ("", card)
        return card if "```" in body else head + change(body)

    return changed


def _wrapped(prose: re.Match[str]) -> str:
    """A paragraph cut before a word that begins no list, heading or label."""
    return re.sub(r"(.{40,60}?[a-z,]) (?=[a-z]{3})", r"\1\n", prose[0], count=3)


FORMS: Final[dict[str, Callable[[str], str]]] = {
    "line ends": lambda card: card.replace("\r\n", "\n").replace("\n", "\r\n"),
    "hyphens": _body(lambda body: re.sub(r"(?<=[a-z])-(?=[a-z]{3,} )", "\u2011", body)),
    "spaces": _body(lambda body: re.sub(r"(\d) (?=[BKMT]\b|billion|million|trillion|tokens)", "\\1\u202f", body)),
    "bold in HTML": _body(
        lambda body: body if "|" in body else re.sub(r"\*\*([^*\n]+)\*\*(?!:?\n)", r"<strong>\1</strong>", body)
    ),
    "label and dash": _body(lambda body: _ITEM.sub("- **\\1** \u2013 ", body)),
    "label and colon": _body(lambda body: _ITEM.sub(r"- \1: ", body)),
    "stars": _body(lambda body: re.sub(r"^- ", "* ", body, flags=re.MULTILINE)),
    "wrapped": _body(lambda body: _PROSE.sub(_wrapped, body)),
    "one word": _body(lambda body: re.sub(r"\b([Ff]ine|[Pp]ost|[Pp]re)-(?=tun|train)", r"\1", body)),
    "numbered": _body(lambda body: re.sub(r"^## (?=[A-Z][a-z])", "## 3. ", body, flags=re.MULTILINE)),
}


@given(st.sampled_from(CARDS), st.sampled_from(sorted(FORMS)))
@settings(max_examples=400)
def test_a_form_changes_no_fact(card: dict[str, str], form: str) -> None:
    """Each small card states the same in each form."""
    was, now = (read_card(card["id"], text) for text in (card["card"], FORMS[form](card["card"])))
    assert {c.field: c.value for c in now.claims} == {c.field: c.value for c in was.claims}
    assert (now.kind, now.role) == (was.kind, was.role)
