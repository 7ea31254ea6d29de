"""A proposal's life on a local forge and on GitHub by both transports, a person's hands in between."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from pipeline.github.lifecycle import Publisher, read_remote
from pipeline.github.local_forge import LocalForge
from pipeline.layout import kinds, paths
from pipeline.model.outcomes import Moved, Refused
from pipeline.model.reports import RunReport, SourceReport
from pipeline.propose import wording
from pipeline.propose.plan import plan
from pipeline.propose.wording import REBUILD, read_note
from tests.github.places import GitHubPlace, LocalPlace, Place, Repository
from tests.github.small_world import (
    BIRCH,
    CEDAR,
    GERMAN,
    LANE,
    LANGUAGES,
    LICENCE,
    NAMED,
    ORGANIZATIONS,
    OTHER,
    PAPER,
    based,
    derive_again,
    derived,
    family,
    gone,
    of,
    report,
    run,
    small,
    states,
)
from tests.githubdouble import Fault

BACK = {p: c for p, c in small().items() if p in LANGUAGES}
BROKEN, NO_TEXT = ({kinds.FAMILIES.path("birch"): text} for text in (b"slug = [\n", b"\xff"))
MINE = {kinds.FAMILIES.path("birch"): family("birch", "acme/birch-7b", name="Mine")}


def authors(place: Place, branch: str) -> list[str]:
    """Who wrote a branch's commits beyond main, newest first."""
    return place.git("log", "--format=%an", f"main..{branch}").splitlines()


def changed(place: Place, branch: str) -> set[str]:
    """The files a branch changes."""
    return set(place.git("diff", "--name-only", f"main...{branch}").splitlines())


def test_one_branch_a_scope_and_one_commit_each(place: Place) -> None:
    """Routine, doubtful and new things arrive apart, each as one commit on main that is its own derivation."""
    before, forge = place.person.status(), place.forge()
    notes = run(forge, LANGUAGES | LICENCE | CEDAR | PAPER)
    assert states(notes) == dict.fromkeys(["huggingface", "arxiv", "family-alder", "new-cedar"], "opened")
    assert place.person.status() == before, "working tree, index and HEAD are as they were"
    for branch, head in place.heads().items():
        assert place.git("rev-parse", f"{head}^") == place.git("rev-parse", "main"), branch
        forge.fetch(head)
        files = forge.git.files(head, lambda path: path != ".gitignore")
        assert derived(files) == files
        assert REBUILD in place.body(branch)
        signed = isinstance(place, GitHubPlace) and place.transport == "api"  # a push carries no signature of ours
        assert ("verified the commit" in place.body(branch)) == signed
    eyes = {note.branch for note in notes.values() if note.risk == "needs eyes"}
    assert eyes == {"catalog-bot/family-alder", "catalog-bot/new-cedar"}
    assert {p.branch for p in forge.pulls() if p.draft and "needs eyes" in p.labels} == eyes
    assert all("catalog-bot" in p.labels for p in forge.pulls())


def test_a_second_run_writes_nothing(place: Place) -> None:
    """The same world again, GITHUB_REPOSITORY in other letters even, boards or papers alone, derived again after a push of documentation."""
    everything = LANGUAGES | LICENCE | CEDAR | PAPER
    run(place.forge(), everything)
    first, bodies = place.heads(), [p.body for p in place.forge().pulls()]
    forge = place.forge()
    log = place.double.log if isinstance(place, GitHubPlace) else []
    asked, written = len(log), place.writes
    assert set(states(run(forge, {}, name="run-2")).values()) == {"unchanged"}
    assert place.writes == written
    assert len(log) - asked <= 11, log[asked:]
    again = place.forge(repository=place.double.hosted.name.upper()) if isinstance(place, GitHubPlace) else place.forge()
    assert set(states(run(again, everything, name="run-3")).values()) == {"unchanged"}
    place.push({"docs/note.md": b"words\n"})
    kinds_of_run: list[tuple[str, ...]] = [("arxiv",), ("leaderboards",), ("huggingface", "arxiv"), ()]
    for sources in kinds_of_run:
        other = RunReport(run="other", started_at="", sources=tuple(SourceReport(source=s, outcome="ok") for s in sources))
        assert {n.state for n in run(place.forge(), {}, asked=other).values()} == {"unchanged"}
    assert {n.state for n in derive_again(place.forge())} == {"unchanged"}
    assert (place.heads(), [p.body for p in place.forge().pulls()]) == (first, bodies)


