"""What the committed list holds beside recorded lists of the Hub: how much is covered, filled in, and found by discovery.

    python -m benchmarks.recorded_lists [coverage] [cells] [discovery] [--names] [FILE…]

`coverage` counts generative models of original makers, by the evidence that discovery weighs. `cells` counts the cells
that are filled, column by column. `discovery` goes through the months of a year: the list is put back to what it was,
discovery reads what the lists show of the month, and what it proposes is held against what editors have put on the list
since. `--names` prints each one that is missing. A FILE is a listing as the Hub's API gives it (JSON), a table of
entries (CSV), or a log of what trended (JSON lines), each also gzipped; what is recorded in ../shared is read in any
case. Likes are those of the lists, not of the month.
"""

import csv
import gzip
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from pipeline.discover.evidence import Entry, Known, joined, judge, read_entry
from pipeline.discover.find import find
from pipeline.kinds import LISTED
from pipeline.layout.catalog import Curated, parse_curated, parse_snapshots
from pipeline.model.curated import DeclinedList
from pipeline.store.tree import read_tree

ROOT: Final = Path(__file__).parents[1]
SHARED: Final = ROOT.parent / "shared"
RECORDED: Final = (
    "recorded/hf_api/models_list_full_*.json", "recorded/hf_api/daily_top_models_*/*.json.gz",
    "recorded/hf_api/trending_*.jsonl.gz", "recorded_2026/hf_api/hf_models_*.csv.gz",
)  # fmt: skip
PARTS: Final = ("coverage", "cells", "discovery")
YEAR: Final = "2026"
TRENDS: Final = 20
"""A trending score from which an entry of a table counts as trending."""
AIMS: Final = {
    "likes, first 100": 97, "likes, first 200": 95, "downloads, first 100": 97, "downloads, first 200": 95, "trending": 88,
    f"new in {YEAR}": 90,
}  # fmt: skip
"""What is to be on the list, in per cent."""
OBSERVED: Final = "catalog/observed/families/"
COLUMNS: Final = (
    "sizes", "context_length", "license", "release_date", "modalities", "languages", "training_tokens", "knowledge_cutoff", "tool_use",
    "reasoning",
)  # fmt: skip


class Recorded(NamedTuple):
    """A repository as the lists show it, with the highest counts, and whether it was among those that trended."""

    entry: Entry
    downloads: int = 0
    trends: bool = False


def recorded(more: Iterable[Path] = ()) -> dict[str, Recorded]:
    """The repositories of all lists, by id."""
    found: dict[str, Recorded] = {}
    for file in (*(f for pattern in RECORDED for f in sorted(SHARED.glob(pattern))), *more):
        for wire, trends in _wires(file):
            entry = read_entry(wire)
            if entry is not None:
                new, old = Recorded(entry, wire.get("downloads") or 0, trends), found.get(entry.id)
                found[entry.id] = new if old is None else _together(old, new)
    return found


def _together(one: Recorded, other: Recorded) -> Recorded:
    (entry,) = joined([one.entry, other.entry]).values()
    created = min(filter(None, (one.entry.created, other.entry.created)), default="")
    return Recorded(entry.model_copy(update={"created": created}), max(one.downloads, other.downloads), one.trends or other.trends)


def _wires(file: Path) -> Iterator[tuple[dict[str, Any], bool]]:
    """Entries as the API would give them, and whether the file shows that they trended."""
    data = file.read_bytes()
    text = (gzip.decompress(data) if file.suffix == ".gz" else data).decode()
    if ".csv" in file.suffixes:
        rows = csv.DictReader(text.splitlines())
        yield from ((_of_row(row), int(row["trending_score"] or 0) >= TRENDS) for row in rows)
    elif ".jsonl" in file.suffixes:
        for line in map(json.loads, text.splitlines()):
            # The log states no creation: the first day that shows an entry stands for it where no other list knows better.
            yield from ((wire | {"createdAt": line.get("date")}, True) for wire in _trending(line))
    else:
        whole = json.loads(text)
        yield from ((wire, False) for wire in (whole["models"] if isinstance(whole, dict) else whole))


