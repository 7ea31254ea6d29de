"""Standings: one edition of a board joined to the list, and each family's best row on each board."""

from collections.abc import Mapping
from typing import Final

from pipeline.model.boards import CuratedBoard
from pipeline.model.observed import JoinedStanding, ObservedBoard, ObservedStanding
from pipeline.model.snapshots import BoardSnapshot
from pipeline.names.join import NO_JOIN, NameIndex

_CLOSED: Final = {"proprietary", "closed", "closed source", "closed weights", "api", "api access", "api only"}
"""What boards write in the column of licences where a model has no weights."""


def edition_of(board: CuratedBoard, snapshot: BoardSnapshot) -> str | None:
    """The edition: the one that was read, or the TOML's; None where the board states none (retrieval is no edition)."""
    return snapshot.facts.edition or board.edition or None


def join_board(board: CuratedBoard, snapshot: BoardSnapshot, index: NameIndex) -> ObservedBoard:
    """Every row of the edition, joined where the name is certain; the others are listed for a person."""
    standings: dict[str, JoinedStanding] = {}
    unjoined: dict[str, str] = {}
    for name, row in snapshot.facts.rows.items():
        closed = (row.license or "").casefold() in _CLOSED
        join = index.join(name, board, row.organization, closed=closed) if board.rows == "models" else None
        if join is None and board.rows == "models" and board.aliases.get(name) != NO_JOIN:
            unjoined[name] = index.reason(name)
        joined = {"family": join.family, "checkpoint": join.checkpoint, "rule": join.rule} if join else {}
        at = f"/facts/rows/{name.replace('~', '~0').replace('/', '~1')}"
        standings[name] = JoinedStanding(
            scores=row.scores, organization=row.organization, url=board.url, link=row.link or "", at=at, **joined
        )
    return ObservedBoard(slug=board.slug, edition=edition_of(board, snapshot), standings=standings, unjoined=unjoined)


def best_standings(boards: Mapping[str, tuple[CuratedBoard, ObservedBoard]]) -> dict[str, dict[str, ObservedStanding]]:
    """For each family its best row on each board that ranks models, by the board's own first score, with its other checkpoints."""
    best: dict[str, dict[str, ObservedStanding]] = {}
    for slug, (board, observed) in sorted(boards.items()):
        if (metric := board.metric) is None:
            continue
        placed = [(name, one, one.scores[metric.name]) for name, one in sorted(observed.standings.items()) if metric.name in one.scores]
        # The best row is the first of its family, and of equals the first name, so that the same edition always gives the same row.
        for name, one, score in sorted(placed, key=lambda row: row[2].value, reverse=metric.higher_is_better):
            if one.family is None:
                continue
            own = best.setdefault(one.family, {})
            if slug not in own:
                own[slug] = ObservedStanding(
                    name=name, score=score, metric=metric.name, edition=observed.edition,
                    checkpoint=one.checkpoint, rule=one.rule,
                )  # fmt: skip
            elif one.checkpoint and one.checkpoint not in {own[slug].checkpoint, *dict(own[slug].others)}:
                own[slug] = own[slug].model_copy(update={"others": (*own[slug].others, (one.checkpoint, score))})
    return best
