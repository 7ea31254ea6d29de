"""`awesome add --form`: what people answer on GitHub becomes a draft, a pin or a leaderboard's file."""

import re
import tomllib
from pathlib import Path

import pytest
from click.testing import Result
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cli.add_form import plain_prose
from pipeline.derive import derive_all
from pipeline.layout import kinds, paths
from pipeline.model.boards import CuratedBoard
from pipeline.store.tree import read_tree
from tests.audit.audit_parts import board, card, family, hub, write_parts
from tests.edit.issue_bodies import issue_body
from tests.on_disk import run
from tests.render.reading import html

ID = "acme/Toy-7B"
MODEL = {"link": f"https://huggingface.co/{ID.replace('Toy', 'Hawk')}", "kind": "LLM"}
FACT = {
    "family": "Toy", "field": "license", "value": "apache-2.0", "source": "https://acme.example/LICENSE",
    "because": "The card was written\nbefore the licence file.",
}  # fmt: skip
BOARD = {"name": "Sums", "url": "https://example.org/sums", "kind": "both"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A list with one family of one checkpoint, and one board."""
    return write_parts(
        tmp_path, family("toy", f'checkpoints = ["{ID}"]\n', name="Toy"), hub(ID, license="mit"), card(ID),
        board("rank", 'url = "https://example.org/rank"'),
    )  # fmt: skip


def form(root: Path, body: str, *more: str) -> Result:
    """The command on a body at standard input; nobody is asked."""
    return run(root, "add", "--offline", "--form", "-", *more, given=body)


def files(root: Path) -> dict[str, bytes]:
    """What the list's people wrote."""
    return {p: d for p, d in read_tree(root).items() if p.startswith(paths.CURATED)}


def test_a_model_becomes_a_draft_with_its_prose(root: Path) -> None:
    """From the link and the answers; the maker may be named as people do; each language has its side."""
    body = issue_body("add-model", MODEL | {
        "name": "Hawk 2", "organization": "ACME", "prose": "It flies far.\nAnd high.\n\n它飞得又远又高。",
    })  # fmt: skip
    done = form(root, body)
    assert done.exit_code == 0, done.output
    draft = tomllib.loads((root / kinds.FAMILIES.path("hawk-2")).read_text("utf-8"))
    assert draft["prose"] == {"en": "It flies far.\nAnd high.", "zh": "它飞得又远又高。"}
    assert (draft["name"], draft["organization"], draft["kind"]) == ("Hawk 2", "acme", "llm")
    assert draft["checkpoints"] == ["acme/Hawk-7B"]
    assert draft["draft"] is True


def test_what_the_command_line_says_goes_first(root: Path) -> None:
    """A maintainer knows better than the form."""
    done = form(root, issue_body("add-model", MODEL | {"name": "hawk!!"}), "--name", "Hawk", "--kind", "vlm")
    assert done.exit_code == 0, done.output
    assert tomllib.loads((root / kinds.FAMILIES.path("hawk")).read_text("utf-8"))["kind"] == "vlm"


def test_whose_repository_it_is_goes_before_what_the_form_says(root: Path) -> None:
    """A stranger's word for the maker counts where the list does not know it."""
    assert form(root, issue_body("add-model", MODEL | {"organization": "Other"})).exit_code == 0
    assert tomllib.loads((root / kinds.FAMILIES.path("hawk")).read_text("utf-8"))["organization"] == "acme"
    body = issue_body("add-model", {"link": "stranger/Kite-7B", "kind": "LLM", "organization": "other"})
    assert form(root, body).exit_code == 0
    assert tomllib.loads((root / kinds.FAMILIES.path("kite")).read_text("utf-8"))["organization"] == "other"


def test_a_wrong_fact_becomes_a_pin(root: Path) -> None:
    """`was` is what the sources state, reason and page are the form's; every other byte stays."""
    before = (root / kinds.FAMILIES.path("toy")).read_bytes()
    done = form(root, issue_body("wrong-fact", FACT | {"checkpoint": f"https://huggingface.co/{ID}", "was": "MIT"}))
    assert done.exit_code == 0, done.output
    after = (root / kinds.FAMILIES.path("toy")).read_bytes()
    assert after.startswith(before)
    (pin,) = tomllib.loads(after.decode())["pins"]
    assert pin == {
        "field": "license", "value": "apache-2.0", "was": "mit", "checkpoint": ID, "source": FACT["source"],
        "because": "The card was written before the licence file.",
    }  # fmt: skip
    assert derive_all(read_tree(root)).catalog.families["toy"].facts.texts("license") == ("Apache-2.0",)


def test_another_value_than_the_form_saw_is_told(root: Path) -> None:
    """The list moved on between the issue and the command."""
    done = form(root, issue_body("wrong-fact", FACT | {"was": "GPL"}))
    assert done.exit_code == 0
    assert "the form read 'GPL' on the list, the sources state MIT" in done.output


def test_a_leaderboard_becomes_a_file_that_shows_a_link(root: Path) -> None:
    """With lines that make it a source once a person has named its columns."""
    body = issue_body("add-leaderboard", BOARD | {
        "data": "https://example.org/sums.csv", "license": "CC-BY-4.0", "prose": "Adding up.",
    })  # fmt: skip
    done = form(root, body)
    assert done.exit_code == 0, done.output
    text = (root / f"{paths.BOARDS}sums.toml").read_text("utf-8")
    made = tomllib.loads(text)
    assert (made["kind"], made["license"], made["prose"]) == ("both", "CC-BY-4.0", {"en": "Adding up."})
    assert derive_all(read_tree(root)).curated.boards["sums"].source is None
    filled = CuratedBoard.model_validate(tomllib.loads(re.sub(r"(?m)^# (?!To )", "", text)))
    assert filled.source is not None
    assert (filled.source.url, filled.source.format) == ("https://example.org/sums.csv", "csv")
    assert form(root, body).exit_code == 2


def test_dry_run_prints_the_file_and_writes_nothing(root: Path) -> None:
    """For each of the forms."""
    before = files(root)
    for name, answers in (("add-model", MODEL), ("wrong-fact", FACT), ("add-leaderboard", BOARD)):
        done = form(root, issue_body(name, answers), "--dry-run")
        assert done.exit_code == 0, done.output
        assert tomllib.loads(done.stdout)["slug"]
        assert "would write" in done.stderr
    assert files(root) == before


@pytest.mark.parametrize(
    ("name", "answers", "said"),
    [
        ("add-model", {"link": "https://acme.example/hawk"}, "-:1: '### Link': 'https://acme.example/hawk' is neither"),
        ("add-model", {"link": "nobody/Hawk-7B"}, "'### Organisation': nobody in"),
        (
            "add-model",
            {"link": "nobody/Hawk-7B", "organization": "Acne"},
            "'### Organisation': no organisation has the slug 'Acne' (did you mean acme",
        ),
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
        ("add-leaderboard", {"name": "Rank"}, "'### Name': catalog/curated/leaderboards/rank.toml is there already"),
        ("add-leaderboard", {"name": "榜"}, "'### Name': '榜' gives no slug. Fix: add --slug"),
    ],
)
def test_refusals_name_heading_line_and_fix(root: Path, name: str, answers: dict[str, str], said: str) -> None:
    """Exit code 2, and nothing is written."""
    before = files(root)
    whole = {"add-model": MODEL, "wrong-fact": FACT, "add-leaderboard": BOARD}[name] | answers
    done = form(root, issue_body(name, whole))
    assert done.exit_code == 2
    assert re.search(r"standard input:\d+: '### ", done.output)
    assert said.removeprefix("-:1: ") in done.output
    assert ". Fix: " in done.output
    assert files(root) == before


def test_a_page_that_a_board_has_is_refused(root: Path) -> None:
    """Whatever the issue calls it."""
    url = derive_all(read_tree(root)).curated.boards["rank"].url
    done = form(root, issue_body("add-leaderboard", BOARD | {"url": url}))
    assert done.exit_code == 2
    assert "'### Page': catalog/curated/leaderboards/rank.toml has that page" in done.output


@pytest.mark.parametrize(
    ("words", "said"),
    [((), "name one thing"), (("acme/x", "--form", "-"), "name one thing"), (("--form", "none.md"), "none.md")],
)  # fmt: skip
def test_a_thing_or_a_form_is_wanted(root: Path, words: tuple[str, ...], said: str) -> None:
    """One of the two; a file that is not there is named."""
    done = run(root, "add", *words, given="")
    assert done.exit_code == 2
    assert said in done.output


@pytest.mark.parametrize(
    ("name", "words"), [("wrong-fact", ("--kind", "vlm")), ("add-leaderboard", ("--family", "toy")), ("wrong-fact", ("--slug", "x"))]
)  # fmt: skip
def test_options_that_a_form_cannot_use_are_refused(root: Path, name: str, words: tuple[str, ...]) -> None:
    """Nothing that was asked for is passed over."""
    done = form(root, issue_body(name, {"wrong-fact": FACT, "add-leaderboard": BOARD}[name]), *words)
    assert done.exit_code == 2
    assert "for" in done.output


def test_what_is_no_text_or_too_large_is_refused(root: Path, tmp_path: Path) -> None:
    """A picture, a megabyte."""
    odd = tmp_path / "odd.md"
    for data, said in ((b"### Link\n\xff", ":2: not UTF-8"), (b"x" * 300_000, "larger than 256 KiB")):
        odd.write_bytes(data)
        done = run(root, "add", "--form", str(odd))
        assert done.exit_code == 2
        assert said in done.output


HOSTILE = """Best model ![x](https://evil.example/p.png) <img src=https://evil.example onerror=alert(1)> by @torvalds #1
# Heading
---
- item
<!-- hidden
| a | b |
https://evil.example [click](javascript:alert(1))"""


def test_a_stranger_s_prose_is_text_and_nothing_else(root: Path) -> None:
    """Pictures, links, headings, mentions and HTML of an issue reach the page as the words they are."""
    done = form(root, issue_body("add-leaderboard", BOARD | {"prose": HOSTILE}))
    assert done.exit_code == 0, done.output
    assert "read it before you keep it" in done.output
    page = html(tomllib.loads((root / f"{paths.BOARDS}sums.toml").read_text("utf-8"))["prose"]["en"])
    assert {tag.name for tag in page.find_all()} <= {"p", "br", "html", "body"}
    assert "<img src=https:" in page.get_text().replace("\u200b", "")


@settings(deadline=None)  # the machine may be busy
@given(st.text(max_size=80) | st.text(st.sampled_from("#*_-=+<>[]()!`|~\\&@:/.1a \n\t\"'$^{%"), max_size=40))
def test_no_text_at_all_becomes_markup(text: str) -> None:
    """Whatever people type, GitHub's own Markdown makes paragraphs of it and nothing else."""
    made, _ = plain_prose(text)
    for side in (made.en, made.zh):
        assert {tag.name for tag in html(side).find_all()} <= {"p", "br", "html", "body"}, side


def test_plain_words_stay_as_they_are() -> None:
    """Punctuation that means nothing to Markdown is no markup."""
    text = "Seven sizes (0.5B-72B), each as base & chat; it's the 1st."
    assert plain_prose(text.replace("&", "and"))[1] is False
    assert plain_prose("")[0].en == ""
