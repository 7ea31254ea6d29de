"""Commands that look and say: `awesome doctor`, `audit`, `why`, `diff`, `extract`, `review` and `status`."""

import json
import os
import sys
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click

from pipeline.cli.edge import command, families, fields, json_option, print_answer, settings_of
from pipeline.model.clean import clean
from pipeline.model.outcomes import FAILED, SOURCE_FAILED, WRONG_INPUT, GitFailed, WrongUsage

DOCTOR: Final = ("here", "sources", "github")
"""What `awesome doctor` looks at, in its order."""
_LEVELS: Final = ("error", "warning", "notice")


@command("doctor")
@click.argument("groups", nargs=-1, type=click.Choice(DOCTOR), metavar="[here|sources|github]...")
@json_option("One JSON object.")
def doctor(root: Path, *, groups: tuple[str, ...], as_json: bool) -> None:
    """Look at what a run needs, and say what was seen and what mends it; nothing is written.

    ok: it works; note: nothing depends on it here; fails: something will not work, and the exit code is 4.
    """
    from pipeline.doctor import Check, examined

    made: list[Check] = []
    for check in examined(settings_of(root), os.environ, groups or DOCTOR):
        made.append(check)
        if not as_json:
            click.echo(f"{check.outcome:<5}  {check.name:<18} {clean(check.saw, limit=300)}")
            if check.mend:
                click.echo(f"{'':<25} -> {clean(check.mend, limit=300)}")
    fails = sum(c.outcome == "fails" for c in made)
    said = f"{fails} of {len(made)} checks fail" if fails else f"{len(made)} checks, none fails"
    print_answer({"checks": [c._asdict() for c in made], "fails": fails}, [said], as_json=as_json)
    sys.exit(SOURCE_FAILED if fails else 0)


@command("audit")
@json_option("One JSON object: {counts, findings, accepted}.")
@click.option("--rules", is_flag=True, help="List the rules: what each finds, and what it lets pass.")
@click.option("--coverage", is_flag=True, help="Of how many checkpoints and rows each field is known, and nothing else.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD",
              help="The day of the audit; by default today (UTC).")  # fmt: skip
@click.option("--level", type=click.Choice(_LEVELS), default="notice", show_default=True,
              help="Leave out what matters less than this.")  # fmt: skip
def audit(root: Path, *, as_json: bool, rules: bool, coverage: bool, today: datetime | None, level: str) -> None:
    """Look for what cannot be right in the catalog: offline, rule by rule.

    The exit code is 1 when there is an error. A finding that is right as it is can be accepted
    with a reason in catalog/curated/accepted.toml.
    """
    from pipeline.audit.audited import audit_all, coverage_of, every_rule
    from pipeline.cli.report_text import finding_lines
    from pipeline.derive import derive_all
    from pipeline.layout.canonical import dumps
    from pipeline.store.tree import read_tree

    if rules:
        for rule in sorted(every_rule(), key=lambda r: (_LEVELS.index(r.level), r.name)):
            passes = f"\n  lets pass: {rule.exceptions}" if rule.exceptions else ""
            click.echo(f"{rule.level}: {rule.name}: {rule.description}{passes}")
        return
    derived = derive_all(read_tree(root), strict=True)
    if coverage:
        known = list(coverage_of(derived.catalog))
        print_answer(dumps({"coverage": known}), map(_coverage_line, known), as_json=as_json)
        return
    done = audit_all(derived, (today or datetime.now(UTC)).date())
    shown = [f for f in done.findings if _LEVELS.index(f.level) <= _LEVELS.index(level)]
    counts = {one: sum(f.level == one for f in done.findings) for one in _LEVELS}
    total = ", ".join(f"{number} {one}{'s' if number != 1 else ''}" for one, number in counts.items())
    plain = {
        "counts": counts, "findings": [f.model_dump(mode="json") for f in shown],
        "accepted": [{"finding": f.model_dump(mode="json"), "because": by.because} for f, by in done.accepted],
    }  # fmt: skip
    accepted = f"; {len(done.accepted)} accepted with a reason" if done.accepted else ""
    print_answer(dumps(plain), [*finding_lines(shown), total + accepted], as_json=as_json)
    if counts["error"]:
        sys.exit(FAILED)


def _coverage_line(one: dict[str, Any]) -> str:
    parts = ["{known} of {checkpoints} checkpoints"] if one["checkpoints"] else []
    parts += ['{rows} of {families} rows, {partly} of them "n of m"'] if one["families"] else []
    return f"{one['field']}: {'; '.join(parts).format(**one)}"


@command("why")
@click.argument("subject", metavar="FAMILY[/CHECKPOINT]", shell_complete=families)
@click.argument("field", required=False, shell_complete=fields)
@json_option("One JSON object: {answers: […]}.")
def why(root: Path, subject: str, field: str | None, *, as_json: bool) -> None:
    """Show a value, its source, the place that opens it, what else was heard, and the receipt."""
    from pipeline.cli.report_text import answer_lines
    from pipeline.layout.canonical import dumps
    from pipeline.model.claims import written
    from pipeline.store.tree import read_tree
    from pipeline.why import why as answers

    found = list(answers(read_tree(root), subject, field))
    plain = [{**answer._asdict(), "claims": (), "heard": list(map(written, answer.claims))} for answer in found]
    lines = answer_lines(found) if found else [f"{subject}: nothing is known, and nothing was heard"]
    print_answer(dumps({"answers": plain}), lines, as_json=as_json)


