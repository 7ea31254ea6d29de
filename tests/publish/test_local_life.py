"""A proposal's life with no account: real branches, bodies as files, a person's hands in between."""

from pathlib import Path

import pytest
from hands import Repository
from scenes import CEDAR, LANE, LANGUAGES, LICENCE, PAPER, run, states
from small_world import RULES, checkpoint, derived, family, report, small

from pipeline.github import look, publish
from pipeline.github.forge import Refused
from pipeline.github.forge_local import LocalForge
from pipeline.github.rederive import rederive
from pipeline.layout import paths
from pipeline.propose.plan import plan
from pipeline.propose.state import REBUILD, read_note


def heads(repository: Repository) -> dict[str, str]:
    """The bot's branches."""
    lines = repository.git(
        "for-each-ref", "--format=%(refname:short) %(objectname)", "refs/heads/catalog-bot"
    ).splitlines()
    return {name: sha for name, _, sha in (line.partition(" ") for line in lines)}


def test_one_branch_a_scope_and_one_commit_each(repository: Repository, forge: LocalForge) -> None:
    """Routine, doubtful and new things arrive apart, each as one commit on main that is its own derivation."""
    before = repository.status()
    notes = run(forge, LANGUAGES | LICENCE | CEDAR | PAPER)
    assert states(notes) == dict.fromkeys(["huggingface", "arxiv", "family-alder", "new-cedar"], "opened")
    assert repository.status() == before, "working tree, index and HEAD are as they were"
    for branch, head in heads(repository).items():
        assert repository.git("rev-parse", f"{head}^") == repository.git("rev-parse", "main"), branch
        tree = forge.blobs(forge.tree(head).values())
        files = {p: tree[b] for p, b in forge.tree(head).items() if p != ".gitignore"}
        assert derived(files) == files
        text = (repository.folder / ".state/proposals" / f"{branch.removeprefix('catalog-bot/')}.md").read_text()
        assert REBUILD in text
    assert notes["family-alder"].risk == "needs eyes"
    assert notes["huggingface"].risk == "routine"


def test_a_second_run_writes_nothing(repository: Repository, forge: LocalForge) -> None:
    """The same world again: no commit, no file, nothing said."""
    run(forge, LANGUAGES | LICENCE | CEDAR | PAPER)
    first, files = heads(repository), contents(repository)
    assert set(states(run(forge, {}, name="run-2")).values()) == {"unchanged"}
    assert set(states(run(forge, LANGUAGES | LICENCE | CEDAR | PAPER, name="run-3")).values()) == {"unchanged"}
    assert heads(repository) == first
    assert contents(repository) == files


def contents(repository: Repository) -> dict[str, bytes]:
    """The proposals' files."""
    folder = repository.folder / ".state/proposals"
    return {f.name: f.read_bytes() for f in folder.iterdir() if f.is_file()}


def test_more_news_rebuilds_the_one_commit(repository: Repository, forge: LocalForge) -> None:
    """New content moves the same branch to one new commit on main."""
    run(forge, LANGUAGES)
    old = heads(repository)[LANE]
    more = {
        paths.hub_snapshot("acme/birch-7b"): checkpoint(
            "acme/birch-7b", params=7_000_000_000, languages=["en", "fr", "de"]
        )
    }
    assert states(run(forge, more)) == {"huggingface": "updated"}
    new = heads(repository)[LANE]
    assert new != old
    assert repository.git("rev-list", "--count", f"main..{new}") == "1"


def test_main_moving_rebuilds_and_docs_do_not(repository: Repository, forge: LocalForge) -> None:
    """A commit that touches the catalog moves the branch; one beside it is no reason."""
    run(forge, LANGUAGES)
    old = heads(repository)[LANE]
    repository.commit({"docs/note.md": b"words\n"})
    assert states(run(forge, {})) == {"huggingface": "unchanged"}
    assert heads(repository)[LANE] == old
    tree = derived(small() | {paths.family("birch"): family("birch", "acme/birch-7b", name="Birch tree")})
    repository.commit(tree)
    assert states(run(forge, {})) == {"huggingface": "updated"}
    assert repository.git("rev-parse", f"{LANE}^") == repository.git("rev-parse", "main")


