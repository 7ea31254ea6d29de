"""Inputs to catalog: every family settled, rolled up and given its evidence; every board joined to the list."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

from pipeline.fields import FIELDS
from pipeline.layout import kinds, paths
from pipeline.layout.catalog import Catalog, Curated, Snapshots
from pipeline.model import observed as model
from pipeline.model.boards import CuratedBoard
from pipeline.model.claims import Claim
from pipeline.model.curated import CuratedFact, CuratedFamily, Pin
from pipeline.model.licences import licences
from pipeline.model.snapshots import BoardSnapshot
from pipeline.names import dissected as names
from pipeline.names.join import NO_JOIN, NameIndex
from pipeline.reconcile.checkpoints import Evidence, absences, facts_of, roughly_dated, settle, without_early
from pipeline.reconcile.forms import value_of
from pipeline.reconcile.members import copies
from pipeline.reconcile.roll_up import roll_up
from pipeline.sources.arxiv import states as arxiv
from pipeline.sources.hub import states as huggingface

_CLOSED: Final = {"proprietary", "closed", "closed source", "closed weights", "api", "api access", "api only"}
"""What boards write in the column of licences where a model has no weights."""


class Derived(NamedTuple):
    """The outputs as files, and the values they were made from."""

    files: dict[str, bytes]
    curated: Curated
    snapshots: Snapshots
    catalog: Catalog


def observe_paper(identity: str, slugs: Iterable[str], curated: Curated, snapshots: Snapshots) -> model.ObservedPaper | None:
    """What the list shows of a paper of some families: what was retrieved, else what people found of it; or None."""
    families, found = tuple(sorted(slugs)), curated.papers.papers.get(identity)
    if (snapshot := snapshots.papers.get(identity)) is not None:
        facts = snapshot.facts
        return model.ObservedPaper(
            id=identity, title=facts.title, authors=facts.authors, published=facts.published, families=families,
            version=facts.version, withdrawn=facts.withdrawn, url=arxiv.abs_url(facts), snapshot=kinds.PAPERS.path(identity),
        )  # fmt: skip
    return None if found is None else model.ObservedPaper(
        id=identity, title=found.title, authors=found.authors, published=found.published or None,
        families=families, url=found.source, snapshot=paths.CURATED_PAPERS,
    )  # fmt: skip


def observe(family: CuratedFamily, ids: Iterable[str], snapshots: Snapshots) -> tuple[model.ObservedFamily, model.FamilyEvidence]:
    """One family of these members: what it comes to, and why."""
    people = list(_stated_by_people(family))
    heard = {c: (*(one for one in people if one.subject == c), *_claims(c, family, snapshots)) for c in ids}
    settled = {c: settle((*_of_whole(people, said), *said), c) for c, said in heard.items()}
    own = (one["own_arxiv"][0] for one in settled.values() if "own_arxiv" in one)
    cited = (one.value for one in own if isinstance(one.value, tuple) and one.verdict in ("won", "pinned"))
    papers = (snapshots.papers.get(p) for p in sorted({*family.papers}.union(*cited)))
    of_papers = (claim for paper in papers if paper for claim in arxiv.claims(paper) if FIELDS[claim.field].roll_up)
    whole = settle((*(one for one in people if not one.subject), *of_papers))
    settled = without_early(settled, whole)
    copy_of = copies({c: facts_of(one) for c, one in settled.items()})
    observed = {c: _checkpoint(c, one, snapshots, copy_of.get(c)) for c, one in settled.items()}
    return roll_up(family.slug, observed, settled, whole)


def _of_whole(people: Iterable[Claim], own: Iterable[Claim]) -> Iterator[Claim]:
    """A pin of the family's one licence, for a member of which no person states any; its name and text go with it."""
    said = [c for c in own if c.field.startswith("license")]
    for pin in (c for c in people if (c.subject, c.source, c.field) == ("", "pin", "license")):
        if len(licences(str(pin.value))) == 1 and not any(c.source in ("pin", "curated") for c in said):
            yield from (pin._replace(field=field, value=()) for field in {c.field for c in said} - {pin.field})
            yield pin


