"""Why a repository is no new model for the list: another modality, a repack, a derivative, or nothing to go by.

Precision before recall: what no evidence shows to be a model of its own is set aside with that reason, and a person can
add it by hand. Every pattern is an alternation of fixed words between separators: linear, whatever the name.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from pipeline.discover.found import Entry, Rule
from pipeline.kinds import LISTED, ListKind, kind_of_architecture, kind_of_task, last_of
from pipeline.model.snapshots import CardFacts
from pipeline.names.dissected import is_repack_name
from pipeline.names.stems import line_of, stem_of
from pipeline.names.words import Words, words
from pipeline.reconcile.members import is_declined


class Signs(NamedTuple):
    """What shows that a repository is set aside by a rule: its library, a word in its name, a tag."""

    rule: Rule
    named: re.Pattern[str] | None = None
    tags: frozenset[str] = frozenset()
    libraries: frozenset[str] = frozenset()

    def on(self, entry: Entry, spared: AbstractSet[str] = frozenset()) -> str | None:
        """The sign that a repository bears; tags that are spared are none."""
        if entry.library is not None and entry.library.casefold() in self.libraries:
            return f"library {entry.library}"
        if self.named is not None and (named := self.named.search(entry.name)):
            return f"named {named[0].strip('-_.')}"
        tags = (entry.tags & self.tags) - spared
        return f"tagged {min(tags)}" if tags else None


# fmt: off
OTHER: Final = Signs(
    "other modality",
    named=re.compile(
        r"(?:^|[-_.\d])(?:embed(?:ding|dings|der)?|rerank(?:er)?|gte|bge|siglip\d?|clip|vit|intern-?vit|vae|lora|loras|controlnet|whisper|tts|asr|"
        r"stt|speech|voice(?:chat)?|audio|music|mert|bert|roberta|deberta|modernbert|t2v|i2v|t2i|i2i|ti2v|image-edit|image-layered|unet|dino(?:v\d)?|"
        r"sam\d?|reward|rm|prm|orm|guard|shield|moderation|classifier|classification|tokenizer|encoder|decoder|vocoder|segment(?:ation)?|"
        r"detection|detr|ner|rag-retriever|retriever|colbert|colpali|colqwen\d?|splade|world|robot(?:ics)?|vla|action|policy|time-?series|chronos|"
        r"forecast(?:ing)?|weather|protein|esm\d?|dna|molecule|filter|nllb|t5|ul2|ocr-layout|layout|parakeet|canary|voxtral)"
        r"(?:$|[-_.\d])|stable-?diffusion|flux|embedding|reranker|sentence-transformers|text-to-|speech|tts$",
        re.IGNORECASE,
    ),
    tags=frozenset({
        "diffusers", "text-to-speech", "automatic-speech-recognition", "sentence-transformers",
        "sentence-similarity", "reward-model", "embeddings", "text-embeddings-inference", "text-to-image",
        "text-to-video", "stable-diffusion", "robotics", "reranker", "text-to-audio",
    }),
    libraries=frozenset({"diffusers", "sentence-transformers", "timm", "peft"}),
)
REPACK: Final = Signs(
    "repack",
    tags=frozenset({"gguf", "mlx"}),
    libraries=frozenset({
        "gguf", "mlx", "llama.cpp", "ctranslate2", "coreml", "onnx", "openvino", "tflite", "litert-lm", "mlc-llm",
        "exllamav2", "exllamav3", "model optimizer", "tensorrt-llm", "transformers.js", "executorch", "optimum",
    }),
)
PART: Final = Signs(
    "not a model of its own",
    named=re.compile(
        r"(?:^|[-_.])(?:draft|assistant|dspark|dflash|eagle\d?|mtp|medusa|speculator|speculative|sae|saes|scope|lens|adapter|adapters|delta|diff|steering|probe|"
        r"tiny-random|random|test|testing|dummy|debug|internal-testing|ckpts?|checkpoints?|templates?|demo|artifacts?|converted|shards?|"
        r"activation|activations|web|executorch|megatron|trtllm|jax|keras|flax|pytorch|tf|cpp|tokenizer|"
        r"preference|ablation|ablations|intermediate|step-?\d{4,9}|stage\d?|early-training)(?:$|[-_.])",
        re.IGNORECASE,
    ),
)
DERIVED: Final = Signs(
    "derivative",
    named=re.compile(
        r"(?:^|[-_.])(?:distill(?:ed)?|abliterat(?:ed|ion)|uncensored|heretic|crack|merged?|slerp|dare|ties|finetuned?|ft|roleplay|rp|nsfw|"
        r"claude|opus|sonnet|gemini|chatgpt|pruned?|minitron|sparse|unquantized)(?:$|[-_.\d])",
        re.IGNORECASE,
    ),
    tags=frozenset({
        "lora", "peft", "adapter", "merge", "mergekit", "abliterated", "uncensored", "heretic",
        "not-for-all-audiences", "roleplay",
    }),
)
BESIDE_BUILT: Final = frozenset({"automatic-speech-recognition", "text-to-speech", "text-to-image"})
"""What a model of a kind that is built from others may do besides."""
FILED_UNDER: Final = frozenset({"translation"})
"""Tasks under which language models stand beside older kinds: the tags, where there are any, tell which it is."""
SIZE_NAME: Final = re.compile(r"[-_]\d{1,4}(?:\.\d{1,2})?B(?:$|[-_])", re.IGNORECASE)
COMMON_WORDS: Final = frozenset({
    "command", "step", "solar", "arctic", "seed", "code", "open", "tiny", "big", "stable", "muse", "ring",
    "ling", "aya", "dots", "jet", "baby", "mini", "small", "large", "video", "got", "orca", "falcon", "phi",
    "yi", "opt", "llm", "vlm", "intern",
})
# fmt: on

FIRST: Final = next(iter(LISTED))
"""The kind of a language model of which nothing more is shown."""
Because = tuple[Rule, str]


@dataclass(frozen=True)
class Known:
    """What the list knows that evidence is weighed against. Names of the Hub are folded."""

    declined: frozenset[str] = frozenset()
    makers: Mapping[str, str] = field(default_factory=dict)  # Hub name -> organisation's slug
    lines: Mapping[str, frozenset[str]] = field(default_factory=dict)  # "qwen" -> who makes that line (slug or Hub name)
    families: Mapping[str, frozenset[Words]] = field(default_factory=dict)  # organisation's slug -> stems of its families
    built: frozenset[str] = frozenset()  # checkpoints on the list of kinds that are built from others
    cards: Mapping[str, CardFacts] = field(default_factory=dict)
    watched: frozenset[str] = frozenset()  # Hub names
    min_likes: int = 0
    since: str = ""  # ISO day: older repositories are no news

    def maker(self, hub_name: str) -> str:
        """The maker behind a Hub name: the organisation's slug, else the name itself."""
        return self.makers.get(hub_name.casefold(), hub_name.casefold())

    def is_built(self, checkpoint: str) -> bool:
        """Whether a base model is itself of a kind that is built from others."""
        if checkpoint.casefold() in self.built:
            return True
        name = checkpoint.partition("/")[2]
        return any(kind.built and kind.named and kind.named.search(name) for kind in LISTED.values())


