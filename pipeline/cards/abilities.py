"""What goes in and out of a checkpoint, whether it thinks before it answers, and whether it calls tools."""

import re
from typing import Final, NamedTuple

from pipeline.cards.engine import SUBJECT, Occurrence, Views, judge, refuses, states
from pipeline.cards.findings import Candidate
from pipeline.cards.statements import Card
from pipeline.names.dissected import parse_name

MODALITIES: Final = "modalities"
REASONING: Final = "reasoning"
TOOLS: Final = "tool_use"
_ORDER: Final = ("text", "image", "video", "audio")
_NAMED: Final = {"speech": "audio", "voice": "audio", "视频": "video", "音频": "audio", "语音": "audio", "图像": "image", "图片": "image"}
_TASKS: Final = {"video-text-to-text": "video", "video-to-text": "video", "audio-text-to-text": "audio"}
"""What a task tag of the Hub says that goes in besides text and images."""

_ANCHOR: Final = {
    MODALITIES: re.compile(r"\b(?:video|audio|speech|voice|image)s?\b|视频|音频|语音|图像|图片", re.IGNORECASE),
    REASONING: re.compile(r"think|\breasoning\b|思考|推理模型", re.IGNORECASE),
    TOOLS: re.compile(r"\btool|function[- _]?call|工具|函数调用", re.IGNORECASE),
}
_WORDS: Final = {
    MODALITIES: ("video", "audio", "speech", "voice", "modalit", "image", "视频", "音频", "语音", "图"),
    REASONING: ("think", "reasoning", "思考", "推理"),
    TOOLS: ("tool", "function", "工具", "函数"),
}
_TAKES: Final = (
    r"(?:understand|comprehend|process|analy[sz]|support|accept|handl|perceiv|tak|consum|watch|listen|hear|recogni[sz]|transcrib|"
    r"interpret|reason|理解|支持|处理|输入)\w*"
)
_GIVES: Final = r"(?:generat|output|produc|synthesi[sz]|speak|respond|answer|repl(?:y|ie)|creat|edit|生成|输出)\w*"
_CALLING: Final = (
    r"(?:tool[- _]?(?:us|call|invo|integrat)\w*|function[- _]?call\w*|\b(?:us|call|invok|direct|explor)\w* (?:external |the )?(?:plugins/)?tools\b|"
    r"external tools\b|plugins/tools|functions and tools|call functions\b|工具调用|工具使用|函数调用|调用工具)"
)
_THINKING: Final = r"(?:thinking|reasoning|思考)(?: modes?|模式)?"

