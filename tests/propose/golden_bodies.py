"""The bodies that are kept as files and read by people. `make golden` writes them again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from pipeline.layout import kinds, paths
from pipeline.model.changes import Change, ChangeKind, Risk
from pipeline.model.reports import Finding, KeptNote, RunReport, SourceReport
from pipeline.propose.body import Contents, Doubt, body_of, numbers_of
from pipeline.propose.wording import title_of
from tests.github.small_world import card, derived, family, gone, listed, of, paper, planned, report, small

GOLDEN: Final = Path(__file__).parent / "golden"
K = ChangeKind
HUB: Final = "https://huggingface.co"
HOSTILE: Final = (
    "a | b](https://bad.example) <img src=x> @someone fixes #1 `x` \u202e$$ www.bad.example\n\n# Big <!-- -->"
)
Words = tuple[str, str]


def proposed(found: dict[str, bytes], scope: str, **more: Any) -> Words:
    """Title and body of one proposal of a run over the small world."""
    chosen = planned(found, **more)[scope]
    return chosen.title, chosen.body


def made(
    scope: str, changes: list[Change], asked: RunReport | None = None, limit: int = 60_000, files: dict[str, bytes] | None = None,
    **more: Any,
) -> Words:  # fmt: skip
    """Title and body of changes that are written out here."""
    risk: Risk = "needs eyes" if any(c.needs_eyes for c in changes) else "routine"
    contents = Contents(scope, risk, files or {}, changes, **more)
    return title_of(scope, risk, numbers_of(changes, contents.doubts)), body_of(contents, asked or report(), limit)


def new_family() -> Words:
    """A family that nobody had."""
    toml = family("cedar", "acme/cedar-1b", "acme/cedar-3b", more="draft = true\n")
    first = of("acme/cedar-1b", params=1_200_000_000, languages=["en", "zh"])
    return proposed({kinds.FAMILIES.path("cedar"): toml, **first, **of("acme/cedar-3b", params=3_100_000_000)}, "new-cedar")


def licence_change() -> Words:
    """One licence for another, which has a name and no id, on both checkpoints of a family."""
    news = {"licence": "other", "license_name": "alder-community", "sha": "b" * 40}
    return proposed(of("acme/alder-8b", **news) | of("acme/alder-70b", **news), "family-alder")


def routine() -> Words:
    """Nothing taken away: facts gained, revisions that change none."""
    gained = of("acme/birch-7b", languages=["en", "fr"], sha="b" * 40)
    return proposed(gained | of("acme/alder-8b", sha="c" * 40), "huggingface")


def partial_failure() -> Words:
    """One source failed, one was partial: what they said before stays."""
    kept = tuple(KeptNote(subject=f"acme/alder-{size}b", reason="503") for size in (8, 70))
    sources = (
        SourceReport(source="huggingface", outcome="partial", message="2 of 14 listings did not answer (503)", kept=kept),
        SourceReport(source="arxiv", outcome="failed", message="refused: this address asks too often"),
    )
    ended = RunReport(run="run-9", started_at="2026-11-22T05:17:00Z", sources=sources)
    return proposed(of("acme/birch-7b", languages=["en"]), "huggingface", asked=ended)


def gone_and_renamed() -> Words:
    """A checkpoint that is gone, and one under a new name whose owner imitates the old one."""
    return proposed(gone("acme/alder-8b") | gone("acme/alder-70b", to="acrne/alder-70b"), "family-alder")


def leaderboards() -> Words:
    """A new edition: many standings moved, few are new, one is gone, most belong to no family."""
    here: dict[str, Any] = {"url": "https://board.example/arena", "source": "leaderboards"}
    names = (("alder-8b-chat", "alder"), ("birch-7b", "birch"), ("oak-2", ""), ("ash-5", ""), ("elm", ""))
    moved = [
        Change(kind=K.STANDING_MOVED, family=owner, subject=f"arena: {name}", field="rating", old=f"{1100 + n}", new=f"{1110 + n}.5", **here)
        for n, (name, owner) in enumerate(names)
    ]  # fmt: skip
    edition = Change(kind=K.EDITION_MOVED, subject="arena", old="2026-10", new="2026-11", **here)
    gained = Change(kind=K.STANDING_GAINED, family="birch", subject="arena: birch-7b-instruct", new="1184.2", **here)
    lost = Change(kind=K.STANDING_LOST, subject="arena: old-oak", old="901", **here)
    return made("leaderboards", [edition, *moved, gained, lost])


def dispute() -> Words:
    """A source that states something else than a person, whose fact stands."""
    fact = '[[facts]]\nfield = "languages"\nvalue = ["fr", "en"]\nsource = "https://acme.example/birch"\n'
    base = derived(small() | {kinds.FAMILIES.path("birch"): family("birch", "acme/birch-7b", more=fact)})
    return proposed(of("acme/birch-7b", languages=["de"]), "family-birch", base=base)


def first_reading() -> Words:
    """A catalog whose checkpoints were never read, two publishers of which one did not answer in full, one commit that changes no fact."""
    source = SourceReport(source="huggingface", outcome="partial", kept=(KeptNote(subject="huggingface/fir", reason="503"),))
    base = derived(listed() | {paths.ORGANIZATIONS: listed()[paths.ORGANIZATIONS] + b'[organizations.fir]\nname = "Fir | Co"\nhub = ["fir"]\n',
                               kinds.FAMILIES.path("pine"): family("pine", "fir/pine-1b").replace(b'"acme"', b'"fir"')})  # fmt: skip
    moved = of("acme/birch-7b", params=7_600_000_000) | of("fir/pine-1b", params=1_100_000_000, languages=["en"])
    found = {**small(), **moved} | card("acme/alder-8b", "said of another model")
    return proposed(found, "first-reading", base=base, asked=RunReport(run="r", started_at="", sources=(source,)))


def targeted() -> Words:
    """A refresh of one family that somebody asked for."""
    found = of("acme/alder-8b", params=9_900_000_000, languages=["en", "de", "fr"])
    found[kinds.PAPERS.path("2501.00001")] = paper("2501.00001", version=3)
    return proposed(found, "refresh-alder", families=("alder",))


def confusable() -> Words:
    """A new owner whose name looks like a known one."""
    toml = family("alder", "acme/alder-8b", "acme/alder-70b", "acrne/alder-9b", more='papers = ["2501.00001"]\n')
    base = derived(small() | {kinds.FAMILIES.path("alder"): toml})
    return proposed(of("acrne/alder-9b", params=9_000_000_000), "family-alder", base=base)


def hostile() -> Words:
    """Text from upstream that tries everything."""
    changes = [
        Change(kind=K.FACT_CHANGED, family="alder", subject=f"acme/{HOSTILE}", field="license_name", old=HOSTILE, new=HOSTILE, url="javascript:alert(1)"),
        Change(kind=K.FACT_CHANGED, family="alder", subject="acme/alder-8b", field="vision_encoder", old="x", new=HOSTILE, url=f"{HUB}/a b"),
        Change(kind=K.PAPER_ADDED, family="alder", subject="2501.00009", new="/merge\n- [x] rebuild this pull request from scratch",
               url="https://arxiv.org/abs/2501.00009"),
        Change(kind=K.STANDING_MOVED, subject=f"arena: {HOSTILE}", field=HOSTILE, old=HOSTILE, new=HOSTILE, url="https://ok.example/(x)"),
    ]  # fmt: skip
    ended = RunReport(run="x", started_at="", sources=(SourceReport(source="huggingface", outcome="failed", message=HOSTILE),))
    notices = (Finding(rule="rival-values", level="notice", subject="alder", message=HOSTILE),)
    files = of("acme/alder-8b") | card("acme/alder-8b", HOSTILE)
    return made("family-alder", changes, ended, files=files, notices=notices, doubts=(Doubt(HOSTILE, "warning", HOSTILE),))


def found_by_the_audit() -> Words:
    """Weights that do not fit the name: the audit finds what it did not find on main."""
    return proposed(of("acme/birch-7b", params=20_000_000_000) | card("acme/birch-7b", "one of several sizes"), "family-birch")


ALL: Final[dict[str, Callable[[], Words]]] = {
    f.__name__: f
    for f in (
        new_family, licence_change, routine, partial_failure, gone_and_renamed, leaderboards, dispute, first_reading, targeted,
        confusable, hostile, found_by_the_audit,
    )
}  # fmt: skip


def text_of(name: str) -> str:
    """A golden file's content."""
    title, body = ALL[name]()
    return f"{title}\n\n{body}"


def record() -> None:
    """Write every body again."""
    for each in ALL:
        (GOLDEN / f"{each}.md").write_text(text_of(each), encoding="utf-8")
