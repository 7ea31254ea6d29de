"""What goes in and out of a checkpoint, whether it thinks before it answers, and whether it calls tools."""

import re
from itertools import islice
from typing import Final

from pipeline.cards.engine import SUBJECT, Occurrence, judge, refuses, states
from pipeline.cards.findings import Candidate
from pipeline.cards.statements import Card

MODALITIES: Final = "modalities"
REASONING: Final = "reasoning"
TOOLS: Final = "tool_use"
_ORDER: Final = ("text", "image", "video", "audio")
_NAMED: Final = {
    "speech": "audio", "voice": "audio", "sound": "audio", "clip": "video", "picture": "image", "photo": "image",
    "视频": "video", "音频": "audio", "语音": "audio", "图像": "image", "图片": "image",
}  # fmt: skip
_TASKS: Final = {"video-text-to-text": "video", "video-to-text": "video", "audio-text-to-text": "audio"}
"""What a task tag of the Hub says that goes in besides text and images."""

_WORDS: Final = {REASONING: ("think", "chain", "reasoner", "reasoning", "思考", "推理模型"), TOOLS: ("tool", "function", "工具", "函数")}
_MODALITY: Final = re.compile(r"\b(?:video|audio|speech|voice|image|sound|(?<!video )(?<!audio )clip|picture|photo)s?\b|视频|音频|语音|图像|图片")
_MODALITY_WORDS: Final = ("video", "audio", "speech", "voice", "image", "sound", "picture", "photo", "视频", "音频", "语音", "图")
_QUIET: Final = re.compile(r"evaluat|benchmark|result|dataset|training data|related|news|acknowledg|citation|评测")
_TAKES: Final = (
    r"(?:understand|comprehend|process|analy[sz]|support|accept|handl|perceiv|tak|consum|\bsee|\bread|watch|listen|hear|recogni[sz]|transcrib|"
    r"interpret|reason|input|理解|支持|处理|输入)\w*"
)
_GIVES: Final = r"(?:generat|output|produc|synthesi[sz]|speak|respond|answer|repl(?:y|ie)|creat|edit|生成|输出)\w*"
_CALLING: Final = (
    r"(?:tool[- _]?(?:us|call|invo|integrat)\w*|function[- _]?call\w*|\b(?:us|call|invok|direct|explor)\w* (?:external |the )?(?:plugins/)?tools\b|"
    r"external (?:tools|functions)\b|plugins/tools|\bfunctions (?:may|can) be passed|\btools?[ -](?:calls?|parser)\b|functions and tools|"
    r"calls? functions\b|工具调用|工具使用|函数调用|调用工具)"
)
_CALLED: Final = rf"^(?:native )?{_CALLING}\W*$"
_YES: Final = r"[:=]\s*(?:yes|true|supported|native|✓|✅|✔|是|支持)\W*$"
_NO: Final = r"[:=]\s*(?:no|un|not (?:yet |currently )?|false|not supported|none|✗|❌|✘|否|不支持)\W*$"
_THINKING: Final = r"(?:thinking|reasoning|思考)(?: modes?|模式)?"

