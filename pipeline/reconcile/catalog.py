"""Inputs to catalog: every family settled, rolled up and given its evidence."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pipeline.fields import FIELDS
from pipeline.layout import kinds, paths
from pipeline.layout.catalog import Catalog
from pipeline.layout.curated import Curated
from pipeline.layout.snapshots import Snapshots
from pipeline.model.claims import Claim
from pipeline.model.curated import CuratedFact, CuratedFamily, Pin
from pipeline.model.observed import (
    FamilyEvidence,
    ObservedCheckpoint,
    ObservedFamily,
    ObservedPaper,
)
from pipeline.names import dissected as names
from pipeline.reconcile.checkpoints import Settled, absences, roughly_dated, settle, without_early
from pipeline.reconcile.forms import is_readable, value_of
from pipeline.reconcile.members import copies
from pipeline.reconcile.roll_up import Members, roll_up
from pipeline.sources.arxiv import states as arxiv
from pipeline.sources.hub import card_states as cards
from pipeline.sources.hub import states as huggingface


class Derived(NamedTuple):
    """The outputs as files, and the values they were made from."""

    files: dict[str, bytes]
    curated: Curated
    snapshots: Snapshots
    catalog: Catalog


def observe_paper(identity: str, slugs: Iterable[str], curated: Curated, snapshots: Snapshots) -> ObservedPaper | None:
    """What the list shows of a paper of some families: what was retrieved, else what people found of it; None without."""
    snapshot = snapshots.papers.get(identity)
    if snapshot is None or snapshot.state != "present":
        found = curated.papers.papers.get(identity)
        if found is None:
            return None
        return ObservedPaper(
            id=identity, title=found.title, authors=found.authors, published=found.published or None,
            families=tuple(sorted(slugs)), url=found.source, snapshot=paths.CURATED_PAPERS,
        )  # fmt: skip
    facts = snapshot.facts
    return ObservedPaper(
        id=identity, title=facts.title, authors=facts.authors, published=facts.published,
        version=facts.version, withdrawn=facts.withdrawn, families=tuple(sorted(slugs)),
        url=arxiv.abs_url(facts), snapshot=kinds.PAPERS.path(identity),
    )  # fmt: skip


def observe(family: CuratedFamily, member_ids: Mapping[str, str], snapshots: Snapshots) -> tuple[ObservedFamily, FamilyEvidence]:
    """One family of these members: what it comes to, and why."""
    people = stated_by_people(family)
    settled = {c: settle(_claims(c, family, snapshots), people.get(c, {}), c) for c in member_ids}
    cited = (value for one in settled.values() if isinstance(value := one.facts.get("own_arxiv"), tuple))
    papers = (snapshots.papers.get(p) for p in sorted({*family.papers}.union(*cited)))
    of_papers = (claim for paper in papers if paper is not None for claim in arxiv.claims(paper) if FIELDS[claim.field].roll_up)
    whole = settle(of_papers, people.get("", {}))
    settled = without_early(settled, whole)
    copy_of = copies({c: one.facts for c, one in settled.items()})
    observed = {c: _checkpoint(c, one, snapshots, copy_of.get(c)) for c, one in settled.items()}
    evidence = {c: one.evidence for c, one in settled.items()}
    row = roll_up(Members.of(observed, evidence), whole)
    return (
        ObservedFamily.model_construct(slug=family.slug, facts=row.facts, coverage=row.coverage, absent=row.absent, checkpoints=observed),
        FamilyEvidence.model_construct(slug=family.slug, facts=row.evidence, checkpoints=evidence),
    )


def _claims(checkpoint: str, family: CuratedFamily, snapshots: Snapshots) -> Iterable[Claim]:
    hub = snapshots.checkpoints.get(checkpoint)
    card = snapshots.cards.get(checkpoint)
    if hub is not None:
        yield from huggingface.claims(hub)
    if card is not None:
        yield from cards.claims(card)
    if hub is not None:
        snapshot, at = kinds.CHECKPOINTS.path(checkpoint), "/facts/id"
    elif checkpoint in family.checkpoints:
        snapshot, at = kinds.FAMILIES.path(family.slug), f"/checkpoints/{family.checkpoints.index(checkpoint)}"
    else:
        return
    yield from (claim._replace(snapshot=snapshot, at=at) for claim in names.claims(checkpoint))


def _checkpoint(checkpoint: str, settled: Settled, snapshots: Snapshots, copy_of: str | None) -> ObservedCheckpoint:
    hub = snapshots.checkpoints.get(checkpoint)
    card = snapshots.cards.get(checkpoint)
    state = hub.shown_state if hub is not None else "unseen"
    card_state = card.state if card is not None else None
    by = roughly_dated(settled)
    return ObservedCheckpoint.model_construct(
        facts={field: str(value)[:7] if field in by else value for field, value in settled.facts.items()},
        by=by,
        copy_of=copy_of,
        absent=absences(settled.facts, hub_state=state, card_state=card_state),
        state=state,
        access="unknown" if hub is None else "gated" if hub.facts.gated else "open",
        moved_to=hub.moved_to if hub is not None else None,
        sha=hub.facts.sha if hub is not None else None,
    )


def stated_by_people(family: CuratedFamily) -> dict[str, dict[str, list[Claim]]]:
    """What people say in a family's file, pins first, in the forms of their fields: by checkpoint ("": the family itself) and field."""
    found: dict[str, dict[str, list[Claim]]] = {}
    path = kinds.FAMILIES.path(family.slug)
    people: tuple[tuple[str, str, Sequence[Pin | CuratedFact]], ...] = (("pin", "pins", family.pins), ("curated", "facts", family.facts))
    for source, place, items in people:
        for n, item in enumerate(items):
            value = value_of(item.field, item.value)
            if value is None or (isinstance(value, int) and not is_readable(item.field, value)):
                continue  # a context of 0 is none: a finding of the audit
            because = item.because if isinstance(item, Pin) else item.note or item.origin or ""
            was = value_of(item.field, item.was) if isinstance(item, Pin) and item.was is not None else None
            claim = Claim(subject=item.checkpoint or "", field=item.field, value=value, url=item.source or "", source=source,
                          rule=source, because=because, was=was, snapshot=path, at=f"/{place}/{n}/value")  # fmt: skip
            found.setdefault(claim.subject, {}).setdefault(item.field, []).append(claim)
    return found
