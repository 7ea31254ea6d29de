"""What goes in and out of a checkpoint, the models inside one that sees, whether it thinks before it answers, and whether it calls tools."""

import re
from itertools import islice
from typing import Final

from pipeline.cards.engine import VIEWS, Occurrence, judge
from pipeline.cards.findings import Candidate
from pipeline.cards.links import ENCODER_NAME
from pipeline.cards.rules import SHARED, WORDS, Pattern, stating
from pipeline.cards.statements import Card, Statement
from pipeline.names.dissected import parse_name
from pipeline.names.kinship import Relation

MODALITIES, REASONING, TOOLS = "modalities", "reasoning", "tool_use"
_ORDER: Final = ("text", "image", "video", "audio")
_NAMED: Final = {
    "speech": "audio", "voice": "audio", "sound": "audio", "clip": "video", "picture": "image", "photo": "image",
    "视频": "video", "音频": "audio", "语音": "audio", "声音": "audio", "图像": "image", "图片": "image",
}  # fmt: skip
_TASKS: Final = {"video-text-to-text": "video", "video-to-text": "video", "audio-text-to-text": "audio"}
"""What a task tag of the Hub says that goes in besides text and images."""
_MODALITY: Final = re.compile(r"\b(?:video|audio|speech|voice|image|sound|(?<!video )(?<!audio )clip|picture|photo)s?\b|视频|音频|语音|声音|图像|图片")
_EYES: Final = Pattern("said.sight")
_QUIET: Final = Pattern("said.quiet")
_LLM: Final = re.compile(SHARED["vision.llm"], re.IGNORECASE)
_SHOWN: Final = (
    ("video", "modalities.example", MODALITIES, "video in", re.compile(r"[\"']type[\"']\s?:\s?[\"']video(?:_url)?[\"']")),
    ("audio", "modalities.example", MODALITIES, "audio in", re.compile(r"[\"']type[\"']\s?:\s?[\"'](?:input_)?audio(?:_url)?[\"']")),
    ("thinking", "reasoning.switch", REASONING, "both", re.compile(r"\b(?:enable_)?thinking[\"']?\s?[=:]\s?[\"'{]*(?:true|false|type)", re.IGNORECASE)),
    ("--", "tools.parser", TOOLS, "yes", re.compile(r"--(?:tool-call-parser|enable-auto-tool-choice)\b")),
)
"""What code shows: a word that it holds, the rule, the field, the value and how it is written."""

VIEWS.update({"written": lambda o: o.written, "around80": lambda o: o.statement.text[max(0, o.start - 80) : o.end + 60]})


def read_abilities(card: Card) -> None:
    """Candidates for the three fields; of modalities one that joins all."""
    for field in (REASONING, TOOLS):
        words = WORDS[f"passages.{field}"]
        for statement in card.statements(*words):
            at = min((place for word in words if (place := statement.lower.find(word)) >= 0), default=None)
            if at is not None:
                judge(Occurrence(card, statement, "", at, at), stating(field))
    if card.kind == "vlm" or card.matter.words("pipeline_tag") & _TASKS.keys():
        _read_modalities(card)
    for block in card.doc.blocks:
        for word, rule, field, value, pattern in _SHOWN if block.kind == "code" else ():
            if word in block.text and (seen := pattern.search(block.text)) and (card.kind == "vlm" or value != "video in"):
                card.out.candidates.append(Candidate(field, value, block.line_at(seen.start()), seen[0], rule, 30))
    names = [name for name in (card.subject.name, card.subject.titled) if name]
    if any(name.variants & {"thinking", "think", "reasoning"} or "r1" in name.family for name in names):
        card.out.candidates.append(Candidate(REASONING, "yes", 1, card.name, "reasoning.name", 40))
    _join(card)


def _read_modalities(card: Card) -> None:
    """What goes in and what out, but for headings of results, data or related work."""
    for statement in card.statements(*WORDS["passages.modalities"]):
        for m in islice(_MODALITY.finditer(statement.lower, statement.value_at), 0 if _QUIET.search(statement.block.section.path) else 6):
            value = m[0].rstrip("s")
            o = Occurrence(card, statement, _NAMED.get(value, value), m.start(), m.end())
            candidate = judge(o, stating(MODALITIES))
            if candidate is not None:
                card.out.candidates[-1] = candidate._replace(value=f"{o.value} {candidate.value}")


def _join(card: Card) -> None:
    """One candidate for the modalities: what the kind says, and what goes in and out besides."""
    tag = card.matter.first("pipeline_tag")
    task = tag.text.lower() if tag else ""
    found = [c for c in card.out.of(MODALITIES) if task in {"any-to-any", ""} or str(c.value).endswith(" in")]
    card.out.candidates = [c for c in card.out.candidates if c.field != MODALITIES]
    sees = {"text", "image"} if card.kind == "vlm" else {"text"}
    takes, gives = sees | set(filter(None, [_TASKS.get(task)])), {"text"}
    for c in found:
        modality, _, way = str(c.value).partition(" ")
        (takes if way == "in" else gives).add(modality)
    besides = (takes | gives) - sees or sees - {"text"}
    first = next((c for c in found if str(c.value).partition(" ")[0] in besides), None)
    value = "→".join("+".join(m for m in _ORDER if m in side) for side in (takes, gives))
    if first is not None:
        card.out.candidates.append(first._replace(value=value))
    elif tag is not None:
        card.out.candidates.append(Candidate(MODALITIES, value, tag.line, f"pipeline_tag: {task}", "modalities.task", 40))
    elif len(sees) > 1 and (eyes := next((b for b in card.doc.blocks if b.kind != "code" and _EYES.search(b.text.lower())), None)):
        card.out.candidates.append(Candidate(MODALITIES, value, eyes.line, eyes.text, "modalities.kind", 30))


def read_vision(card: Card) -> None:
    """Candidates for the vision encoder and the base language model."""
    for statement in card.statements(*WORDS["passages.vision"]):
        m = ENCODER_NAME.compiled.search(statement.text, statement.value_at)
        if m is not None:
            candidate = judge(Occurrence(card, statement, m[0].strip(" -_."), m.start(), m.end()), stating("vision_encoder"))
            if candidate is not None and candidate.rule == "vision.built":
                _beside(card, statement, m)
        elif statement.label and (llm := _LLM.search(statement.text, statement.value_at)):
            value = statement.text[statement.value_at :].strip(" -–—") if statement.form == "cell" else llm[0]
            if 3 <= len(value) <= 80:
                judge(Occurrence(card, statement, value, llm.start(), llm.end()), stating("base_llm"))


def _beside(card: Card, statement: Statement, eyes: re.Match[str]) -> None:
    for m in _LLM.finditer(statement.text):
        name = m[0].strip(" .-")
        apart = m.end() <= eyes.start() or m.start() >= eyes.end()
        if apart and card.subject.relation(name) in {Relation.OTHER, Relation.BASE} and parse_name(name).key and not ENCODER_NAME.compiled.match(name):
            card.out.candidates.append(Candidate("base_llm", name, statement.line_at(m.start()), statement.text, "vision.beside_encoder", 34))
            return
