"""The model that a checkpoint was made from, how, and so its role."""

import re
from typing import Final, NamedTuple

from pipeline.model.fields import Role
from pipeline.readers.findings import Candidate, Findings
from pipeline.readers.inline import plain
from pipeline.readers.kind import count_words
from pipeline.readers.source import Source, labelled
from pipeline.readers.subjects import Relation, parse_name

HUB_ID: Final = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}$")
_HUB_LINK: Final = re.compile(r"(?:huggingface\.co|hf\.co)/([A-Za-z0-9][\w.-]{0,60}/[A-Za-z0-9][\w.-]{1,95})")
_MADE_FROM: Final = re.compile(
    r"(?:fine-?\s?tun\w*|finetun\w*|\btuned|built|based|trained|train|initiali[sz]ed|derived|adapted|distilled|post-?trained|starting|developed|constructed|"
    r"quanti[sz]ed|quanti[sz]ation|conversion|converted|merge|built using)[^.;|]{0,50}?\b(?:from|on|of|using|upon|with|top of)\b[^.;|,]{0,50}$|"
    r"(?:base model|backbone|parent model|foundation model|finetuned from(?: model)?|基座模型|基于|base(?:d)? llm|language (?:model|backbone))\W{0,12}(?:is|:|：)?[^.;|]{0,30}$",
    re.IGNORECASE,
)
_NOT_BASE: Final = re.compile(
    r"dataset|tokenizer|vae|outperform|compar|than|demo|space|see\b|refer|collection|vision (?:encoder|backbone|tower)|image encoder",
    re.IGNORECASE,
)
_AS_BASE: Final = re.compile(
    r"\)?\W{0,3}as (?:the|our|a|its) (?:base|backbone|foundation|initial|starting)\b", re.IGNORECASE
)
_PATHS: Final = frozenset(
    ["datasets", "spaces", "docs", "blog", "papers", "collections", "models", "join", "organizations", "settings", "tasks", "learn", "api", "resolve", "chat", "pricing"]
)
_REPACK_NAME: Final = re.compile(
    r"(?:^|[-_.])(?:gguf|ggml|awq|gptq|exl[23]|mlx|onnx|bnb|xor|[2-8]-?bit|int[48]|nf4|fp8|nvfp4|w4a16|w8a8|openvino|i1|quantized|imatrix|ct2|"
    r"litert|mxfp4|hqq|q[2-8](?:_\w+)?)(?:$|[-_.])",
    re.IGNORECASE,
)
_ADAPTER: Final = re.compile(r"\b(?:q?lora|peft|adapter)\b", re.IGNORECASE)
_TUNED_NAME: Final = re.compile(
    r"(?:^|[-_.\d])(?:instruct|instruction|chat|it|sft|dpo|rlhf|rl|thinking|think|reasoning|rlvr|assistant|tuned)(?:$|[-_.\d])",
    re.IGNORECASE,
)
_BASE_NAME: Final = re.compile(r"(?:^|[-_.])(?:base|pt|pretrain|pretrained|foundation)(?:$|[-_.])", re.IGNORECASE)
_TUNED_WORDS: Final = (
    "instruction-tun", "instruction tun", "instruct model", "instruct version", "instruction-following", "instruction following", "chat model", "chat version",
    "post-train", "posttrain", "post train", "supervised fine-tun", "supervised finetun", "(sft)", " sft ", "rlhf", "reinforcement learning", " dpo",
    "(dpo)", "reasoning model", "thinking model", "thinking mode", "fine-tuned version", "chatbot", "tool use", "tool call", "tool-use", "function call",
    "instruct fine-tuned", "对话模型", "指令", "agentic", "reasoning effort", "chat template", "chat_template", "assistant",
)  # fmt: skip
_BASE_WORDS: Final = (
    "pretrained model", "pre-trained model", "pretrained language model", "pretrained base", "pre-trained base", "pretrained generative",
    "pre-trained generative", "pretrained large", "pre-trained large", "base model", "has not been fine-tuned", "has not been instruct", "has not been aligned",
    "not been instruction", "foundation model", "trained from scratch", "预训练模型", "raw model", "transformer language model trained",
    "without any moderation", "autoregressive language model", "auto-regressive language model", "not instruction",
)  # fmt: skip
_STAGE: Final = re.compile("training stage", re.IGNORECASE)
_MAKERS: Final = (
    {"paddlepaddle", "baidu"}, {"zai-org", "thudm", "zhipuai"}, {"meta-llama", "facebook", "facebookresearch"}, {"qwen", "alibaba-nlp", "alibaba"},
    {"tencent", "tencent-hunyuan"}, {"ibm-granite", "ibm", "ibm-research"}, {"huggingfacetb", "huggingfacem4", "huggingface", "hugging-face"},
    {"openai", "openai-community"}, {"google", "google-bert", "google-t5", "deepmind"}, {"microsoft", "phi"}, {"opengvlab", "internlm", "shanghai_ai_laboratory", "internscience"},
    {"bytedance-seed", "bytedance"}, {"bigscience", "bigcode"}, {"01-ai"}, {"moonshotai"}, {"minimaxai", "minimax"}, {"mistralai", "mistral-community"},
    {"wizardlmteam", "wizardlm"}, {"coherelabs", "cohereforai"}, {"liuhaotian", "llava-hf", "lmms-lab"}, {"allenai"}, {"xiaomimimo"}, {"stepfun-ai"},
)  # fmt: skip


