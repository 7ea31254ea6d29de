"""Total and active parameters that a card states of its checkpoint."""

import re
from collections.abc import Iterator
from typing import Final

from pipeline.cards.engine import SUBJECT, Occurrence, Views, figures, judge, refuses, states
from pipeline.cards.findings import Candidate
from pipeline.cards.numbers import SCALE, quantities
from pipeline.cards.statements import Card, Statement
from pipeline.names.dissected import close, parse_name
from pipeline.names.kinship import FOREIGN
from pipeline.names.makers import listed

TOTAL: Final = "total_params"
ACTIVE: Final = "active_params"
_WORDS: Final = (*listed("param activ illion milliard miliard miljard 亿 億 억 model llm size distill mixture together total expert"), " weights", "how big")
_UNITS: Final = frozenset(unit for unit, scale in SCALE.items() if scale >= 10**6)
_MORE: Final = 1.2
_LEAST, _MOST = 1_000_000, 20_000_000_000_000
_NO_COUNT: Final = re.compile(
    r"(?![\s-]?(?:activ|act\.|per\b|param))[\s-]*(?:\+\s?)?(?:[A-Za-z-]{1,20}\s){0,2}(?:tokens?\b|images?\b|pairs?|samples?|examples?|hours?|users?|vocab|"
    r"words?|downloads?|pixels?|documents?|pages?|rows|steps|characters|context|frames|gpu|dollars|词|个?token|instances|conversations|queries|prompts|dialog|"
    r"entries|records|videos?|tasks|problems|lines|files|people|questions|instructions|flops|text-)",
    re.IGNORECASE,
)
_PAIR: Final = re.compile(r"total\W{1,3}act|\bact\w*\W{1,3}total|总\w*\W{1,3}激活")
_ACTIVE_PAIR: Final = re.compile(r"-A(\d{1,4}(?:\.\d{1,3})?[BM])\b")
_ACTIVE_AFTER: Final = re.compile(r"\W{0,3}(?:param\w* )?(?:are |is )?activ", re.IGNORECASE)
_PART: Final = (
    r"encoder(?!-decoder)|vision tower|\bvit\b|projector|adapter|\blora\b|(?<!of[ -])experts?\b|draft|\bmtp\b|(?<!encoder-)decoder(?![- ]only)|"
    r"tokenizer|resampler|aligner|per layer|"
    r"backbone|head\b|module|vocoder|\brouters?\b|embedding (?:table|matri)|language model of|connector|\b(?:ll?m|text|backbone) only\b|编码器|(?<!混合)专家"
)
_LESSER: Final = (
    r"\b(?:the|each|every|an?|its|our) (?!(?:[\w-]+ ){0,3}(?:model|network|checkpoint|version|transformer|variant|[vl]lm|total|whole|rest|sum|release|"
    r"architecture|number|family|series|edition|student)s?\b)[a-z][\w-]*(?: [\w-]+){0,2} (?:has|have|adds|holds|counts|contributes|contains)(?: \w+){0,2} #"
)
"""A thing of its own that has parameters: "the router has"."""
_ALL: Final = r"\btotal|总|together|\bin (?:all|sum)\b|all told|\bthe whole\b|\bsum\b|\boverall\b|\b(?:with|including|incl\.) embeddings?"
_OF: Final = r"(?:param\w* )?(?:out )?of (?:its |the |all |a total of |model['’]s |network['’]s )*"
_USING: Final = r"(?:us|engag|touch|run|employ|involv|need|fir|select|comput|load|call|exercis|wak)\w*"
_ACTIVE: Final = r"\bactiv\w*|\bact\.|\blive param"

