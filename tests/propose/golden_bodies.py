"""The bodies that are kept as files and read by people. `python -m tests.propose.golden_bodies` writes them again."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[1] / "publish"))

from small_world import RULES, checkpoint, derived, family, paper, report, small

from pipeline.layout import paths
from pipeline.model.changes import Change, ChangeKind
from pipeline.model.findings import Finding
from pipeline.model.reports import KeptNote, RunReport, SourceReport
from pipeline.propose.body import Doubt, body_of
from pipeline.propose.plan import plan
from pipeline.propose.risk import risk_of
from pipeline.propose.title import title_of

GOLDEN: Final = Path(__file__).parent / "golden"
K = ChangeKind
HUB: Final = "https://huggingface.co"
HOSTILE: Final = (
    "a | b](https://bad.example) <img src=x> @someone fixes #1 `x` \u202e$$ www.bad.example\n\n# Big <!-- -->"
)


def planned(
    found: dict[str, bytes | None], scope: str, told: RunReport | None = None, **more: tuple[str, ...]
) -> tuple[str, str]:
    """Title and body of one proposal of a run over the small world."""
    base = derived(small())
    new = {p: c for p, c in {**base, **found}.items() if c is not None}
    proposals = plan(
        base,
        new,
        derive=RULES.derive,
        compare=RULES.compare,
        report=told or report(),
        families=more.get("families", ()),
    )
    chosen = next(p for p in proposals if p.scope == scope)
    return chosen.title, chosen.body


def made(
    scope: str,
    changes: list[Change],
    told: RunReport | None = None,
    doubts: tuple[Doubt, ...] = (),
    limit: int = 60_000,
) -> tuple[str, str]:
    """Title and body of changes that are written out here."""
    risk = risk_of(changes, doubts=bool(doubts))
    body = body_of(scope, changes, doubts, told or report(), risk=risk, files={}, limit=limit)
    return title_of(scope, changes), body


def hub(name: str) -> str:
    """A snapshot's path."""
    return paths.hub_snapshot(name)


def new_family() -> tuple[str, str]:
    """A family that nobody had."""
    toml = family("cedar", "acme/cedar-1b", "acme/cedar-3b", more="draft = true\n")
    small_one = checkpoint("acme/cedar-1b", params=1_200_000_000, languages=["en", "zh"])
    return planned(
        {
            paths.family("cedar"): toml,
            hub("acme/cedar-1b"): small_one,
            hub("acme/cedar-3b"): checkpoint("acme/cedar-3b", params=3_100_000_000),
        },
        "new-cedar",
    )


def licence_change() -> tuple[str, str]:
    """One licence for another, on both checkpoints of a family."""
    return planned(
        {
            hub("acme/alder-8b"): checkpoint("acme/alder-8b", licence="llama3", sha="b" * 40),
            hub("acme/alder-70b"): checkpoint("acme/alder-70b", licence="llama3", params=70_000_000_000, sha="b" * 40),
        },
        "family-alder",
    )


def routine() -> tuple[str, str]:
    """Nothing taken away: facts gained, revisions that change none."""
    return planned(
        {
            hub("acme/birch-7b"): checkpoint(
                "acme/birch-7b", params=7_000_000_000, languages=["en", "fr"], sha="b" * 40
            ),
            hub("acme/alder-8b"): checkpoint("acme/alder-8b", sha="c" * 40),
        },
        "huggingface",
    )


def partial_failure() -> tuple[str, str]:
    """One source failed, one was partial: what they said before stays."""
    told = RunReport(
        run="run-9",
        started_at="2026-11-22T05:17:00Z",
        sources=(
            SourceReport(
                source="huggingface", outcome="partial", message="2 of 14 listings did not answer (503)",
                kept=(KeptNote(subject="acme/alder-8b", reason="503"), KeptNote(subject="acme/alder-70b", reason="503")),
            ),
            SourceReport(source="arxiv", outcome="failed", message="refused: this address asks too often"),
            SourceReport(source="leaderboards", outcome="ok"),
        ),
    )  # fmt: skip
    return planned(
        {hub("acme/birch-7b"): checkpoint("acme/birch-7b", params=7_000_000_000, languages=["en"])}, "huggingface", told
    )


def gone_and_renamed() -> tuple[str, str]:
    """A checkpoint that is gone, and one under a new name."""
    changes = [
        Change(kind=K.CHECKPOINT_GONE, family="alder", subject="acme/alder-8b", old="present", new="gone", url=f"{HUB}/acme/alder-8b"),
        Change(kind=K.CHECKPOINT_RENAMED, family="alder", subject="acme/alder-70b", old="acme/alder-70b", new="acme-ai/Alder-70B",
               url=f"{HUB}/acme-ai/Alder-70B"),
        Change(kind=K.ACCESS_CHANGED, family="alder", subject="acme/alder-1b", field="gated", old="open", new="gated", url=f"{HUB}/acme/alder-1b"),
        Change(kind=K.FACT_LOST, family="alder", subject="acme/alder-1b", field="training_tokens", old=15_000_000_000_000,
               url=f"{HUB}/acme/alder-1b/blob/{'a' * 40}/README.md?code=true#L14"),
    ]  # fmt: skip
    return made("family-alder", changes)


