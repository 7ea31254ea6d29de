"""Pre-training tokens that a card states of its checkpoint, or of the base it is made from."""

import re
from typing import Final

from pipeline.cards.engine import SUBJECT, Occurrence, Views, judge, numbers, refuses, states
from pipeline.cards.numbers import quantities
from pipeline.cards.statements import Card
from pipeline.names.dissected import close

FIELD: Final = "training_tokens"
_WORDS: Final = ("token", "词元", "training data", "训练数据")
_LEAST, _MOST = 1_000_000_000, 500_000_000_000_000
_MOST_FIGURES: Final = 1_200
_SIZED: Final = re.compile(r"[\s-]*(?:param\w*|model|was|were|is|:|variant)", re.IGNORECASE)
_OF_BASE: Final = re.compile(r"\bbase model\b|\bbackbone\b", re.IGNORECASE)
_LABEL: Final = (
    r"^#?\s?(?:[\w-]{1,14}\W{1,2}){0,3}(?:(?:pre-?)?train(?:ing|ed)? (?:tokens?|budget|corpus)|token count|tokens(?: trained| seen)?|"
    r"训练(?:词元|token)\w*|#\s?tokens)(?:\s?\([^)]{0,30}\))?\W*$"
)
_DATA_LABEL: Final = (
    r"^(?:[\w-]{1,14}\W{1,2}){0,3}(?:(?:pre-?)?training data(?:set)?(?: size)?|data size|训练数据\w*)(?:\s?\([^)]{0,30}\))?\W*$"
)
_TOKENS: Final = r"^\+?[\s-]*(?:[\w,-]{1,20}[\s-]){0,6}?(?:tokens?\b|词元|token)"
_BEFORE: Final = r"(?:token|词元)s?\b[^.;,]{0,24}$"
_PRE: Final = r"pre-?\s?train|from scratch|预训练|base model"
_TRAINED: Final = r"pre-?\s?train|\btrain(?:ed|ing)?\b|corpus|corpora|from scratch|预训练|训练|语料|consumed|scale up|\bseen\b"
_STAGE: Final = (
    r"fine-?\s?tun|\bsft\b|continu|additional|further|anneal|mid-?train|extension|extend|distill|post-?train|"
    r"\brl\b|reinforcement|per (?:second|day|batch|step)|\bbatch|cool-?down|decay|warm-?up|adapt(?:ed|ation|ing)|preference|"
    r"\bsecond phase|long[- ]context|sampled|\bimage-text|upsampl|微调|继续|额外|增量|持续|追加|domain|\bextra\b|another|more tokens|"
    r"fewer|less than|per month|\bserved\b|\bmath tokens|\bplus\b|/day|\btokenizer\b"
)
_SOFT_STAGE: Final = r"synthetic|instruct|of code|alignment|\bstage\b"