def test_few_are_opened_in_one_run_the_most_important_first(place: Place) -> None:
    """What takes a licence away comes before the routine, that before new families; the others wait for a place."""
    limits = {"new": 1, "open": 3}
    everything = LANGUAGES | LICENCE | CEDAR
    opened = [s for _ in range(3) for s, n in run(place.forge(), everything, limits=limits).items() if n.state == "opened"]
    assert opened == ["family-alder", "huggingface", "new-cedar"]
    assert states(run(place.forge(), everything | PAPER, limits=limits))["arxiv"] == "waiting"


def test_a_checkpoint_that_was_withdrawn_leaves_the_proposal(place: Place) -> None:
    """It was never on the list: the proposal that brought it goes on without it, that of a new family ends."""
    fresh = of("acme/birch-9b", params=9_000_000_000)
    run(place.forge(), OTHER | fresh | CEDAR)
    assert changed(place, LANE) & fresh.keys()
    ended = run(place.forge(), OTHER | gone("acme/cedar-1b") | {p: c.replace(b'"present"', b'"gone"') for p, c in fresh.items()})
    assert states(ended)["new-cedar"] == "closed"
    assert not changed(place, LANE) & fresh.keys()
    assert changed(place, LANE) & OTHER.keys()


def test_rebuilt_in_place(place: Place) -> None:
    """New content, or a catalog that moved on main, gives it one new commit; a commit beside the catalog does not."""
    run(place.forge(), LANGUAGES)
    number, head = place.forge().pulls()[0].number, place.heads()[LANE]
    assert states(run(place.forge(), GERMAN)) == {"huggingface": "updated"}
    assert place.heads()[LANE] != head
    place.push(NAMED)
    assert states(run(place.forge(), {})) == {"huggingface": "updated"}
    assert len(authors(place, LANE)) == 1
    assert place.git("rev-parse", f"{LANE}^") == place.git("rev-parse", "main")
    place.push({"docs/note.md": b"words\n"})
    assert states(run(place.forge(), {})) == {"huggingface": "unchanged"}
    assert [p.number for p in place.forge().pulls()] == [number]


@pytest.mark.parametrize("squash", [False, True])
def test_merging_ends_it_and_the_name_serves_again(place: Place, squash: bool) -> None:  # noqa: FBT001
    """After a merge, plain or squashed, there is nothing to say and nothing counts as declined."""
    run(place.forge(), LANGUAGES)
    place.merge(LANE, squash=squash)
    assert run(place.forge(), {}) == {}
    assert read_remote(place.forge()).declined == frozenset()
    assert run(place.forge(), OTHER)["huggingface"].branch == LANE


def test_a_persons_no_holds_for_that_content_alone(place: Place) -> None:
    """What was closed never comes back, not even beside a new change, until it states something else."""
    run(place.forge(), LANGUAGES)
    place.close(LANE)
    closed = place.heads().get(LANE)
    assert run(place.forge(), LANGUAGES) == {}
    notes = run(place.forge(), LANGUAGES | OTHER)
    assert states(notes) == {"huggingface": "opened"}
    assert notes["huggingface"].branch == f"{LANE}_2"
    run(place.forge(), OTHER | of("acme/birch-7b", languages=["en", "fr"], sha="d" * 40))
    assert BIRCH not in changed(place, f"{LANE}_2")
    run(place.forge(), OTHER | GERMAN)
    assert BIRCH in changed(place, f"{LANE}_2")
    assert place.heads().get(LANE) == closed, "the branch of a closed pull request is never touched"
    run(place.forge(), CEDAR)  # a new family takes its objects along
    place.close("catalog-bot/new-cedar")
    assert set(run(place.forge(), CEDAR | of("acme/cedar-1b", params=1_100_000_000))) == {"huggingface"}
    assert not changed(place, f"{LANE}_2") & CEDAR.keys()


