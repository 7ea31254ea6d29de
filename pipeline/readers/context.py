"""Context length, native and extended, that a card states of its checkpoint."""

import re
from typing import Final

from pipeline.model.claims import About
from pipeline.readers.context_words import (
    AFTER,
    BAD_LABEL,
    BEFORE,
    BY_YARN,
    CLAUSE,
    CONFIG,
    EXTENDING,
    FROM,
    HARD_SETTING,
    LABEL,
    NATIVE_SAID,
    NATIVELY,
    NOT,
    SETTING,
    SETTING_SECTION,
    STRONG,
    TRIGGER,
    UPTO,
    USE_SECTION,
    WIDENED,
    WIDENS,
    YARN_CODE,
)
from pipeline.readers.findings import Candidate, Findings
from pipeline.readers.numbers import Quantity, quantities
from pipeline.readers.source import Cell, Source, Statement, labelled
from pipeline.readers.subjects import Relation, governed_by

NATIVE: Final = "context_length"


EXTENDED: Final = "context_length_extended"


_LEAST, _MOST = 256, 20_000_000


def read_context(src: Source, out: Findings) -> None:
    """Candidates for the native and the extended context length."""
    for cell in src.cells():
        if LABEL.match(cell.label) and not BAD_LABEL.search(cell.label):
            _read_cell(src, cell, out)
    for s in src.statements(
        TRIGGER,
        "context",
        "sequence",
        "token",
        "length",
        "window",
        "上下文",
        "长度",
        "窗口",
        "yarn",
        "native",
        numeric=True,
    ):
        _read_statement(src, s, out)
    _settle(src, out)


def _lengths(text: str) -> list[Quantity]:
    """Quantities that may count tokens of a window."""
    return [
        q for q in quantities(text)
        if _LEAST <= q.value <= _MOST and q.unit in {"", "k", "m", "million", "thousand", "万", "千"}
    ]  # fmt: skip


def _exacter(found: list[Quantity], q: Quantity) -> int:
    """The exact figure beside a rounded one: "256K tokens (262,144 tokens)"."""
    if q.unit:
        for other in found:
            if not other.unit and other is not q and abs(other.value - q.value * 1.024) <= q.value * 0.03:
                return other.value
    return q.value


def _read_cell(src: Source, cell: Cell, out: Findings) -> None:
    found = _lengths(cell.value)
    found = [q for q in found if q.unit or "," in cell.value or q.value >= 1000 or "token" in cell.value]
    if not found:
        return
    if cell.relation in {Relation.SIBLING, Relation.OTHER}:
        out.reject(cell.line, "table row or column of another model", NATIVE, f"{cell.row}: {cell.value}")
        return
    section = src.doc.sections[cell.section]
    if (
        SETTING_SECTION.search(section.title)
        and "max_position" not in cell.label
        and not re.search("hyper", section.title, re.IGNORECASE)
    ):
        out.reject(cell.line, "a setting, not the model's window", NATIVE, cell.value)
        return
    if any(q.group > 1 for q in found):
        found = [q for q in found if q.value == src.subject.name.window]
    text = f"{cell.label}: {cell.value}"
    _spread(out, found, cell.value, text, lambda _: cell.line, 60 if cell.relation else 50, "context.table")


def _spread(out: Findings, found: list[Quantity], value: str, text: str, line, rank: int, rule: str) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    """Claim the native and the extended figure of one labelled value."""
    native_done = extended_done = False
    for n, q in enumerate(found):
        after = value[q.end : found[n + 1].start if n + 1 < len(found) else q.end + 60]
        before = value[found[n - 1].end if n else 0 : q.start]
        after = CLAUSE.split(after)[0]
        if NOT.search(before[-30:]) or NOT.search(after[:24]) or FROM.search(before):
            continue
        widened = bool(native_done and WIDENS.search(before) and EXTENDING.search(value))
        if (widened or EXTENDING.search(after) or EXTENDING.search(before)) and not NATIVELY.search(after[:20]):
            if not extended_done:
                out.claim(Candidate(EXTENDED, q.value, line(q), text, rule, rank))
                extended_done = True
        elif not native_done:
            out.claim(Candidate(NATIVE, _exacter(found, q), line(q), text, rule, rank))
            native_done = True


