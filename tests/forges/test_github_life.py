"""A proposal's life on GitHub's double, with PyGithub as the client, by both transports."""

import pytest
from scenes import CEDAR, LANE, LANGUAGES, LICENCE, PAPER, run, states
from small_world import RULES, checkpoint, derived, family, report, small

from pipeline.github import look, publish
from pipeline.github.forge import Moved
from pipeline.github.forge_github import GitHubForge
from pipeline.github.rederive import rederive
from pipeline.layout import paths
from pipeline.propose.plan import plan
from pipeline.propose.state import REBUILD, read_note
from tests.forges.conftest import Maintainer
from tests.githubdouble import Double

GERMAN = {
    paths.hub_snapshot("acme/birch-7b"): checkpoint("acme/birch-7b", params=7_000_000_000, languages=["en", "de"])
}
OTHER = {paths.hub_snapshot("acme/alder-70b"): checkpoint("acme/alder-70b", params=70_000_000_000, languages=["en"])}
NAMED = derived(small() | {paths.family("birch"): family("birch", "acme/birch-7b", name="Birch tree")})


def count(double: Double, branch: str) -> int:
    """Commits of a branch beyond main."""
    return int(double.hosted.git("rev-list", "--count", f"main..{branch}"))


def authors(double: Double, branch: str) -> list[str]:
    """Who wrote a branch's commits, newest first."""
    return double.hosted.git("log", "--format=%an", f"main..{branch}").splitlines()


def test_opened_each_with_one_commit_on_main(double: Double, forge: GitHubForge) -> None:
    """Four scopes, four pull requests; drafts where eyes are needed; each branch is its own derivation."""
    notes = run(forge, LANGUAGES | LICENCE | CEDAR | PAPER)
    assert set(states(notes).values()) == {"opened"}
    for branch, issue in double.pulls().items():
        assert count(double, branch) == 1
        tree = forge.tree(issue.last_head)
        blobs = forge.blobs(tree.values())
        files = {p: blobs[b] for p, b in tree.items() if p != ".gitignore"}
        assert derived(files) == files
        assert issue.draft == ("needs eyes" in issue.labels)
        assert "catalog-bot" in issue.labels
    assert {b for b, i in double.pulls().items() if i.draft} == {"catalog-bot/family-alder", "catalog-bot/new-cedar"}


def test_nothing_new_means_no_write_and_few_reads(double: Double, forge: GitHubForge) -> None:
    """A run with nothing new makes no write at all, and at most ten reads."""
    run(forge, LANGUAGES | LICENCE | CEDAR | PAPER)
    with double.watched() as asked:
        notes = run(forge, {}, name="run-2")
    assert set(states(notes).values()) == {"unchanged"}
    assert [line for line in asked if not line.startswith("GET ") and "git-upload-pack" not in line] == []
    assert len(asked) <= 10, asked


def test_rebuilt_in_place(double: Double, forge: GitHubForge, maintainer: Maintainer) -> None:
    """New content, or a catalog that moved on main, gives the same pull request one new commit."""
    run(forge, LANGUAGES)
    number, head = double.pull(LANE).number, double.pull(LANE).last_head
    assert states(run(forge, GERMAN)) == {"huggingface": "updated"}
    assert double.pull(LANE).number == number
    assert double.pull(LANE).last_head != head
    maintainer.push(NAMED)
    assert states(run(forge, {})) == {"huggingface": "updated"}
    assert count(double, LANE) == 1
    assert double.hosted.git("rev-parse", f"{LANE}^") == double.hosted.head("main")
    maintainer.push({"docs/words.md": b"words\n"})
    assert states(run(forge, {})) == {"huggingface": "unchanged"}


def test_a_close_is_remembered_by_content(double: Double, forge: GitHubForge) -> None:
    """What a person closed never comes back with the same content, not even beside a new change; the rest goes on."""
    run(forge, LANGUAGES)
    double.close_pull(LANE)
    assert run(forge, LANGUAGES) == {}
    assert run(forge, LANGUAGES | OTHER)["huggingface"].branch == f"{LANE}_2"
    assert "birch" not in double.hosted.git("diff", "--name-only", f"main...{LANE}_2")
    before = double.hosted.head(LANE)
    run(forge, GERMAN)
    assert "birch" in double.hosted.git("diff", "--name-only", f"main...{LANE}_2")
    assert double.hosted.head(LANE) == before, "a closed pull request's branch is never touched"


def test_a_close_can_be_taken_back(double: Double, forge: GitHubForge) -> None:
    """A label on the closed pull request, or opening it again, takes the no back."""
    run(forge, LANGUAGES)
    double.close_pull(LANE)
    double.pull(LANE).labels.append("reconsider")
    assert states(run(forge, LANGUAGES)) == {"huggingface": "opened"}


def test_reopened_goes_on(double: Double, forge: GitHubForge) -> None:
    """A person who closed and opened again finds the same pull request kept up."""
    run(forge, LANGUAGES)
    double.close_pull(LANE)
    run(forge, LANGUAGES)
    double.pull(LANE).state = "open"
    assert states(run(forge, GERMAN)) == {"huggingface": "updated"}
    assert list(double.pulls()) == [LANE]


