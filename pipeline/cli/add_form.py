"""What a filled-in issue form asks: a family's draft, a pin, or a leaderboard's file.

The answers are a stranger's. They are cleaned where they are read; prose becomes plain text, so
that no markup of theirs reaches a page before a person has put it there.
"""

from typing import Final, TextIO, cast

from pipeline.cli.edits import Edit, Tree, Wishes, add_thing, pin_value
from pipeline.edit.curated_file import new_file, quoted
from pipeline.edit.issue_form import IssueForm, read_form
from pipeline.kinds import ListKind
from pipeline.layout import paths
from pipeline.layout.curated import parse_curated
from pipeline.model.boards import CuratedBoard
from pipeline.model.clean import clean
from pipeline.model.curated import Link, Prose
from pipeline.model.ids import HUB_URL, address, is_slug
from pipeline.model.outcomes import WrongPart, WrongUsage
from pipeline.names.words import slug_of
from pipeline.render import escape
from pipeline.settings import Settings

_FORMATS: Final = {"yml": "yaml", "md": "markdown"} | {e: e for e in ("json", "jsonl", "csv", "yaml", "parquet")}
"""Endings that say how data is to be read; whatever else it is, it may be a page."""
_SKELETON: Final = """
# To have the numbers read, look at the columns and take the marks away (docs/leaderboards.md):
# [source]
# url = {url}
# format = "{format}"
#
# [columns]
# model = "model"
#
# [[scores]]
# name = "score"
# column = "score"
# label = "Score"
"""
_PLAIN: Final = "the prose had markup or addresses in it, which now stand as plain text: read it before you keep it"
_NO_FIELD: Final = {
    "a link": ("links are no facts of a source", "correct [links] in the family's file by hand"),
    "something else": ("'something else' names no field", "write the field's name, or correct its file by hand"),
}
_FIXES: Final = {"value": "write it in that form", "source": "write one that begins with https://"}


def edit_asked(file: TextIO, tree: Tree, wishes: Wishes, settings: Settings | None) -> Edit | str:
    """The edit that the form in a file asks for; what the command line says goes before the form's answers.

    InputFaults where an answer cannot be used, with its heading, line and fix; WrongUsage where no answer could be.
    """
    name = str(getattr(file, "name", "<stdin>")).replace("<stdin>", "standard input")
    try:
        form = read_form(file.read(), name)
    except UnicodeDecodeError as error:
        raise WrongUsage(f"{name} is not UTF-8: save it as UTF-8") from error
    if form.name == "add-model":
        return _model(form, tree, wishes, settings)
    if wishes != Wishes(slug=wishes.slug):
        raise WrongUsage("--family, --name, --organization and --kind are for the form that adds a model")
    if form.name == "add-leaderboard":
        return _board(form, tree, wishes.slug)
    if wishes.slug is not None:
        raise WrongUsage("--slug is for forms that make a new file")
    return _fact(form, tree)


def _model(form: IssueForm, tree: Tree, wishes: Wishes, settings: Settings | None) -> Edit | str:
    prose, changed = plain_prose(form.text("prose"))
    filled = wishes._replace(
        name=wishes.name or form.text("name") or None,
        prose=prose,
        organization_in_form=form.text("organization") or None,
        kind_in_form=cast("ListKind", form.text("kind").lower()),
    )
    try:
        made = add_thing(tree, form.text("link"), filled, settings)
    except WrongPart as error:
        by_hand = "correct the answer, or give what is missing on the command line"
        raise form.fault(error.about, error.what, error.fix or by_hand) from error
    return made._replace(notes=(*made.notes, _PLAIN)) if isinstance(made, Edit) and changed else made


def _fact(form: IssueForm, tree: Tree) -> Edit:
    field = form.text("field")
    if field in _NO_FIELD:
        raise form.fault("field", *_NO_FIELD[field])
    checkpoint = form.text("checkpoint").removeprefix(HUB_URL).rstrip("/")
    try:
        return pin_value(
            tree, form.text("family"), checkpoint, field, form.text("value"),
            because=" ".join(form.text("because").split()), source=form.text("source"), seen=form.text("was"),
        )  # fmt: skip
    except WrongPart as error:
        fix = error.fix or _FIXES.get(error.about, "write one that the list has")
        raise form.fault(error.about, error.what, fix) from error


def _board(form: IssueForm, tree: Tree, slug: str | None) -> Edit:
    """The file of a board: a link with prose, and comments that a person who has seen its columns makes a source."""
    name, url, data = map(form.text, ("name", "url", "data"))
    for question, given in (("url", url), ("data", data)):
        if given and escape.url(given) != given:
            raise form.fault(question, f"{given[:120]!r} is no web address", "write one that begins with https://")
    slug = slug or slug_of(name)
    path = f"{paths.BOARDS}{slug}.toml"
    if not is_slug(slug):
        raise form.fault("name", f"{name!r} gives no slug", "add --slug with lower-case letters, digits, '-' and '.'")
    boards, page = sorted(parse_curated(tree).boards.items()), address(url.casefold())[:2]
    if same := next((other for other, one in boards if address(one.url.casefold())[:2] == page), None):
        fix = "correct that file by hand, or close the issue"
        raise form.fault("url", f"{paths.BOARDS}{same}.toml has that page", fix)
    if path in tree:
        raise form.fault("name", f"{path} is there already", "correct that file by hand, or add --slug for another")
    prose, changed = plain_prose(form.text("prose"))
    text = new_file(CuratedBoard.model_validate({
        "slug": slug, "name": name, "url": url, "kind": form.text("kind").lower(), "license": form.text("license"),
        "prose": prose, "links": [Link(label="Data", url=data)] if data else [],
    }))  # fmt: skip
    notes = [_PLAIN] if changed else []
    if data:
        ending = "".join(address(data).parts[-1:]).rpartition(".")[2].lower()
        text += _SKELETON.format(url=quoted(data), format=_FORMATS.get(ending, "html"))
        notes.append("name the columns of its data in the last lines of the file to have it read")
    return Edit(path, text, f"{path}: {name}, as a link with prose", tuple(notes))


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