def test_a_close_can_be_taken_back(hosted: GitHubPlace) -> None:
    """A label on the closed pull request takes the no back; one that is opened again is kept up."""
    run(hosted.forge(), LANGUAGES)
    hosted.close(LANE)
    hosted.double.pull(LANE).labels.append("reconsider")
    assert states(run(hosted.forge(), LANGUAGES)) == {"huggingface": "opened"}
    hosted.close(f"{LANE}_2")
    run(hosted.forge(), LANGUAGES)
    run(hosted.forge(), LANGUAGES | OTHER)
    hosted.double.pull(f"{LANE}_2").state = "open"
    assert set(hosted.double.pulls()) == {f"{LANE}_2", f"{LANE}_3"}
    run(hosted.forge(), GERMAN)
    assert list(hosted.double.pulls()) == [f"{LANE}_2"], "two would say the same"


def test_sixty_ends_are_not_the_end_of_a_scope(hosted: GitHubPlace) -> None:
    """Whatever people closed, what is new gets the next free branch."""
    run(hosted.forge(), LANGUAGES)
    hosted.close(LANE)
    for branch in (f"{LANE}_{n}" for n in range(2, 61)):
        state = read_note(hosted.body(LANE)) or pytest.fail("there is no note")
        words = {"title": "Once more", "body": wording.with_note(state.model_copy(update={"branch": branch}), "")}
        vars(hosted.double.hosted.issue(words, hosted.double.bot)).update(branch=branch, state="closed")
    assert run(hosted.forge(), GERMAN)["huggingface"].branch == f"{LANE}_61"


def test_curated_commits_stay_beneath_and_are_derived_again(place: Place) -> None:
    """A person's corrections on the branch are kept, with their author, through content and base moving."""
    run(place.forge(), CEDAR)
    branch, file = "catalog-bot/new-cedar", kinds.FAMILIES.path("cedar")
    better = family("cedar", "acme/cedar-1b", name="Cedar of Lebanon")
    place.push({file: better}, branch, "Name it properly")
    assert states(run(place.forge(), {})) == {"new-cedar": "updated"}
    assert place.git("log", "--format=%s", f"main..{branch}").splitlines() == ["Add cedar", "Name it properly"]
    assert authors(place, branch)[1:] == ["A Person"]
    assert place.git("show", f"{branch}:{file}") == better.decode().strip()
    assert "Cedar of Lebanon" in place.git("show", f"{branch}:README.md")
    assert states(run(place.forge(), {})) == {"new-cedar": "unchanged"}
    place.push(NAMED)
    place.push({file: better + b'aliases = ["Lebanon"]\n'}, branch, "An alias")
    assert states(run(place.forge(), {})) == {"new-cedar": "updated"}
    assert authors(place, branch)[1:] == ["A Person", "A Person"]
    assert place.git("merge-base", "main", branch) == place.git("rev-parse", "main")


def test_a_person_who_writes_the_new_name_is_not_asked_about_the_old_one(place: Place) -> None:
    """The family's file is no draft, and the checkpoint goes on under its new name."""
    run(place.forge(), gone("acme/birch-7b", to="acme/Birch-2-7B"))
    branch = "catalog-bot/family-birch"
    place.push({kinds.FAMILIES.path("birch"): family("birch", "acme/Birch-2-7B")}, branch)
    assert states(run(place.forge(), {})) == {"family-birch": "updated"}
    body = place.body(branch)
    assert "goes on as [`acme/Birch-2-7B`]" in body
    assert "nothing that anybody stated is taken away" not in body
    assert not re.search("Drafts|no longer in the family|Is it really none", body)


