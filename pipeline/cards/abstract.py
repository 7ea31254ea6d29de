"""What an arXiv title and abstract state of the model they present: sizes, tokens, context.

The same rules as for cards; the subject is the model that the title names. An abstract has no
lines of its own: its sentences count as lines, the title being line 1.
"""

import re
from typing import Final

from pipeline.cards.counts import read_context, read_parameters, read_tokens
from pipeline.cards.findings import Findings
from pipeline.cards.front_matter import FrontMatter
from pipeline.cards.metadata import read_languages
from pipeline.cards.statements import Card
from pipeline.cards.subjects import Subject, written_names
from pipeline.fields import FIELDS
from pipeline.kinds import Kind
from pipeline.markdown import parse, passage
from pipeline.model.claims import CardReading, Claim
from pipeline.names.dissected import parse_name

_SENTENCE: Final = re.compile(r"(?<=[a-z0-9)%])[.!?]\s+(?=[A-Z])")
_NAME_AT_HEAD: Final = re.compile(r"([A-Z][\w.+-]{1,30}(?: [\w.]{1,12}){0,2}?)\s?(?::|Technical Report|—|–)")
_MOST: Final = 20_000
_FIELDS: Final = tuple(name for name, spec in FIELDS.items() if spec.form == "count")


def read_abstract(title: str, abstract: str) -> CardReading:
    """Claims of a paper's abstract. Several sizes or token counts are a family's: a reject each."""
    title, abstract = " ".join(title[:500].split()), " ".join(abstract[:_MOST].split())
    sentences = [title, *_SENTENCE.sub(".\n", abstract).split("\n")]
    head = _NAME_AT_HEAD.match(title)
    named = next((title[start:end].rstrip(".-_") for start, end in written_names(title)), "")
    found = head[1] if head else named
    out = Findings()
    lines = [part for sentence in sentences for part in (sentence, "")]  # a blank line after each: a paragraph of its own
    card = Card(found, lines, FrontMatter(), parse(lines), Subject(found, parse_name(found)), out)
    for read in (read_parameters, read_context, read_tokens, read_languages):
        read(card)
    claims: list[Claim] = []
    for name in _FIELDS:
        candidates = out.of(name)
        best = max(candidates, key=lambda c: c.rank, default=None)
        if best is None:
            continue
        if any(c.value != best.value and c.rank >= best.rank - 4 for c in candidates):
            for c in candidates:
                out.reject(c.line, f"abstract.several: several figures in one abstract ({c.rule})", name, c.text)
            continue
        text, rule = passage(best.text), f"abstract.{best.rule}"
        claims.append(Claim(field=name, value=best.value, line=_sentence(best.line), text=text, rule=rule, about=best.about))
    rejects = [reject._replace(line=_sentence(reject.line or 1)) for reject in out.seen]
    return CardReading(id=found, kind=Kind.LLM, role=None, claims=tuple(claims), rejects=tuple(rejects))


def _sentence(line: int) -> int:
    return (line + 1) // 2