def _read_statement(src: Source, s: Statement, out: Findings) -> None:
    found = _lengths(s.text)
    if not found or not src.spend("context", len(found)):
        return
    section = s.passage.section
    pair = labelled(s)
    if pair and LABEL.match(pair[0]) and not BAD_LABEL.search(pair[0]) and s.passage.kind != "heading":
        offset = pair[2]
        relation = src.section_relation(section)
        if relation in {Relation.SIBLING, Relation.OTHER}:
            out.reject(s.line(), "in a section about another model", NATIVE, s.text)
            return
        inside = [q for q in found if q.start >= offset]
        if SETTING_SECTION.search(section.title) and "cutoff" not in s.text and "i.e. context" not in s.text:
            out.reject(s.line(), "a setting, not the model's window", NATIVE, s.text)
            return
        _spread(out, inside, s.text, s.text, lambda q: s.line(q.start), 55, "context.label")
        return
    if s.passage.kind == "heading":
        return
    mentions = src.subject.mentions(s.text)
    previous = 0
    for n, q in enumerate(found):
        limit = found[n + 1].start if n + 1 < len(found) else len(s.text)
        after, before = s.text[q.end : min(limit, q.end + 70)], s.text[max(previous, q.start - 110) : q.start]
        previous = q.end
        _judge(src, s, q, found, before, after, mentions, out)


def _judge(  # noqa: PLR0911, C901 - one decision with all that bears on it
    src: Source, s: Statement, q: Quantity, found: list[Quantity], before: str, after: str,
    mentions: list[tuple[int, int, Relation]], out: Findings,
) -> None:  # fmt: skip
    line = s.line(q.start)
    if any(a <= q.start < b for a, b, _ in mentions):
        return
    if CONFIG.search(before):
        out.claim(
            Candidate(
                NATIVE,
                q.value,
                line,
                s.text,
                "context.config",
                70 if EXTENDING.search(s.text) or "config" in before else 30,
            )
        )
        return
    tokens_after = bool(re.match(r"\s?-?\s?(?:\+\s?)?(?:tokens?|词元)", after, re.IGNORECASE))
    window_after = bool(AFTER.match(after))
    whole_before = s.text[max(0, q.start - 120) : q.start]
    window_before = bool(BEFORE.search(whole_before)) and (bool(q.unit) or tokens_after or q.value >= 1000)
    up_to = (
        tokens_after
        and bool(UPTO.search(before))
        and bool(re.search("context|上下文|window|input", s.text, re.IGNORECASE) or BY_YARN.match(after))
    )
    if not (window_after or window_before or up_to):
        return
    if not (q.unit or tokens_after or "," in s.text[q.start : q.end] or q.value % 256 == 0):
        return
    words_before = re.split(r"[,;(]", before)[-1]
    if NOT.search(words_before[-40:]) or NOT.search(re.split(r"[,;.]|\band\b", after)[0][:40]):
        out.reject(line, "a count of other tokens, not of the window", NATIVE, s.text)
        return
    if FROM.search(before):
        out.reject(line, "the window before it was widened", NATIVE, s.text)
        return
    clause = s.text[max(s.text.rfind(". ", 0, q.start), 0) : q.end + 60]
    extending = bool(EXTENDING.search(CLAUSE.split(after)[0]) or EXTENDING.search(re.split(r"[;.]", before)[-1]))
    extending = extending and not NATIVE_SAID.match(after)
    setting = HARD_SETTING if window_after else SETTING
    if (setting.search(clause) and not STRONG.search(clause)) or SETTING_SECTION.search(s.passage.section.title):
        out.reject(line, "a setting, not the model's window", NATIVE, s.text)
        return
    if USE_SECTION.search(s.passage.section.path) and not STRONG.search(clause) and not extending:
        out.reject(line, "in instructions for use", NATIVE, s.text)
        return
    if q.ranged and WIDENED.search(s.text[: q.start]):
        q = q._replace(group=1, ranged=False)
    if (q.group > 1 or q.ranged) and q.value != src.subject.name.window:
        out.reject(line, "one of several lengths", NATIVE, s.text)
        return
    prior = [m for m in mentions if m[1] <= q.start]
    governing = governed_by(s.text, mentions, q.start)
    if governing is None:
        governing = src.section_relation(s.passage.section)
    elif governing is Relation.OTHER and any(m[2] in {Relation.SELF, Relation.FAMILY} for m in prior) and extending:
        governing = Relation.SELF  # "... using YaRN", "with FlashAttention-2"
    if governing in {Relation.SIBLING, Relation.OTHER}:
        out.reject(line, "window of another model", NATIVE, s.text)
        return
    rank = 40 if STRONG.search(clause) else 34
    if NATIVELY.search(before[-40:]) or NATIVELY.search(after[:16]):
        rank = 52
    if governing is Relation.SELF:
        rank += 2
    if USE_SECTION.search(s.passage.section.path):
        rank -= 8
    about: About = "base" if governing is Relation.BASE else "self"
    field = EXTENDED if extending else NATIVE
    out.claim(Candidate(field, _exacter(found, q), line, s.text, "context.sentence", rank, about))


