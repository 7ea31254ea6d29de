"""`awesome add`: into a family's file, or a draft."""

import tomllib
from pathlib import Path

import pytest

from pipeline.cli.add_model import Thing, read_thing
from pipeline.layout import kinds
from pipeline.model.outcomes import WrongUsage
from tests.audit.audit_parts import family, write_parts
from tests.on_disk import run

COLLECTION = "acme/toy-0123456789abcdef01234567"
FILE = kinds.FAMILIES.path("toy")
BODY = '# by hand\ncheckpoints = [\n  "acme/toy-7b", # first\n]\n\n[prose]\nen = "A toy."\n'


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("acme/toy-7b", Thing("checkpoints", "acme/toy-7b")),
        ("https://huggingface.co/acme/toy-7b/tree/main?x=1", Thing("checkpoints", "acme/toy-7b")),
        (COLLECTION, Thing("collections", COLLECTION)),
        (f"https://huggingface.co/collections/{COLLECTION}", Thing("collections", COLLECTION)),
        ("2407.10671", Thing("papers", "2407.10671")),
        ("https://arxiv.org/pdf/2407.10671v2.pdf", Thing("papers", "2407.10671")),
        ("arXiv:2407.10671v1", Thing("papers", "2407.10671")),
        ("hf.co/acme/toy-v2", Thing("checkpoints", "acme/toy-v2")),
    ],
)
def test_ids_and_addresses_are_understood(text: str, thing: Thing) -> None:
    """As people paste them."""
    assert read_thing(text) == thing


@pytest.mark.parametrize(
    "text", ["toy", "https://acme.example/toy", "acme/", "https://huggingface.co/spaces/acme/x", ""]
)
def test_anything_else_is_refused(text: str) -> None:
    """With the forms that would do."""
    with pytest.raises(WrongUsage, match="neither a repository"):
        read_thing(text)


def test_a_checkpoint_joins_its_family_s_list(tmp_path: Path) -> None:
    """One line is added, in the manner of the others; a second time there is nothing to do."""
    root = write_parts(tmp_path, family("toy", BODY))
    before = (root / FILE).read_text()
    assert run(root, "add", "--offline", "acme/toy-70b", "--family", "toy").exit_code == 0
    after = (root / FILE).read_text()
    assert after == before.replace("# first\n", '# first\n  "acme/toy-70b",\n')
    again = run(root, "add", "--offline", "acme/toy-70b")
    assert "already" in again.output
    assert (root / FILE).read_text() == after


def test_a_list_that_was_not_there_stands_with_the_others(tmp_path: Path) -> None:
    """A paper and a collection get lists of their own, before the first table."""
    root = write_parts(tmp_path, family("toy", BODY))
    assert run(root, "add", "--offline", "2407.10671", "--family", "toy").exit_code == 0
    assert run(root, "add", "--offline", COLLECTION, "--family", "toy").exit_code == 0
    text = (root / FILE).read_text()
    assert f']\ncollections = ["{COLLECTION}"]\npapers = ["2407.10671"]\n\n[prose]' in text
    assert tomllib.loads(text)["prose"] == {"en": "A toy."}


def test_a_draft_of_an_id_takes_what_a_person_says(tmp_path: Path) -> None:
    """Whose it is from the owner, its name from the id; a paper needs to be told whose model it is."""
    root = write_parts(tmp_path)
    for words, slug, key in (
        (("acme/Hawk2-7B-Instruct", "--kind", "vlm"), "hawk2", "checkpoints"), ((COLLECTION, "--kind", "llm"), "toy", "collections"),
        (("2407.10671", "--kind", "llm", "--name", "Kite", "--organization", "acme"), "kite", "papers"),
    ):  # fmt: skip
        done = run(root, "add", "--offline", *words)
        assert done.exit_code == 0, done.output
        draft = tomllib.loads((root / kinds.FAMILIES.path(slug)).read_text())
        assert (draft["organization"], draft["kind"], draft["draft"]) == ("acme", words[2], True)
        assert (draft[key], "prose" in draft) == ([words[0]], False)
    assert "whose model" in run(root, "add", "--offline", "2407.10672", "--kind", "llm", "--name", "Kite 2").output
    assert run(root, "derive").exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("acme/toy-70b", "--family", "tov"), "did you mean toy?"),
        (("acme/hawk-7b",), "add --kind llm or --kind vlm"),
        (("nobody/hawk-7b", "--kind", "llm"), "add --organization"),
        (("nobody/hawk-7b", "--kind", "llm", "--organization", "acne"), "did you mean acme?"),
        (("acme/hawk-7b", "--kind", "llm", "--slug", "Hawk!"), "is no slug"),
        (("acme/toy-70b", "--kind", "llm"), "--family toy"),
        (("acme/toy-7b", "--family", "bird"), "belongs to one family"),
        (("2407.10671", "--kind", "llm"), "add --name"),
    ],
)
def test_refusals_name_the_fix(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    """Exit code 2, and nothing is written."""
    root = write_parts(tmp_path, family("toy", BODY), family("bird"))
    before = sorted(p for p in root.rglob("*.toml"))
    done = run(root, "add", "--offline", *arguments)
    assert done.exit_code == 2
    assert said in done.output
    assert sorted(p for p in root.rglob("*.toml")) == before