def test_merging_ends_it_and_the_name_serves_again(repository: Repository, forge: LocalForge) -> None:
    """After a merge there is nothing to say; the next news takes the same branch."""
    run(forge, LANGUAGES)
    repository.git("merge", "--quiet", "--no-edit", LANE)
    assert run(forge, {}) == {}
    assert states(run(forge, PAPER | LICENCE)) == {"arxiv": "opened", "family-alder": "opened"}
    more = {
        paths.hub_snapshot("acme/birch-7b"): checkpoint(
            "acme/birch-7b", params=7_000_000_000, languages=["en", "fr", "it"]
        )
    }
    run(forge, more)


def test_a_squash_merge_is_a_yes(repository: Repository, forge: LocalForge) -> None:
    """The same content on main by another commit, branch deleted: merged, not declined."""
    run(forge, LANGUAGES)
    repository.git("merge", "--quiet", "--squash", LANE)
    repository.git("commit", "--quiet", "-m", "squashed")
    repository.git("branch", "-D", LANE)
    assert run(forge, {}) == {}
    assert look(forge).declined == frozenset()


def test_a_persons_no_holds_for_that_content_alone(repository: Repository, forge: LocalForge) -> None:
    """A deleted branch is a no: the same change never comes back, not even beside a new one, until it states something else."""
    run(forge, LANGUAGES)
    repository.git("branch", "-D", LANE)
    assert run(forge, LANGUAGES) == {}
    other = {
        paths.hub_snapshot("acme/alder-70b"): checkpoint("acme/alder-70b", params=70_000_000_000, languages=["en"])
    }
    notes = run(forge, LANGUAGES | other)
    assert states(notes) == {"huggingface": "opened"}
    assert notes["huggingface"].branch == LANE + "_2", "the branch of a closed pull request is never touched"
    assert paths.hub_snapshot("acme/birch-7b") not in changed_paths(repository, LANE + "_2")
    again = {
        paths.hub_snapshot("acme/birch-7b"): checkpoint(
            "acme/birch-7b", params=7_000_000_000, languages=["en", "fr"], sha="d" * 40
        )
    }
    run(forge, LANGUAGES | other | again)
    assert paths.hub_snapshot("acme/birch-7b") not in changed_paths(repository, LANE + "_2"), (
        "a new commit id states nothing new"
    )
    news = {
        paths.hub_snapshot("acme/birch-7b"): checkpoint("acme/birch-7b", params=7_000_000_000, languages=["en", "pt"])
    }
    run(forge, other | news)
    assert paths.hub_snapshot("acme/birch-7b") in changed_paths(repository, LANE + "_2")


def changed_paths(repository: Repository, branch: str) -> set[str]:
    """The files a branch changes."""
    return set(repository.git("diff", "--name-only", f"main...{branch}").splitlines())


def test_a_declined_family_takes_its_objects_along(repository: Repository, forge: LocalForge) -> None:
    """A new family that was turned down is not proposed again, nor are its snapshots by themselves."""
    run(forge, CEDAR)
    repository.git("branch", "-D", "catalog-bot/new-cedar")
    moved = {paths.hub_snapshot("acme/cedar-1b"): checkpoint("acme/cedar-1b", params=1_100_000_000)}
    assert run(forge, CEDAR | moved) == {}


