"""Ten usual changes, each carried out on a scratch clone: how many files of the source it touches, and whether it works.

`python -m benchmarks.change_tasks` (`make change-tasks`) clones the committed state, makes each change, runs the
command that shows it, and prints what `git diff --stat` says of the source: pages and data that follow from a change
and schemas that are generated do not count.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parents[1]
CARD = "---\nlicense: mit\npipeline_tag: text-generation\nlibrary_name: transformers\n---\n# Aurora-1-7B\n\nA language model of 7B parameters.\n"


class Task(NamedTuple):
    """A change: what it is, the most files that it may touch, how it is made, a command, and what that must print."""

    name: str
    aim: int
    make: Callable[[Path], None]
    command: tuple[str, ...]
    shows: str


def put(path: str, text: str) -> Callable[[Path], None]:
    """A new file."""

    def make(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")

    return make


def edit(path: str, pattern: str, by: str) -> Callable[[Path], None]:
    """One place of a file written otherwise."""

    def make(root: Path) -> None:
        old = (root / path).read_text(encoding="utf-8")
        new, count = re.subn(pattern, by, old, count=1, flags=re.MULTILINE)
        if not count:
            raise ValueError(f"{path}: {pattern!r} is not there")
        (root / path).write_text(new, encoding="utf-8")

    return make


def every(*changes: Callable[[Path], None]) -> Callable[[Path], None]:
    """Several of them."""

    def make(root: Path) -> None:
        for one in changes:
            one(root)

    return make


def language(root: Path) -> None:
    """The English words again, as another language would have its own."""
    text = (root / "pipeline/words/en.toml").read_text(encoding="utf-8")
    text = text.replace('code = "en"', 'code = "nn"').replace('name = "English"', 'name = "Nynorsk"').replace('suffix = ""', 'suffix = "_nn"', 1)
    put("pipeline/words/nn.toml", text)(root)


FIELD = """
[library]
form = "text"
roll_up = "set"
en = ["Library"]
zh = ["程序库"]
voices = ["card"]
shown = { details = 99, csv = 99, "json family" = 99, "json checkpoint" = 99, site = 99 }
"""
READER = '''"""The library that a card's front matter names."""

from pipeline.cards.rules import Candidate
from pipeline.cards.statements import Card


def read_library(card: Card) -> None:
    """One value of the front matter."""
    for item in card.matter.items.get("library_name", ()):
        card.out.candidates.append(Candidate("library", item.text, item.line, item.text, "library.front_matter", 50))
'''
SOURCE = '''"""ModelScope."""
from pipeline.sources.declared import Policy, Source

SOURCE = Source(name="modelscope", label="ModelScope", policy=Policy(), place=9, default=False)
'''
ASK = '''"""What ModelScope is asked."""
from pipeline.sources.asking import Batch, Stage


def stages(job):
    def one(part):
        part.answered = True

    yield Stage([Batch("its models", one)])
'''
FORMAT = '''"""Rows of a payload whose cells stand between bars."""
from pipeline.sources.boards.grid import grid_of


def rows(text, layout, wanted):
    """The grid."""
    head, *lines = ([cell.strip() for cell in line.split("|")] for line in text.splitlines())
    return grid_of(head, [(f"line {n}", cells, None) for n, cells in enumerate(lines, 2)])
'''
RULE = '''

@family_rule("notice")
def long_name(family: AuditedFamily, _: Audited) -> Results:
    """The name of a family has more than forty letters."""
    if len(family.curated.name) > 40:
        yield "name", "the name is long", ""
