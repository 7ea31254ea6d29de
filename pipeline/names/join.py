"""Who is who: names on boards joined to checkpoints and families, each join with the rule that made it.

Precision before recall. A curated alias holds first. A Hub id or its name part joins when it is
the only one. Otherwise the words of the name must all be accounted for: those of the family's own
name first, then sizes that the family has, words that its checkpoints carry, and words that say
how a model was run or when it was released. One word left over, or two families that fit, and the
name stays unjoined: "Llama-3.1-Nemotron-70B" is not Llama 3.1.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from pipeline.model.boards import CuratedBoard
from pipeline.model.curated import CuratedFamily
from pipeline.names.patterns import matches
from pipeline.names.vocabulary import PRECISION, ROUTE_ENDS, ROUTES, RUN, SETTINGS, TIER_IN_LINE, VENDORS
from pipeline.names.words import (
    Words,
    is_combination,
    is_context,
    is_date,
    is_size,
    without_month,
    without_settings,
    words,
)

NO_JOIN: Final = "none"
"""The alias by which a person says that a name belongs to nothing on the list."""

_VENDOR_PHRASES: Final = (
    ("c", "4", "ai"), ("meta", "ai"), ("mistral", "ai"), ("z", "ai"), ("moonshot", "ai"), ("liquid", "ai"),
)  # fmt: skip
"""Makers in several words: "c4ai-command-r" is Command R."""

_PREFIXES: Final = {"open": ("mistral", "mixtral"), "qwen": ("qwq", "qvq")}
"""Words that a maker puts before some of its lines: "open-mistral-nemo-2407" at Mistral's own service, "Qwen QwQ-32B"."""
_BRACKETS: Final = re.compile(r"[(\[]([^()\[\]]{1,60})[)\]]")

_PASSING: Final = frozenset({"preview", "latest"})
"""Words that may stand behind a setting: "-high-preview"."""

_JOINING: Final = frozenset({"plus", "and", "with"})
"""Words between settings: "(Prompt + Thinking)"."""

_TUNED: Final = ("instruct", "chat", "it")
"""What a tuned checkpoint's name has more than its base model's."""


@dataclass(frozen=True, slots=True)
class Join:
    """A name joined to a family, to one checkpoint where that is certain, and by which rule."""

    family: str
    checkpoint: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class _FamilyNames:
    """What is known of one family's names."""

    slug: str
    organization: str
    keys: tuple[Words, ...]  # its slug, name and aliases as words, longest first
    vocabulary: frozenset[str]
    versions: frozenset[tuple[str, str]]  # a number of an id, and the word before it
    undated: bool  # whether one of its ids bears no stamp
    has_weights: bool
    sizes: frozenset[str]
    hub: frozenset[str]

    def may_be_of(self, month: str) -> bool:
        """Whether a month (2503) is that of a dated checkpoint (0324, 2503), or not all of them are dated."""
        stamps = [w for w in self.vocabulary if len(w) == 4 and is_date(w)]
        return self.undated or any(month == s or month[2:] == s[:2] for s in stamps)