def _original(src: Source) -> int | None:
    """The window before scaling that a configuration with YaRN in the card names."""
    for code in src.doc.codes:
        if "yarn" in code.text.lower() and (m := YARN_CODE.search(code.text)):
            return int(m[1])
    return None


def _drop_advice(src: Source, out: Findings) -> None:
    """Put the configured window for "beyond 8,192 tokens, enable YaRN", where the card shows another one."""
    advice = [c for c in out.of(NATIVE) if c.rule == "context.config"]
    original = _original(src)
    if original is None or all(c.value == original for c in advice):
        return
    for c in advice:
        out.candidates.remove(c)
        out.reject(c.line, "advice when to scale, not the window", NATIVE, c.text)
    text = f"original_max_position_embeddings: {original}"
    out.claim(Candidate(NATIVE, original, advice[0].line, text, "context.config", 60))


def _settle(src: Source, out: Findings) -> None:
    """Where the configured window is smaller than the one claimed, the claim needs YaRN."""
    window = src.subject.name.window
    if window is not None:
        for n, c in enumerate(out.candidates):
            if c.field == NATIVE and isinstance(c.value, int):
                fits = 0.9 * window <= c.value <= 1.1 * window
                out.candidates[n] = c._replace(rank=c.rank + (30 if fits else -30))
    _drop_advice(src, out)
    native = [c for c in out.of(NATIVE) if isinstance(c.value, int)]
    config = [c for c in native if c.rule == "context.config" and c.rank >= 60]
    if not config:
        for code in src.doc.codes:
            if "yarn" in code.text.lower() and (m := YARN_CODE.search(code.text)):
                original = int(m[1])
                if any(c.value == original or (isinstance(c.value, int) and c.value >= 1.8 * original) for c in native):
                    line = code.line + code.text.count("\n", 0, m.start())
                    config = [Candidate(NATIVE, original, line, m[0], "context.config", 58)]
                    if any(c.rank >= 52 and c.value != original and c.rule != "context.config" for c in native):
                        config = []
                    elif all(c.value != original for c in native):
                        out.candidates.extend(config)
                break
    if not config:
        return
    limit = int(str(config[0].value))
    for c in native:
        if isinstance(c.value, int) and c.value >= 1.8 * limit and c.rule != "context.config":
            out.candidates.remove(c)
            out.claim(c._replace(field=EXTENDED, rank=c.rank + (c.text.count(",") > 0)))
