"""Rows of the list: whether they say more than their texts, their checkpoints and their sources do; and rows of boards."""

import re
from collections.abc import Iterator
from typing import Final

from pipeline.audit.addresses import hub_checkpoint
from pipeline.audit.audited import Audited
from pipeline.audit.rule import RuleResult, about_family, about_link, rule
from pipeline.fields import DATE_SLACK_DAYS, FIELDS, REVISED_DAYS
from pipeline.model.amounts import parse_amount, show_amount
from pipeline.model.licences import is_free, licences_of
from pipeline.names.words import words
from pipeline.reconcile.days import earlier
from pipeline.reconcile.sizes import label, order_key

_FORBIDS: Final = re.compile(
    r"non-?commercial|not for commerc|restricts? commercial|forbids commercial|research[- ]only|for research only|licen[cs]e for research|"
    r"licen[cs]e of its own|own licen[cs]e|非商用|禁止商用|限制商用|不得商用|仅限研究|仅供研究|自有许可证",
    re.IGNORECASE,
)


_SENTENCE: Final = re.compile(r"[^.;。；]+(?:\.(?=\S)[^.;。；]*)*")
_ELSEWHERE: Final = re.compile(r"\b(?:earlier|previous|framework|code|data)\b|此前|框架|代码|数据", re.IGNORECASE)
"""Words of a sentence about something other than these weights."""


@rule(
    "error",
    exceptions="rows of which some licence is not free, or is not known of every checkpoint; sentences about code, data or earlier models",
)
def prose_licence(audited: Audited) -> Iterator[RuleResult]:
    """A family's text tells of a restriction of its licence, and the row says that all of it is free for any use."""
    for slug, family in sorted(audited.curated.families.items()):
        observed = audited.catalog.families[slug]
        stated = observed.facts.texts("license")
        sentences = _SENTENCE.findall(f"{family.prose.en}. {family.prose.zh}")
        said = next((m for one in sentences if not _ELSEWHERE.search(one) and (m := _FORBIDS.search(one))), None)
        if said and stated and all(map(is_free, stated)) and "license" not in observed.coverage:
            yield about_family(
                slug, "license", f"the text says {said[0]!r}, the row {', '.join(stated)}",
                "a licence for each checkpoint, or another text",
            )  # fmt: skip


_CONTEXT: Final = re.compile(r"(?:context|上下文)[^.;。；]{0,40}?(?<![\d.])(\d{1,4}(?:\.\d)?[KM])(?![A-Za-z0-9])|"
                             r"(?<![\d.])(\d{1,4}(?:\.\d)?[KM])(?:[ -]token)?s?[ -]*(?:context|上下文)", re.IGNORECASE)  # fmt: skip


@rule("warning", exceptions="amounts that the row has as an extended context")
def prose_context(audited: Audited) -> Iterator[RuleResult]:
    """A family's text names a longer context than any of its checkpoints has in the row."""
    for slug, family in sorted(audited.curated.families.items()):
        facts = audited.catalog.families[slug].facts
        spans = [
            span for field in ("context_length", "context_length_extended") if (span := facts.span(field)) is not None
        ]
        highest = max((span.high for span in spans), default=0)
        named = {
            amount: text
            for m in _CONTEXT.finditer(family.prose.en)
            if (amount := parse_amount(text := m[1] or m[2])) is not None
        }
        longest = max(named, default=0)
        if named and highest and longest > highest * (1 + FIELDS["context_length"].tolerance):
            yield about_family(
                slug, "context_length", f"the text names a context of {named[longest]}, the row at most {show_amount(highest)}",
                "the context of each checkpoint, or another text",
            )  # fmt: skip


@rule("error", exceptions="links to checkpoints that are no members, and values that no source states of them")
def linked_checkpoint(audited: Audited) -> Iterator[RuleResult]:
    """The row names neither the licence, the size nor the context of a checkpoint that it links."""
    for slug, family in sorted(audited.curated.families.items()):
        observed = audited.catalog.families[slug]
        facts = observed.facts
        for checkpoint in sorted(
            {hub_checkpoint(link.url) or "" for link in family.links.checkpoints} & observed.checkpoints.keys()
        ):
            known = observed.checkpoints[checkpoint].facts
            own = ", ".join(one.name for one in licences_of(known) if one.name.casefold() != "other")  # which names none
            context, span = known.get("context_length"), facts.span("context_length")
            size = label(checkpoint, known)
            heads = {order_key(text)[0] for text in facts.texts("sizes")}
            url = f"https://huggingface.co/{checkpoint}"
            if own and facts.texts("license") and own not in facts.texts("license"):
                yield about_family(
                    slug,
                    checkpoint,
                    f"{checkpoint} is under {own}, which the row does not name",
                    "a licence for each checkpoint",
                    url,
                )
            if isinstance(context, int) and span is not None and not span.low * 0.95 <= context <= span.high * 1.05:
                yield about_family(
                    slug,
                    checkpoint,
                    f"{checkpoint} has a context of {show_amount(context)}, outside the row's",
                    "both in the row",
                    url,
                )
            if size and heads and not any(abs(order_key(size)[0] - head) <= 0.2 * head for head in heads):
                yield about_family(
                    slug,
                    checkpoint,
                    f"the size {size} of {checkpoint} is missing in the row",
                    "the sizes of its checkpoints",
                    url,
                )


