"""A leaderboard's file from a filled-in issue form, and a stranger's prose as text in which nothing acts."""

from typing import Final
from urllib.parse import urlsplit

from pipeline.cli.add_thing import Addition, LoadedCatalog
from pipeline.edit.issue_form import IssueForm
from pipeline.edit.new_files import new_file, text_item
from pipeline.layout import paths
from pipeline.model.boards import CuratedBoard
from pipeline.model.clean import clean
from pipeline.model.curated import Link, Prose
from pipeline.model.ids import is_slug
from pipeline.names.stems import slug_of
from pipeline.render import escape

_FORMATS: Final = {"json": "json", "jsonl": "jsonl", "csv": "csv", "yaml": "yaml", "yml": "yaml", "parquet": "parquet", "md": "markdown"}
"""Endings that say how data is to be read; whatever else it is, it may be a page."""
PLAIN: Final = "the prose had markup or addresses in it, which now stand as plain text: read it before you keep it"


def board_of(form: IssueForm, catalog: LoadedCatalog, slug: str | None) -> Addition:
    """The file of the board that a form asks for: a link with prose, and comments that make it a source.

    Raises:
        InputFaults: an answer cannot be used; heading, line and fix are named.
    """
    name, url, data = form.text("name"), _address(form, "url"), _address(form, "data")
    slug = slug or slug_of(name)
    path = f"{paths.BOARDS}{slug}.toml"
    if not is_slug(slug):
        raise form.fault("name", f"{name!r} gives no slug", "add --slug with lower-case letters, digits, '-' and '.'")
    same = next((s for s, b in sorted(catalog.curated.boards.items()) if _bare(b.url) == _bare(url)), None)
    if same is not None:
        fix = "correct that file by hand, or close the issue"
        raise form.fault("url", f"{paths.BOARDS}{same}.toml has that page", fix)
    if path in catalog.tree:
        raise form.fault("name", f"{path} is there already", "correct that file by hand, or add --slug for another")
    prose, changed = plain_prose(form.text("prose"))
    board = CuratedBoard.model_validate({
        "slug": slug, "name": name, "url": url, "kind": form.text("kind").lower(), "license": form.text("license"),
        "prose": prose, "links": [Link(label="Data", url=data)] if data else [],
    })  # fmt: skip
    text = new_file(board)
    notes = [PLAIN] if changed else []
    if data:
        text += _skeleton(data)
        notes.append("name the columns of its data in the last lines of the file to have it read")
    return catalog.checked(Addition(path, text, slug, f"{path}: {name}, as a link with prose", tuple(notes)))


def _skeleton(data: str) -> str:
    """Comments that become the board's source once a person has looked at its columns."""
    ending = urlsplit(data).path.rpartition(".")[2].lower()
    lines = [
        "To have the numbers read, look at the columns and take the marks away (docs/leaderboards.md):",
        "[source]", f"url = {_quoted(data)}", f'format = "{_FORMATS.get(ending, "html")}"', "", "[columns]", 'model = "model"', "",
        "[[scores]]", 'name = "score"', 'column = "score"', 'label = "Score"',
    ]  # fmt: skip
    return "\n" + "".join(f"# {line}".rstrip() + "\n" for line in lines)


def _quoted(text: str) -> str:
    return text_item(text).as_string()


def _address(form: IssueForm, question: str) -> str:
    found = form.text(question)
    if found and escape.url(found) != found:
        raise form.fault(question, f"{found[:120]!r} is no web address", "write one that begins with https://")
    return found


def _bare(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}".casefold()


def plain_prose(text: str) -> tuple[Prose, bool]:
    """A stranger's text as curated prose, and whether markup had to be made plain.

    Paragraphs go to the side of their language. Every line is text to Markdown: no link, picture,
    heading, mention or HTML of it acts.
    """
    sides: dict[str, list[str]] = {"en": [], "zh": []}
    changed = False
    for paragraph in text.split("\n\n"):
        lines = [line for line in (clean(raw, 3_000) for raw in paragraph.split("\n")) if line]
        plain = [escape.md_block(line, 3_000) for line in lines]
        changed |= plain != lines
        if plain:
            wide = sum("\u3400" <= c <= "\u9fff" for c in paragraph)
            letters = sum(c.isascii() and c.isalpha() for c in paragraph)
            sides["zh" if wide * 3 > letters else "en"].append("\n".join(plain))
    return Prose(en="\n\n".join(sides["en"]), zh="\n\n".join(sides["zh"])), changed
