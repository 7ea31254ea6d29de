"""Facts: beside what other sources state, the pages that people cite for them, a family's own text, and the families and boards before."""

import re
from collections.abc import Collection
from datetime import timedelta
from typing import Final

from pipeline.audit.addresses import TABLES, phrases
from pipeline.audit.audited import Audited, AuditedFamily, Results, fact_rule, family_rule, rule
from pipeline.fields import FIELDS, absent_of
from pipeline.layout.kinds import CURATED_BOARDS
from pipeline.model.amounts import gigabytes, parse_amount, parse_span, show_amount
from pipeline.model.claims import Claim, Value
from pipeline.model.curated import CuratedFact, CuratedValue, Pin
from pipeline.model.ids import HUB_URL
from pipeline.reconcile.checkpoints import denial
from pipeline.reconcile.forms import agree, days, earlier, value_of
from pipeline.reconcile.roll_up import order_key, same_in_row, stated_now
from pipeline.words import ENGLISH

_APART: Final = frozenset({"license", "license_name", "license_link", "cited_arxiv"})
"""Licences have a rule of their own; two lists of citations may differ and both be right."""


def _shown(value: Value | CuratedValue | None, *, rounded: bool = False) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return show_amount(value) if rounded else f"{value:,}"
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _opened(*claims: Claim) -> tuple[str, ...]:
    return tuple(claim.url or claim.snapshot for claim in claims)


def _rivals(family: AuditedFamily, fields: Collection[str], expected: str) -> Results:
    """What two sources state differently of one checkpoint."""
    for checkpoint, field, heard in family.claims():
        rival = next((h for h in heard[1:] if h.verdict == "rival"), None) if field in fields and checkpoint else None
        if rival is not None and heard[0].source != "curated":
            said = (f"{ENGLISH.voice(c.source)}: {_shown(c.value, rounded=True)}{f' (line {c.line})' if c.line else ''}" for c in (heard[0], rival))
            yield f"{checkpoint}/{field}", ", but ".join(said), expected, *_opened(heard[0], rival)


@family_rule("notice", exceptions="licences and facts of people, which have rules of their own; lists of citations; values that a pin overrules")
def rival_values(family: AuditedFamily, _: Audited) -> Results:
    """Two sources state values of one field that differ beyond its tolerance; both places are given."""
    yield from _rivals(family, FIELDS.keys() - _APART, "one value, or a pin with the reason")


@family_rule("warning")
def license_changed(family: AuditedFamily, _: Audited) -> Results:
    """Two sources state different licences of one checkpoint."""
    yield from _rivals(family, {"license"}, "one licence, or a pin with the reason")


@family_rule("warning")
def row_evidence(family: AuditedFamily, _: Audited) -> Results:
    """A family none of whose values has a source that a person can open."""
    heard = [claim for _, _, claims in family.claims() for claim in claims]
    if not any(claim.url for claim in heard):
        known = f"{len(family.evidence.facts)} values, none with a source that can be opened"
        yield "", known if heard else "no value, and nothing was heard", "members with snapshots, or facts with their source"


_ONE: Final = frozenset(spec.name for spec in absent_of("family") if not spec.many)


@family_rule("error", exceptions="values of single checkpoints, ranges that hold what is stated, and checkpoints that came later than the family, "
             "or up to a month before")  # fmt: skip
def one_value(family: AuditedFamily, _: Audited) -> Results:
    """A person's single value for a whole family (tokens, context, licence, date), while its checkpoints state different ones."""
    for fact in family.curated.facts:
        value = value_of(fact.field, fact.value) if fact.checkpoint is None and fact.field in _ONE else None
        if value is not None:
            stated = family.stated(fact.field)
            different = next((h for _, h in sorted(stated.items()) if not _fits(fact.field, value, h.value)), None)
            if different is not None and len({repr(h.value) for h in stated.values()}) > 1:
                message = f"one value, {fact.value}, for the whole family; {different.subject} states {_shown(different.value, rounded=True)}"
                yield fact.field, message, "a value for each checkpoint, or what the sources state", different.url


def _fits(field: str, value: Value, said: Value) -> bool:
    if field == "release_date":
        # The row's date is its first: what came later is no contradiction.
        return not earlier(str(said), str(value), by=31)
    span = parse_span(value) if isinstance(value, str) and isinstance(said, int) else None
    return span.low * 0.95 <= said <= span.high * 1.05 if span is not None and isinstance(said, int) else agree(field, value, said)