@pytest.mark.parametrize("mine", [{"README.md": b"# mine\n"}, {}])
@pytest.mark.parametrize("amend", [False, True])
def test_any_other_commit_stops_the_bot_until_the_box_is_ticked(place: Place, amend: bool, mine: dict[str, bytes | None]) -> None:  # noqa: FBT001
    """A person's work, or the bot's commit that they amended, is left alone, with a word; rebuilt when asked, its head is noted."""
    run(place.forge(), LANGUAGES)
    theirs, found = place.push(mine, LANE, amend=amend), GERMAN if mine else LANGUAGES
    for number in range(3):
        assert states(run(place.forge(), found, name=f"run-{number}")) == {"huggingface": "stopped"}
        assert place.heads()[LANE] == theirs
    (said,) = place.comments(LANE)
    assert theirs in said
    place.tick(LANE)
    assert states(run(place.forge(), found)) == {"huggingface": "updated"}
    assert len(authors(place, LANE)) == 1
    assert place.heads()[LANE] != theirs
    assert theirs in place.body(LANE)
    assert f"- [ ] {REBUILD}" in place.body(LANE)


@pytest.mark.parametrize("how", ["a plain merge of main", "a merge of a mode", "a shallow clone", "a rewritten main"])
def test_what_is_no_persons_work_does_not_stop_the_bot(hosted: GitHubPlace, how: str) -> None:
    """Main's own commits, though Actions' clone does not have them, or main has them no more."""
    run(hosted.forge(), LANGUAGES)
    if how == "a merge of a mode":  # of a file of which the branch changed the content
        (hosted.person.folder / BIRCH).chmod(0o755)
    hosted.push(NAMED if how == "a shallow clone" else {"docs/note.md": b"words\n"}, amend=how == "a rewritten main")
    if how in {"a plain merge of main", "a merge of a mode"}:
        hosted.merge("main", into=LANE)
    elif how == "a shallow clone":
        (hosted.folder / "bot").rename(hosted.folder / "before")
        hosted.person.git("clone", "-q", "--depth=1", f"file://{hosted.double.hosted.folder}", str(hosted.folder / "bot"))
    assert states(run(hosted.forge(), GERMAN)) == {"huggingface": "updated"}
    assert len(authors(hosted, LANE)) == 1
    assert states(run(hosted.forge(), {})) == {"huggingface": "unchanged"}


@pytest.mark.parametrize(("theirs", "main", "said"), [(BROKEN, {}, "birch.toml"), (NO_TEXT, {}, "birch.toml"), (MINE, NAMED, "both changed")])
def test_what_a_person_curated_stops_the_bot_where_it_does_not_go_on(
    place: Place, theirs: dict[str, bytes], main: dict[str, bytes], said: str
) -> None:
    """Not to be read, or changed on main too: said by its name, that branch stops, and no other."""
    run(place.forge(), LANGUAGES | PAPER)
    head = place.push(theirs, LANE)
    if main:
        place.push(main)
    assert states(run(place.forge(), {})) == {"huggingface": "stopped", "arxiv": "unchanged"}
    assert place.heads()[LANE] == head
    assert said in place.comments(LANE)[0]
    if not main:  # a second commit puts it right
        place.push(MINE, LANE)
        assert states(run(place.forge(), GERMAN)) == {"huggingface": "updated", "arxiv": "unchanged"}


