"""Markdown as blocks, each with its line: headings, paragraphs, list items, tables, code.

Blocks are told apart by markdown-it (CommonMark; lists are read flat, an item a block).
Tables are rows of bars, or HTML. Text is plain: marks, tags and entities are resolved, and the links of a
block stand beside it, at the place of their words.
"""

import html
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal, NamedTuple, TypeVar

from lxml import etree  # type: ignore[import-untyped]
from markdown_it import MarkdownIt
from markdown_it.token import Token

T = TypeVar("T")
BlockKind = Literal["heading", "paragraph", "item", "code", "table"]

MAX_CELLS: Final = 40_000
_MAX_SPAN: Final = 200
_DECIDING: Final = 24  # how a line begins decides of what block it is; the parser need not see more of it
_MOST_UNCLOSED: Final = 20  # fences; each has the rest parsed anew
_PLAIN: Final = re.compile(r"[ \t]*(?:[^\s#`~<>=-]|-[ \t]*[^\s-])")
_BULLET: Final = re.compile(r"(?:[-*+•·▪✅☑️–]|\d{1,2}[.)])[ \t]+")
_BOLD_LINE: Final = re.compile(r"(?:\*\*|__)([^*_]{2,80})(?:\*\*|__):?$")
_BOLD_LABEL: Final = re.compile(
    r"(?:[^\w\s*<]{1,3}[ \t]*)?(?:\*\*|__|<(?:b|strong)>)[^*_<\n]{2,60}(?:[:：?？](?:\*\*|__|</)|(?:\*\*|__|</(?:b|strong)>)\s?[:：])"
)
_PLAIN_LABEL: Final = re.compile(
    r"(?:[A-Z][A-Za-z-]{1,20}(?: [A-Za-z-]{1,20}){0,4}(?: \([^()\n]{1,24}\))? ?: |[\u3040-\ud7af]{1,12}[:：] ?"
    r"|[A-Za-z][\w-]{1,20}(?: [\w-]{1,20}){0,3}(?: {2,}|\t\s*))(?=\S)"  # in columns: "window size   8K"
)
_NUMBER: Final = re.compile(r"^\d{1,2}(?:\.\d{1,2}){0,3}[.)]\s+(?=\S)")  # of a section: "3. Data"
_TIGHT_HEADING: Final = re.compile(r"(#{1,6})(?=[^#\s])")
_BAR: Final = re.compile(r"(?<!\\)\|")
_FIGURE: Final = re.compile(r"\W*\d[\d.,±]*\W*")
_DASHES: Final = re.compile(r"(?=[^|]*\|)(?=[^-]*-)[|:\t -]+")
_BIBTEX: Final = re.compile(r"@[A-Za-z]{3,15}\s*\{")
_HTML_BREAK: Final = re.compile(r"<(/?)(h[1-6]|p|div|li|ul|ol|br|hr|summary|details|center|td|th|tr)\b[^<>]*>", re.IGNORECASE)
_INLINE: Final = re.compile(
    r"(?=[\[!<h\\&*`_~\u00a0])(?:(?P<link>\[(?P<words>(?:!\[[^\[\]]*\]\([^()]*\)|\\[\[\]]|[^\[\]])*)\]\((?P<target>[^()]*(?:\([^()]*\)[^()]*)?)\))"
    r"|!\[(?P<alt>[^\[\]]*)\]\([^()]*\)"
    r"|<!--(?:[^<]|<(?!!--))*?-->"
    r"|<(?P<auto>https?://[^\s<>]+)>"
    r"|`?(?P<code>(?<=`)<[^`\n]{1,60}>(?=`)|</?(?:think|thought)>)`?"
    r"|<(?P<tag>[A-Za-z/!?][^<>]*)>"
    r"|(?P<url>https?://[^\s<>()\"'\]|]+)"
    r"|\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<entity>&[#A-Za-z0-9]{2,10};)"
    r"|[*`]+|__|~~|\u00a0)",
    re.DOTALL,
)
_MARKED: Final = re.compile(r"[*`<\[\\&~\u00a0_:](?:(?<=[^_:])|[_/])")  # begins with one set: so a search needs to try it nowhere else
_LINKED: Final = re.compile(r"[\[<\\&]|://")
_IMAGE: Final = re.compile(r"!\[([^\[\]]*)\]")
_TABLE: Final = re.compile(r"<table\b", re.IGNORECASE)
_TABLE_END: Final = re.compile(r"</table\b[^<>]*>?", re.IGNORECASE)
_BREAK_IN_CELL: Final = re.compile(r"<(?:br|p|div|li)\b[^<>]*>", re.IGNORECASE)
_BRACKETED: Final = re.compile(r"[\[\]()]")
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
        """The cells in plain words; a row is looked at as a whole, since most hold no marks."""
        wholes = map("".join, self.raw)
        marked = (not whole.isascii() or not whole.isprintable() or _MARKED.search(whole) for whole in wholes)
        return [[plain(cell) if marks else cell.strip() for cell in row] for row, marks in zip(self.raw, marked, strict=True)]


