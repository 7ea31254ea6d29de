"""From a model card's bytes to what it states of its checkpoint: total, pure, with lines.

`read_card` never raises: what cannot be read becomes a reject.
"""

import re
from collections import Counter
from itertools import accumulate, islice
from typing import Any, Final

from pipeline.fields import FIELDS, card_fields
from pipeline.kinds import Kind, Role
from pipeline.model.claims import CardReading, Claim, Reject
from pipeline.readers.code import read_code
from pipeline.readers.context import read_context
from pipeline.readers.dates import read_dates
from pipeline.readers.document import parse_document
from pipeline.readers.findings import Candidate, Findings
from pipeline.readers.front_matter import read_front_matter
from pipeline.readers.inline import passage
from pipeline.readers.kind import read_kind
from pipeline.readers.languages import read_languages
from pipeline.readers.licence import read_licence
from pipeline.readers.lineage import HUB_ID, read_lineage
from pipeline.readers.names import NO_NAME, parse_name
from pipeline.readers.papers import read_papers
from pipeline.readers.parameters import read_parameters
from pipeline.readers.passages import Document
from pipeline.readers.source import Source
from pipeline.readers.subjects import MENTION, Subject, looks_named
from pipeline.readers.tokens import read_tokens
from pipeline.readers.vision import read_vision

MAX_CHARACTERS: Final = 2_000_000
_MAX_REJECTS: Final = 200
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
_PASTED: Final = re.compile(
    r"original model card|original model:|^base model$|base model card|\bupstream card", re.IGNORECASE
)
_LISTS: Final = frozenset(name for name, spec in FIELDS.items() if spec.many)
_MERGED: Final = frozenset({"own_arxiv", "cited_arxiv", "base_model"})
_INHERITED: Final = frozenset({"training_tokens"})


def read_card(repo_id: str, data: bytes | str) -> CardReading:
    """What a card states of the repository `repo_id`."""
    out = Findings()
    text = data.decode("utf-8", errors="replace") if isinstance(data, bytes) else data
    if "\ufffd" in text and isinstance(data, bytes):
        out.reject(1, "not all of the card is valid UTF-8")
    text = text.removeprefix("\ufeff")
    if len(text) > MAX_CHARACTERS:
        text = text[:MAX_CHARACTERS]
        out.reject(text.count("\n") + 1, f"card is longer than {MAX_CHARACTERS} characters; the rest was not read")
    text = _LINE_END.sub("\n", text)
    lines = text.split("\n")
    starts = [0, *accumulate(len(line) + 1 for line in lines[:-1])]
    matter = read_front_matter(lines, out)
    bases = tuple(parse_name(t) for t in matter.texts("base_model") if HUB_ID.match(t))
    document = parse_document(lines, matter.end)
    name = parse_name(_subject_name(repo_id, document))
    src = Source(repo_id, text, starts, matter, document, Subject(repo_id, name, bases))
    body = text[starts[min(matter.end, len(starts) - 1)] :]
    kind, kind_line = read_kind(repo_id, matter, body)
    src.kind = kind.value
    lineage = read_lineage(src, out)
    if not bases and lineage.bases:
        src.subject = Subject(repo_id, name, tuple(parse_name(b[0]) for b in lineage.bases))
    src.role = lineage.role.value if lineage.role else None
    src.base_from = _pasted_from(src)
    read_licence(src, out)
    read_languages(src, out)
    read_papers(src, out)
    read_code(src, out)
    read_dates(src, out)
    if kind is not Kind.OTHER:
        read_parameters(src, out)
        read_context(src, out)
        read_tokens(src, out)
    if kind is Kind.VLM:
        read_vision(src, out)
    role = lineage.role if kind is not Kind.OTHER else None
    return _assemble(src, out, kind, role, kind_line, lineage.role_line)


def _subject_name(repo_id: str, document: Document) -> str:
    """The id, or for a file that is merely called a model card, the model it names most at its head."""
    if not NO_NAME.match(repo_id.rpartition("/")[2]):
        return repo_id
    named: Counter[str] = Counter()
    for p in document.passages[:40]:
        for m in islice(MENTION.finditer(p.text), 20):
            raw = m[0].rstrip(".-_")
            if looks_named(raw) and parse_name(raw).key:
                named["-".join(parse_name(raw).family)] += 1
    return named.most_common(1)[0][0] if named else repo_id


