"""How right the card reader is: precision and recall by field, by rule and by group of cards, beside a naive reader.

Labels stand in tests/truth: what a person read on a card, one JSON object a line. `small.jsonl` holds whole cards of
our own; the recorded cards that the other labels speak of, and small cards with a trap each, are read from ../shared
where they are. The figures are compared with those of tests/truth/score.json: exit status 1 when one fell.

    python -m benchmarks.score_reader [--rules] [--misses] [--write]

`--write` keeps the figures and puts them into tests/truth/score.md.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from pipeline.cards.card import read_card
from pipeline.cards.rules import RULES
from pipeline.model.claims import as_json

ROOT: Final = Path(__file__).parents[1]
SHARED: Final = ROOT.parent / "shared"
TRUTH: Final = ROOT / "tests" / "truth"
DOCS: Final = ROOT / "tests" / "truth" / "score.md"
FOLDERS: Final = {"old": "ai-nexus_2025-12-10", "new": "fresh_2026"}
TOLERANCE: Final = {
    "total_params": 0.03, "active_params": 0.03, "context_length": 0.05, "context_length_extended": 0.05, "training_tokens": 0.02,
}  # fmt: skip
"""How far a count may lie from the label: "128K" is 128,000 or 131,072."""
FIELDS: Final = (
    *TOLERANCE, "languages", "own_arxiv", "base_model", "license", "own_github", "release_date", "knowledge_cutoff", "modalities", "reasoning", "tool_use",
    "kind", "role",
)
MARKS: Final = ("<!-- score -->", "<!-- /score -->")


class Case(NamedTuple):
    """One card with the values of each field that are right; None among them: saying nothing is right."""

    group: str
    id: str
    text: str
    right: dict[str, list[Any]]


class Tally(NamedTuple):
    """Values given, those that are right, and facts that the card states."""

    given: int = 0
    right: int = 0
    stated: int = 0

    def plus(self, *, given: bool, right: bool, stated: bool) -> "Tally":
        """One value more."""
        return Tally(self.given + given, self.right + (given and right), self.stated + stated)

    @property
    def rounded(self) -> tuple[float, float]:
        """Precision and recall with three places."""
        return round(self.precision, 3), round(self.recall, 3)

    @property
    def precision(self) -> float:
        """The share of right values among those given; 1 where none is."""
        return self.right / self.given if self.given else 1.0

    @property
    def recall(self) -> float:
        """The share of the stated facts that were found; 1 where none is stated."""
        return self.right / self.stated if self.stated else 1.0


def cases() -> Iterator[Case]:
    """All cards with labels that are at hand."""
    for row in _rows(TRUTH / "small.jsonl"):
        yield Case("small", row["id"], row["card"], row["right"])
    for row in _rows(SHARED / "cases" / "cards.jsonl"):
        yield Case("traps", row["id"], row["card"], row["right"])
    for row in _rows(TRUTH / "cards.jsonl"):
        for group, folder in FOLDERS.items():
            path = SHARED / "recorded" / "model_cards" / folder / f"{row['id'].replace('/', '--', 1)}.md"
            if row["group"] == group and path.is_file():
                yield Case(group, row["id"], path.read_text(encoding="utf-8", errors="replace"), row["right"])


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    if path.is_file():
        yield from (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


def same(field: str, got: Any, want: Any) -> bool:  # noqa: ANN401 - values of any form
    """Whether a value given is the one that is right."""
    got, want = got or None, want or None
    if got is None or want is None:
        return got is want
    if field in TOLERANCE:
        return bool(abs(got - want) <= TOLERANCE[field] * want)
    if isinstance(want, list):
        a, b = ({str(x).lower() for x in (v if isinstance(v, list) else [v])} for v in (got, want))
        return len(a & b) >= 0.9 * len(a | b) if field == "languages" else a == b
    return str(got).lower()[: len(str(want))] == str(want).lower() if field == "release_date" else str(got).lower() == str(want).lower()


class Score:
    """The tallies of one reader."""

    def __init__(self) -> None:
        self.by: dict[tuple[str, str], Tally] = {}
        self.rules: dict[str, Tally] = {}
        self.misses: list[str] = []

    def add(self, case: Case, facts: dict[str, Any], rules: dict[str, str]) -> None:
        """One card as read."""
        for field, accepted in case.right.items():
            got = facts.get(field) or None
            right = any(same(field, got, want) for want in accepted)
            found = {"given": got is not None, "right": right, "stated": None not in accepted or (got is not None and right)}
            for key in ((case.group, ""), (case.group, field), ("all", field), ("all", "")):
                self.by[key] = self.by.get(key, Tally()).plus(**found)
            if got is not None and field in rules:
                self.rules[rules[field]] = self.rules.get(rules[field], Tally()).plus(**found)
            if not right:
                self.misses.append(f"{case.group}\t{case.id}\t{field}\twant {accepted}\tgot {got!r}")


def naive(card_id: str, text: str) -> dict[str, Any]:
    """What a first match finds: the front matter's words, and the first number before the word that it counts."""
    del card_id
    facts: dict[str, Any] = {}
    for field, key in (("license", "license"), ("base_model", "base_model")):
        if m := re.search(rf"^{key}:\s*(?:\n- )?([\w./-]+)", text, re.MULTILINE):
            facts[field] = [m[1]] if field == "base_model" else m[1]
    if m := re.search(r"^language:((?:\n- ?\w+)+)", text, re.MULTILINE):
        facts["languages"] = re.findall(r"\w+", m[1])
    counts = (("total_params", r"param"), ("context_length", r"(?:tokens? )?context"), ("training_tokens", r"tokens"))
    for field, word in counts:
        if m := re.search(rf"(\d+(?:\.\d+)?)\s?([KMBT])\w*[ -]{word}", text):
            facts[field] = round(float(m[1]) * 1000 ** ("KMBT".index(m[2]) + 1))
    for field, place in (("own_arxiv", r"arxiv\.org/abs/(\d{4}\.\d{4,5})"), ("own_github", r"github\.com/([\w-]+/[\w.-]+)")):
        if m := re.search(place, text):
            facts[field] = [m[1]] if field == "own_arxiv" else m[1]
    if m := re.search(r"20\d\d-\d\d-\d\d", text):
        facts["release_date"] = m[0]
    facts["kind"] = "vlm" if "image-text-to-text" in text else "llm"
    facts["role"] = "post-trained" if re.search("instruct|chat", text, re.IGNORECASE) else "pretrained"
    return facts


