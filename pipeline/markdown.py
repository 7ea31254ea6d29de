"""Markdown as blocks, each with its line: headings, paragraphs, list items, tables, code.

Blocks are told apart by markdown-it (CommonMark; lists are read flat, an item a block).
Tables are rows of bars, or HTML. Text is plain: marks, tags and entities are resolved, and the links of a
block stand beside it, at the place of their words.
"""

import html
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final, Literal, NamedTuple

from lxml import etree  # type: ignore[import-untyped]
from markdown_it import MarkdownIt
from markdown_it.token import Token

BlockKind = Literal["heading", "paragraph", "item", "code", "table"]

MAX_CELLS: Final = 40_000
_MAX_SPAN: Final = 100
_DECIDING: Final = 24  # how a line begins decides of what block it is; the parser need not see more of it
_PLAIN: Final = re.compile(r"[ \t]*(?:[^\s#`~<>=-]|-[ \t]*[^\s-])")
_BULLET: Final = re.compile(r"(?:[-*+•·▪✅☑️–]|\d{1,2}[.)])[ \t]+")
_BOLD_LINE: Final = re.compile(r"(?:\*\*|__)([^*_]{2,80})(?:\*\*|__):?$")
_BOLD_LABEL: Final = re.compile(r"(?:\*\*|__)[^*_\n]{2,60}(?::(?:\*\*|__)|(?:\*\*|__)\s?:)")
_PLAIN_LABEL: Final = re.compile(r"(?:[A-Z][A-Za-z-]{1,20}(?: [A-Za-z-]{1,20}){0,4}(?: \([^()\n]{1,24}\))?: |[\u3040-\ud7af]{1,12}[:：] ?)(?=\S)")
_TIGHT_HEADING: Final = re.compile(r"(#{1,6})(?=[^#\s])")
_BAR: Final = re.compile(r"(?<!\\)\|")
_NEWLINE: Final = re.compile("\n")
_BIBTEX: Final = re.compile(r"@[A-Za-z]{3,15}\s*\{")
_HTML_BREAK: Final = re.compile(r"<(/?)(h[1-6]|p|div|li|ul|ol|br|hr|summary|details|center|td|th|tr)\b[^<>]*>", re.IGNORECASE)
_INLINE: Final = re.compile(
    r"(?=[\[!<h\\&*`_~\u00a0])(?:(?P<link>\[(?P<words>(?:!\[[^\[\]]*\]\([^()]*\)|[^\[\]])*)\]\((?P<target>[^()]*(?:\([^()]*\)[^()]*)?)\))"
    r"|!\[(?P<alt>[^\[\]]*)\]\([^()]*\)"
    r"|<!--(?:[^<]|<(?!!--))*?-->"
    r"|<(?P<auto>https?://[^\s<>]+)>"
    r"|`(?P<code><[^`\n]{1,60}>)`"
    r"|<(?P<tag>[A-Za-z/!?][^<>]*)>"
    r"|(?P<url>https?://[^\s<>()\"'\]|]+)"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<entity>&[#A-Za-z0-9]{2,10};)"
    r"|[*`]+|__|~~|\u00a0)",
    re.DOTALL,
)
_MARKED: Final = re.compile(r"[*`<\[\\&~\u00a0_:](?:(?<=[^_:])|[_/])")  # begins with one set: so a search needs to try it nowhere else
_IMAGE: Final = re.compile(r"!\[([^\[\]]*)\]")
_TABLE: Final = re.compile(r"<table\b", re.IGNORECASE)
_TABLE_END: Final = re.compile(r"</table\b[^<>]*>?", re.IGNORECASE)
_HREF: Final = re.compile(r"\bhref\s*=\s*[\"']?\s*([^\s\"'>]+)", re.IGNORECASE)
_ALT: Final = re.compile(r"\balt\s*=\s*[\"']([^\"']*)", re.IGNORECASE)
_WIDE: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_IS_WIDE: Final = re.compile("[\uff01-\uff5e\u3000]")
_CONTROL: Final = re.compile(
    "\x1b\\[[0-9;]{0,20}[A-Za-z]|"
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)
_PASSAGE: Final = 200


class MarkdownLink(NamedTuple):
    """A link: where its words stand in the plain text, its target, and its words or its image's."""

    start: int
    end: int
    target: str
    label: str


@dataclass(slots=True, frozen=True)
class Section:
    """A heading, the path of those above it in lower case, and its line (0: before any heading)."""

    title: str
    path: str
    level: int
    line: int
    index: int
    parent: int = 0


@dataclass(slots=True)
class Block:
    """One block in plain words. `lines` and `breaks` say where each further source line begins."""

    kind: BlockKind
    text: str
    line: int
    section: Section
    links: tuple[MarkdownLink, ...] = ()
    breaks: tuple[int, ...] = ()

    def line_at(self, offset: int) -> int:
        """The source line that holds a character of this block."""
        return self.line + bisect_right(self.breaks, offset)


@dataclass
class Table:
    """A table; its cells are cleaned when first asked for. Row r stands on the line `lines[r]`."""

    raw: list[list[str]]
    lines: list[int]
    section: Section

    @cached_property
    def rows(self) -> list[list[str]]:
        """The cells in plain words."""
        return [_plain_cells(row) for row in self.raw]


@dataclass(slots=True)
class Document:
    """A text taken apart. `lines` are raw; line n is lines[n - 1]."""

    lines: list[str]
    blocks: list[Block] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)


