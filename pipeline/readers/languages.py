"""Natural languages that a card lists as supported, and how many it says there are."""

import re
from typing import Final

from pipeline.readers.findings import Candidate, Findings
from pipeline.readers.language_names import CODE_OF, code_of
from pipeline.readers.source import Source, Statement, labelled
from pipeline.readers.subjects import Relation

_WORD: Final = re.compile(r"(?<![A-Za-z-])[A-Z][a-z]{2,}(?![A-Za-z])")
_NOT_LATIN: Final = tuple(name for name in CODE_OF if not name.isascii())
_TRIGGER: Final = re.compile(r"[Ll]anguage|lingual|语言|语种|English|中英|中文|英文")
_LABEL: Final = re.compile(
    r"^(?:supported |natural |primary |main |text |input |output )*languages?(?:\(s\))?(?:\s?\(nlp\))?(?: "
    r"supported| support| coverage)?\W*$|"
    r"^(?:支持的?)?语言(?:支持)?\W*$|^(?:text|multilingual(?: support)?|text only|image)$|^supported languages",
    re.IGNORECASE,
)
_SUPPORT: Final = re.compile(
    r"support|multilingual|proficien|available in|fluent|covers?\b|covering|understand|intended for use (?:in|"
    r"for)|bilingual|capab|"
    r"languages?,? (?:such as|including|like)|optimi[sz]ed for|支持|include|trained (?:from scratch )?on|works? "
    r"(?:in|with)|handles?\b|dozens of",
    re.IGNORECASE,
)
_NOT: Final = re.compile(
    r"benchmark|evaluat|dataset|score|mmlu|translat|prompt|not support|other languages|except|c-eval|cmmlu|"
    r"example|programming|"
    r"\btest|perform(?:ed|s)? (?:well|better)|voice|asr|speech|limitation|bias|may not|fine-?tun|answer|accura|"
    r"readme|model card|leaderboard|"
    r"native speaker|version\b|outperform|respond|dialogue|out-of-scope|any language other|than the|cutoff",
    re.IGNORECASE,
)
_ONLY: Final = re.compile(
    r"(?:intended|designed|primarily|mainly|only|exclusively|use) [^.;]{0,40}\b(?:in|for|on|with|the)? ?English\b|"
    r"English[- ]only|for the English language|"
    r"trained (?:primarily |mainly )?on English|Pretrained model on English|English language model",
    re.IGNORECASE,
)
_LIMITED: Final = re.compile(r"(?<!not )\blimited\b|to a lesser (?:extent|degree)|partial(?:ly)?\b", re.IGNORECASE)
_COUNT: Final = re.compile(
    r"(?<![\d.,/-])(\d{1,4})\s?\+?\s?(?:different |natural |human |world |spoken |diverse |major |supported |"
    r"additional )*(?:languages?(?! pair)(?:\s?\(|\b)|种语言|种?语种)",
    re.IGNORECASE,
)
_PROGRAMMING: Final = re.compile(r"programming|coding|code|编程|source", re.IGNORECASE)
_SPEECH_SECTION: Final = re.compile(
    r"out[- ]of[- ]scope|limitation|bias|evaluat|benchmark|result|example|ethic", re.IGNORECASE
)


def read_languages(src: Source, out: Findings) -> None:  # noqa: C901 - a list of rules, read from top to bottom
    """One candidate: the union of the front matter and of lists in the text."""
    codes: list[str] = []
    line = 0
    text = ""
    for key in ("language", "languages"):
        for item in src.matter.items.get(key, ()):
            for word in re.split(r"[,/]\s*", item.text) if "," in item.text else [item.text]:
                code = code_of(word)
                if code is None:
                    out.reject(item.line, "not a natural language's code", "languages", item.text)
                elif code not in codes:
                    codes.append(code)
                    line, text = line or item.line, text or f"{key}: {item.text}"
    front = len(codes)
    best: tuple[list[str], int, str] | None = None
    for s in src.statements(_TRIGGER, "language", "lingual", "english", "语", "中英", "中文", "英文"):
        _count(src, s, out)
        listed = _listed(src, s)
        if listed and (best is None or len(listed) > len(best[0])):
            best = (listed, s.line(), s.text)
    for cell in src.cells():
        if _LABEL.match(cell.label) and cell.relation not in {Relation.SIBLING, Relation.OTHER} and len(cell.label) > 5:
            listed = _codes(cell.value)
            if listed and (best is None or len(listed) > len(best[0])):
                best = (listed, cell.line, f"{cell.label}: {cell.value}")
    if best is not None:
        extra = [c for c in best[0] if c not in codes]
        if not codes or (extra and len(best[0]) > 2):
            codes += extra
            if not front or len(extra) > front:
                line, text = best[1], best[2]
    if codes:
        rule = (
            "languages.front_matter"
            if front and len(codes) == front
            else "languages.text"
            if not front
            else "languages.union"
        )
        out.claim(Candidate("languages", tuple(codes), line, text, rule, 50))


def _codes(text: str) -> list[str]:
    """Codes of the languages named in a text, in order."""
    found = [(m.start(), CODE_OF[word]) for m in _WORD.finditer(text) if (word := m[0].lower()) in CODE_OF]
    if not text.isascii():
        found += [(text.index(name), CODE_OF[name]) for name in _NOT_LATIN if name in text]
        found.sort()
    return list(dict.fromkeys(code for _, code in found))


def _listed(src: Source, s: Statement) -> list[str]:
    """Languages that a sentence lists as supported."""
    section = s.passage.section
    if src.section_relation(section) in {Relation.SIBLING, Relation.OTHER}:
        return []
    pair = labelled(s)
    if _LABEL.match(section.title) and "language" in section.title.lower() and s.start == 0 and not _NOT.search(s.text):
        codes = _codes(s.text)
        if len(codes) > 1 or (codes and len(s.text) < 40):
            return codes
    if (
        pair
        and _LABEL.match(pair[0])
        and not (pair[0].startswith(("text", "image")) and "language" not in section.path)
    ):
        return _codes(_LIMITED.split(pair[1])[0])
    if _SPEECH_SECTION.search(section.title):
        return []
    if _ONLY.search(s.text) and not re.search(r"dataset|not |other than", s.text, re.IGNORECASE):
        return _codes(s.text)[:1] if len(_codes(s.text)) == 1 else []
    codes = _codes(s.text)
    if len(codes) >= 2 and _SUPPORT.search(s.text) and not _NOT.search(s.text):
        relations = {r for _, _, r in src.subject.mentions(s.text)}
        if Relation.OTHER in relations and not relations & {Relation.SELF, Relation.FAMILY}:
            return []
        if len(codes) == 2 and not re.search(r"bilingual|language|both", s.text, re.IGNORECASE):
            return []
        return codes
    return []


def _count(src: Source, s: Statement, out: Findings) -> None:
    """A stated number of supported languages."""
    m = _COUNT.search(s.text)
    if m is None:
        return
    count = int(m[1])
    if not 2 <= count <= 2000:
        return
    line = s.line(m.start())
    around = s.text[max(0, m.start() - 50) : m.end() + 20]
    if _PROGRAMMING.search(around):
        out.reject(line, "programming languages", "languages_count", s.text)
    elif not _SUPPORT.search(s.text) and not (labelled(s) and "language" in s.text[:40].lower()):
        out.reject(line, "a number of languages, not said to be supported", "languages_count", s.text)
    elif src.section_relation(s.passage.section) in {Relation.SIBLING, Relation.OTHER}:
        out.reject(line, "languages of another model", "languages_count", s.text)
    else:
        out.claim(Candidate("languages_count", count, line, s.text, "languages.count", 30))