def test_curated_commits_stay_beneath_and_are_derived_again(repository: Repository, forge: LocalForge) -> None:
    """A person's correction on the branch is kept, with its author, under one commit of the bot."""
    run(forge, CEDAR)
    branch = "catalog-bot/new-cedar"
    better = family("cedar", "acme/cedar-1b", name="Cedar of Lebanon")
    repository.commit({paths.family("cedar"): better}, "Name it properly", branch=branch)
    assert states(run(forge, {})) == {"new-cedar": "updated"}
    log = repository.git("log", "--format=%an|%s", f"main..{branch}").splitlines()
    assert log == ["catalog-bot|Add cedar", "A Person|Name it properly"]
    assert repository.git("show", f"{branch}:{paths.family('cedar')}") == better.decode().strip()
    assert "Cedar of Lebanon" in repository.git("show", f"{branch}:README.md")
    assert states(run(forge, {})) == {"new-cedar": "unchanged"}
    tree = derived(small() | {paths.family("birch"): family("birch", "acme/birch-7b", name="Birch tree")})
    repository.commit(tree)
    assert states(run(forge, {})) == {"new-cedar": "updated"}
    assert repository.git("log", "--format=%an", f"main..{branch}").splitlines() == ["catalog-bot", "A Person"]


def test_any_other_commit_stops_the_bot_until_the_box_is_ticked(repository: Repository, forge: LocalForge) -> None:
    """The bot leaves a person's work alone, says so once, and rebuilds when asked."""
    run(forge, LANGUAGES)
    theirs = repository.commit({"README.md": b"# mine\n"}, "My own README", branch=LANE)
    more = {
        paths.hub_snapshot("acme/birch-7b"): checkpoint("acme/birch-7b", params=7_000_000_000, languages=["en", "de"])
    }
    for number in range(3):
        assert states(run(forge, more, name=f"run-{number}")) == {"huggingface": "stopped"}
        assert heads(repository)[LANE] == theirs
    said = repository.folder / ".state/proposals/huggingface.comments.md"
    assert said.read_text().count("I have stopped") == 1
    assert theirs in said.read_text()
    body = repository.folder / ".state/proposals/huggingface.md"
    body.write_text(body.read_text().replace(f"- [ ] {REBUILD}", f"- [x] {REBUILD}"))
    assert states(run(forge, more)) == {"huggingface": "updated"}
    assert repository.git("log", "--format=%an", f"main..{LANE}") == "catalog-bot"
    assert theirs in body.read_text(), "the old head is written down, so nothing is lost"
    assert f"- [ ] {REBUILD}" in body.read_text()


def test_an_amended_commit_is_a_persons(repository: Repository, forge: LocalForge) -> None:
    """Amending the bot's commit makes it a person's: its trailers no longer match its files."""
    run(forge, LANGUAGES)
    aside = repository.folder.parent / "amend"
    repository.git("worktree", "add", str(aside), LANE)
    other = Repository(aside)
    other.write({"README.md": b"# mine\n"})
    other.git("commit", "--quiet", "-a", "--amend", "--no-edit")
    repository.git("worktree", "remove", "--force", str(aside))
    head = heads(repository)[LANE]
    assert states(run(forge, PAPER | LANGUAGES))["huggingface"] == "stopped"
    assert heads(repository)[LANE] == head


def test_update_branch_is_no_persons_work(repository: Repository, forge: LocalForge) -> None:
    """A plain merge of main into the branch does not stop the bot."""
    run(forge, LANGUAGES)
    repository.commit({"docs/note.md": b"words\n"})
    aside = repository.folder.parent / "merge"
    repository.git("worktree", "add", str(aside), LANE)
    Repository(aside).git("merge", "--quiet", "--no-edit", "main")
    repository.git("worktree", "remove", "--force", str(aside))
    assert states(run(forge, {})) == {"huggingface": "updated"}
    assert repository.git("rev-list", "--count", f"main..{LANE}") == "1"


