"""`awesome add` without asking anybody (a thing in a family's file or as a draft, what an issue form asks), and `awesome pin`."""

import json
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st

from pipeline.audit.audited import audit_all
from pipeline.cli.add_form import FormName, plain_prose
from pipeline.cli.edits import Kind, read_thing
from pipeline.derive import derive_all
from pipeline.layout import kinds, paths
from pipeline.model.boards import CuratedBoard
from pipeline.model.outcomes import WrongUsage
from pipeline.reconcile.catalog import Derived
from pipeline.store.tree import read_tree
from tests.audit.audit_parts import Tree, board, card, family, hub, tree_of, write_parts
from tests.edit.issue_bodies import ANSWERS, draft, issue_body
from tests.on_disk import run
from tests.render.reading import html

COLLECTION = "acme/kite-0123456789abcdef01234567"
ID = "acme/Toy-7B"
FILE = kinds.FAMILIES.path("toy")
BODY = f'# by hand\ncheckpoints = [\n  "{ID}", # first\n]\n\n[prose]\nen = "A toy."\n'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A list with two families, one of them with a checkpoint, and one board."""
    return write_parts(
        tmp_path, family("toy", BODY, name="Toy"), family("bird"), hub(ID, license="mit"), card(ID),
        board("rank", 'url = "https://example.org/rank"'),
    )  # fmt: skip


def add(root: Path, *words: str, given: str | None = None, code: int = 0) -> Result:
    """The command; nobody is asked."""
    return run(root, "add", "--offline", *words, given=given, code=code)


def form(root: Path, name: FormName, answers: dict[str, str], *more: str, code: int = 0) -> Result:
    """The command on a form's body at standard input, with these answers beside the usual ones."""
    return add(root, "--form", "-", *more, given=issue_body(name, ANSWERS[name] | answers), code=code)


def files(root: Path) -> dict[str, bytes]:
    """What the list's people wrote."""
    return {p: d for p, d in read_tree(root).items() if p.startswith(paths.CURATED)}


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("acme/toy-7b", ("checkpoints", "acme/toy-7b")),
        ("https://huggingface.co/acme/toy-7b/tree/main?x=1", ("checkpoints", "acme/toy-7b")),
        (COLLECTION, ("collections", COLLECTION)),
        (f"https://huggingface.co/collections/{COLLECTION}", ("collections", COLLECTION)),
        ("2407.10671", ("papers", "2407.10671")),
        ("https://arxiv.org/pdf/2407.10671v2.pdf", ("papers", "2407.10671")),
        ("arXiv:2407.10671v1", ("papers", "2407.10671")),
        ("hf.co/acme/toy-v2", ("checkpoints", "acme/toy-v2")),
        *((text, None) for text in ("toy", "https://acme.example/toy", "acme/", "https://huggingface.co/spaces/acme/x", "")),
    ],
)
def test_ids_and_addresses_are_understood(text: str, thing: tuple[Kind, str] | None) -> None:
    """As people paste them; anything else is refused with the forms that would do."""
    if thing is not None:
        assert read_thing(text) == thing
        return
    with pytest.raises(WrongUsage, match="neither a repository"):
        read_thing(text)


def test_things_join_their_family_s_lists(root: Path) -> None:
    """A line in the manner of the others, once; a list that was not there stands with the others, before the first table."""
    before = (root / FILE).read_text()
    add(root, "acme/toy-70b", "--family", "toy")
    after = (root / FILE).read_text()
    assert after == before.replace("# first\n", '# first\n  "acme/toy-70b",\n')
    assert "already" in add(root, "acme/toy-70b").output
    assert (root / FILE).read_text() == after
    for thing in ("2407.10671", COLLECTION):
        add(root, thing, "--family", "toy")
    assert f']\ncollections = ["{COLLECTION}"]\npapers = ["2407.10671"]\n\n[prose]' in (root / FILE).read_text()
    assert draft(root, "toy")["prose"] == {"en": "A toy."}