_STATING: Final = (
    states("params.active_label", ACTIVE, 56, "Activated parameters: 3B", "Parameters: 3B",
           form="cell|label", label=_ACTIVE, near=r"!#.{0,30}(?:total|总)", many="one"),
    states("params.whole_of", TOTAL, 48, "Heron uses 3B of its 30B parameters per token.", "Heron has 30B parameters.", text=r"\bparam|weights",
           wide=rf"\d ?(?:b|m|billion|million)\b {_OF}$"),
    states("params.active", ACTIVE, 48, "Of its 30B parameters Heron activates 3B.", "Heron has 30B parameters.",
           near=rf"(?:{_ACTIVE})[^#]{{0,34}}#(?!(?! (?:param\w* )?out of).{{0,30}}(?:total|总))|#.{{0,34}}(?:{_ACTIVE}|\b(?:per|each|every) token\b|"
           rf"\b(?:used|engaged|run|"
           rf"needed) (?:at|for|per|during) (?:inference|each|every|a)\b)|\b(?:{_USING}) (?:only |just |about |roughly |some )?# ?{_OF}$"),
    states("params.label", TOTAL, 55, "Number of Parameters: 7.2B", "Number of Layers: 32", form="cell|label",
           label=r"^(?:(?:total|model|number|num|no|#|n|of|the|trainable|approx|activated|active|count|size|总|模型)\W{0,3}\s?)*"
           r"(?:\bparam\w*\.?|model size|size$)(?:\s?(?:count|size|number))?(?:\s?\([^)]{0,30}\))?\W*$"),
    states("params.total", TOTAL, 48, "Heron has 46.7B total parameters.", "Heron saw 46.7B words.",
           near=rf"(?:{_ALL})[^#]{{0,30}}#|"
           rf"#(?! ?(?:param\w* )?out of).{{0,30}}(?:{_ALL})", text=rf"\bparam|{_ACTIVE}|\bmoe\b|mixture|effective|experts|\bsum\b|"
           rf"\d ?[bm]\b.*\d ?[bm]\b"),
    states("params.counted", TOTAL, 44, "Heron is a model with 7 billion parameters.", "Heron saw 7 billion words.",
           near=r"(?:\bparam)[^#]{0,30}#|#.{0,36}(?:\bparam)|#\s?weights\b"),
    states("params.grown", TOTAL, 40, "We increased the number of parameters from 7B to 13B.", "We increased the loss from 7B to 13B.", change="to",
           wide=r"\b(?:param|size)[^.;]{0,40}(?:\bfrom\b|->|→)[^.;]{0,40}$"),
    states("params.with_active", TOTAL, 30, "Heron is a 30B-A3B MoE model.", "Heron is a 30B MoE model.",
           after=r"^-a\d{1,4}(?:\.\d{1,3})?[bm]\b", fits="!differs"),
    states("params.bracket", TOTAL, 35, "Heron (7B) is our model.", "Egret (7B) is another model.", frame=r"\(#(?:\)|[,;] )|^(?:[^#]{0,40}[,:] )?(?:at|"
           r"with) (?:just |only |about )?#, (?:it|this|our|the)\b", fits="!differs", whose="self"),
    states("params.model", TOTAL, 20, "This is Heron-7B, a 7B model.", "7B a day.", fits="!differs", whose="self|family|none",
           after=r"^[\s-]*(?:\)?\s?)(?:[\w.-]{1,24}\s){0,5}?(?:models?\b|llm\b|vlm\b|mllm\b|version\b|checkpoint|variant|模型|版本)",
           text=r"\bthis (?:repo|repository|model|is|checkpoint|version)|\bwe (?:introduce|present|release|propose)|\bour\b|本(?:模型|仓库|项目)|"
           r"\bis (?:an?|the)\b|我们|introducing|presents?\b|\bparam"),
    states("params.listed", TOTAL, 10, "Heron-7B comes in sizes of 3B, 7B and 70B.", "Batches of 3B, 7B.", many="list", fits="fits", text=r"\bparam|size"),
)  # fmt: skip
_REFUSING: Final = (
    refuses("params.embedding", "parameters without or of embeddings, or of a part", "Number of Parameters (Non-Embedding): 29.9B",
           "Number of Parameters: 30B", labelled=rf"^[^|]*\((?:llm|text|language(?: model)?)\)|(?:without|excluding) embeddings?\b[^;.~]*~|^[^|]*embedding[^|"
           rf"]*\||~.*(?:embedding|非嵌入|excluding)|^[^|]*excluding|#.{{0,4}}effective|^(?=[^|]{{1,30}}\|)[^|]*(?:{_PART}|\b(?:llm|language model) param)",
           after=rf"!^ ?(?:parameters )?(?:{_ALL})", before=r"!(?:with|including|incl\.) embeddings?[\s:：)]{1,3}$"),
    refuses("params.part", "size of a part, not of the whole model", "It has a 0.4B-parameter vision encoder.", "Heron has 7B parameters.",
            near=rf"(?:{_PART}|trainable)[^#]{{0,24}}#|#.{{0,28}}(?:{_PART}|trainable)|{_LESSER}", near2=rf"!{_ALL}", fits="!fits"),
    refuses("params.rival", "size in a comparison", "Heron-7B is on par with models of 7B parameters.", "Heron-7B has 7B parameters.",
            before=r"(?<!more )(?<!less )(?<!fewer )(?<!greater )\bthan\b|\bvs\.?\b|versus|compar|outperform|surpass|rival|\bbeat|exceed|against|"
            r"competitive|on par|similar|\bmatch|\blike\b|such as|equivalent|超过|优于|相比|媲美|times|\bscale of\b|from models?\b|fraction|"
            r"size range|sizes? (?:up to|from)|\bour (?:largest|smallest|biggest)|\bunder\b|\bbelow\b|distill(?:ed)? from|\bamong\b|\bclass of\b"),
    refuses("params.class", "size of a class of models", "It is the best of all 10B-parameter VLMs.", "It is a 10B-parameter VLM.", fits="!fits",
            frame=r"\b(?:of|among|all|other|most|the)\s#[\s-]*(?:param\w*[\s-])?(?:[\w-]+ ){0,2}(?:models|[vlm]lms|mllms)\b|"
            r"\bthe #[\s-]param\w*[\s-](?-i:[A-Z][a-z]+)\b(?! model)"),
    refuses("params.words", "the part that writes, of a model that sees", "The LLM foundation has 8B parameters.", "Heron has 8B parameters.",
            kind="vlm", fits="!fits", frame=r"\b(?:llm|language model|text model|backbone|foundation|decoder)\b[^.;,#]{0,20}#|"
            r"#[\s-]*(?:param\w*[\s-])?(?:large )?(?:language (?:model|backbone)|llm|decoder)\b|\b(?:built|based|builds) (?:up)?on [^().;#]{1,40}\(#|"
            r"\b(?:vision|visual|language|text|audio|speech):? ?#"),
    refuses("params.cut", "size of the model before it was pruned", "Heron keeps 12B of the 24B parameters.", "Heron uses 12B of the 24B parameters.",
            wide=r"\b(?:keep|kept|retain|prun|remov)\w{0,3} [^.;]{0,30}\bof (?:the |its )?$"),
    refuses("params.unpruned", "size of the model before it was pruned", "", "", named="reap|prun", whose="base"),
    refuses("params.family", "size of one of several models", "", "", several="yes", whose="!self"),
    refuses("params.list", "one of several sizes", "Heron comes with 3B, 7B and 70B parameters.", "Heron has 7B parameters.", many="list|range",
            fits="!fits", change="none"),
    refuses("params.size", "size differs from the one in this model's name", "Heron-7B has 13B parameters.", "Heron-7B has 7.2B parameters.",
            only=TOTAL, fits="differs", near=r"!total|总"),
    refuses("params.longer", "size of the model after which this smaller one is named", "", "", named=r"distill|\b(?:lite|mini|nano|small|tiny)\b",
            whose="family", fits="differs"),
    refuses("params.active_size", "active size differs from the one in this model's name", "Heron-30B-A3B has 9B activated parameters.",
            "Heron-30B-A3B has 3.3B activated parameters.", only=ACTIVE, fits_active="differs"),
)  # fmt: skip


