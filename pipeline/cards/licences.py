"""The licence of the weights: the Hub's id from the front matter, its name and link, or the text's."""

import re
from typing import Final

from pipeline.cards.engine import Occurrence, judge
from pipeline.cards.findings import Candidate
from pipeline.cards.rules import SHARED, stating
from pipeline.cards.statements import Card
from pipeline.model.licences import least_free, licences_of

FIELD: Final = "license"
NAME: Final = "license_name"
_ID: Final = re.compile(r"[A-Za-z0-9][\w.+ /()-]{0,120}$")
_NAMES: Final = re.compile(SHARED["licence.names"], re.IGNORECASE)
_FORBIDS: Final = re.compile(SHARED["licence.forbids"], re.IGNORECASE)


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
            judge(o, stating(FIELD))


def _read_restriction(card: Card) -> None:
    """What a sentence forbids of the weights, as the name of a licence beside an id that permits it."""
    for statement in card.statements("commercial", "only", "商用", "商业", "研究"):
        m = _FORBIDS.search(statement.text)
        if m is not None:
            judge(Occurrence(card, statement, m[0].strip(), m.start(), m.end()), stating(NAME))


def _code(m: re.Match[str]) -> str:
    if m["llama"]:
        return f"llama{m['llama']}"
    if m["version"]:
        return f"cc-by{m['cc'].lower().replace(' ', '-')}-{m['version']}"
    return "apache-2.0" if m["apache"] else "mit" if m["mit"] else "bigscience-bloom-rail-1.0"