class Lineage(NamedTuple):
    """Base ids by line, the relation to them, and the role that follows."""

    bases: tuple[tuple[str, int, str, str], ...]
    relation: str | None
    relation_line: int | None
    role: Role | None
    role_line: int | None


def same_maker(a: str, b: str) -> bool:
    """Whether two Hub organisations are the same maker."""
    x, y = a.lower(), b.lower()
    return x == y or any(x in group and y in group for group in _MAKERS)


def declared_bases(src_matter: dict[str, tuple[object, ...]]) -> list[str]:
    """Base ids in the front matter."""
    return [str(getattr(i, "text", "")) for i in src_matter.get("base_model", ())]


def read_lineage(src: Source, out: Findings) -> Lineage:
    """Base models from the front matter, else from links that a sentence says it was made from."""
    bases: list[tuple[str, int, str, str]] = []
    for item in src.matter.items.get("base_model", ()):
        if HUB_ID.match(item.text) and item.text.lower() != src.id.lower():
            bases.append((item.text, item.line, f"base_model: {item.text}", "lineage.front_matter"))
        else:
            out.reject(item.line, "base_model is not another repository's id", "base_model", item.text)
    if not bases:
        bases = _linked(src, out)
    relation, relation_line = _relation(src, bases)
    role, role_line = _role(src, bases, relation) if src.kind != "other" else (None, None)
    for base, line, text, rule in bases:
        out.claim(Candidate("base_model", (base,), line, text, rule, 60 if rule.endswith("front_matter") else 30))
    if relation is not None and bases:
        out.claim(Candidate("base_relation", relation, relation_line or bases[0][1], relation, "lineage.relation", 30))
    return Lineage(tuple(bases), relation, relation_line, role, role_line)


