"""A pin whose source no longer says what the pin was set against."""

from collections.abc import Iterator

from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule


def _check(audited: Audited) -> Iterator[Found]:
    for stale in audited.stale:
        subject = "/".join(p for p in (stale.family, stale.pin.subject, stale.pin.field) if p)
        now = "no source states a value now" if stale.now is None else f"the sources state {_shown(stale.now)} now"
        yield Found(
            subject,
            f"pinned to {_shown(stale.pin.value)} when the source said {_shown(stale.pin.was)}; {now}",
            "take the pin out, or set `was` to what is stated now",
            (stale.pin.snapshot, stale.pin.url),
        )


def _shown(value: object) -> str:
    return (
        ", ".join(map(str, value))
        if isinstance(value, tuple)
        else f"{value:,}"
        if isinstance(value, int)
        else str(value)
    )


RULE = Rule(
    name="stale-pin",
    description="The sources no longer say what a pin was set against. The pin still holds.",
    level="warning",
    check=_check,
)
