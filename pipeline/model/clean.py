"""Cleaning: what every string from outside goes through once, at the boundary.

What is left is one line of visible text that encodes as UTF-8: no terminal sequence, no control,
no character that hides, reorders or overlays others, and no `##[`. The raw value stays in the raw body that a
receipt names. Escaping for a sink is another matter, and comes last: `pipeline.render.escape`.
"""

import re
import unicodedata
from itertools import groupby, islice
from typing import Final

LIMIT: Final = 1_000
"""Characters that a value keeps when the caller knows no better."""

_MARKS: Final = 3  # combining marks in a row: Vietnamese needs two, pointed Hebrew three

# Terminal sequences (ECMA-48): OSC with its payload, CSI, and two-byte escapes. Each alternative
# stops at the next ESC, so the scan is linear whatever the text.
_TERMINAL: Final = re.compile(
    "\x1b\\][^\x07\x1b\x9c]{0,500}(?:\x07|\x1b\\\\|\x9c)|(?:\x1b\\[|\x9b)[0-?]{0,64}[ -/]{0,8}[@-~]|\x1b[@-_]"
)
# Named ranges and not Unicode categories: these must not depend on the Python that runs.
_HIDDEN: Final = re.compile(
    "["
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"  # C0 and C1 but white space
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # soft hyphen, joiners, fillers
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f"  # zero width, bidirectional controls
    "\u061c\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff"  # Arabic mark, fillers, BOM, non-characters
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # shorthand and musical format controls
    "\U000e0000-\U000e0fff"  # tags and further variation selectors
    "]"
)
_SPACE: Final = re.compile("[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u2800\u3000]+")
_MARKLESS: Final = re.compile(
    "[\x00-\u02ff\u0370-\u0482\u1e00-\u20cf\u2100-\u2cee\u3000-\u3029\u3030-\u3098\u309b-\ua66e\uac00-\ud7ff\uff00-\uffef]*"
)
"""Text of blocks that hold no combining mark: Latin, Greek, Chinese, Japanese, Korean, punctuation."""
# A runner of GitHub Actions takes `##[` for a command, wherever in a line of its log it stands.
_COMMAND: Final = "##["
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def clean(text: str, limit: int = LIMIT) -> str:
    """The text as one line of visible characters, at most `limit` of them; a cut ends in "…".

    Cleaning twice is cleaning once.
    """
    if len(text) > 64 * limit:
        text = text[: 64 * limit] + "…"  # nothing beyond can be seen, and hostile megabytes cost time
    plain = text.isascii() and text.isprintable() and "  " not in text
    if not plain or text[:1] == " " or text[-1:] == " ":
        text = _SURROGATE.sub("\ufffd", text)
        text = _TERMINAL.sub("", text)
        text = _HIDDEN.sub("", text)
        text = _SPACE.sub(" ", text).strip(" ")
        if not _MARKLESS.fullmatch(text):  # more than a few marks in a row paint over the lines around
            runs = groupby(text, key=lambda character: unicodedata.category(character) in {"Mn", "Me"})
            text = "".join(character for marks, run in runs for character in (islice(run, _MARKS) if marks else run))
    text = text.replace(_COMMAND, "## [")
    return text if len(text) <= limit else text[: limit - 1].rstrip(" …") + "…"
