"""What a filled-in issue form asks: a family's draft, a pin, or a leaderboard's file.

The questions are those of .github/ISSUE_TEMPLATE, which comes with the program; GitHub makes of each a heading with the
answer below it. The answers are a stranger's. They are cleaned where they are read; prose becomes plain text, so
that no markup of theirs reaches a page before a person has put it there.
"""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, TextIO, cast, get_args

import yaml

from pipeline.cli.edits import Edit, Wishes, add_thing, pin_value
from pipeline.edit.curated_file import new_file, quoted
from pipeline.kinds import ListKind
from pipeline.layout import paths
from pipeline.layout.catalog import Tree, parse_curated
from pipeline.model.boards import CuratedBoard
from pipeline.model.clean import clean
from pipeline.model.curated import Link, Prose
from pipeline.model.ids import HUB_URL, address, is_slug
from pipeline.model.outcomes import Fault, InputFaults, WrongPart, WrongUsage
from pipeline.names.words import slug_of
from pipeline.render import escape
from pipeline.settings import Settings
from pipeline.tables import table_beside

FormName = Literal["add-model", "wrong-fact", "add-leaderboard"]
_LINE: Final = 300
_TEXT: Final = 3_000
"""The longest answer that is taken, in characters: a line, and a text of several lines."""
_UNANSWERED: Final = frozenset({"", "_No response_", "None"})
_BOX: Final = re.compile(r"[-*] \[[xX]\] ?(.*)")
_FORMATS: Final = {"yml": "yaml", "md": "markdown"} | {e: e for e in ("json", "jsonl", "csv", "yaml", "parquet")}
"""Endings that say how data is to be read; whatever else it is, it may be a page."""
_WORDS: Final = table_beside(__file__)


class Question(NamedTuple):
    """A question of a form: id, label, what answers it, whether it must be; a dropdown's choices, or boxes to tick."""

    id: str
    label: str
    kind: str
    required: bool
    options: tuple[str, ...]


class IssueForm(NamedTuple):
    """A filled-in form: which one, its answers by the questions' ids, and the lines of the headings.

    What was not answered is not among the answers; `lines` has it all the same.
    """

    name: FormName
    answers: dict[str, str]
    lines: dict[str, int]
    path: str

    def text(self, question: str) -> str:
        """An answer's text; "" where there is none."""
        return self.answers.get(question, "")

    def fault(self, error: WrongPart) -> Fault:
        """What is wrong with an answer, with its heading and line."""
        label = next(q.label for q in forms()[self.name] if q.id == error.about)
        fix = error.fix or _WORDS["fixes"].get(error.about, _WORDS["fixes"]["default"])
        return Fault(self.path, self.lines.get(error.about), f"'### {label}': {error.what}", fix)


@cache
def forms() -> dict[FormName, tuple[Question, ...]]:
    """Every form's questions, in the order of the form."""
    folder = Path(__file__).parents[2] / ".github" / "ISSUE_TEMPLATE"
    bodies = {name: yaml.safe_load((folder / f"{name}.yml").read_text("utf-8"))["body"] for name in get_args(FormName)}
    return {name: tuple(_question(q) for q in body if q["type"] != "markdown") for name, body in bodies.items()}


def _question(part: dict[str, Any]) -> Question:
    about, required = part["attributes"], part.get("validations", {}).get("required", False)
    boxes = part["type"] == "checkboxes"
    options = (one["label"] if boxes else one for one in about.get("options", ()) if not boxes or one.get("required"))
    return Question(part["id"], about["label"], part["type"], required, tuple(options))


def read_form(text: str, path: str = "form") -> IssueForm:
    """The form whose headings the text has, with its answers cleaned.

    InputFaults where it is none of them, or for all answers that cannot be used, each with its heading, line and fix.
    """
    lines = re.split("\r\n?|\n", text)
    headings = [clean(line[4:], _LINE) if line.startswith("### ") else None for line in lines]
    name = _which(set(headings), path)
    labels = {q.label for q in forms()[name]}
    # A heading that is no question's own belongs to the answer it stands in.
    starts = [n for n, heading in enumerate(headings) if heading in labels]
    bodies = {n: lines[n + 1 : end] for n, end in pairwise([*starts, len(lines)])}
    faults: list[Fault] = []
    form = IssueForm(name, {}, {}, path)
    for question in forms()[name]:
        found = [n + 1 for n in starts if headings[n] == question.label]
        form.lines.update((question.id, line) for line in found[:1])
        try:
            form.answers[question.id] = _answer(question, [bodies[line - 1] for line in found], found)
        except WrongPart as error:
            faults.append(form.fault(error))
    if faults:
        raise InputFaults(sorted(faults, key=lambda f: f.line or 0))
    return form._replace(answers={question: answer for question, answer in form.answers.items() if answer})


def _which(there: set[str | None], path: str) -> FormName:
    """The form whose headings stand there."""
    scores = {name: sum(q.label in there for q in questions) for name, questions in forms().items()}
    best = max(scores, key=lambda name: (scores[name], -len(forms()[name])))
    if scores[best] < 2:
        wanted = "; ".join(", ".join(f"### {q.label}" for q in qs if q.required) for qs in forms().values())
        raise InputFaults([Fault(
            path=path, line=1, message="this is no issue form of the list: its headings are not there",
            fix=f"give the body of an issue as GitHub shows it for editing, with the headings of one form ({wanted})",
        )])  # fmt: skip
    return best