def _linked(src: Source, out: Findings) -> list[tuple[str, int, str, str]]:
    """Bases that a sentence links by Hub id."""
    found: list[tuple[str, int, str, str]] = []
    newer = {t.lower() for t in src.matter.texts("new_version")}
    offset_from = src.starts[min(src.matter.end, len(src.starts) - 1)] if src.starts else 0
    for count, m in enumerate(_HUB_LINK.finditer(src.text, offset_from)):
        if count > 300:
            break
        name = m[1].rstrip(".")
        org = name.partition("/")[0].lower()
        if org in _PATHS or name.lower() == src.id.lower():
            continue
        line = src.line_of(m.start())
        raw = src.doc.lines[line - 1]
        at = m.start() - src.starts[line - 1]
        if "|" in raw and raw.count("|") > 3:
            continue
        lead = plain(
            re.sub(r"\[([^\[\]]*)\]\([^()]*\)", r"\1", raw[max(0, at - 260) : at])
            .replace("](https://", " ")
            .replace("[", " ")
        )
        anchor_name = parse_name(name)
        if (
            anchor_name.key == src.subject.name.key
            and same_maker(org, src.id.partition("/")[0])
            and ((not anchor_name.variants and not anchor_name.sizes) or anchor_name.sizes != src.subject.name.sizes)
        ):
            continue
        section = src.doc.section_at(line)
        tail = raw[at + len(m[0]) : at + len(m[0]) + 60]
        if name.lower() in newer:
            continue
        if (
            (_MADE_FROM.search(lead) or _AS_BASE.match(tail))
            and not _NOT_BASE.search(lead[-80:])
            and not re.search(r"eval|bench|limit|distill", section.title, re.IGNORECASE)
        ):
            if all(f[0].lower() != name.lower() for f in found):
                found.append((name, line, plain(raw), "lineage.link"))
    if len(found) > 1:
        first = found[0]
        for further in found[1:]:
            out.reject(further[1], "second candidate for the base model", "base_model", further[0])
        found = [first]
    return found


def _relation(src: Source, bases: list[tuple[str, int, str, str]]) -> tuple[str | None, int | None]:
    """finetune, quantized, adapter or merge."""
    stated = src.matter.first("base_model_relation")
    if stated is not None and stated.text.lower() in {"finetune", "quantized", "adapter", "merge"}:
        return stated.text.lower(), stated.line
    name = src.id.rpartition("/")[2]
    tags = {t.lower() for t in src.matter.texts("tags")}
    library = " ".join(src.matter.texts("library_name")).lower()
    if _REPACK_NAME.search(name) or src.subject.name.formats:
        return "quantized", None
    if library == "peft" or (tags & {"lora", "peft", "adapter", "qlora"}) or (_ADAPTER.search(name) and bases):
        return "adapter", None
    if tags & {"merge", "mergekit"} or len({b[0] for b in bases}) > 2:
        return "merge", None
    return ("finetune", None) if bases else (None, None)


def _role(src: Source, bases: list[tuple[str, int, str, str]], relation: str | None) -> tuple[Role | None, int | None]:  # noqa: C901, PLR0911
    """The role, with the line that decided where there is one."""
    name = src.id.rpartition("/")[2]
    org = src.id.partition("/")[0]
    line = bases[0][1] if bases else None
    head = src.text[src.starts[min(src.matter.end, len(src.starts) - 1)] :][:14_000].lower()
    if relation == "quantized":
        return Role.REPACK, line
    foreign = [b for b in bases if not same_maker(org, b[0].partition("/")[0])]
    if relation in {"merge", "adapter"} and (foreign or not bases):
        return Role.DERIVATIVE, line
    if foreign:
        return Role.DERIVATIVE, foreign[0][1]
    for inside in _FAMILY_INSIDE.findall(name):
        if not bases and not same_maker(org, _FAMILY_MAKER.get(inside.lower().replace("-", ""), org)):
            return Role.DERIVATIVE, None
    for s in src.statements(_STAGE, "stage"):
        pair = labelled(s)
        if pair and pair[0].endswith("training stage"):
            post = re.search(r"post|sft|rl|instruct|align", pair[1], re.IGNORECASE)
            return (Role.POST_TRAINED if post else Role.PRETRAINED), s.line()
    if _BASE_NAME.search(name) and not _TUNED_NAME.search(name) and not (name.lower().endswith("-pt") and "post-train" in head):
        return Role.PRETRAINED, None
    if _TUNED_NAME.search(name):
        third = _third_party(src)
        return (Role.DERIVATIVE, third) if third else (Role.POST_TRAINED, line)
    third = _third_party(src)
    if third:
        return Role.DERIVATIVE, third
    raw = count_words(head, _BASE_WORDS)
    tuned = count_words(head, _TUNED_WORDS)
    base_says_tuned = bases and any(_BASE_NAME.search(b[0]) for b in bases)
    same_key = any(parse_name(b[0]).key == src.subject.name.key for b in bases)
    if base_says_tuned or (bases and src.kind == "llm") or (same_key and relation == "finetune"):
        return Role.POST_TRAINED, line
    if src.kind == "vlm" and tuned < 2:
        return (Role.PRETRAINED, None) if raw > 1 and not tuned else (None, None)
    if tuned >= 2 and tuned > raw:
        return Role.POST_TRAINED, None
    if raw and raw >= tuned:
        return Role.PRETRAINED, None
    if tuned >= 2:
        return Role.POST_TRAINED, None
    if not tuned and re.search(r"pre-?train", head):
        return Role.PRETRAINED, None
    return None, None


