"""Training tokens: whose they are, and whether there can be so many."""

from collections.abc import Iterator
from typing import Final

from pipeline.audit.audited import Audited
from pipeline.audit.rule import RuleResult, about_family, rule
from pipeline.model.amounts import show_amount
from pipeline.model.observed import FamilyFacts
from pipeline.reconcile.sizes import order_key


@rule("error", exceptions="families with at least one checkpoint that names no foreign base")
def base_training(audited: Audited) -> Iterator[RuleResult]:
    """Training tokens that a person stated of a family all of whose checkpoints are fine-tunes of somebody else's model."""
    for slug, family in sorted(audited.catalog.families.items()):
        tokens = family.facts.span("training_tokens")
        heard = audited.catalog.evidence[slug].facts.get("training_tokens", ())
        own = [h for h in heard if h.verdict in ("won", "pinned")]
        if tokens is None or not own or not all(h.source == "curated" for h in own):
            continue
        strangers = _foreign_bases(audited, slug)
        if strangers and len(strangers) == len(audited.kin[slug]):
            checkpoint, base = strangers[0]
            yield about_family(
                slug, "training_tokens",
                f"{show_amount(tokens.high)} tokens, but every checkpoint is a fine-tune, such as {checkpoint} of {base}",
                "the tokens of its own training, or none", *(h.url for h in own if h.url),
                f"https://huggingface.co/{checkpoint}",
            )  # fmt: skip


def _foreign_bases(audited: Audited, slug: str) -> list[tuple[str, str]]:
    """Members made from somebody else's weights, as their cards or the Hub's relation say."""
    organization = audited.organization(audited.curated.families[slug])
    owners = {name.casefold() for name in (organization.hub if organization is not None else ())}
    found: list[tuple[str, str]] = []
    for checkpoint in audited.kin[slug]:
        card = audited.snapshots.cards.get(checkpoint)
        hub = audited.snapshots.checkpoints[checkpoint].facts
        read = card is not None and card.state == "read"
        claimed = card.facts.claims.get("base_model", ()) if read and card is not None else ()
        bases = hub.base_models or tuple(
            v for claim in claimed for v in (claim.value if isinstance(claim.value, tuple) else (str(claim.value),))
        )
        foreign = [b for b in bases if b.partition("/")[0].casefold() not in owners and b != checkpoint]
        if foreign or (read and card is not None and card.facts.role == "derivative"):
            found.append((checkpoint, foreign[0] if foreign else "another model"))
    return found


_FEWEST_EACH: Final = 2
"""Tokens per parameter below which no language model is trained (the usual advice is twenty)."""


_SIBLINGS: Final = 50
"""Between the sizes of one family, tokens differ less than this."""


@rule("warning", exceptions="a successor whose largest model is less than half as large")
def tokens_proportion(audited: Audited) -> Iterator[RuleResult]:
    """Fewer training tokens than the predecessor's, sizes of one family far apart, or less than two tokens for each parameter."""
    for slug, family in sorted(audited.catalog.families.items()):
        tokens = family.facts.span("training_tokens")
        if tokens is None:
            continue
        (f"catalog/curated/families/{slug}.toml", *_places(audited, slug))
        older = audited.before(slug)
        before = (
            audited.catalog.families[older].facts.span("training_tokens")
            if older and older in audited.catalog.families
            else None
        )
        if (
            before is not None
            and tokens.high < before.low
            and not _is_smaller(family.facts, audited.catalog.families[older or ""].facts)
        ):
            yield about_family(
                slug, "training_tokens", f"trained on {show_amount(tokens.high)} tokens, its predecessor {older} on "
                f"{show_amount(before.low)} or more", "more than its predecessor, or the reason why not",
                *_places(audited, slug),
            )  # fmt: skip
        if tokens.low * _SIBLINGS < tokens.high:
            yield about_family(
                slug, "training_tokens",
                f"its sizes were trained on {show_amount(tokens.low)} to {show_amount(tokens.high)} tokens",
                "amounts of one order, or a fine-tune's tokens taken out", *_places(audited, slug),
            )  # fmt: skip
        largest = max((_billions(s) for s in family.facts.texts("sizes")), default=0)
        if largest and tokens.high < largest * _FEWEST_EACH:
            yield about_family(
                slug, "training_tokens",
                f"{show_amount(tokens.high)} tokens for {show_amount(int(largest))} parameters",
                "several tokens for each parameter", *_places(audited, slug),
            )  # fmt: skip


def _is_smaller(new: FamilyFacts, old: FamilyFacts) -> bool:
    """Whether the younger family's largest model is a small one beside the older's: it may have seen less."""
    after, before = (max((_billions(s) for s in facts.texts("sizes")), default=0) for facts in (new, old))
    return 0 < after * 2 < before


def _billions(size: str) -> float:
    amount = order_key(size)[0]
    return 0 if amount == float("inf") else amount


def _places(audited: Audited, slug: str) -> tuple[str, ...]:
    heard = audited.catalog.evidence[slug].facts.get("training_tokens", ())
    return tuple(dict.fromkeys(h.url for h in heard if h.url))[:3]