def plain(text: str) -> str:
    """The words of a piece of Markdown: "**7**B" is "7B", a link is its words, an image is nothing."""
    return inline(text)[0].replace("\n", " ").strip()


def inline(raw: str) -> tuple[str, tuple[MarkdownLink, ...]]:
    """Plain words, line ends kept, and the links with their places in them."""
    if not raw.replace("\n", " ").isprintable():
        raw = _CONTROL.sub("", raw)
    if not raw.isascii() and _IS_WIDE.search(raw):
        raw = raw.translate(_WIDE)
    if not _MARKED.search(raw):
        return raw, ()
    if not _LINKED.search(raw):
        return raw.replace("__", "").replace("~~", "").replace("*", "").replace("`", "").replace("\u00a0", " "), ()
    return _Line().read(raw)


class _Line:
    """The plain text and the links of a piece of Markdown, while they are put together."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.links: list[MarkdownLink] = []
        self.length = 0
        self.anchor: tuple[int, int, str] | None = None
        self.alt = ""

    def read(self, raw: str) -> tuple[str, tuple[MarkdownLink, ...]]:
        at = 0
        for m in _INLINE.finditer(raw):
            self.add(raw[at : m.start()])
            at = m.end()
            piece = self.piece(m)
            self.add(piece + "\n" * (m[0].count("\n") - piece.count("\n")))
        self.add(raw[at:])
        return "".join(self.out), tuple(self.links)

    def add(self, words: str) -> None:
        self.out.append(words)
        self.length += len(words)

    def piece(self, m: re.Match[str]) -> str:
        """What a mark, a link, a tag or an entity is in plain words."""
        kind = m.lastgroup
        if kind == "link":
            raw = m["words"]
            words = plain(raw) if _MARKED.search(raw) or "!" in raw else raw
            image = _IMAGE.search(raw)
            target = m["target"].split(" ", 1)[0].strip("<>")
            self.links.append(MarkdownLink(self.length, self.length + len(words), target, words.strip() or (image[1] if image else "")))
            return words
        if kind in {"url", "auto"}:
            self.links.append(MarkdownLink(self.length, self.length + 1, m[kind].rstrip(".,;*"), ""))
            return " "
        if kind == "tag":
            return self.tag(m["tag"])
        if kind in {"code", "escaped"}:
            return m[kind]
        if kind == "entity":
            return html.unescape(m["entity"])
        return " " if m[0] == "\u00a0" or kind == "alt" else ""

    def tag(self, raw: str) -> str:
        tag = raw.lower()
        if tag[:2] in {"a ", "a\n"} and (href := _HREF.search(raw)):
            self.anchor, self.alt = (len(self.out), self.length, href[1]), ""
        elif tag.startswith("img") and (named := _ALT.search(raw)):
            self.alt = named[1]
        elif tag.startswith("/a") and self.anchor is not None:
            opened, start, target = self.anchor
            self.links.append(MarkdownLink(start, self.length, target, "".join(self.out[opened:]).strip() or self.alt))
            self.anchor = None
        return " " if tag[:2] in {"br", "/t", "/l", "/p", "/d"} else ""


def passage(text: str) -> str:
    """A passage for showing: one line, no control characters, at most 200 characters."""
    text = " ".join(_CONTROL.sub("", text[: _PASSAGE * 4]).split())
    return text if len(text) <= _PASSAGE else text[: _PASSAGE - 1] + "…"


_PARSER: Final = MarkdownIt("commonmark").disable(["inline", "reference", "code", "list", "hr"])


class Document:
    """The lines from an index on as blocks, tables and sections, the first before any heading; never raises."""

    def __init__(self, lines: list[str], start: int = 0) -> None:
        self._lines = lines
        self._section = Section("", "", 0, 0, 0)
        self._titles: list[tuple[int, str, int]] = []
        self.blocks: list[Block] = []
        self.tables: list[Table] = []
        self.sections = [self._section]
        for _ in range(_MOST_UNCLOSED):
            if start < len(lines):
                start = self._read_on(start)

    def _read_on(self, start: int) -> int:
        """Read from an index to the end, or to where an unclosed fence hides the next section; the index after."""
        text, tables = "\n".join(self._lines[start:]), list[tuple[int, str]]()
        if ("</t" in text or "</T" in text) and _TABLE_END.search(text):
            text = self._without_tables(text, start, tables)
        given = text.split("\n")
        kept = _deciding(given)
        beginnings = (line if line.lstrip(" >")[:1] == "<" or "-->" in line else line[:_DECIDING] for line in map(given.__getitem__, kept))
        tokens: list[Token] = []
        _PARSER.block.parse("\n".join(beginnings), _PARSER, {}, tokens)
        kept.append(len(given))
        for token in tokens:
            if token.map is None or token.type == "inline":
                continue
            first, last = kept[token.map[0]] + start, kept[token.map[1]] + start
            while tables and tables[0][0] < first:
                self._html_table(*tables.pop(0))
            after = self._token(token, first, last, given[first - start : last - start])
            if after < last:
                return after
        for table in tables:
            self._html_table(*table)
        return len(self._lines)

    def _token(self, token: Token, first: int, last: int, given: list[str]) -> int:
        """Keep what a token of the parser opens; the index after it, or after as much of it as is to be believed."""
        if token.type == "heading_open":
            marked = token.markup[0] == "#"  # else it is underlined
            title = self._lines[first].lstrip(" \t>").rstrip().strip("#") if marked else " ".join(line.strip() for line in self._lines[first : last - 1])
            self._heading(first, int(token.tag[1]), plain(title))
        elif token.type == "paragraph_open":
            self._paragraph(first, last)
        elif token.type == "html_block":
            self._html(first, "\n".join(given))
        elif token.type == "fence":  # of code that nobody closed the next heading is the end
            closed = self._lines[last - 1].strip(" \t>").startswith(token.markup) and last - 1 > first
            after = last if closed else next((i for i in range(first + 1, last) if self._lines[i].startswith("##")), last)
            self._block("code", first + 1, ["\n".join(self._lines[first + 1 : after - closed])])
            return after
        return last

    def _without_tables(self, text: str, line: int, tables: list[tuple[int, str]]) -> str:
        """The text with blank lines where tables in HTML stood; those are put into `tables` by line index."""
        out: list[str] = []
        at = 0
        while (opened := _TABLE.search(text, at)) and (closed := _TABLE_END.search(text, opened.end())):
            table = text[opened.start() : closed.end()]
            line += text.count("\n", at, opened.start())
            tables.append((line, table))
            out += (text[at : opened.start()], "\n" * table.count("\n"))
            line += table.count("\n")
            at = closed.end()
        return "".join((*out, text[at:]))

    def _heading(self, i: int, level: int, title: str) -> None:
        while self._titles and self._titles[-1][0] >= level:
            self._titles.pop()
        parent = self._titles[-1][2] if self._titles else 0
        self._titles.append((level, title[:200].lower(), len(self.sections)))
        path = " / ".join(t for _, t, _ in self._titles[-6:])
        self._section = Section(_NUMBER.sub("", title[:200]), path, level, i + 1, len(self.sections), parent)
        self.sections.append(self._section)
        self.blocks.append(Block("heading", title, i + 1, self._section, inline(self._lines[i])[1]))

    def _block(self, kind: BlockKind, i: int, raw: Sequence[str]) -> None:
        """Keep a block that begins at line index `i`, unless it is empty."""
        text = "\n".join(raw)
        links: tuple[MarkdownLink, ...] = ()
        if kind != "code":
            text, links = inline(text)
            if not links and not text.strip():
                return
        breaks = tuple(m.end() for m in re.finditer("\n", text)) if "\n" in text else ()
        self.blocks.append(Block(kind, text if kind == "code" else text.replace("\n", " "), i + 1, self._section, links, breaks))

    def _paragraph(self, first: int, last: int) -> None:
        """The lines of a paragraph, cut where an item, a title in bold, a hard break or a table begins."""
        open_at, pending = first, list[str]()
        kind: BlockKind = "paragraph"

        def flush(following: int) -> None:
            nonlocal open_at, kind
            if pending:
                self._block(kind, open_at, pending)
                pending.clear()
            open_at, kind = following, "paragraph"

        i = first
        while i < last:
            raw = self._lines[i]
            text = raw.strip().lstrip("> ") if ">" in raw[:4] else raw.strip()
            if text.startswith("@") and _BIBTEX.match(text):
                flush(last)
                self._block("code", i, self._lines[i:last])
                return
            following = self._lines[i + 1].strip().lstrip("> ") if "|" in text and i + 1 < last else ""
            if following and ((text[0] == "|" == following[0]) or _DASHES.fullmatch(following)):
                flush(i)
                i = open_at = self._table(i, last)
                continue
            if self._titled(i, last, text):
                flush(i + 1)
                tight = _TIGHT_HEADING.match(text)
                self._heading(i, len(tight[1]) if tight else 7, plain(text.strip("# ")).rstrip(": "))
                i += 1
                continue
            below = _PLAIN_LABEL.match(pending[-1]) if pending and kind != "item" else None
            bold = _BOLD_LABEL.match(text) if "**" in text[:6] or text[:2] in {"__", "<b", "<s"} else None
            if pending and (bold or (below and _PLAIN_LABEL.match(text))):
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

    def _titled(self, i: int, last: int, text: str) -> bool:
        """Whether a line in a paragraph is a title: "##Title", or in bold (seven deep, below all headings) and no label of the next line."""
        if text.startswith("#"):
            return bool(_TIGHT_HEADING.match(text))
        bold = _BOLD_LINE.match(text) if text[:1] in {"*", "_"} else None
        following = self._lines[i + 1].strip() if i + 1 < last else ""
        if bold is None or following[:1] == ":" or "://" in text:
            return False
        return ":" not in bold[0][-4:] or not following or bool(_BULLET.match(following) or _BOLD_LINE.match(following) or following[:1] in "#|<>`")

    def _table(self, i: int, last: int) -> int:
        """Keep the run of lines with bars from index `i` on; the index after it."""
        rows: list[list[str]] = []
        numbers: list[int] = []
        total = 0
        while i < last and "|" in self._lines[i] and total <= MAX_CELLS:
            text = self._lines[i].strip().lstrip("> ")
            if "-" not in text or text.strip("|:- \t"):
                text = text.removeprefix("|").removesuffix("|")
                rows.append(text.split("|") if "\\|" not in text else _BAR.split(text))
                numbers.append(i + 1)
                total += len(rows[-1])
            i += 1
        self._keep_table(rows, numbers)
        return i

    def _keep_table(self, rows: list[list[str]], numbers: list[int]) -> None:
        """Keep a table. Two rows of heads become one: the second begins as the first does, and has no figure."""
        first, second = (*rows[:2], [], [])[:2]
        alike = len(first) == len(second) > 1 and first[0].strip() == second[0].strip()
        if len(rows) > 2 and alike and not any(map(_FIGURE.fullmatch, second)):
            pairs = ((a.strip(), b.strip()) for a, b in zip(first, second, strict=True))
            rows = [[a if a == b else f"{a} {b}" for a, b in pairs], *rows[2:]]
            numbers = [numbers[0], *numbers[2:]]
        self.tables.append(Table(rows, numbers, self._section))

    def _html_table(self, first: int, text: str) -> None:
        """Keep a table written in HTML; a spanned cell is repeated where it reaches."""
        root = etree.fromstring(_BREAK_IN_CELL.sub(" ", text), etree.HTMLParser(recover=True, no_network=True, huge_tree=False))
        rows: list[list[str]] = []
        numbers: list[int] = []
        total, trs = 0, [*root.iter("tr")] if root is not None else []
        for tr, row in zip(trs, laid_out(map(_cells, trs)), strict=True):
            rows.append(row)
            numbers.append(first + (tr.sourceline or 1))
            total += len(row)
            if total > MAX_CELLS:
                break
        self._keep_table(rows, numbers)

    def _html(self, first: int, text: str) -> None:
        """The text of an HTML block, cut at its block tags; `<h2>` opens a section."""
        at, i, tag = 0, first, "p"
        for m in (*_HTML_BREAK.finditer(text), None) if not text.lstrip().startswith("<!--") else ():
            raw = text[at : m.start() if m else len(text)]
            begins = i + raw.count("\n", 0, len(raw) - len(raw.lstrip()))
            if raw.strip() and tag[0] == "h" and tag[1:].isdigit():
                self._heading(begins, int(tag[1]), plain(raw.strip()))
            elif raw.strip():
                self._block("item" if tag == "li" else "paragraph", begins, [raw.strip()])
            if m is not None:
                i += text.count("\n", at, m.end())
                at, tag = m.end(), "p" if m[1] else m[2].lower()


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


def _cells(tr: etree._Element) -> Iterator[tuple[str, str | None, str | None]]:
    """A row's cells, links as Markdown writes them, each with how far it spans."""
    for cell in tr.iterchildren("td", "th"):
        for a in cell.iter("a"):
            if (address := a.get("href")) and not _BRACKETED.search("".join((address, *a.itertext()))):
                a.text, a.tail = f"[{a.text or ''}", f"]({address}){a.tail or ''}"
        words = etree.tostring(cell, method="text", encoding="unicode", with_tail=False)
        yield " ".join(words.split()), cell.get("colspan"), cell.get("rowspan")


def laid_out(rows: Iterable[Iterable[tuple[T, str | None, str | None]]]) -> Iterator[list[T]]:
    """The cells of a table in HTML on a grid, each given with its `colspan` and `rowspan`: it stands wherever it spans."""
    hanging: dict[int, tuple[int, T]] = {}  # by column: a cell, and how many rows from here on it covers
    for given in rows:
        row: list[T] = []
        for spanning in (*given, None):
            while len(row) in hanging:
                row.append(hanging[len(row)][1])
            if spanning is None or len(row) > MAX_CELLS:
                break
            cell, wide, tall = spanning[0], _span(spanning[1]), _span(spanning[2])
            hanging |= {len(row) + n: (tall, cell) for n in range(wide if tall > 1 else 0)}
            row += [cell] * wide
        hanging = {column: (left - 1, cell) for column, (left, cell) in hanging.items() if left > 1}
        yield row


def _span(stated: str | None) -> int:
    digits = (stated or "1").strip()[:4]
    return min(max(int(digits), 1), _MAX_SPAN) if digits.isascii() and digits.isdigit() else 1
