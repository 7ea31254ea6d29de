"""Who is who: names on boards joined to checkpoints and families, each join with the rule that made it.

Precision before recall. A curated alias holds first, then a Hub id. Otherwise the words of the name
must all be accounted for: they are those of one checkpoint, or those of a family's own name, sizes
that the family has, words that its checkpoints carry, and words that say how a model was run or when
it was released. One word left over, or two families that fit, and the name stays unjoined:
"Llama-3.1-Nemotron-70B" is not Llama 3.1.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from itertools import chain, filterfalse, pairwise, tee
from typing import Final, NamedTuple, TypeVar

from pipeline.model.boards import CuratedBoard
from pipeline.model.curated import CuratedFamily
from pipeline.names import vocabulary
from pipeline.names import words as spelling
from pipeline.names.words import Words, context_length, is_date, is_size, is_stamp, parameters, words

K = TypeVar("K")
V = TypeVar("V")

NO_JOIN: Final = "none"
"""The alias by which a person says that a name belongs to nothing on the list."""

_BRACKETS: Final = re.compile(r"[(\[]([^()\[\]]{1,60})[)\]]|(?:(?<=[\w)\]]) ?@ ?| via | on | with |, )([^/@]{1,60})$")
"""What stands in brackets, or behind an "@", a comma or "via": how a model was run, and where."""
_MADE_BY: Final = re.compile(r"(?P<maker>[^:/()]{2,40})(?::\s+|__|--)(?P<name>.+)|(?P<name2>.+?)\s(?:\((?:by )?|by )(?P<maker2>[^()]{2,40})\)?")
_AT_AMAZON: Final = re.compile(
    r"^(?:us|eu|apac|global)\.|(?:(?:-v?[0-9])?:[0-9])?@(?:[a-z]{2}|europe|asia)-[a-z]{4,9}-?[0-9]$|(?:-v?[0-9])?:[0-9]$|(?<=@[0-9]{4})-[0-9]{3}$"
)
"""What Amazon's service puts around a name, and where it runs: "us.meta.llama3-1-70b-instruct-v1:0@us-west-2"; Google's revision behind a date."""

_REGISTRY: Final = re.compile(r"^[a-z]+://(?:registries/[^/]+/)?|^.*(?:hf:|hf\.co/|huggingface\.co/)|/versions/[0-9.]{1,9}$")  # "azureml://registries/azureml-meta/models/…/versions/4"
_BASE_TAG: Final = re.compile(r"(?<=:)([0-9.x]+b)-text(?![a-z])")  # Ollama's word for a base model: "llama3:8b-text"
_ACTIVE: Final = re.compile(r"/(?=a[0-9.]+b)")  # "480B/A35B" is no owner
_NUMBER: Final = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2})?")
_UPDATE: Final = re.compile(r"1(?:\.[0-3])?")
"""Versions that updates of a first generation bear: "Magistral Small 1.2"; with 1.5 makers name another family."""
_AHEAD: Final = vocabulary.VENDORS | {"us", "eu", "apac", "global"}  # before a point, and no part of the name
_UNTOLD: Final = vocabulary.RUN | {"llm"}
_TUNED: Final = ("instruct", "chat", "it")
"""What a tuned checkpoint's name has more than its base model's."""

_Here = tuple[str, str]
"""A family's slug and one of its checkpoints."""


class Join(NamedTuple):
    """A name joined to a family, to one checkpoint where that is certain, and by which rule."""

    family: str
    checkpoint: str | None
    rule: str


class _Id:
    """A checkpoint's id by its words: all, those not of its maker, nor of how the weights are stored, nor dates."""

    def __init__(self, slug: str, checkpoint: str) -> None:
        self.here = (slug, checkpoint)
        self.whole = words(checkpoint.partition("/")[2])
        self.said = _without_vendor(self.whole)
        self.plain = _without_vendor(_without_precision(self.whole))
        self.stamps = set(filter(is_stamp, self.whole))
        self.undated = tuple(w for w in self.plain if w not in self.stamps)