def test_obsolete_only_after_a_complete_run(place: Place) -> None:
    """What an upstream took back is closed, not while a source fails, and is no person's no; a person's part of it goes on."""
    run(place.forge(), LANGUAGES)
    assert states(run(place.forge(), BACK, huggingface="partial")) == {"huggingface": "kept"}
    assert states(run(place.forge(), BACK)) == {"huggingface": "closed"}
    closed = next(p for p in place.forge().pulls() if p.state == "closed")
    assert closed.body.splitlines()[2].startswith("**Closed: ")
    assert read_remote(place.forge()).declined == frozenset()
    again = run(place.forge(), LANGUAGES)["huggingface"].branch
    assert again == f"{LANE}_2"
    place.push(MINE, again)
    assert [states(run(place.forge(), BACK)) for _ in range(2)] == [{"huggingface": state} for state in ("updated", "unchanged")]
    assert not changed(place, again) & LANGUAGES.keys()
    assert "Mine" in place.git("show", f"{again}:README.md")
    assert authors(place, again)[1:] == ["A Person"]
    assert "Merged, no line" not in place.body(again)


def test_a_failed_source_takes_nothing_away(place: Place) -> None:
    """What a failing source had said stays in its open proposal."""
    run(place.forge(), LANGUAGES | PAPER)
    first = place.heads()
    notes = run(place.forge(), {}, huggingface="failed", arxiv="failed")
    assert place.heads() == first
    assert states(notes) == {"huggingface": "reworded", "arxiv": "reworded"}
    assert "**failed**" in place.body("catalog-bot/arxiv")


def test_branches_without_a_proposal_are_adopted_or_taken_away(place: Place) -> None:
    """A run that died after the branch goes on, with no twin; an orphan with nothing to say goes, a person's stays."""
    run(place.forge(), LANGUAGES)
    head = place.heads()[LANE]
    place.forget_pulls()
    assert states(run(place.forge(), LANGUAGES)) == {"huggingface": "opened"}
    assert place.heads() == {LANE: head}
    place.forget_pulls()
    place.git("branch", "catalog-bot/mine", "main")
    place.push({"x.txt": b"x"}, "catalog-bot/mine")
    run(place.forge(), {}, huggingface="failed")
    assert set(place.heads()) == {LANE, "catalog-bot/mine"}
    run(place.forge(), {})
    assert set(place.heads()) == {"catalog-bot/mine"}


def test_a_targeted_refresh_is_one_proposal_and_stays_one(place: Place) -> None:
    """What was asked for by hand is one proposal; scheduled runs leave its objects in it."""
    assert states(run(place.forge(), LICENCE | LANGUAGES, families=("alder",))) == {"refresh-alder": "opened"}
    assert states(run(place.forge(), LICENCE | LANGUAGES)) == {"refresh-alder": "unchanged", "huggingface": "opened"}


def test_rederived_when_main_moves(place: Place) -> None:
    """Nobody is asked: what main no longer takes is derived again, what is left of nothing closed."""
    run(place.forge(), LANGUAGES | LICENCE | CEDAR)
    place.push(derived(NAMED | LICENCE))
    before = place.heads()
    notes = {n.scope: n.state.split(":")[0] for n in derive_again(place.forge())}
    assert notes == {"huggingface": "updated", "new-cedar": "unchanged", "family-alder": "closed"}
    assert place.heads()["catalog-bot/new-cedar"] == before["catalog-bot/new-cedar"]
    assert "Birch tree" in place.git("show", f"{LANE}:README.md")
    assert place.git("rev-parse", f"{LANE}^") == place.git("rev-parse", "main")


