"""Who is who: names on boards joined to checkpoints and families, each join with the rule that made it.

Precision before recall. A curated alias holds first. A Hub id or its name part joins when it is
the only one. Otherwise the words of the name must all be accounted for: those of the family's own
name first, then sizes that the family has, words that its checkpoints carry, and words that say
how a model was run or when it was released. One word left over, or two families that fit, and the
name stays unjoined: "Llama-3.1-Nemotron-70B" is not Llama 3.1.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from pipeline.model.boards import CuratedBoard
from pipeline.model.curated import CuratedFamily
from pipeline.reconcile.name_words import Words, is_combination, is_context, is_date, is_size, words

NO_JOIN: Final = "none"
"""The alias by which a person says that a name belongs to nothing on the list."""

# fmt: off
_PRECISION: Final = frozenset({
    "bf16", "fp16", "fp32", "fp8", "int8", "int4", "fp4", "nf4", "bfloat16", "float16", "float32", "bfloat", "float",
    "awq", "gptq", "gguf", "hf", "original", "safetensors",
})
_VENDORS: Final = frozenset({
    "meta", "mistralai", "google", "microsoft", "nvidia", "openai", "ibm", "allenai", "alibaba", "amazon",
    "anthropic", "cohere", "tiiuae", "thudm", "zhipu", "huggingface", "lmsys", "baai", "apple",
})
_VENDOR_PHRASES: Final = (("c", "4", "ai"), ("meta", "ai"))  # "c4ai-command-r" is Command R
_RUN_WORDS: Final = frozenset({
    "instruct", "chat", "it", "base", "thinking", "reasoning", "nothinking", "non", "no", "preview", "latest",
    "api", "hf", "instruction", "tuned", "ft", "default", "pt",
})
# fmt: on


@dataclass(frozen=True, slots=True)
class Join:
    """A name joined to a family, to one checkpoint where that is certain, and by which rule."""

    family: str
    checkpoint: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class _Family:
    """What is known of one family's names."""

    slug: str
    organization: str
    keys: tuple[Words, ...]  # its slug, name and aliases as words, longest first
    vocabulary: frozenset[str]
    sizes: frozenset[str]
    hub: frozenset[str]


class NameIndex:
    """Families and their checkpoints, ready to be found by name."""

    def __init__(self, families: Mapping[str, CuratedFamily], checkpoints: Collection[str]) -> None:
        members = _members(families, checkpoints)
        self._by_id: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._by_name: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._by_words: dict[Words, set[tuple[str, str]]] = defaultdict(set)
        self._by_sorted: dict[Words, set[tuple[str, str]]] = defaultdict(set)
        self._named = {c for f in families.values() for c in f.checkpoints}
        self._owner_names = frozenset(_folded(f.organization) for f in families.values())
        for slug, ids in members.items():
            for checkpoint in ids:
                here = (slug, checkpoint)
                self._by_id[checkpoint.casefold()].add(here)
                name = checkpoint.partition("/")[2]
                self._by_name[_spelling(name)].add(here)
                for key in {words(name), _without_vendor(words(name))}:
                    self._by_words[key].add(here)
                    bare = _without_precision(key)
                    if bare != key:
                        self._by_words[bare].add(here)
        for key, found in self._by_words.items():
            self._by_sorted[tuple(sorted(key))] |= found
        self._families = {slug: _family(f, members.get(slug, ())) for slug, f in families.items()}
        self._by_first: dict[str, list[tuple[Words, _Family]]] = defaultdict(list)
        for family in self._families.values():
            for family_key in family.keys:
                self._by_first[family_key[0]].append((family_key, family))

    def join(self, name: str, board: CuratedBoard | None = None, organization: str | None = None) -> Join | None:
        """The family (and checkpoint) that a name on a board speaks of; None where that is not certain."""
        if board is not None and (target := board.aliases.get(name)) is not None:
            return self._alias(target)
        if found := self._by_id.get(name.casefold()):
            return self._chosen(found, "Hub id")
        if is_combination(name):
            return None
        owner, slash, rest = name.partition("/")
        if slash:
            return self._of_owner(owner, rest) if "/" not in rest else None
        join = self._by_its_name(name) or self._family_of(words(name), None)
        return None if join is None or self._another_organization(join, organization) else join

    def _alias(self, target: str) -> Join | None:
        if target == NO_JOIN:
            return None
        if target in self._families:
            return Join(target, None, "alias in the board's file")
        found = self._by_id.get(target.casefold(), set())
        return self._chosen(found, "alias in the board's file") if found else None

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

    def _by_its_name(self, name: str) -> Join | None:
        if found := self._by_name.get(_spelling(name)):
            return self._chosen(found, "name part of the Hub id")
        key = words(name)
        steps: list[tuple[Words, str]] = [(key, "words of the Hub id")]
        plain = _without_vendor(key)
        if plain != key:
            steps.append((plain, "words of the Hub id, without the maker's name"))
        bare = _without_precision(plain)
        if bare != plain:
            removed = " ".join(w for w in plain if w in _PRECISION)
            steps.append((bare, f"words of the Hub id, without the precision ({removed})"))
        for step, rule in steps:
            if found := self._by_words.get(step):
                return self._chosen(found, rule)
        for step, rule in steps:
            if len(step) > 2 and (found := self._by_sorted.get(tuple(sorted(step)))):
                return self._chosen(found, f"{rule}, in another order")
        return None

    def _of_owner(self, owner: str, rest: str) -> Join | None:
        """A name with an owner joins only inside that owner's own families: others' copies are derivatives."""
        mine = owner.casefold()
        for step in dict.fromkeys((words(rest), _without_vendor(words(rest)))):
            found = {(s, c) for s, c in self._by_words.get(step, ()) if c.partition("/")[0].casefold() == mine}
            if found:
                return self._chosen(found, "words of the Hub id, same owner")
        return self._family_of(words(rest), mine)

    def _family_of(self, key: Words, owner: str | None) -> Join | None:
        """The one family whose name the words begin with, and that accounts for all the others."""
        best: dict[str, tuple[int, str]] = {}
        plain = _without_vendor(_without_precision(key))
        without_run = tuple(w for w in plain if w not in _RUN_WORDS)
        for candidate in dict.fromkeys((plain, without_run)):
            if not candidate:
                continue
            for family_key, family in self._by_first.get(candidate[0], ()):
                if candidate[: len(family_key)] != family_key:
                    continue
                if owner is not None and owner not in family.hub:
                    continue
                rest = candidate[len(family_key) :]
                rule = _accounted(family, rest)
                if rule is not None and len(family_key) > best.get(family.slug, (0, ""))[0]:
                    best[family.slug] = (len(family_key), rule)
        if not best:
            return None
        longest = max(length for length, _ in best.values())
        slugs = [slug for slug, (length, _) in best.items() if length == longest]
        return Join(slugs[0], None, best[slugs[0]][1]) if len(slugs) == 1 else None

    def _another_organization(self, join: Join, organization: str | None) -> bool:
        """Whether the board names a maker who is another maker on this list."""
        if not organization:
            return False
        said, own = _folded(organization), _folded(self._families[join.family].organization)
        return said in self._owner_names and said != own