def _fits_active(o: Occurrence) -> str:
    """Whether a figure agrees with the active size in the name; without one, with the size and the total beside it."""
    subject = o.card.subject
    effective = next((label for label in subject.name.labels if label[0] in "en"), None)
    known = subject.active or (quantities(effective[1:])[0].value if effective else None)
    if known:
        whole = 10**9 if known >= 10**9 else 10**6
        return "fits" if close(o.number, known) or o.number // whole * whole == known else "differs"
    if not subject.size:
        return ""
    beside = [q.value for q in quantities(o.view("wide")[-40:]) if q.unit in _UNITS and q.value >= _LEAST]
    other = bool(beside) and not close(beside[-1], subject.size)
    return "differs" if other or o.number > subject.size * 1.2 else "fits"


_VIEWS: Final[Views] = {"fits_active": _fits_active, "labelled": lambda o: f"{o.statement.label}|{o.view('clause_before')[-80:]}~{o.view('near')}"}


def read_parameters(card: Card) -> None:
    """Candidates from tables, lines, sentences and, last, the name itself."""
    for statement, found in figures(card, _WORDS, _counts, _VIEWS):
        if len(found) == 2 and found[1].group == 2 and _ACTIVE_AFTER.match(found[1].view("after")):
            found[0].group = found[1].group = 1  # "(118B, 12B active)" is no list
        if not _pair(card, statement, found):
            for occurrence in found:
                candidate = None if occurrence.inside_name else judge(occurrence, _STATING, (*SUBJECT, *_REFUSING))
                pair = _ACTIVE_PAIR.match(statement.text, occurrence.end) if candidate is not None else None
                if candidate is not None and pair:  # "a 30B-A3B mixture"
                    card.out.candidates.append(candidate._replace(field=ACTIVE, value=quantities(pair[1])[0].value))
    if card.kind != "other":
        _read_name(card)
    _settle(card)


