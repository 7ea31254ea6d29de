"""Claim and Reject: what one source states, from the reader that saw it to the evidence page, and where to see it.

No pydantic models: evidence is most of what a catalog holds, all of it made by our own readers from snapshots
that were already checked. Whoever knows more of a claim (its address, the file that keeps it, what came of
it) says so by `_replace`.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Annotated, Any, Final, Literal, NamedTuple

from pydantic import BeforeValidator

from pipeline.kinds import Kind, Role
from pipeline.model.clean import clean
from pipeline.model.frozen import Passing

Scalar = int | str
Value = Scalar | tuple[str, ...]
About = Literal["self", "base"]
Verdict = Literal["", "won", "agrees", "rival", "about the base", "pinned", "overruled", "yielded"]


class Claim(NamedTuple):
    """One thing that one source, or a person, states of one field of one subject.

    The reader knows `field`, `value`, the `line` (from 1 in the upstream text, front matter included), the `rule` that
    read it, and whether the text speaks of this model or of its base (`about`). `text` is the passage, cut to 200
    characters: for `awesome extract` on a card at hand, and never stored (cards are other people's text).

    The source adds the `subject` (a checkpoint's id; "" for a family as a whole), the voice in the field table
    (`source`: "card", "hub.safetensors", "pin", ...), and the place that a person can open: a public `url`, the
    `revision` (a commit id, an arXiv version, an edition; None: unknown), and a JSON `pointer` (RFC 6901) into the
    upstream object. `snapshot` and `at` (a JSON pointer) say where in this repository it is kept.

    Reconcile adds the verdict: "won" (observed is this value), "agrees" (within tolerance), "rival" (beyond it),
    "about the base" (kept for the reader, never used), "pinned" (a person's correction, which is then the observed
    value), "overruled" (what a pin holds against), "yielded" (a value that a better one made unnecessary: a person's
    without a source, a repository's creation). `because` is a person's reason, or why a count was not believed.
    """

    field: str
    value: Value
    subject: str = ""
    source: str = ""
    url: str = ""
    revision: str | None = None
    line: Passing[int | None] = None
    pointer: str | None = None
    snapshot: str = ""
    at: str = ""
    rule: Passing[str] = ""
    about: About = "self"
    text: str = ""
    verdict: Verdict = ""
    because: str = ""

    def judged(self, subject: str, verdict: Verdict) -> "Claim":
        """The claim of a subject, and what came of it."""
        return self._replace(subject=subject, verdict=verdict)


class Reject(NamedTuple):
    """Something that was seen and not used, with the reason in our words: a sibling's number, a bad key."""

    reason: str
    field: str | None = None
    line: Passing[int | None] = None
    text: str = ""


class CardReading(NamedTuple):
    """One card as read: its kind and role, facts, and rejects. Without `kind_shown` nothing in it shows a kind, and `other` stands for that.

    `kind_line`, `role_line` point at the line that decided, where there is one.
    """

    id: str
    kind: Kind
    role: Role | None
    kind_shown: bool = True
    claims: tuple[Claim, ...] = ()
    rejects: tuple[Reject, ...] = ()
    kind_line: int | None = None
    role_line: int | None = None


def as_json(reading: CardReading) -> dict[str, Any]:
    """What `awesome extract --json` prints for a card; of its base what is inherited: tokens, and all of a repack's."""
    repack = reading.role is Role.REPACK
    claims = [c for c in reading.claims if repack or c.about != "base" or c.field == "training_tokens"]
    return {
        "id": reading.id,
        "kind": reading.kind.value,
        "role": reading.role.value if reading.role else None,
        "facts": {c.field: list(c.value) if isinstance(c.value, tuple) else c.value for c in claims},
        "evidence": {c.field: {"line": c.line, "text": c.text} for c in claims},
        "rejects": [{"line": r.line, "reason": r.reason, "field": r.field} for r in reading.rejects],
    }


def written(one: Claim | Reject) -> dict[str, Any]:
    """A claim or reject as files keep it, keys in order: once a claim is judged, all that opens it and what came of it."""
    if isinstance(one, Claim) and one.verdict:
        found = {"at": one.at, "because": one.because, "checkpoint": one.subject or None, "line": one.line,
                 "pointer": one.pointer, "revision": one.revision, "rule": one.rule, "snapshot": one.snapshot,
                 "source": one.source, "url": one.url, "value": None if one.value == () else one.value, "verdict": one.verdict}
    else:
        names = ("about", "line", "rule", "value") if isinstance(one, Claim) else ("field", "line", "reason")
        found = {name: value for name in names if (value := getattr(one, name)) != ()}
    for name in ("checkpoint", "field", "line", "pointer", "revision", "value"):
        if found.get(name, "") is None:
            del found[name]
    return found


def _with_fields(kept: Any) -> Any:  # noqa: ANN401  what a file holds, before it is checked
    """Claims under the names of their fields, each told its own."""

    def whole(field: str, one: dict[str, Any]) -> dict[str, Any]:
        # A pin may say "none of these"; files leave out what is empty.
        read = ({"value": []} if one.get("verdict") == "pinned" else {}) | one | {"field": field}
        return read | ({"subject": read.pop("checkpoint")} if "checkpoint" in read else {})

    try:
        return {f: [one if isinstance(one, Claim) else whole(f, one) for one in claims] for f, claims in kept.items()}
    except (AttributeError, TypeError) as error:
        raise ValueError("these are no claims by field") from error


KeptClaims = Annotated[dict[str, tuple[Claim, ...]], BeforeValidator(_with_fields)]
"""Claims by field: of one text as a snapshot keeps them, or everything heard of one subject as evidence does."""


def by_field(claims: tuple[Claim, ...]) -> dict[str, tuple[Claim, ...]]:
    """Claims as a snapshot keeps them: under the names of their fields, sorted, without their passages."""
    kept = [Claim(field=one.field, value=one.value, line=one.line, rule=one.rule, about=one.about) for one in claims]
    fields = groupby(sorted(kept, key=lambda one: one.field), key=lambda one: one.field)
    return {field: tuple(several) for field, several in fields}


MOST_RESULTS: Final = 60
"""Results of one checkpoint that are kept."""


class StatedResult(NamedTuple):
    """A result on a benchmark as a model's maker states it: the score as it is written, and where it is from ("": the maker)."""

    benchmark: str
    metric: str
    score: str
    setting: str = ""
    source: str = ""

    def __str__(self) -> str:
        """The five parts in one line, as a field's value keeps them."""
        return " | ".join(clean(part, limit=120).replace("|", "/").strip() for part in self).rstrip()


def stated_result(text: str) -> StatedResult | None:
    """The result that a line holds, or None."""
    parts = [part.strip() for part in text.split("|")]
    return StatedResult(*parts) if len(parts) == 5 and parts[0] and parts[2] else None


def results_of(stated: object) -> Iterator[StatedResult]:
    """The results that a checkpoint's field holds."""
    return filter(None, map(stated_result, stated if isinstance(stated, tuple) else ()))