class NameIndex:
    """Families and their checkpoints, ready to be found by name.

    `members` are the checkpoints of each family where that is already settled; without it they are
    those that the files name, and those of `checkpoints` that a pattern finds.
    """

    def __init__(
        self,
        families: Mapping[str, CuratedFamily],
        checkpoints: Collection[str],
        members: Mapping[str, Collection[str]] | None = None,
    ) -> None:
        members = _members(families, checkpoints) if members is None else members
        self._by_id: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._by_name: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._by_words: dict[Words, set[tuple[str, str]]] = defaultdict(set)
        self._by_sorted: dict[Words, set[tuple[str, str]]] = defaultdict(set)
        self._named = {c for f in families.values() for c in f.checkpoints}
        self._owner_names = frozenset(_folded(f.organization) for f in families.values())
        bare: dict[Words, set[tuple[str, str]]] = defaultdict(set)
        for slug, ids in members.items():
            for checkpoint in ids:
                here = (slug, checkpoint)
                self._by_id[checkpoint.casefold()].add(here)
                name = checkpoint.partition("/")[2]
                self._by_name[_spelling(name)].add(here)
                whole = words(name)
                maker = families[slug].organization if slug in families else ""
                for key in {whole, _without_vendor(whole), _with_maker(maker, whole)}:
                    self._by_words[key].add(here)
                    bare[_without_precision(key)].add(here)
        # "…-Instruct-FP8" is found without its precision only where no plain "…-Instruct" exists.
        for key in bare.keys() - self._by_words.keys():
            self._by_words[key] = bare[key]
        self._by_stamp: dict[str, list[Words]] = defaultdict(list)
        for key, found in self._by_words.items():
            self._by_sorted[tuple(sorted(key))] |= found
            for stamp in {w for w in key if len(w) == 4 and is_date(w)}:
                self._by_stamp[stamp].append(key)
        self._families = {slug: _family(f, members.get(slug, ())) for slug, f in families.items()}
        self._by_first: dict[str, list[tuple[Words, _FamilyNames]]] = defaultdict(list)
        for family in self._families.values():
            for family_key in family.keys:
                self._by_first[family_key[0]].append((family_key, family))

    def join(  # one return for each rule
        self, name: str, board: CuratedBoard | None = None, organization: str | None = None, *, closed: bool = False
    ) -> Join | None:
        """The family (and checkpoint) that a name on a board speaks of; None where that is not certain.

        `organization` is the maker that the board states; `closed` says that the board calls the model
        proprietary: then a family with weights is not meant by a mere family name.
        """
        if board is not None and (target := board.aliases.get(name)) is not None:
            return self._alias(target)
        if board is not None and (left := board.stripped(name)) != name:
            join = self.join(left, None, organization, closed=closed)
            return replace(join, rule=f"{join.rule}; read as {left!r} by the board's `strip`") if join is not None else None
        if found := self._by_id.get(name.casefold()):
            return self._chosen(found, "Hub id")
        if inside := self._id_inside(name):
            return inside
        plain = without_settings(name)
        if is_combination(_without_set_brackets(plain)[0]):
            return None
        plain = _without_route(plain)
        owner, slash, rest = plain.partition("/")
        if slash and " " not in owner:
            return self._of_owner(owner, rest) if "/" not in rest else None
        join = self._of_words(plain)
        if join is None or self._another_organization(join, organization):
            return None
        return None if closed and join.checkpoint is None and self._families[join.family].has_weights else join

    def _of_words(self, plain: str) -> Join | None:
        """By the words of the name as it stands, then without how the model was set for the run."""
        found = self._by_its_name(plain, words(plain)) or self._family_of(words(plain), None) or self._dated(words(plain))
        if found is not None:
            return found
        bare, settings = _without_run_settings(plain)
        if settings:
            found = self._by_its_name("", bare) or self._family_of(bare, None) or self._dated(bare)
            return replace(found, rule=f"{found.rule}, without the setting ({settings})") if found is not None else None
        undated, month = without_month(plain)
        found = self._of_words(undated) if month else None
        if found is None or not self._families[found.family].may_be_of(month):
            return None
        return Join(found.family, None, f"{found.rule}, month in words")

    def _alias(self, target: str) -> Join | None:
        if target == NO_JOIN:
            return None
        if target in self._families:
            return Join(target, None, "alias in the board's file")
        found = self._by_id.get(target.casefold(), set())
        return self._chosen(found, "alias in the board's file") if found else None

    def _id_inside(self, name: str) -> Join | None:
        """An id written out after a router's prefix: "openai/hf:01-ai/Yi-Coder-9B-Chat"."""
        for mark in ("hf:", "huggingface/", "hf.co/", "huggingface.co/"):
            _, found, rest = name.casefold().partition(mark)
            if found and rest in self._by_id:
                return self._chosen(self._by_id[rest], "Hub id inside the name")
        return None

    def _chosen(self, found: Collection[tuple[str, str]], rule: str) -> Join | None:
        """One family's checkpoint; where several fit, those that its file names; the family alone if none is sure."""
        slugs = {slug for slug, _ in found}
        if len(slugs) != 1:
            return None
        ids = {c for _, c in found}
        if len(ids) > 1:
            ids = (ids & self._named) or ids
        slug = next(iter(slugs))
        if len(ids) == 1:
            return Join(slug, next(iter(ids)), rule)
        return Join(slug, None, f"{rule}; several checkpoints have it")

    def _by_its_name(self, name: str, said: Words) -> Join | None:
        join = self._by_its_words(name, said)
        if join is None or join.checkpoint is None:
            return join
        # "Qwen2-VL-72B" on a board of chats is not the base model, although that one bears the bare name.
        key = words(join.checkpoint.partition("/")[2])
        tuned = (self._by_sorted.get(tuple(sorted((*key, word))), set()) for word in _TUNED)
        if any(slug == join.family for found in tuned for slug, _ in found):
            return Join(join.family, None, f"{join.rule}; or its tuned sibling")
        return join

    def _by_its_words(self, name: str, key: Words) -> Join | None:
        if found := self._by_name.get(_spelling(name)):
            return self._chosen(found, "name part of the Hub id")
        steps = _spellings(key)
        for step, rule in steps:
            if found := self._by_words.get(step):
                return self._chosen(found, rule)
        for step, rule in steps:
            if len(step) > 2 and (found := self._by_sorted.get(tuple(sorted(step)))):
                return self._chosen(found, f"{rule}, in another order")
        bare = _without_precision(_without_vendor(key))
        run = tuple(w for w in bare if w in RUN)
        found = self._by_words.get(tuple(w for w in bare if w not in RUN), set()) if run else set()
        if len({slug for slug, _ in found}) == 1:
            slug = next(iter(found))[0]
            return Join(slug, None, f"words of a Hub id, without how it was run ({' '.join(run)})")
        return None

    def _of_owner(self, owner: str, rest: str) -> Join | None:
        """A name with an owner joins only inside that owner's own families: others' copies are derivatives."""
        mine = _folded(owner)
        for step, rule in _spellings(words(rest)):
            found = {(s, c) for s, c in self._by_words.get(step, ()) if mine in self._owners(s, c)}
            if found:
                return self._chosen(found, f"{rule}, same owner")
        return self._family_of(words(rest), mine) or self._dated(words(rest), mine)

    def _family_of(self, key: Words, owner: str | None) -> Join | None:
        """The one family whose name the words begin with, and that accounts for all the others."""
        plain = _without_vendor(_without_precision(key))
        without_run = tuple(w for w in plain if w not in RUN)
        begun: list[tuple[int, _FamilyNames, Words]] = []
        for candidate in dict.fromkeys((plain, without_run)):
            for family_key, family in self._by_first.get(candidate[0], ()) if candidate else ():
                if candidate[: len(family_key)] == family_key:
                    begun.append((len(family_key), family, candidate))
        # "Ovis2-8B" begins like Ovis2 and like Ovis: only the longest may claim it, or nobody does.
        longest = max((length for length, _, _ in begun), default=0)
        rules: dict[str, str] = {}
        for length, family, candidate in begun:
            if length == longest and (owner is None or owner in family.hub):
                rule = _accounted(family, candidate, length, owner)
                if rule is not None:
                    rules.setdefault(family.slug, rule)
        if len(rules) != 1:
            return None
        slug, rule = next(iter(rules.items()))
        return Join(slug, None, rule)

    def _owners(self, slug: str, checkpoint: str) -> set[str]:
        """Under which names a checkpoint's owner may stand: the Hub's, and the list's for its maker."""
        made = {_folded(self._families[slug].organization)} if slug in self._families else set[str]()
        return made | {_folded(checkpoint.partition("/")[0])}

    def _dated(self, key: Words, owner: str | None = None) -> Join | None:
        """The ids with all these words, the stamp of their release among them: "mistral-small-2506" leaves version and size out."""
        plain = _without_vendor(_without_precision(key))
        stamp = next((w for w in plain if len(w) == 4 and is_date(w)), "")
        if len(plain) < 3 or not stamp:
            return None
        ids = {
            (slug, checkpoint)
            for other in self._by_stamp.get(stamp, ())
            if other[0] == plain[0] and set(plain) <= set(other)
            for slug, checkpoint in self._by_words[other]
            if owner is None or owner in self._owners(slug, checkpoint)
        }
        return self._chosen(ids, "words and stamp of a Hub id") if ids else None

    def _another_organization(self, join: Join, organization: str | None) -> bool:
        """Whether the board names a maker who is another maker on this list."""
        if not organization:
            return False
        said, own = _folded(organization), _folded(self._families[join.family].organization)
        return said in self._owner_names and said != own


