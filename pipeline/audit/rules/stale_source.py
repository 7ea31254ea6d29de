"""A source that has not moved for long while its peers did."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule
from pipeline.reconcile.days import days

_DEFAULT: Final = 365


def _check(audited: Audited) -> Iterator[Found]:
    editions = {s: d for s, board in audited.catalog.boards.items() if (d := days(board.edition)) is not None}
    newest = max((d.last for d in editions.values()), default=None)
    for slug, board in sorted(audited.curated.boards.items()):
        edition = editions.get(slug)
        if board.state != "active" or board.refresh == "never" or edition is None or newest is None:
            continue
        limit = timedelta(days=board.stale_after_days or _DEFAULT)
        if edition.last + limit < audited.today and newest > edition.last + limit / 2:
            yield Found(
                f"leaderboards/{slug}",
                f"its edition is of {edition.last}, while other boards moved until {newest}",
                'a newer edition, or state = "retired" with the date',
                (f"catalog/curated/leaderboards/{slug}.toml", board.url),
            )


RULE = Rule(
    name="stale-source",
    description=(
        f"An active leaderboard whose edition is older than its stale_after_days (else {_DEFAULT}), while others moved."
    ),
    level="warning",
    check=_check,
    exceptions="boards marked retired or moved, and those that are never refreshed",
)
