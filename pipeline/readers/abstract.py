"""What an arXiv title and abstract state of the model they present: sizes, tokens, context.

The same machinery as for cards; the subject is the model that the title names. An abstract has
no lines of its own: its sentences count as lines, the title being line 1.
"""

import re
from typing import Final

from pipeline.fields import FIELDS
from pipeline.kinds import Kind
from pipeline.model.claims import CardReading, Claim, Reject
from pipeline.readers.context import read_context
from pipeline.readers.document import parse_document
from pipeline.readers.findings import Findings
from pipeline.readers.front_matter import FrontMatter
from pipeline.readers.inline import passage
from pipeline.readers.languages import read_languages
from pipeline.readers.names import parse_name
from pipeline.readers.parameters import read_parameters
from pipeline.readers.source import Source
from pipeline.readers.subjects import MENTION, Subject
from pipeline.readers.tokens import read_tokens

_SENTENCE: Final = re.compile(r"(?<=[a-z0-9)%])[.!?]\s+(?=[A-Z])")
_NAME_AT_HEAD: Final = re.compile(r"([A-Z][\w.+-]{1,30}(?: [\w.]{1,12}){0,2}?)\s?(?::|Technical Report|—|–)")
_MOST: Final = 20_000
_FIELDS: Final = (
    "total_params",
    "active_params",
    "context_length",
    "context_length_extended",
    "training_tokens",
    "languages_count",
)


def read_abstract(title: str, abstract: str) -> CardReading:
    """Claims of a paper's abstract. Several sizes or token counts are a family's: a reject each."""
    title, abstract = " ".join(title[:500].split()), " ".join(abstract[:_MOST].split())
    lines = [title, *_SENTENCE.sub(".\n", abstract).split("\n")]
    text = "\n".join(lines)
    head = _NAME_AT_HEAD.match(title)
    found = head[1] if head else next((m[0].rstrip(".-_") for m in MENTION.finditer(title)), "")
    starts = [0]
    for line in lines[:-1]:
        starts.append(starts[-1] + len(line) + 1)
    # Each sentence is its own passage, so that its number is a line.
    document = parse_document([part for line in lines for part in (line, "")], 0)
    source = Source(found, text, starts, FrontMatter(), document, Subject(found, parse_name(found)))
    out = Findings()
    read_parameters(source, out)
    read_context(source, out)
    read_tokens(source, out)
    read_languages(source, out)
    claims: list[Claim] = []
    for name in _FIELDS:
        candidates = out.of(name)
        if not candidates:
            continue
        best = max(candidates, key=lambda c: c.rank)
        if any(c.value != best.value and c.rank >= best.rank - 4 for c in candidates):
            for c in candidates:
                out.reject(c.line, "several figures in one abstract", name, c.text)
            continue
        at = (best.line + 1) // 2
        rule = f"abstract.{best.rule}"
        claims.append(
            Claim(field=name, value=best.value, line=at, text=passage(best.text), rule=rule, about=best.about)
        )
    rejects = tuple(
        Reject(
            line=(s.line + 1) // 2, reason=s.reason, field=s.field if s.field in FIELDS else None, text=passage(s.text)
        )
        for s in out.seen
    )
    return CardReading(id=found, kind=Kind.LLM, role=None, claims=tuple(claims), rejects=rejects)
