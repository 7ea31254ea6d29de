"""What the bot says: titles, commit messages, the fixed lines of a body, and what became of people's commits.

Titles and commit messages are made of counts, dates and allow-listed ids only, never of a word from upstream.

The bot's own note in a pull request is one line: strict JSON, a version and a digest of itself. It is read from the first
line of a body that the bot wrote, and nowhere else. A note that a person edited does not match its digest and counts as none.
"""

import hashlib
import json
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from pipeline.layout import paths
from pipeline.model.changes import BotState, ChangeKind, Proposal, Risk
from pipeline.propose.rows import counted
from pipeline.propose.scopes import FIRST, NEW, REFRESH, lane_of_scope
from pipeline.render import escape
from pipeline.tables import table_beside

NOTE: Final = "<!-- catalog-bot v1 "
_CLOSE: Final = " -->"
REBUILD: Final = "rebuild this pull request from scratch"  # the words beside the check box
STOPPED: Final = "<!-- catalog-bot: stopped -->"  # the marker of the one comment that says why the bot stopped

_TABLE: Final = table_beside(__file__)
SCOPES: Final = {name: (row["title"], row["sentence"]) for name, row in _TABLE["scopes"].items()}
DOUBTED: Final[Mapping[str, str]] = _TABLE["doubts"]
TEXTS: Final[Mapping[str, str]] = _TABLE["texts"]
NEXT: Final = TEXTS["next"].format(rebuild=REBUILD)  # what the bot will do, and what stops it; the check box


def note(state: BotState) -> str:
    """The line that carries a state. It holds no `<`, `>` or `&` between its ends, so nothing closes it early."""
    facts = state.model_dump(mode="json", exclude_defaults=True) | {"v": 1}
    signed = facts | {"sum": _digest(json.dumps(facts, sort_keys=True))}
    text = json.dumps(signed, sort_keys=True, separators=(",", ":")).translate({ord(c): f"\\u{ord(c):04x}" for c in "<>&"})
    return NOTE + text.replace("--", "-\\u002d") + _CLOSE


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def read_note(body: str) -> BotState | None:
    """The state on a body's first line; None if there is none, or if it is not as the bot left it."""
    line = body.split("\n", 1)[0].rstrip("\r")
    if not (line.startswith(NOTE) and line.endswith(_CLOSE)) or len(line) > 60_000:
        return None
    try:
        facts = json.loads(line[len(NOTE) : -len(_CLOSE)])
        if facts.pop("sum", None) != _digest(json.dumps(facts, sort_keys=True)):
            return None
        known = {key: value for key, value in facts.items() if key in BotState.model_fields}  # earlier ones said more
        known["objects"] = facts.get("objects", "") + facts.get("rows", "")  # and of boards' rows apart
        return BotState.model_validate(known)
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None


def with_note(state: BotState, body: str) -> str:
    """The bot's note above a body."""
    return f"{note(state)}\n\n{body}"


def without_note(body: str) -> str:
    """A body as a reader sees it."""
    line, _, rest = body.partition("\n")
    return rest.lstrip("\n") if line.startswith(NOTE) else body


def ticked(body: str) -> bool:
    """Whether a person ticked the box to rebuild. Only the last such line counts: the bot wrote it last."""
    boxes = [line.strip().lower() for line in body.splitlines() if REBUILD in line]
    return bool(boxes) and boxes[-1].startswith(("- [x]", "* [x]"))


def unticked(body: str) -> str:
    """A body with the box empty again."""
    return re.sub(rf"^([-*]) \[[xX]\] {re.escape(REBUILD)}", rf"\1 [ ] {REBUILD}", body, flags=re.MULTILINE)


def about(scope: str, risk: Risk) -> tuple[str, str]:
    """What a scope is about, in words: in a title, and in a sentence; of what is routine nothing is to be judged."""
    if lane := lane_of_scope(scope):
        title, sentence = (words.format(name=lane) for words in SCOPES.get(lane, SCOPES["lane"]))
        maker = scope.removeprefix(lane)[1:]
        return (f"{title} ({maker})", f"{sentence} of {escape.md_code(maker)}") if maker else (title, sentence)
    kind, _, name = scope.partition("-")
    title, sentence = SCOPES.get(scope) or SCOPES.get(f"{kind}-", SCOPES["object"])
    if title.startswith("Check ") and risk == "routine":
        title, sentence = SCOPES["routine"]
    name = name.replace("-and-", ", ") if scope.startswith(REFRESH) else name
    return title.format(kind=kind, name=name), sentence.format(kind=kind, name=escape.md_code(name))