class _FamilyNames:
    """What is known of one family's names, and of those of its checkpoints."""

    def __init__(self, curated: CuratedFamily, members: Collection[_Id]) -> None:
        ids = [one.whole for one in members]

        def stated(*fields: str) -> set[str]:
            """The words in what people state of a family or its checkpoints."""
            return {w for fact in curated.facts if fact.field in fields for w in words(str(fact.value))}

        own = {k for k in map(words, (curated.slug, curated.name, *curated.aliases)) if k}
        makers = {_folded(curated.organization), *(_folded(one.here[1].partition("/")[0]) for one in members)}
        makers.update(*(group for group in _GROUPS if makers & group))
        self.slug = curated.slug
        self.keys = {*own, *map(_without_vendor, own)}
        self.ids = [*map(set, ids)]
        # A single letter ("r", "v") of an id proves nothing about another name.
        said = set(chain.from_iterable(ids))
        self.sizes = set(filter(is_size, said))
        self.id_words = {w for w in said - self.sizes if len(w) > 1 or w.isdigit()}
        self.versions = {(_before(i, at), w) for i in ids for at, w in enumerate(i) if w[0].isdigit()}  # a number, and the word before it
        self.undated = not ids or any(not any(len(w) == 4 and is_date(w) for w in i) for i in ids)  # whether an id bears no stamp
        self.released = {s for w in stated("release_date") for s in spelling.spellings_of_stamp(w)}  # months and days
        self.has_weights = bool(ids)
        self.contexts = set(filter(context_length, stated("context_length")))
        self.counts = set(map(parameters, filter(is_size, stated("total_params", "sizes"))))  # billions
        self.unsized = {_line(one.undated) for one in members if not any(map(is_size, one.whole))}
        self.lines = {_line(w for w in one.undated if not is_size(w)) for one in members}
        # What is left without "AI" and the like: "liquid" for "liquidai".
        self.makers = makers | {left for m in makers for end in ("ai", "org", "labs", "inc") if len(left := m.removesuffix(end)) > 4}

    def has_size(self, billions: float) -> bool:
        """Whether people state such a count of it, or none at all."""
        return not self.counts or any(0.7 <= billions / count <= 1.45 for count in self.counts)

    def may_bear(self, said: Collection[str]) -> bool:
        """Whether the words of a name that tell models apart, with the size beside them, are those of one checkpoint.

        "Phi-4-mini-reasoning-plus": each word is of a checkpoint, and no checkpoint has both tiers. A service says
        "preview" of the same weights where no id does; "tuned" is no setting anywhere.
        """
        telling = vocabulary.TELLING & {w for w in said if w == "tuned" or w in self.id_words}
        tiers = vocabulary.TIERS.intersection(said) - vocabulary.RUN
        if not self.ids or not (telling or len(tiers) > 1):
            return True
        return any(telling | tiers | self.sizes.intersection(said) <= one for one in self.ids)

    def accounted(self, key: Words, start: int, end: int) -> str | None:
        """How every word beside the family's name, which stands from start to end, is accounted for; None where one is not."""
        kinds = [self._kind_of(key, position, start) for position in (*range(start), *range(end, len(key)))]
        others = {*key[:start], *key[end:]}
        if None in kinds:
            return None
        # "glm-4-0520" and "mistral-large-2402" are services beside the weights, which bear other dates.
        other_date = self.has_weights and any(map(is_date, others - self.released))
        said = dict.fromkeys(["family name", *filter(None, kinds)])
        return None if other_date and "date" in said and "size" not in said else ", ".join(said)

    def _kind_of(self, key: Words, position: int, start: int) -> str | None:
        word = key[position]
        if is_size(word):
            if word in self.sizes or not self.sizes:
                return "size" if self.sizes or self.has_size(parameters(word)) else None
            # "DeepSeek-R1 671B": the one that its id gives no size, and the largest.
            unsized = _line(w for w in key if w != word and not is_stamp(w)) in self.unsized and self.has_size(parameters(word))
            return "size" if unsized and parameters(word) > max(map(parameters, self.sizes)) else None
        if word in self.id_words and (
            not word[0].isdigit() or is_date(word) or (_before(key, position), word) in self.versions
        ):
            return "words of its checkpoints"
        # What stands before the family's name is its maker's: AI21 is no version of Jamba.
        versions = self.versions if _NUMBER.fullmatch(word) else ()
        known = [float(v) for before, v in versions if before in key[start:] and _NUMBER.fullmatch(v)]
        if known and min(known) < float(word) <= max(known):
            return "a version between those of its checkpoints"
        line = _line(w for w in key if w != word and not is_size(w)) if _UPDATE.fullmatch(word) else None
        if line is not None and line in self.lines and all(map(str.isalpha, line)):
            return "update of a line that has no version"
        if is_date(word):
            return "date"
        # "thinking-32k" is a budget, and Llama 2's own context is 4k; with another one it is somebody's longer Llama.
        beside = {*key[max(position - 1, 0) : position + 2]}
        # Hosts cut a context short ("-75k" of 128k), which needs no training.
        length = context_length(word)
        fits = length and (beside & vocabulary.SETTINGS or length <= min(map(context_length, self.contexts), default=0))
        return "how it was run" if word in vocabulary.RUN or word in self.contexts or fits else None


