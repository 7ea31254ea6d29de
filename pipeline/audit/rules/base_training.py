"""A fine-tune that is credited with the training of its base."""

from collections.abc import Iterator

from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule
from pipeline.model.amounts import show_amount
from pipeline.model.claims import Claim


def _check(audited: Audited) -> Iterator[Found]:
    for slug, family in sorted(audited.catalog.families.items()):
        tokens = family.facts.span("training_tokens")
        heard = audited.catalog.evidence[slug].facts.get("training_tokens", ())
        own = [h for h in heard if h.verdict in ("won", "pinned")]
        if tokens is None or not own or not all(h.source == "curated" for h in own):
            continue
        strangers = _foreign_bases(audited, slug)
        if strangers and len(strangers) == len(audited.kin[slug]):
            checkpoint, base = strangers[0]
            yield Found(
                f"{slug}/training_tokens",
                f"{show_amount(tokens.high)} tokens, but every checkpoint is a fine-tune, such as "
                f"{checkpoint} of {base}",
                "the tokens of its own training, or none",
                _places(own, slug, checkpoint),
            )


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


def _places(own: list[Claim], slug: str, checkpoint: str) -> tuple[str, ...]:
    return (
        f"catalog/curated/families/{slug}.toml",
        *(h.url for h in own if h.url),
        f"https://huggingface.co/{checkpoint}",
    )


RULE = Rule(
    name="base-training",
    description=(
        "Training tokens that a person stated of a family all of whose checkpoints are fine-tunes of "
        "somebody else's model."
    ),
    level="error",
    check=_check,
    exceptions="families with at least one checkpoint that names no foreign base",
)