def title_of(scope: str, risk: Risk, numbers: Sequence[str]) -> str:
    """The title: what it is about, and the counts, the most important first; of more than three two."""
    counts = ", ".join(numbers) if len(numbers) <= 3 else ", ".join(numbers[:2]) + " and more"
    return escape.pr_title(" - ".join(filter(None, (about(scope, risk)[0], counts))))


def commit_message(scope: str, risk: Risk, numbers: Sequence[str], files: Collection[str]) -> str:
    """Subject and body of the one commit: the bot's own words."""
    lines = [f"- {escape.pr_title(line)}" for line in numbers] or ["- no change in what the list says"]
    inputs = sum(map(paths.is_input, files))
    ending = f"{inputs} input files; {len(files) - inputs} files derived from them."
    return "\n".join([escape.pr_title(about(scope, risk)[0]), "", *lines, "", ending, ""])


def sentence(scope: str, risk: Risk, numbers: Sequence[str], families: int, files: Collection[str]) -> str:
    """What a proposal is, in one sentence with counts; of what many families share in how many of them."""
    inputs = sum(map(paths.is_input, files))
    nothing = "no fact that the list shows" + f", {counted(inputs, 'snapshot')} behind it" * (inputs > 0)
    several = lane_of_scope(scope) or scope == FIRST
    of = f" in {counted(families, 'family', 'families')}" if families and several else ""
    return f"{about(scope, risk)[1]}{of}: {', '.join(numbers) or nothing}."


def merging(scope: str, risk: Risk, listed: Sequence[str]) -> str:
    """What merging does, and what to look at before; so many lines of the lists change."""
    if scope.startswith(NEW) and not listed:
        return f"Merged, {ChangeKind.FAMILY_ADDED.row.eyes} Then its row states what stands below."
    lines = " and ".join(filter(None, [", ".join(listed[:-1]), *listed[-1:]])) or "no line of the READMEs"
    shown = f"{lines} change{'s' * (len(listed) < 2 and lines[:2] in {'1 ', 'no'})}"
    if risk == "needs eyes":
        return f"Merged, {shown}. It is a draft, since a person should judge what stands first."
    judged = " Judge it by the oddest and a few rows of the list: the rest is more of the same." if scope == FIRST else ""
    return f"Merged, {shown}, and nothing that anybody stated is taken away.{judged}"


# What is sent.


def sent(state: BotState, proposal: Proposal) -> tuple[BotState, str]:
    """The note and the body as they are sent."""
    end = [f"Before this rebuild the branch was at `{state.was}`."] if state.was else []
    if state.verified is not None:
        end.append("GitHub verified the commit's signature." if state.verified else "The commit carries no verified signature.")
    text = f"{proposal.body.rstrip()}\n" + (f"\n{' '.join(end)}\n" if end else "")
    return state.model_copy(update={"sent": _sent_digest(proposal.title, text)}), text


def _sent_digest(title: str, text: str) -> str:
    return _digest(f"{title.strip()}\n{unticked(text).strip()}")


def is_edited(state: BotState, title: str, body: str) -> bool:
    """Whether a person wrote into title or description since the bot did; a ticked box is an answer, no edit."""
    words = without_note(body)
    return state.sent != _sent_digest(title, words) if state.sent else bool(words.strip())


def beside_edited(proposal: Proposal) -> tuple[str, str]:
    """What the bot says below a description that a person edited: a marker of these words, and the comment."""
    marker = f"<!-- catalog-bot: words {_sent_digest(proposal.title, proposal.body)} -->"
    text = proposal.body.replace(f"- [ ] {REBUILD}", "").strip()
    return marker, f"{marker}\nTitle and description were edited here, and stay. I would have written:\n\n**{proposal.title}**\n\n{text}\n"


def stopped(commits: Sequence[str], why: str) -> str:
    """What the bot says, once, when it stops. No word of a person's commit is repeated."""
    listed = "\n".join(f"- `{sha}`" for sha in commits[:10])
    return f"{STOPPED}\n{TEXTS['stopped'].format(why=why, listed=listed, rebuild=REBUILD)}"


def closed(state: BotState, body: str) -> str:
    """A closed proposal's body: the reason first, then what it was."""
    return with_note(state.model_copy(update={"closed": "obsolete"}), f"{TEXTS['obsolete']}\n\n{without_note(body)}")