def _of_row(row: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": row["id"], "likes": int(row["likes"] or 0), "downloads": int(row["downloads"] or 0), "createdAt": row["created_at"],
        "sha": row["sha"], "pipeline_tag": row["pipeline_tag"] or None, "library_name": row["library_name"] or None,
        "tags": [t for t in row["tags"].split(",") if t], "safetensors": {"total": int(row["parameter_count"] or 0) or None},
        "cardData": {"base_model": [b for b in row["base_models"].split(",") if b and ":" not in b]},
    }  # fmt: skip


def _trending(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict) and isinstance(value.get("repoData"), dict):
        yield value["repoData"]
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _trending(inner)


class Covered(NamedTuple):
    """One measure: how many models it counts, and those that the list does not have."""

    counted: int
    missing: tuple[str, ...]


def coverage(seen: Mapping[str, Recorded], curated: Curated) -> dict[str, Covered]:
    """The measures of the list, by name."""
    entries = [r.entry for r in seen.values()]
    known = Known(curated._replace(watch=curated.watch.model_copy(update={"min_likes": 0})), parse_snapshots({}), entries)
    listed = {}
    for identity, one in seen.items():
        verdict = judge(one.entry, known)
        has = known.has(identity)
        if has or isinstance(verdict, str) or verdict[0] == "variant":
            listed[identity] = has or any(known.join(one.entry, kind) for kind in LISTED)
    models = [r for i, r in seen.items() if i in listed]

    def first(number: int, key: Callable[[Recorded], int]) -> list[Recorded]:
        return sorted(models, key=lambda r: (-key(r), r.entry.id))[:number]

    def fresh(one: Recorded) -> bool:
        return one.entry.created.startswith(YEAR) and one.entry.likes >= curated.watch.min_likes

    likes, downloads = (lambda r: r.entry.likes), (lambda r: r.downloads)
    chosen = (
        first(100, likes), first(200, likes), first(100, downloads), first(200, downloads), [r for r in models if r.trends],
        [r for r in models if fresh(r)],
    )  # fmt: skip
    missing = [tuple(sorted(r.entry.id for r in some if not listed[r.entry.id])) for some in chosen]
    return {name: Covered(len(some), gone) for name, some, gone in zip(AIMS, chosen, missing, strict=True)}


def cells(tree: Mapping[str, bytes], curated: Curated) -> Iterator[tuple[str, tuple[str, ...], int, tuple[str, ...], int]]:
    """Of each column: empty cells of the newest families, how many of these there are, and the same of all families.

    The newest are those of the last eighteen months before the newest release; a family whose date nobody states
    counts by its newest paper.
    """
    facts = {s: json.loads(tree[f"{OBSERVED}{s}.json"])["facts"] for s in curated.families}
    papers = {s: max((f"20{p[:2]}-{p[2:4]}" for p in f.papers), default="") for s, f in curated.families.items()}
    dates = {s: (own.get("release_date") or {}).get("latest", papers[s])[:7] for s, own in facts.items()}
    year, month = map(int, max(dates.values()).split("-"))
    first = f"{year - 2 + (month + 5) // 12}-{(month + 5) % 12 + 1:02d}"
    newest = [s for s, day in dates.items() if day >= first]
    for column in COLUMNS:
        yield column, tuple(s for s in newest if column not in facts[s]), len(newest), tuple(s for s in facts if column not in facts[s]), len(facts)


class Month(NamedTuple):
    """What discovery says of one month: its candidates, those that are not on today's list, families made then, and missed."""

    proposed: tuple[str, ...]
    strange: tuple[str, ...]
    made: tuple[str, ...]
    missed: tuple[str, ...]


def as_it_was(curated: Curated, created: Mapping[str, str], day: str) -> Curated:
    """The list before a day: no checkpoint made since, no family that had none yet, no maker without a family, nothing declined."""
    families = {}
    for slug, family in curated.families.items():
        kept = tuple(c for c in family.checkpoints if created.get(c, "") < day)
        if any(c in created for c in kept) or len(kept) == len(family.checkpoints):
            families[slug] = family.model_copy(update={"checkpoints": kept})
    makers = {f.organization for f in families.values()}
    known = {slug: one for slug, one in curated.organizations.organizations.items() if slug in makers}
    organizations = curated.organizations.model_copy(update={"organizations": known})
    return curated._replace(families=families, organizations=organizations, declined=DeclinedList())


