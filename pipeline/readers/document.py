"""A card's Markdown as passages: paragraphs, list items, headings and tables, each with its lines.

Headings may be ATX, setext, HTML or a line in bold. Code fences (also unclosed ones), HTML
comments and tables (Markdown or HTML) are told apart from prose, so that a number in a command
is never taken for a statement.
"""

import re
from itertools import islice
from typing import Final

from pipeline.readers.inline import plain
from pipeline.readers.passages import Code, Document, Passage, PassageKind, Section
from pipeline.readers.tables import Table, html_table, markdown_table

_FENCE: Final = re.compile(r"(?:[ \t]|>[ \t]?)*(`{3,}|~{3,})(.*)$", re.DOTALL)


_HEADING: Final = re.compile(r"(#{1,6})(?:[ \t]+|(?=[^#\s]))")


_HTML_HEADING: Final = re.compile(r"<h([1-6])\b", re.IGNORECASE)


_BULLET: Final = re.compile(r"(?:[-*+•·▪✅☑️–]|\d{1,2}[.)])[ \t]+")


_BOLD_LINE: Final = re.compile(r"(?:\*\*|__)([^*_]{2,80})(?:\*\*|__):?$")


_RULE_CHARS: Final = frozenset("|:- \t")


_BIBTEX: Final = re.compile(r"@[A-Za-z]{3,15}\s*\{")