def test_a_conflict_with_main_is_left_to_people(repository: Repository, forge: LocalForge) -> None:
    """A curated file changed here and on main, each in its own way, is overwritten by neither."""
    run(forge, LANGUAGES)
    path = paths.family("birch")
    theirs = repository.commit({path: family("birch", "acme/birch-7b", name="On the branch")}, branch=LANE)
    repository.commit(derived(small() | {path: family("birch", "acme/birch-7b", name="On main")}))
    assert states(run(forge, {})) == {"huggingface": "stopped"}
    assert heads(repository)[LANE] == theirs
    assert "both changed" in (repository.folder / ".state/proposals/huggingface.comments.md").read_text()


def test_a_broken_curated_file_is_left_to_people(repository: Repository, forge: LocalForge) -> None:
    """A person's file that cannot be read stops that branch with the file's name, and no other."""
    run(forge, LANGUAGES | PAPER)
    repository.commit({paths.family("birch"): b"slug = [\n"}, branch=LANE)
    notes = states(run(forge, {}))
    assert notes == {"huggingface": "stopped", "arxiv": "unchanged"}
    assert "birch.toml" in (repository.folder / ".state/proposals/huggingface.comments.md").read_text()


def test_obsolete_only_after_a_complete_run(repository: Repository, forge: LocalForge) -> None:
    """An upstream that took a change back closes the proposal, but never while a source fails."""
    run(forge, LANGUAGES)
    back = {p: c for p, c in small().items() if p in LANGUAGES}
    assert states(run(forge, back, huggingface="partial")) == {"huggingface": "kept"}
    assert LANE in heads(repository)
    assert states(run(forge, back)) == {"huggingface": "closed"}
    assert look(forge).declined == frozenset(), "the bot's own close is nobody's no"
    notes = run(forge, LANGUAGES)
    assert notes["huggingface"].branch == LANE + "_2"


def test_a_failed_source_takes_nothing_away(repository: Repository, forge: LocalForge) -> None:
    """What a failing source had said stays in its open proposal."""
    run(forge, LANGUAGES | PAPER)
    first = heads(repository)
    notes = run(forge, {}, huggingface="failed", arxiv="failed")
    assert heads(repository) == first
    assert states(notes) == {"huggingface": "reworded", "arxiv": "reworded"}
    assert "**failed**" in (repository.folder / ".state/proposals/arxiv.md").read_text()


def test_a_branch_without_a_proposal_is_adopted(repository: Repository, forge: LocalForge) -> None:
    """A run that died after the branch and before the rest is picked up, with no twin."""
    run(forge, LANGUAGES)
    head = heads(repository)[LANE]
    (repository.folder / ".state/proposals/pulls.json").unlink()
    assert states(run(forge, LANGUAGES)) == {"huggingface": "opened"}
    assert heads(repository) == {LANE: head}


def test_an_orphan_with_nothing_to_say_is_taken_away(repository: Repository, forge: LocalForge) -> None:
    """A branch of ours without a proposal goes when a complete run has no use for it; a person's stays."""
    run(forge, LANGUAGES)
    (repository.folder / ".state/proposals/pulls.json").unlink()
    repository.git("branch", "catalog-bot/mine", "main")
    repository.commit({"x.txt": b"x"}, branch="catalog-bot/mine")
    run(forge, {}, huggingface="failed")
    assert set(heads(repository)) == {LANE, "catalog-bot/mine"}
    run(forge, {})
    assert set(heads(repository)) == {"catalog-bot/mine"}


def test_a_targeted_refresh_is_one_proposal_and_stays_one(forge: LocalForge) -> None:
    """What was asked for by hand is one proposal; scheduled runs leave its objects in it."""
    notes = run(forge, LICENCE | LANGUAGES, families=("alder",))
    assert states(notes) == {"refresh-alder": "opened"}
    assert states(run(forge, LICENCE | LANGUAGES)) == {"refresh-alder": "unchanged", "huggingface": "opened"}