def test_a_draft_of_an_id_takes_what_a_person_says(root: Path) -> None:
    """Whose it is from the owner, its name from the id; a paper needs to be told whose model it is."""
    for words, slug, key in (
        (("acme/Hawk2-7B-Instruct", "--kind", "vlm"), "hawk2", "checkpoints"), ((COLLECTION, "--kind", "llm"), "kite", "collections"),
        (("2407.10671", "--kind", "llm", "--name", "Owl", "--organization", "acme"), "owl", "papers"),
    ):  # fmt: skip
        add(root, *words)
        made = draft(root, slug)
        assert (made["organization"], made["kind"], made["draft"], made[key], "prose" in made) == ("acme", words[2], True, [words[0]], False)
    assert "whose model" in add(root, "2407.10672", "--kind", "llm", "--name", "Owl 2", code=2).output
    run(root, "derive", code=0)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("acme/toy-70b", "--family", "tov"), "did you mean toy?"),
        (("acme/hawk-7b",), "add --kind llm or --kind vlm"),
        (("nobody/hawk-7b", "--kind", "llm"), "add --organization"),
        (("nobody/hawk-7b", "--kind", "llm", "--organization", "acne"), "did you mean acme?"),
        (("acme/hawk-7b", "--kind", "llm", "--slug", "Hawk!"), "is no slug"),
        (("acme/toy-70b", "--kind", "llm"), "--family toy"),
        ((ID, "--family", "bird"), "belongs to one family"),
        (("2407.10671", "--kind", "llm"), "add --name"),
        ((), "name one thing"), (("acme/x", "--form", "-"), "name one thing"), (("--form", "none.md"), "none.md"),
    ],
)  # fmt: skip
def test_refusals_name_the_fix(root: Path, arguments: tuple[str, ...], said: str) -> None:
    """Exit code 2, and nothing is written."""
    before = files(root)
    assert said in add(root, *arguments, given="", code=2).output
    assert files(root) == before


@pytest.mark.parametrize(
    ("answers", "words", "slug", "made"),
    [
        ({"name": "Hawk 2", "organization": "ACME", "prose": "It flies far.\nAnd high.\n\n它飞得又远又高。"}, (), "hawk-2",
         {"prose": {"en": "It flies far.\nAnd high.", "zh": "它飞得又远又高。"}, "name": "Hawk 2", "organization": "acme", "kind": "llm",
          "checkpoints": ["acme/Hawk-7B"], "draft": True}),
        # A maintainer's word on the command line goes first.
        ({"name": "hawk!!"}, ("--name", "Hawk", "--kind", "vlm"), "hawk", {"kind": "vlm"}),
        # Whose repository it is goes before a stranger's word for the maker, which counts where the list does not know it.
        ({"organization": "Other"}, (), "hawk", {"organization": "acme"}),
        ({"link": "stranger/Kite-7B", "organization": "other"}, (), "kite", {"organization": "other"}),
    ],
)  # fmt: skip
def test_a_model_becomes_a_draft_with_its_prose(
    root: Path, answers: dict[str, str], words: tuple[str, ...], slug: str, made: dict[str, Any]
) -> None:
    """From the link and the answers; the maker may be named as people do; each language has its side."""
    form(root, "add-model", answers, *words)
    assert draft(root, slug).items() >= made.items()


@pytest.mark.parametrize(("was", "told"), [("MIT", False), ("GPL", True)])
def test_a_wrong_fact_becomes_a_pin(root: Path, was: str, told: bool) -> None:  # noqa: FBT001
    """`was` is what the sources state, reason and page are the form's; it is told where the list moved on since the issue."""
    before = (root / FILE).read_bytes()
    done = form(root, "wrong-fact", {"checkpoint": f"https://huggingface.co/{ID}", "was": was})
    assert (f"the form read {was!r} on the list, the sources state mit" in done.output) == told
    assert (root / FILE).read_bytes().startswith(before)
    (pin,) = draft(root, "toy")["pins"]
    assert pin == {
        "field": "license", "value": "apache-2.0", "was": "mit", "checkpoint": ID,
        "source": "https://acme.example/LICENSE", "because": "The card was written before the licence file.",
    }  # fmt: skip
    assert derive_all(read_tree(root)).catalog.families["toy"].texts("license") == ("Apache-2.0",)


def test_a_leaderboard_becomes_a_file_that_shows_a_link(root: Path) -> None:
    """With lines that make it a source once a person has named its columns."""
    data = {"data": "https://example.org/sums.csv", "license": "CC-BY-4.0", "prose": "Adding up."}
    form(root, "add-leaderboard", data)
    text = (root / f"{paths.BOARDS}sums.toml").read_text("utf-8")
    made = tomllib.loads(text)
    assert (made["kind"], made["license"], made["prose"]) == ("both", "CC-BY-4.0", {"en": "Adding up."})
    assert derive_all(read_tree(root)).curated.boards["sums"].source is None
    filled = CuratedBoard.model_validate(tomllib.loads(re.sub(r"(?m)^# (?!To )", "", text)))
    assert filled.source is not None
    assert (filled.source.url, filled.source.format) == ("https://example.org/sums.csv", "csv")
    form(root, "add-leaderboard", data, code=2)


