"""The licence of the weights: the Hub's id from the front matter, its name and link, or the text's."""

import re
from typing import Final

from pipeline.cards.engine import SUBJECT, Occurrence, judge, refuses, states
from pipeline.cards.findings import Candidate
from pipeline.cards.statements import Card
from pipeline.model.licences import least_free, licences_of

FIELD: Final = "license"
NAME: Final = "license_name"
_ID: Final = re.compile(r"[A-Za-z0-9][\w.+ /()-]{0,120}$")
_NAMES: Final = re.compile(
    r"(?P<apache>apache(?:[ -]license,?)?[ ,(-]*(?:version )?v?2(?:\.0)?)|(?-i:(?P<mit>(?<![Mm]odified )\bMIT\b)(?: open-source)?(?: licen[cs]e)?)|"
    r"cc[ -]by(?P<cc>(?:[ -](?:nc|sa|nd))*)[ -](?P<version>[34]\.0)|(?P<bloom>bigscience[ -]bloom[ -]rail[ -]1\.0)|"
    r"llama ?(?P<llama>[234](?:\.[123])?) community licen[cs]e",
    re.IGNORECASE,
)
_FORBIDS: Final = re.compile(
    r"(?:(?:non-?commercial|academic|research)(?: and |[ /-])?){1,3}(?:uses?|purposes?)? ?only\b|"
    r"\bonly (?:be used |usable |available |allowed |permitted )?for (?:(?:non-?commercial|academic|research)(?: and |[ /-])?){1,3}|"
    r"\bnot (?:be used |allowed |permitted |available |licensed )?for (?:any )?commercial (?:use|purpose)|"
    r"\bnon-?commercial licen[cs]e|\blicen[cs]ed (?:only )?for non-?commercial|"
    r"\bcommercial (?:use|usage)(?: of [^.;,]{1,40})? is (?:strictly )?(?:not (?:permitted|allowed)|prohibited|forbidden)|"
    r"仅[限供可]?用?于?(?:学术|非商业)?研究|仅[限供可]?用?于?非商[业用]|(?:禁止|不得|不可|不能)(?:用于)?商[业用]",
    re.IGNORECASE,
)
_FORBIDDING: Final = (
    states("licence.forbids", NAME, 15, "The weights are for non-commercial use only.", "The weights are for everybody.",
           clause=r"\bmodels?\b|weights|checkpoint|licen[cs]e|模型|权重"),
    states("licence.section_forbids", NAME, 14, "## License\n\nNon-commercial use only.", "## Demo\n\nNon-commercial use only.",
           title=r"licen[cs]e|许可|协议"),
)  # fmt: skip
_STATING: Final = (
    states("licence.label", FIELD, 20, "License: MIT", "Code license: MIT", form="cell|label", label=r"^(?:model )?licen[cs]e(?:\(s\))?\W*$|"
           r"^(?:开源)?(?:许可证?|协议|许可协议)$"),
    states("licence.granted", FIELD, 18, "The model is released under the MIT license.", "MIT has a licence office.",
           text=r"(?:releas(?:ed|ing)|licensed|distributed|available|open-?sourced|provided|published)(?:[^.;]|\.\d){0,120}(?:under|by|with)|licen[cs]e",
           clause=r"\bmodels?\b|weights|checkpoint|\bis\b|模型|权重|released under|\bwe (?:are )?releas"),
)  # fmt: skip
_REFUSING: Final = (
    refuses("licence.several", "more than one licence in a sentence", "The model has a licence: MIT or Apache 2.0.",
           "The model is under the MIT license.", several="yes"),
    refuses("licence.thing", "licence of something other than the weights", "The model's code is under the MIT license.",
           "The model is under the MIT license.", form="sentence", text2=r"!(?:code|repository|repo) and (?:the )?(?:model )?(?:weights|models?)\b",
           text=r"\bcode\b|dataset|\bdata\b|repository|library|demo|tokenizer|backbone|encoder|代码|training set|paper|logo|tool|"
           r"benchmark|base model|subject to"),
)  # fmt: skip


_NOT_OF_TODAY: Final = (
    refuses("licence.earlier", "licence of an earlier version", "Earlier the model was for research use only.", "The model is for research use only.",
            text=r"\b(?:earlier|previous(?:ly)?|prior|older|initially|formerly|were)\b|此前|之前"),
    refuses("licence.intended", "what it is meant for, not what is allowed", "The model is intended for research use only.",
            "The model is available for research use only.", text=r"\b(?:intended|meant|designed)\b", text2="!commercial"),
)  # fmt: skip


def read_licence(card: Card) -> None:
    """The licence id, name and link."""
    out, items = card.out, card.matter.items.get("license", ())
    ids = [item for item in items if _ID.match(item.text)]
    for item in items:
        if item not in ids:
            out.reject(item.line, "licence.no_id: not an id", FIELD, item.text)
    if ids:
        every = ", ".join(dict.fromkeys(item.text.strip() for item in ids))
        out.candidates.append(Candidate(FIELD, every, ids[0].line, f"license: {every}", "licence.front_matter", 60))
    for key in ("license_name", "license_link"):
        if found := card.matter.first(key):
            out.candidates.append(Candidate(key, found.text[:300], found.line, f"{key}: {found.text}", "licence.front_matter", 60))
    facts = {key: max(said, key=lambda c: c.rank).value for key in (FIELD, NAME, "license_link") if (said := out.of(key))}
    if least_free(licences_of(facts)) in (None, "free"):
        _read_restriction(card)
    if items:
        return
    for statement in card.statements("licen", "许可", "协议", "under ", "apache"):
        hits = list(_NAMES.finditer(statement.text, statement.value_at if statement.form == "cell" else 0))
        if hits:
            o = Occurrence(card, statement, _code(hits[0]), hits[0].start(), hits[0].end())
            o.seen["several"] = "yes" if len({_code(m) for m in hits}) > 1 else ""
            judge(o, _STATING, (*_REFUSING, *SUBJECT))


def _read_restriction(card: Card) -> None:
    """What a sentence forbids of the weights, as the name of a licence beside an id that permits it."""
    for statement in card.statements("commercial", "only", "商用", "商业", "研究"):
        m = _FORBIDS.search(statement.text)
        if m is not None:
            judge(Occurrence(card, statement, m[0].strip(), m.start(), m.end()), _FORBIDDING, (_REFUSING[1], *_NOT_OF_TODAY, *SUBJECT))


def _code(m: re.Match[str]) -> str:
    if m["llama"]:
        return f"llama{m['llama']}"
    if m["version"]:
        return f"cc-by{m['cc'].lower().replace(' ', '-')}-{m['version']}"
    return "apache-2.0" if m["apache"] else "mit" if m["mit"] else "bigscience-bloom-rail-1.0"
