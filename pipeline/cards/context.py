"""Context length, native and extended, that a card states of its checkpoint."""

import re
from typing import Final

from pipeline.cards.engine import SUBJECT, Occurrence, Views, figures, judge, refuses, states
from pipeline.cards.statements import Card

NATIVE: Final = "context_length"
EXTENDED: Final = "context_length_extended"
_WORDS: Final = ("context", "sequence", "length", "token", "ctx", "长度", "窗口", "window", "yarn", "native", "position", "supports ", "handles ",
                 "takes ", "stops ", "works ", "seq", "exten", "原生")  # fmt: skip
_UNITS: Final = frozenset({"", "k", "m", "million", "thousand", "万", "千"})
_LEAST, _MOST = 256, 20_000_000
_COUNTED: Final = re.compile(r"\s?-?\s?(?:\+\s?)?(?:tokens?|个?\s?token)", re.IGNORECASE)
_LABEL: Final = (
    r"^(?:[\w*-]{1,14}\W{1,2}){0,3}(?:context(?:[\s_-]?(?:length|window|size|len|limit))?|sequence[\s_-]?length|seq_?length|window(?: size)?|(?:token|input|"
    r"context|content|text|prompt) (?:length|limit)|max(?:imum|\.)? (?:tokens|length|inputs?|positions?(?: embeddings)?)|max_position_embeddings|n?[_ ]?ctx|"
    r"序列长度|context ?\(tokens\)|context length after extension)(?:\s?\([^)]{0,30}\))?\W*$"
)
_STRONG: Final = r"support|native|maximum|full|up to|out to|feature|支持|最大|可处理|can (?:handle|process)|length is (?!set)"
_EXTENDING: Final = (
    r"yarn|rope[\s-]?scal|extrapolat|extend(?:able|ible)|can be extended|be scaled|dual chunk|\bdca\b|with scaling|外推|ntk|"
    r"optionally extend|可扩展|expandable|extensible|stretche"
)
_NOT_WINDOW: Final = (
    r"output|generat|vocab|visual|image|frames?|batch|budget|chunk|embedding|\bhead|layers?|resolution|needle|词表|词汇|completion|"
    r"summar|thinking|response|new tokens|per (?:second|day|step)|training tokens|trillion|speed|patch|vram|memory|reply|\bpage|"
    r"sliding|\blocal\b|\bsteps?\b(?! ?\d)|\bwrit|answer|输出|pack|thought|samples|history|语汇|語彙"
)
_NATIVELY: Final = r"nativ|原生|out of the box"
_EXTENDED: Final = (
    rf"(?:{_EXTENDING})[^.;#]*#(?![^()]{{0,20}}(?:{_NATIVELY}))|#\s*(?:tokens?)?\s*\(?(?:(?!\band\b|"
    rf"{_NATIVELY})[^,;.()，；。])*?(?:{_EXTENDING})(?!\w*,? (?:up )?to\b)"
)
_HOLDING: Final = (
    r"(?:support|handl|process|accept|read|tak(?:e|es|ing)\b|ingest|digest|remember|fit|stops? at|works? with|cop(?:e|es) with|keep|hold|feed|"
    r"see|attend|goes|up to|as (?:many|much|long) as|at most|no more than|inputs?|prompts? (?:of|may|can|up)|\bthat of\b|支持|处理|最长|最多|可达)"
)
"""Words for what goes into a window."""

