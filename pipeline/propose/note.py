"""The bot's own note in a pull request: one line, strict JSON, a version and a digest of itself.

It is read from the first line of a body that the bot wrote, and nowhere else. A note that a person
edited does not match its digest and counts as no note.
"""

import hashlib
import json
import re
from typing import Final

from pipeline.model.proposals import BotState

NOTE: Final = "<!-- catalog-bot v1 "
_CLOSE: Final = " -->"
REBUILD: Final = "rebuild this pull request from scratch"
"""The words beside the check box."""


def note(state: BotState) -> str:
    """The line that carries a state. It holds no `<`, `>` or `&` between its ends, so nothing closes it early."""
    facts = state.model_dump(mode="json", exclude_defaults=True) | {"v": 1}
    text = json.dumps(facts | {"sum": _sum(facts)}, sort_keys=True, separators=(",", ":"))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return NOTE + text.replace("--", "-\\u002d") + _CLOSE


def _sum(facts: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:16]


def read_note(body: str) -> BotState | None:
    """The state on a body's first line; None if there is none, or if it is not as the bot left it."""
    line = body.split("\n", 1)[0].rstrip("\r")
    if not (line.startswith(NOTE) and line.endswith(_CLOSE)) or len(line) > 60_000:
        return None
    try:
        facts = json.loads(line[len(NOTE) : -len(_CLOSE)])
        claimed = facts.pop("sum", None)
        if claimed != _sum(facts):
            return None
        known = {key: value for key, value in facts.items() if key in BotState.model_fields}  # earlier ones said more
        return BotState.model_validate(known, strict=False)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None


def ticked(body: str) -> bool:
    """Whether a person ticked the box to rebuild. Only the last such line counts: the bot wrote it last."""
    boxes = [line.strip().lower() for line in body.splitlines() if REBUILD in line]
    return bool(boxes) and boxes[-1].startswith(("- [x]", "* [x]"))


def unticked(body: str) -> str:
    """A body with the box empty again."""
    return re.sub(rf"^([-*]) \[[xX]\] {re.escape(REBUILD)}", rf"\1 [ ] {REBUILD}", body, flags=re.MULTILINE)