'''
KIND = """    KindSpec(
        name="alm", tasks=frozenset({"audio-text-to-text"}), page="README_ALMs", built=True, takes=("text", "audio"),
        words={code: KindWords("ALM", "ALMs", "Audio language models", "Awesome ALMs") for code in ("en", "zh")},
    ),
)}  # fmt: skip"""
PY = ("-c",)
TASKS = (
    Task("a field of a family", 3, every(
        edit("pipeline/fields.toml", r"\Z", FIELD), put("pipeline/cards/library.py", READER),
        edit("pipeline/cards/card.py", r"for read in \(read_licence,", "for read in (read_library, read_licence,"),
        edit("pipeline/cards/card.py", r"^from pipeline.cards.links", "from pipeline.cards.library import read_library\\nfrom pipeline.cards.links"),
    ), ("-m", "pipeline", "extract", "aurora--Aurora-1-7B.md"), "library = transformers"),
    Task("a source", 2, every(put("pipeline/sources/modelscope/__init__.py", SOURCE), put("pipeline/sources/modelscope/ask.py", ASK)),
         ("-m", "pipeline", "refresh", "--source", "modelscope", "--dry-run", "--quiet"), "modelscope: ok"),
    Task("a board's format", 1, put("pipeline/sources/boards/bars_rows.py", FORMAT),
         (*PY, ("from pipeline.model.boards import CuratedBoard; from pipeline.sources.boards.read import read_board; "
               "board = dict(slug='a', name='A', url='https://a.example', source=dict(url='https://a.example/b', format='bars'), "
               "columns=dict(model='model'), scores=[dict(name='acc', column='acc')]); "
               "print(read_board(CuratedBoard.model_validate(board), b'model|acc\\nA|1\\nB|2').columns)")), "'acc'"),
    Task("the order of rows", 1,
         edit("pipeline/render/placement.py", r"key=lambda one: self.when\[one.slug\], reverse=True", "key=lambda one: one.name"),
         ("-m", "pipeline", "derive", "--dry-run"), "README.md"),
    Task("a rule of the audit", 1, edit("pipeline/audit/rules/links.py", r"\Z", RULE),
         ("-m", "pipeline", "audit", "--rules"), "long-name"),
    Task("a pull request's words", 1, edit("pipeline/propose/wording.toml", "Refresh from the Hugging Face Hub", "What moved on the Hub"),
         (*PY, "from pipeline.propose import wording; print(wording.SCOPES)"), "What moved on the Hub"),
    Task("a column of the CSV", 1,
         edit("pipeline/export/columns.toml", r'^(revision = \["string", "The commit that)', r'by = ["names", "Fields whose date is one by which"]\n\1'),
         (*PY, "from pipeline.export import table; print(table._columns('derived'))"), "by which"),
    Task("a kind of models", 2, every(
        edit("pipeline/kinds.py", r"^\)\}  # fmt: skip", KIND),
        edit("pipeline/kinds.py", r'^ListKind = Literal\["llm", "vlm"\]', 'ListKind = Literal["llm", "vlm", "alm"]'),
        edit("catalog/curated/sections.toml", r"^\[llm\.title\]", '[alm.title]\nen = "ALMs"\n\n[llm.title]'),
    ), ("-m", "pipeline", "derive", "--dry-run"), "README_ALMs.md"),
    Task("arXiv's pace", 1, edit("pipeline/sources/arxiv/__init__.py", r"interval=3\.0", "interval=5.0"),
         (*PY, "from pipeline.sources.arxiv import SOURCE; print(SOURCE.policy.interval)"), "5.0"),
    Task("a language", 1, language, ("-m", "pipeline", "derive", "--dry-run"), "README_nn.md"),
)  # fmt: skip


def run(root: Path, *words: str) -> str:
    """What a command prints, on either stream."""
    done = subprocess.run(words, cwd=root, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def main() -> int:
    """A line a change: files touched and the most that is aimed at, lines, and whether its command shows it."""
    bad = 0
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "clone"
        run(HERE, "git", "clone", "-q", "--shared", str(HERE), str(root))
        for task in TASKS:
            task.make(root)
            (root / "aurora--Aurora-1-7B.md").write_text(CARD, encoding="utf-8")
            printed = run(root, sys.executable, *task.command)
            run(root, "git", "add", "-A", "pipeline", "catalog/curated")
            stat = run(root, "git", "diff", "--cached", "--shortstat").strip()
            files = int(stat.split()[0])
            works, bad = task.shows in printed, bad + (files > task.aim or task.shows not in printed)
            sys.stdout.write(f"{task.name}: {stat}; aim {task.aim}; {'works' if works else 'DOES NOT WORK: ' + printed[-600:]}\n")
            run(root, "git", "reset", "-q", "--hard")
            run(root, "git", "clean", "-qfd")
    return bad


if __name__ == "__main__":
    sys.exit(main())
