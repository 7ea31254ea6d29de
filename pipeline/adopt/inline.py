"""Links and badges inside a line of Markdown, and the words without their markup.

One pass over the brackets, so that a hostile line ("[[[[[…") costs no more than its length.
"""

import re
from typing import Final, NamedTuple
from urllib.parse import unquote, urlsplit

_TAG: Final = re.compile(r"</?[A-Za-z][^<>]{0,500}>")
_COMMENT: Final = re.compile(r"<!--(?:[^-]|-(?!->)){0,2000}-->")
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
    """The links of a text, outermost first come; an address may be empty, as in `[here]()`."""
    found: list[InlineLink] = []
    covered = 0
    for opens, closes in sorted(_brackets(text).items()):
        if opens < covered or text[opens - 1 : opens] == "!" or text[closes + 1 : closes + 2] != "(":
            continue
        end = _closing_bracket(text, closes + 1)
        if end is None:
            continue
        url = _address(text[closes + 2 : end])
        if url is None:
            continue
        inner = text[opens + 1 : closes]
        label, badge = _label(inner)
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
    said = _BREAK.sub(" ", _COMMENT.sub("", text))
    parts: list[str] = []
    last = 0
    for link in links(said):
        parts += [said[last : link.start], link.label]
        last = link.end
    said = "".join([*parts, said[last:]])
    said = _ESCAPED.sub(r"\1", _EMPHASIS.sub("", _TAG.sub("", said)))
    return " ".join(said.split())


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


def _brackets(text: str) -> dict[int, int]:
    """Opening bracket -> its closing one."""
    pairs: dict[int, int] = {}
    stack: list[int] = []
    escaped = False
    for place, char in enumerate(text):
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == "[":
            stack.append(place)
        elif char == "]" and stack:
            pairs[stack.pop()] = place
    return pairs


def _closing_bracket(text: str, opens: int) -> int | None:
    """The ")" that belongs to the "(" at `opens`, within one line and a sane length."""
    depth = 0
    for place in range(opens, min(len(text), opens + _LONGEST_ADDRESS)):
        char = text[place]
        if char == "\n":
            return None
        if char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if depth == 0:
                return place
    return None


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
        for opens, closes in _brackets(said).items():
            if opens == 1 and said[closes + 1 : closes + 2] == "(":
                end = _closing_bracket(said, closes + 1)
                if end is not None:
                    return plain(said[2:closes]), _address(said[closes + 2 : end]) or ""
    if said.startswith("[") and said.endswith("]"):
        said = said[1:-1]
    return (plain(said) if said != inner or "[" not in said else _flat(said)), ""


def _flat(text: str) -> str:
    """Words with brackets that are no link."""
    return " ".join(_EMPHASIS.sub("", _TAG.sub("", text)).split())