def test_merged_in_turn_without_a_conflict(place: Place) -> None:
    """Proposals of six kinds, main derived again after each merge: none conflicts, and few are moved."""
    slugs = [f"fir-{n}" for n in range(6)]
    base = {paths.ORGANIZATIONS: ORGANIZATIONS.encode()}
    for n, slug in enumerate(slugs):
        base[kinds.FAMILIES.path(slug)] = family(slug, f"acme/{slug}-{n + 1}b")
        base |= of(f"acme/{slug}-{n + 1}b", created_at=f"202{n}-01-02T00:00:00Z")
    gone: dict[str, bytes | None] = {path: None for path in derived(small()) if path not in derived(base)}
    place.push(gone | derived(base))
    states: list[dict[str, Any]] = [{"licence": "mit"}, {}, {"gated": "manual"}, {"params": 90_000_000_000}, {"languages": ["en"]}, {"sha": "d" * 40}]
    news: dict[str, bytes] = dict(CEDAR)
    for n, (slug, states_) in enumerate(zip(slugs, states, strict=True)):
        news |= of(f"acme/{slug}-{n + 1}b", created_at=f"202{n}-01-02T00:00:00Z", **states_)
    gone_now = kinds.CHECKPOINTS.path("acme/fir-1-2b")
    news[gone_now] = news[gone_now].replace(b'"state": "present"', b'"state": "gone"')
    opened = run(place.forge(), news)
    assert set(opened) == {"huggingface", "new-cedar", *(f"family-fir-{n}" for n in range(4))}
    moved = 0
    for branch in [note.branch for note in opened.values()]:
        place.merge(branch)
        heads = place.heads()
        derive_again(place.forge())
        moved += sum(place.heads()[branch] != head for branch, head in heads.items() if branch in place.heads())
        writes = place.writes
        assert {n.state for n in derive_again(place.forge())} <= {"unchanged"}
        assert place.writes == writes
    assert moved <= 5, "fewer than each of the others after every merge, which are fifteen"
    remote = read_remote(place.forge())
    assert derived({p: c for p, c in remote.tree.items() if paths.is_input(p)}) == remote.tree
    assert remote.open_pulls() == []


def test_outputs_that_do_not_follow_are_proposed(place: Place) -> None:
    """A person's merged curated edit: its outputs come as a proposal, which ends when main has them."""
    place.push(MINE)
    for state in ("opened", "unchanged"):
        assert [(n.scope, n.state) for n in derive_again(place.forge())] == [("outputs", state)]
    assert "Mine" in place.git("show", "catalog-bot/outputs:README.md")
    place.push(derived(small() | MINE))
    assert [n.state for n in derive_again(place.forge())] == ["closed: obsolete"]


def test_a_dry_run_writes_nothing_and_two_runs_at_once_do_no_harm(place: Place) -> None:
    """What would be done is said; of two runs that looked at the same moment the second makes nothing twice."""
    remote = read_remote(place.forge())
    base = based(remote.tree)
    proposals = plan(base, {**remote.known, **LANGUAGES}, report())
    notes = Publisher(remote, base, report().model_copy(update={"dry_run": True})).publish(proposals)
    assert [n.state for n in notes] == ["would be opened"]
    assert (place.heads(), remote.forge.pulls()) == ({}, ())
    for name in ("one", "two"):
        Publisher(remote, base, report(name)).publish(proposals)
    assert [p.branch for p in remote.forge.pulls()] == [LANE]
    assert states(run(place.forge(), {})) == {"huggingface": "unchanged"}


def test_a_branch_that_moved_is_never_overwritten(place: Place) -> None:
    """Compare-and-swap: a commit that a person pushed after we looked is never lost, whatever the bot wants to do."""
    forge = place.forge()
    run(forge, LANGUAGES)
    seen = place.heads()[LANE]
    theirs = place.push({"x.txt": b"x"}, LANE)
    ours = forge.write_commit(place.git("rev-parse", "main"), {"snapshots/x.json": b"{}\n"}, "ours")
    for new, expected in ((ours, seen), (None, seen), (ours, None)):
        with pytest.raises(Moved):
            forge.move(LANE, new, expected)
    assert place.heads()[LANE] == theirs