def _counts(o: Occurrence) -> bool:
    text = o.statement.text
    exact = not o.unit and ("," in o.written or o.statement.form == "cell")
    if not _LEAST <= o.number <= _MOST or not (o.unit in _UNITS or exact):
        return False
    sign = text[max(0, o.start - 2) : o.start]
    return not (sign[-1:] and sign[-1:] in "$¥€-_" and not sign[:1].isspace()) and not _NO_COUNT.match(o.view("after"))


def _pair(card: Card, statement: Statement, found: list[Occurrence]) -> bool:
    if len(found) != 2 or not _PAIR.search(statement.label) or found[0].relation in FOREIGN:
        return False
    low, high = sorted(found, key=lambda o: o.number)
    card.out.candidates += [Candidate(name, o.value, o.line, statement.text, "params.pair", 60) for name, o in ((TOTAL, high), (ACTIVE, low))]
    return True


def _read_name(card: Card) -> None:
    """The size in the model's own name, where the card's text writes that name."""
    subject = card.subject
    if subject.size is None or subject.name.mixture or not 10**7 <= subject.size <= _MOST or card.out.of(TOTAL):
        return
    for line, text in _names_written(card):
        for mention in subject.names(text):
            if mention.relation not in FOREIGN and subject.size in parse_name(text[mention.start : mention.end]).sizes:
                card.out.candidates.append(Candidate(TOTAL, subject.size, line, text[max(mention.start - 80, 0) :], "params.name", 5))
                return


def _names_written(card: Card) -> Iterator[tuple[int, str]]:
    """Where names with numbers may stand: blocks of text, then the first cells of rows."""
    yield from ((b.line, b.text[:1000]) for b in card.doc.blocks if b.kind != "code" and any(c.isdigit() for c in b.text))
    for table in card.doc.tables[:20]:
        yield from ((line, row[0]) for row, line in zip(table.rows[:60], table.lines, strict=False) if row and 3 < len(row[0]) < 60)


def _settle(card: Card) -> None:
    """As many active parameters as there are in all is a dense model: nothing is said; more are a slip, of which neither figure is sure."""
    best = max(card.out.of(TOTAL), key=lambda c: c.rank, default=None)
    for c in card.out.of(ACTIVE):
        if best is not None and int(str(c.value)) >= 0.95 * int(str(best.value)):
            card.out.drop(c, "params.dense: as many active as total parameters")
            if best in card.out.candidates and best.line == c.line and int(str(c.value)) > _MORE * int(str(best.value)):
                card.out.drop(best, "params.swapped: fewer parameters in all than active")
