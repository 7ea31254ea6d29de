"""Links and badges inside a line of Markdown, and the words without their markup.

One pass over the brackets, so that a hostile line ("[[[[[…") costs no more than its length.
"""

import re
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

_TAG: Final = re.compile(r"</?[A-Za-z][^<>]{0,500}>")
_BREAK: Final = re.compile(r"<br\s{0,3}/?>", re.IGNORECASE)
_EMPHASIS: Final = re.compile(r"\*{1,3}|~~|`+|(?<![A-Za-z0-9])_{1,2}|_{1,2}(?![A-Za-z0-9])")
_ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")
_LONGEST_ADDRESS: Final = 2000


class InlineLink(NamedTuple):
    """One link: its label (a badge's alternative text), its address, its place in the line."""

    label: str
    url: str
    start: int
    end: int
    badge: str = ""  # the picture's address, where the label is a picture


def links(text: str) -> tuple[InlineLink, ...]:
    """The links of a text, outermost ones only; an address may be empty, as in `[here]()`."""
    if "](" not in text:
        return ()
    found: list[InlineLink] = []
    round_ones = _pairs(text, "(", ")", within_line=True)
    covered = 0
    for opens, closes in sorted(_pairs(text, "[", "]").items()):
        if opens < covered or text[opens - 1 : opens] == "!":
            continue
        end = round_ones.get(closes + 1, 0)
        if not 0 < end - closes < _LONGEST_ADDRESS:
            continue
        url = _address(text[closes + 2 : end])
        if url is None:
            continue
        label, badge = _label(text[opens + 1 : closes])
        found.append(InlineLink(label, url, opens, end + 1, badge))
        covered = end + 1
    return tuple(found)


def is_badges(line: str) -> bool:
    """Whether a line holds pictures with links and nothing else."""
    if "](" not in line:
        return False
    rest, last = "", 0
    found = links(line)
    for link in found:
        rest += line[last : link.start]
        last = link.end
    return bool(found) and all(link.badge for link in found) and not (rest + line[last:]).strip()


def plain(text: str) -> str:
    """The words of a text: links as their labels, without emphasis, tags and comments."""
    said = _BREAK.sub(" ", _without_comments(text))
    parts: list[str] = []
    last = 0
    for link in links(said):
        parts += [said[last : link.start], link.label]
        last = link.end
    said = "".join([*parts, said[last:]])
    return _words(said)


def _without_comments(text: str) -> str:
    """The text without its HTML comments; an open one stays."""
    parts: list[str] = []
    start = 0
    while (opens := text.find("<!--", start)) >= 0 and (closes := text.find("-->", opens + 4)) >= 0:
        parts.append(text[start:opens])
        start = closes + 3
    return "".join([*parts, text[start:]])


def without_links(text: str) -> str:
    """The words that stand outside links."""
    parts: list[str] = []
    last = 0
    for link in links(text):
        parts.append(text[last : link.start])
        last = link.end
    return plain(" ".join([*parts, text[last:]]))


def badge_message(picture: str) -> str:
    """What a static shields.io badge says on its right side ("Meta AI"); "" for other pictures."""
    parts = urlsplit(picture)
    name = parts.path.removeprefix("/badge/").removesuffix(".svg")
    if parts.hostname != "img.shields.io" or not parts.path.startswith("/badge/"):
        return ""
    # In shields' paths "--" is a dash, "__" an underscore and "_" a space.
    fields = name.replace("--", "\0").split("-")
    if len(fields) < 3:
        return ""
    message = "-".join(fields[1:-1]).replace("__", "\1").replace("_", " ")
    return unquote(message.replace("\0", "-").replace("\1", "_")).strip()


def is_web(url: str) -> bool:
    """Whether an address can be opened by anybody: http or https, with a host, without spaces."""
    if not url.startswith(("https://", "http://")) or any(c.isspace() or ord(c) < 32 for c in url):
        return False
    try:
        return bool(urlsplit(url).hostname)
    except ValueError:
        return False


def _pairs(text: str, opening: str, closing: str, *, within_line: bool = False) -> dict[int, int]:
    """Opening sign -> the closing one that belongs to it, in one pass; a backslash makes a bracket plain."""
    pairs: dict[int, int] = {}
    stack: list[int] = []
    escaped = False
    for place, char in enumerate(text):
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == opening:
            stack.append(place)
        elif char == closing and stack:
            pairs[stack.pop()] = place
        elif char == "\n" and within_line:
            stack.clear()
    return pairs


def _address(text: str) -> str | None:
    """The address in a link's round brackets, its title left out; None if that is no address."""
    said = text.strip()
    if said.startswith("["):
        return None
    if said.startswith("<"):
        return said[1:].partition(">")[0]
    return said.split(maxsplit=1)[0] if said else ""


def _label(inner: str) -> tuple[str, str]:
    """A link's words, and the picture's address if the link is a badge."""
    said = inner.strip()
    if said.startswith("!["):
        closes = _pairs(said, "[", "]").get(1, -1)
        end = _pairs(said, "(", ")", within_line=True).get(closes + 1, -1)
        if 0 < closes < end:
            return _words(said[2:closes]), _address(said[closes + 2 : end]) or ""
    if said.startswith("[") and said.endswith("]"):
        said = said[1:-1]
    return _words(said), ""


def _words(text: str) -> str:
    """The words of a text whose links do not matter."""
    return " ".join(_ESCAPED.sub(r"\1", _EMPHASIS.sub("", _TAG.sub("", text))).split())