@command("diff")
@click.argument("rev", default="HEAD")
@json_option("One JSON object: {changes: […]}.")
def diff(root: Path, rev: str, *, as_json: bool) -> None:
    """Show what changed between a git revision and the working tree: families, facts, licences, standings, links."""
    from pipeline.changes.trees import COMPARED, compare_trees
    from pipeline.cli.report_text import change_lines
    from pipeline.github.git import Git
    from pipeline.layout.canonical import dumps
    from pipeline.store.tree import read_tree

    git, refusal = Git(root), f"{root} is in no git repository: give --root"
    try:
        prefix = git.text("rev-parse", "--show-prefix")
        refusal = f"git knows no revision {rev!r}: give a commit, branch or tag"
        commit = git.text("rev-parse", "--verify", "--quiet", "--end-of-options", f"{rev}^{{commit}}")
    except GitFailed as error:
        raise WrongUsage(f"{refusal} ({clean(str(error), limit=200)})") from error
    after = {p: data for p, data in read_tree(root).items() if p.startswith(COMPARED)}
    changes = compare_trees(git.files(commit, lambda path: path.startswith(COMPARED), prefix), after)
    plain = dumps({"changes": [c.model_dump(mode="json") for c in changes]})
    print_answer(plain, change_lines(changes, most=len(changes)), as_json=as_json)


@command("review")
@click.argument("base")
@click.option("--by-bot", is_flag=True, help="The pull request is the bot's own.")
@click.option("--summary", "out", type=click.Path(path_type=Path, dir_okay=False), envvar="GITHUB_STEP_SUMMARY",
              help="Append the review here, as Markdown.")  # fmt: skip
def review(root: Path, *, base: str, by_bot: bool, out: Path | None) -> None:
    """Judge the working tree against the commit BASE (the pull request's merge base)."""
    from pipeline.github import run
    from pipeline.github.git import Git
    from pipeline.layout import paths
    from pipeline.store.tree import read_tree, write_atomically

    git = Git(root)
    try:
        commit = git.text("merge-base", base, "HEAD")
    except GitFailed as failed:
        raise WrongUsage(str(failed)) from failed
    head = read_tree(root)
    before = git.files(commit, lambda path: paths.is_input(path) or paths.is_output(path))
    changed = list(filter(None, git.text("diff", "--name-only", "-z", "--no-renames", commit).split("\0")))
    found = run.review(changed, before, head, by_bot=by_bot)
    if out is not None:
        write_atomically(out, (out.read_bytes() if out.exists() else b"") + run.summary(found).encode())
    else:
        click.echo(run.summary(found))
    if "GITHUB_OUTPUT" in os.environ:
        with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as file:
            file.write(f"code={'true' if run.touches_code(changed) else 'false'}\n")
    for path, reason in found.refusals.items():
        click.echo(f"{path}: {reason}", err=True)
    sys.exit(FAILED if found.refusals else 0)


@command("status")
@click.option("--stale-after", type=click.FloatRange(min=0), metavar="HOURS",
              help="Call a source stale after so many hours, instead of each after its own (docs/sources.md).")  # fmt: skip
@json_option("One JSON object.")
def status(root: Path, *, stale_after: float | None, as_json: bool) -> None:
    """Show when each source last succeeded. The exit code is 4 where one is stale."""
    from pipeline.layout import paths
    from pipeline.store.state import health_of
    from pipeline.store.tree import read_tree

    tree, found = read_tree(root), health_of(settings_of(root).state, datetime.now(UTC), stale_after)
    folders = {
        "families": paths.FAMILIES, "checkpoints": paths.HUB, "papers": paths.PAPERS, "leaderboards": paths.BOARD_SNAPSHOTS,
    }  # fmt: skip
    counts = {what: sum(path.startswith(folder) for path in tree) for what, folder in folders.items()}
    lines = [", ".join(f"{number:,} {what}" for what, number in counts.items())]
    lines += [("STALE  " if health.stale else "ok     ") + clean(str(health), limit=300) for health in found]
    print_answer({"sources": [h._asdict() for h in found], "tree": counts}, lines, as_json=as_json)
    sys.exit(SOURCE_FAILED if any(h.stale for h in found) else 0)


@click.command("extract", epilog="Example: awesome extract README.md --json")
@click.argument("cards", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="CARD.md...")
@click.option("--json", "as_lines", is_flag=True, help="One JSON line a card.")
@click.pass_obj
def extract(root: Path | None, cards: tuple[Path, ...], *, as_lines: bool) -> None:
    """Show what each CARD.md states, and the line that states it.

    The file's name says which repository it is: org--name.md is org/name.
    """
    from pipeline.cards.card import read_card
    from pipeline.cli.report_text import reading_lines
    from pipeline.markdown import passage
    from pipeline.model.claims import as_json
    from pipeline.names.vocabulary import lexicon

    known = lexicon(_named(root or Path()))
    code = 0
    for path in cards:
        try:
            data = path.read_bytes()
        except OSError as fault:
            code, fix = WRONG_INPUT, "Give the path of a readable Markdown file."
            click.echo(f"{passage(str(path))}: cannot be read ({fault.strerror}). {fix}", err=True)
            continue
        reading = read_card(path.stem.replace("--", "/", 1), data, known)
        click.echo(json.dumps(as_json(reading), ensure_ascii=False) if as_lines else "\n".join(reading_lines(reading)))
    sys.exit(code)


def _named(root: Path) -> Iterator[str]:
    """The names of the families on the list in a folder, as far as their files can be read."""
    for file in sorted(root.glob("catalog/curated/families/*.toml")):
        with suppress(OSError, ValueError):
            yield str(tomllib.loads(file.read_text(encoding="utf-8")).get("name", ""))