def _spellings(key: Words) -> list[tuple[Words, str]]:
    """The words of a name as they stand, then with less of what changes no weights; each with its rule."""
    steps = [(key, "words of the Hub id")]
    plain = _without_vendor(key)
    if plain != key:
        steps.append((plain, "words of the Hub id, without the maker's name"))
    bare = _without_precision(plain)
    if bare != plain:
        removed = " ".join(w for w in plain if w in PRECISION)
        steps.append((bare, f"words of the Hub id, without the precision ({removed})"))
    if bare and bare[-1] == "turbo" and any(map(is_size, bare)):
        # Hosts sell "Llama-3.3-70B-Instruct-Turbo": the same weights, served faster.
        steps.append((bare[:-1], 'words of the Hub id, without a host\'s "turbo"'))
    return steps


def _accounted(family: _FamilyNames, key: Words, start: int, owner: str | None) -> str | None:
    """How every word after the family's name is accounted for; None where one is not."""
    said: dict[str, None] = {"family name": None}
    for position, word in enumerate(key[start:], start=start):
        kind = _kind_of(family, key, position, word)
        if kind is None:
            return None
        said[kind] = None
    if "date" in said and "size" not in said and family.has_weights and owner is None:
        # "glm-4-0520" and "mistral-large-2402" are services beside the weights, which bear other dates.
        return None
    return ", ".join(said)


