"""The body that GitHub makes of a submitted issue form, from the form's own YAML."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from pipeline.cli.add_form import FormName
from pipeline.layout import kinds
from tests.on_disk import PROJECT

FORMS = {p.stem: p for p in sorted((PROJECT / ".github" / "ISSUE_TEMPLATE").glob("*.yml")) if p.stem != "config"}


ANSWERS: dict[FormName, dict[str, str]] = {
    "add-model": {"link": "https://huggingface.co/acme/Hawk-7B", "kind": "LLM"},
    "wrong-fact": {
        "family": "Toy", "field": "license", "value": "apache-2.0", "source": "https://acme.example/LICENSE",
        "because": "The card was written\nbefore the licence file.",
    },
    "add-leaderboard": {"name": "Sums", "url": "https://example.org/sums", "kind": "both"},
}  # fmt: skip
"""What a person writes into each form."""


def draft(root: Path, slug: str) -> dict[str, Any]:
    """A family's file as it reads."""
    return tomllib.loads((root / kinds.FAMILIES.path(slug)).read_text("utf-8"))


def questions(form: str) -> list[dict[str, Any]]:
    """A form's questions, without the words between them."""
    body = yaml.safe_load(FORMS[form].read_text("utf-8"))["body"]
    return [part for part in body if part["type"] != "markdown"]


def issue_body(form: str, answers: Mapping[str, str]) -> str:
    """The issue's body: each label as a heading, the answer or GitHub's words for none; boxes ticked as required.

    Raises:
        AssertionError: an answer belongs to no question, or GitHub's page would not let it be sent.
    """
    asked = questions(form)
    assert set(answers) <= {q["id"] for q in asked}
    parts = []
    for question in asked:
        about = question["attributes"]
        if question["type"] == "checkboxes":
            lines = [f"- [{'X' if o.get('required') else ' '}] {o['label']}" for o in about["options"]]
            parts.append(f"### {about['label']}\n\n" + "\n".join(lines))
            continue
        answer = answers.get(question["id"], "")
        assert answer or not question.get("validations", {}).get("required"), question["id"]
        assert question["type"] != "dropdown" or not answer or answer in about["options"]
        parts.append(f"### {about['label']}\n\n{answer or '_No response_'}")
    return "\n\n".join(parts) + "\n"