class NameIndex:
    """Families and their checkpoints, ready to be found by name.

    `members` are the checkpoints of each; without it they are those that its file names.
    """

    def __init__(self, families: Mapping[str, CuratedFamily], members: Mapping[str, Collection[str]] | None = None) -> None:
        members = {slug: f.checkpoints for slug, f in families.items()} if members is None else members
        ids = {slug: [_Id(slug, c) for c in members.get(slug, ())] for slug in families}
        known = [one for some in ids.values() for one in some]
        keys = [(key, one.here) for one in known for key in {one.whole, one.said}]
        self._named = {c for f in families.values() for c in f.checkpoints}
        self._organizations = frozenset(_folded(f.organization) for f in families.values())
        self._families = {slug: _FamilyNames(f, ids[slug]) for slug, f in families.items()}
        self._makers = frozenset().union(vocabulary.VENDORS, *(f.makers for f in self._families.values()))
        self._by_id = _grouped((one.here[1].casefold(), one.here) for one in known)
        # In alphabetical order; "…-Instruct-FP8" without its precision only where no plain "…-Instruct" exists.
        self._by_words = _grouped((tuple(sorted(_without_precision(key))), here) for key, here in keys)
        self._by_words |= _grouped((tuple(sorted(key)), here) for key, here in keys)
        self._by_stamp = _grouped((spelled, one) for one in known for s in one.stamps for spelled in spelling.spellings_of_stamp(s))
        self._shortened = _grouped((short, one.here[0]) for one in known for short in _shorter(one.plain, one.stamps))
        # Words without a date: the family, and whether the id has one.
        self._series = _grouped((_line(one.undated), (one.here[0], bool(one.stamps))) for one in known)
        self._by_first = _grouped((key[0], (key, family)) for family in self._families.values() for key in family.keys)
        # How names begin, for others that run their first words together or write them apart.
        begun = [*(one.plain for one in known), *(key for family in self._families.values() for key in family.keys)]
        self._leads = {key[0] for key in begun}
        first = (key[:count] for key in reversed(begun) for count in (3, 2) if len(key) >= count)
        self._apart = {"".join(key): key for key in first if all(map(str.isalpha, key))}
        self._of_words, self._of_text = cache(self._by_less_and_less), cache(self._by_text)  # once for all boards
        self._of_key = cache(lambda key, *, owned: self._by_its_name(key, owned=owned) or self._dated(key) or self._short(key) or self._family_of(key))

    def join(
        self, name: str, board: CuratedBoard | None = None, organization: str | None = None, *, closed: bool = False
    ) -> Join | None:
        """The family (and checkpoint) that a name on a board speaks of; None where that is not certain.

        `organization` is the maker that the board states; `closed` says that the board calls the model
        proprietary: then a family with weights is not meant by a mere family name.
        """
        if board is not None and (target := board.aliases.get(name)) is not None:
            rule = "alias in the board's file"
            return Join(target, None, rule) if target in self._families else self._chosen(self._by_id.get(target.casefold(), ()), rule)
        if board is not None and (left := board.stripped(name)) != name:
            join = self.join(left, None, organization, closed=closed)
            return join._replace(rule=f"{join.rule}; read as {left!r} by the board's `strip`") if join is not None else None
        if found := self._by_id.get(name.casefold()):
            return self._chosen(found, "Hub id")
        maker = _folded(organization or "")
        for join in self._of_text(spelling.plain_text(name)):
            family = self._families[join.family]
            if maker in self._organizations and maker not in family.makers:
                continue
            if not (closed and join.checkpoint is None and family.has_weights):
                return join
        return None

    def _by_text(self, plain: str) -> tuple[Join, ...]:
        """What a name may speak of by its words: as it stands, then without how the model was run."""
        text = spelling.SETTING.sub(" ", plain) if " " in plain or "shot" in plain else plain
        if vocabulary.FEW_BITS.search(text):
            return ()
        bare, settings = _without_set_brackets(text)
        if spelling.is_combination(bare):  # "LLaVA 1.6 + Mistral (7B)" names its language part, as its id does
            return tuple(filter(None, (self._by_its_name(words(text.replace("+", " ")), owned=True),)))
        said = {text: "", bare: f", without the setting ({settings})" if settings else ""}
        found = ((join, left) for one, left in said.items() if (join := self._of_name(_without_route(one))))
        sure = ((join, left) for join, left in found if not left or self._families[join.family].may_bear(words(text)))
        return tuple(join._replace(rule=join.rule + left) for join, left in sure)

    def reason(self, name: str) -> str:
        """Why a row's name joined nothing: what it is instead, or which of its words the nearest families do not account for."""
        text = spelling.plain_text(name)
        if vocabulary.FEW_BITS.search(text):
            return "a conversion to few bits"
        if spelling.is_combination(_without_set_brackets(text)[0]):
            return "several models together"
        if join := self.join(name):
            return f"not {join.family}: the board calls it closed, or another maker's"
        said = set(words(_without_route(text)))
        near = {(len(key), f.slug, key) for word in said for key, f in self._by_first.get(word, ()) if said.issuperset(key)}
        longest = sorted((slug, key) for length, slug, key in near if length == max(near)[0])
        left = " ".join(sorted(said.difference(*(key for _, key in longest))))
        return f"beside {', '.join(slug for slug, _ in longest[:3])}: {left or 'which of them'}" if near else "no family's name is in it"

    def _of_name(self, plain: str) -> Join | None:
        """By what stands behind a name's owner or maker, whose it has to be: others' copies are derivatives."""
        owner, owned, rest = plain.rpartition("/")
        if not owned or " " in owner:
            found = _MADE_BY.fullmatch(plain)
            owner, rest = (found["maker"] or found["maker2"], found["name"] or found["name2"]) if found else ("", plain)
            if _folded(owner) not in self._makers:
                owner, rest = "", plain
        join = self._of_words(rest, owned=bool(owned)) or (None if owned else self._of_words(plain, owned=False))
        maker = _folded(owner)
        return join if join is not None and (not maker or maker in self._families[join.family].makers) else None

    def _by_less_and_less(self, plain: str, *, owned: bool = False) -> Join | None:
        """By the words of the name as it stands, then with less and less of it. An `owned` name has its owner before it, as Hub ids have."""
        for key, note in self._keys(plain):
            if found := self._of_key(key, owned=owned):
                sure = found.checkpoint or self._families[found.family].may_bear(key)
                return found._replace(rule=found.rule + note) if sure else None
        undated, month = spelling.without_month(plain)
        found = self._of_words(undated) if month else None
        if found is None:
            return None
        of = self._families[found.family]
        # A month (2503) is that of a dated checkpoint (0324, 2503), or not all of them are dated.
        fits = of.undated or any(month == s or month[2:] == s[:2] for s in filter(is_stamp, of.id_words))
        return Join(found.family, None, f"{found.rule}, month in words") if fits else None

    def _keys(self, plain: str) -> Iterator[tuple[Words, str]]:
        """The words of a name with less and less of it, its version or its first words written otherwise; and what was changed."""
        first, again = tee(_less_of(plain))
        yield from first
        for key, note in again:
            said = _without_vendor(key)
            if said and (apart := self._apart.get(said[0])):
                yield (*apart, *said[1:]), f"{note}, its first words apart"
            for count in (1, 2):
                maker, follows = "".join(said[:count]), self._by_first.get("".join(said[count : count + 1]), ())
                if len(said) > count and maker in self._makers and (said[0] not in self._leads or any(maker in f.makers for _, f in follows)):
                    yield said[count:], f"{note}, without the maker's name"

    def _chosen(self, found: Collection[_Here], rule: str) -> Join | None:
        """One family's checkpoint; where several fit, those that its file names; the family alone if none is sure."""
        if len({slug for slug, _ in found}) != 1:
            return None
        slug = next(iter(found))[0]
        ids = {c for _, c in found}
        ids = (ids & self._named) or ids
        return Join(slug, next(iter(ids)), rule) if len(ids) == 1 else Join(slug, None, f"{rule}; several checkpoints have it")

    def _by_its_name(self, key: Words, *, owned: bool) -> Join | None:
        """The checkpoint that has these words, in any order; the family alone where its tuned sibling may be meant."""
        plain = _without_vendor(key)
        stored = " ".join(w for w in plain if w in vocabulary.PRECISION)
        steps = {_without_precision(plain): f", without the precision ({stored})", plain: ", without the maker's name", key: ""}
        for step, note in reversed(steps.items()):
            rule = f"words of the Hub id{note}"
            if join := self._chosen(self._by_words.get(tuple(sorted(step)), ()), rule):
                # "Qwen2-VL-72B" on a board of chats is not the base model, although that one bears the bare name.
                whole = words((join.checkpoint or "").partition("/")[2])
                tuned = (self._by_words.get(tuple(sorted((*whole, word))), ()) for word in _TUNED)
                if join.checkpoint and not owned and any(slug == join.family for found in tuned for slug, _ in found):
                    return Join(join.family, None, f"{rule}; or its tuned sibling")
                return join
        return None

    def _short(self, key: Words) -> Join | None:
        """The family of which an id has these words beside its date, its size and how it was tuned."""
        line = _line(_without_precision(_without_vendor(key)))
        slugs = set(self._shortened.get(line, ())) if len(line) > 1 else set()
        run = " ".join(w for w in key if w in vocabulary.RUN)
        left_out = f"how it was run ({run})" if run else "its date, its size or its first version"
        return Join(slugs.pop(), None, f"words of a Hub id, without {left_out}") if len(slugs) == 1 else None

    def _family_of(self, key: Words) -> Join | None:
        """The one family whose name the words contain, and that accounts for all the others."""
        plain = _without_vendor(_without_precision(key))
        without_run = tuple(w for w in plain if w not in vocabulary.RUN)
        if len(without_run) == 1 and len({family.slug for _, family in self._by_first.get(without_run[0], ())}) > 2:
            return None  # "Qwen" alone may be any of its lines
        sized_last = tuple(sorted(without_run, key=is_size))  # "openchat:7b-v3.5"
        found = [
            (len(family_key), family, said, first)
            for said in dict.fromkeys((plain, without_run, sized_last)) for first, word in enumerate(said)
            for family_key, family in self._by_first.get(word, ())
            if said[first : first + len(family_key)] == family_key
        ]  # fmt: skip
        # "Ovis2-8B" begins like Ovis2 and like Ovis: only the longest may claim it, or nobody does.
        longest = max((length for length, *_ in found), default=0)
        rules = {f.slug: rule for n, f, said, first in reversed(found) if n == longest and (rule := f.accounted(said, first, first + n))}
        return Join(*next((slug, None, rule) for slug, rule in rules.items())) if len(rules) == 1 else None

    def _dated(self, key: Words) -> Join | None:
        """The ids with all these words, the stamp of their release among them: "mistral-small-2506" leaves version and size out."""
        plain = _without_vendor(_without_precision(key))
        stamp = next((w for w in plain if is_stamp(w)), "")
        if not stamp:
            return None
        said = set(plain) - {stamp}
        # A letter is a variant ("Molmo-7B-D", "Command R") and has to be said.
        fits = {
            one.here for one in self._by_stamp.get(stamp, ())
            if one.said[0] == plain[0] and said <= {*one.said} and not any(w.isalpha() and len(w) == 1 for w in {*one.said} - said)
        }  # fmt: skip
        if len(plain) > 2 and (found := self._chosen(fits, "words and stamp of a Hub id")):
            return found
        # "DeepSeek-V3-1226" is the first of a series whose later ids bear their dates.
        series = {*self._series.get(_line(w for w in plain if w != stamp), ())}
        slugs = {slug for slug, _ in series}
        return Join(slugs.pop(), None, "words of a Hub id, of another date") if len(slugs) == 1 and len(series) == 2 else None


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    """What stands under each key."""
    found: dict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        found[key].append(value)
    return dict(found)


