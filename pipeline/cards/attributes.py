"""What a card says of its checkpoint: licence, languages, results, modalities, parts, thinking, tool use."""

import re
from itertools import islice
from typing import Final

from pipeline.cards.engine import VIEWS, Occurrence, judge, numbers
from pipeline.cards.front_matter import Item, read_key
from pipeline.cards.links import ENCODER_NAME
from pipeline.cards.rules import SHARED, WORDS, Candidate, Pattern, holds, stating
from pipeline.cards.statements import Card, Statement
from pipeline.cards.subjects import is_name
from pipeline.model.claims import MOST_RESULTS, StatedResult, stated_result
from pipeline.model.licences import least_free, licences_of
from pipeline.names.dissected import FOREIGN, OWN, Relation, parse_name
from pipeline.names.vocabulary import CODE_OF, code_of

_ID: Final = re.compile(r"[A-Za-z0-9][\w.+ /()-]{0,120}$")
_LICENCES, _LLM, _LIMITED, _CODES, _CODE = (
    re.compile(SHARED[name], re.IGNORECASE) for name in ("licence.names", "vision.llm", "languages.limited", "languages.codes", "languages.code")
)
_FORBIDS: Final = Pattern("licence.forbids", re.IGNORECASE)
_WORD: Final = re.compile(SHARED["languages.word"])
_NOT_LATIN: Final = tuple(name for name in CODE_OF if max(name) > "ɏ" or " " in name)
_ALONE: Final = re.compile(r"\W*(?:[A-Z]\w+(?:, and | and |[,/&·]\s?|\W*$))+")
_SETTINGS: Final = ("config", "split", "num_few_shot")

Path = tuple[str | int, ...]
MODALITIES, REASONING, TOOLS = "modalities", "reasoning", "tool_use"
_ORDER: Final = ("text", "image", "video", "audio")
_NAMED: Final = {word: modality for modality in _ORDER[1:] for word in WORDS[f"modalities.{modality}"]}
_TASKS: Final = {"video-text-to-text": "video", "video-to-text": "video", "audio-text-to-text": "audio"}
"""What a task tag of the Hub says that goes in besides text and images."""
_MODALITY: Final = re.compile(r"\b(?:video|audio|speech|voice|image|sound|(?<!video )(?<!audio )clip|picture|photo)s?\b|视频|音频|语音|声音|图像|图片")
_EYES, _QUIET = Pattern("said.sight"), Pattern("said.quiet")
_SHOWN: Final = (
    ("video", "modalities.example", MODALITIES, "video in", re.compile(r"[\"']type[\"']\s?:\s?[\"']video(?:_url)?[\"']")),
    ("audio", "modalities.example", MODALITIES, "audio in", re.compile(r"[\"']type[\"']\s?:\s?[\"'](?:input_)?audio(?:_url)?[\"']")),
    ("thinking", "reasoning.switch", REASONING, "both", re.compile(SHARED["abilities.switch"], re.IGNORECASE)),
    ("--", "tools.parser", TOOLS, "yes", re.compile(r"--(?:tool-call-parser|enable-auto-tool-choice)\b")),
)
"""What code shows: a word that it holds, the rule, the field, the value and how it is written."""
_QUOTED_ID: Final = re.compile(r"[\"']([A-Za-z][\w-]{1,60}/[A-Za-z][\w.-]{2,90})[\"']")

VIEWS.update({"written": lambda o: o.written, "around80": lambda o: o.statement.text[max(0, o.start - 80) : o.end + 60]})