@rule("notice", exceptions="facts whose checkpoints all state the same, or are none")
def licence_of_all(audited: Audited) -> Iterator[RuleResult]:
    """One licence that a person states for a whole family, of whose checkpoints some were never read."""
    for slug, family in sorted(audited.curated.families.items()):
        members = audited.catalog.families[slug].checkpoints
        unread = [c for c, one in sorted(members.items()) if not licences_of(one.facts)]
        for fact in family.facts:
            if fact.field == "license" and fact.checkpoint is None and unread:
                yield about_family(
                    slug, "license", f"{fact.value} for all; {unread[0]} and {len(unread) - 1} more state nothing yet" if unread[1:]
                    else f"{fact.value} for all; {unread[0]} states nothing yet",
                    "a licence for each checkpoint", fact.source or "", f"https://huggingface.co/{unread[0]}",
                )  # fmt: skip


_MIXTURE: Final = re.compile(
    r"M[oO][eE](?![a-z])|(?<![A-Za-z])moe(?![a-z])|moe(?=[-_\d])|(?<!without a )(?<!than a )(?<!of a )[Mm]ixture|(?<![不非]用)(?<!而非)混合专家"
)


@rule("notice", exceptions="checkpoints whose name has the active size, or the number of experts")
def mixture_active(audited: Audited) -> Iterator[RuleResult]:
    """A mixture of experts, by its configuration, name or the family's text, whose size in the row looks dense."""
    for slug, family in sorted(audited.curated.families.items()):
        observed = audited.catalog.families[slug]
        sizes = observed.facts.texts("sizes")
        mixtures = [
            c for c in sorted(observed.checkpoints)
            if _MIXTURE.search(" ".join((c, *_configured(audited, c)))) and "active_params" not in observed.checkpoints[c].facts
        ]  # fmt: skip
        told = bool(_MIXTURE.search(f"{family.prose.en} {family.prose.zh}"))
        dense = sizes and not any("-A" in size or "x" in size for size in sizes)
        if dense and (mixtures or told):
            yield about_family(
                slug, "sizes", f"{'/'.join(sizes)} of a mixture of experts, without what is active per token",
                "active_params of its checkpoints", *(f"https://huggingface.co/{c}" for c in mixtures[:1]),
            )  # fmt: skip


def _configured(audited: Audited, checkpoint: str) -> tuple[str, ...]:
    hub = audited.snapshots.checkpoints.get(checkpoint)
    return (hub.facts.model_type or "", *hub.facts.architectures, *hub.facts.tags) if hub is not None else ()


@rule(
    "warning",
    exceptions=f"dates up to {REVISED_DAYS} days after the repository was made: some wait for their announcement",
)
def revision_date(audited: Audited) -> Iterator[RuleResult]:
    """A checkpoint is dated long after its repository was made, as by a card's "latest release": that is a later revision."""
    for slug, family in sorted(audited.catalog.families.items()):
        for checkpoint, one in sorted(family.checkpoints.items()):
            said, hub = str(one.facts.get("release_date", "")), audited.snapshots.checkpoints.get(checkpoint)
            made = (hub.facts.created_at or "")[:10] if hub is not None else ""
            if said and made and earlier(made, said, by=REVISED_DAYS):
                yield about_family(
                    slug, checkpoint, f"{checkpoint} is dated {said}, but its repository was made on {made}", "its first release",
                    f"https://huggingface.co/{checkpoint}",
                )  # fmt: skip