_FOREIGN: Final = re.compile(
    r"(?:fine-?tun\w*|finetun\w*|\btuned|built|based|initiali[sz]ed|derived|post-?trained|trained|merge|uncensored version)\b[^.;\n]{0,60}?\b(?:from|on|of|using|upon|with|version of)\b[^.;\n]{0,25}?"
    r"((?-i:(?:Meta )?Code ?Llama|LLaMA|Llama|Qwen|Mistral|Mixtral|Gemma|DeepSeek|Phi|Yi|Falcon|GPT-J|GPT-NeoX|Pythia|InternLM|Baichuan|Vicuna|StableLM|OLMo|Command|MPT|OPT)(?![A-Za-z]))",
    re.IGNORECASE,
)
_FAMILY_MAKER: Final = {
    "llama": "meta-llama", "codellama": "meta-llama", "qwen": "qwen", "mistral": "mistralai", "mixtral": "mistralai", "gemma": "google", "deepseek": "deepseek-ai",
    "phi": "microsoft", "yi": "01-ai", "falcon": "tiiuae", "gpt-j": "eleutherai", "gpt-neox": "eleutherai", "pythia": "eleutherai", "internlm": "internlm",
    "baichuan": "baichuan-inc", "vicuna": "lmsys", "stablelm": "stabilityai", "olmo": "allenai", "command": "coherelabs", "mpt": "mosaicml", "opt": "meta-llama",
}  # fmt: skip


_FAMILY_INSIDE: Final = re.compile(r"(?:^|[-_])(code-?llama|llama|qwen|mistral|mixtral|gemma|deepseek|vicuna)(?=[-_\d.]|$)", re.IGNORECASE)


def _third_party(src: Source) -> int | None:
    """The line that says this model was tuned from another maker's family, or None."""
    org = src.id.partition("/")[0]
    for p in src.doc.passages:
        m = (
            _FOREIGN.search(p.text)
            if " on " in p.text or " of " in p.text or " from " in p.text or " using " in p.text
            else None
        )
        if m is None:
            continue
        maker = _FAMILY_MAKER.get(re.sub(r"^meta |\s", "", m[1].lower()))
        if (
            maker is None
            or same_maker(org, maker)
            or "distill" in p.text[max(0, m.start() - 80) : m.end() + 40].lower()
        ):
            continue
        start = max(p.text.rfind(". ", 0, m.start()), 0)
        named = [r for _, _, r in src.subject.mentions(p.text[start : m.start()])]
        if Relation.OTHER in named or Relation.SIBLING in named:
            continue
        return p.line_at(m.start())
    licence = src.matter.first("license")
    if licence and re.match(r"llama-?[234]", licence.text.lower()) and not same_maker(org, "meta-llama"):
        return licence.line
    return None