def _claims(checkpoint: str, family: CuratedFamily, snapshots: Snapshots) -> Iterator[Claim]:
    """What sources state of a checkpoint, and its name."""
    hub, card = snapshots.checkpoints.get(checkpoint), snapshots.cards.get(checkpoint)
    if hub is not None:
        yield from huggingface.claims(hub)
        yield from names.claims(checkpoint, kinds.CHECKPOINTS.path(checkpoint), "/facts/id")
    elif checkpoint in family.checkpoints:
        at = f"/checkpoints/{family.checkpoints.index(checkpoint)}"
        yield from names.claims(checkpoint, kinds.FAMILIES.path(family.slug), at)
    if card is not None:
        yield from huggingface.card_claims(card)


def _checkpoint(name: str, evidence: Evidence, snapshots: Snapshots, copy_of: str | None) -> model.ObservedCheckpoint:
    hub, card = snapshots.checkpoints.get(name), snapshots.cards.get(name)
    state = hub.shown_state if hub is not None else "unseen"
    by, facts = roughly_dated(evidence), facts_of(evidence)
    return model.UNSEEN.model_copy(update={
        "facts": facts | {field: str(facts[field])[:7] for field in by}, "by": by, "copy_of": copy_of,
        "absent": absences(facts, hub_state=state, card_state=card.state if card is not None else None),
        "state": state, "access": "unknown" if hub is None else "gated" if hub.facts.gated else "open",
        "moved_to": hub.moved_to if hub is not None else None, "sha": hub.facts.sha if hub is not None else None,
    })  # fmt: skip


def _stated_by_people(family: CuratedFamily) -> Iterator[Claim]:
    """What people say in a family's file, pins first, in the forms of their fields; without a subject of the family."""
    stated: list[tuple[str, Pin | CuratedFact]] = [(f"/pins/{n}/value", pin) for n, pin in enumerate(family.pins)]
    stated += [(f"/facts/{n}/value", fact) for n, fact in enumerate(family.facts)]
    kept = kinds.FAMILIES.path(family.slug)
    for at, one in stated:
        source, because = ("pin", one.because) if isinstance(one, Pin) else ("curated", one.note or one.origin or "")
        value, whose, url = value_of(one.field, one.value), one.checkpoint or "", one.source or ""
        if value is not None:  # else it is a finding of the audit
            yield Claim(one.field, value, whose, source, url, snapshot=kept, at=at, rule=source, because=because)


def join_board(board: CuratedBoard, snapshot: BoardSnapshot, index: NameIndex) -> model.ObservedBoard:
    """Every row of the edition, joined where the name is certain; the others are listed for a person.

    The edition is the one that was read, or the TOML's: the day of retrieval is none.
    """
    standings: dict[str, model.JoinedStanding] = {}
    unjoined: dict[str, str] = {}
    for name, row in snapshot.facts.rows.items():
        closed = (row.license or "").casefold() in _CLOSED
        join = index.join(name, board, row.organization, closed=closed) if board.rows == "models" else None
        if join is None and board.rows == "models" and board.aliases.get(name) != NO_JOIN:
            unjoined[name] = index.reason(name)
        at = f"/facts/rows/{name.replace('~', '~0').replace('/', '~1')}"
        standings[name] = model.JoinedStanding(
            scores=row.scores, organization=row.organization, url=board.url, link=row.link or "", at=at,
            **(join._asdict() if join else {}),
        )  # fmt: skip
    return model.ObservedBoard(slug=board.slug, edition=snapshot.facts.edition or board.edition or None, standings=standings, unjoined=unjoined)


def best_standings(boards: Mapping[str, tuple[CuratedBoard, model.ObservedBoard]]) -> dict[str, dict[str, model.ObservedStanding]]:
    """Each family's best row on each board that ranks models, by its first score, with its other checkpoints."""
    best: dict[str, dict[str, model.ObservedStanding]] = {}
    for slug, (board, observed) in sorted(boards.items()):
        if (metric := board.metric) is None:
            continue
        for name, score, one in observed.ranked(metric):
            if one.family is None:
                continue
            own = best.setdefault(one.family, {})
            if slug not in own:
                own[slug] = model.ObservedStanding(
                    name=name, score=score, metric=metric.name, edition=observed.edition,
                    checkpoint=one.checkpoint, rule=one.rule,
                )  # fmt: skip
            elif one.checkpoint and one.checkpoint not in {own[slug].checkpoint, *dict(own[slug].others)}:
                own[slug] = own[slug].model_copy(update={"others": (*own[slug].others, (one.checkpoint, score))})
    return best