@family_rule("warning")
def stale_pin(family: AuditedFamily, _: Audited) -> Results:
    """The sources no longer say what a pin was set against. The pin still holds."""
    for pin in family.curated.pins:
        was = value_of(pin.field, pin.was) if pin.was is not None else None
        now = stated_now(family.observed, family.evidence, pin.checkpoint, pin.field)
        same = agree if pin.checkpoint or not FIELDS[pin.field].roll_up else same_in_row
        if was is not None and (now is None or not same(pin.field, was, now)):
            said = "no source states a value now" if now is None else f"the sources state {_shown(now)} now"
            message = f"pinned to {_shown(value_of(pin.field, pin.value))} when the source said {_shown(was)}; {said}"
            yield f"{pin.checkpoint or ''}/{pin.field}", message, "take the pin out, or set `was` to what is stated now", pin.source


@family_rule("notice")
def yielded_fact(family: AuditedFamily, _: Audited) -> Results:
    """A person's fact without a source, of which a source speaks now."""
    for place, field, heard in family.claims():
        if any(c.source == "curated" and c.verdict == "yielded" for c in heard):
            expected = "take the fact out, or give it its source"
            message = "a source states this field now, and the person's fact yields to it"
            yield f"{place}/{field}", message, expected, *_opened(heard[0])


@family_rule("notice", exceptions="what follows only roughly: a repository's creation, a figure in a name")
def disputed_fact(family: AuditedFamily, _: Audited) -> Results:
    """A source states something else than a person's fact, which stands."""
    for place, field, heard in family.claims():
        if (rival := denial(heard)) is not None:
            message = f"a person states {_shown(heard[0].value)}, and {rival.source} {_shown(rival.value)}"
            yield f"{place}/{field}", message, "take the fact away, or pin it and say why not", *_opened(heard[0], rival)


_AT: Final = re.compile(
    r"(?://(?:www\.)?(?:huggingface\.co|github\.com)/.+?/(?P<tab>blob|blame|raw|resolve|tree|commits)/|//raw\.githubusercontent\.com/[^/]+/[^/]+/)"
    r"(?P<revision>refs/[a-z]+/[^/?#]+|[^/?#]+)(?:/(?P<file>[^?#]*))?"
)
_PINNED: Final = re.compile(r"[0-9a-f]{7,64}|v?[0-9]+(?:\.[0-9]+)+[a-z0-9.-]*|(?:refs/)?tags/.+", re.IGNORECASE)
"""A commit, or the tag of a release."""
_PROPOSED: Final = re.compile(r"/refs/pr/|//github\.com/[^/]+/[^/]+/pull/")
_HOLDS: Final = [(re.compile(one["file"], re.IGNORECASE), one["fields"]) for one in TABLES["holds"]]
_OPEN: Final = "open_weights = true"


def _source(item: CuratedFact | Pin) -> str:
    return (item.source or "").replace("%2F", "/").replace("%2f", "/")


@fact_rule("warning")
def unsourced_fact(item: CuratedFact | Pin, _: Audited) -> Results:
    """A person's fact that names another list and no page that states it."""
    if isinstance(item, CuratedFact) and item.source is None:
        yield "", f"{item.value}, from {item.origin}", "the page that states it, or no fact"


@fact_rule("error")
def proposed_source(item: CuratedFact | Pin, _: Audited) -> Results:
    """A fact cites a change that somebody proposed (refs/pr/…, a pull request): nobody has said that the maker took it over."""
    if _PROPOSED.search(_source(item)):
        yield "", "its source is a proposed change", "what the maker published, at its revision"


@fact_rule("warning", exceptions="commits, and tags of releases; pages that have no revision; the history of a branch for a date")
def branch_source(item: CuratedFact | Pin, _: Audited) -> Results:
    """A fact cites a file on a branch (blob/main/…), which says something else tomorrow."""
    at = _AT.search(_source(item))
    of_history = at is not None and item.field == "release_date" and at["tab"] == "commits"
    if at is not None and not of_history and not at["revision"].startswith("refs/pr/") and not _PINNED.fullmatch(at["revision"]):
        yield "", f"its source is a file on the branch {at['revision']}", "the same file at a commit"


@fact_rule("error", exceptions="files whose name does not say what is in them")
def source_file(item: CuratedFact | Pin, _: Audited) -> Results:
    """The file that a fact cites cannot hold its field: a configuration states no licence, a vocabulary nothing."""
    at = _AT.search(_source(item))
    file = (at["file"] or "") if at is not None else ""
    holds = next((fields for named, fields in _HOLDS if named.fullmatch(file)), None)
    if holds is not None and item.field not in holds:
        yield "", f"{file} states no {item.field}", "the page or file that states it"