def parse(lines: list[str], start: int = 0) -> Document:
    """The blocks of the lines from index `start` on; never raises."""
    return _Reading(lines, start).read()


def plain(text: str) -> str:
    """The words of a piece of Markdown: "**7**B" is "7B", a link is its words, an image is nothing."""
    return inline(text)[0].replace("\n", " ").strip()


def _plain_cells(row: list[str]) -> list[str]:
    """The cells of a row in plain words; the row is looked at as a whole, since most hold no marks."""
    whole = "".join(row)
    marked = not whole.isascii() or not whole.isprintable() or _MARKED.search(whole)
    return [plain(cell) for cell in row] if marked else [cell.strip() for cell in row]


def inline(raw: str) -> tuple[str, tuple[MarkdownLink, ...]]:
    """Plain words, line ends kept, and the links with their places in them."""
    if not raw.replace("\n", " ").isprintable():
        raw = _CONTROL.sub("", raw)
    if not raw.isascii() and _IS_WIDE.search(raw):
        raw = raw.translate(_WIDE)
    if not _MARKED.search(raw):
        return raw, ()
    line = _Line()
    at = 0
    for m in _INLINE.finditer(raw):
        line.add(raw[at : m.start()])
        at = m.end()
        piece = line.piece(m)
        line.add(piece + "\n" * (m[0].count("\n") - piece.count("\n")))
    line.add(raw[at:])
    return "".join(line.out), tuple(line.links)