@pytest.mark.parametrize("name", ANSWERS)
def test_dry_run_prints_the_file_and_writes_nothing(root: Path, name: FormName) -> None:
    """For each of the forms."""
    before = files(root)
    done = form(root, name, {}, "--dry-run")
    assert tomllib.loads(done.stdout)["slug"]
    assert "would write" in done.stderr
    assert files(root) == before


@pytest.mark.parametrize(
    ("name", "answers", "said"),
    [
        ("add-model", {"link": "https://acme.example/hawk"}, ":1: '### Link': 'https://acme.example/hawk' is neither"),
        ("add-model", {"link": "nobody/Hawk-7B"}, "'### Organisation': nobody in"),
        ("add-model", {"link": "nobody/Hawk-7B", "organization": "Acne"},
         "'### Organisation': no organisation has the slug 'Acne' (did you mean acme"),
        ("add-model", {"name": "鹰"}, "'### Name': '鹰' is no slug. Fix: add --slug"),
        ("add-model", {"name": "Toy"}, "'### Name': catalog/curated/families/toy.toml is there already"),
        ("wrong-fact", {"family": "Tov"}, "'### Family': no family is called 'Tov' (did you mean"),
        ("wrong-fact", {"field": "a link"}, "'### Field': links are no facts of a source. Fix: correct [links] in"),
        ("wrong-fact", {"field": "something else"}, "'### Field': 'something else' names no field"),
        ("wrong-fact", {"field": "total_params"}, "'### Checkpoint': 'total_params' cannot be pinned for a family"),
        ("wrong-fact", {"checkpoint": "acme/Toy-8B"}, "'### Checkpoint': toy has no checkpoint 'acme/Toy-8B'"),
        ("wrong-fact", {"field": "context_length", "value": "lots"}, "'### Right value': 'lots' is no context_length"),
        ("wrong-fact", {"source": "my friend"}, "'### Source': a pin needs the page that shows it"),
        ("add-leaderboard", {"url": "example.org"}, "'### Page': 'example.org' is no web address. Fix: write one"),
        ("add-leaderboard", {"url": "https://u:p@example.org/"}, "'### Page': 'https://u:p@example.org/' is no web"),
        ("add-leaderboard", {"url": "https://www.example.org/Rank/"}, "'### Page': catalog/curated/leaderboards/rank.toml has that page"),
        ("add-leaderboard", {"name": "Rank"}, "'### Name': catalog/curated/leaderboards/rank.toml is there already"),
        ("add-leaderboard", {"name": "榜"}, "'### Name': '榜' gives no slug. Fix: add --slug"),
    ],
)
def test_refusals_name_heading_line_and_fix(root: Path, name: FormName, answers: dict[str, str], said: str) -> None:
    """Exit code 2, and nothing is written."""
    before = files(root)
    done = form(root, name, answers, code=2)
    assert re.search(r"standard input:\d+: '### ", done.output)
    assert said in done.output
    assert ". Fix: " in done.output
    assert files(root) == before


@pytest.mark.parametrize(
    ("name", "words"), [("wrong-fact", ("--kind", "vlm")), ("add-leaderboard", ("--family", "toy")), ("wrong-fact", ("--slug", "x"))]
)  # fmt: skip
def test_options_that_a_form_cannot_use_are_refused(root: Path, name: FormName, words: tuple[str, ...]) -> None:
    """Nothing that was asked for is passed over."""
    assert "for" in form(root, name, {}, *words, code=2).output


@pytest.mark.parametrize(("data", "said"), [(b"### Link\n\xff", ":2: not UTF-8"), (b"x" * 300_000, "this is no issue form")])
def test_what_is_no_form_is_refused(root: Path, tmp_path: Path, data: bytes, said: str) -> None:
    """A picture, a megabyte."""
    (tmp_path / "odd.md").write_bytes(data)
    assert said in run(root, "add", "--form", str(tmp_path / "odd.md"), code=2).output


