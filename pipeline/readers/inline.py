"""One line of Markdown or HTML as plain words: markup, links and tags taken off.

Every pattern here is linear: a class that cannot run past the next opening character, or a
fixed string.
"""

import html
import re
from typing import Final

_IMAGE: Final = re.compile(r"!\[([^\[\]]*)\]\(([^()]*)\)")
_LINK: Final = re.compile(r"\[([^\[\]]*)\]\(([^()]*)\)")
_TAG: Final = re.compile(r"<[A-Za-z/!?][^<>]*>")
_ESCAPE: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_WIDE: Final = re.compile(r"[\uff01-\uff5e\u3000]")
_WIDE_TO_ASCII: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_CONTROL: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)
_ANSI: Final = re.compile(r"\x1b\[[0-9;]{0,20}[A-Za-z]")
_MARKED: Final = re.compile(r"__|[*`<\[\\&~|!]|\u00a0")
_BARE_URL: Final = re.compile(r"https?://[^\s<>()\"'\]]+")
_SPACES: Final = re.compile(r"\s+")
PASSAGE: Final = 200


def plain(text: str) -> str:
    """The words of a line, with bold marks, links, images, tags and entities resolved.

    Numbers split by markup grow together again: "**7**B" is "7B".
    """
    if not text.isascii() or not text.isprintable():
        text = _CONTROL.sub("", _ANSI.sub("", text))
        if _WIDE.search(text):
            text = text.translate(_WIDE_TO_ASCII)
    if _MARKED.search(text):
        if "](" in text:
            text = _IMAGE.sub(" ", text)
            text = _LINK.sub(r"\1", text)
        if "<" in text:
            text = _TAG.sub(lambda m: " " if m[0][1:3].lower() in {"br", "/t", "/l", "/p", "/d"} else "", text)
        if "&" in text:
            text = html.unescape(text)
        text = text.replace("*", "").replace("`", "").replace("\u00a0", " ").replace("~~", "").replace("__", "")
        if "\\" in text:
            text = _ESCAPE.sub(r"\1", text)
    if "://" in text:
        text = _BARE_URL.sub(" ", text)
    return text.strip()


def passage(text: str) -> str:
    """A passage for showing: one line, no control characters, at most 200 characters."""
    text = _SPACES.sub(" ", _CONTROL.sub("", _ANSI.sub("", text[: PASSAGE * 4]))).strip()
    return text if len(text) <= PASSAGE else text[: PASSAGE - 1] + "…"