_STATING: Final = (
    states("tokens.label", FIELD, 55, "Training tokens: 2T", "Training hours: 2T", form="cell|label", label=_LABEL),
    states("tokens.data_label", FIELD, 54, "Training data: 2T tokens", "Training data: 2T", form="cell|label", label=_DATA_LABEL, text="token|词元"),
    states("tokens.seen", FIELD, 45, "Trained for 3 epochs over 100B tokens (300B tokens seen).", "Heron has 100B tokens.",
           after=r"^\s?tokens? (?:were )?(?:seen|consumed)"),
    states("tokens.pretrained", FIELD, 44, "Heron was pretrained on 15T tokens.", "It serves 15T tokens.", clause_before=_PRE, after=_TOKENS),
    states("tokens.pretraining_after", FIELD, 43, "It saw 15T tokens in pretraining.", "It saw 15T tokens.", after=rf"{_TOKENS}[^.;]{{0,30}}(?:{_PRE})"),
    states("tokens.trained", FIELD, 34, "Heron was trained on 2T tokens.", "It serves 2T tokens.", wide=_TRAINED, after=_TOKENS),
    states("tokens.trained_after", FIELD, 33, "With 2T tokens of training it knows much.", "It serves 2T tokens.", after=rf"{_TOKENS}.*(?:{_TRAINED})"),
    states("tokens.trained_before", FIELD, 32, "Trained on tokens (about 2T).", "Tokens: 2T words.", wide=_TRAINED, before=_BEFORE),
)  # fmt: skip
_REFUSING: Final = (
    refuses("tokens.stage", "tokens of another stage", "Continued pre-training of Heron on 200B tokens.", "Pre-training of Heron on 200B tokens.",
           phrase=_STAGE),
    refuses("tokens.soft_stage", "tokens of another stage", "Trained on 5B instruct tokens.", "Pre-trained on 5T tokens of code.",
            phrase=_SOFT_STAGE, clause_before=f"!{_PRE}"),
    refuses("tokens.rival", "tokens in a comparison", "Compared to it, Heron was trained on 2T tokens.", "Heron was trained on 2T tokens.",
            clause_before=r"(?<!more )(?<!greater )\bthan\b|compared|\bversus\b|\bvs\b|unlike|only .{0,20} of the", change="!to"),
    refuses("tokens.data", "tokens of a data set", "The FineWeb corpus has 15T tokens.", "The training corpus has 15T tokens.",
           clause_before=r"(?-i:\b(?!The|Our|This|Its|Training|Pre)[A-Z]\w+) (?:corpus|data ?set|collection) (?:has|contains|is|comprises|totals|consists)\b"),
    refuses("tokens.source", "tokens that only a part was taken of", "Trained on a corpus of 5T tokens, from which we sample 2T.",
            "Trained on a corpus of 5T tokens.", after=r"^\s?tokens?,? (?:from|of|out of) which\b"),
    refuses("tokens.list", "one of several token counts", "Trained on 1T, 2T and 3T tokens.", "Trained on 2T tokens.", many="list|range", change="none"),
    refuses("tokens.size", "tokens of another size", "A variant with 3B parameters was trained on 1T tokens.", "It was trained on 1T tokens.",
           sized="differs"),
    refuses("tokens.derivative", "a derivative's training is fine-tuning", "", "", form="sentence", role="derivative", clause_before=f"!{_PRE}"),
)  # fmt: skip


def _phrase(o: Occurrence) -> str:
    """The words that say of what stage it is: from the last "then" or the like before, and the phrase after."""
    parts = re.split(r"[;。]|, (?:and|then|followed|which|while)\b|\bfollowed by\b|\bbefore\b|\bthen\b", o.view("wide"))
    after = re.split(r"[;,.。)&]|\band\b|[与和]", o.view("after")[:60])[0]
    return f"{parts[-1][-100:]} {after}"


def _sized(o: Occurrence) -> str:
    """Whether another size than the card's own is what was trained: fits, differs or ""."""
    size, text = o.card.subject.size, o.statement.text
    units = {"b", "m", "billion", "million"}
    before = quantities(text[: o.start])
    found = [q for q in before if q.unit in units and q.start > o.start - 60 and _SIZED.match(text[q.end : q.end + 14])]
    if not found or size is None:
        return ""
    return "fits" if any(close(q.value, size) for q in (found[-1:] if found[-1].group == 1 else before)) else "differs"


_VIEWS: Final[Views] = {
    "phrase": _phrase,
    "sized": _sized,
}


def read_tokens(card: Card) -> None:
    """Candidates for the number of pre-training tokens; under "(T)" a bare number counts trillions."""
    left = _MOST_FIGURES
    for statement in card.statements(*_WORDS, numeric=True):
        in_trillions = statement.form == "cell" and ("(t)" in statement.label or "trillion" in statement.label)
        for o in numbers(card, statement):
            if in_trillions and not o.unit and o.number < 100:
                o.value, o.unit = round(float(o.written) * 10**12), "t"
            if not _LEAST <= o.number <= _MOST or o.unit == "k" or not (o.unit or "," in o.written):
                continue
            left -= 1
            if left < 0:
                return
            o.more = _VIEWS
            candidate = judge(o, _STATING, (*SUBJECT, *_REFUSING))
            if candidate is not None and _OF_BASE.search(o.view("clause_before")):
                card.out.candidates[-1] = candidate._replace(about="base")