def judge(entry: Entry, known: Known) -> ListKind | Because:
    """The kind of a repository that may be new, or why it is set aside."""
    kind = _refusal(entry, known) or _kind_of(entry, known)
    if isinstance(kind, tuple):
        return kind
    return _not_own(entry, kind, known) or _by_reader(known.cards.get(entry.id), kind, known) or kind


def _kind_of(entry: Entry, known: Known) -> ListKind | Because:
    stated = {kind_of_task(t) for t in (entry.task or "", *entry.tags)}
    shown = kind_of_architecture(entry.architecture or "")
    named = [k.name for k in LISTED.values() if entry.task is None and k.named is not None and k.named.search(entry.name)]
    kind = last_of({*stated, *named, shown or ""})
    if other := _other_modality(entry, kind, stated):
        return "other modality", other
    if entry.task is not None:
        return kind or FIRST
    card = known.cards.get(entry.id)
    if card is not None and (read := last_of((card.kind,))) is not None:
        return read
    # Where nothing is stated at all, a name of a known maker's that counts billions is enough.
    counts = not entry.tags and entry.owner.casefold() in known.makers and SIZE_NAME.search(entry.name)
    if shown or last_of(stated) or counts:
        return kind or FIRST
    return "no task", "the Hub states no task, and neither tags nor configuration show a language model"


