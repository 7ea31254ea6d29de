"""Labels: the words of links."""

import re
from typing import Final

from pipeline.audit.audited import Audited, AuditedFamily, Linked
from pipeline.audit.rule import Results, RuleResult, link_rule
from pipeline.names.words import words


def _within(name: tuple[str, ...], said: tuple[str, ...]) -> bool:
    return any(said[n : n + len(name)] == name for n in range(len(said)))


@link_rule("error", exceptions="labels that name the family as well, and names that are the maker's own")
def label_family(link: Linked, audited: Audited) -> Results:
    """The words of a link name another family than the one it stands under."""
    said = words(link.label)
    # "Qwen2.5" under Qwen2.5-VL, or "Llama" under Code Llama, is the same house speaking.
    if link.family is None or not said or {name[0] for name in link.family.words if name} & set(said):
        return
    for other in audited.families.values():
        named = [n for n in other.words if n and n[0] in said and len("".join(n)) > 2 and _within(n, said)]
        if other.slug != link.subject and any(not _is_maker(name, link.family, other) for name in named):
            message = f"the label {link.label!r} names {other.curated.name}, which is another family"
            yield RuleResult("", message, f"a label that names {link.family.curated.name}")
            return


def _is_maker(name: tuple[str, ...], family: AuditedFamily, other: AuditedFamily) -> bool:
    """Whether the word may as well be the maker's name (Qwen, DeepSeek), which both families bear."""
    maker = family.organization
    return maker is not None and name[0] in words(maker.name) and family.curated.organization == other.curated.organization


_NOW: Final = re.compile(
    r"(?<![a-z])(?:now|currently|coming soon|so far|not yet|will be released|available "
    r"soon|todo|tbd)(?![a-z])|目前|即将|暂未",
    re.IGNORECASE,
)
_EMPTY: Final = re.compile(r"\(\s*\)|\[\s*\]|（\s*）")


@link_rule("warning")
def label_wording(link: Linked, _: Audited) -> Results:
    """The words of a link speak of a moment ("only … available now"), or hold an empty pair of brackets."""
    if _EMPTY.search(link.label):
        yield RuleResult("", f"the label {link.label!r} has an empty pair of brackets", "the words, or no brackets")
    said = _NOW.search(link.label)
    if said and link.family is not None:
        yield RuleResult("", f"the label {link.label!r} says {said[0]!r}, which was true on one day only", "words that stay true")


@link_rule("warning", exceptions="links whose words name the other family, and papers of several that a person gave both")
def predecessor_link(link: Linked, _: Audited) -> Results:
    """The report or blog of a family is its predecessor's, and the words of the link do not say so."""
    older = link.family.before if link.family is not None and link.place in ("links.blog", "links.paper") else None
    if older is None or any(_within(name, words(link.label)) for name in older.words):
        return
    if link.url in {one.url for one in (older.curated.links.blog, older.curated.links.paper) if one is not None}:
        yield RuleResult("", f"{link.url} is the page of {older.curated.name}, its predecessor", "its own page, or words that say whose it is")
