"""What changed on one board: its edition, and scores that moved beyond its noise. Ranks do not exist here."""

from collections.abc import Iterator

from pipeline.model.boards import CuratedBoard, Score
from pipeline.model.changes import Change, ChangeKind
from pipeline.model.observed import JoinedStanding, ObservedBoard


def board_changes(
    old: ObservedBoard | None, new: ObservedBoard | None, board: CuratedBoard | None = None
) -> Iterator[Change]:
    """What one edition says that the other did not.

    By the board's file: a row that is new or gone is shown with the main score, and a score that moved
    within the noise did not move. Without it every difference is told.
    """
    metric = board.metric.name if board is not None and board.metric is not None else None
    slug = (new or old).slug if new or old else ""  # type: ignore[union-attr]
    was = old.standings if old is not None else {}
    now = new.standings if new is not None else {}
    if old is not None and new is not None and old.edition != new.edition:
        yield Change(kind=ChangeKind.EDITION_MOVED, subject=slug, old=old.edition, new=new.edition,
                     url=next((s.url for s in now.values()), ""), source="leaderboards")  # fmt: skip
    for name in sorted({*was, *now}):
        before, after = was.get(name), now.get(name)
        if before is None and after is not None:
            yield _standing(ChangeKind.STANDING_GAINED, slug, name, after, None, _main(after.scores, metric))
        elif after is None and before is not None:
            yield _standing(ChangeKind.STANDING_LOST, slug, name, before, _main(before.scores, metric), None)
        elif before is not None and after is not None:
            for score in sorted({*before.scores, *after.scores}):
                left, right = before.scores.get(score), after.scores.get(score)
                if _moved(left, right, board.noise_of(score) if board is not None else 0.0, known=board is not None):
                    yield _standing(ChangeKind.STANDING_MOVED, slug, name, after, _shown(left), _shown(right), score)


def _standing(
    kind: ChangeKind, board: str, name: str, row: JoinedStanding, old: str | None, new: str | None, metric: str = ""
) -> Change:
    return Change(kind=kind, family=row.family or "", subject=f"{board}: {name}", field=metric, old=old, new=new,
                  url=row.url, source="leaderboards")  # fmt: skip


def _main(scores: dict[str, Score], metric: str | None) -> str | None:
    if metric is None:
        return _shown(next(iter(scores.values()))) if len(scores) == 1 else None
    return _shown(scores.get(metric))


def _moved(old: Score | None, new: Score | None, noise: float, *, known: bool) -> bool:
    if old is None or new is None:
        return old is not new
    return old.value != new.value and (not known or new.moved_from(old.value, noise))


def _shown(score: Score | None) -> str | None:
    return None if score is None else f"{score.value:g}"