@fact_rule("warning", exceptions=f"facts whose note says {_OPEN!r}, as the entry does")
def closed_weights_date(item: CuratedFact | Pin, _: Audited) -> Results:
    """A release date from an entry of models.dev, which dates services too, of which nothing says that it calls the weights open."""
    if isinstance(item, CuratedFact) and item.field == "release_date" and "/models.dev/" in (item.source or "") and _OPEN not in item.note:
        yield "", f"{item.value} may be the day of a service", f"note = {_OPEN!r}, or another source"


_K: Final = r"(?<![\d.])(\d{1,4}(?:\.\d)?[KM])"
_CONTEXT: Final = re.compile(rf"(?:context|上下文)[^.;。；]{{0,40}}?{_K}(?![A-Za-z0-9])|{_K}(?:[ -]token)?s?[ -]*(?:context|上下文)", re.IGNORECASE)
_EVERY: Final = re.compile(
    rf"{_K}(?![A-Za-z0-9])[^.;。；]{{0,40}}\b(?:at|in|for) (?:every|each|all) (?:sizes?|checkpoints?|models?)\b|"
    rf"(?:各|所有|全部)[^.;。；]{{0,6}}(?:规模|尺寸|模型)[^.;。；]{{0,12}}?{_K}(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_AT_4_BITS: Final = phrases("at_4_bits")
_MIXTURE: Final = re.compile(
    r"M[oO][eE](?![a-z])|(?<![A-Za-z])moe(?![a-z])|moe(?=[-_\d])|(?<!without a )(?<!than a )(?<!of a )[Mm]ixture|(?<![不非]用)(?<!而非)混合专家"
)


@family_rule("warning", exceptions="amounts that the row has as an extended context")
def prose_context(family: AuditedFamily, _: Audited) -> Results:
    """A family's text names a longer context than any of its checkpoints has in the row."""
    spans = map(family.observed.span, ("context_length", "context_length_extended"))
    highest = max((span.high for span in spans if span is not None), default=0)
    longest = max((parse_amount(m[1] or m[2]) or 0 for m in _CONTEXT.finditer(family.curated.prose.en)), default=0)
    if highest and longest > highest * (1 + FIELDS["context_length"].tolerance):
        message = f"the text names a context of {show_amount(longest)}, the row at most {show_amount(highest)}"
        yield "context_length", message, "the context of each checkpoint, or another text"


@family_rule("warning")
def prose_every_context(family: AuditedFamily, _: Audited) -> Results:
    """A family's text gives every checkpoint a context that one of them has not, or that is not known of all."""
    span, known = family.observed.span("context_length"), family.observed.coverage.get("context_length")
    found = _EVERY.search(family.text)
    said = parse_amount(found[1] or found[2]) if found else None
    some = f", known of {known.known} of {known.of}" if known is not None and known.known < known.of else ""
    if found and said is not None and span is not None and (some or span.low < said * (1 - FIELDS["context_length"].tolerance)):
        message = f"{found[0]!r}; the row has {show_amount(span.low)} or more{some}"
        yield "context_length", message, "the sizes that have it"


@family_rule("warning", exceptions="families of which no size is known")
def prose_memory(family: AuditedFamily, _: Audited) -> Results:
    """A family's text names gigabytes at 4 bits that the table of memory has for none of its checkpoints."""
    needed = sorted({gigabytes(total, 4) for one in family.members.values() if (total := one.count("total_params"))})
    for found in _AT_4_BITS.finditer(family.text):
        if needed and int(next(filter(None, found.groups()))) not in needed:
            message = f"{found[0]!r}; the table of memory has {', '.join(map(str, needed))}"
            yield "prose", message, "a figure of the table"


@family_rule("notice", exceptions="checkpoints whose name has the active size, or the number of experts")
def mixture_active(family: AuditedFamily, _: Audited) -> Results:
    """A mixture of experts, by its configuration, name or the family's text, whose size in the row looks dense."""
    sizes = family.observed.texts("sizes")
    dense = ((name, one.hub) for name, one in sorted(family.members.items()) if "active_params" not in one.facts)
    mixtures = [name for name, hub in dense if _MIXTURE.search(" ".join((name, *((hub.model_type or "", *hub.architectures, *hub.tags) if hub else ()))))]
    if sizes and (mixtures or _MIXTURE.search(family.text)) and not any("-A" in size or "x" in size for size in sizes):
        message = f"{'/'.join(sizes)} of a mixture of experts, without what is active per token"
        yield "sizes", message, "active_params of its checkpoints", *(HUB_URL + name for name in mixtures[:1])


_FEWEST_EACH: Final = 2
"""Tokens per parameter below which no language model is trained (the usual advice is twenty)."""
_SIBLINGS: Final = 50
"""Between the sizes of one family, tokens differ less than this."""


@family_rule("warning", exceptions="a successor whose largest model is less than half as large")
def tokens_proportion(family: AuditedFamily, _: Audited) -> Results:
    """Fewer training tokens than the predecessor's, sizes of one family far apart, or less than two tokens for each parameter."""
    tokens, older, largest = family.observed.span("training_tokens"), family.before, _largest(family)
    if tokens is None:
        return
    low, high = show_amount(tokens.low), show_amount(tokens.high)
    where = tuple(dict.fromkeys(h.url for h in family.evidence.facts.get("training_tokens", ()) if h.url))[:3]
    before = older.observed.span("training_tokens") if older is not None else None
    if older is not None and before is not None and tokens.high < before.low and not 0 < largest * 2 < _largest(older):
        message = f"trained on {high} tokens, its predecessor {older.slug} on {show_amount(before.low)} or more"
        yield "training_tokens", message, "more than its predecessor, or the reason why not", *where
    if tokens.low * _SIBLINGS < tokens.high:
        message = f"its sizes were trained on {low} to {high} tokens"
        yield "training_tokens", message, "amounts of one order, or a fine-tune's tokens taken out", *where
    if tokens.high < largest * _FEWEST_EACH:
        message = f"{high} tokens for {show_amount(int(largest))} parameters"
        yield "training_tokens", message, "several tokens for each parameter", *where


def _largest(family: AuditedFamily) -> float:
    """The parameters of a family's largest model; 0 where no size is known."""
    return max((size for s in family.observed.texts("sizes") if (size := order_key(s)[0]) != float("inf")), default=0)


_COLUMNS: Final = 2
"""One score two models may share by chance; all of two and more they hardly do."""


@rule("notice", exceptions=f"rows of fewer than {_COLUMNS} scores, rows of one family, and scores of nought")
def equal_rows(audited: Audited) -> Results:
    """Two models of one board have the same figures in all columns: one of the two was never measured."""
    for slug, board in audited.catalog.boards.items():
        seen: dict[tuple[tuple[str, float], ...], str] = {}
        for name, row in sorted(board.standings.items()):
            scores = tuple(sorted((column, score.value) for column, score in row.scores.items()))
            other = seen.setdefault(scores, name) if len(scores) >= _COLUMNS and any(value for _, value in scores) else name
            if other != name and row.family != board.standings[other].family:
                message = f"{name} and {other} are equal in all {len(scores)} columns"
                yield f"leaderboards/{slug}/{name}", message, "two measurements, or one row", row.url


@rule("warning", exceptions="boards whose payload states the edition itself")
def retrieved_edition(audited: Audited) -> Results:
    """A board's edition is the day on which it was retrieved: that says when we looked, not what the board states."""
    for slug, snapshot in audited.snapshots.boards.items():
        board, day = audited.curated.boards.get(slug), (snapshot.receipt.retrieved_at or "")[:10]
        if board is not None and day and day == board.edition and snapshot.facts.edition is None:
            message = f"the edition {day} is the day of retrieval"
            yield f"leaderboards/{slug}", message, "the date that the board states, or none", CURATED_BOARDS.path(slug), board.url


@rule("warning", exceptions="boards marked retired or moved, and those that are never refreshed")
def stale_source(audited: Audited) -> Results:
    """An active leaderboard whose edition is older than its stale_after_days (else 365), while others moved."""
    editions = {slug: found[1] for slug, board in audited.catalog.boards.items() if (found := days(board.edition)) is not None}
    newest = max(editions.values(), default=None)
    for slug, board in audited.curated.boards.items():
        edition, limit = editions.get(slug), timedelta(days=board.stale_after_days or 365)
        if edition is None or newest is None or board.state != "active" or board.refresh == "never":
            continue
        if edition + limit < audited.today and newest > edition + limit / 2:
            message, expected = f"its edition is of {edition}, while other boards moved until {newest}", 'a newer edition, or state = "retired" with the date'
            yield f"leaderboards/{slug}", message, expected, CURATED_BOARDS.path(slug), board.url