class _Parser:
    """A line-by-line reader; every line is looked at a bounded number of times."""

    def __init__(self, lines: list[str], start: int) -> None:
        self.lines = lines
        self.doc = Document(lines)
        self.section = Section("", "", 0, 0, 0)
        self.doc.sections.append(self.section)
        self.doc.section_of_line = [0] * max(1, len(lines))
        self.titles: list[tuple[int, str, int]] = []
        self.pending: list[tuple[int, str]] = []
        self.pending_kind: PassageKind = "para"
        self.last_fence = self._last_closers()
        self.last_comment_end = max((i for i, s in enumerate(lines) if "-->" in s), default=-1)
        self.last_table_end = max((i for i, s in enumerate(lines) if "</" in s and "</table" in s.lower()), default=-1)
        self.at = start

    def _last_closers(self) -> dict[str, int]:
        """For each fence mark, the last line that could close one."""
        last: dict[str, int] = {}
        for i, line in enumerate(self.lines):
            if "```" in line or "~~~" in line:
                mark = line.strip().lstrip("> ")
                if mark[:3] in {"```", "~~~"} and not mark.strip(mark[0]):
                    last[mark[0]] = i
        return last

    def parse(self) -> Document:
        lines, n = self.lines, len(self.lines)
        while self.at < n:
            i = self.at
            self.doc.section_of_line[i] = self.section.index
            raw = lines[i]
            text = raw.strip()
            self.at = i + 1
            if not text:
                self.flush()
                continue
            first = text[0]
            fence = _FENCE.match(text) if first in "`~>" and ("```" in text or "~~~" in text) else None
            if fence and not (fence[1][0] == "`" and "`" in fence[2]):
                self.flush()
                self.fence(i, fence[1])
                continue
            if first == "#" and (heading := _HEADING.match(text)):
                self.flush()
                self.heading(i, len(heading[1]), plain(text[heading.end() :].rstrip("# ")))
                continue
            if (first == "<" or "<t" in text or "<!--" in text) and self.html(i, text):
                continue
            if first == "|" or (self._is_rule(i + 1) and "|" in text):
                self.flush()
                self.table(i)
                continue
            if (
                first in "=-"
                and self.pending
                and self.pending_kind == "para"
                and not text.strip(first)
                and len(text) > 1
            ):
                title = " ".join(plain(s) for _, s in self.pending)
                at = self.pending[0][0]
                self.pending.clear()
                self.heading(at, 1 if first == "=" else 2, title)
                self.doc.section_of_line[i] = self.section.index
                continue
            if first == "@" and _BIBTEX.match(text):
                self.flush()
                self.bibtex(i)
                continue
            if first in "*_" and (bold := _BOLD_LINE.match(text)) and not self._labels_next(bold[0]):
                self.flush()
                self.heading(i, 7, plain(bold[1]).rstrip(": "))
                continue
            if first == ">":
                text = text.lstrip("> ")
                if not text:
                    self.flush()
                    continue
            if bullet := _BULLET.match(text):
                self.flush()
                self.pending_kind = "item"
                text = text[bullet.end() :]
            self.pending.append((i, text))
            if (raw.endswith("  ") or text.endswith("<br>")) and not (
                len(self.pending) == 1 and text.rstrip("* _").endswith(":")
            ):
                self.flush()
        self.flush()
        return self.doc

    def flush(self) -> None:
        """End the open paragraph or item."""
        if not self.pending:
            self.pending_kind = "para"
            return
        parts: list[str] = []
        breaks: list[int] = []
        numbers: list[int] = []
        length = 0
        for i, raw in self.pending:
            words = plain(raw)
            if words:
                breaks.append(length)
                numbers.append(i + 1)
                parts.append(words)
                length += len(words) + 1
        if parts:
            several = len(parts) > 1
            self.doc.passages.append(
                Passage(
                    " ".join(parts),
                    numbers[0],
                    self.pending_kind,
                    self.section,
                    tuple(breaks) if several else (),
                    tuple(numbers) if several else (),
                )
            )
        self.pending = []
        self.pending_kind = "para"

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
        self.doc.section_of_line[i] = self.section.index
        if title:
            self.doc.passages.append(Passage(title, i + 1, "heading", self.section))

    def fence(self, i: int, mark: str) -> None:
        """Take a fenced block; an unclosed one ends at the next heading of level two or deeper."""
        closed = self.last_fence.get(mark[0], -1) > i
        j = i + 1
        while j < len(self.lines):
            text = self.lines[j].strip().lstrip("> ")
            if text[:3] == mark[0] * 3 and len(text) >= len(mark) and not text.strip(mark[0]):
                break
            if not closed and text.startswith("##"):
                j -= 1
                break
            j += 1
        self.doc.codes.append(Code("\n".join(self.lines[i + 1 : j + (not closed)]), i + 2, self.section))
        self._cover(i, min(j, len(self.lines) - 1))
        self.at = j + 1

    def bibtex(self, i: int) -> None:
        """Take a BibTeX entry that stands outside a fence, to its closing brace or a blank line."""
        depth = 0
        j = i
        while j < len(self.lines) and j < i + 60:
            depth += self.lines[j].count("{") - self.lines[j].count("}")
            if depth <= 0 or not self.lines[j].strip():
                break
            j += 1
        self.doc.codes.append(Code("\n".join(self.lines[i : j + 1]), i + 1, self.section))
        self._cover(i, min(j, len(self.lines) - 1))
        self.at = j + 1

    def html(self, i: int, text: str) -> bool:
        """Take a comment, a table or a heading in HTML; False where the line is prose."""
        start = text.find("<!--")
        if start >= 0 and "-->" not in text[start:]:
            if self.last_comment_end <= i:
                return False
            j = i
            while "-->" not in self.lines[j]:
                j += 1
            if start and text[:start].strip():
                self.pending.append((i, text[:start]))
            self._cover(i, j)
            self.at = j + 1
            return True
        lower = text[:4000].lower()
        if "<table" in lower and self.last_table_end >= i:
            self.flush()
            j = i
            while "</table" not in self.lines[j].lower():
                j += 1
            self.keep(html_table(self.lines[i : j + 1], i + 1, self.section.index))
            self._cover(i, j)
            self.at = j + 1
            return True
        if heading := _HTML_HEADING.search(text[:400]):
            self.flush()
            title = plain(text)
            if not title and i + 1 < len(self.lines):
                title = plain(self.lines[i + 1].strip())
            self.heading(i, int(heading[1]), title)
            return True
        if lower.startswith(("</", "<div", "<p", "<br", "<summary", "<details", "<hr", "<ul", "<li", "<center")):
            self.flush()
            if plain(text):
                self.pending_kind = "item" if lower.startswith("<li") else "para"
                self.pending.append((i, text))
                if not lower.startswith("<p"):
                    self.flush()
            return True
        return False

    def table(self, i: int) -> None:
        """Take the run of table lines that starts here."""
        j = i
        while j < len(self.lines) and "|" in self.lines[j] and self.lines[j].strip():
            j += 1
        self.keep(markdown_table(self.lines[i:j], i + 1, self.section.index))
        self._cover(i, j - 1)
        self.at = j

    def _labels_next(self, text: str) -> bool:
        """Whether a line in bold is a label for the plain line right under it ("**Languages:**")."""
        if ":" not in text[-4:] or self.at >= len(self.lines):
            return False
        following = self.lines[self.at].strip()
        return (
            bool(following)
            and following[0] not in "#|<>`"
            and not _BULLET.match(following)
            and not _BOLD_LINE.match(following)
        )

    def keep(self, table: Table) -> None:
        """Keep a table; a row of two cells is also a `label: value` statement."""
        self.doc.tables.append(table)
        if table.rows and max(len(r) for r in table.rows) == 2:
            for row, line in islice(zip(table.rows, table.lines, strict=True), 300):
                if len(row) == 2 and row[0] and row[1]:
                    self.doc.passages.append(Passage(f"{row[0]}: {row[1]}", line, "cell", self.section))

    def _is_rule(self, i: int) -> bool:
        """Whether a line is the row of dashes under a table's head."""
        if i >= len(self.lines):
            return False
        line = self.lines[i].strip()
        return "-" in line and "|" in line and not set(line) - _RULE_CHARS

    def _cover(self, first: int, last: int) -> None:
        """Give the lines of a block its section."""
        for k in range(first, last + 1):
            self.doc.section_of_line[k] = self.section.index


def parse_document(lines: list[str], start: int) -> Document:
    """The passages, tables and code of a card from the line after its front matter."""
    return _Parser(lines, start).parse()
