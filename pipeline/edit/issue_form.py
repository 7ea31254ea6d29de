"""The issue forms, and the reader of what GitHub makes of them: a heading for each question, the answer below it.

The questions stand here once more as in .github/ISSUE_TEMPLATE/*.yml (a test compares them): a
reader without that folder still knows what belongs where. Pure: text in, cleaned answers out.
"""

import re
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from pipeline.fields import FIELDS
from pipeline.kinds import LISTED
from pipeline.model.clean import clean
from pipeline.model.findings import Fault, InputFaults

FormName = Literal["add-model", "wrong-fact", "add-leaderboard"]
Kind = Literal["input", "dropdown", "textarea", "checkboxes"]
_LINE: Final = 300
_TEXT: Final = 3_000
"""The longest answer that is taken, in characters: a line, and a text of several lines."""
LARGEST: Final = 256 * 1024
"""Bytes: GitHub keeps no longer issue."""
_UNANSWERED: Final = frozenset({"", "_No response_", "None"})
_BOX: Final = re.compile(r"[-*] \[[xX]\] ?(.*)")


class Question(NamedTuple):
    """One question of a form: its id and label, what answers it, and whether it must be answered.

    `options` are a dropdown's choices, or the boxes that must be ticked.
    """

    id: str
    label: str
    kind: Kind = "input"
    required: bool = False
    options: tuple[str, ...] = ()


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

    def fault(self, question: str, message: str, fix: str) -> InputFaults:
        """What is wrong with an answer, as the error to raise: it names the heading and its line."""
        label = next(q.label for q in FORMS[self.name] if q.id == question)
        said = f"'### {label}': {message}"
        return InputFaults((Fault(path=self.path, line=self.lines.get(question), message=said, fix=fix),))


_MISTAKEN: Final = (*(one.name for one in FIELDS.values() if one.in_form), "a link", "something else")
_BOXES: Final = ("Its weights can be downloaded, with or without accepting a licence.",)
FORMS: Final[dict[FormName, tuple[Question, ...]]] = {
    "add-model": (
        Question("link", "Link", required=True),
        Question("name", "Name"),
        Question("kind", "Kind", "dropdown", required=True, options=tuple(map(str.upper, LISTED))),
        Question("organization", "Organisation"),
        Question("prose", "What sets it apart", "textarea"),
        Question("checks", "Before you send", "checkboxes", options=_BOXES),
    ),
    "wrong-fact": (
        Question("family", "Family", required=True),
        Question("field", "Field", "dropdown", required=True, options=_MISTAKEN),
        Question("checkpoint", "Checkpoint"),
        Question("was", "What the list says now"),
        Question("value", "Right value", required=True),
        Question("source", "Source", required=True),
        Question("because", "Why", "textarea", required=True),
    ),
    "add-leaderboard": (
        Question("name", "Name", required=True),
        Question("url", "Page", required=True),
        Question("data", "Data"),
        Question("kind", "Kind", "dropdown", required=True, options=(*map(str.upper, LISTED), "both")),
        Question("license", "Licence of the data"),
        Question("prose", "What it measures", "textarea"),
    ),
}
"""Every form's questions, in the order of the form."""


def read_form(text: str, path: str = "form") -> IssueForm:
    """The form whose headings the text has, with its answers cleaned.

    Raises:
        InputFaults: it is none of the forms, or answers are missing or of another form; all of
            them, each with its heading, line and fix.
    """
    lines = re.split("\r\n?|\n", text)
    headings = [clean(line[4:], _LINE) if line.startswith("### ") else None for line in lines]
    name = _which(set(headings), path)
    labels = {q.label for q in FORMS[name]}
    # A heading that is no question's own belongs to the answer it stands in.
    starts = [n for n, heading in enumerate(headings) if heading in labels]
    bodies = {n: lines[n + 1 : end] for n, end in pairwise([*starts, len(lines)])}
    faults: list[Fault] = []
    form = IssueForm(name, {}, {}, path)
    for question in FORMS[name]:
        found = [n + 1 for n in starts if headings[n] == question.label]
        form.lines.update((question.id, line) for line in found[:1])
        try:
            form.answers[question.id] = _answer(question, [bodies[line - 1] for line in found], found)
        except ValueError as error:
            faults += form.fault(question.id, *error.args).faults
    if faults:
        raise InputFaults(sorted(faults, key=lambda f: f.line or 0))
    return form._replace(answers={question: answer for question, answer in form.answers.items() if answer})


def _which(there: set[str | None], path: str) -> FormName:
    """The form whose headings stand there."""
    scores = {name: sum(q.label in there for q in questions) for name, questions in FORMS.items()}
    best = max(scores, key=lambda name: (scores[name], -len(FORMS[name])))
    if scores[best] < 2:
        wanted = "; ".join(", ".join(f"### {q.label}" for q in qs if q.required) for qs in FORMS.values())
        raise InputFaults([Fault(
            path=path, line=1, message="this is no issue form of the list: its headings are not there",
            fix=f"give the body of an issue as GitHub shows it for editing, with the headings of one form ({wanted})",
        )])  # fmt: skip
    return best


def _answer(question: Question, bodies: list[list[str]], lines: list[int]) -> str:
    """The cleaned answer of what stands below a question's headings, in these lines.

    Raises:
        ValueError: it is no answer to the question, or nobody can tell which heading the form made: message and fix.
    """
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
            raise ValueError(message, fix)
    return text if is_line else re.sub(r"\n{3,}", "\n\n", text)
