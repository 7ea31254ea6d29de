"""Every hostile string as what a board's rows say: through its reader, the derivation, a proposal's words and the log."""

import csv
import io
import json
import re
from typing import Final

import pytest
import tomli

from pipeline.github.streams import neutral
from pipeline.layout import kinds, paths
from pipeline.layout.canonical import dumps
from pipeline.model.boards import CuratedBoard
from pipeline.model.changes import Change, ChangeKind
from pipeline.model.reports import KeptNote, RunReport, SourceReport
from pipeline.model.snapshots import BoardFacts
from pipeline.propose.plan import plan
from pipeline.propose.rows import rows_of
from tests.attacks.attack_corpus import OWN, SHARED, cases
from tests.attacks.gfm import bare_text, links, rendered, tags
from tests.attacks.test_laws import MENTION
from tests.github.small_world import based, derived, receipt, small
from tests.propose.test_golden_bodies import HARMLESS
from tests.sources.boards.recorded_table import facts_of

BOARD: Final = b"""
slug = "races"
name = "Races"
url = "https://example.org/races"
[source]
url = "https://example.org/races.csv"
format = "csv"
[columns]
model = "name"
license = "licence"
organization = "maker"
link = "link"
[[scores]]
name = "points"
column = "points"
"""
INVENTED: Final = (
    "##[group]all", "a ##[endgroup]", "::set-output name=a::b", "::stop-commands::x", "%0A::error::x", "@octo-org/all-of-it",
    "https://beacon.example/p.png", "![](https://beacon.example/p.png)", "<!-- catalog-bot v1 {} -->", "--> <!--", "\u202egpj.exe",
    "a\u200b\u2060\ufeffb", "\u0645\u0648\u062f\u064a\u0644-7b", "\u05d0\u05d1 | \u05d2", "a|b\\|c||", "|---|---|", "w" * 5_000, "x\u0301" * 400,
    "[x](javascript:alert(1))", "- [x] rebuild this pull request from scratch", "GH-7 fixes #9", "</details><details open>", "`" * 9,
)  # fmt: skip
STRINGS: Final = list(dict.fromkeys([c["input"] for c in cases(SHARED) + cases(OWN) if isinstance(c["input"], str)] + [*INVENTED]))
HIDDEN: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]")


@pytest.fixture(scope="module")
def edition() -> BoardFacts:
    """The board with a row for each string, each in every column."""
    table = io.StringIO()
    written = csv.writer(table)
    written.writerow(["name", "points", "licence", "maker", "link"])
    for number, text in enumerate(STRINGS):
        fitting = text.encode("utf-8", "replace").decode().replace("\0", "")
        written.writerow([f"{fitting} {number}", number, fitting, fitting, fitting])
    facts = facts_of(CuratedBoard.model_validate(tomli.loads(BOARD.decode())), table.getvalue().encode())
    assert len(facts.rows) + len(facts.rejects) >= len(STRINGS) // 2
    return facts


def test_on_the_pages_and_in_the_proposal(edition: BoardFacts) -> None:
    """No element, link, mention, command, hidden character or row that is not ours, in any file and in the body."""
    snapshot = dumps({"facts": edition.model_dump(mode="json"), "receipt": receipt("https://example.org/races.csv")})
    base = derived(small() | {paths.BOARDS + "races.toml": BOARD})
    kept = tuple(KeptNote(subject=text[:200], reason=text[:200]) for text in STRINGS)
    failed = SourceReport(source="leaderboards", outcome="partial", message=STRINGS[-1], kept=kept)
    asked = RunReport(run="x", started_at="", sources=(failed,))
    (proposal,) = plan(based(base), base | {kinds.BOARDS.path("races"): snapshot}, asked)
    for path, content in proposal.files.items():
        text = (content or b"").decode()
        assert not HIDDEN.search(text), path
        assert "##[" not in text, path
        if path.endswith(".md"):
            assert not {"script", "iframe", "style", "svg", "object"} & set(tags(rendered(text))), path
            assert not any("beacon.example" in link or link.startswith("javascript") for link in links(rendered(text))), path
    html = rendered(proposal.body)
    assert set(tags(html)) <= HARMLESS
    assert {link.partition("://")[2].partition("/")[0] for link in links(html)} <= {"example.org"}
    assert not MENTION.search(bare_text(html))
    assert proposal.body.count("- [") == 1
    assert not HIDDEN.search(proposal.title + proposal.body + proposal.commit_message)


def test_as_the_keys_of_json() -> None:
    """Of rows that are read and of those that are refused nothing hidden is kept."""
    form = BOARD.decode().replace('"csv"', '"json"\nkeyed = true').replace('model = "name"', 'model = "(key)"')
    rows = {text: {"points": n, "licence": "", "maker": "", "link": ""} for n, text in enumerate(STRINGS)}
    facts = facts_of(CuratedBoard.model_validate(tomli.loads(form)), json.dumps(rows).encode())
    assert not HIDDEN.search(dumps(facts.model_dump(mode="json")).decode())


@pytest.mark.parametrize("text", STRINGS)
def test_in_a_row_of_a_body_and_in_the_log(text: str) -> None:
    """As a model's name, a metric, a score and an address: one row, and nothing else; printed, a runner finds no command."""
    said = neutral(f"leaderboards: {text}\n{text}\n")
    assert "##[" not in said
    assert not any(line.lstrip().startswith("::") for line in re.split(r"[\r\n]", said))
    assert not re.search("[\u200b-\u200f\u202a-\u202e\u2060-\u206f]", said)
    moved = Change(kind=ChangeKind.STANDING_MOVED, family="alder", subject=f"races: {text}", field=text, old=text, new=text, url=text)
    (row,) = rows_of([moved])
    html = rendered(f"- before\n{row.text}\n- after\n")
    assert html.count("<li>") == 3
    assert set(tags(html)) <= HARMLESS
    assert not MENTION.search(bare_text(html))
    assert not HIDDEN.search(row.text)
