"""Results on benchmarks that a card's metadata (`model-index`) states of its checkpoint."""

from typing import Final

from pipeline.cards.findings import Candidate
from pipeline.cards.front_matter import Item, read_key
from pipeline.cards.statements import Card
from pipeline.cards.subjects import is_name
from pipeline.model.results import MOST, StatedResult, stated_result
from pipeline.names.dissected import parse_name
from pipeline.names.kinship import OWN

FIELD: Final = "results"
_KEY: Final = "model-index"
_SETTINGS: Final = ("config", "split", "num_few_shot")

Path = tuple[str | int, ...]


def read_results(card: Card) -> None:
    """One candidate with all results; those of another model, and those without a score, are rejected."""
    entries: dict[str | int, str] = {}
    results: dict[Path, dict[Path, Item]] = {}
    for item in read_key(_KEY, card.lines, *card.matter.places.get(_KEY, (0, 0)), card.out):
        path = item.path[1:]
        if path[1:] == ("name",):
            entries[path[0]] = item.text
        elif path[1:2] == ("results",):
            results.setdefault(path[:3], {})[path[3:]] = item
    found: dict[str, int] = {}
    for place, parts in results.items():
        name = entries.get(place[0], "")
        line = next(iter(parts.values())).line
        newer = not card.subject.name.key.startswith(parse_name(name).key)  # "Corvid-v2" on the card of Corvid
        if is_name(name) and (newer or card.subject.relation(name) not in OWN):
            card.out.reject(line, "results.other: results of another model", FIELD, name)
            continue
        for path, value in parts.items():
            if path[:1] == ("metrics",) and path[2:] == ("value",):
                found.setdefault(str(_result(parts, path[:2], value.text)), value.line)
    stated = [text for text in found if stated_result(text)]
    if stated:
        card.out.candidates.append(Candidate(FIELD, tuple(stated[:MOST]), found[stated[0]], stated[0], "results.model_index", 60))


def _result(parts: dict[Path, Item], metric: Path, score: str) -> StatedResult:
    def text(*path: str | int) -> str:
        return parts[path].text if path in parts else ""

    args = [f"{item.path[-1]}: {item.text}" for path, item in parts.items() if path[:2] == ("dataset", "args")]
    setting = [f"{key}: {words}" for key in _SETTINGS if (words := text("dataset", key)) and words != "default"]
    return StatedResult(
        text("dataset", "name") or text("dataset", "type"),
        text(*metric, "name") or text(*metric, "type"),
        score,
        ", ".join((*setting, *args)),
        text("source", "url") or text("source", "name"),
    )