def _kind_of(family: _FamilyNames, key: Words, position: int, word: str) -> str | None:
    if is_size(word):
        return "size" if not family.sizes or word in family.sizes else None
    if word in family.vocabulary and (
        not word[0].isdigit() or is_date(word) or (_before(key, position), word) in family.versions
    ):
        return "words of its checkpoints"
    if is_date(word):
        return "date"
    return "how it was run" if word in RUN or is_context(word) else None


def _before(key: Words, position: int) -> str:
    """The word that a version belongs to: the last one before it that is no size and says nothing of the run."""
    return next((w for w in reversed(key[:position]) if not is_size(w) and w not in RUN), "")


def _family(curated: CuratedFamily, members: Iterable[str]) -> _FamilyNames:
    members = tuple(members)
    parts = [words(m.partition("/")[2]) for m in members]
    keys = {k for k in (words(curated.slug), words(curated.name), *map(words, curated.aliases)) if k}
    keys |= {_without_vendor(k) for k in keys}
    keys |= {_with_maker(curated.organization, k) for k in keys}
    return _FamilyNames(
        slug=curated.slug,
        organization=curated.organization,
        keys=tuple(sorted(keys, key=lambda k: (-len(k), k))),
        # A single letter ("r", "v") of an id proves nothing about another name.
        vocabulary=frozenset(w for p in parts for w in p if not is_size(w) and (len(w) > 1 or w.isdigit())),
        versions=frozenset((_before(p, i), w) for p in parts for i, w in enumerate(p) if w[0].isdigit()),
        undated=not members or any(not any(len(w) == 4 and is_date(w) for w in p) for p in parts),
        has_weights=bool(members),
        sizes=frozenset(w for p in parts for w in p if is_size(w)),
        hub=frozenset({_folded(curated.organization), *(_folded(m.partition("/")[0]) for m in members)}),
    )


