"""The guard of the list: why what an upstream says now is not believed beside what it said last, until a person does.

One for listings, collections, boards and feeds. An upstream does not go backwards, lose most of what it had,
speak of days after its own end, or break its letters: each of these is a fault on the way here far more often.
"""

import re
from typing import Final

LEAST: Final = 10
KEPT: Final = 0.8
_DAY: Final = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")
BROKEN_LETTER: Final = "\N{REPLACEMENT CHARACTER}"


def doubt_of_entries(before: int, still: int) -> str | None:
    """Why a listing is not believed: it was emptied, or of ten or more entries less than 80 % are `still` there."""
    shrank = still < before and (still == 0 or (before >= LEAST and still < KEPT * before))
    return f"{still} of {before} entries are left, which is too few to believe" if shrank else None


def doubt_of_edition(before: str | None, now: str | None, ended: str = "") -> str | None:
    """Why an edition is not believed: older than the last one, or from after the end of its archive. Days are ISO 8601."""
    if not now or not _DAY.fullmatch(now):
        return None
    if ended and now[: len(ended)] > ended:
        return f"its edition is of {now}, and the board ended in {ended}"
    if before and _DAY.fullmatch(before) and now[: len(before)] < before[: len(now)]:
        return f"its edition is of {now}, older than that of {before} which we have"
    return None


def doubt_of_letters(before: str, now: str) -> str | None:
    """Why a text is not believed: letters of it broke that were whole."""
    broken = now.count(BROKEN_LETTER) > before.count(BROKEN_LETTER)
    return "letters of it came broken, as where bytes were damaged" if broken else None