_STATING: Final = (
    states("modalities.label", MODALITIES, 55, "Input modalities: text, image, video", "Video size: 20 GB", "in", form="cell|label",
           label=r"^(?:supported |model )?(?:input )?(?:modalit\w+|inputs?(?: types?(?:\(s\))?)?)\W*$|input modalit", quiet="none"),
    states("modalities.gives_label", MODALITIES, 55, "Output modalities: text, audio", "Audio size: 20 GB", "out", form="cell|label",
           label=r"^(?:model )?outputs?(?: types?(?:\(s\))?)?\W*$|output modalit"),
    states("modalities.gives", MODALITIES, 46, "It generates natural speech.", "It hears speech.", "out",
           clause_before=rf"\b{_GIVES}\b(?:,? (?:in|with|as|and|or|text|images?|audio|natural|high-quality|realistic|expressive|both|an?|\w+ly)){{0,6}},? $|"
           r"(?:生成|输出)\W?$", quiet="none"),
    states("modalities.gives_after", MODALITIES, 46, "It is made for speech generation.", "Speech is hard.", "out",
           after=r"^s?[- ](?:generation|synthesis|editing|outputs?)\b", quiet="none"),
    states("modalities.takes", MODALITIES, 45, "It can understand videos of over an hour.", "We made a video of it.", "in",
           before=rf"\b{_TAKES}\b[^.;]{{0,90}}$|(?:理解|支持|处理)[^。]{{0,12}}$", quiet="none"),
    states("modalities.understanding", MODALITIES, 44, "It is strong at video understanding.", "It is strong at video games.", "in",
           after=r"^s? ?(?:and \w+ )?(?:understanding|comprehension|inputs?\b|analysis|question answering|captioning|recognition|translation|理解)",
           quiet="none"),
    states("reasoning.only_without", REASONING, 65, "This model supports only non-thinking mode.", "This model supports thinking mode.", "no",
           close=r"\bonly (?:supports? )?(?:the )?non-?thinking|(?:does|do) not (?:generate|produce|output|use)[^.;]{0,30}think|"
           r"\bis (?:an? |the )?(?:\w+ )?non-?(?:thinking|reasoning) (?:model|version)|without (?:long |extended )?thinking\b|"
           r"\bnot an? (?:reasoning|thinking) model|version of [^.;]{0,40}non-thinking mode|仅支持非思考"),
    states("reasoning.only_with", REASONING, 65, "Heron-7B supports only thinking mode.", "Heron-7B supports thinking mode.", "yes",
           close=r"\bonly (?:supports? )?(?:the )?thinking|thinking[- ]only|仅支持思考"),
    states("reasoning.both", REASONING, 60, "Heron-7B is a hybrid reasoning model.", "Heron-7B is a reasoning model.", "both",
           close=r"hybrid[- ](?:reasoning|thinking)|fast and slow thinking|(?:switch|toggl|disabl|enabl|turn|configur)\w*[^.;]{0,40}(?:think|reasoning mode)|"
           rf"{_THINKING}[^.;]{{0,60}}\b(?:and|or)\b[^.;]{{0,20}}non-?(?:thinking|reasoning)(?! (?:capab|abilit|task|data|bench))|"
           r"(?:non-?thinking|instant)(?: mode)?[^.;]{0,20}\b(?:and|or)\b thinking|thinking (?:mode )?(?:and|or) instant|/no_?think|"
           r"快慢思考|混合推理|(?:思考|推理)[^。]{0,6}(?:与|和)非(?:思考|推理)"),
    states("reasoning.model", REASONING, 45, "We introduce Heron-7B, a reasoning model.", "Its reasoning is good.", "yes",
           close=r"\b(?:is|are|introduce|present|releas\w+|our|efficient)\b[^.;]{0,80}(?<!for )\b(?:reasoning|thinking) (?:large )?(?:language )?models?\b|"
           r"interleaved thinking|reasoning effort|\bthinks?\b[^.;]{0,30} before (?:it )?(?:answer|respond)|reasoning traces? before|推理模型|"
           r"outputting reasoning|into thinking|(?:<think>|thinking)[^.;]{0,20}at the (?:beginning|start)|thinking depth"),
    states("tools.none", TOOLS, 60, "Function calling is not supported; it does not support tool use.", "It supports tool use.", "no",
           close=rf"(?:\bnot|n't|cannot|\bno) (?:yet )?(?:support\w*|capable of) [^.;,]{{0,24}}{_CALLING}|{_CALLING} is not (?:yet )?supported|\b(?:cannot|"
           rf"can not|can't) {_CALLING}"),
    states("tools.supports", TOOLS, 45, "It supports tool use.", "It has tools.", "yes",
           close=r"(?:support|native|excel|strong|capab|abilit|enhanc|designed for|improv|\bcan\b|able to|enabl|optimi|featur|integrat|smarter|abilities|"
           r"skill|"
           rf"low latency|支持|能力)[^.;]{{0,70}}{_CALLING}|{_CALLING}[^.;]{{0,40}}(?:support|capabilit|abilit|skill|能力|tasks)"),
    states("tools.title", TOOLS, 40, "# Heron-7B\n\n## Function calling", "# Heron-7B\n\n## Tools of the trade", "yes", form="heading",
           text=rf"^[\W\d]{{0,8}}(?:native |agentic |using )?{_CALLING}(?: format| example)?\W*$"),
)  # fmt: skip
_REFUSING: Final = (
    refuses("abilities.not", "what it does not do", "It does not support video inputs.", "It supports video inputs.", only=MODALITIES,
           frame=r"\b(?:not|n't|cannot|no|without|instead of)\b[^.;,#]{0,40}#|#[\w ]{0,24}\b(?:not|un)(?:\b| ?supported)|不支持[^。#]{0,8}#"),
    refuses("abilities.siblings", "of other sizes only", "It hears audio (Heron-70B only).", "It hears audio (Heron-7B only).", only=MODALITIES,
           bracket="sibling", bracket2="!self"),
    refuses("abilities.run", "a run of a benchmark, or a page for trying it", "We evaluate in thinking mode and non-thinking mode.",
           "It has thinking and non-thinking modes.",
           close=r"\b(?:web ?site|button)\b|\bevaluat|\bbenchmark|\bscores?\b|\bresults? (?:of|are|were)\b|\bjudge\b|data ?set|subset|verifier"),
)  # fmt: skip