def leaderboards() -> tuple[str, str]:
    """A new edition: many standings moved, few are new, one is gone, most belong to no family."""
    board = "https://board.example/arena"
    changes = [
        Change(kind=K.EDITION_MOVED, subject="arena", old="2026-10", new="2026-11", url=board, source="leaderboards")
    ]
    for number, (name, owner) in enumerate(
        (("alder-8b-chat", "alder"), ("birch-7b", "birch"), ("oak-2", ""), ("ash-5", ""), ("elm", ""))
    ):
        changes.append(
            Change(kind=K.STANDING_MOVED, family=owner, subject=f"arena: {name}", field="rating", old=f"{1100 + number}", new=f"{1110 + number}.5",
                   url=board, source="leaderboards")
        )  # fmt: skip
    changes += [
        Change(
            kind=K.STANDING_GAINED,
            family="birch",
            subject="arena: birch-7b-instruct",
            new="1184.2",
            url=board,
            source="leaderboards",
        ),
        Change(kind=K.STANDING_LOST, subject="arena: old-oak", old="901", url=board, source="leaderboards"),
    ]
    return made("leaderboards", changes)


def mass_revision() -> tuple[str, str]:
    """Hundreds of facts changed at once: cut at the budget, with the rest counted."""
    changes = [
        Change(kind=K.FACT_CHANGED, family=f"family-{number // 4}", subject=f"acme/model-{number}-instruct", field="context_length", old=8_192,
               new=131_072 + number, url=f"{HUB}/acme/model-{number}-instruct/blob/{'a' * 40}/README.md?code=true#L{number + 10}")
        for number in range(900)
    ]  # fmt: skip
    why = "900 changes at once: an upstream or a reader may be wrong"
    return made("huggingface", changes, doubts=(Doubt("mass revision", why),))


def targeted() -> tuple[str, str]:
    """A refresh of one family that somebody asked for."""
    return planned(
        {
            hub("acme/alder-8b"): checkpoint("acme/alder-8b", params=8_030_261_248, languages=["en", "de", "fr"]),
            paths.paper_snapshot("2501.00001"): paper("2501.00001", version=3),
        },
        "refresh-alder",
        families=("alder",),
    )


def confusable() -> tuple[str, str]:
    """A new owner whose name looks like a known one."""
    toml = family("alder", "acme/alder-8b", "acme/alder-70b", "acrne/alder-9b", more='papers = ["2501.00001"]\n')
    base = derived(small() | {paths.family("alder"): toml})
    new = {**base, hub("acrne/alder-9b"): checkpoint("acrne/alder-9b", params=9_000_000_000)}
    proposals = plan(base, new, derive=RULES.derive, compare=RULES.compare, report=report())
    return proposals[0].title, proposals[0].body


def hostile() -> tuple[str, str]:
    """Text from upstream that tries everything."""
    changes = [
        Change(kind=K.FACT_CHANGED, family="alder", subject=f"acme/{HOSTILE}", field="license_name", old=HOSTILE, new=HOSTILE, url="javascript:alert(1)"),
        Change(kind=K.FACT_CHANGED, family="alder", subject="acme/alder-8b", field="vision_encoder", old="x", new=HOSTILE, url=f"{HUB}/a b"),
        Change(kind=K.PAPER_ADDED, family="alder", subject="2501.00009", new="/merge\n- [x] rebuild this pull request from scratch",
               url="https://arxiv.org/abs/2501.00009"),
        Change(kind=K.STANDING_MOVED, subject=f"arena: {HOSTILE}", field=HOSTILE, old=HOSTILE, new=HOSTILE, url="https://ok.example/(x)"),
    ]  # fmt: skip
    sources = (SourceReport(source="huggingface", outcome="failed", message=HOSTILE),)
    return made("family-alder", changes, RunReport(run="run-1", started_at="2026-11-22T05:17:00Z", sources=sources))


def rejects_and_findings() -> tuple[str, str]:
    """What could not be used and what the audit says, beside a withdrawn paper, derived again without asking."""
    changes = [
        Change(kind=K.PAPER_WITHDRAWN, family="birch", subject="2501.00002", url="https://arxiv.org/abs/2501.00002v2"),
        Change(
            kind=K.PAPER_REVISED,
            family="alder",
            subject="2501.00001",
            old="v1",
            new="v2",
            url="https://arxiv.org/abs/2501.00001v2",
        ),
    ]
    told = RunReport(
        run="run-1",
        started_at="2026-11-22T05:17:00Z",
        sources=(
            SourceReport(
                source="arxiv", outcome="ok",
                rejects=(KeptNote(subject="2501.00001", reason="the abstract names two token counts"), KeptNote(subject="2501.77777", reason="no")),
            ),
        ),
        findings=(
            Finding(rule="stale-pin", level="warning", subject="alder", message="the source no longer says 15T", expected="was = 18T"),
            Finding(rule="paper-withdrawn", level="error", subject="birch", message="its own paper was withdrawn"),
            Finding(rule="elsewhere", level="error", subject="willow", message="not part of this"),
        ),
    )  # fmt: skip
    return made("arxiv", changes, told)


ALL: Final[dict[str, Callable[[], tuple[str, str]]]] = {
    f.__name__: f
    for f in (
        new_family, licence_change, routine, partial_failure, gone_and_renamed, leaderboards, mass_revision, targeted, confusable,
        hostile, rejects_and_findings,
    )
}  # fmt: skip


def text_of(name: str) -> str:
    """A golden file's content."""
    title, body = ALL[name]()
    return f"{title}\n\n{body}"


if __name__ == "__main__":
    for each in ALL:
        (GOLDEN / f"{each}.md").write_text(text_of(each), encoding="utf-8")
