"""A leaderboard's file from a filled-in issue form, with what a look at its data shows."""

from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from pipeline.cli.add_prose import PLAIN, plain_prose
from pipeline.cli.add_thing import Addition, LoadedCatalog
from pipeline.edit.board_source import Proposed, format_of, propose
from pipeline.edit.issue_form import IssueForm
from pipeline.edit.new_files import new_file, text_item
from pipeline.layout import paths
from pipeline.model.boards import CuratedBoard
from pipeline.model.clean import clean
from pipeline.model.curated import Link
from pipeline.model.ids import is_slug
from pipeline.names.stems import slug_of
from pipeline.render import escape
from pipeline.settings import Settings
from pipeline.sources.boards.grid import Refusal

_PATIENCE: Final = 20.0
"""Seconds that a board's server may make a person wait who stands before a terminal."""


def board_of(form: IssueForm, catalog: LoadedCatalog, slug: str | None, settings: Settings | None) -> Addition:
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
        seen = _looked_at(data, settings) if settings is not None else Refusal("nobody was asked")
        text += _skeleton(data, seen)
        notes.append(_about_data(seen))
    return catalog.checked(Addition(path, text, slug, f"{path}: {name}, as a link with prose", tuple(notes)))


def _looked_at(data: str, settings: Settings) -> Proposed | Refusal:
    """How the data may be read, after one look at it."""
    from pipeline.http.meter import Meter, SourceTrouble
    from pipeline.http.origins import origin
    from pipeline.http.pages import PageClient
    from pipeline.sources.boards import PAGES

    meter = Meter(replace(PAGES, attempts=2, max_wait=_PATIENCE, wait_budget=_PATIENCE))
    try:
        page = PageClient(meter, settings.origins, {"User-Agent": settings.user_agent}, {origin(data)}).get(data)
    except SourceTrouble as trouble:
        return Refusal(f"it {trouble.trouble}: {clean(trouble.reason, limit=200)}")
    return propose(data, page.body, page.headers.get("content-type"))


def _about_data(seen: Proposed | Refusal) -> str:
    fix = "the last lines of the file to have"
    if isinstance(seen, Refusal):
        return f"the data was not understood ({clean(str(seen), limit=300)}): fill in {fix} it read"
    columns = f"models in {seen.model!r}, numbers in {', '.join(map(repr, seen.scores))}"
    return f"the data has {seen.rows} rows; {columns}: take the marks off {fix} them read"


def _skeleton(data: str, seen: Proposed | Refusal) -> str:
    """Comments that become the board's source once a person has looked at its columns."""
    found = seen if isinstance(seen, Proposed) else Proposed(format_of(data), "model", ("score",), 0)
    lines = [
        "To have the numbers read, look at the columns and take the marks away (docs/leaderboards.md):",
        "[source]", f"url = {_quoted(data)}", f'format = "{found.format}"', "", "[columns]", f"model = {_quoted(found.model)}",
    ]  # fmt: skip
    taken: set[str] = set()
    for position, column in enumerate(found.scores, start=1):
        name = slug_of(column)
        name = name if name and name not in taken else f"score-{position}"
        taken.add(name)
        label = _quoted(clean(column, limit=60))
        lines += ["", "[[scores]]", f'name = "{name}"', f"column = {_quoted(column)}", f"label = {label}"]
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
