"""From two trees to proposals: scopes, risk, words and notes."""

import functools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.github.lifecycle import Outside, check_paths
from pipeline.layout import kinds, paths
from pipeline.model.changes import BotState, Change, ChangeKind
from pipeline.propose import scopes
from pipeline.propose.plan import confusable_owners, plan, propose
from pipeline.propose.rows import list_rows, shown
from pipeline.propose.scopes import Scoping, partition
from pipeline.propose.wording import note, read_note
from tests.github.small_world import (
    BIRCH,
    CEDAR,
    LANGUAGES,
    LICENCE,
    PAPER,
    based,
    card,
    derived,
    family,
    gone,
    listed,
    of,
    paper,
    planned,
    report,
    small,
)

BASE = derived(small())


def test_scopes_and_risk() -> None:
    """Lanes for the routine, a family each for doubts, one for the new; each file in exactly one."""
    found = planned(LANGUAGES | LICENCE | CEDAR | PAPER)
    wanted = {"huggingface": "routine", "arxiv": "routine", "family-alder": "needs eyes", "new-cedar": "needs eyes"}
    assert {s: p.risk for s, p in found.items()} == wanted
    inputs = [path for p in found.values() for path in p.files if paths.is_input(path)]
    assert sorted(inputs) == sorted(LANGUAGES | LICENCE | CEDAR | PAPER)
    assert all(p.draft == (p.risk == "needs eyes") for p in found.values())
    # Curated files that are there already are not the bot's to change.
    assert planned({kinds.FAMILIES.path("birch"): family("birch", "acme/birch-7b", name="Other"), paths.SECTIONS: b"x = 1\n"}) == {}
    # What went away is a deletion, and needs eyes.
    (gone,) = planned({BIRCH: None}).values()
    assert (gone.files[BIRCH], gone.risk) == (None, "needs eyes")


def test_both_ends_of_a_range_of_counts_are_written_short() -> None:
    """What is no count in either end stays as it is."""
    change = Change(kind=ChangeKind.FACT_CHANGED, family="alder", field="training_tokens")
    assert [shown(change, value) for value in ("1000000000000–1500000000000", 10**12, "8–x")] == ["1T–1.5T", "1T", "8–x"]


def test_what_takes_something_away_needs_eyes() -> None:
    """Removals and replacements need eyes."""
    for kind in ChangeKind:
        takes_away = re.search("lost|gone|removed|changed|withdrawn|broken|renamed", kind.value) is not None
        assert Change(kind=kind).needs_eyes == (takes_away or kind is ChangeKind.FAMILY_ADDED)


def test_what_moves_again_is_told_again() -> None:
    """By its last name and its new one, whose owner may imitate a known one."""
    base = derived(small() | gone("acme/birch-7b", to="newco/birch-7b"))
    (found,) = plan(based(base), base | gone("acme/birch-7b", to="acrne/birch-7b"), report())
    assert [(c.kind, c.old, c.new) for c in found.changes] == [(ChangeKind.CHECKPOINT_RENAMED, "newco/birch-7b", "acrne/birch-7b")]
    assert "confusable name" in found.body


def curated(languages: list[str] | str, field: str = "languages") -> dict[str, bytes]:
    """The family with languages that a person wrote, which stand until a source states them."""
    fact = f'[[facts]]\nfield = "{field}"\nvalue = {languages!r}\nsource = "https://huggingface.co/acme/birch-7b"\n'
    return {kinds.FAMILIES.path("birch"): family("birch", "acme/birch-7b", more=fact)}


birch = functools.partial(of, "acme/birch-7b")
DENIED = birch(languages=["de"])
SEES = curated("text+image+video→text", "modalities")
BEFORE_AND_AFTER = {
    "the order of a list": (curated(["fr", "en"]), birch(languages=["en", "fr"]), False),
    "a list that grew": (birch(languages=["en"]), birch(languages=["en", "fr"]), True),
    "a count within tolerance": (birch(), birch(params=7_300_000_000), False),
    "a count beyond it": (birch(), birch(params=9_900_000_000), True),
    "a name's figure that gave way": (birch(safetensors=None), birch(params=9_900_000_000), False),
    "an absence that is filled": (birch(), birch(languages=["en"]), False),
    "an access that was not known": (birch(sha=None), birch(gated="auto"), False),
    "an access that changed": (birch(), birch(gated="auto"), True),
    "a person's fact that a source denies": (curated(["fr", "en"]), DENIED, True),
    "a denial that was there before": (curated(["fr", "en"]) | DENIED, birch(languages=["de"], params=7_300_000_000), False),
    "a task that says less than a person": (SEES, card("acme/birch-7b", modalities=("text+image→text", "modalities.task")), False),
    "a task that says something else": (SEES, card("acme/birch-7b", modalities=("text+audio→text", "modalities.task")), True),
    "words that say less": (SEES, card("acme/birch-7b", modalities=("text+image→text", "modalities.takes")), True),
    "another licence": (birch(), birch(licence="mit"), True),
}


