"""Prose taken over byte for byte, each paragraph on the side of the language it is written in."""

import re
from collections.abc import Sequence
from typing import Final

from pipeline.adopt.inline import plain
from pipeline.adopt.sections import Line
from pipeline.model.curated import Prose

_HAN: Final = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LATIN: Final = re.compile(r"[A-Za-z\u00c0-\u024f]")
_HEADING: Final = re.compile(r" {0,3}#{1,6}\s")
# Chinese prose about models is full of English names, English prose holds hardly any Chinese signs.
_CHINESE_FROM: Final = 0.15


def script(text: str) -> str:
    """The language of a text: "zh", "en", or "" where it has no letters of its own (pictures, code, rules)."""
    words = plain(text)
    han, latin = len(_HAN.findall(words)), len(_LATIN.findall(words))
    if not han + latin:
        return ""
    return "zh" if han >= _CHINESE_FROM * (han + latin) else "en"


def prose(lines: Sequence[Line]) -> Prose:
    """Lines as bilingual prose: nothing is changed within a run of one language, blank lines included."""
    runs: list[tuple[str, list[Line]]] = []
    for language, block in _spoken(_blocks(lines)):
        if runs and runs[-1][0] == language:
            runs[-1][1].extend(block)
        else:
            runs.append((language, list(block)))
    sides: dict[str, list[str]] = {"en": [], "zh": []}
    for language, run in runs:
        text = "\n".join(line.text for line in run).strip("\n")
        if text.strip():
            sides[language].append(text)
    return Prose(en="\n\n".join(sides["en"]), zh="\n\n".join(sides["zh"]))


def _blocks(lines: Sequence[Line]) -> list[list[Line]]:
    """Paragraphs, each with the blank lines after it; fenced code and indented lines stay with what precedes."""
    blocks: list[list[Line]] = []
    after_blank = True
    for line in lines:
        blank = not line.text.strip()
        belongs = line.code or line.text.startswith(("  ", "\t"))
        if blocks and (blank or not after_blank or belongs):
            blocks[-1].append(line)
        elif not blank:
            blocks.append([line])
        after_blank = blank and not line.code
    return blocks


def _spoken(blocks: list[list[Line]]) -> list[tuple[str, list[Line]]]:
    """Each block with its language: a heading takes that of what follows, a picture that of what precedes."""
    own = [script("\n".join(line.text for line in block if not line.code)) for block in blocks]
    for place in range(len(blocks) - 2, -1, -1):
        if _HEADING.match(blocks[place][0].text) and len([x for x in blocks[place] if x.text.strip()]) == 1:
            own[place] = own[place + 1] or own[place]
    first = next((language for language in own if language), "en")
    spoken: list[tuple[str, list[Line]]] = []
    for language, block in zip(own, blocks, strict=True):
        spoken.append((language or (spoken[-1][0] if spoken else first), block))
    return spoken