HOSTILE = """Best model ![x](https://evil.example/p.png) <img src=https://evil.example onerror=alert(1)> by @torvalds #1
# Heading
---
- item
<!-- hidden
| a | b |
https://evil.example [click](javascript:alert(1))"""


def test_a_stranger_s_prose_is_text_and_nothing_else(root: Path) -> None:
    """Pictures, links, headings, mentions and HTML of an issue reach the page as the words they are."""
    done = form(root, "add-leaderboard", {"prose": HOSTILE})
    assert "read it before you keep it" in done.output
    page = html(tomllib.loads((root / f"{paths.BOARDS}sums.toml").read_text("utf-8"))["prose"]["en"])
    assert {tag.name for tag in page.find_all()} <= {"p", "br", "html", "body"}
    assert "<img src=https:" in page.get_text().replace("\u200b", "")
    assert plain_prose("Seven sizes (0.5B-72B), each as base and chat; it's the 1st.")[1] is False, "no markup"


@given(st.text(max_size=80) | st.text(st.sampled_from("#*_-=+<>[]()!`|~\\&@:/.1a \n\t\"'$^{%"), max_size=40))
def test_no_text_at_all_becomes_markup(text: str) -> None:
    """Whatever people type, GitHub's own Markdown makes paragraphs of it and nothing else."""
    made, _ = plain_prose(text)
    for side in (made.en, made.zh):
        assert {tag.name for tag in html(side).find_all()} <= {"p", "br", "html", "body"}, side


TOY = "acme/toy-7b"
BY_HAND = f"""# kept by hand, tabs and all
checkpoints\t= [ "{TOY}" ]   # the only one

[prose]   # two languages
en = 'A toy.'
zh = '''
玩具。'''"""
REASON = ("--because", "the licence file says so", "--source", "https://acme.example/LICENSE")


def derived(toy: Path) -> Derived:
    """What the tree comes to."""
    return derive_all(read_tree(toy))


def stale(toy: Path) -> list[str]:
    """What the audit says of pins that outlived their source."""
    return [f.message for f in audit_all(derived(toy), date(2026, 11, 22)).findings if f.rule == "stale-pin"]


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """A family with one checkpoint, of which the Hub states MIT."""
    return write_parts(tmp_path, family("toy", BY_HAND), hub(TOY, license="mit"), card(TOY, training_tokens=10**12))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_only_lines_are_added(toy: Path, end: str) -> None:
    """Every byte of the person's file stands as before, another system's too; `was` is what the sources state now."""
    mark = "\ufeff" if end == "\r\n" else ""
    before = f"{mark}{(toy / FILE).read_text()}".replace("\n", end).encode()
    (toy / FILE).write_bytes(before)
    done = run(toy, "pin", "toy/toy-7b", "license", "apache-2.0", *REASON, code=0)
    after = (toy / FILE).read_bytes()
    assert after.startswith(before)
    assert after[len(before) :].decode() == (
        '\n[[pins]]\nfield = "license"\nvalue = "apache-2.0"\nwas = "mit"\nbecause = "the licence file says so"\n'
        f'source = "https://acme.example/LICENSE"\ncheckpoint = "{TOY}"\n'
    ).replace("\n", end)
    assert "the sources state mit" in done.output


def test_a_pin_survives_any_change_upstream_and_says_so(toy: Path) -> None:
    """The source moves on: the value stays, the audit tells; without the entry the source speaks again. `why` shows both."""
    unpinned = (toy / FILE).read_bytes()
    run(toy, "pin", "toy/toy-7b", "license", "apache-2.0", *REASON)
    run(toy, "derive")
    heard = json.loads(run(toy, "why", "toy/toy-7b", "license", "--json").output)["answers"][0]["heard"]
    assert [(h["verdict"], h["value"]) for h in heard] == [("pinned", "apache-2.0"), ("overruled", "mit")]
    assert derived(toy).catalog.families["toy"].checkpoints[TOY].facts["license"] == "apache-2.0"
    assert not stale(toy)

    for other in ("llama3", None):
        write_parts(toy, {FILE: (toy / FILE).read_bytes()}, hub(TOY, license=other))
        now = derived(toy)
        assert now.catalog.families["toy"].texts("license") == ("Apache-2.0",)
        (said,) = stale(toy)
        assert (other or "no source states a value") in said

    (toy / FILE).write_bytes(unpinned)
    write_parts(toy, {FILE: unpinned}, hub(TOY, license="llama3"))
    assert derived(toy).catalog.families["toy"].texts("license") == ("Llama 3 Community License",)


