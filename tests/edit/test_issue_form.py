"""What GitHub makes of the issue forms is read again: the same questions, clean answers, faults with heading and line."""

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cli.add_form import FormName, forms, read_form
from pipeline.fields import FIELDS
from pipeline.kinds import LISTED
from pipeline.model.clean import clean
from pipeline.model.outcomes import InputFaults
from tests.edit.issue_bodies import ANSWERS, FORMS, issue_body, questions

MODEL, FACT = ANSWERS["add-model"], ANSWERS["wrong-fact"]


def faults(text: str) -> list[str]:
    """What is said of a body that cannot be read."""
    with pytest.raises(InputFaults) as caught:
        read_form(text, "issue.md")
    return [str(f) for f in caught.value.faults]


ATTRIBUTES = {
    "markdown": {"value"},
    "input": {"label", "description", "placeholder", "value"},
    "textarea": {"label", "description", "placeholder", "value", "render"},
    "dropdown": {"label", "description", "multiple", "options", "default"},
    "checkboxes": {"label", "description", "options"},
}


@pytest.mark.parametrize("name", list(FORMS))
def test_forms_keep_the_rules_of_github(name: FormName) -> None:
    """Known keys only, ids of letters and hyphens, labels and choices once each and as text: else it shows none (its form schema)."""
    assert set(FORMS) == set(forms())
    whole = yaml.safe_load(FORMS[name].read_text("utf-8"))
    assert set(whole) == {"name", "description", "title", "labels", "body"}
    assert all(isinstance(whole[key], str) and whole[key].strip() for key in ("name", "description", "title"))
    labels = [q["attributes"]["label"] for q in questions(name)]
    assert len(set(labels)) == len(labels)
    for part in whole["body"]:
        assert set(part) <= {"type", "id", "attributes", "validations"}
        assert set(part["attributes"]) <= ATTRIBUTES[part["type"]]
        assert re.fullmatch(r"[A-Za-z0-9_-]+", part.get("id", "-"))
        assert set(part.get("validations", {})) <= {"required"}
        options = part["attributes"].get("options", [])
        words = [o["label"] if isinstance(o, dict) else o for o in options]
        assert all(isinstance(w, str) and w.strip() and w != "None" for w in words)
        assert len(set(words)) == len(words)


def test_choices_are_those_of_the_tables() -> None:
    """Fields and kinds that the list has; a board may be of both."""
    choices = {(name, q.id): q.options for name, questions in forms().items() for q in questions if q.kind == "dropdown"}
    mistaken = (*(one.name for one in FIELDS.values() if one.in_form), "a link", "something else")
    kinds = tuple(map(str.upper, LISTED))
    assert choices == {("add-model", "kind"): kinds, ("wrong-fact", "field"): mistaken, ("add-leaderboard", "kind"): (*kinds, "both")}


@pytest.mark.parametrize("name", list(FORMS))
def test_answers_come_back(name: FormName) -> None:
    """Each form is known by its headings; what was not answered is not there; lines are those of the headings."""
    body = issue_body(name, ANSWERS[name])
    form = read_form(body)
    assert form.name == name
    assert {k: a for k, a in form.answers.items() if k != "checks"} == ANSWERS[name]
    for question in forms()[name]:
        assert body.splitlines()[form.lines[question.id] - 1] == f"### {question.label}"


def test_answers_are_found_whatever_people_do_to_the_body() -> None:
    """GitHub keeps what a browser sends, people edit by hand, prose has headings of its own; hidden characters go."""
    body = issue_body("wrong-fact", FACT)
    assert read_form(body.replace("\n", "\r\n")).answers == read_form(body.replace("\n\n", "\n")).answers == FACT
    assert read_form(issue_body("add-model", MODEL | {"prose": "### Why\n\nIt flies."})).text("prose") == "### Why\n\nIt flies."
    odd = "Ha\u200bwk\x1b[31m \u202e7B"
    assert read_form(issue_body("wrong-fact", FACT | {"family": odd})).text("family") == "Hawk 7B"


def test_every_fault_is_named_with_heading_line_and_fix() -> None:
    """All at once, in the order of the lines."""
    body = issue_body("wrong-fact", FACT).replace(f"### Source\n\n{FACT['source']}\n\n", "")
    body = body.replace("\nlicense\n", "\nlicence\n").replace("\nToy\n", "\nToy\nor Kite\n")
    body = body.replace(FACT["because"], "_No response_")
    said = faults(body)
    assert [s.split(": ")[0] for s in said] == ["issue.md", "issue.md:1", "issue.md:6", "issue.md:22"]
    assert "'### Source': the heading is missing. Fix: add the line '### Source'" in said[0]
    assert "'### Family': more than one line. Fix: write the answer in one line" in said[1]
    assert "'### Field': 'licence' is none of the choices. Fix: write one of: total_params, active_params" in said[2]
    assert "'### Why': it has no answer. Fix: write one below the heading" in said[3]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        # An issue can be edited after it was sent.
        (issue_body("add-model", MODEL).replace("[X]", "[ ]"), "'### Before you send': the box 'Its weights can be downloaded"),
        # A heading of the form inside an answer is a fault with both lines, not a second answer.
        (issue_body("add-model", MODEL | {"prose": "Good.\n\n### Organisation\n\nsomebody-else"}),
         "'### Organisation': the heading stands 2 times (lines 13, 21)"),
        # What is too long is not cut but refused.
        (issue_body("wrong-fact", FACT | {"value": "9" * 301}), "'### Right value': longer than 300 characters. Fix: say it shorter"),
        (issue_body("wrong-fact", FACT | {"because": "why " * 50_000}), "'### Why': longer than 3,000 characters"),
        # What is no form is told the headings that would do.
        *((text, "issue.md:1: this is no issue form") for text in ("", "Please add Hawk!", "### Bug\n\nIt broke", "\x00" * 1000)),
        ("", "### Link"),
    ],
)  # fmt: skip
def test_a_body_that_cannot_be_used_is_refused(body: str, said: str) -> None:
    """One fault, with its place."""
    (fault,) = faults(body)
    assert said in fault


@given(st.dictionaries(st.sampled_from(["link", "name", "organization", "prose"]), st.text(max_size=200)))
def test_any_answer_is_read_cleanly_or_refused(answers: dict[str, str]) -> None:
    """Whatever people type: an answer of the form, every line of it clean, or faults that name their headings."""
    body = issue_body("add-model", {"link": "x", "kind": "VLM"} | {k: v for k, v in answers.items() if v})
    try:
        form = read_form(body)
    except InputFaults as error:
        said = [f.message for f in error.faults]
    else:
        said = []
    assert all("'### " in message for message in said)
    if said:
        return
    assert form.text("kind") == "VLM"
    assert all(line == clean(line, 3_000) for a in form.answers.values() for line in a.split("\n"))