def _pasted_from(src: Source) -> int:
    """The line from which the base's own card is pasted in, or a line past the end."""
    for section in src.doc.sections:
        if (
            section.line
            and section.level <= 2
            and _PASTED.search(section.title)
            and (src.role == Role.DERIVATIVE or len(section.title) > 12)
        ):
            return section.line
    if src.role == Role.REPACK:
        return 1 << 60  # the same weights: the pasted card speaks of this checkpoint too
    for section in src.doc.sections:
        if section.level == 1 and section.line > src.matter.end + 15 and src.subject.bases:
            parsed = parse_name(section.title)
            if (
                parsed.key
                and any(parsed.key == b.key and parsed.sizes == b.sizes for b in src.subject.bases)
                and parsed.key != src.subject.name.key
            ):
                return section.line
    return 1 << 60


def _assemble(
    src: Source, out: Findings, kind: Kind, role: Role | None, kind_line: int | None, role_line: int | None
) -> CardReading:
    """The best candidate of each field as a claim; the others as rejects."""
    claims: list[Claim] = []
    pasted_repack = role is Role.REPACK
    for name in (one.name for one in card_fields()):
        candidates = out.of(name)
        for n, c in enumerate(candidates):
            if c.line >= src.base_from and not pasted_repack:
                candidates[n] = c._replace(about="base")
        if not candidates:
            continue
        own = [c for c in candidates if c.about == "self"]
        inherited = [c for c in candidates if c.about == "base"]
        pool = own or inherited
        if name in _MERGED:
            kept = pool
            values: list[str] = []
            for c in kept:
                for v in c.value if isinstance(c.value, tuple) else (str(c.value),):
                    if v not in values:
                        values.append(v)
            claims.append(_claim(kept[0]._replace(value=tuple(values))))
            continue
        pool = _undisputed(pool, out) if FIELDS[name].form == "count" else pool
        if not pool:
            continue
        best = max(pool, key=lambda c: c.rank)
        claims.append(_claim(best))
        for c in candidates:
            if c is not best and c.value != best.value:
                out.reject(c.line, "a lesser statement of the same fact", name, c.text)
        if own and name in _INHERITED:
            continue
    rejects = [
        Reject(
            line=max(1, s.line), reason=s.reason, field=s.field if s.field in FIELDS else None, text=passage(s.text)
        )
        for s in out.seen[:_MAX_REJECTS]
    ]
    if len(out.seen) > _MAX_REJECTS:
        rejects.append(Reject(line=1, reason=f"{len(out.seen) - _MAX_REJECTS} further passages were not used"))
    return CardReading(
        id=src.id,
        kind=kind,
        role=role,
        claims=tuple(claims),
        rejects=tuple(rejects),
        kind_line=kind_line,
        role_line=role_line if role else None,
    )


def _undisputed(pool: list[Candidate], out: Findings) -> list[Candidate]:
    """Candidates without those rows of a table that contradict one another."""
    top = max(c.rank for c in pool)
    level = [c for c in pool if c.rank == top and isinstance(c.value, int) and c.rule.endswith(".table")]
    values = sorted(int(str(c.value)) for c in level)
    if len(values) > 1 and values[-1] > 1.06 * values[0]:
        for c in level:
            out.reject(c.line, "rows for several models, none of them told apart", c.field, c.text)
        rest = [c for c in pool if c not in level]
        return _undisputed(rest, out) if rest else []
    return pool


def _claim(c: Candidate) -> Claim:
    return Claim(field=c.field, value=c.value, line=c.line, text=passage(c.text), rule=c.rule, about=c.about)


def as_json(reading: CardReading) -> dict[str, Any]:
    """The line that `awesome extract --json` prints for a card.

    A figure that the card gives for its base is answered only where it is inherited: training
    tokens always, everything for a repack, whose weights are the base's.
    """
    facts: dict[str, Any] = {}
    evidence: dict[str, dict[str, Any]] = {}
    for claim in reading.claims:
        if claim.about == "base" and claim.field not in _INHERITED and reading.role is not Role.REPACK:
            continue
        value = claim.value
        facts[claim.field] = list(value) if isinstance(value, tuple) else value
        evidence[claim.field] = {"line": claim.line, "text": claim.text}
    return {
        "id": reading.id,
        "kind": reading.kind.value,
        "role": reading.role.value if reading.role else None,
        "facts": facts,
        "evidence": evidence,
        "rejects": [{"line": r.line, "reason": r.reason, "field": r.field} for r in reading.rejects],
    }