def _other_modality(entry: Entry, kind: ListKind | None, stated: Collection[str]) -> str | None:
    built = kind is not None and LISTED[kind].built
    if entry.task is not None and kind_of_task(entry.task) == "other":
        filed = entry.task in FILED_UNDER and (not entry.tags or last_of(stated))
        if not filed and not (built and kind in stated):
            return f"task {entry.task}"
    return OTHER.on(entry, spared=BESIDE_BUILT if built else frozenset())


def _refusal(entry: Entry, known: Known) -> Because | None:
    """Why a repository is out before its kind matters."""
    if entry.hidden:
        return "hidden", "private or disabled"
    if entry.likes < known.min_likes:
        return "too few likes", f"fewer than {known.min_likes}"
    if known.since and entry.created[:10] < known.since:
        return "too old", f"created {entry.created[:10] or 'at an unknown date'}"
    if is_declined(entry.id, known.declined):
        return "declined", "declined.toml"
    return None


def _not_own(entry: Entry, kind: ListKind, known: Known) -> Because | None:
    if is_repack_name(entry.id):
        return "repack", "by its name"
    if entry.gguf:
        return "repack", "it holds GGUF files"
    for signs in (REPACK, PART, DERIVED):
        if sign := signs.on(entry):
            return signs.rule, sign
    if entry.relation in {"quantized", "adapter"}:
        rule: Rule = "repack" if entry.relation == "quantized" else "derivative"
        return rule, f"base_model:{entry.relation}:{next(iter(entry.bases), '?')}"
    if line := _foreign_line(entry, kind, known):
        return "derivative", line
    return _made_from(entry, kind, known)


def _foreign_line(entry: Entry, kind: ListKind, known: Known) -> str | None:
    """A name that carries another maker's line of models: "Jackrong/Qwen3.5-27B-…"."""
    own = known.maker(entry.owner)
    built = LISTED[kind].built
    for position, word in enumerate(w for w in words(entry.name) if w.isalpha()):
        makers = known.lines.get(word, frozenset())
        if own in makers or entry.owner.casefold() in makers:
            if built:
                return None  # "LLaVA-OneVision-Qwen2": named after the language model inside
        elif makers and (position == 0 or (word not in COMMON_WORDS and not (built and own in known.makers.values()))):
            return f"its name has {word!r}, a line of {', '.join(sorted(makers)[:3])}"
    return None


def _made_from(entry: Entry, kind: ListKind, known: Known) -> Because | None:
    """What its stated base models make of it: another maker's fine-tune, a maker's own variant, or a model of its own."""
    own = known.maker(entry.owner)
    stem = words(stem_of(entry.name))
    for base in entry.bases:
        if base.casefold() == entry.id.casefold() or (LISTED[kind].built and not known.is_built(base)):
            continue
        owner, _, name = base.partition("/")
        relation = f"base_model:{entry.relation or 'stated'}:{base}"
        if known.maker(owner) != own:
            return "derivative", relation
        theirs = words(stem_of(name))
        if theirs != stem and theirs in known.families.get(own, ()):
            return "variant", f"{relation}, a family on the list: add it by hand if it is one of its own"
    return None


def _by_reader(card: CardFacts | None, kind: ListKind, known: Known) -> Because | None:
    """What the card itself says against it: another modality, a derivative or a repack."""
    if card is None:
        return None
    if card.kind == "other":
        return "reader", "its card describes neither a language nor a vision-language model"
    if card.role not in {"derivative", "repack"}:
        return None
    bases = [b for c in card.claims.get("base_model", ()) if isinstance(c.value, tuple) for b in c.value]
    if card.role == "derivative" and LISTED[kind].built and not any(map(known.is_built, bases)):
        return None
    return "reader", f"its card describes a {card.role}" + (f" of {bases[0]}" if bases else "")


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