def read_licence(card: Card) -> None:
    """The licence id, name and link; what a sentence forbids of the weights, as the name of a licence beside an id that permits it."""
    out, items = card.out, card.matter.items.get("license", ())
    ids = [item for item in items if _ID.match(item.text)]
    for item in (item for item in items if item not in ids):
        out.reject(item.line, "licence.no_id: not an id", "license", item.text)
    if ids:
        every = ", ".join(dict.fromkeys(item.text.strip() for item in ids))
        out.candidates.append(Candidate("license", every, ids[0].line, f"license: {every}", "licence.front_matter", 60))
    for key in ("license_name", "license_link"):
        if found := card.matter.first(key):
            out.candidates.append(Candidate(key, found.text[:300], found.line, f"{key}: {found.text}", "licence.front_matter", 60))
    facts = {key: max(said, key=lambda c: c.rank).value for key in ("license", "license_name", "license_link") if (said := out.of(key))}
    restricts = least_free(licences_of(facts)) not in (None, "free")
    for statement in () if restricts else card.statements("commercial", "only", "商用", "商业", "研究"):
        if m := _FORBIDS.search(statement.text):
            judge(Occurrence(card, statement, m[0].strip(), m.start(), m.end()), stating("license_name"))
    for statement in () if items else card.statements(*WORDS["passages.licence"]):
        hits = list(_LICENCES.finditer(statement.text, statement.value_at if statement.form == "cell" else 0))
        if hits:
            judge(Occurrence(card, statement, _licence(hits[0]), hits[0].start(), hits[0].end()), stating("license"))


def _licence(m: re.Match[str]) -> str:
    if m["llama"]:
        return f"llama{m['llama']}"
    if m["version"]:
        return f"cc-by{m['cc'].lower().replace(' ', '-')}-{m['version']}"
    return "apache-2.0" if m["apache"] else "mit" if m["mit"] else "bigscience-bloom-rail-1.0"


VIEWS["several"] = lambda o: "yes" if len({_licence(m) for m in _LICENCES.finditer(o.statement.text, o.start)}) > 1 else ""


def read_languages(card: Card) -> None:
    """One candidate: the union of the front matter and of the longest list in the text."""
    front = _front_matter(card)
    for said in card.statements(*WORDS["passages.languages"]):
        for o in numbers(card, said, 2, 2000) if "languages" in said.lower or "语" in said.text else ():
            if not o.unit:
                judge(o, stating("languages_count"))
        below = (b.text for b in card.doc.blocks if b.kind == "item" and b.section is said.block.section)
        items = ", ".join(below) if said.label == said.block.section.title.lower() != "" else ""  # a list
        statement = Statement(items, "label", said.block, label=said.label) if items else said
        found = named(statement)
        line = statement.block.text[statement.start :][:600]
        if statement.label and not found and _CODES.match(line, statement.value_at):
            coded = [(m.start(), code_of(m[0])) for m in _CODE.finditer(line, statement.value_at)]
            found = {code: at for at, code in coded if code} if all(code for _, code in coded) else {}
        if found:
            judge(Occurrence(card, statement, tuple(found), min(found.values()), len(statement.text)), stating("languages"))
    best = max(card.out.of("languages"), key=lambda c: len(c.members), default=front)
    card.out.candidates = [c for c in card.out.candidates if c.field != "languages"]
    if best is None:
        return
    chosen = front or best
    more = [code for code in best.members if code not in chosen.members]
    if more and len(best.members) > 2:
        union = (*chosen.members, *more)
        chosen = (best if len(more) > len(chosen.members) else chosen)._replace(value=union, rule="languages.union")
    card.out.candidates.append(chosen)


def _members(o: Occurrence) -> str:
    """How many languages a statement lists, whether it is short, and whether it holds nothing else."""
    found, text = len(o.value) if isinstance(o.value, tuple) else 0, o.statement.text
    alone = found > 1 and found == len(_WORD.findall(text)) and _ALONE.fullmatch(text)
    return f"{'one' if found == 1 else 'two' if found == 2 else 'list'}{' short' * (len(text) < 40)}{' alone' * bool(alone)}"


VIEWS["members"] = _members


def _front_matter(card: Card) -> Candidate | None:
    codes: dict[str, tuple[int, str]] = {}
    for key, item in ((name, item) for name in ("language", "languages") for item in card.matter.items.get(name, ())):
        for word in re.split(r"[,/]\s*", item.text) if "," in item.text else [item.text]:
            code = code_of(word)
            if code is None:
                card.out.reject(item.line, "languages.no_code: not a natural language's code", "languages", item.text)
            else:
                codes.setdefault(code, (item.line, f"{key}: {item.text}"))
    first = next(iter(codes.values()), None)
    return Candidate("languages", tuple(codes), *first, "languages.front_matter", 50) if first else None


