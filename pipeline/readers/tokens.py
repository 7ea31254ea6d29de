"""Pre-training tokens that a card states of its checkpoint, or of the base it is made from."""

import re
from typing import Final

from pipeline.model.claims import About
from pipeline.readers.findings import Candidate, Findings
from pipeline.readers.names import close
from pipeline.readers.numbers import quantities
from pipeline.readers.source import Source, Statement, labelled
from pipeline.readers.subjects import Relation, governed_by

FIELD: Final = "training_tokens"
_TRIGGER: Final = re.compile(r"token|词元", re.IGNORECASE)
_LABEL: Final = re.compile(
    r"^#?\s?(?:[\w-]{1,14}\W{1,2}){0,3}(?:(?:pre-?)?train(?:ing|ed)? (?:tokens?|data(?: size)?|budget|corpus)|token "
    r"count|tokens(?: trained| seen)?|"
    r"(?:pre-?)?training data(?:set)? size|data size|训练(?:数据|词元|token)\w*|#\s?tokens)(?:\s?\([^)]{0,30}\))?\W*$",
    re.IGNORECASE,
)
_TRAINED: Final = re.compile(
    r"pre-?\s?train|\btrain(?:ed|ing)?\b|corpus|corpora|from scratch|预训练|训练|语料|consumed|scale up", re.IGNORECASE
)
_PRE: Final = re.compile(r"pre-?\s?train|from scratch|预训练|base model", re.IGNORECASE)
_OTHER_STAGE: Final = re.compile(
    r"fine-?\s?tun|\bsft\b|instruct|continu|additional|further|anneal|mid-?train|extension|extend|distill|post-?train|"
    r"synthetic|\brl\b|reinforcement|per (?:second|day|batch|step)|\bbatch|\bstage\b|cool-?down|decay|warm-?up|"
    r"adapt|alignment|preference|"
    r"\bsecond phase|long[- ]context|sampled|\bimage-text|upsampl|微调|继续|额外|增量|持续|追加|domain|\bextra\b|another|more "
    r"tokens|fewer|less than|per month|served|\bmath tokens|of code\b",
    re.IGNORECASE,
)
_RIVAL: Final = re.compile(r"\bthan\b|compared|\bversus\b|\bvs\b|unlike|only .{0,20} of the", re.IGNORECASE)
_LEAST_BESIDE_BASE: Final = 200_000_000_000
_AT_LEAST: Final = re.compile(r"(?:more|greater|no less|not less|less|fewer) than\W{0,3}$", re.IGNORECASE)
_LEAST, _MOST = 1_000_000_000, 500_000_000_000_000


def read_tokens(src: Source, out: Findings) -> None:
    """Candidates for the number of pre-training tokens."""
    for cell in src.cells():
        if _LABEL.match(cell.label) and "context" not in cell.label:
            found = [q for q in quantities(cell.value) if _LEAST <= q.value <= _MOST]
            if (not found and "(t)" in cell.label) or "trillion" in cell.label:
                found = [q._replace(value=q.value * 10**12) for q in quantities(cell.value)[:1] if q.value < 100]
            if not found or (
                ("data" in cell.label or "数据" in cell.label) and "token" not in (cell.label + cell.value).lower()
            ):
                continue
            if cell.relation in {Relation.SIBLING, Relation.OTHER}:
                out.reject(cell.line, "table row or column of another model", FIELD, f"{cell.row}: {cell.value}")
            elif _tuning(src, cell.label, found[0].value):
                out.reject(cell.line, "tokens of fine-tuning: the card names a base model", FIELD, cell.value)
            elif len(found) == 1 and not _OTHER_STAGE.search(cell.label):
                text = f"{cell.label}: {cell.value}"
                out.claim(Candidate(FIELD, found[0].value, cell.line, text, "tokens.table", 55,
                                    "base" if cell.relation is Relation.BASE else "self"))  # fmt: skip
    for s in src.statements(_TRIGGER, "token", "词元", numeric=True):
        _read_statement(src, s, out)


def _tuning(src: Source, label: str, value: int) -> bool:
    """Whether a label's count can only be of fine-tuning: a base is named, and the count is small."""
    return bool(src.subject.bases) and not _PRE.search(label) and value < _LEAST_BESIDE_BASE