def _answer(question: Question, bodies: list[list[str]], lines: list[int]) -> str:
    """The cleaned answer below the headings in these lines; WrongPart where it is none."""
    is_line = question.kind in {"input", "dropdown"}
    most = _LINE if is_line else _TEXT
    text = "\n".join(clean(line, 2 * most) for body in bodies for line in body).strip("\n")
    text = "" if text in _UNANSWERED else text
    ticked = {box[1] for line in text.split("\n") if (box := _BOX.fullmatch(line))}
    boxes = [option for option in question.options if option not in ticked] if question.kind == "checkboxes" else []
    for is_wrong, message, fix in (
        (len(bodies) > 1, f"the heading stands {len(bodies)} times (lines {', '.join(map(str, lines))})",
         "keep the form's own, write the others without ###"),
        (question.required and not bodies, "the heading is missing",
         f"add the line '### {question.label}' with the answer below it"),
        (bodies and boxes, f"the box {next(iter(boxes), '')!r} is not ticked", "tick it with [X] if it is so"),
        (question.kind != "checkboxes" and len(text) > most, f"longer than {most:,} characters", "say it shorter"),
        (question.required and not text, "it has no answer", "write one below the heading"),
        (is_line and "\n" in text, "more than one line", "write the answer in one line"),
        (question.kind == "dropdown" and text not in ("", *question.options), f"{text[:80]!r} is none of the choices",
         f"write one of: {', '.join(question.options)}"),
    ):  # fmt: skip
        if is_wrong:
            raise WrongPart(question.id, message, fix)
    return text if is_line else re.sub(r"\n{3,}", "\n\n", text)


def edit_asked(file: TextIO, tree: Tree, wishes: Wishes, settings: Settings | None) -> Edit | str:
    """The edit that the form in a file asks for; what the command line says goes before the form's answers.

    InputFaults where an answer cannot be used, with its heading, line and fix; WrongUsage where no answer could be.
    """
    name = str(getattr(file, "name", "<stdin>")).replace("<stdin>", "standard input")
    try:
        form = read_form(file.read(), name)
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise InputFaults([Fault(name, line, "not UTF-8", "save it as UTF-8")]) from error
    if form.name != "add-model" and wishes != Wishes(slug=wishes.slug):
        raise WrongUsage("--family, --name, --organization and --kind are for the form that adds a model")
    if form.name == "wrong-fact" and wishes.slug is not None:
        raise WrongUsage("--slug is for forms that make a new file")
    try:
        if form.name == "add-model":
            return _model(form, tree, wishes, settings)
        return _fact(form, tree) if form.name == "wrong-fact" else _board(form, tree, wishes.slug)
    except WrongPart as error:
        raise InputFaults([form.fault(error)]) from error


def _model(form: IssueForm, tree: Tree, wishes: Wishes, settings: Settings | None) -> Edit | str:
    prose, changed = plain_prose(form.text("prose"))
    made = add_thing(tree, form.text("link"), wishes._replace(
        name=wishes.name or form.text("name") or None, prose=prose,
        organization_in_form=form.text("organization") or None, kind_in_form=cast("ListKind", form.text("kind").lower()),
    ), settings)  # fmt: skip
    return made._replace(notes=(*made.notes, _WORDS["plain"])) if isinstance(made, Edit) and changed else made


def _fact(form: IssueForm, tree: Tree) -> Edit:
    field = form.text("field")
    if field in _WORDS["no_field"]:
        raise WrongPart("field", *_WORDS["no_field"][field])
    return pin_value(
        tree, form.text("family"), form.text("checkpoint").removeprefix(HUB_URL).rstrip("/"), field, form.text("value"),
        because=" ".join(form.text("because").split()), source=form.text("source"), seen=form.text("was"),
    )  # fmt: skip


def _board(form: IssueForm, tree: Tree, slug: str | None) -> Edit:
    """The file of a board: a link with prose, and comments that a person who has seen its columns makes a source."""
    name, url, data = map(form.text, ("name", "url", "data"))
    for question, given in (("url", url), ("data", data)):
        if given and escape.url(given) != given:
            raise WrongPart(question, f"{given[:120]!r} is no web address", "write one that begins with https://")
    slug = slug or slug_of(name)
    path = f"{paths.BOARDS}{slug}.toml"
    if not is_slug(slug):
        raise WrongPart("name", f"{name!r} gives no slug", "add --slug with lower-case letters, digits, '-' and '.'")
    boards, page = sorted(parse_curated(tree).boards.items()), address(url.casefold())[:2]
    if same := next((other for other, one in boards if address(one.url.casefold())[:2] == page), None):
        fix = "correct that file by hand, or close the issue"
        raise WrongPart("url", f"{paths.BOARDS}{same}.toml has that page", fix)
    if path in tree:
        raise WrongPart("name", f"{path} is there already", "correct that file by hand, or add --slug for another")
    prose, changed = plain_prose(form.text("prose"))
    text = new_file(CuratedBoard.model_validate({
        "slug": slug, "name": name, "url": url, "kind": form.text("kind").lower(), "license": form.text("license"),
        "prose": prose, "links": [Link(label="Data", url=data)] if data else [],
    }))  # fmt: skip
    notes = [_WORDS["plain"]] if changed else []
    if data:
        ending = "".join(address(data).parts[-1:]).rpartition(".")[2].lower()
        text += _WORDS["skeleton"].format(url=quoted(data), format=_FORMATS.get(ending, "html"))
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