_STATING: Final = (
    states("context.config", NATIVE, 66, "To handle inputs exceeding 32,768 tokens, YaRN is there.", "Inputs of 32,768 tokens.",
           text=rf"{_EXTENDING}|config", before=r"(?:config\.json`? is set for context length up to|inputs? (?:exceed(?:s|ing)?|longer than)|beyond|"
           r"original_max_position_embeddings\W{1,4})\s*$"),
    states("context.label_extended", EXTENDED, 56, "Context Length: 32K (native), 128K (with YaRN)", "Context Length: 32K", form="cell|label",
           label=_LABEL, span=_EXTENDED),
    states("context.label", NATIVE, 55, "Context Length: 32,768", "Vocabulary: 32,768", form="cell|label", label=_LABEL),
    states("context.natively", NATIVE, 52, "It natively supports 256K tokens of context.", "It supports tokens.",
           span=rf"(?:{_NATIVELY})(?:(?! and | with )[^.;,(/#]){{0,40}}#|#[^.;,(]{{0,16}}(?:{_NATIVELY})", text=r"context|token|window|yarn"),
    states("context.extended", EXTENDED, 42, "A context of 128K tokens through YaRN scaling.", "A context of 128K tokens.", span=_EXTENDED,
           text=r"context|token|window|yarn"),
    states("context.grown", NATIVE, 32, "The model was extended from 8K to 128K.", "The model was extended from 8B to 128B.", change="to", unit="k|m",
           clause=r"exten|context|window|length"),
    states("context.holds", NATIVE, 38, "It handles up to 32K tokens of input.", "It handles up to 32K users.",
           frame=rf"{_HOLDING}[^.;#]{{0,40}}#\s?-?\s?(?:\+\s?)?(?:tokens?\b|个?\s?token(?![a-z]))(?! (?:(?:per|each|an?|from|before)\b|/))"),
    states("context.itself", NATIVE, 36, "We serve less context; the model itself supports 128K.", "Egret supports 128K.",
           span=r"\b(?:supports|handles|takes|reads|stops at|goes to|works (?:on|with)) (?:up to )?#(?: tokens)?[.;]?\s*$", whose="self"),
    states("context.said_after", NATIVE, 34, "Heron is a model of 128K context.", "Heron has 128K users.",
           after=r"^\)?(?: tokens)?(?: (?:instead of|rather than|up from) \d+k?)?, which is (?:the|our|its) (?:context|window)|^\)?(?: (?:instead of|"
           r"rather than|up from) \d+k?)?\s?-?\s?(?:\+\s?)?(?:tokens?|token)?[\s-]*(?:(?:of|in|long|ultra-long|token|input|total|maximum|max|"
           r"的|の|의)\s?-?)*(?:the\s)?(?:context|sequence|window|ctx\b|长(?:文本)|natively|consecutive tokens)"),
    states("context.said_before", NATIVE, 33, "Hidden size 6144, context 262 144.", "Hidden size 262 144.",
           wide=r"(?:context\b|\bn_ctx|max_position_embeddings|\bseq(?:uence)?[ _-]?len(?:gth)?s?\b|maximum sequence|token length|input length|"
           r"\bwindow (?:of|is|was|went|grew|size)|max(?:imum)? (?:input |token )?length|max(?:imum)? (?:number of )?tokens|max(?:imum)? inputs?|"
           r"序列长度|窗口)[^.;。]{0,60}$"),
)  # fmt: skip
_REFUSING: Final = (
    refuses("context.bad_label", "a length of something else", "Max length of output tokens: 8192", "Max length: 8192",
           label=r"output|generat|vocab|sliding|\blocal\b|(?<!position )embedding|hidden|batch|layers?|eval|train(?!.*context)|\bfine|sft|cutoff|"
           r"(?<!after )extension|image|visual|time|speed|step|pre-?training"),
    refuses("context.other_tokens", "a count of other tokens, not of the window", "In context: outputs of up to 8K tokens.", "Contexts of 8K tokens.",
            near=rf"(?:{_NOT_WINDOW})(?![^#]*(?:together|combined))[^#]{{0,40}}#|#.{{0,34}}(?:{_NOT_WINDOW})"),
    refuses("context.beyond", "a case to be cut or split, not the window", "If your context exceeds 16K tokens, use chunking.", "It has a context of 16K.",
            before=r"(?:exceed\w*|longer than|\bover|more than|beyond|above|past|after|such as|e\.g\.,?)\s(?:the\s)?$",
            text=r"\bif\b|such as|e\.g\.|chunk|split|truncat|when\b|\bcut\b|degrad|quality|worse|drops|falls"),
    refuses("context.rival", "a length that is compared with", "Its context is twice that of Egret (64K).", "Its context, 64K, is that of Egret.",
           before=r"\b(?:twice|half|double|triple|times|a (?:third|quarter|fraction) of|instead of|rather than|\w+er than|more than|compared|versus|"
           r"vs)\b[^;]*$", change="!to"),
    refuses("context.served", "a setting, not the model's window", "Served with vLLM at a maximum context length of 16384.", "Context length 16384.",
            before=r"\b(?:serve[ds]?|serving|deployed|we (?:evaluate|test)|evaluated|limit(?! (?:is|of|was))|lower|cap|reduce|sft|fine-?tun\w+|rl|"
           r"reinforcement)\b(?!.*[,;] [^,;]*\b(?:itself|model|it) [a-z]+s\b)"),
    refuses("context.setting", "a setting, not the model's window", "Tested on RULER at 64K context.", "The context length is 64K.", form="sentence|label",
           clause=r"evaluat|benchmark|scaffold|we (?:set|use[ds]?)\b|\bset (?:to|the)|settings?\b|\btruncat|max[_-](?:model|new|tokens|num|seq)|recommend|"
           r"reduc|shorter|\btested|测试|评测|average|\b(?:gpus?|vram|bpw|cache|rtx|concurren\w+|users|[ah]\d00)\b|\blonger than|waitlist|\bscor(?:es?|ed|"
           r"ing)\b|\bruler\b|mmlu|\bniah\b|\bserved\b|because of|\btier\b|\brl\b", clause2=f"!{_STRONG}"),
    refuses("context.settings_above", "in a section of settings or results", "# Evaluation\n\nIt supports a context length of 64K.",
           "It supports a context length of 64K.", label="!max_position", text=r"!cutoff|i\.e\. context", title=r"evaluat|benchmark|result|speed|memory|"
           r"performance comparison|评测|fine-?tun|training (?:detail|data|proced|recipe)|changelog|example|footnote|throughput"),
    refuses("context.use_above", "in instructions for use", "# Quickstart\n\nRun it with a context of 64K tokens.", "It supports a context length of 64K.",
            path=r"quick ?start|usage|how to|deploy|inference|run|serv|install|system requirement|vllm|快速", clause=f"!{_STRONG}|{_EXTENDING}",
            form="sentence"),
    refuses("context.list", "one of several lengths", "It has a context of 4K, 8K or 32K tokens.", "A context of 8K tokens.", many="list|range",
           change="none"),
)  # fmt: skip


