"""Why a repository is no new model for the list: another modality, a repack, a derivative, or nothing to go by.

Every rule names the evidence it rests on. Precision before recall: a repository that may be a
model of its own, but that no evidence shows to be one, is set aside with that reason, and a person
can add it by hand.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from pipeline.discover.entries import Entry
from pipeline.discover.found import Rule
from pipeline.discover.vocabulary import (
    BESIDE_SEEING,
    COMMON_WORDS,
    DERIVED_NAME,
    DERIVED_TAGS,
    NOT_OWN_NAME,
    OTHER_LIBRARIES,
    OTHER_NAME,
    OTHER_TAGS,
    REPACK_LIBRARIES,
    REPACK_TAGS,
    SEEING_ARCHITECTURE,
    SEEING_NAME,
    SPEAKING_ARCHITECTURE,
)
from pipeline.kinds import ListKind, kind_of_task, listed
from pipeline.model.snapshots import CardFacts
from pipeline.names.checkpoints import is_repack_name
from pipeline.names.stems import key_of, line_of, stem_of
from pipeline.names.words import Words, words

LONG_LINE = 5
"""Letters that a line must have to be recognised at the end of a longer word."""


@dataclass(frozen=True)
class Known:
    """What the list knows that evidence is weighed against."""

    declined: frozenset[str] = frozenset()
    makers: Mapping[str, str] = field(default_factory=dict)  # Hub name, folded -> organisation's slug
    lines: Mapping[str, frozenset[str]] = field(
        default_factory=dict
    )  # "qwen" -> who makes that line (slug or Hub name)
    listed: frozenset[str] = frozenset()  # those lines that the list itself has
    families: Mapping[str, frozenset[Words]] = field(
        default_factory=dict
    )  # Hub id's owner's slug -> stems' words on the list
    seeing: frozenset[str] = frozenset()  # folded ids of VLMs on the list
    cards: Mapping[str, CardFacts] = field(default_factory=dict)
    watched: frozenset[str] = frozenset()  # folded Hub names
    min_likes: int = 0
    since: str = ""  # ISO day: older repositories are no news

    def maker(self, hub_name: str) -> str:
        """The maker behind a Hub name: the organisation's slug, else the name itself."""
        return self.makers.get(hub_name.casefold(), hub_name.casefold())


Because = tuple[Rule, str]


def kind_of(entry: Entry, card: CardFacts | None = None) -> ListKind | Because:
    """Whether a repository is a language or a vision-language model, or why neither is shown."""
    if entry.library is not None and entry.library.casefold() in OTHER_LIBRARIES:
        return "other modality", f"library {entry.library}"
    if entry.task is not None:
        kind = kind_of_task(entry.task)
        if kind == "other" and "image-text-to-text" not in entry.tags:
            return "other modality", f"task {entry.task}"
        if named := OTHER_NAME.search(entry.name):
            return "other modality", f"named {named[0].strip('-_.')}"
        strange = entry.tags & OTHER_TAGS - {"feature-extraction"}
        if strange and not (kind == "vlm" and strange <= BESIDE_SEEING):
            return "other modality", f"tagged {min(strange)}"
        return _seen_kind(entry, kind)
    return _kind_without_task(entry, card)


def _kind_without_task(entry: Entry, card: CardFacts | None) -> ListKind | Because:
    if named := OTHER_NAME.search(entry.name):
        return "other modality", f"named {named[0].strip('-_.')}"
    if strange := entry.tags & OTHER_TAGS:
        return "other modality", f"tagged {min(strange)}"
    if card is not None and (kind := listed(card.kind)) is not None:
        return kind
    if entry.architecture is not None and SPEAKING_ARCHITECTURE.search(entry.architecture):
        seeing = SEEING_ARCHITECTURE.search(entry.architecture) or SEEING_NAME.search(entry.name)
        return "vlm" if seeing else "llm"
    if entry.tags & {"text-generation", "conversational", "mistral-common"}:
        return "vlm" if entry.tags & {"image-text-to-text", "vision"} else "llm"
    if "image-text-to-text" in entry.tags:
        return "vlm"
    return "no task", "the Hub states no task, and neither tags nor configuration show a language model"


def _seen_kind(entry: Entry, kind: str) -> ListKind:
    own = listed(kind)
    if own is not None and own != "llm":
        return own
    if "image-text-to-text" in entry.tags:
        return "vlm"
    return "vlm" if entry.architecture is not None and SEEING_ARCHITECTURE.search(entry.architecture) else "llm"


def refusal(entry: Entry, known: Known) -> Because | None:
    """Why a repository is out before its kind matters: cheap rules first, since a walk asks two million times."""
    if entry.hidden:
        return "hidden", "private or disabled"
    if entry.likes < known.min_likes:
        return "too few likes", f"fewer than {known.min_likes}"
    if known.since and entry.created[:10] < known.since:
        return "too old", f"created {entry.created[:10] or 'at an unknown date'}"
    if entry.id in known.declined or f"{entry.owner}/*" in known.declined:
        return "declined", "declined.toml"
    return None