def measure(every: list[Case]) -> tuple[Score, Score]:
    """The reader's score and the naive one's."""
    ours, first = Score(), Score()
    for case in every:
        reading = read_card(case.id, case.text)
        line = as_json(reading)
        facts = line["facts"] | {"kind": line["kind"], "role": line["role"]}
        ours.add(case, facts, {claim.field: claim.rule for claim in reading.claims})
        first.add(case, naive(case.id, case.text), {})
    return ours, first


def figures(ours: Score, first: Score) -> dict[str, list[float]]:
    """As the committed score keeps them: by group and field precision and recall, and the naive reader's; by rule right and wrong."""
    kept = {
        f"{group} {field}".strip(): [*t.rounded, *first.by[group, field].rounded]
        for (group, field), t in sorted(ours.by.items()) if group != "all"
    }  # fmt: skip
    by_rule = {rule.name: Tally() for rule in RULES if rule.rank} | ours.rules
    return kept | {f"rule {name}": [t.right, t.given - t.right] for name, t in sorted(by_rule.items())}


def fallen(now: dict[str, list[float]], committed: dict[str, list[float]]) -> list[str]:
    """The groups and fields of lower precision or recall than the committed score says, and the rules that are wrong more often."""
    said = ((name, now[name], committed[name]) for name in now if name in committed)
    return [
        f"{name}: {old} is now {new}" for name, new, old in said
        if (new[1] > old[1] if name.startswith("rule ") else new[0] < old[0] or new[1] < old[1])
    ]  # fmt: skip


def table(ours: Score, first: Score, every: list[Case]) -> str:
    """The figures in Markdown."""
    cards = Counter(case.group for case in every)
    lines = ["| | cards | precision | recall | first match: precision | recall |", "|---|--:|--:|--:|--:|--:|"]
    groups = [((group, ""), f"{group} cards", str(cards[group])) for group in ("old", "new", "small", "traps") if cards[group]]
    fields = [(("all", field), f"`{field}`", "") for field in FIELDS if ("all", field) in ours.by]
    for key, name, count in (*groups, *fields):
        a, b = ours.by[key], first.by[key]
        lines.append(f"| {name} | {count} | {a.precision:.3f} | {a.recall:.3f} | {b.precision:.3f} | {b.recall:.3f} |")
    return "\n".join(lines)


def _lines(now: dict[str, list[float]]) -> str:
    """The score as JSON, a figure a line."""
    return "{\n" + ",\n".join(f" {json.dumps(name)}: {json.dumps(value)}" for name, value in now.items()) + "\n}\n"


def by_rule(kept: dict[str, list[float]]) -> str:
    """Right and wrong values of each rule that states a field, and those that gave none."""
    every = {name.removeprefix("rule "): t for name, t in kept.items() if name.startswith("rule ")}
    lines = (f"{name:32}" + (f"{t[0]:6.0f} right{t[1]:5.0f} wrong" if any(t) else "  unused") for name, t in every.items())
    return "\n".join(lines)


def main(flags: list[str]) -> int:
    """Print the figures; 1 when one fell."""
    every = list(cases())
    ours, first = measure(every)
    shown = table(ours, first, every)
    sys.stdout.write(f"{shown}\n")
    now = figures(ours, first)
    if "--rules" in flags:
        sys.stdout.write(f"\n{by_rule(now)}\n")
    if "--misses" in flags:
        sys.stdout.write("\n" + "\n".join(ours.misses) + "\n")
    kept = TRUTH / "score.json"
    if "--write" in flags:
        kept.write_text(_lines(now), encoding="utf-8")
        before, after = DOCS.read_text(encoding="utf-8").split(MARKS[0])[0], DOCS.read_text(encoding="utf-8").split(MARKS[1])[1]
        DOCS.write_text(f"{before}{MARKS[0]}\n\n{shown}\n\n{MARKS[1]}{after}", encoding="utf-8")
        return 0
    lost = fallen(now, json.loads(kept.read_text(encoding="utf-8")))
    sys.stdout.write("".join(f"fell: {line}\n" for line in lost))
    return int(bool(lost))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