@pytest.mark.parametrize("name", BEFORE_AND_AFTER)
def test_a_doubt_is_a_doubt(name: str) -> None:
    """What takes a value away or contradicts it needs eyes; what fills an absence or says the same does not."""
    old, new, doubtful = BEFORE_AND_AFTER[name]
    (proposal,) = planned(new, derived(small() | old)).values()
    assert proposal.changes
    assert (proposal.risk == "needs eyes") == doubtful, proposal.changes
    assert ("no line of the READMEs" in proposal.body) == proposal.files.keys().isdisjoint(paths.READMES)
    assert "U+2192" not in proposal.body


def test_a_body_says_what_its_own_change_is() -> None:
    """Routine news of what was read is no first reading, whatever waits beside it; without a doubt nothing is to be judged."""
    base = derived(small() | card("acme/birch-7b"))
    unread = {p: c for name in ("acme/alder-8b", "acme/alder-70b") for p, c in (of(name, licence="mit", languages=["en"]) | card(name)).items()}
    found = plan(based(base, rows=1), base | LANGUAGES | card("acme/birch-7b", revision="b") | unread, report())
    assert [p.scope for p in found] == ["family-alder", "huggingface"]
    calm = propose("family-birch", based(base), LANGUAGES, report())
    assert calm is not None
    assert calm.title.startswith("Refresh birch - ")
    assert "should judge" not in calm.body
    by_hand = {**base, "README.md": base["README.md"] + b"\nBy hand <!-- <img src=x>\n"}
    (nameless,) = planned(of("acme/alder-8b", licence="other"), by_hand).values()
    assert re.search("<img|<!--", nameless.body) is None
    assert "licence of `acme/alder-8b` is `other` now" in nameless.body


def test_what_a_pin_holds_and_what_merely_moves_is_no_loss() -> None:
    """A pin of the family is its members' licence too, unless a person states theirs; older rows make room by name, and in one line."""
    pin = '[[pins]]\nfield = "license"\nbecause = "read"\nsource = "https://a.example/"\nvalue = '
    toml = family("alder", "acme/alder-8b", "acme/alder-70b", more=f'{pin}"apache-2.0"\n{pin}"mit"\ncheckpoint = "acme/alder-70b"\n')
    made = based(small() | {kinds.FAMILIES.path("alder"): toml} | of("acme/alder-8b", licence="other")).main.catalog.families["alder"]
    assert [made.licences_for(one) for one in made.checkpoints.values()] == [("Apache-2.0",), ("MIT",)]
    newer = {kinds.FAMILIES.path("cedar"): family("cedar", "acme/cedar-1b"), **of("acme/cedar-1b", created_at="2027-01-02T00:00:00Z")}
    assert re.findall("(move .*): Alder, Birch|(Alder after)", planned(newer)["new-cedar"].body) == [("move to Earlier models (2)", "")]


def test_a_denied_fact_is_a_proposal_of_its_own_and_a_no_is_remembered() -> None:
    """Both pieces of evidence, and what to do; the person's file is not touched; closed, it comes again only with another statement."""
    base = derived(small() | curated(["fr", "en"]))
    mine = planned(DENIED | of("acme/alder-8b", languages=["en"]), base)["family-birch"]
    assert "a person states [fr, en](https://huggingface.co/acme/birch-7b), a source [de](https://" in mine.body
    assert mine.body.count("https://huggingface.co/acme/birch-7b") >= 2
    assert kinds.FAMILIES.path("birch") not in mine.files

    no = scopes.unpacked(mine.objects)
    assert [p.scope for p in plan(based(base), base | DENIED, report(), declined=no)] == []
    assert plan(based(base), base | birch(languages=["ja"]), report(), declined=no)