class _Line:
    """The plain text and the links of a piece of Markdown, while they are put together."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.links: list[MarkdownLink] = []
        self.length = 0
        self.anchor: tuple[int, int, str] | None = None
        self.alt = ""

    def add(self, words: str) -> None:
        self.out.append(words)
        self.length += len(words)

    def piece(self, m: re.Match[str]) -> str:
        """What a mark, a link, a tag or an entity is in plain words."""
        kind = m.lastgroup
        if kind == "link":
            return self.link(m["words"], m["target"].split(" ", 1)[0].strip("<>"))
        if kind in {"url", "auto"}:
            self.links.append(MarkdownLink(self.length, self.length + 1, m[kind].rstrip(".,;"), ""))
            return " "
        if kind == "tag":
            return self.tag(m["tag"])
        if kind in {"code", "escaped"}:
            return m[kind]
        if kind == "entity":
            return html.unescape(m["entity"])
        return " " if m[0] == "\u00a0" or kind == "alt" else ""

    def link(self, raw: str, target: str) -> str:
        words = plain(raw) if _MARKED.search(raw) or "!" in raw else raw
        image = _IMAGE.search(raw)
        self.links.append(MarkdownLink(self.length, self.length + len(words), target, words.strip() or (image[1] if image else "")))
        return words

    def tag(self, raw: str) -> str:
        tag = raw.lower()
        if tag[:2] in {"a ", "a\n"} and (href := _HREF.search(raw)):
            self.anchor, self.alt = (len(self.out), self.length, href[1]), ""
        elif tag.startswith("img") and (named := _ALT.search(raw)):
            self.alt = named[1]
        elif tag.startswith("/a") and self.anchor is not None:
            opened, start, target = self.anchor
            inside = "".join(self.out[opened:]).strip()
            self.links.append(MarkdownLink(start, self.length, target, inside or self.alt))
            self.anchor = None
        return " " if tag[:2] in {"br", "/t", "/l", "/p", "/d"} else ""


def passage(text: str) -> str:
    """A passage for showing: one line, no control characters, at most 200 characters."""
    text = " ".join(_CONTROL.sub("", text[: _PASSAGE * 4]).split())
    return text if len(text) <= _PASSAGE else text[: _PASSAGE - 1] + "…"


_PARSER: Final = MarkdownIt("commonmark").disable(["inline", "reference", "code", "list", "hr"])


class _Reading:
    """The document that grows while the tokens of the block parser are gone through."""

    def __init__(self, lines: list[str], start: int) -> None:
        self.lines = lines
        self.start = start
        self.section = Section("", "", 0, 0, 0)
        self.doc = Document(lines, sections=[self.section])
        self.titles: list[tuple[int, str, int]] = []

    def read(self) -> Document:
        while self.start < len(self.lines):
            self.start = self.read_on()
        return self.doc

    def read_on(self) -> int:
        """Read from the start to the end, or to where an unclosed fence hides the next section; the index after."""
        text = "\n".join(self.lines[self.start :])
        tables: list[tuple[int, str]] = []
        if "</table" in text.lower():
            text = self.without_tables(text, tables)
        given = text.split("\n")
        kept = _deciding(given)
        beginnings = (line if line.lstrip(" >")[:1] == "<" or "-->" in line else line[:_DECIDING] for line in map(given.__getitem__, kept))
        tokens: list[Token] = []
        _PARSER.block.parse("\n".join(beginnings), _PARSER, {}, tokens)
        kept.append(len(given))
        for token in tokens:
            if token.map is None:
                continue
            first, last = kept[token.map[0]] + self.start, kept[token.map[1]] + self.start
            while tables and tables[0][0] < first:
                self.html_table(*tables.pop(0))
            after = self.token(token, first, last, given)
            if after < last:
                return after
        for table in tables:
            self.html_table(*table)
        return len(self.lines)

    def token(self, token: Token, first: int, last: int, given: list[str]) -> int:
        """Keep what a token of the parser opens; the index after it, or after as much of it as is to be believed."""
        if token.type == "heading_open":
            self.heading(first, int(token.tag[1]), self.titled_by(first, last, token.markup))
        elif token.type == "paragraph_open":
            self.paragraph(first, last)
        elif token.type == "fence":
            return self.fence(first, last, token.markup)
        elif token.type == "html_block":
            self.html(first, "\n".join(given[first - self.start : last - self.start]))
        return last

    def fence(self, first: int, last: int, mark: str) -> int:
        """Keep code; the index after it: of code that nobody closed, that of the next heading."""
        closed = self.lines[last - 1].strip(" \t>").startswith(mark) and last - 1 > first
        titles = () if closed else (i for i in range(first + 1, last) if self.lines[i].startswith("##"))
        after = next(iter(titles), last)
        self.block("code", first + 1, ["\n".join(self.lines[first + 1 : after - closed])])
        return after

    def titled_by(self, first: int, last: int, mark: str) -> str:
        """The words of a heading: its line without its marks, or the lines above the one that underlines them."""
        if mark[0] == "#":
            return plain(self.lines[first].strip(" \t>").strip("#").strip())
        return plain(" ".join(line.strip() for line in self.lines[first : last - 1]))

    def without_tables(self, text: str, tables: list[tuple[int, str]]) -> str:
        """The text with blank lines where tables in HTML stood; those are put into `tables` by line index."""
        out: list[str] = []
        at, line = 0, self.start
        while (opened := _TABLE.search(text, at)) and (closed := _TABLE_END.search(text, opened.end())):
            begin, end = opened.start(), closed.end()
            line += text.count("\n", at, begin)
            tables.append((line, text[begin:end]))
            newlines = text.count("\n", begin, end)
            out += (text[at:begin], "\n" * newlines)
            line += newlines
            at = end
        return "".join((*out, text[at:]))

    def heading(self, i: int, level: int, title: str) -> None:
        """Open a section."""
        while self.titles and self.titles[-1][0] >= level:
            self.titles.pop()
        index = len(self.doc.sections)
        parent = self.titles[-1][2] if self.titles else 0
        self.titles.append((level, title[:200].lower(), index))
        path = " / ".join(t for _, t, _ in self.titles[-6:])
        self.section = Section(title[:200], path, level, i + 1, index, parent)
        self.doc.sections.append(self.section)
        self.doc.blocks.append(Block("heading", title, i + 1, self.section, inline(self.lines[i])[1]))

    def block(self, kind: BlockKind, i: int, raw: Sequence[str]) -> None:
        """Keep a block that begins at line index `i`, unless it is empty."""
        text = "\n".join(raw)
        links: tuple[MarkdownLink, ...] = ()
        if kind != "code":
            text, links = inline(text)
            if not links and not text.strip():
                return
        breaks: tuple[int, ...] = ()
        if "\n" in text:
            breaks = tuple(m.end() for m in _NEWLINE.finditer(text))
            text = text if kind == "code" else text.replace("\n", " ")
        self.doc.blocks.append(Block(kind, text, i + 1, self.section, links, breaks))

    def paragraph(self, first: int, last: int) -> None:
        """The lines of a paragraph, cut where an item, a title in bold, a hard break or a table begins."""
        open_at, kind = first, "paragraph"
        pending: list[str] = []

        def flush(following: int) -> None:
            nonlocal open_at, kind
            if pending:
                self.block("item" if kind == "item" else "paragraph", open_at, pending)
                pending.clear()
            open_at, kind = following, "paragraph"

        i = first
        while i < last:
            raw = self.lines[i]
            text = raw.strip().lstrip("> ") if ">" in raw[:4] else raw.strip()
            if text.startswith("@") and _BIBTEX.match(text):
                flush(last)
                self.block("code", i, self.lines[i:last])
                return
            if "|" in text and i + 1 < last and self.tabular(i, text):
                flush(i)
                i = open_at = self.table(i, last)
                continue
            if self.titled(i, last, text):
                flush(i + 1)
                self.title(i, text)
                i += 1
                continue
            if pending and _labelled(text, pending[-1] if kind != "item" else ""):
                flush(i)
            if bullet := _BULLET.match(text):
                flush(i)
                kind = "item"
                text = text[bullet.end() :]
            pending.append(text)
            i += 1
            if (raw.endswith(("  ", "\\")) or text.endswith("<br>")) and not (len(pending) == 1 and text.rstrip("* _\\").endswith(":")):
                flush(i)
        flush(last)

    def titled(self, i: int, last: int, text: str) -> bool:
        """Whether a line in a paragraph is a title: "##Title", or in bold and no label of the next line."""
        if text.startswith("#"):
            return bool(_TIGHT_HEADING.match(text))
        bold = _BOLD_LINE.match(text) if text[:1] in {"*", "_"} else None
        following = self.lines[i + 1].strip() if i + 1 < last else ""
        if bold is not None and following[:1] == ":":
            return False
        if bold is None or ":" not in bold[0][-4:] or not following:
            return bold is not None
        return bool(_BULLET.match(following) or _BOLD_LINE.match(following) or following[:1] in "#|<>`")

    def title(self, i: int, text: str) -> None:
        """A title that is no heading to the parser: seven deep, below all headings."""
        tight = _TIGHT_HEADING.match(text)
        self.heading(i, len(tight[1]) if tight else 7, plain(text.strip("# ")).rstrip(": "))

    def keep(self, rows: list[list[str]], lines: list[int]) -> None:
        self.doc.tables.append(Table(rows, lines, self.section))

    def tabular(self, i: int, text: str) -> bool:
        """Whether a table begins at a line: bars at its head and the next line's, or a row of dashes below."""
        following = self.lines[i + 1].strip().lstrip("> ")
        return (text[0] == "|" == following[:1]) or ("|" in following and "-" in following and not following.strip("|:- \t"))

    def table(self, i: int, last: int) -> int:
        """Keep the run of lines with bars from index `i` on; the index after it."""
        rows: list[list[str]] = []
        numbers: list[int] = []
        total = 0
        while i < last and "|" in self.lines[i] and total <= MAX_CELLS:
            text = self.lines[i].strip().lstrip("> ")
            if "-" not in text or text.strip("|:- \t"):
                text = text.removeprefix("|").removesuffix("|")
                rows.append(text.split("|") if "\\|" not in text else _BAR.split(text))
                numbers.append(i + 1)
                total += len(rows[-1])
            i += 1
        self.keep(rows, numbers)
        return i

    def html_table(self, first: int, text: str) -> None:
        """Keep a table written in HTML; a spanned cell is repeated where it reaches."""
        root = etree.fromstring(text, etree.HTMLParser(recover=True, no_network=True, huge_tree=False))
        if root is None:
            return
        rows: list[list[str]] = []
        numbers: list[int] = []
        reach: dict[int, tuple[int, str]] = {}
        total = 0
        for tr in root.iter("tr"):
            row: list[str] = []
            for cell in (c for c in tr if c.tag in {"td", "th"}):
                _reached(row, reach)
                words = " ".join("".join(_words(cell)).split())
                for _ in range(_span(cell, "colspan")):
                    if (tall := _span(cell, "rowspan")) > 1:
                        reach[len(row)] = (tall - 1, words)
                    row.append(words)
            _reached(row, reach)
            total += len(row)
            if total > MAX_CELLS:
                break
            rows.append(row)
            numbers.append(first + (tr.sourceline or 1))
        self.keep(rows, numbers)

    def html(self, first: int, text: str) -> None:
        """The text of an HTML block, cut at its block tags; `<h2>` opens a section."""
        if text.lstrip().startswith("<!--"):
            return
        at, line = 0, first
        level, kind = 0, "paragraph"
        for m in _HTML_BREAK.finditer(text):
            self.html_piece(text[at : m.start()], line, level, kind)
            line += text.count("\n", at, m.end())
            at = m.end()
            name = m[2].lower()
            level = int(name[1]) if name[0] == "h" and name[1:].isdigit() and not m[1] else 0
            kind = "item" if name == "li" else "paragraph"
        self.html_piece(text[at:], line, level, kind)

    def html_piece(self, raw: str, i: int, level: int, kind: str) -> None:
        words = raw.strip()
        if not words:
            return
        i += raw.count("\n", 0, len(raw) - len(raw.lstrip()))
        if level:
            self.heading(i, level, plain(words))
        else:
            self.block("item" if kind == "item" else "paragraph", i, [words])


