"""The issue forms of .github/ISSUE_TEMPLATE, which come with the program, and the reader of what GitHub makes of them.

A heading for each question, the answer below it: text in, cleaned answers out.
"""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, get_args

import yaml

from pipeline.model.clean import clean
from pipeline.model.findings import Fault, InputFaults

FormName = Literal["add-model", "wrong-fact", "add-leaderboard"]
Kind = Literal["input", "dropdown", "textarea", "checkboxes"]
_LINE: Final = 300
_TEXT: Final = 3_000
"""The longest answer that is taken, in characters: a line, and a text of several lines."""
_UNANSWERED: Final = frozenset({"", "_No response_", "None"})
_BOX: Final = re.compile(r"[-*] \[[xX]\] ?(.*)")


class Question(NamedTuple):
    """One question of a form: its id and label, what answers it, and whether it must be answered.

    `options` are a dropdown's choices, or the boxes that must be ticked.
    """

    id: str
    label: str
    kind: Kind
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

    def fault(self, question: str, message: str, fix: str) -> InputFaults:
        """What is wrong with an answer, as the error to raise: it names the heading and its line."""
        label = next(q.label for q in forms()[self.name] if q.id == question)
        said = f"'### {label}': {message}"
        return InputFaults((Fault(path=self.path, line=self.lines.get(question), message=said, fix=fix),))


@cache
def forms() -> dict[FormName, tuple[Question, ...]]:
    """Every form's questions, in the order of the form."""
    folder = Path(__file__).parents[2] / ".github" / "ISSUE_TEMPLATE"
    bodies = {name: yaml.safe_load((folder / f"{name}.yml").read_text("utf-8"))["body"] for name in get_args(FormName)}
    return {name: tuple(_question(q) for q in body if q["type"] != "markdown") for name, body in bodies.items()}


def _question(part: dict[str, Any]) -> Question:
    about, required = part["attributes"], part.get("validations", {}).get("required", False)
    options = about.get("options", ())
    if part["type"] == "checkboxes":
        options = [box["label"] for box in options if box.get("required")]
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
        except ValueError as error:
            faults += form.fault(question.id, *error.args).faults
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
    """The cleaned answer below the headings in these lines; ValueError with message and fix where it is none."""
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