class _InCode(NamedTuple):
    """What shows in a card's own examples of use."""

    name: str
    field: str
    value: str
    pattern: re.Pattern[str]


_SHOWN: Final = (
    _InCode("modalities.example", MODALITIES, "video in", re.compile(r"[\"']type[\"']\s?:\s?[\"']video(?:_url)?[\"']")),
    _InCode("modalities.example", MODALITIES, "audio in", re.compile(r"[\"']type[\"']\s?:\s?[\"'](?:input_)?audio(?:_url)?[\"']")),
    _InCode("reasoning.switch", REASONING, "both", re.compile(r"\b(?:enable_)?thinking[\"']?\s?[=:]\s?[\"'{]*(?:true|false|type)", re.IGNORECASE)),
    _InCode("tools.parser", TOOLS, "yes", re.compile(r"--(?:tool-call-parser|enable-auto-tool-choice)\b")),
)


def _quiet(o: Occurrence) -> str:
    """yes, under a heading of results, data or related work."""
    return "yes" if re.search(r"evaluat|benchmark|result|dataset|training data|related|news|acknowledg|citation|评测", o.statement.section.path) else ""


def _bracket(o: Occurrence) -> str:
    """The relations of the models named in a bracket that follows: "audio (E2B and E4B only)"."""
    m = re.match(r"s?,? \(([^()]{1,60})\)", o.view("after"))
    return o.relations(m[1]) if m else ""


_VIEWS: Final[Views] = {
    "quiet": _quiet,
    "bracket": _bracket,
    "close": lambda o: o.view("clause_before")[-100:] + o.statement.text[o.start : o.end + 60],
}


def read_abilities(card: Card) -> None:
    """Candidates for the three fields; of modalities one that joins all."""
    tag = card.matter.first("pipeline_tag")
    task = tag.text.lower() if tag else ""
    for field, anchor in _ANCHOR.items():
        for statement in card.statements(*_WORDS[field]) if field != MODALITIES or card.kind == "vlm" or task in _TASKS else ():
            for m in list(anchor.finditer(statement.text, statement.value_at))[:6]:
                value = m[0].lower().rstrip("s")
                o = Occurrence(card, statement, _NAMED.get(value, value), m.start(), m.end(), more=_VIEWS)
                candidate = judge(o, (rule for rule in _STATING if rule.field == field), (*SUBJECT, *_REFUSING))
                if candidate is not None and field == MODALITIES:
                    card.out.candidates[-1] = candidate._replace(value=f"{o.value} {candidate.value}")
    for block in card.doc.blocks:
        if block.kind == "code":
            for shown in _SHOWN:
                if (seen := shown.pattern.search(block.text)) and (card.kind == "vlm" or shown.value != "video in"):
                    line = block.line_at(seen.start())
                    card.out.candidates.append(Candidate(shown.field, shown.value, line, seen[0], shown.name, 30))
    if parse_name(card.id).variants & {"thinking", "think", "reasoning"}:
        card.out.candidates.append(Candidate(REASONING, "yes", 1, card.name, "reasoning.name", 50))
    _join(card)


def _join(card: Card) -> None:
    """One candidate for the modalities: what the kind says, and what goes in and out besides."""
    found = card.out.of(MODALITIES)
    card.out.candidates = [c for c in card.out.candidates if c.field != MODALITIES]
    tag = card.matter.first("pipeline_tag")
    task = tag.text.lower() if tag else ""
    sees = {"text", "image"} if card.kind == "vlm" else {"text"}
    takes, gives = sees | set(filter(None, [_TASKS.get(task)])), {"text"}
    for c in found:
        modality, _, way = str(c.value).partition(" ")
        if way == "in":
            takes.add(modality)
        elif task in {"any-to-any", ""}:
            gives.add(modality)
    told = (takes | gives) - sees or sees - {"text"}
    first = next((c for c in found if str(c.value).partition(" ")[0] in told), None)
    value = "→".join("+".join(m for m in _ORDER if m in side) for side in (takes, gives))
    if first is not None:
        card.out.candidates.append(first._replace(value=value))
    elif tag is not None:
        card.out.candidates.append(Candidate(MODALITIES, value, tag.line, f"pipeline_tag: {task}", "modalities.task", 40))