def _read_statement(src: Source, s: Statement, out: Findings) -> None:
    found = quantities(s.text)
    if not found or not src.spend("tokens", len(found)):
        return
    pair = labelled(s)
    is_label = pair is not None and bool(_LABEL.match(pair[0]))
    mentions: list[tuple[int, int, Relation]] | None = None
    for n, q in enumerate(found):
        if not _LEAST <= q.value <= _MOST or q.unit == "k" or not (q.unit or "," in s.text[q.start : q.end]):
            continue
        limit = found[n + 1].start if n + 1 < len(found) else len(s.text)
        after = s.text[q.end : min(limit, q.end + 60)]
        before = s.text[max(0, q.start - 160) : q.start]
        near_after = bool(
            re.match(r"\+?[\s-]*(?:[\w,-]{1,20}[\s-]){0,6}?(?:tokens?\b|词元|token)", after, re.IGNORECASE)
        )
        near_before = bool(re.search(r"(?:token|词元)s?\b[^.;,]{0,24}$", before, re.IGNORECASE))
        if not (near_after or near_before):
            continue
        if re.match(r"[\s-]*(?:param|model|moe\b|参数)", after, re.IGNORECASE):
            continue
        line = s.line(q.start)
        clause = re.split(r"[;。]|, (?:and|then|followed|which|while)\b|\bfollowed by\b|\bbefore\b|\bthen\b", before)[
            -1
        ]
        tail = re.split(r"[;,.。]|\band\b|[与和]", after)[0]
        if (
            not is_label
            and not _TRAINED.search(clause)
            and not _TRAINED.search(after)
            and not _TRAINED.search(s.text[: q.start])
        ):
            continue
        if mentions is None:
            mentions = src.subject.mentions(s.text)
        _judge(
            src,
            s,
            q.value,
            q.start,
            out,
            mentions,
            clause,
            tail,
            grouped=q.group > 1 or q.ranged,
            is_label=is_label,
            line=line,
        )


def _judge(  # noqa: PLR0913 - one decision with all that bears on it
    src: Source, s: Statement, value: int, at: int, out: Findings, mentions: list[tuple[int, int, Relation]],
    clause: str, tail: str, *, grouped: bool, is_label: bool, line: int,
) -> None:  # fmt: skip
    section = s.passage.section
    pre = bool(_PRE.search(clause) or _PRE.search(tail))
    stage = _OTHER_STAGE.search(clause[-100:]) or _OTHER_STAGE.search(tail)
    if stage and not (
        pre and stage[0].lower() in {"synthetic", "instruct", "of code", "alignment", "stage"} and stage.end() < 60
    ):
        out.reject(line, f"tokens of another stage ({stage[0].lower().strip()})", FIELD, s.text)
        return
    if _RIVAL.search(_AT_LEAST.sub("", clause)):
        out.reject(line, "tokens in a comparison", FIELD, s.text)
        return
    if grouped:
        out.reject(line, "one of several token counts", FIELD, s.text)
        return
    if not is_label and re.search(r"fine-?tun|post-?train|\bsft\b|anneal", section.title, re.IGNORECASE) and not pre:
        out.reject(line, "tokens of another stage (by its heading)", FIELD, s.text)
        return
    sizes = [q for q in quantities(s.text[:at]) if q.unit in {"b", "m", "billion", "million"} and q.start > at - 60
             and re.match(r"[\s-]*(?:param\w*|model|was|were|is|:|variant)", s.text[q.end : q.end + 14], re.IGNORECASE)]  # fmt: skip
    listed = sizes[-1:] if not sizes or sizes[-1].group == 1 else quantities(s.text[:at])
    if sizes and src.subject.size and not any(close(q.value, src.subject.size) for q in listed):
        out.reject(line, "tokens of another size", FIELD, s.text)
        return
    prior = [m for m in mentions if m[1] <= at]
    governing = governed_by(s.text, mentions, at) or src.section_relation(section)
    if governing in {Relation.SIBLING, Relation.OTHER}:
        if any(m[2] in {Relation.SELF, Relation.FAMILY} for m in prior) and governing is Relation.OTHER and pre:
            governing = Relation.SELF
        else:
            out.reject(line, "tokens of another model", FIELD, s.text)
            return
    about: About = (
        "base"
        if governing is Relation.BASE or re.search(r"\bbase model\b|\bbackbone\b", clause, re.IGNORECASE)
        else "self"
    )
    if about == "self" and src.role == "derivative" and not pre and not is_label:
        out.reject(line, "a derivative's training is fine-tuning", FIELD, s.text)
        return
    if is_label and _tuning(src, s.text[:40], value):
        out.reject(line, "tokens of fine-tuning: the card names a base model", FIELD, s.text)
        return
    rank = 50 if is_label else 44 if pre else 34
    if governing is Relation.SELF:
        rank += 2
    out.claim(Candidate(FIELD, value, line, s.text, "tokens.label" if is_label else "tokens.sentence", rank, about))