def named(statement: Statement) -> dict[str, int]:
    """The codes of the languages that a statement names and their places, in order; of a label's value, up to "limited"."""
    text, at = statement.text, statement.value_at
    stop = _LIMITED.search(text, at) if at else None
    end = stop.start() if stop else len(text)
    found = [(m.start(), CODE_OF[word]) for m in _WORD.finditer(text, at, end) if (word := m[0].lower()) in CODE_OF]
    if not text.isascii():
        found += [(place, CODE_OF[name]) for name in _NOT_LATIN if (place := statement.lower.find(name, at, end)) >= 0]
    first = {code: place for place, code in sorted(found, reverse=True)}
    return {code: first[code] for code in sorted(first, key=first.__getitem__)}


def read_results(card: Card) -> None:
    """One candidate with all results of `model-index`; those of another model, and those without a score, are rejected."""
    entries: dict[str | int, str] = {}
    results: dict[Path, dict[Path, Item]] = {}
    for item in read_key("model-index", card.lines, *card.matter.places.get("model-index", (0, 0)), card.out):
        path = item.path[1:]
        if path[1:] == ("name",):
            entries[path[0]] = item.text
        elif path[1:2] == ("results",):
            results.setdefault(path[:3], {})[path[3:]] = item
    found: dict[str, int] = {}
    for place, parts in results.items():
        name = entries.get(place[0], "")
        newer = not card.subject.name.key.startswith(parse_name(name).key)  # "Corvid-v2" on the card of Corvid
        if is_name(name) and (newer or card.subject.relation(name) not in OWN):
            card.out.reject(next(iter(parts.values())).line, "results.other: results of another model", "results", name)
            continue
        for path, value in parts.items():
            if path[:1] == ("metrics",) and path[2:] == ("value",):
                found.setdefault(str(_result(parts, path[:2], value.text)), value.line)
    stated = [text for text in found if stated_result(text)]
    if stated:
        card.out.candidates.append(Candidate("results", tuple(stated[:MOST_RESULTS]), found[stated[0]], stated[0], "results.model_index", 60))


def _result(parts: dict[Path, Item], metric: Path, score: str) -> StatedResult:
    texts = {path: item.text for path, item in parts.items()}
    args = [f"{path[-1]}: {text}" for path, text in texts.items() if path[:2] == ("dataset", "args")]
    setting = [f"{key}: {words}" for key in _SETTINGS if (words := texts.get(("dataset", key))) and words != "default"]
    return StatedResult(
        texts.get(("dataset", "name")) or texts.get(("dataset", "type"), ""),
        texts.get((*metric, "name")) or texts.get((*metric, "type"), ""),
        score,
        ", ".join((*setting, *args)),
        texts.get(("source", "url")) or texts.get(("source", "name"), ""),
    )


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
            ids = _QUOTED_ID.findall(block.text) if word in block.text else ()
            others = ids and all(card.subject.relation(name) in FOREIGN for name in ids)
            seen = pattern.search(block.text) if word in block.text and not others else None
            if seen and (card.kind == "vlm" or value != "video in"):
                card.out.candidates.append(Candidate(field, value, block.line_at(seen.start()), seen[0], rule, 30))
    names = [name for name in (card.subject.name, card.subject.titled) if name]
    thinks = {"thinking", "think", "reasoning", *(("r1",) if holds(card.lowered, ("reason", "distill")) else ())}
    if any(thinks & {*name.variants, *name.family} for name in names):
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
    for statement in card.statements(*WORDS["passages.vision"]) if card.kind == "vlm" else ():
        if m := ENCODER_NAME.compiled.search(statement.text, statement.value_at):
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
            line = statement.block.line_at(statement.start + m.start())
            card.out.candidates.append(Candidate("base_llm", name, line, statement.text, "vision.beside_encoder", 34))
            return