@pytest.mark.parametrize("squash", [False, True])
def test_merged_is_done(double: Double, forge: GitHubForge, maintainer: Maintainer, squash: bool) -> None:  # noqa: FBT001
    """After a merge, plain or squashed, nothing is proposed and nothing counts as declined."""
    run(forge, LANGUAGES)
    if squash:
        issue = double.pull(LANE)
        maintainer.merge(LANE, squash=True, delete=False)
        issue.state, issue.merged = "closed", True
    else:
        maintainer.merge(LANE)
    assert run(forge, {}) == {}
    assert look(forge).declined == frozenset()
    assert run(forge, OTHER)["huggingface"].branch == LANE


def test_curated_commits_are_kept(double: Double, forge: GitHubForge, maintainer: Maintainer) -> None:
    """A person's curated commits stay beneath the bot's one, through content and base moving."""
    run(forge, CEDAR)
    branch = "catalog-bot/new-cedar"
    better = family("cedar", "acme/cedar-1b", name="Cedar of Lebanon")
    maintainer.push({paths.family("cedar"): better}, "Name it", branch)
    assert states(run(forge, {})) == {"new-cedar": "updated"}
    assert authors(double, branch)[1:] == ["A Person"]
    assert len(authors(double, branch)) == 2
    assert "Cedar of Lebanon" in double.hosted.git("show", f"{branch}:README.md")
    assert states(run(forge, {})) == {"new-cedar": "unchanged"}
    maintainer.push(NAMED)
    maintainer.push({paths.family("cedar"): better + b'aliases = ["Lebanon"]\n'}, "An alias", branch)
    assert states(run(forge, {})) == {"new-cedar": "updated"}
    assert authors(double, branch)[1:] == ["A Person", "A Person"]
    assert "Lebanon" in double.hosted.git("show", f"{branch}:{paths.family('cedar')}")
    assert double.hosted.has(double.hosted.head("main") or "", branch)


def test_other_commits_stop_the_bot(double: Double, forge: GitHubForge, maintainer: Maintainer) -> None:
    """Any other commit stops it: said once, nothing moved, until the box is ticked; the old head stays written down."""
    run(forge, LANGUAGES)
    theirs = maintainer.push({"README.md": b"# mine\n"}, "Mine", LANE)
    for number in range(3):
        assert states(run(forge, GERMAN, name=f"run-{number}")) == {"huggingface": "stopped"}
    assert double.hosted.head(LANE) == theirs
    assert len(double.pull(LANE).comments) == 1
    assert theirs in double.pull(LANE).comments[0]["body"]
    with double.watched() as asked:
        run(forge, {})
    assert len(asked) <= 10, asked
    double.tick(LANE, REBUILD)
    assert states(run(forge, GERMAN)) == {"huggingface": "updated"}
    assert count(double, LANE) == 1
    assert theirs in double.pull(LANE).body
    assert f"- [ ] {REBUILD}" in double.pull(LANE).body


def test_obsolete_is_closed_with_a_reason(double: Double, forge: GitHubForge) -> None:
    """Only after a complete run; the reason stands first, and the close is not taken for a person's no."""
    run(forge, LANGUAGES)
    back = {p: c for p, c in small().items() if p in LANGUAGES}
    assert states(run(forge, back, huggingface="failed")) == {"huggingface": "kept"}
    assert states(run(forge, back)) == {"huggingface": "closed"}
    closed = double.pulls("closed")[LANE]
    assert closed.body.splitlines()[2].startswith("**Closed: ")
    assert states(run(forge, LANGUAGES)) == {"huggingface": "opened"}


def test_obsolete_with_a_persons_commit_stays(double: Double, forge: GitHubForge, maintainer: Maintainer) -> None:
    """What a person wrote to is not closed over their head."""
    run(forge, LANGUAGES)
    maintainer.push({paths.family("birch"): family("birch", "acme/birch-7b", name="Mine")}, "Mine", LANE)
    back = {p: c for p, c in small().items() if p in LANGUAGES}
    assert states(run(forge, back)) == {"huggingface": "kept"}
    assert LANE in double.pulls()


def test_a_branch_without_a_pull_request_is_adopted(double: Double, forge: GitHubForge) -> None:
    """It gets its pull request, and no twin."""
    run(forge, LANGUAGES)
    head = double.hosted.head(LANE)
    double.hosted.issues.clear()
    assert states(run(forge, LANGUAGES)) == {"huggingface": "opened"}
    assert double.hosted.head(LANE) == head


def test_a_persons_pull_request_from_the_bots_branch_is_theirs(double: Double, forge: GitHubForge) -> None:
    """Words that a person wrote are not written over."""
    run(forge, LANGUAGES)
    issue = double.pull(LANE)
    issue.author, issue.body = "a-person", "My words"
    assert states(run(forge, GERMAN)) == {"huggingface": "left"}
    assert double.pull(LANE).body == "My words"


