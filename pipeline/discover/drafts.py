"""A candidate as the draft of a family's file: checkpoints, and comments that say what the listing states and where.

It carries no prose and no fact of its own: a fact in a curated file counts as a person's, and the next refresh reads
the same things from their sources, with evidence.
"""

from collections.abc import Iterator

from pipeline.discover.found import CandidateFamily
from pipeline.model.amounts import show_amount
from pipeline.model.clean import clean
from pipeline.model.curated import CuratedFamily, Link, Links
from pipeline.model.ids import HUB_URL
from pipeline.sources.hub.states import api_url


def draft_family(candidate: CandidateFamily) -> CuratedFamily | None:
    """The curated family that a candidate would become; None while the list does not know its maker."""
    if candidate.organization is None:
        return None
    # The quick table links the smallest, the most liked and the largest.
    seen = candidate.checkpoints
    shown = sorted({0, max(range(len(seen)), key=lambda i: (seen[i].likes, seen[i].id)), len(seen) - 1}) if seen else ()
    links = tuple(Link(label=seen[i].name, url=f"{HUB_URL}{seen[i].id}") for i in shown)
    return CuratedFamily(
        slug=candidate.slug, name=clean(candidate.name, limit=80), organization=candidate.organization,
        kind=candidate.kind, checkpoints=tuple(s.id for s in seen), predecessor=candidate.predecessor, draft=True,
        links=Links(checkpoints=links),
    )  # fmt: skip


def comments(candidate: CandidateFamily, made: str = "found by `awesome discover`") -> Iterator[str]:
    """The draft's comment lines, without their mark: why it is proposed, and what is stated where."""
    yield f"Draft, {made}. Check the name, the kind and the checkpoints, write the"
    yield "prose, then take `draft` away. To decline it, add its slug to declined.toml with the reason."
    # How many like it belongs to the day: a file of the list has no counters.
    yield "Why: " + "; ".join(reason.partition(", the most liked")[0] for reason in candidate.reasons)
    for paper in candidate.papers[:5]:
        yield f"The card links to https://arxiv.org/abs/{paper} (is it the family's own paper? then: papers)"
    for seen in candidate.checkpoints:
        created = f"created {seen.created[:10]}" if seen.created else ""
        licence = f"licence {seen.license}" if seen.license else ""
        size = f"{show_amount(seen.total_params)} elements in its weights" if seen.total_params else ""
        if stated := list(filter(None, (created, licence, size))):
            yield f"{seen.id}: {', '.join(stated)} ({api_url(seen.id, seen.sha)})"