def _line(said: Iterable[str]) -> Words:
    """Words without those that say which of a family's checkpoints it is, in the order of the alphabet."""
    return tuple(sorted(filterfalse(_UNTOLD.__contains__, said)))


def _shorter(plain: Words, stamps: Collection[str]) -> set[Words]:
    """The words of an id without its date, its sizes (or the active one alone), both, or neither; without "vision" where a size stays to tell it by."""
    sizes = frozenset(filter(is_size, plain))
    first = frozenset(w for before, w in pairwise(plain) if before in sizes and w in {"1", "0.1"})  # "…-49B-v1" was called "…-49B" before the next one
    left_out = {frozenset[str](), frozenset(w for w in sizes if w[0] == "a"), sizes, first}
    made = {_line(w for w in plain if w not in out) for sized in left_out for out in {sized, sized.union(stamps)}}
    made |= {tuple(w for w in key if w != "vision") for key in made if any(map(is_size, key))}
    # "R1-Distill-Qwen-7B": of a long name its maker may be left out.
    return made | {tuple(w for w in key if w != "deepseek") for key in made if len(plain) > 4}


def _before(key: Words, position: int) -> str:
    """The word that a version belongs to: the last one before it that is no size and says nothing of the run."""
    return next((w for w in reversed(key[:position]) if not is_size(w) and w not in vocabulary.RUN), "")