@rule("warning", exceptions="ranges that come from the checkpoints themselves")
def range_end(audited: Audited) -> Iterator[RuleResult]:
    """A person's dates of a whole family end before a checkpoint that the person named was made."""
    for slug, family in sorted(audited.curated.families.items()):
        released = audited.released(slug)
        heard = audited.catalog.evidence[slug].facts.get("release_date", ())
        if released is None or not heard or heard[0].subject:
            continue
        made = {
            c: (h.facts.created_at or "")[:10]
            for c in family.checkpoints
            if (h := audited.snapshots.checkpoints.get(c)) is not None
        }
        late = sorted(c for c, day in made.items() if day and earlier(released.latest, day, by=DATE_SLACK_DAYS))
        if late:
            yield about_family(
                slug, "release_date", f"the dates end with {released.latest}, but {late[0]} was made on {made[late[0]]}",
                "a range, such as 2024-02..2024-04", f"https://huggingface.co/{late[0]}",
            )  # fmt: skip


_MANY: Final = 5


@rule("notice", exceptions="siblings of another kind")
def lone_language(audited: Audited) -> Iterator[RuleResult]:
    """A checkpoint whose only stated language is a tag, while a sibling's card states many."""
    for slug, evidence in sorted(audited.catalog.evidence.items()):
        heard = {
            c: fields["languages"] for c, fields in sorted(evidence.checkpoints.items()) if fields.get("languages")
        }
        many = [
            c for c, claims in heard.items() if isinstance(claims[0].value, tuple) and len(claims[0].value) >= _MANY
        ]
        for checkpoint, claims in heard.items():
            value = claims[0].value
            if many and claims[0].source == "hub.card_data" and isinstance(value, tuple) and len(value) == 1:
                yield about_family(
                    slug, f"{checkpoint}/languages", f"only {value[0]!r}, a tag; {many[0]} states {len(heard[many[0]][0].value)}",  # type: ignore[arg-type]
                    "the languages that its card states, or a pin with the reason", claims[0].url, heard[many[0]][0].url,
                )  # fmt: skip


@rule("warning", exceptions="links whose words name the other family, and papers of several that a person gave both")
def predecessor_link(audited: Audited) -> Iterator[RuleResult]:
    """The report or blog of a family is its predecessor's, and the words of the link do not say so."""
    for link in audited.links:
        family = audited.curated.families.get(link.subject)
        older = (
            audited.before(link.subject) if family is not None and link.place in ("links.blog", "links.paper") else None
        )
        if older is None:
            continue
        before = audited.curated.families[older]
        theirs = {one.url for one in (before.links.blog, before.links.paper) if one is not None}
        said = words(link.label)
        names_it = any(_within(name, said) for name in audited.family_words[older])
        if link.url in theirs and not names_it:
            yield about_link(
                link,
                f"{link.url} is the page of {before.name}, its predecessor",
                "its own page, or words that say whose it is",
            )


def _within(name: tuple[str, ...], said: tuple[str, ...]) -> bool:
    return any(said[n : n + len(name)] == name for n in range(len(said)))


_COLUMNS: Final = 2
"""One score two models may share by chance; all of two and more they hardly do."""


@rule("notice", exceptions=f"rows of fewer than {_COLUMNS} scores, rows of one family, and scores of nought")
def equal_rows(audited: Audited) -> Iterator[RuleResult]:
    """Two models of one board have the same figures in all columns: one of the two was never measured."""
    for slug, board in sorted(audited.catalog.boards.items()):
        seen: dict[tuple[tuple[str, float], ...], str] = {}
        for name, row in sorted(board.standings.items()):
            scores = tuple(sorted((column, score.value) for column, score in row.scores.items()))
            if len(scores) < _COLUMNS or not any(value for _, value in scores):
                continue
            other = seen.setdefault(scores, name)
            family = board.standings[other].family
            if other != name and (row.family or family) and row.family != family:
                yield RuleResult(
                    f"leaderboards/{slug}/{name}", f"{name} and {other} are equal in all {len(scores)} columns",
                    "two measurements, or one row", (row.url,),
                )  # fmt: skip


@rule("warning", exceptions="boards whose payload states the edition itself")
def retrieved_edition(audited: Audited) -> Iterator[RuleResult]:
    """A board's edition is the day on which it was retrieved: that says when we looked, not what the board states."""
    for slug, snapshot in sorted(audited.snapshots.boards.items()):
        board = audited.curated.boards.get(slug)
        day = (snapshot.receipt.retrieved_at or "")[:10]
        if board is not None and day and day == board.edition and snapshot.facts.edition is None:
            yield RuleResult(
                f"leaderboards/{slug}", f"the edition {day} is the day of retrieval", "the date that the board states, or none",
                (f"catalog/curated/leaderboards/{slug}.toml", board.url),
            )  # fmt: skip
