"""why: everything heard about a family's field, from the committed evidence: value, source, locator, rivals, receipt."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from pipeline.fields import FIELDS, ROLLED_UP
from pipeline.layout import kinds, paths
from pipeline.layout.catalog import Tree, parse_catalog
from pipeline.model.claims import Claim, Value
from pipeline.model.ids import near
from pipeline.model.observed import ObservedFamily, plain
from pipeline.model.outcomes import WrongUsage

STANDINGS: Final = "standings"  # the word that asks for a family's rows on the boards


class FieldExplanation(NamedTuple):
    """One field of one subject: its value or why there is none, and everything heard, winner first."""

    family: str
    checkpoint: str | None
    field: str
    value: Value | None
    absent: str | None
    claims: tuple[Claim, ...]
    receipts: dict[str, dict[str, Any]]


def why(tree: Tree, subject: str, field: str | None = None) -> Iterator[FieldExplanation]:
    """Answers for `family` or `family/checkpoint`, one field or all; WrongUsage where there is none of that name."""
    slug, _, checkpoint = subject.partition("/")
    path = kinds.OBSERVED_FAMILIES.path(slug)
    if path not in tree:
        known = list(map(kinds.OBSERVED_FAMILIES.stem_of, filter(kinds.OBSERVED_FAMILIES.holds, tree)))
        raise WrongUsage(f"no family {slug!r}" + near(slug, known))
    known = [*FIELDS, STANDINGS]
    if field is not None and field not in known:
        raise WrongUsage(f"no field {field!r}" + near(field, known) + f"; the fields are {', '.join(known)}")
    catalog = parse_catalog({p: tree[p] for p in (path, kinds.EVIDENCE.path(slug)) if p in tree})
    family, evidence = catalog.observed(slug), catalog.heard(slug)
    ids = [name for name in family.checkpoints if checkpoint in {"", name, name.partition("/")[2]}]
    if checkpoint and not ids:
        raise WrongUsage(f"{slug} has no checkpoint {checkpoint!r}" + near(checkpoint, list(family.checkpoints)))
    if not checkpoint:
        rows = ((name, None if (rolled := family.facts.get(name)) is None else plain(rolled, counts="–", dates="–", by="by "))
                for name in (one.name for one in ROLLED_UP if field in (None, one.name)))  # fmt: skip
        yield from _explained(tree, (slug, None), rows, family.absent, evidence.facts)
    if field in (None, STANDINGS):
        yield from _standings(tree, family, ids[0] if checkpoint else None)
    for name in ids if field != STANDINGS else ():
        one, heard = family.checkpoints[name], evidence.checkpoints.get(name, {})
        values = ((key, one.facts.get(key)) for key in ([field] if field else sorted({*one.facts, *heard, *one.absent})))
        yield from _explained(tree, (slug, name), values, dict.fromkeys([field] if field else (), "not stated") | one.absent, heard)


def _standings(tree: Tree, family: ObservedFamily, checkpoint: str | None) -> Iterator[FieldExplanation]:
    """Where every row of a board that was joined to the family comes from, and by which rule it was joined."""
    for slug, board in kinds.OBSERVED_BOARDS.read(tree).items():
        rows = ((name, row) for name, row in board.standings.items() if checkpoint in (None, row.checkpoint))
        own, field = {name: row for name, row in rows if row.family == family.slug and row.scores}, f"{STANDINGS}: {slug}"
        heard = tuple(
            Claim(field=STANDINGS, value=f"{name}: {metric} {score.value:g}", source="leaderboard", url=row.url, verdict="won",
                  snapshot=kinds.BOARDS.path(slug), at=f"{row.at}/scores/{metric}/value", subject=row.checkpoint or "",
                  revision=board.edition, rule=row.rule)
            for name, row in own.items() for metric, score in row.scores.items()
        )  # fmt: skip
        yield from _explained(tree, (family.slug, checkpoint), [(field, tuple(own) or None)], {}, {field: heard})


def _explained(
    tree: Tree, of: tuple[str, str | None], values: Iterable[tuple[str, Value | None]], absent: Mapping[str, str], heard: Mapping[str, tuple[Claim, ...]]
) -> Iterator[FieldExplanation]:
    """The fields of a family, or of one of its checkpoints, of which anything is known, was heard or is told to be missing."""
    for name, value in values:
        claims = heard.get(name, ())
        kept = [path for path in dict.fromkeys(one.snapshot for one in claims) if path.startswith(paths.SNAPSHOTS)]
        found = ((path, json.loads(tree[path]).get("receipt")) for path in kept if path in tree)
        if value is not None or claims or name in absent:
            missing = absent.get(name, "not stated") if value is None else None
            yield FieldExplanation(*of, name, value, missing, claims, {path: one for path, one in found if isinstance(one, dict)})