def test_what_a_person_wrote_on_github_is_theirs(hosted: GitHubPlace) -> None:
    """Their words stay, though the note above them is gone; one that was edited is replaced, one of an earlier version is read."""
    run(hosted.forge(), LANGUAGES)
    issue = hosted.double.pull(LANE)
    line, _, words = issue.body.partition("\n")
    facts = json.loads(line.removeprefix(wording.NOTE).removesuffix(" -->"))
    earlier = facts | {"body": "0" * 16, "stopped": "f" * 40, "objects": "", "rows": facts["objects"]}
    del earlier["sum"]
    earlier["sum"] = hashlib.sha256(json.dumps(earlier, sort_keys=True).encode()).hexdigest()[:16]
    issue.body, written = wording.NOTE + json.dumps(earlier, separators=(",", ":")) + f" -->\n{words}", hosted.writes
    assert (read_note(issue.body) or pytest.fail("there is no note")).objects == facts["objects"]
    assert states(run(hosted.forge(), LANGUAGES)) == {"huggingface": "unchanged"}
    assert hosted.writes == written
    issue.body = issue.body.replace('"scope":"huggingface"', '"scope":"everything"')
    assert states(run(hosted.forge(), LANGUAGES)) == {"huggingface": "updated"}
    assert read_note(issue.body) is not None
    issue.body, issue.comments = "My own words", []
    assert states(run(hosted.forge(), GERMAN)) == {"huggingface": "updated"}
    assert (wording.without_note(issue.body).strip(), len(issue.comments)) == ("My own words", 1)
    issue.author, issue.body = "a-person", "My words"
    assert states(run(hosted.forge(), GERMAN)) == {"huggingface": "left"}
    assert issue.body == "My words"


def test_what_a_person_wrote_into_title_and_description_stays(hosted: GitHubPlace) -> None:
    """The branch is kept up; their words stay through all rebuilds, and the bot's new ones are said once below."""
    run(hosted.forge(), LANGUAGES)
    issue = hosted.double.pull(LANE)
    issue.title, issue.body = "Languages of Birch", issue.body + "\nI have asked the maker."
    for found, comments in ((GERMAN, 1), ({}, 1), (of("acme/birch-7b", languages=["pt"]), 2)):
        head = issue.last_head
        expected = "updated" if found else "unchanged"
        assert states(run(hosted.forge(), found)) == {"huggingface": expected}
        hosted.double.hosted.settle()
        assert (issue.last_head != head) == bool(found)
        assert issue.title == "Languages of Birch"
        assert issue.body.endswith("I have asked the maker.")
        assert len(hosted.comments(LANE)) == comments
    assert "I would have written" in hosted.comments(LANE)[0]
    hosted.tick(LANE)
    assert states(run(hosted.forge(), {})) == {"huggingface": "updated"}
    assert f"- [ ] {REBUILD}" in issue.body
    assert issue.title == "Languages of Birch"


def test_risk_that_grows_makes_a_draft(hosted: GitHubPlace) -> None:
    """What came to need eyes becomes a draft and is labelled; a person who marks it ready is believed."""
    run(hosted.forge(), of("acme/alder-8b", languages=["en"]), families=("alder",))
    issue = hosted.double.pull("catalog-bot/refresh-alder")
    assert not issue.draft
    run(hosted.forge(), LICENCE, families=("alder",))
    assert issue.draft
    assert "needs eyes" in issue.labels
    run(hosted.forge(), of("acme/alder-8b", languages=["en"]), families=("alder",))
    assert (issue.draft, issue.labels) == (False, ["catalog-bot"]), "the risk fell, and the bot takes its own marks away"
    run(hosted.forge(), LICENCE, families=("alder",))
    issue.draft = False
    run(hosted.forge(), of("acme/alder-8b", licence="gpl-3.0"), families=("alder",))
    assert not issue.draft