def test_a_note_that_was_edited_is_no_note(double: Double, forge: GitHubForge) -> None:
    """The bot knows its commit by the commit itself, and writes a new note."""
    run(forge, LANGUAGES)
    issue = double.pull(LANE)
    issue.body = issue.body.replace('"scope":"huggingface"', '"scope":"everything"')
    assert states(run(forge, LANGUAGES)) == {"huggingface": "updated"}
    assert read_note(double.pull(LANE).body) is not None


def test_rederived_when_main_moves(double: Double, forge: GitHubForge, maintainer: Maintainer) -> None:
    """Without any upstream: derived again on main, closed where main has it all."""
    run(forge, LANGUAGES | LICENCE)
    maintainer.push(
        derived(small() | LICENCE | {paths.family("birch"): family("birch", "acme/birch-7b", name="Birch tree")})
    )
    notes = {n.scope: n.state.split(":")[0] for n in rederive(forge, RULES, run="again")}
    assert notes == {"huggingface": "updated", "family-alder": "closed"}
    assert "Birch tree" in double.hosted.git("show", f"{LANE}:README.md")
    with double.watched() as asked:
        rederive(forge, RULES, run="once more")
    assert [line for line in asked if not line.startswith("GET ") and "git-upload-pack" not in line] == []


def test_two_runs_at_once_do_no_harm(double: Double, forge: GitHubForge) -> None:
    """Two runs that looked at the same moment: the second finds the branch moved, or makes nothing twice."""
    seen = look(forge)
    for run_name in ("one", "two"):
        told = report(run_name)
        proposals = plan(
            seen.tree, {**seen.known, **LANGUAGES}, derive=RULES.derive, compare=RULES.compare, report=told
        )
        publish(proposals, forge, seen=seen, rules=RULES, report=told)
    assert list(double.pulls()) == [LANE]
    assert len(double.hosted.issues) == 1
    assert states(run(forge, {})) == {"huggingface": "unchanged"}


def test_a_branch_that_moved_is_never_overwritten(double: Double, forge: GitHubForge, maintainer: Maintainer) -> None:
    """Compare-and-swap: a commit that a person pushed after we looked is never lost."""
    run(forge, LANGUAGES)
    seen = double.hosted.head(LANE)
    theirs = maintainer.push({"x.txt": b"x"}, "Mine", LANE)
    main = double.hosted.head("main")
    assert seen
    assert main
    ours = forge.write_commit(main, {"snapshots/x.json": b"{}\n"}, "ours")
    with pytest.raises(Moved):
        forge.move(LANE, ours.sha, seen)
    with pytest.raises(Moved):
        forge.delete(LANE, seen)
    with pytest.raises(Moved):
        forge.move(LANE, ours.sha, None)
    assert double.hosted.head(LANE) == theirs


def test_risk_that_grows_makes_a_draft(double: Double, forge: GitHubForge, maintainer: Maintainer) -> None:
    """A lane that came to need eyes becomes a draft and is labelled; a person who marks it ready is believed."""
    del maintainer
    run(
        forge, {paths.hub_snapshot("acme/alder-8b"): checkpoint("acme/alder-8b", languages=["en"])}, families=("alder",)
    )
    assert not double.pull("catalog-bot/refresh-alder").draft
    run(forge, LICENCE, families=("alder",))
    assert double.pull("catalog-bot/refresh-alder").draft
    assert "needs eyes" in double.pull("catalog-bot/refresh-alder").labels
    double.pull("catalog-bot/refresh-alder").draft = False
    run(
        forge,
        {paths.hub_snapshot("acme/alder-8b"): checkpoint("acme/alder-8b", licence="gpl-3.0")},
        families=("alder",),
    )
    assert not double.pull("catalog-bot/refresh-alder").draft


def test_automerge_is_off_and_wants_a_persons_label(double: Double, forge: GitHubForge) -> None:
    """Only where it is switched on, only routine, only with a label that the bot never sets."""
    run(forge, LANGUAGES | LICENCE)
    assert not any("automerge" in i.labels for i in double.hosted.issues.values())
    for issue in double.hosted.issues.values():
        issue.labels.append("automerge")
    assert set(states(run(forge, {})).values()) == {"unchanged"}
    rules = RULES._replace(limits=RULES.limits.model_copy(update={"automerge": True}))
    seen = look(forge)
    proposals = plan(
        seen.tree, seen.known, derive=rules.derive, compare=rules.compare, report=report(), limits=rules.limits
    )
    notes = {n.scope: n.state for n in publish(proposals, forge, seen=seen, rules=rules, report=report())}
    assert notes == {"huggingface": "merged", "family-alder": "unchanged"}


def test_the_verified_flag_is_read_back(double: Double, forge: GitHubForge, transport: str) -> None:
    """Commits through the API are signed by GitHub, and the body says so; a push carries no signature of ours."""
    run(forge, LANGUAGES)
    assert ("verified the commit" in double.pull(LANE).body) == (transport == "api")


def test_a_token_of_actions_may_not_ask_who_it_is(double: Double, forge: GitHubForge) -> None:
    """GITHUB_TOKEN gets a 403 for /user; the bot then goes by the name that Actions has."""
    double.actions_token = True
    assert forge._who() == "github-actions[bot]"