def month(name: str, entries: Mapping[str, Entry], curated: Curated) -> Month:
    """One month ("2026-03"), by what the lists show of it."""
    created = {i: e.created for i, e in entries.items()}
    before = as_it_was(curated, created, name)
    fresh = [e for e in entries.values() if e.created.startswith(name)]
    old = [i for i, day in created.items() if day < name]
    result = find(fresh, before, parse_snapshots({}), since=f"{name}-01", seen_before=old)
    known = Known(curated, parse_snapshots({}), entries.values())
    family = {c: slug for slug, f in curated.families.items() for c in f.checkpoints}
    shown = {s.id for c in result.candidates for s in c.checkpoints} | {c.checkpoint for c in result.checkpoints}
    made = sorted({family[e.id] for e in fresh if e.id in family} - set(before.families))
    found = {family[i] for i in shown if i in family}
    return Month(
        tuple(c.slug for c in result.candidates),
        tuple(c.slug for c in result.candidates if not any(known.has(s.id) for s in c.checkpoints)),
        tuple(made), tuple(slug for slug in made if slug not in found),
    )  # fmt: skip


def months(seen: Mapping[str, Recorded], curated: Curated) -> dict[str, Month]:
    """Every month of the year that the lists show."""
    entries = {i: r.entry for i, r in seen.items()}
    return {name: month(name, entries, curated) for name in sorted({e.created[:7] for e in entries.values()}) if name[:4] == YEAR}


def ratios(table: Iterable[Month]) -> tuple[float, float]:
    """Recall (families made that were found) and precision (candidates that are on today's list) over some months."""
    proposed, strange, made, missed = (sum(map(len, column)) for column in zip(*table, strict=True))
    return 1 - missed / (made or 1), 1 - strange / (proposed or 1)


def main() -> None:
    """Print what is asked for."""
    words = sys.argv[1:]
    asked = [w for w in words if w in PARTS] or PARTS
    files = [Path(w) for w in words if w not in asked and not w.startswith("--")]
    names, say = "--names" in words, sys.stdout.write
    tree = read_tree(ROOT)
    seen, curated = recorded(files), parse_curated(tree)
    say(f"{len(seen):,} repositories in the lists, {len(curated.families)} families on ours\n")
    if not seen:
        say("no recorded list is at hand: name some, or put them into ../shared/recorded\n")
        asked = [part for part in asked if part == "cells"]
    if "coverage" in asked:
        say("\n| Models of original makers | Counted | On the list | Share | Aim |\n|---|--:|--:|--:|--:|\n")
        for name, one in coverage(seen, curated).items():
            have = one.counted - len(one.missing)
            say(f"| {name} | {one.counted} | {have} | {100 * have / (one.counted or 1):.0f} % | {AIMS[name]} % |\n")
            say("".join(f"  not on the list: {i}\n" for i in one.missing) if names else "")
    if "cells" in asked:
        say("\n| Column | Of the last 18 months | Of all |\n|---|--:|--:|\n")
        for column, empty, number, all_empty, all_number in cells(tree, curated):
            say(f"| {column} | {1 - len(empty) / number:.0%} | {1 - len(all_empty) / all_number:.0%} |\n")
            say(f"  empty: {', '.join(empty)}\n" if names else "")
    if "discovery" in asked:
        table = months(seen, curated)
        say("\n| Month | Proposed | Not on today's list | Families made | Missed |\n|---|--:|--:|--:|--:|\n")
        for name, m in table.items():
            say(f"| {name} | {len(m.proposed)} | {len(m.strange)} | {len(m.made)} | {len(m.missed)} |\n")
            say(f"  not on the list: {', '.join(m.strange)}\n  missed: {', '.join(m.missed)}\n" if names else "")
        recall, precision = ratios(table.values())
        say(f"recall {recall:.2f}, precision {precision:.2f}\n")


if __name__ == "__main__":
    main()
