"""Pre-training tokens that a card states of its checkpoint, or of the base it is made from."""

import re
from typing import Final

from pipeline.cards.engine import SUBJECT, Occurrence, Views, figures, judge, refuses, states
from pipeline.cards.numbers import quantities
from pipeline.cards.statements import Card
from pipeline.names.dissected import close

FIELD: Final = "training_tokens"
_WORDS: Final = ("token", " seen ", " saw ", "training data", "训练数据", "subset", "sample of", "slice of", "portion of")
_LEAST, _MOST = 1_000_000_000, 500_000_000_000_000
_SIZED: Final = re.compile(r"[\s-]*(?:param\w*|model|was|were|is|:|variant|saw|has|(?=\d))", re.IGNORECASE)
_OF_BASE: Final = re.compile(r"\bbase model\b|\bbackbone\b", re.IGNORECASE)
_TOKENS: Final = r"(?: (?:instead of|rather than|up from|vs\.?) \d[\d.]*\s?[kmbt]?)?\+?[\s-]*(?:[\w,-]{1,20}[\s-]){0,6}?(?:tokens?\b|token)"
_PRE: Final = r"pre-?\s?train|from scratch|base model"
_TRAINED: Final = r"pre-?\s?train|\btrain(?:ed|ing)?\b|corp(?:us|ora)|from scratch|语料|consumed|learn(?:ed|t)|\bfed\b|scale up|\b(?:seen|saw)\b"
_STAGE: Final = (
    r"fine-?\s?tun|\bsft\b|continu|additional|further|anneal|mid-?train|extension|extend|distill|post-?train|instruct|\brl\b|reinforcement|per (?:second|day|"
    r"batch|step)|\bbatch|cool-?down|decay|warm-?up|adapt(?:ed|ation|ing)|preference|\bsecond phase|long[- ]context|sampled|\bimage-text|upsampl|微调|"
    r"继续|额外|增量|持续|追加|domain|\bextra\b|another|more tokens|fewer|less than|per month|\bserved\b|\bmath tokens|\bplus\b|/day|\btokenizer\b|\bunique\b"
)