def _labelled(text: str, before: str) -> bool:
    """Whether a line of a paragraph begins with a label: one in bold, or a plain one below another."""
    bold = text[:2] in {"**", "__"} and _BOLD_LABEL.match(text)
    return bool(bold or (_PLAIN_LABEL.match(text) and _PLAIN_LABEL.match(before)))


def _deciding(lines: list[str]) -> list[int]:
    """The indexes of the lines without those that go on plainly from a plain line: they open and close no block."""
    kept: list[int] = []
    plain_before = False
    for i, line in enumerate(lines):
        goes_on = "-->" not in line and (line[:1].isalpha() or _PLAIN.match(line) is not None)
        if not (goes_on and plain_before):
            kept.append(i)
        plain_before = goes_on
    return kept


def _reached(row: list[str], reach: dict[int, tuple[int, str]]) -> None:
    """Copy the cells that reach into a row from above at its next free columns."""
    while (column := len(row)) in reach:
        left, words = reach.pop(column)
        if left > 1:
            reach[column] = (left - 1, words)
        row.append(words)


def _span(cell: etree._Element, name: str) -> int:
    digits = (cell.get(name) or "1").strip()[:4]
    return min(max(int(digits), 1), _MAX_SPAN) if digits.isascii() and digits.isdigit() else 1


def _words(cell: etree._Element) -> Iterator[str]:
    """The words of a cell, with a space for each line break in it."""
    if cell.text:
        yield cell.text
    for child in cell:
        if isinstance(child.tag, str):
            yield from ((" ",) if child.tag in {"br", "p", "div", "li"} else ())
            yield from _words(child)
        if child.tail:
            yield child.tail
