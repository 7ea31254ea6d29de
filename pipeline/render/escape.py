"""Escaping: one function per sink, applied last, where a value lands.

No untrusted text is joined into output anywhere but through these. Each function cleans first
(cheap when already clean), so that a value which skipped the boundary is still harmless. What stands for Markdown
is `Marked`; pages are made of nothing else (`pipeline.render.marked`).

GitHub runs filters over the rendered text (mentions, references, emoji, bare links), which
backslashes and entities do not stop: a zero-width space, spelled `&#8203;` so that a person
reading the source sees it, stands inside whatever such a filter would take for its own.
"""

import hashlib
import re
import string
from functools import lru_cache
from typing import Final
from urllib.parse import quote, urlsplit

from pipeline.model.clean import clean

CELL: Final = 200
BLOCK: Final = 500
TITLE: Final = 120  # GitHub's own limit is 256
URL: Final = 2_048
BRANCH_PREFIX: Final = "catalog-bot/"
EMPTY: Final = "—"

_BREAK: Final = "&#8203;"
_SPECIAL: Final = re.compile(
    # One set of signs stands first, and looks around come after it: letters and digits are passed over at once.
    r"[&<>\\`*\[\]|~$^@#_{:.-](?:(?<![_{:.-])"
    r"|(?<=_)(?:(?<![A-Za-z0-9]_)|(?![A-Za-z0-9]))"  # inside a word an underscore is only itself
    r"|(?<=\{)(?=[{%#])"  # templates of GitHub Pages
    r"|(?<=:)(?:(?=//|[\w+-]{1,60}:)|(?<=mailto:)(?<![A-Za-z]mailto:)|(?<=xmpp:)(?<![A-Za-z]xmpp:))"
    r"|(?<=[Gg][Hh]-)(?<![A-Za-z0-9]..-)(?=\d)|(?<=[Ww][Ww][Ww]\.)|(?<=[Gg][Ii][Tt][Hh][Uu][Bb]\.)(?=[Cc][Oo][Mm]))",
    re.ASCII,
)
_COMMIT: Final = re.compile(r"[0-9a-fA-F][0-9a-fA-F]{6}(?<![0-9A-Za-z].{7})[0-9a-fA-F]*(?![0-9A-Za-z])")
_LEADING: Final = re.compile(r"\A(?:(?=[-+](?: |$)|--|[=/])|\d{1,9}(?=[.)](?: |$)))", re.ASCII)
_IDENTIFIER: Final = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9_.+:/-]{0,199}", re.ASCII)
_WORDS: Final = re.compile(r"[^A-Za-z0-9 .,/+()_-]+", re.ASCII)
_ISSUE: Final = re.compile(r"\b(GH)-(?=\d)", re.IGNORECASE)
_BRANCH: Final = re.compile(r"[^a-z0-9.-]+", re.ASCII)
_FORMULA: Final = frozenset("=+-@＝＋－＠|%")
_HOST: Final = re.compile(
    r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])", re.ASCII
)
_INWARD: Final = (".local", ".localhost", ".internal", ".intranet", ".lan", ".home", ".corp", ".arpa", ".onion")
_IN_URL: Final = "!#$&*+,-./:;=?@_~%" + string.ascii_letters + string.digits
_PART: Final = "[A-Za-z0-9!$&*+,./:;=@_~%-]"
_PLAIN_URL: Final = re.compile(rf"https://(?!.*xn--)([a-z0-9.-]+)(?:/{_PART}*)?(?:\?{_PART}+)?(?:#{_PART}+)?", re.ASCII)  # nothing in it changes
# A backslash becomes an entity, so that none ever stands before a pipe that we write.
_PIECES: Final = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\\": "&#92;", "{": "&#123;"}
_SIGNS: Final = frozenset("`*[]|~$^_")


class Marked(str):
    """A fragment of Markdown: escaped where it came from outside, or our own words."""

    __slots__ = ()


def _neutral(match: re.Match[str]) -> str:
    """What stands in the place of one piece that Markdown or GitHub would act on."""
    found = match[0]
    if found in _PIECES:
        return _PIECES[found]
    if len(found) == 1:
        return "\\" + found if found in _SIGNS else _BREAK + found if found == "." else found + _BREAK
    if found.isdigit() and len(found) < 40:
        return found  # a number or a date, not a commit
    return _BREAK.join(found[i : i + 6] for i in range(0, len(found), 6))


def _escaped(text: str, limit: int) -> str:
    return _COMMIT.sub(_neutral, _SPECIAL.sub(_neutral, clean(text, limit)))


