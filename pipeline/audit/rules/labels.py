"""Labels: the words of links."""

import re
from collections.abc import Iterator
from typing import Final

from pipeline.audit.audited import Audited
from pipeline.audit.rule import RuleResult, about_link, rule
from pipeline.names.words import Words, words


@rule("error", exceptions="labels that name the family as well, and names that are the maker's own")
def label_family(audited: Audited) -> Iterator[RuleResult]:
    """The words of a link name another family than the one it stands under."""
    by_first: dict[str, list[tuple[Words, str]]] = {}
    for slug, names in audited.family_words.items():
        for name in names:
            if name and len("".join(name)) > 2:
                by_first.setdefault(name[0], []).append((name, slug))
    for link in audited.links:
        family = audited.curated.families.get(link.subject)
        if family is None or not link.label:
            continue
        said = words(link.label)
        own = {name[0] for name in audited.family_words[link.subject] if name}
        organization = audited.organization(family)
        # "Qwen2.5" under Qwen2.5-VL, or "Llama" under Code Llama, is the same house speaking.
        if own & set(said) or any(w in said for name in own for w in (name,)):
            continue
        for n, word in enumerate(said):
            other = next(
                (s for name, s in by_first.get(word, ()) if said[n : n + len(name)] == name and s != link.subject), None
            )
            if other is None or _same_maker(
                audited,
                link.subject,
                other,
                organization_said=organization is not None and word in words(organization.name),
            ):
                continue
            yield about_link(
                link, f"the label {link.label!r} names {audited.curated.families[other].name}, which is another family",
                f"a label that names {family.name}",
            )  # fmt: skip
            break


def _same_maker(audited: Audited, slug: str, other: str, *, organization_said: bool) -> bool:
    """Whether the word may as well be the maker's name (Qwen, DeepSeek), which both families bear."""
    families = audited.curated.families
    return organization_said and families[slug].organization == families[other].organization


_NOW: Final = re.compile(
    r"(?<![a-z])(?:now|currently|coming soon|so far|not yet|will be released|available "
    r"soon|todo|tbd)(?![a-z])|目前|即将|暂未",
    re.IGNORECASE,
)


_EMPTY: Final = re.compile(r"\(\s*\)|\[\s*\]|（\s*）")


@rule("warning")
def label_wording(audited: Audited) -> Iterator[RuleResult]:
    """The words of a link speak of a moment ("only … available now"), or hold an empty pair of brackets."""
    for link in audited.links:
        if _EMPTY.search(link.label):
            yield about_link(
                link, f"the label {link.label!r} has an empty pair of brackets", "the words, or no brackets"
            )
        said = _NOW.search(link.label)
        if said and link.subject in audited.curated.families:
            yield about_link(
                link, f"the label {link.label!r} says {said[0]!r}, which was true on one day only",
                "words that stay true",
            )  # fmt: skip
