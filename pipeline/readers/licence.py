"""The licence of the weights: the Hub's id from the front matter, its name and link, or the text's."""

import re
from typing import Final

from pipeline.readers.findings import Candidate, Findings
from pipeline.readers.source import Source, labelled
from pipeline.readers.subjects import Relation

_TRIGGER: Final = re.compile(r"licen[cs]e", re.IGNORECASE)
_NAMES: Final = (
    (re.compile(r"apache(?:[ -]license,?)?[ ,-]*(?:version )?v?2(?:\.0)?", re.IGNORECASE), "apache-2.0"),
    (re.compile(r"\bMIT\b(?: open-source)?(?: licen[cs]e)?"), "mit"),
    (re.compile(r"cc[ -]by[ -]nc[ -]sa[ -]4\.0", re.IGNORECASE), "cc-by-nc-sa-4.0"),
    (re.compile(r"cc[ -]by[ -]nc[ -]4\.0", re.IGNORECASE), "cc-by-nc-4.0"),
    (re.compile(r"cc[ -]by[ -]sa[ -]4\.0", re.IGNORECASE), "cc-by-sa-4.0"),
    (re.compile(r"cc[ -]by[ -]4\.0", re.IGNORECASE), "cc-by-4.0"),
    (re.compile(r"bigscience[ -]bloom[ -]rail[ -]1\.0", re.IGNORECASE), "bigscience-bloom-rail-1.0"),
    (re.compile(r"llama ?2 community licen[cs]e", re.IGNORECASE), "llama2"),
    (re.compile(r"llama ?3 community licen[cs]e", re.IGNORECASE), "llama3"),
    (re.compile(r"llama ?3\.1 community licen[cs]e", re.IGNORECASE), "llama3.1"),
    (re.compile(r"llama ?3\.2 community licen[cs]e", re.IGNORECASE), "llama3.2"),
    (re.compile(r"llama ?3\.3 community licen[cs]e", re.IGNORECASE), "llama3.3"),
    (re.compile(r"llama ?4 community licen[cs]e", re.IGNORECASE), "llama4"),
)
_GRANT: Final = re.compile(
    r"(?:released|licensed|distributed|available|open-?sourced|provided|published)[^.;]{0,60}(?:under|by|with)|"
    r"licen[cs]e",
    re.IGNORECASE,
)
_OTHER_THING: Final = re.compile(
    r"\bcode\b|dataset|\bdata\b|repository|library|demo|tokenizer|backbone|encoder|代码|training set|paper|logo|"
    r"tool|benchmark|base model|subject to",
    re.IGNORECASE,
)
_WEIGHTS: Final = re.compile(r"\bmodels?\b|weights|checkpoint|\bis\b|模型|权重|released under", re.IGNORECASE)
_ID: Final = re.compile(r"[A-Za-z0-9][\w.+ /()-]{0,120}$")


def read_licence(src: Source, out: Findings) -> None:  # noqa: C901 - a list of rules, read from top to bottom
    """The licence id, name and link."""
    item = src.matter.first("license")
    if item is not None:
        if _ID.match(item.text):
            out.claim(
                Candidate("license", item.text.strip(), item.line, f"license: {item.text}", "licence.front_matter", 60)
            )
            for further in src.matter.items["license"][1:]:
                out.reject(further.line, "further licence in a list; the first is used", "license", further.text)
        else:
            out.reject(item.line, "licence is not an id", "license", item.text)
    for key in ("license_name", "license_link"):
        found = src.matter.first(key)
        if found is not None:
            out.claim(Candidate(key, found.text[:300], found.line, f"{key}: {found.text}", "licence.front_matter", 60))
    if item is not None:
        return
    for s in src.statements(_TRIGGER, "icen"):
        pair = labelled(s)
        is_label = pair is not None and pair[0].strip() in {
            "license",
            "licence",
            "license(s)",
            "model license",
            "许可证",
        }
        hits = [(m, code) for pattern, code in _NAMES if (m := pattern.search(s.text))]
        if not hits:
            continue
        line = s.line(hits[0][0].start())
        relation = src.section_relation(s.passage.section)
        if relation in {Relation.SIBLING, Relation.OTHER}:
            out.reject(line, "licence of another model", "license", s.text)
        elif len(hits) > 1:
            out.reject(line, "more than one licence in a sentence", "license", s.text)
        elif is_label or (_GRANT.search(s.text) and _WEIGHTS.search(s.text) and not _OTHER_THING.search(s.text)):
            out.claim(Candidate("license", hits[0][1], line, s.text, "licence.text", 20))
        else:
            out.reject(line, "licence of something other than the weights", "license", s.text)
    for cell in src.cells():
        if cell.label.strip(" :") in {"license", "licence"} and cell.relation not in {Relation.SIBLING, Relation.OTHER}:
            hits = [(m, code) for pattern, code in _NAMES if (m := pattern.search(cell.value))]
            if len(hits) == 1:
                out.claim(Candidate("license", hits[0][1], cell.line, cell.value, "licence.table", 25))
