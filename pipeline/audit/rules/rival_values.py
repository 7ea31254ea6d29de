"""Sources that disagree beyond the field's tolerance."""

from collections.abc import Iterator
from typing import Final

from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule
from pipeline.model.amounts import show_amount
from pipeline.model.claims import Claim

_ELSEWHERE: Final = frozenset({
    "license", "license_name", "license_link",  # the rule license-changed
    "cited_arxiv",  # two lists of citations may differ and both be right
})  # fmt: skip


def _check(audited: Audited) -> Iterator[Found]:
    for slug, evidence in sorted(audited.catalog.evidence.items()):
        for checkpoint, fields in sorted(evidence.checkpoints.items()):
            for field, heard in sorted(fields.items()):
                rival = next((h for h in heard[1:] if h.verdict == "rival"), None) if field not in _ELSEWHERE else None
                if rival is not None:
                    yield Found(
                        f"{slug}/{checkpoint}/{field}",
                        f"{_said(heard[0])}, but {_said(rival)}",
                        "one value, or a pin with the reason",
                        (heard[0].url or heard[0].snapshot, rival.url or rival.snapshot),
                    )


def _said(heard: Claim) -> str:
    value = heard.value
    shown = (
        show_amount(value)
        if isinstance(value, int) and not isinstance(value, bool)
        else ", ".join(value)
        if isinstance(value, tuple)
        else str(value)
    )
    line = f" (line {heard.line})" if heard.line else ""
    return f"{heard.source} states {shown}{line}"


RULE = Rule(
    name="rival-values",
    description="Two sources state values of one field that differ beyond its tolerance; both places are given.",
    level="notice",
    check=_check,
    exceptions="licences, which have a rule of their own; lists of citations; values that a pin overrules",
)