@lru_cache(maxsize=16)  # a name that joins nothing is looked at again for the reason
def _without_route(name: str) -> str:
    """A name without the way that led to it: "openrouter/qwen/qwen3-32b:free" is qwen/qwen3-32b."""
    if not ("/" in name or ":" in name or "@" in name or name.partition(".")[0] in _AHEAD):
        return name
    name = _BASE_TAG.sub(lambda size: f"{size[1]}-base", _REGISTRY.sub("", _ACTIVE.sub(" ", name)))
    head, colon, tail = name.rpartition(":")
    name = head if colon and tail in vocabulary.ROUTE_ENDS else name
    first, colon, tail = name.partition(":")
    name = tail if colon and first in vocabulary.ROUTES else name
    parts = name.split("/")
    while len(parts) > 1 and parts[0] in vocabulary.ROUTES:
        parts.pop(0)
    if "models" in parts[1:-1]:  # "arcee_ai/AFM/models/trinity-mini": whose, a collection, the name
        parts = [parts[0], parts[-1]]
    parts[-1] = _AT_AMAZON.sub("", parts[-1])
    if parts[-1].partition(".")[0] in vocabulary.VENDORS:  # "meta.llama2-13b-chat-v1", at Amazon's too
        parts[-1] = parts[-1].removesuffix("-v1")
    # Of a longer way the last two are owner and name; Ollama's weights have four bits where they do not say more.
    if parts[0] == "ollama":
        return parts[-1] if len(parts) == 2 and parts[-1].endswith(("fp16", "bf16")) else name
    return "/".join(parts if " " in name else parts[-2:])


