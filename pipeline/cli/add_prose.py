"""A stranger's prose as curated prose: text, and nothing that acts."""

from typing import Final

from pipeline.model.clean import clean
from pipeline.model.curated import Prose
from pipeline.render import escape

PLAIN: Final = "the prose had markup or addresses in it, which now stand as plain text: read it before you keep it"


def plain_prose(text: str) -> tuple[Prose, bool]:
    """A stranger's text as curated prose, and whether markup had to be made plain.

    Paragraphs go to the side of their language. Every line is text to Markdown: no link, picture,
    heading, mention or HTML of it acts.
    """
    sides: dict[str, list[str]] = {"en": [], "zh": []}
    changed = False
    for paragraph in text.split("\n\n"):
        lines = [line for line in (clean(raw, 3_000) for raw in paragraph.split("\n")) if line]
        plain = [escape.md_block(line, 3_000) for line in lines]
        changed |= plain != lines
        if plain:
            wide = sum("\u3400" <= c <= "\u9fff" for c in paragraph)
            letters = sum(c.isascii() and c.isalpha() for c in paragraph)
            sides["zh" if wide * 3 > letters else "en"].append("\n".join(plain))
    return Prose(en="\n\n".join(sides["en"]), zh="\n\n".join(sides["zh"])), changed
