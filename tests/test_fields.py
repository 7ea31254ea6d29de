"""The table of fields: a field that is stated is seen wherever its row says, and a row that is shown nowhere says why."""

import csv
import io
import json
from typing import Final, get_args

import pytest

from pipeline.derive import derive_all
from pipeline.export.files import export_files
from pipeline.export.records import Published
from pipeline.fields import FIELDS, FieldSpec, Form, Place, RollUp, shown_in
from pipeline.site.files import site_files
from pipeline.why import why
from pipeline.words import ENGLISH, LANGUAGES
from tests.audit.audit_parts import family, tree_of

ID = "acme/toy"
SAMPLES: Final[dict[Form, tuple[str, str]]] = {
    "count": ("7654321000", "7.65B"),
    "text": ('"heron/marabou"', "heron/marabou"),
    "texts": ('["hep-th/2401543"]', "hep-th/2401543"),  # an id of the Hub, and of arXiv
    "date": ('"2023-05"', "2023-05"),
    "licence": ('"Marabou-1.0"', "Marabou-1.0"),
    "languages": ('["sw", "yo"]', "yo"),
    "sizes": ('["11B"]', "11B"),
}
"""Form -> a value as a person writes it, and what a reader must find of it."""
OWN: Final = {"kind": "vlm", "role": "repack", "base_relation": "quantized", "modalities": "text+video→text", "reasoning": "both", "tool_use": "yes"}
"""Those of fields that have words of their own."""
FILES: Final[dict[Place, str]] = {
    "row": "README_VLMs.md", "details": "pages/families/toy.md", "badge": "pages/families/toy.md",
    "csv": "catalog.csv", "json family": "catalog.json", "json checkpoint": "catalog.json",
    "site": "families/toy.html", "members": "families/toy.html", "llms": "llms.txt",
}  # fmt: skip
"""Place -> the file in which it is."""


def files_with(spec: FieldSpec) -> dict[str, str]:
    """All that is made of a family of which people state this field alone, of the whole and of its checkpoint."""
    said = f'field = "{spec.name}"\nvalue = {json.dumps(OWN[spec.name]) if spec.name in OWN else SAMPLES[spec.form][0]}\nsource = "https://acme.example/"\n'
    facts = (f"[[facts]]\n{said}" if spec.roll_up else "") + (
        f'[[facts]]\ncheckpoint = "{ID}"\n{said}' if spec.voices else ""
    )
    made = derive_all(tree_of(family("toy", f'checkpoints = ["{ID}"]\n{facts}', kind="vlm")))
    files = {**made.files, **export_files(made.catalog, made.curated)}
    files |= site_files(Published(made.catalog, made.curated.listed, made.snapshots))
    answers = [a for a in why(made.files, "toy", spec.name) if a.value is not None]
    files["why"] = json.dumps([str(a.value) for a in answers], ensure_ascii=False).encode()
    return {path: data.decode("utf-8", "replace") for path, data in files.items()}


@pytest.mark.parametrize("spec", [one for one in FIELDS.values() if one.voices], ids=lambda spec: spec.name)
def test_a_field_is_seen_wherever_its_row_says(spec: FieldSpec) -> None:
    """And in any case on the evidence page, and by `awesome why`."""
    files = files_with(spec)
    short = OWN.get(spec.name, SAMPLES[spec.form][1])
    raw = "7654321000" if spec.form == "count" else short

    assert raw in files["why"]
    assert short in files["pages/families/toy.md"]
    for place in spec.shown:
        machine = place in ("csv", "json family", "json checkpoint")
        assert (raw if machine else short) in files[FILES[place]], place
    whole = json.loads(files["catalog.json"])["families"][0]
    assert spec.name in whole or "json family" not in spec.shown
    assert spec.name in whole["checkpoints"][0] or "json checkpoint" not in spec.shown
    (row,) = csv.DictReader(io.StringIO(files["catalog.csv"]))
    assert row.get(spec.name) or "csv" not in spec.shown


@pytest.mark.parametrize("spec", FIELDS.values(), ids=lambda spec: spec.name)
def test_no_row_is_left_unplaced(spec: FieldSpec) -> None:
    """No word of a row is misspelt; it stands somewhere, or says why not; what a family has is in its JSON or among its badges; all have words."""
    assert (spec.form in SAMPLES, spec.roll_up in get_args(RollUp), FILES.keys() >= spec.shown.keys()) == (True, True, True)
    assert all(f"voice.{voice.removesuffix('.exact')}" in ENGLISH.texts for voice in (*spec.voices, spec.doubted) if voice)
    assert bool(spec.shown) != bool(spec.unshown)
    assert not spec.roll_up or {"json family", "badge"} & spec.shown.keys()
    assert set(spec.absence) <= ({"family", "checkpoint"} if spec.roll_up else {"checkpoint"})
    assert all(words[f"{which}.{spec.name}"] for words in LANGUAGES.values() for which in ("name", "column", "detail"))


@pytest.mark.parametrize("place", FILES)
def test_no_two_fields_share_a_place(place: Place) -> None:
    """The order of columns and lines is stated, not a matter of luck."""
    numbers = [spec.shown[place] for spec in shown_in(place)]
    assert len(set(numbers)) == len(numbers) > 0