_STATING: Final = (
    states("modalities.label", MODALITIES, 55, "Input modalities: text, image, video", "Video size: 20 GB", "in", form="cell|label",
           label=r"^(?:supported |model )?(?:input )?(?:modalit\w+|inputs?(?: types?(?:\(s\))?)?)\W*$|input modalit"),
    states("modalities.gives_label", MODALITIES, 55, "Output modalities: text, audio", "Audio size: 20 GB", "out", form="cell|label",
           label=r"^(?:model )?outputs?(?: types?(?:\(s\))?)?\W*$|output modalit"),
    states("modalities.gives", MODALITIES, 46, "It generates natural speech.", "It hears speech.", "out", clause_before=rf"\b{_GIVES}\b(?:,? (?:are|include|"
           rf"in|with|as|and|or|text|images?|audio|natural|high-quality|realistic|expressive|both|an?|\w+ly)){{0,6}},? $|(?:生成|输出)\W?$"),
    states("modalities.gives_after", MODALITIES, 46, "It is made for speech generation.", "Speech is hard.", "out",
           after=r"^s?[- ](?:generation|synthesis|editing|outputs?)\b"),
    states("modalities.takes", MODALITIES, 45, "It can understand videos of over an hour.", "We made a video of it.", "in",
           before=rf"\b{_TAKES}\b[^.;]{{0,90}}$|(?:理解|支持|处理)[^。]{{0,12}}$"),
    states("modalities.understanding", MODALITIES, 44, "It is strong at video understanding.", "It is strong at video games.", "in",
           after=r"^s? ?(?:and \w+ )?(?:understanding|comprehension|inputs?\b|analysis|question answering|captioning|recognition|translation|理解)"),
    states("reasoning.only_without", REASONING, 65, "This model supports only non-thinking mode.", "This model supports thinking mode.", "no",
           text=rf"^{_THINKING}\s?{_NO}|" r"\bonly (?:supports? )?(?:the )?non-?thinking|(?:does|do) not (?:generate|produce|output|use)[^.;]{0,30}think|"
           r"(?:\bis|,) (?:an? |the )?(?:\w+ )?non-?(?:thinking|reasoning) (?:\w+ ){0,2}(?:model|version)|\b(?:has|have|with) no (?:thinking|"
           r"reasoning) mode|without (?:long |extended )?thinking\b|non-?thinking mode only|\bnever (?:\w+ )[^.;]{0,12}think|"
           r"\bnot an? (?:reasoning|thinking) model|version of [^.;]{0,40}non-thinking mode|仅支持非思考"),
    states("reasoning.only_with", REASONING, 65, "Heron-7B supports only thinking mode.", "Heron-7B supports thinking mode.", "yes",
           text=r"\bonly (?:supports? )?(?:the )?thinking|thinking[- ]only|仅支持思考"),
    states("reasoning.both", REASONING, 60, "Heron-7B is a hybrid reasoning model.", "Heron-7B is a reasoning model.", "both",
           text=r"hybrid[- ](?:reasoning|thinking)|fast and slow thinking|(?:switch|toggl|disabl|enabl|turn|configur)\w*[^.;]{0,40}(?:think|reasoning mode)|"
           r"(?:thinking|reasoning)\b[^.;]{0,40}\b(?:(?:turned|switched|toggled) (?:on|off)|(?:on|off) by default|(?:can|may) be (?:en|dis)abled)|"
           rf"{_THINKING}[^.;]{{0,60}}\b(?:and|or)\b[^.;]{{0,20}}non-?(?:thinking|reasoning)(?! (?:capab|abilit|task|data|bench))|"
           r"(?:non-?thinking|instant)(?: mode)?[^.;]{0,20}\b(?:and|or)\b thinking|thinking (?:mode )?(?:and|or) instant|/no_?think|"
           r"快慢思考|混合推理|思考(?:模式)?[^。]{0,4}(?:切换|开关)|切换[^。]{0,8}思考|(?:思考|推理)[^。]{0,6}(?:与|和)非(?:思考|推理)"),
    states("reasoning.model", REASONING, 45, "We introduce Heron-7B, a reasoning model.", "Its reasoning is good.", "yes",
           text=r"\b(?:is|are|introduc\w+|present|releas\w+|our|efficient)\b(?:[^.;]|\.\d){0,80}(?<!for )\b(?:reasoning|"
           r"thinking) (?:large )?(?:language )?models?\b|interleaved thinking|reasoning effort|\bthinks?\b[^.;]{0,30} before (?:it )?(?:answer|respond|"
           r"repl)|reasoning traces? before|推理模型|outputting reasoning|into thinking|(?:<think>|thinking)[^.;]{0,20}at the (?:beginning|start)|"
           r"thinking depth|\breasoner\b|^\W*(?:an? )?(?:reasoning|thinking) (?:language )?model\b|\b(?:shows?|exposes?|visible|"
           r"full) [^.;]{0,20}(?:chain[- ]of[- ]thought|reasoning trace)"),
    states("tools.none", TOOLS, 62, "Function calling is not supported; it does not support tool use.", "It supports tool use.", "no",
           text=rf"^(?:native )?{_CALLING}\s?{_NO}|(?:\bnot\W{{0,2}}|n't|cannot|\bno)\s(?:yet )?(?:support\w*|capable of|trained (?:to|for)|"
           rf"able to) [^.;,]{{0,24}}{_CALLING}|{_CALLING}(?: is| are|:)? (?:un|\W{{0,2}}not\W{{0,2}} (?:yet )?)supported|\b(?:cannot|can not|"
           rf"can't) {_CALLING}"),
    states("tools.supports", TOOLS, 45, "It supports tool use.", "It has tools.", "yes", form="!cell", text=rf"(?:support|native|excel|strong|capab|abilit|"
           rf"enhanc|designed for|improv|\bcan\b|able to|enabl|optimi|featur|integrat|models? (?:\w+ )?for\b|smarter|abilities|skill|low latency|支持|"
           rf"能力)[^.;]{{0,70}}{_CALLING}|{_CALLING}\s?[✓✅✔]|{_CALLING}[^.;]{{0,40}}(?:support|capabilit|abilit|skill|能力|tasks)|--tool-call-parser|"
           rf"\b(?:emits?|produces?|makes?|writes?|follow\w*|pars\w+)[^.;]{{0,24}}tool calls|tool calls? (?:follow|are|in)\b|\b(?:it|model|can|and|agent|"
           rf"which|that) (?:natively )?calls? (?:[^.;]{{0,24}} )?tools\b"),
    states("tools.label", TOOLS, 61, "Function calling: yes", "Function calling: hard", "yes", form="cell|label", label=_CALLED, text=_YES),
)  # fmt: skip
_REFUSING: Final = (
    refuses("abilities.not", "what it does not do", "It does not support video inputs.", "It supports video inputs.", only=MODALITIES,
           frame=r"\b(?:not|n't|cannot|no|without|instead of)\b[^.;,#]{0,40}#|#[\w ]{0,24}\b(?:not|un)(?:\b| ?supported)|不支持[^。#]{0,8}#"),
    refuses("abilities.run", "a run of a benchmark, or a page for trying it", "We evaluate in thinking mode and non-thinking mode.",
           "It has thinking and non-thinking modes.",
           text=r"\b(?:web ?site|button|compare)\b|\bevaluat|\bbenchmark|\bscores?\b|\bresults? (?:of|are|were)\b|\bjudge\b|data ?set|subset|verifier"),
)  # fmt: skip
_REFUSALS: Final = (*SUBJECT, *_REFUSING)
_BY_FIELD: Final = {field: tuple(rule for rule in _STATING if rule.field == field) for field in (MODALITIES, REASONING, TOOLS)}


