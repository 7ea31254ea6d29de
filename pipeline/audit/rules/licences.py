"""Licences: whether there is one, which, and for whom."""

import re
from typing import Final

from pipeline.audit.audited import Audited, AuditedCheckpoint, AuditedFamily
from pipeline.audit.rule import Results, RuleResult, family_rule, member_rule
from pipeline.model.ids import HUB_URL
from pipeline.model.licences import LICENCES, TERMS, Licence, is_free, least_free, licence, licences_of, terms_of
from pipeline.names.words import named_version


@family_rule("warning", exceptions="families none of whose checkpoints were read: what is gated, gone or failed says so itself")
def license_stated(family: AuditedFamily, _: Audited) -> Results:
    """No checkpoint of a family states a licence, and no person noted one."""
    named = any(hub.license or hub.license_name for hub in family.hubs.values())
    if family.cards and not named and not family.observed.facts.texts("license") and not family.stated("license"):
        message = "no licence is stated, neither by a card nor by the Hub"
        expected = "the licence with its source, if there is one"
        yield RuleResult("license", message, expected, (HUB_URL + next(iter(family.cards)),))


@member_rule("warning", exceptions="known licences with conditions beside a free one, as of weights and code")
def licence_beside(one: AuditedCheckpoint, _: Audited) -> Results:
    """The name, text or sentence beside the id of a checkpoint's licence permits less than the id: nobody may take it for the freer one."""
    own, stated = licences_of(one.facts), str(one.facts.get("license", ""))
    stated = str(one.facts.get("license_name", "")) if stated.casefold() == "other" else stated
    least = least_free(own) or "unknown"
    known = least == "conditions" and all(found.name in LICENCES for found in own)
    if stated and not known and TERMS.index(terms_of(stated)) < TERMS.index(least):
        message = f"{one.name} states {stated} beside {', '.join(found.name for found in own[1:])}"
        yield RuleResult("license", message, "a pin with the licence of the weights")


_FORBIDS: Final = re.compile(
    r"non-?commercial|not for commerc|restricts? commercial|forbids commercial|research[- ]only|for research only|licen[cs]e for research|"
    r"licen[cs]e of its own|own licen[cs]e|非商用|禁止商用|限制商用|不得商用|仅限研究|仅供研究|自有许可证",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"[^.;。；]+(?:\.(?=\S)[^.;。；]*)*")
_ELSEWHERE: Final = re.compile(r"\b(?:earlier|previous|first|initially|framework|code|data)\b|此前|最初|框架|代码|数据", re.IGNORECASE)
"""Words of a sentence about something other than these weights of today."""


@family_rule(
    "error",
    exceptions="rows of which some licence is not free, or is not known of every checkpoint; sentences about code, data or earlier models",
)
def prose_licence(family: AuditedFamily, _: Audited) -> Results:
    """A family's text tells of a restriction of its licence, and the row says that all of it is free for any use."""
    stated, prose = family.observed.facts.texts("license"), family.curated.prose
    sentences = _SENTENCE.findall(f"{prose.en}. {prose.zh}")
    said = next((m for one in sentences if not _ELSEWHERE.search(one) and (m := _FORBIDS.search(one))), None)
    if said and stated and all(map(is_free, stated)) and "license" not in family.observed.coverage:
        yield RuleResult("license", f"the text says {said[0]!r}, the row {', '.join(stated)}", "a licence for each checkpoint, or another text")


_PERMITS: Final = re.compile(
    r"\b(?:for|to) any (?:use|purpose)\b|\b(?:also|even|including|free for|allows?|permits?) commercial(?:ly)?\b|可作任何用途|(?:包括|可|允许|免费)商用",
    re.IGNORECASE,
)


@family_rule("error", exceptions="texts that tell of a restriction as well; sentences about code, data or earlier models")
def prose_permission(family: AuditedFamily, _: Audited) -> Results:
    """A family's text permits any use, and a licence of the row forbids commerce."""
    stated, text = family.observed.facts.texts("license"), f"{family.curated.prose.en}. {family.curated.prose.zh}"
    forbidding = [name for name in stated if terms_of(name) in ("non-commercial", "research")]
    said = next((m for one in _SENTENCE.findall(text) if not _ELSEWHERE.search(one) and (m := _PERMITS.search(one))), None)
    if said and forbidding and not _FORBIDS.search(text):
        yield RuleResult("license", f"the text says {said[0]!r}, the row {', '.join(stated)}", "a text that says which checkpoint is free")


@family_rule("notice", exceptions="checkpoints of which a name, a text or a person says which licence it is")
def licence_unnamed(family: AuditedFamily, _: Audited) -> Results:
    """Checkpoints of a family state a licence of their own ("other"), and neither its name nor a link to its text."""
    stated = {c: [(found.name.casefold(), found.url) for found in licences_of(one.facts)] for c, one in family.observed.checkpoints.items()}
    unnamed = sorted(c for c, found in stated.items() if found == [("other", "")])
    if unnamed:
        message = f"{unnamed[0]}{f' and {len(unnamed) - 1} more' if unnamed[1:] else ''}: other, without a name or a text"
        yield RuleResult("license", message, "the licence's name", (HUB_URL + unnamed[0],))


@member_rule("notice", exceptions="bases of the same owner, and bases of which no licence is known")
def base_licence(one: AuditedCheckpoint, audited: Audited) -> Results:
    """A checkpoint is free for any use, and the model that it was made from is not."""
    bases, own = one.facts.get("base_model"), licences_of(one.facts)
    for base in bases if isinstance(bases, tuple) and least_free(own) == "free" else ():
        stated = audited.licences.get(base) or _by_name(base)
        if base.partition("/")[0] != one.name.partition("/")[0] and least_free(stated) not in (None, "free", "unknown"):
            message = f"{one.name} is under {own[0].name}, its base {base} under {', '.join(found.name for found in stated)}"
            yield RuleResult("license", message, "the licence of the weights, or the reason why the base's does not bind them", (HUB_URL + base,))


def _by_name(base: str) -> tuple[Licence, ...]:
    """The licence of a base that is no member of the list: of each Llama, by its version."""
    version = named_version(base.partition("/")[2])
    found = licence(f"llama{'.'.join(map(str, version.number))}") if version.number and "llama" in version.stem[:2] else None
    return (found,) if found is not None and found.name in LICENCES else ()


@family_rule("notice", exceptions="facts whose checkpoints all state the same, or are none")
def licence_of_all(family: AuditedFamily, _: Audited) -> Results:
    """One licence that a person states for a whole family, of whose checkpoints some were never read."""
    unread = [c for c, one in sorted(family.observed.checkpoints.items()) if not licences_of(one.facts)]
    for fact in family.curated.facts:
        if fact.field == "license" and fact.checkpoint is None and unread:
            others = f" and {len(unread) - 1} more state nothing yet" if unread[1:] else " states nothing yet"
            where = (fact.source or "", HUB_URL + unread[0])
            yield RuleResult("license", f"{fact.value} for all; {unread[0]}{others}", "a licence for each checkpoint", where)