def _without_route(name: str) -> str:
    """A name without the way that led to it: "openrouter/qwen/qwen3-32b:free" is qwen/qwen3-32b."""
    head, colon, tail = name.rpartition(":")
    name = head if colon and tail in ROUTE_ENDS else name
    first, colon, tail = name.partition(":")
    name = tail if colon and first in ROUTES else name
    parts = name.split("/")
    while len(parts) > 1 and parts[0] in ROUTES:
        parts.pop(0)
    return "/".join(parts)


def _without_run_settings(plain: str) -> tuple[Words, str]:
    """The words of a name without those at its end that say how it was run, and these: "(FC)", "-high", "(Together)".

    In brackets all words must say so. A footnote's digit goes with the setting that it follows ("kimi-k3-max 1").
    """
    text, removed = _without_set_brackets(plain)
    key = list(words(text))
    if len(key) > 2 and key[-1].isdigit() and len(key[-1]) == 1 and key[-2] in SETTINGS:
        key.pop()
    while len(key) > 1 and (key[-1] in SETTINGS or key[-1] in _PASSING) and key[0] not in TIER_IN_LINE.get(key[-1], ()):
        removed.append(key.pop())
    return tuple(key), " ".join(w for w in removed if w not in _PASSING)


def _without_set_brackets(plain: str) -> tuple[str, list[str]]:
    """A name without brackets in which all words say how it was run, and these words."""
    removed: list[str] = []

    def judged(match: re.Match[str]) -> str:
        said = [w for w in words(match[1]) if w.isalnum()]
        if not said or not all(w in SETTINGS or w in _JOINING or is_context(w) for w in said):
            return match[0]
        removed.extend(w for w in said if w not in _JOINING)
        return " "

    return _BRACKETS.sub(judged, plain), removed


def _members(families: Mapping[str, CuratedFamily], checkpoints: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Each family's checkpoints: named ones, and known ones that a pattern finds."""
    known = sorted(set(checkpoints))
    by_owner: dict[str, list[str]] = defaultdict(list)
    for checkpoint in known:
        by_owner[checkpoint.partition("/")[0]].append(checkpoint)
    made: dict[str, tuple[str, ...]] = {}
    for slug, family in families.items():
        found = set(family.checkpoints)
        for pattern in family.match:
            owner = pattern.partition("/")[0]
            pool = known if any(c in owner for c in "*?[") else by_owner.get(owner, [])
            found |= {c for c in pool if matches(pattern, c)}
        found -= {c for c in found for p in family.exclude if matches(p, c)}
        made[slug] = tuple(sorted(found))
    return made


def _spelling(name: str) -> str:
    return name.casefold().replace("_", "-").replace(" ", "-")


def plain_words(name: str) -> Words:
    """The words of a name without the maker's: two spellings of one name have the same."""
    return _without_vendor(words(name))


def _without_vendor(key: Words) -> Words:
    for phrase in _VENDOR_PHRASES:
        if key[: len(phrase)] == phrase and len(key) > len(phrase):
            return key[len(phrase) :]
    named = len(key) > 1 and key[0] in VENDORS and not key[1][0].isdigit()
    return key[1:] if named or (len(key) > 1 and key[1] in _PREFIXES.get(key[0], ())) else key


def _with_maker(organization: str, key: Words) -> Words:
    """The words with the maker's before them, as boards write ("Arcee Trinity"); as they are where they begin so."""
    maker = words(organization)
    return key if key[:1] == maker[:1] else (*maker, *key)


def _without_precision(key: Words) -> Words:
    return tuple(w for w in key if w not in PRECISION) or key


def _folded(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