def _span(o: Occurrence) -> str:
    """What stands around a figure, a cell's label before it; a small number beside it cuts nothing off."""
    low = max((q.end for q in o.statement.quantities if q.end <= o.start and q.value >= _LEAST), default=o.statement.value_at)
    label = o.statement.label if o.statement.form == "cell" else ""
    return f"{label} {o.statement.text[max(low, o.start - 110) : o.start]}#{o.view('after')}"


_VIEWS: Final[Views] = {"span": _span}


def read_context(card: Card) -> None:
    """Candidates for the native and the extended context length."""
    for statement, found in figures(card, _WORDS, _counts, _VIEWS):
        given: set[str] = set()
        for o in found:
            if o.group > 1 and o.value == card.subject.name.window:
                o.group, o.ranged = 1, False
            late = card.kind == "other" and o.view("early") == ""
            candidate = None if o.inside_name or late else judge(o, _STATING, (*SUBJECT, *_REFUSING))
            if candidate is not None and candidate.field in given and statement.label:
                card.out.drop(candidate, "context.further: a further figure in the same line")
            elif candidate is not None:
                given.add(candidate.field)
                card.out.candidates[-1] = candidate._replace(value=_exacter(found, o))
    _settle(card)


def _counts(o: Occurrence) -> bool:
    if not _LEAST <= o.number <= _MOST or o.unit not in _UNITS:
        return False
    counted = bool(o.unit) or "," in o.written or " " in o.written or bool(_COUNTED.match(o.lowered("after")))
    return counted or (o.number >= 1000 if o.statement.form == "cell" else o.number % 256 == 0 or o.number % 1000 == 0)


def _exacter(found: list[Occurrence], o: Occurrence) -> int:
    exact = (x.number for x in found if not x.unit and x is not o)
    return next((x for x in exact if o.unit and abs(x - o.number * 1.024) <= o.number * 0.03), o.number)


def _settle(card: Card) -> None:
    """What a configuration for YaRN that the card shows says of the windows claimed."""
    out = card.out
    native = out.of(NATIVE)
    config = next((c for c in native if c.rule == "context.config"), None)
    if config is None:
        return
    for c in native:
        if c.rule != "context.config" and int(str(c.value)) >= 1.8 * int(str(config.value)):
            out.candidates[out.candidates.index(c)] = c._replace(field=EXTENDED, rank=c.rank + (c.text.count(",") > 0))