def test_automerge_is_off_and_wants_a_persons_label(hosted: GitHubPlace) -> None:
    """Only where it is switched on, only routine, only with a label that the bot never sets."""
    run(hosted.forge(), LANGUAGES | LICENCE)
    assert not any("automerge" in i.labels for i in hosted.double.hosted.issues.values())
    for issue in hosted.double.hosted.issues.values():
        issue.labels.append("automerge")
    assert set(states(run(hosted.forge(), {})).values()) == {"unchanged"}
    limits = {"automerge": True}
    hosted.double.pull(LANE).draft = True
    assert set(states(run(hosted.forge(), {}, limits=limits)).values()) == {"unchanged"}
    hosted.double.pull(LANE).draft = False
    assert states(run(hosted.forge(), {}, limits=limits)) == {"huggingface": "merged", "family-alder": "unchanged"}


def test_a_token_of_actions_may_not_ask_who_it_is(hosted: GitHubPlace) -> None:
    """GITHUB_TOKEN gets a 403 for /user, or is told otherwise that it is nobody; the bot then goes by the name that Actions has."""
    hosted.double.actions_token, hosted.double.bot = True, "github-actions[bot]"
    run(hosted.forge(), LANGUAGES)
    hosted.double.faults.append(Fault("protected", "GET", "^/user$"))
    assert states(run(hosted.forge(), {})) == {"huggingface": "unchanged"}
    hosted.double.token, start = "ghs_planted", len(hosted.double.log)
    assert states(run(hosted.forge("ghs_planted"), {})) == {"huggingface": "unchanged"}
    assert not any("/user" in line for line in hosted.double.log[start:]), "which it is seen to be is not asked at all"


def test_a_checked_out_branch_is_not_moved_under_hands(local: LocalPlace) -> None:
    """A person who stands on the bot's branch is asked to step off; nothing moves."""
    run(local.forge(), LANGUAGES)
    local.git("switch", "--quiet", LANE)
    before = local.person.status()
    with pytest.raises(Refused, match="checked out") as refusal:
        local.forge().move(LANE, local.git("rev-parse", "main"), local.heads()[LANE])
    assert refusal.value.code == 4
    assert local.person.status() == before


def test_a_proposal_has_its_words_where_a_run_was_killed_before(local: LocalPlace, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a branch, and no file: the next run makes good what was not written."""

    def dying(file: Path, _: bytes) -> None:
        raise KeyboardInterrupt(file)

    with monkeypatch.context() as patched:
        patched.setattr("pipeline.github.local_forge.write_atomically", dying)
        with pytest.raises(KeyboardInterrupt):
            run(local.forge(), LANGUAGES)
    run(local.forge(), LANGUAGES)
    assert REBUILD in local.body(LANE)


def test_what_else_lies_beside_the_files_is_no_proposal(local: LocalPlace) -> None:
    """An editor's lock, a folder, a copy of a file: none is one. A mark or a line set above the note does not hide it."""
    run(local.forge(), LANGUAGES)
    file, before = local.forge().file_of(LANE), local.forge().pulls()
    (local.out / ".#huggingface.md").symlink_to("nobody@nowhere")
    (local.out / "notes.md").mkdir()
    (local.out / "copy.md").write_bytes(file.read_bytes())
    assert local.forge().pulls() == before
    file.write_text("\ufeff\n" + file.read_text("utf-8"), encoding="utf-8")
    assert [(one.title, one.state) for one in local.forge().pulls()] == [(one.title, one.state) for one in before]
    local.git("branch", "--quiet", "-D", LANE)
    assert states(run(local.forge(), LANGUAGES)) == {}


def test_places_that_are_no_repository_are_named(tmp_path: Path) -> None:
    """No git repository, a folder inside one, or one without a commit: each is said plainly."""
    with pytest.raises(Refused, match="no git repository"):
        LocalForge(tmp_path, tmp_path / "out")
    Repository(tmp_path).git("init", "--quiet")
    with pytest.raises(Refused, match="no commit yet"):
        LocalForge(tmp_path, tmp_path / "out")
    (tmp_path / "inside").mkdir()
    with pytest.raises(Refused, match="inside the repository"):
        LocalForge(tmp_path / "inside", tmp_path / "out")