def test_no_more_are_open_than_allowed(repository: Repository, forge: LocalForge) -> None:
    """Beyond the limit proposals wait; those that are open are still kept up to date."""
    seen = look(forge)
    rules = RULES._replace(limits=RULES.limits.model_copy(update={"open": 2}))
    new = {**seen.known, **LANGUAGES, **LICENCE, **CEDAR, **PAPER}
    proposals = plan(seen.tree, new, derive=rules.derive, compare=rules.compare, report=report(), limits=rules.limits)
    notes = publish(proposals, forge, seen=seen, rules=rules, report=report())
    assert sorted(n.state.split(":")[0] for n in notes) == ["opened", "opened", "waiting", "waiting"]
    assert len(heads(repository)) == 2


def test_rederived_when_main_moves(repository: Repository, forge: LocalForge) -> None:
    """Without asking anybody: open branches are derived again on main; those with nothing left are closed."""
    run(forge, LANGUAGES | LICENCE | CEDAR)
    tree = small() | LICENCE | {paths.family("birch"): family("birch", "acme/birch-7b", name="Birch tree")}
    repository.commit(derived(tree))
    notes = {n.scope: n.state.split(":")[0] for n in rederive(forge, RULES, run="again")}
    assert notes == {"huggingface": "updated", "new-cedar": "updated", "family-alder": "closed"}
    assert "Birch tree" in repository.git("show", f"{LANE}:README.md")
    assert repository.git("rev-parse", f"{LANE}^") == repository.git("rev-parse", "main")
    assert {n.state.split(":")[0] for n in rederive(forge, RULES, run="again")} <= {"unchanged"}


def test_a_checked_out_branch_is_not_moved_under_hands(repository: Repository, forge: LocalForge) -> None:
    """A person who stands on the bot's branch is asked to step off; nothing moves."""
    run(forge, LANGUAGES)
    repository.git("switch", "--quiet", LANE)
    before = repository.status()
    more = {paths.hub_snapshot("acme/birch-7b"): checkpoint("acme/birch-7b", params=7_000_000_000, languages=["de"])}
    with pytest.raises(Refused, match="checked out") as refusal:
        forge.move(LANE, repository.git("rev-parse", "main"), heads(repository)[LANE])
    assert refusal.value.code == 4
    assert repository.status() == before
    del more


def test_dry_run_writes_nothing(repository: Repository, forge: LocalForge) -> None:
    """What would be done is said, and nothing is done."""
    seen = look(forge)
    proposals = plan(
        seen.tree, {**seen.known, **LANGUAGES}, derive=RULES.derive, compare=RULES.compare, report=report()
    )
    notes = publish(proposals, forge, seen=seen, rules=RULES, report=report(), dry_run=True)
    assert [n.state for n in notes] == ["would be opened"]
    assert heads(repository) == {}
    assert not (repository.folder / ".state").exists()


def test_notes_are_read_from_the_bots_own_text_alone(forge: LocalForge) -> None:
    """A note that somebody changed is no note, and a forged one further down is not looked for."""
    run(forge, LANGUAGES)
    body = forge.pulls()[0].body
    assert read_note(body) is not None
    assert read_note(body.replace('"scope":"huggingface"', '"scope":"arxiv"')) is None
    assert read_note("words\n" + body) is None
    assert read_note(body.split("\n")[0].replace(" -->", " x -->")) is None


def test_places_that_are_no_repository_are_named(tmp_path: Path) -> None:
    """No git repository, a folder inside one, or one without a commit: each is said plainly."""
    with pytest.raises(Refused, match="no git repository"):
        LocalForge(tmp_path, tmp_path / "out")
    repo = Repository(tmp_path)
    repo.git("init", "--quiet")
    with pytest.raises(Refused, match="no commit yet"):
        LocalForge(tmp_path, tmp_path / "out")
    (tmp_path / "inside").mkdir()
    with pytest.raises(Refused, match="inside the repository"):
        LocalForge(tmp_path / "inside", tmp_path / "out")
