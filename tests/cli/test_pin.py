"""`awesome pin`: one entry is added, nothing else is touched, and the value holds until a person takes the entry out."""

import json
from datetime import date
from pathlib import Path

import pytest

from pipeline.audit.every_rule import audit_all
from pipeline.derive import derive_all
from pipeline.layout import kinds
from pipeline.reconcile.catalog import Derived
from pipeline.store.tree import read_tree
from tests.audit.audit_parts import Tree, card, family, hub, tree_of, write_parts
from tests.on_disk import run

FILE = kinds.FAMILIES.path("toy")
ID = "acme/toy-7b"
BODY = f"""# kept by hand, tabs and all
checkpoints\t= [ "{ID}" ]   # the only one

[prose]   # two languages
en = 'A toy.'
zh = '''
玩具。'''"""
REASON = ("--because", "the licence file says so", "--source", "https://acme.example/LICENSE")


def derived(root: Path) -> Derived:
    """What the tree comes to."""
    return derive_all(read_tree(root))


def stale(root: Path) -> list[str]:
    """What the audit says of pins that outlived their source."""
    return [f.message for f in audit_all(derived(root), date(2026, 11, 22)).findings if f.rule == "stale-pin"]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A family with one checkpoint, of which the Hub states MIT."""
    return write_parts(tmp_path, family("toy", BODY), hub(ID, license="mit"), card(ID, training_tokens=10**12))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_only_lines_are_added(root: Path, end: str) -> None:
    """Every byte of the person's file stands as before, another system's too; `was` is what the sources state now."""
    mark = "\ufeff" if end == "\r\n" else ""
    before = f"{mark}{(root / FILE).read_text()}".replace("\n", end).encode()
    (root / FILE).write_bytes(before)
    done = run(root, "pin", "toy/toy-7b", "license", "apache-2.0", *REASON)
    assert done.exit_code == 0, done.output
    after = (root / FILE).read_bytes()
    assert after.startswith(before)
    assert after[len(before) :].decode() == (
        '\n[[pins]]\nfield = "license"\nvalue = "apache-2.0"\nwas = "mit"\nbecause = "the licence file says so"\n'
        f'source = "https://acme.example/LICENSE"\ncheckpoint = "{ID}"\n'
    ).replace("\n", end)
    assert "the sources state mit" in done.output


def test_a_pin_survives_any_change_upstream_and_says_so(root: Path) -> None:
    """The source moves on: the value stays, the audit tells; without the entry the source speaks again. `why` shows both."""
    unpinned = (root / FILE).read_bytes()
    run(root, "pin", "toy/toy-7b", "license", "apache-2.0", *REASON)
    run(root, "derive")
    heard = json.loads(run(root, "why", "toy/toy-7b", "license", "--json").output)["answers"][0]["heard"]
    assert [(h["verdict"], h["value"]) for h in heard] == [("pinned", "apache-2.0"), ("overruled", "mit")]
    assert derived(root).catalog.families["toy"].checkpoints[ID].facts["license"] == "apache-2.0"
    assert not stale(root)

    for other in ("llama3", None):
        write_parts(root, {FILE: (root / FILE).read_bytes()}, hub(ID, license=other))
        now = derived(root)
        assert now.catalog.families["toy"].facts.texts("license") == ("Apache-2.0",)
        (said,) = stale(root)
        assert (other or "no source states a value") in said

    (root / FILE).write_bytes(unpinned)
    write_parts(root, {FILE: unpinned}, hub(ID, license="llama3"))
    assert derived(root).catalog.families["toy"].facts.texts("license") == ("Llama 3 Community License",)


@pytest.mark.parametrize(
    ("field", "value", "was", "shown", "moved", "told"),
    [
        ("training_tokens", "2T", "1000000000000", "2000000000000", card(ID, training_tokens=3 * 10**12), "3,000,000"),
        ("license", "apache-2.0", '"MIT"', "Apache-2.0", hub(ID, license="llama3"), "Llama 3"),  # shown as a list
    ],
)
def test_a_row_is_pinned_against_its_members(
    root: Path, field: str, value: str, was: str, shown: str, moved: Tree, told: str
) -> None:
    """`was` is what they come to, as it is shown; when one states something else, the audit tells. One is taken."""
    assert run(root, "pin", "toy", field, value, *REASON).exit_code == 0
    assert "pinned already" in run(root, "pin", "toy", field, value, *REASON).output
    assert f"was = {was}\n" in (root / FILE).read_text()
    pinned = derived(root).catalog.families["toy"].facts.get(field)
    assert shown in str(pinned)
    assert not stale(root)
    write_parts(root, {FILE: (root / FILE).read_bytes()}, moved)
    (said,) = stale(root)
    assert told in said
    assert derived(root).catalog.families["toy"].facts.get(field) == pinned


def test_values_take_the_form_of_their_field(root: Path) -> None:
    """Counts as people write them, dates as dates, lists as lists."""
    for field, value, line in (
        ("training_tokens", "15T", 'value = "15T"'),
        ("context_length", "8192", "value = 8192"),
        ("release_date", "2024-04-18", "value = 2024-04-18"),
        ("languages", "en, zh", 'value = ["en", "zh"]'),
        ("sizes", "7B/70B", 'value = ["7B", "70B"]'),
    ):
        done = run(root, "pin", "toy", field, value, *REASON)
        assert done.exit_code == 0, done.output
        assert line in (root / FILE).read_text()
    assert len(derived(root).curated.families["toy"].pins) == 5


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("tov", "license", "mit", *REASON), "did you mean toy?"),
        (("toy/toy-8b", "license", "mit", *REASON), "did you mean acme/toy-7b?"),
        (("toy/toy-7b", "licence", "mit", *REASON), "did you mean license"),
        (("toy", "total_params", "7B", *REASON), "say toy/CHECKPOINT"),
        (("toy/toy-7b", "sizes", "7B", *REASON), "cannot be pinned for a checkpoint"),
        (("toy/toy-7b", "total_params", "lots", *REASON), "give a whole number"),
        (("toy", "release_date", "2024-13-01", *REASON), "give a date"),
        (("toy", "languages", "English", *REASON), "language codes"),
        (("toy/toy-7b", "license", "mit", "--source", "https://acme.example/"), 'add --because "…"'),
        (("toy/toy-7b", "license", "mit", "--because", " ", "--source", "https://acme.example/"), 'add --because "…"'),
        (("toy/toy-7b", "license", "mit", "--because", "so"), "add --source"),
    ],
)
def test_what_cannot_be_pinned_is_refused_with_the_fix(root: Path, arguments: tuple[str, ...], said: str) -> None:
    """Exit code 2, one sentence, and not a byte written."""
    before = (root / FILE).read_bytes()
    done = run(root, "pin", *arguments)
    assert done.exit_code == 2
    assert said in done.output
    assert (root / FILE).read_bytes() == before


def test_a_person_s_files_survive_every_command(root: Path) -> None:
    """Whatever is run, curated files that a command was not asked to change keep every byte."""
    odd = family("odd", "checkpoints  =  []\t# later\n\n\n[links]   # none yet\n", name="Odd # one")
    curated = {**tree_of(odd), FILE: (root / FILE).read_bytes()}
    write_parts(root, curated)
    for command in (
        ["derive"], ["check"], ["audit"], ["why", "toy"], ["refresh", "--offline"],
        ["pin", "toy/toy-7b", "license", "apache-2.0", *REASON], ["add", "--offline", "acme/toy-70b", "--family", "toy"], ["derive"],
    ):  # fmt: skip
        done = run(root, *command)
        assert done.exit_code in (0, 1), done.output
        for path, data in curated.items():
            if path != FILE:
                assert (root / path).read_bytes() == data, (command, path)
    old, new = curated[FILE].decode().splitlines(), (root / FILE).read_text().splitlines()
    changed = [line for line in old if line not in new]
    assert changed == [f'checkpoints\t= [ "{ID}" ]   # the only one']
    assert f'checkpoints\t= [ "{ID}", "acme/toy-70b" ]   # the only one' in new