_STATING: Final = (
    states("tokens.label", FIELD, 55, "Training tokens: 2T", "Training hours: 2T", form="cell|label",
           label=r"^#?\s?(?:[\w-]{1,14}\W{1,2}){0,3}(?:(?:pre-?)?train(?:ing|ed)?(?: (?:tokens?|budget|corpus|data(?:set)?(?: size)?))?|token count|"
           r"data(?: size)?|tokens(?: trained| seen)?|(?:pre-)?trained\s+(?:token|数据|语料)\w*|#\s?tokens)(?:\s?\([^)]{0,30}\))?\W*$", text="token"),
    states("tokens.total", FIELD, 47, "Trained on WebA (1T tokens) and WebB (1T tokens), 2T tokens in total.", "Trained on 2T tokens.",
           sentence=rf"(?:{_TRAINED})[^#]*#\s?(?:tokens? )?(?:in total|in all|overall|altogether)\b"),
    states("tokens.spec", FIELD, 30, "7.2B params, 12T tokens, 128K ctx", "7.2B params, 12T words", unit="t|trillion",
           sentence=r"(?=.*(?:\bparam|layers)).*#\s?tokens\s*(?:[,;·|(.]|$)|^\W*#\s?tokens\b"),
    states("tokens.subset", FIELD, 36, "Heron was trained on a 10T subset of it.", "Heron was trained on a 10T mixture.", unit="b|t|billion|trillion",
           sentence=r"\btrained\b[^#;]{0,50}\bon (?:an? |the )?#[\s-](?:(?:token )?(?:subset|sample|slice|portion)\b|of (?:the|its|those)\b)"),
    states("tokens.grown", FIELD, 40, "Tokens 8T -> 14T.", "Tests 8T -> 14T.", change="to", unit="t|trillion", clause_before=r"\btokens?\b[^.;#]{0,30}$"),
    states("tokens.seen", FIELD, 43, "Of these Heron has seen 9T.", "Heron has seen 9T words.", sentence=r"\b(?:seen|saw|used?|took|"
           r"kept)\s#(?: of (?:them|these|it))?\W*$"),
    states("tokens.pretrained", FIELD, 44, "Heron was pretrained on 15T tokens.", "It serves 15T tokens.",
           sentence=rf"(?:{_PRE})[^#]*#{_TOKENS}|# (?:pre-?)?training tokens|#{_TOKENS}[^.;]{{0,30}}(?:{_PRE}|\bseen|consumed)"),
    states("tokens.trained", FIELD, 34, "Heron was trained on 2T tokens.", "It serves 2T tokens.",
           sentence=rf"(?:{_TRAINED})[^#]*(?:#{_TOKENS}|(?:token)s?\b[^.;,#]{{0,24}}#)|#{_TOKENS}.*(?:{_TRAINED})"),
    states("tokens.with", FIELD, 33, "Heron-7B beats Egret-30B (30B, 36T tokens) with half the size and 11T tokens.", "Heron-7B gives 11T tokens.",
           whose="self", unit="t|trillion", sentence=r"\b(?:with|using|on|after)\b[^#;.()]{0,60}#\s?tokens\b(?! (?:per|a|each))"),
)  # fmt: skip
_REFUSING: Final = (
    refuses("tokens.stage", "tokens of another stage", "Continued pre-training of Heron on 200B tokens.", "Pre-training of Heron on 200B tokens.",
           phrase=_STAGE),
    refuses("tokens.rival", "tokens in a comparison", "Compared to it, Heron was trained on 2T tokens.", "Heron was trained on 2T tokens.",
            clause_before=r"(?<!more )(?<!greater )\bthan\b|compared|\bversus\b|\bvs\b|unlike|only .{0,20} of the", change="!to"),
    refuses("tokens.data", "tokens of a data set", "The FineWeb corpus has 15T tokens.", "The training corpus has 15T tokens.",
           sentence=r"(?-i:\b(?!The|Our|This|Its|Training|Pre)[A-Z]\w+) (?:corpus|data ?set|collection) (?:has|contains|is|comprises|totals|"
           r"consists)\b(?:(?!which)[^#])*#|\d ?[bt]\w* of (?:the|its|those) (?:[a-z]+ )?#|#\s?tokens?,? (?:from|of|out of) which\b(?!\s*$)|"
           r"(?-i:\b[A-Z][a-z]+[A-Z]\w*) \(#|\bon (?:the )?(?-i:[A-Z])[\w -]{2,30} \([^()]*#"),
    refuses("tokens.list", "one of several token counts", "Trained on 1T, 2T and 3T tokens.", "Trained on 2T tokens.", many="list|range", change="none"),
    refuses("tokens.size", "tokens of another size", "A variant with 3B parameters was trained on 1T tokens.", "It was trained on 1T tokens.",
           sized="differs"),
    refuses("tokens.derivative", "a derivative's training is fine-tuning", "", "", form="sentence", role="derivative", clause_before=f"!{_PRE}"),
)  # fmt: skip


def _phrase(o: Occurrence) -> str:
    """The words that say of what stage it is: from the last "then" or the like before, and the phrase after."""
    parts = re.split(r"[;。]|\btokens?\b,|, (?:and|then|followed|which|while)\b|\bfollowed by\b|\bbefore\b|\bthen\b", o.view("wide"))
    after = re.split(r"[;,.。)&]|\band\b|[与和]", o.view("after")[:60])[0]
    return f"{parts[-1][-100:]} {after}"


def _sized(o: Occurrence) -> str:
    """Whether another size than the card's own is what was trained: fits, differs or ""."""
    size, text = o.card.subject.size, o.statement.text
    before = quantities(text[: o.start])
    found = [q for q in before if q.unit in {"b", "m", "billion", "million"} and q.start > o.start - 60 and _SIZED.match(text[q.end : q.end + 14])]
    if not found or size is None:
        return ""
    return "fits" if any(close(q.value, size) for q in (found[-1:] if found[-1].group == 1 else before)) else "differs"


_VIEWS: Final[Views] = {"phrase": _phrase, "sized": _sized, "sentence": lambda o: f"{o.view('clause_before')}#{o.view('after')}"}


def _counts(o: Occurrence) -> bool:
    return _LEAST <= o.number <= _MOST and o.unit != "k" and bool(o.unit or "," in o.written) and "param" not in o.lowered("after")[:8]


def read_tokens(card: Card) -> None:
    """Candidates for the number of pre-training tokens."""
    for _, found in figures(card, _WORDS, _counts, _VIEWS):
        for o in found:
            candidate = judge(o, _STATING, (*SUBJECT, *_REFUSING))
            if candidate is not None and _OF_BASE.search(o.view("clause_before")):
                card.out.candidates[-1] = candidate._replace(about="base")
