"""Dates: their order, and the day of the audit."""

import itertools
from typing import Final

from pipeline.audit.audited import Audited, AuditedCheckpoint, AuditedFamily
from pipeline.audit.rule import Results, RuleResult, family_rule, member_rule, rule
from pipeline.fields import DATE_SLACK_DAYS, REVISED_DAYS
from pipeline.model.ids import HUB_URL
from pipeline.names.words import named_version
from pipeline.reconcile.days import days, earlier, paper_month


@family_rule("error", exceptions="dates that may be the same at the precision stated (2024 and 2024-04)")
def before_predecessor(family: AuditedFamily, _: Audited) -> Results:
    """A family is dated before the one that it follows, as a person stated."""
    older, new = family.before, family.released
    old = older.released if older is not None else None
    if older is not None and old is not None and new is not None and earlier(new.first, old.first):
        message = f"{family.curated.name} is dated {new.first}, before its predecessor {older.curated.name} ({old.first})"
        yield RuleResult("release_date", message, f"a date from {old.first} on", (f"catalog/curated/families/{older.slug}.toml",))


@family_rule("error", exceptions=f"versions of one name within {DATE_SLACK_DAYS} days")
def date_order(family: AuditedFamily, _: Audited) -> Results:
    """Inside a family a higher version is dated before a lower one."""
    dated = family.values("release_date")
    lines: dict[tuple[str, ...], list[tuple[tuple[int, ...], str]]] = {}
    for checkpoint in dated:
        version = named_version(checkpoint.partition("/")[2])
        if version.number is not None:
            lines.setdefault(version.stem, []).append((version.number, checkpoint))
    for line in lines.values():
        for (older, first), (newer, second) in itertools.pairwise(sorted(line)):
            if older < newer and earlier(str(dated[second]), str(dated[first]), by=DATE_SLACK_DAYS):
                yield RuleResult(second, f"{second} is dated {dated[second]}, before {first} ({dated[first]})", "versions dated in their order")


@member_rule("error", exceptions=f"up to {DATE_SLACK_DAYS} days, as dates are rounded to months")
def cutoff_order(one: AuditedCheckpoint, _: Audited) -> Results:
    """A checkpoint knows of more than there was on the day of its release."""
    released, cutoff = (str(one.facts.get(field, "")) for field in ("release_date", "knowledge_cutoff"))
    if earlier(released, cutoff, by=DATE_SLACK_DAYS):
        message = f"{one.name} knows of the world until {cutoff}, and was released on {released}"
        yield RuleResult("knowledge_cutoff", message, "a cutoff before the release")


@rule("error")
def future_date(audited: Audited) -> Results:
    """A release or publication lies after the day of the audit."""
    dated = [(f"papers/{identity}", "publication", paper.published, paper.url) for identity, paper in sorted(audited.catalog.papers.items())]
    for slug, family in audited.families.items():
        path, released = f"catalog/curated/families/{slug}.toml", family.released
        ends = sorted({released.first, released.latest}) if released is not None else []
        dated += [(f"{slug}/release_date", "release", end, path) for end in ends]
        dated += [(f"{slug}/{c}", "release", str(day), path) for c, day in family.values("release_date").items()]
    for subject, what, text, where in dated:
        stated = days(text)
        if stated is not None and stated.first > audited.today:
            yield RuleResult(subject, f"the {what} date {text} is after {audited.today}", "a date that has come", (where,))


@member_rule("warning", exceptions=f"dates up to {REVISED_DAYS} days after the repository was made: some wait for their announcement")
def revision_date(one: AuditedCheckpoint, _: Audited) -> Results:
    """A checkpoint is dated long after its repository was made, as by a card's "latest release": that is a later revision."""
    said = str(one.facts.get("release_date", ""))
    if earlier(one.made, said, by=REVISED_DAYS):
        yield RuleResult("", f"{one.name} is dated {said}, but its repository was made on {one.made}", "its first release")


@family_rule("warning", exceptions="ranges that come from the checkpoints themselves; a week, for weights that moved")
def range_end(family: AuditedFamily, _: Audited) -> Results:
    """A person's dates of a whole family end before a checkpoint of it was made."""
    released, heard, made = family.released, family.evidence.facts.get("release_date", ()), family.made()
    if released is None or not heard or heard[0].subject:
        return
    late = sorted(c for c in family.curated.checkpoints if earlier(released.latest, made.get(c), by=7))
    if late:
        message = f"the dates end with {released.latest}, but {late[0]} was made on {made[late[0]]}"
        yield RuleResult("release_date", message, f"a range, such as {released.first}..{made[late[0]]}", (HUB_URL + late[0],))


_AHEAD: Final = DATE_SLACK_DAYS
"""Days that weights may be announced, or published elsewhere, before there is a repository or a paper."""
_OLDEST: Final = "2022-03-03"
"""The Hub gives repositories that are older the day from which it kept that date."""


@family_rule("warning", exceptions=f"up to {_AHEAD} days ahead; repositories older than the Hub's own records; families of which a paper is as old as the date")
def date_too_early(family: AuditedFamily, _: Audited) -> Results:
    """A stated release lies before the oldest repository and the oldest paper of its family allow."""
    made, released = family.made(), family.released
    papers = [month for paper in family.curated.papers if (month := paper_month(paper)) is not None]
    oldest = min((*made.values(), *papers), default="")
    if released is not None and len(made) == len(family.observed.checkpoints) and oldest > _OLDEST and earlier(released.first, oldest, by=_AHEAD):
        message = f"dated {released.first}, but nothing of it is older than {oldest}"
        yield RuleResult("release_date", message, "a date that its repositories and papers bear out")
