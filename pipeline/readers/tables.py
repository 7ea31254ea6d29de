"""Markdown and HTML tables as a grid of plain cells, with row and column spans filled in."""

import re
from dataclasses import dataclass, field
from typing import Final

from pipeline.readers.inline import plain

_TAG: Final = re.compile(r"<(/?)(tr|td|th|table)\b([^<>]*)>", re.IGNORECASE)
_SPAN: Final = re.compile(r"(row|col)span\s*=\s*[\"']?\s*(\d{1,4})", re.IGNORECASE)
_MAX_CELLS: Final = 40_000
_MAX_SPAN: Final = 100
_INTERESTING: Final = re.compile(
    r"param|context|token|length|window|licen[cs]e|language|encoder|vision|release|backbone|model|size|"
    r"参数|上下文|长度|语言|许可",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Table:
    """A grid: `rows[r][c]` stands on the card's line `lines[r]`. Empty where nothing in it is of use."""

    line: int
    section: int
    rows: list[list[str]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


def markdown_table(raw: list[str], line: int, section: int) -> Table:
    """A table written with bars; the row of dashes is dropped."""
    table = Table(line, section)
    if not _INTERESTING.search("\n".join(raw[:400])):
        return table
    total = 0
    for offset, row in enumerate(raw):
        text = row.strip().lstrip("> ")
        if not text.strip("|:- \t"):
            continue
        text = text.removeprefix("|").removesuffix("|").replace("\\|", "\u2223")
        cells = [plain(cell) for cell in text.split("|")]
        total += len(cells)
        if total > _MAX_CELLS:
            break
        table.rows.append(cells)
        table.lines.append(line + offset)
    return table


def html_table(raw: list[str], line: int, section: int) -> Table:
    """A table written with tags; a spanned cell is repeated where it reaches."""
    table = Table(line, section)
    text = "\n".join(raw)
    if not _INTERESTING.search(text[:60_000]):
        return table
    grid = _Grid(table, line)
    position = newlines = 0
    for tag in _TAG.finditer(text):
        closing, name = tag[1] == "/", tag[2].lower()
        newlines += text.count("\n", position, tag.start())
        grid.text(text[position : tag.start()])
        position = tag.end()
        newlines += tag[0].count("\n")
        if name == "tr" and not closing:
            grid.row(line + newlines)
        elif name in {"td", "th"} and not closing:
            spans = {m[1].lower(): min(int(m[2]), _MAX_SPAN) for m in _SPAN.finditer(tag[3][:200])}
            grid.cell(line + newlines, spans.get("row", 1), spans.get("col", 1))
        elif closing:
            grid.close()
        if grid.total > _MAX_CELLS:
            break
    grid.end()
    return table


class _Grid:
    """Cells placed one after another, with those that reach down from rows above."""

    def __init__(self, table: Table, line: int) -> None:
        self.table = table
        self.line = line
        self.current: list[str] | None = None
        self.reach: dict[int, tuple[int, str]] = {}  # column -> rows still covered, text
        self.open: tuple[int, int] | None = None
        self.words: list[str] = []
        self.total = 0

    def text(self, words: str) -> None:
        if self.open is not None and words:
            self.words.append(words)

    def row(self, line: int) -> None:
        self.end()
        self.current, self.line = [], line

    def cell(self, line: int, rows: int, columns: int) -> None:
        self.close()
        if self.current is None:
            self.current, self.line = [], line
        if not self.current:
            self.line = line
        self.open = (max(1, rows), max(1, columns))

    def close(self) -> None:
        """Place the open cell."""
        if self.open is None or self.current is None:
            return
        rows, columns = self.open
        words = plain(" ".join("".join(self.words).split()))
        self.open, self.words = None, []
        self._fill()
        for _ in range(columns):
            if rows > 1:
                self.reach[len(self.current)] = (rows - 1, words)
            self.current.append(words)
            self.total += 1
            if self.total > _MAX_CELLS:
                return

    def _fill(self) -> None:
        """Copy cells that reach into this row at the next free columns."""
        if self.current is None:
            return
        while (column := len(self.current)) in self.reach:
            left, words = self.reach[column]
            if left > 1:
                self.reach[column] = (left - 1, words)
            else:
                del self.reach[column]
            self.current.append(words)
            self.total += 1

    def end(self) -> None:
        """Finish the open row."""
        self.close()
        self._fill()
        if self.current:
            self.table.rows.append(self.current)
            self.table.lines.append(self.line)
        self.current = None