def _accounted(family: _Family, rest: Words) -> str | None:
    """How every word after the family's name is accounted for; None where one is not."""
    said: dict[str, None] = {"family name": None}
    for word in rest:
        if is_size(word):
            if family.sizes and word not in family.sizes:
                return None
            said["size"] = None
        elif word in family.vocabulary:
            said["words of its checkpoints"] = None
        elif is_date(word):
            said["date"] = None
        elif word in _RUN_WORDS or is_context(word):
            said["how it was run"] = None
        else:
            return None
    return ", ".join(said)


def _family(curated: CuratedFamily, members: Iterable[str]) -> _Family:
    members = tuple(members)
    parts = [words(m.partition("/")[2]) for m in members]
    keys = {k for k in (words(curated.slug), words(curated.name), *map(words, curated.aliases)) if k}
    keys |= {_without_vendor(k) for k in keys}
    return _Family(
        slug=curated.slug,
        organization=curated.organization,
        keys=tuple(sorted(keys, key=lambda k: (-len(k), k))),
        # A single letter ("r", "v") of an id proves nothing about another name.
        vocabulary=frozenset(w for p in parts for w in p if not is_size(w) and (len(w) > 1 or w.isdigit())),
        sizes=frozenset(w for p in parts for w in p if is_size(w)),
        hub=frozenset(m.partition("/")[0].casefold() for m in members),
    )


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
            owner, _, rest = pattern.partition("/")
            pool = known if any(c in owner for c in "*?[") else by_owner.get(owner, [])
            found |= {c for c in pool if _matches(c, pattern, rest)}
        found -= {c for c in found for p in family.exclude if _matches(c, p, p.partition("/")[2])}
        made[slug] = tuple(sorted(found))
    return made


def _matches(checkpoint: str, pattern: str, rest: str) -> bool:
    """Whether a pattern finds an id; "*" and "?" stand for any characters but "/"."""
    owner, _, name = checkpoint.partition("/")
    return _glob(owner, pattern.partition("/")[0]) and _glob(name, rest)


def _glob(text: str, pattern: str) -> bool:
    """Wildcard match in linear steps: "*" any characters, "?" one."""
    position = star = mark = 0
    at_star = False
    index = 0
    while position < len(text):
        if index < len(pattern) and pattern[index] in {"?", text[position]} and pattern[index] != "*":
            position, index = position + 1, index + 1
        elif index < len(pattern) and pattern[index] == "*":
            at_star, star, mark = True, index, position
            index += 1
        elif at_star:
            index, mark = star + 1, mark + 1
            position = mark
        else:
            return False
    return pattern[index:].strip("*") == ""


def _spelling(name: str) -> str:
    return name.casefold().replace("_", "-").replace(" ", "-")


def _without_vendor(key: Words) -> Words:
    for phrase in _VENDOR_PHRASES:
        if key[: len(phrase)] == phrase and len(key) > len(phrase):
            return key[len(phrase) :]
    if len(key) > 1 and key[0] in _VENDORS and not key[1][0].isdigit():
        return key[1:]
    return key


def _without_precision(key: Words) -> Words:
    return tuple(w for w in key if w not in _PRECISION) or key


def _folded(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