def _less_of(plain: str, note: str = "") -> Iterator[tuple[Words, str]]:
    """The words of a name with less and less of those at its end that say how it was run, then its version written otherwise.

    With each what was changed. A footnote's digit goes with the setting that it follows ("kimi-k3-max 1").
    """
    key, removed, settings = words(plain), list[str](), ""
    if plain[-2:-1] in {" ", "["} and len(key) > 2 and key[-1] in "123456789" and key[-2] in vocabulary.SETTINGS:
        yield key, note
        key = key[:-1]
    while True:
        yield key, f"{note}, without the setting ({settings})" if settings else note
        of_line = vocabulary.TIER_IN_LINE["turbo"] & set(key) and "thinking" not in key
        if "turbo" in key and not (of_line and not any(map(is_size, key))):
            # Hosts sell "Llama-3.3-70B-Instruct-Turbo": the same weights, served faster.
            yield tuple(w for w in key if w != "turbo"), f'{note}, without a host\'s "turbo"'
        if len(key) < 2 or not _is_setting(key):
            break
        removed.append(key[-1])
        key, settings = key[:-1], " ".join(w for w in removed if w not in vocabulary.PASSING)
    for other in () if note else spelling.respelled(plain):
        yield from _less_of(other, ", its version written without a point")


def _is_setting(key: Words) -> bool:
    """Whether the last word says how a model was run: "-thinking-16k"; not where its line has models called so."""
    last = key[-1]
    set_ = last in vocabulary.SETTINGS or last in vocabulary.PASSING or (context_length(last) > 0 and key[-2] in vocabulary.SETTINGS)
    return set_ and not vocabulary.TIER_IN_LINE.get(last, frozenset()) & set(key)


