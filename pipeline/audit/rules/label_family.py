"""A label that names another family."""

from collections.abc import Iterator

from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule
from pipeline.names.words import Words, words


def _check(audited: Audited) -> Iterator[Found]:
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
            yield Found(
                link.at,
                f"the label {link.label!r} names {audited.curated.families[other].name}, which is another family",
                f"a label that names {family.name}",
                (link.path, link.url),
            )
            break


def _same_maker(audited: Audited, slug: str, other: str, *, organization_said: bool) -> bool:
    """Whether the word may as well be the maker's name (Qwen, DeepSeek), which both families bear."""
    families = audited.curated.families
    return organization_said and families[slug].organization == families[other].organization


RULE = Rule(
    name="label-family",
    description="The words of a link name another family than the one it stands under.",
    level="error",
    check=_check,
    exceptions="labels that name the family as well, and names that are the maker's own",
)