@pytest.mark.parametrize(
    ("field", "value", "was", "shown", "moved", "told"),
    [
        ("training_tokens", "2T", "1000000000000", "2000000000000", card(TOY, training_tokens=3 * 10**12), "3,000,000"),
        ("license", "apache-2.0", '"MIT"', "Apache-2.0", hub(TOY, license="llama3"), "Llama 3"),  # shown as a list
        ("license", "marabou", '"MIT"', "marabou", hub(TOY, license="llama3"), "Llama 3"),
    ],
)
def test_a_row_is_pinned_against_its_members(
    toy: Path, field: str, value: str, was: str, shown: str, moved: Tree, told: str
) -> None:
    """`was` is what they come to, as it is shown; when one states something else, the audit tells. One is taken."""
    done = run(toy, "pin", "toy", field, value, *REASON, code=0)
    assert ("nobody has read it" in done.output) == (value == "marabou")
    assert "pinned already" in run(toy, "pin", "toy", field, value, *REASON).output
    assert f"was = {was}\n" in (toy / FILE).read_text()
    pinned = derived(toy).catalog.families["toy"].facts.get(field)
    assert shown in str(pinned)
    assert not stale(toy)
    write_parts(toy, {FILE: (toy / FILE).read_bytes()}, moved)
    (said,) = stale(toy)
    assert told in said
    assert derived(toy).catalog.families["toy"].facts.get(field) == pinned


def test_values_take_the_form_of_their_field(toy: Path) -> None:
    """Counts as people write them, dates as dates, lists as lists."""
    for field, value, line in (
        ("training_tokens", "15T", 'value = "15T"'),
        ("context_length", "8192", "value = 8192"),
        ("release_date", "2024-04-18", "value = 2024-04-18"),
        ("languages", "en, zh", 'value = ["en", "zh"]'),
        ("sizes", "7B/70B", 'value = ["7B", "70B"]'),
    ):
        run(toy, "pin", "toy", field, value, *REASON, code=0)
        assert line in (toy / FILE).read_text()
    assert len(derived(toy).curated.families["toy"].pins) == 5


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
        (("toy", "modalities", "video", *REASON), "give what goes in and out, such as text+image→text"),
        (("toy/toy-7b", "license", "mit", "--source", "https://acme.example/"), 'add --because "…"'),
        (("toy/toy-7b", "license", "mit", "--because", " ", "--source", "https://acme.example/"), 'add --because "…"'),
        (("toy/toy-7b", "license", "mit", "--because", "so"), "add --source"),
    ],
)
def test_what_cannot_be_pinned_is_refused_with_the_fix(toy: Path, arguments: tuple[str, ...], said: str) -> None:
    """Exit code 2, one sentence, and not a byte written."""
    before = (toy / FILE).read_bytes()
    assert said in run(toy, "pin", *arguments, code=2).output
    assert (toy / FILE).read_bytes() == before


def test_a_person_s_files_survive_every_command(toy: Path) -> None:
    """Whatever is run, curated files that a command was not asked to change keep every byte."""
    odd = family("odd", "checkpoints  =  []\t# later\n\n\n[links]   # none yet\n", name="Odd # one")
    curated = {**tree_of(odd), FILE: (toy / FILE).read_bytes()}
    write_parts(toy, curated)
    for command in (
        ["derive", "--full"], ["check"], ["audit"], ["why", "toy"], ["refresh", "--offline"],
        ["pin", "toy/toy-7b", "license", "apache-2.0", *REASON], ["add", "--offline", "acme/toy-70b", "--family", "toy"], ["derive"],
    ):  # fmt: skip
        done = run(toy, *command)
        assert done.exit_code in (0, 1), done.output
        for path, data in curated.items():
            if path != FILE:
                assert (toy / path).read_bytes() == data, (command, path)
    old, new = curated[FILE].decode().splitlines(), (toy / FILE).read_text().splitlines()
    changed = [line for line in old if line not in new]
    assert changed == [f'checkpoints\t= [ "{TOY}" ]   # the only one']
    assert f'checkpoints\t= [ "{TOY}", "acme/toy-70b" ]   # the only one' in new