def test_nothing_that_a_person_must_answer_hides_in_the_routine() -> None:
    """A catalog that was never read has one first reading of all sources, routine whatever else came: the oddest first, then each publisher."""
    moved = of("acme/alder-8b", gated="auto", created_at="2024-01-02T00:00:00Z") | gone("acme/alder-70b") | PAPER | of("acme/birch-7b", params=7_600_000_000)
    found = planned(small() | moved, derived(listed()))
    assert {scope: p.risk for scope, p in found.items()} == {"first-reading": "routine", "family-alder": "needs eyes"}
    body = found["first-reading"].body
    odd, _, families = body.partition("<summary>Acme: ")
    assert "more than before" in odd.partition("### The oddest")[2]
    assert "| `birch` | `acme/birch-7b` | " in families
    assert "Needs your eyes" not in body
    assert list(planned(LANGUAGES, derived(small()))) == ["huggingface"]


def grove(makers: int, **states: object) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """As many makers with a family each, derived, and what the Hub states of each checkpoint now."""
    names = [f"maker{n}" for n in range(makers)]
    base = {paths.ORGANIZATIONS: "".join(f'[organizations.{m}]\nname = "{m}"\nhub = ["{m}"]\n' for m in names).encode()}
    for m in names:
        base[kinds.FAMILIES.path(f"{m}-fir")] = family(f"{m}-fir", f"{m}/fir-7b").replace(b'"acme"', f'"{m}"'.encode())
        base |= of(f"{m}/fir-7b", licence="mit")
    return derived(base), {p: c for m in names for p, c in of(f"{m}/fir-7b", **{"licence": "mit", **states}).items()}


def test_a_routine_proposal_is_within_what_a_person_reads() -> None:
    """More rows than the limit are split by maker, and each object is in one part."""
    base, news = grove(3, languages=["en"])
    parts = plan(based(base, rows=2), base | news, report())
    assert {p.scope for p in parts} == {f"huggingface-maker{n}" for n in range(3)}
    assert sorted(path for p in parts for path in p.files if paths.is_input(path)) == sorted(news)
    assert all("Refresh from the Hugging Face Hub (" in p.title for p in parts)
    assert [p.scope for p in plan(based(base), base | news, report())] == ["huggingface"]


MANY = {"many-licence": {"licence": None}, "many-access": {"gated": "auto"}, "many-parameters": {"params": 9_900_000_000}}


@pytest.mark.parametrize(("scope", "states"), MANY.items())
def test_one_doubt_about_many_families_is_one_proposal(scope: str, states: dict[str, object]) -> None:
    """An upstream that changes a field for everybody is judged once; of few families, or beside another doubt, each by itself."""
    base, news = grove(12, **states)
    found = {p.scope: p for p in plan(based(base), base | news | gone("maker3/fir-7b"), report())}
    assert set(found) == {scope, "family-maker3-fir"}
    assert "Check " + scope.removeprefix("many-") + " of many families - 11 " in found[scope].title
    some = {p: c for p, c in news.items() if p <= kinds.CHECKPOINTS.path("maker7/fir-7b")}
    assert len(plan(based(base), base | some, report())) == len(some)


def test_how_a_thing_was_retrieved_is_not_what_it_states() -> None:
    """A new commit id, receipt, version, status or order of words has the same statement; a new licence has not. Earlier notes hold."""
    digest, one = scopes.statement_digest, birch(sha="a" * 40)[BIRCH]
    assert digest(one) == digest(birch(sha="b" * 40)[BIRCH])
    assert digest(one) != digest(birch(licence="mit")[BIRCH])
    assert digest(birch(languages=["en", "fr"])[BIRCH]) == digest(birch(languages=["fr", "en"])[BIRCH])
    assert digest(b"not json") != digest(b"not json either")
    assert digest(None) == "gone"
    path, boards = kinds.PAPERS.path("2501.00001"), based(BASE).main.curated.boards
    declined = scopes.unpacked(scopes.fingerprints({path: paper("2501.00001", "Small things", 3)}, boards))
    cases = ("Small things", 4, declined), ("Another", 4, declined), ("Small things", 3, {"EEJ_DcmM"})
    assert [scopes.is_declined(path, paper("2501.00001", title, no), boards, kept) for title, no, kept in cases] == [True, False, True]
    assert "v1, On small things → v2, &lt;b&gt;" in planned({path: paper("2501.00001", "<b>[Small](x)", 2)})["arxiv"].body