@lru_cache(maxsize=8192)  # "model card, line 17" and its like stand on thousands of rows
def md_inline(text: str, limit: int = CELL) -> Marked:
    """Untrusted text inside a line of Markdown: shown as written, never acted on; "" stays ""."""
    return Marked(_escaped(text, limit))


@lru_cache(maxsize=8192)
def md_cell(text: str, limit: int = CELL) -> Marked:
    """Untrusted text as the whole of one table cell; nothing is an em dash, so the row keeps its columns."""
    return Marked(md_block(text, limit) or EMPTY)


def md_block(text: str, limit: int = BLOCK) -> Marked:
    """Untrusted text at the start of a line, outside a table: one paragraph, no list, rule, underline or slash command."""
    return Marked(_LEADING.sub(lambda sign: sign[0] + "\\", _escaped(text, limit)))


def md_code(identifier: str) -> Marked:
    """An identifier in a code span, where GitHub looks for nothing; one that is odd is spelled out instead.

    Odd is whatever lies outside letters, digits and `_.+:/-` of ASCII: a Cyrillic letter in a
    Latin name shows as its code point, so that two names never look the same.
    """
    if _IDENTIFIER.fullmatch(identifier):
        return Marked(f"`{identifier}`")
    return md_inline(spelled(identifier))


def spelled(text: str) -> str:
    """Text in ASCII, every other character as its code point, for names that imitate others."""
    return "".join(c if " " <= c <= "~" else f"<U+{ord(c):04X}>" for c in text)


def html(text: str, limit: int = BLOCK) -> str:
    """Untrusted text inside an HTML element or a quoted attribute of a Markdown page."""
    shown = _SPECIAL.sub(lambda found: f"&#{ord(found[0])};" if found[0] in _SIGNS else _neutral(found), clean(text, limit))
    return _COMMIT.sub(_neutral, shown).replace('"', "&quot;").replace("'", "&#39;").replace("/", "&#47;")


def url(text: str | None, *, plain_http: bool = False) -> str | None:
    """A validated link target in ASCII, or None: then there is no link.

    https only (or `plain_http`), no user name in front of the host, no white space or control, a host name with a dot
    that is no address and points outwards, in punycode, the same to browsers as to Python's IDNA 2003. Whatever could
    end a Markdown or HTML link is percent-encoded; "&" is left, which Markdown wants as "&amp;".
    """
    text = (text or "").strip(" ")
    if len(text) <= URL and (plain := _PLAIN_URL.fullmatch(text)):
        return text if _outward(plain[1]) else None
    if not text or len(text) > URL or "\\" in text or " " in text or clean(text, URL) != text:
        return None
    try:
        parts = urlsplit(text)
        port, written = parts.port, (parts.hostname or "").lower()
        host = written.encode("idna").decode("ascii")
        same = written in {host, host.encode().decode("idna")}
    except ValueError:  # UnicodeError is one
        return None
    if not same or parts.scheme not in (("https", "http") if plain_http else ("https",)) or "@" in parts.netloc or not _outward(host):
        return None
    rest = parts.path + (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
    whole = f"{parts.scheme}://{host if port is None else f'{host}:{port}'}{quote(rest, safe=_IN_URL)}"
    return whole if len(whole) <= URL else None


@lru_cache(maxsize=4096)
def _outward(host: str) -> bool:
    """A name with a dot whose last label begins with a letter: no address in any notation, nothing inward."""
    return bool(_HOST.fullmatch(host)) and not host.endswith(_INWARD)


def pr_title(text: str) -> str:
    """A pull request's title or a line of a commit message: letters, digits and a few marks, no trailer, no word that skips checks."""
    return clean(_ISSUE.sub(r"\1 ", _WORDS.sub(" ", clean(text, URL))), TITLE)


def ref(text: str) -> str:
    """A branch name of the bot, always below its own prefix, so never a protected branch or an option."""
    name = re.sub(r"\.{2,}", ".", _BRANCH.sub("-", clean(text).lower()))
    name = name.strip("-.").removesuffix(".lock").strip("-.")[:80].strip("-.")
    if name != text or not name:
        name = f"{name}-{hashlib.sha256(text.encode(errors='replace')).hexdigest()[:8]}".lstrip("-")
    return BRANCH_PREFIX + name


def csv_cell(text: str, limit: int = CELL) -> str:
    """A text for one CSV field, before `csv.writer` quotes it: a spreadsheet takes it for text, not a formula."""
    value = clean(text, limit)
    return "'" + value if value[:1] in _FORMULA else value