@lru_cache(maxsize=16)
def _without_set_brackets(plain: str) -> tuple[str, str]:
    """A name without brackets in which all words say how it was run, and these words."""
    removed: list[str] = []

    def judged(match: re.Match[str]) -> str:
        said = [w for w in words(match[1] or match[2]) if w[0].isalnum()]
        sizes = [w for w in said if is_size(w)]
        # "@nvidia" and "(Alibaba Cloud)" are hosts, "(Nvidia)" is a maker.
        hosts = vocabulary.VENDORS if match[2] or (vocabulary.HOSTS | vocabulary.SERVED) & set(said) else frozenset()
        numbered = not vocabulary.NUMBERED.isdisjoint(said) or (match[0][0] == "[" and len(said) == 1)  # "(5-shot)", "[1]"
        if not said or not all(
            w in vocabulary.BRACKETED or w in hosts or w in vocabulary.JOINING or context_length(w) or is_size(w)
            or (numbered if w[0].isdigit() else len(w) == 1)
            for w in said
        ):
            return match[0]
        removed.extend(w for w in said if w not in vocabulary.JOINING and w not in sizes)
        # "Mixtral-8x22B (39B/141B)": active and all; "Command R (35B)" has its size nowhere else.
        kept = len(sizes) == 1 or (sizes and not any(map(is_size, words(_BRACKETS.sub(" ", plain)))))
        return f" {max(sizes, key=parameters)} " if kept else " "

    return _BRACKETS.sub(judged, plain), " ".join(removed)


def plain_words(name: str) -> Words:
    """The words of a name without the maker's: two spellings of one name have the same."""
    return _without_vendor(words(name))


@lru_cache(maxsize=8192)  # each name is looked up with less and less of it
def _without_vendor(key: Words) -> Words:
    for phrase in vocabulary.VENDOR_PHRASES:
        if key[: len(phrase)] == phrase and len(key) > len(phrase):
            return key[len(phrase) :]
    if len(key) > 1 and (key[0] in vocabulary.VENDORS or key[0] in vocabulary.HOSTS or key[0] == key[1]) and not key[1][0].isdigit():
        return _without_vendor(key[1:])
    return key[1:] if len(key) > 1 and key[1] in vocabulary.PREFIXES.get(key[0], ()) else key


@lru_cache(maxsize=8192)
def _without_precision(key: Words) -> Words:
    return tuple(w for w in key if w not in vocabulary.PRECISION) or key


@lru_cache(maxsize=1024)
def _folded(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


_GROUPS: Final = tuple(frozenset(map(_folded, group)) for group in vocabulary.GROUPS)