_SHOWN: Final = (
    ("modalities.example", MODALITIES, "video in", re.compile(r"[\"']type[\"']\s?:\s?[\"']video(?:_url)?[\"']")),
    ("modalities.example", MODALITIES, "audio in", re.compile(r"[\"']type[\"']\s?:\s?[\"'](?:input_)?audio(?:_url)?[\"']")),
    ("reasoning.switch", REASONING, "both", re.compile(r"\b(?:enable_)?thinking[\"']?\s?[=:]\s?[\"'{]*(?:true|false|type)", re.IGNORECASE)),
    ("tools.parser", TOOLS, "yes", re.compile(r"--(?:tool-call-parser|enable-auto-tool-choice)\b")),
)


def read_abilities(card: Card) -> None:
    """Candidates for the three fields; of modalities one that joins all."""
    for field, words in _WORDS.items():
        for statement in card.statements(*words):
            places = (statement.lower.find(word) for word in words)
            at = min((place for place in places if place >= 0), default=None)
            if at is not None:
                judge(Occurrence(card, statement, "", at, at), _BY_FIELD[field], _REFUSALS)
    if card.kind == "vlm" or _task(card) in _TASKS:
        _read_modalities(card)
    for block in card.doc.blocks:
        if block.kind == "code":
            for rule, field, value, pattern in _SHOWN:
                if (seen := pattern.search(block.text)) and (card.kind == "vlm" or value != "video in"):
                    line = block.line_at(seen.start())
                    card.out.candidates.append(Candidate(field, value, line, seen[0], rule, 30))
    if card.subject.name.variants & {"thinking", "think", "reasoning"}:
        card.out.candidates.append(Candidate(REASONING, "yes", 1, card.name, "reasoning.name", 50))
    _join(card)


def _read_modalities(card: Card) -> None:
    """What goes in and what out, but for headings of results, data or related work."""
    for statement in card.statements(*_MODALITY_WORDS):
        for m in islice(_MODALITY.finditer(statement.lower, statement.value_at), 0 if _QUIET.search(statement.section.path) else 6):
            value = m[0].rstrip("s")
            o = Occurrence(card, statement, _NAMED.get(value, value), m.start(), m.end())
            candidate = judge(o, _BY_FIELD[MODALITIES], _REFUSALS)
            if candidate is not None:
                card.out.candidates[-1] = candidate._replace(value=f"{o.value} {candidate.value}")


def _task(card: Card) -> str:
    tag = card.matter.first("pipeline_tag")
    return tag.text.lower() if tag else ""


def _join(card: Card) -> None:
    """One candidate for the modalities: what the kind says, and what goes in and out besides."""
    found = card.out.of(MODALITIES)
    card.out.candidates = [c for c in card.out.candidates if c.field != MODALITIES]
    tag, task = card.matter.first("pipeline_tag"), _task(card)
    sees = {"text", "image"} if card.kind == "vlm" else {"text"}
    takes, gives = sees | set(filter(None, [_TASKS.get(task)])), {"text"}
    found = [c for c in found if task in {"any-to-any", ""} or str(c.value).endswith(" in")]
    for c in found:
        modality, _, way = str(c.value).partition(" ")
        (takes if way == "in" else gives).add(modality)
    told = (takes | gives) - sees or sees - {"text"}
    first = next((c for c in found if str(c.value).partition(" ")[0] in told), None)
    value = "→".join("+".join(m for m in _ORDER if m in side) for side in (takes, gives))
    if first is not None:
        card.out.candidates.append(first._replace(value=value))
    elif tag is not None:
        card.out.candidates.append(Candidate(MODALITIES, value, tag.line, f"pipeline_tag: {task}", "modalities.task", 40))
