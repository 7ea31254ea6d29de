"""What changed in one family: its checkpoints, and the facts of each."""

from collections.abc import Iterator, Mapping

from pipeline.model.changes import Change, ChangeKind
from pipeline.model.claims import Claim, Value
from pipeline.model.observed import FamilyEvidence, ObservedCheckpoint, ObservedFamily, plain
from pipeline.reconcile.checkpoints import denial
from pipeline.reconcile.forms import agree

QUIET = frozenset({"cited_arxiv", "sizes", "base_relation", "languages_count"})
"""Fields that stand in the catalog but are not worth a reviewer's line."""

Evidence = Mapping[str, tuple[Claim, ...]]


def family_changes(
    old: ObservedFamily, new: ObservedFamily, before: FamilyEvidence, after: FamilyEvidence
) -> Iterator[Change]:
    """Every difference of one family, checkpoints first, then the row where no checkpoint explains it."""
    touched: set[str] = set()
    for checkpoint in sorted({*old.checkpoints, *new.checkpoints}):
        was, now = old.checkpoints.get(checkpoint), new.checkpoints.get(checkpoint)
        heard, had = after.checkpoints.get(checkpoint, {}), before.checkpoints.get(checkpoint, {})
        if was is None and now is not None:
            touched.update(now.facts)
            yield _of(ChangeKind.CHECKPOINT_ADDED, new.slug, checkpoint, url=_first_url(heard))
        elif now is None and was is not None:
            touched.update(was.facts)
            yield _of(ChangeKind.CHECKPOINT_REMOVED, new.slug, checkpoint, url=_first_url(had))
        elif was is not None and now is not None:
            for change in _checkpoint(new.slug, checkpoint, was, now, had, heard):
                touched.add(change.field)
                yield change
    yield from _row(old, new, before, after, touched)


def _of(kind: ChangeKind, family: str, subject: str, *, url: str = "", old: Value | None = None, new: Value | None = None,
        field: str = "", source: str = "huggingface") -> Change:  # fmt: skip
    return Change(kind=kind, family=family, subject=subject, field=field, old=old, new=new, url=url, source=source)


def _checkpoint(
    family: str, checkpoint: str, was: ObservedCheckpoint, now: ObservedCheckpoint, had: Evidence, heard: Evidence
) -> Iterator[Change]:
    hub = f"https://huggingface.co/{checkpoint}"
    if was.state != now.state:
        if now.state == "gone":
            yield _of(ChangeKind.CHECKPOINT_GONE, family, checkpoint, url=hub, old=was.state, new=now.state)
        elif now.state == "moved":
            yield _of(ChangeKind.CHECKPOINT_RENAMED, family, checkpoint, url=f"https://huggingface.co/{now.moved_to}",
                      old=checkpoint, new=now.moved_to)  # fmt: skip
        else:
            yield _of(ChangeKind.CHECKPOINT_ADDED, family, checkpoint, url=hub, old=was.state, new=now.state)
    moved_access = was.access != now.access and "unknown" not in (was.access, now.access)
    if moved_access:
        known = was.sha is not None  # an entry of a listing does not say who may read it
        kind = ChangeKind.ACCESS_CHANGED if known else ChangeKind.FACT_GAINED
        yield _of(kind, family, checkpoint, url=hub, old=was.access if known else None, new=now.access, field="gated")
    facts = list(facts_changed(family, checkpoint, was.facts, now.facts, had, heard))
    yield from facts
    yield from _disputes(family, checkpoint, had, heard)
    # A new revision is worth a line only where nothing else says what it brought.
    if not facts and not moved_access and was.sha != now.sha and now.sha is not None and was.sha is not None:
        yield _of(
            ChangeKind.CHECKPOINT_MOVED_ON, family, checkpoint, url=f"{hub}/commit/{now.sha}", old=was.sha, new=now.sha
        )


def facts_changed(
    family: str, subject: str, was: Mapping[str, Value], now: Mapping[str, Value], had: Evidence, heard: Evidence
) -> Iterator[Change]:
    """Facts gained, changed and lost, each with the address of what states (or stated) it."""
    for field in sorted({*was, *now} - QUIET):
        old, new = was.get(field), now.get(field)
        if old == new:
            continue
        evidence = (heard if new is not None else had).get(field, ())
        kind = _kind(field, old, new, had.get(field, ()), heard.get(field, ()))
        yield Change(
            kind=kind, family=family, subject=subject, field=field, old=old, new=new, url=evidence[0].url if evidence else "",
            source=_lane(evidence), voice=_voice(heard.get(field, ())), old_voice=_voice(had.get(field, ())),
        )  # fmt: skip


def _disputes(family: str, subject: str, had: Evidence, heard: Evidence) -> Iterator[Change]:
    """What a source states now otherwise than a person, whose fact stands; what it stated before was put before people once."""
    for field, claims in sorted(heard.items()):
        known = [claim.value for claim in had.get(field, ()) if claim.verdict == "rival"]
        rival = denial(claims, known) if field not in QUIET else None
        if rival is not None:
            yield Change(
                kind=ChangeKind.FACT_DISPUTED, family=family, subject=subject, field=field, old=claims[0].value, new=rival.value,
                url=rival.url or rival.snapshot, old_url=claims[0].url, source=_lane((rival,)),
            )  # fmt: skip


def _kind(
    field: str, old: Value | None, new: Value | None, had: tuple[Claim, ...], heard: tuple[Claim, ...]
) -> ChangeKind:
    """What happened to a value. The same fact in other words or with more digits, or a guess that gave way, is only restated."""
    if old is None:
        return ChangeKind.FACT_GAINED
    if new is None:
        return ChangeKind.LICENSE_CHANGED if field == "license" else ChangeKind.FACT_LOST
    rounded = any((c.source, c.value, c.verdict) == ("curated", old, "agrees") for c in heard)  # a person's
    if rounded or agree(field, old, new) or (_is_guess(had) and not _is_guess(heard)):
        return ChangeKind.FACT_RESTATED
    return ChangeKind.LICENSE_CHANGED if field in ("license", "license_name") else ChangeKind.FACT_CHANGED


def _voice(claims: tuple[Claim, ...]) -> str:
    return claims[0].source if claims else ""


def _is_guess(claims: tuple[Claim, ...]) -> bool:
    """Whether a value was read from a name, which states it for want of anything better."""
    return _voice(claims) == "name"


def _lane(evidence: tuple[Claim, ...]) -> str:
    voice = _voice(evidence)
    if voice in ("pin", "curated"):
        return "curated"
    return "arxiv" if voice.startswith("arxiv") else "huggingface"


def _first_url(evidence: Evidence) -> str:
    return next((heard[0].url for heard in evidence.values() if heard), "")


def _row(
    old: ObservedFamily, new: ObservedFamily, before: FamilyEvidence, after: FamilyEvidence, touched: set[str]
) -> Iterator[Change]:
    was, now = ({f: plain(v, counts="–", dates="–", by="by ") for f, v in one.facts.root.items()} for one in (old, new))
    explained = touched | (
        {"sizes"} if "total_params" in touched or len(old.checkpoints) != len(new.checkpoints) else set()
    )
    for change in facts_changed(new.slug, "", was, now, before.facts, after.facts):
        if change.field not in explained:
            yield change
    yield from _disputes(new.slug, "", before.facts, after.facts)