def test_objects_and_their_lanes() -> None:
    """A card goes with its checkpoint, a board's history with its board; a person's file has no lane."""
    assert scopes.unit_of(kinds.CARDS.path("a/b")) == scopes.unit_of(kinds.CHECKPOINTS.path("a/b"))
    assert scopes.unit_of("history/arena.tsv") == scopes.unit_of(kinds.BOARDS.path("arena"))
    assert scopes.unit_of("README.md") is None
    assert scopes.unit_of(paths.SECTIONS) is None


UNITS = st.sampled_from([scopes.Unit(k, n) for k in ("checkpoint", "paper", "board") for n in "abcd"])
OWNED = st.dictionaries(UNITS, st.frozensets(st.sampled_from("xyz")))
CHANGES = st.builds(
    Change, kind=st.sampled_from(list(ChangeKind)), family=st.sampled_from(["", "x", "y", "z"]), subject=st.sampled_from("abcd")
)


@settings(max_examples=100)
@given(OWNED, st.lists(CHANGES), st.frozensets(st.sampled_from("xyz")))
def test_every_object_is_in_exactly_one_scope(
    belongs: dict[scopes.Unit, frozenset[str]], changes: list[Change], forced: frozenset[str]
) -> None:
    """Whatever changed and whoever shares it, nothing is proposed twice and nothing is left out."""
    found = partition(Scoping({unit: {} for unit in belongs}, changes, belongs, new={"z"}, forced=forced))
    assert sorted(u for units in found.values() for u in units) == sorted(belongs)


@given(st.builds(BotState, scope=st.text(max_size=30), branch=st.text(max_size=30), base=st.text(max_size=40), head=st.text(max_size=40),
                 plan=st.text(max_size=20), objects=st.text(alphabet="AZaz09-_", max_size=64),
                 closed=st.sampled_from(["", "-->", "--", "<b>", "obsolete"])))  # fmt: skip
def test_notes_survive_anything(state: BotState) -> None:
    """A note reads back as it was written, on one line, and nothing in it closes the comment."""
    line = note(state)
    assert "\n" not in line
    assert line.count("-->") == 1
    assert line.count("<") == 1
    assert read_note(line + "\nwords") == state


@pytest.mark.parametrize("said", ["", "[]", '{"v":2}', "[" * 50_000, '{"v":NaN}'])
def test_notes_that_are_none(said: str) -> None:
    """Anything else is no note, and no harm."""
    assert read_note(f"<!-- catalog-bot v1 {said} -->") is read_note(said) is None


@pytest.mark.parametrize(
    "path", [".github/workflows/x.yml", "catalog/curated/sections.toml", "pipeline/x.py", "../x", "snapshots/../x", "/snapshots/x",
             "snapshots/.git/x", "snapshots/a\nb", "snapshots\\x", "catalog/curated/families/alder.toml", "README.rst", "snapshots//x"]
)  # fmt: skip
def test_the_bot_writes_where_it_may(path: str) -> None:
    """Machine-owned folders and new families: nothing else, whatever a plan says."""
    with pytest.raises(Outside):
        check_paths({path: b"x"}, BASE)
    check_paths({"snapshots/x.json": b"x", kinds.FAMILIES.path("cedar"): b"x", "README.md": b"x"}, BASE)


def test_names_that_look_alike() -> None:
    """Letters of other alphabets, rn for m, digits for letters; a name is not confusable with itself."""
    found = confusable_owners(["meta-ll\u0430ma", "acrne", "0penai", "acme", "qwen"], ["meta-llama", "acme", "openai", "mistral"])
    assert found == {"meta-ll\u0430ma": ("meta-llama",), "acrne": ("acme",), "0penai": ("openai",)}


def test_what_the_audit_finds_of_an_object_takes_that_alone_out_of_the_routine() -> None:
    """The rest of its family stays; and a line above all headings is told without a name."""
    path, calm = kinds.PAPERS.path("2501.00001"), paper("2501.00001", "Alder")
    found = planned({path: calm.replace(b'"Alder"', b'"Oak", "abstract": "Of oaks."')} | of("acme/alder-70b", sha="b" * 40), derived(small() | {path: calm}))
    assert [(scope, path in p.files) for scope, p in found.items()] == [("family-alder", True), ("huggingface", False)]
    assert "- As of May. \u2192 As of June." in str(list_rows({"README.md": b"As of May.\n"}, {"README.md": b"As of June.\n"}, set()))
