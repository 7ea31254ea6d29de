"""Markdown tables with line numbers, and what their columns mean."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from pipeline.adopt.inline import plain
from pipeline.adopt.sections import Line

_RULE: Final = re.compile(r":?-+:?")

# What people call the columns of such tables, in English and Chinese, without case and punctuation.
COLUMNS: Final[dict[str, str]] = {
    name: role
    for role, names in {
        "model": "model models languagemodel visionlanguagemodel modelname llm vlm 模型 模型名称 语言模型",
        "organization": "organization organisation org maker developer company 机构 组织 公司 开发者 开发机构",
        "sizes": "parameters parameter params paramsb size sizes parametersize modelsize 参数 参数量 参数规模 规模",
        "checkpoints": "checkpoint checkpoints weights huggingface hf download modellink 权重 检查点 模型链接",
        "details": "details detail 详情 详细信息",
        "release_date": "date releasedate released 日期 发布日期 发布时间",
        "license": "license licence 许可证 许可",
        "context_length": "context contextlength contextwindow 上下文 上下文长度",
        "training_tokens": "trainingtokens pretraintokens pretraindatascale trainingdata 训练词元数 预训练数据规模",
        "languages": "languages language languagesupport 语言 语言支持",
        "papers": "paper papers paperblog arxiv report technicalreport 论文 论文博客",
        "code": "code github repository 代码",
        "blog": "blog 博客",
        "name": "name resource project dataset title 名称 资源 数据集",
    }.items()
    for name in names.split()
}
_NOT_A_WORD: Final = re.compile(r"[\W_]+")


class Cell(NamedTuple):
    """A cell's Markdown, its column's meaning ("" when unknown) and the column's own words."""

    role: str
    heading: str
    text: str


class Row(NamedTuple):
    """One row with its line; `excess` holds cells beyond the heading, which GitHub does not show."""

    line: int
    cells: tuple[Cell, ...]
    excess: str = ""

    def cell(self, role: str) -> Cell | None:
        """The first cell of that meaning."""
        return next((c for c in self.cells if c.role == role), None)


class Table(NamedTuple):
    """A table: the lines it takes, the meanings of its columns, its rows."""

    line: int
    end: int
    roles: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def lists_models(self) -> bool:
        """Whether each row is a model: a model column, and at least one thing said of models."""
        facts = {"organization", "sizes", "checkpoints", "details", "context_length", "training_tokens"}
        return "model" in self.roles and bool(facts & set(self.roles))


def tables(body: Sequence[Line]) -> tuple[Table, ...]:
    """The tables among some lines: a heading row, a rule, and rows up to the first line without a bar."""
    found: list[Table] = []
    place = 0
    while place + 1 < len(body):
        head, rule = body[place], body[place + 1]
        if head.code or "|" not in head.text or not _is_rule(rule.text, len(_cells(head.text))):
            place += 1
            continue
        headings = [plain(cell) for cell in _cells(head.text)]
        roles = [COLUMNS.get(_NOT_A_WORD.sub("", h).lower(), "") for h in headings]
        rows: list[Row] = []
        place += 2
        while place < len(body) and "|" in body[place].text and not body[place].code:
            rows.append(_row(body[place], headings, roles))
            place += 1
        end = rows[-1].line if rows else rule.number
        found.append(Table(head.number, end, tuple(roles), tuple(rows)))
    return tuple(found)


def _row(line: Line, headings: list[str], roles: list[str]) -> Row:
    texts = _cells(line.text)
    cells = tuple(Cell(r, h, t) for r, h, t in zip(roles, headings, texts, strict=False))
    return Row(line.number, cells, " | ".join(t for t in texts[len(headings) :] if t))


def _cells(line: str) -> list[str]:
    """The cells of a row: bars split, but not escaped ones and not those inside code."""
    cells = [""]
    escaped = code = False
    fenced = line.count("`") > 1
    for char in line.strip():
        if char == "|" and not escaped and not code:
            cells.append("")
            continue
        if char == "`":
            code = not code and fenced
        cells[-1] += char
        escaped = char == "\\" and not escaped
    if not cells[0].strip():
        del cells[0]
    if cells and not cells[-1].strip():
        del cells[-1]
    return [cell.strip() for cell in cells]


def _is_rule(line: str, columns: int) -> bool:
    cells = _cells(line)
    return bool(cells) and "-" in line and len(cells) == columns and all(_RULE.fullmatch(cell) for cell in cells)
