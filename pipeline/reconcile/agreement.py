"""Whether two values say the same, within the tolerance of their field."""

from datetime import date

from pipeline.fields import DATE_SLACK_DAYS, FIELDS, NAME_TOLERANCE
from pipeline.model.claims import Value
from pipeline.model.licences import spdx


def agree(field: str, left: Value, right: Value, *, rounded: bool = False) -> bool:
    """Whether two values of a field are the same fact, perhaps at different precision.

    `rounded` says that one of them is a name's figure ("7b" for 8.5 billion parameters).
    """
    if left == right:
        return True
    if isinstance(left, bool) or isinstance(right, bool):
        return False
    if isinstance(left, int) and isinstance(right, int):
        tolerance = NAME_TOLERANCE if rounded else FIELDS[field].tolerance
        return abs(left - right) <= tolerance * max(abs(left), abs(right))
    if isinstance(left, tuple) and isinstance(right, tuple):
        return {x.casefold() for x in left} == {x.casefold() for x in right}
    if isinstance(left, str) and isinstance(right, str):
        form = FIELDS[field].form
        if form == "date":
            return dates_agree(left, right)
        if form == "licence":
            return spdx(left).casefold() == spdx(right).casefold()
        return left.casefold().strip() == right.casefold().strip()
    return False


def dates_agree(left: str, right: str) -> bool:
    """Whether one date is the other less precisely, or they lie within the slack."""
    shorter = min(len(left), len(right))
    if left[:shorter] == right[:shorter] and shorter < max(len(left), len(right)):
        return True
    first, second = _day(left), _day(right)
    return first is not None and second is not None and abs((first - second).days) <= DATE_SLACK_DAYS


def _day(text: str) -> date | None:
    parts = text.split("-")
    try:
        numbers = [int(p) for p in parts]
        return date(numbers[0], numbers[1] if len(numbers) > 1 else 7, numbers[2] if len(numbers) > 2 else 15)
    except (ValueError, IndexError):
        return None


def significant_digits(number: int) -> int:
    """How many digits a count was stated with: 8030261248 has ten, 8000000000 one."""
    return len(str(abs(number)).rstrip("0")) or 1