def not_own(entry: Entry, kind: ListKind, known: Known) -> Because | None:
    """Why a language model is not a model of its own: a repack, a part, or made from another."""
    if repack := _repack(entry):
        return "repack", repack
    if part := NOT_OWN_NAME.search(entry.name):
        return "not a model of its own", f"named {part[0].strip('-_.')}"
    if derived := DERIVED_NAME.search(entry.name):
        return "derivative", f"named {derived[0].strip('-_.')}"
    if strange := entry.tags & DERIVED_TAGS:
        return "derivative", f"tagged {min(strange)}"
    if entry.relation in {"quantized", "adapter"}:
        rule: Rule = "repack" if entry.relation == "quantized" else "derivative"
        return rule, f"base_model:{entry.relation}:{_first(entry)}"
    if line := _foreign_line(entry, kind, known):
        return "derivative", line
    if line := _glued_line(entry, known):
        return (
            "variant",
            f"its name is made from {line!r}, a line on the list: add it by hand if it is a family of its own",
        )
    return _made_from(entry, kind, known)


def _repack(entry: Entry) -> str | None:
    if is_repack_name(entry.id):
        return "by its name"
    if entry.library is not None and entry.library.casefold() in REPACK_LIBRARIES:
        return f"library {entry.library}"
    if entry.gguf:
        return "it holds GGUF files"
    if entry.bases and (tags := entry.tags & REPACK_TAGS):
        return f"tagged {min(tags)}, with a base model"
    return "tagged gguf" if "gguf" in entry.tags or "mlx" in entry.tags else None


def _foreign_line(entry: Entry, kind: ListKind, known: Known) -> str | None:
    """A name that carries another maker's line of models: "Jackrong/Qwen3.5-27B-…"."""
    own = known.maker(entry.owner)
    for position, word in enumerate(w for w in words(entry.name) if w.isalpha()):
        makers = known.lines.get(word)
        if makers is None or own in makers or entry.owner.casefold() in makers:
            if makers is not None and kind == "vlm":
                return None  # "LLaVA-OneVision-Qwen2": a VLM is named after the language model inside
            continue
        if position == 0 or (word not in COMMON_WORDS and kind == "llm"):
            return f"its name has {word!r}, a line of {', '.join(sorted(makers)[:3])}"
        if position > 0 and kind == "vlm" and word not in COMMON_WORDS and own not in known.makers.values():
            return f"its name has {word!r}, a line of {', '.join(sorted(makers)[:3])}"
    return None


def _glued_line(entry: Entry, known: Known) -> str | None:
    """The line that a name is made from: "gemma" of "functiongemma". A line of its own keeps its name."""
    for word in words(entry.name):
        if word in known.listed or not word.isalpha():
            continue
        for line in sorted(known.listed):
            if len(line) >= LONG_LINE and word.endswith(line):
                return line
    return None


def _made_from(entry: Entry, kind: ListKind, known: Known) -> Because | None:
    """What its stated base models make of it: another maker's fine-tune, a maker's own variant, or a model of its own."""
    if not entry.bases:
        return None
    own = known.maker(entry.owner)
    stem = key_of(stem_of(entry.name))
    for base in entry.bases:
        if base.casefold() == entry.id.casefold():
            continue
        owner, _, name = base.partition("/")
        foreign = known.maker(owner) != own
        if kind == "vlm" and not _sees(base, known):
            continue  # a VLM is built from a language model and a vision encoder, its own or others'
        relation = f"base_model:{entry.relation or 'stated'}:{base}"
        if foreign:
            return "derivative", relation
        if key_of(stem_of(name)) != stem and _on_list(own, name, known):
            return "variant", f"{relation}, a family on the list: add it by hand if it is one of its own"
    return None


def _sees(base: str, known: Known) -> bool:
    return base.casefold() in known.seeing or bool(SEEING_NAME.search(base.partition("/")[2]))


def _on_list(own: str, name: str, known: Known) -> bool:
    return key_of(stem_of(name)) in known.families.get(own, ())


def by_reader(card: CardFacts | None, kind: ListKind, known: Known) -> Because | None:
    """What the card itself says against it: another modality, a derivative or a repack."""
    if card is None:
        return None
    if card.kind == "other":
        return "reader", "its card describes neither a language nor a vision-language model"
    if card.role in {"derivative", "repack"}:
        bases = [b for c in card.claims.get("base_model", ()) if isinstance(c.value, tuple) for b in c.value]
        if card.role == "derivative" and kind == "vlm" and not any(_sees(b, known) for b in bases):
            return None  # built from a language model and a vision encoder, as VLMs are
        return "reader", f"its card describes a {card.role}" + (f" of {bases[0]}" if bases else "")
    return None


def _first(entry: Entry) -> str:
    return entry.bases[0] if entry.bases else "?"


def lines_of_models(names: Collection[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Lines of models and who makes them, from pairs of a family's name and its maker.

    Who has a name or two in another's line ("Llama-Nemotron") does not make that line.
    """
    found: dict[str, Counter[str]] = {}
    for name, maker in names:
        if word := line_of(name):
            found.setdefault(word, Counter())[maker] += 1
    return {
        word: frozenset(maker for maker, number in makers.items() if 4 * number >= max(makers.values()))
        for word, makers in found.items()
    }
