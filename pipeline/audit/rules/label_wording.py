"""A label with words that rot, or with an empty pair of brackets."""

import re
from collections.abc import Iterator
from typing import Final

from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule

_NOW: Final = re.compile(
    r"(?<![a-z])(?:now|currently|coming soon|so far|not yet|will be released|available "
    r"soon|todo|tbd)(?![a-z])|目前|即将|暂未",
    re.IGNORECASE,
)
_EMPTY: Final = re.compile(r"\(\s*\)|\[\s*\]|（\s*）")


def _check(audited: Audited) -> Iterator[Found]:
    for link in audited.links:
        if _EMPTY.search(link.label):
            yield Found(
                link.at,
                f"the label {link.label!r} has an empty pair of brackets",
                "the words, or no brackets",
                (link.path, link.url),
            )
        said = _NOW.search(link.label)
        if said and link.subject in audited.curated.families:
            yield Found(
                link.at,
                f"the label {link.label!r} says {said[0]!r}, which was true on one day only",
                "words that stay true",
                (link.path, link.url),
            )


RULE = Rule(
    name="label-wording",
    description='The words of a link speak of a moment ("only … available now"), or hold an empty pair of brackets.',
    level="warning",
    check=_check,
)
