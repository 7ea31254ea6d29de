"""Refusals of GitHub in plain words: what it will not do, why, and what a person changes.

Exit code 1 where a person must act, 4 where the next run may succeed by itself. Nothing that was
done before a refusal is undone: the next run goes on from there.
"""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from pipeline.model.clean import clean
from pipeline.model.outcomes import Refused

ACT: Final = 1
LATER: Final = 4


class NoAnswer(Refused):
    """The answer is missing or cannot be read: what was asked for may have been done."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code=LATER)


class _Row(NamedTuple):
    """A refusal, known by its status or by what GitHub says."""

    statuses: frozenset[int]
    pattern: str
    text: str
    code: int = ACT


_NONE: Final[frozenset[int]] = frozenset()
_ROWS: Final = (
    _Row(
        frozenset({401}), r"bad credentials|authentication failed|invalid username or (?:password|token)",
        "GitHub does not accept the token; it has expired, was revoked, or is not one. Set a new GITHUB_TOKEN.",
    ),
    _Row(
        _NONE, r"not permitted to create (?:or approve )?pull requests",
        "GitHub Actions may not open pull requests here. Turn on “Allow GitHub Actions to create and approve pull "
        "requests” under Settings > Actions > General > Workflow permissions (the organisation has the same setting, and both "
        "count). The branch is there: the next run opens its pull request.",
    ),
    _Row(
        frozenset({429}), r"secondary rate limit|abuse detection",
        "GitHub asks for a slower pace (secondary rate limit), so nothing more was written. Run again later.", LATER,
    ),
    _Row(
        _NONE, r"API rate limit exceeded",
        "the token's quota of requests is spent; it is renewed within the hour. Run again then.", LATER,
    ),
    _Row(
        _NONE, r"protected branch|GH006|repository rule violations|GH013|cannot be modified",
        "a protection rule covers the bot's branches. Exclude catalog-bot/** from it, or let the bot pass. GitHub said: {said}",
    ),
    _Row(_NONE, r"is locked", "the conversation is locked, so nothing can be said there. Unlock it, or close the pull request."),
    _Row(
        frozenset({403}), r"not accessible by (?:integration|personal access token)|permission to .{1,200} denied",
        "the token lacks a permission{needs}. The bot needs contents: write and pull-requests: write, and issues: write "
        "for labels. GitHub said: {said}",
    ),
    _Row(
        _NONE, r"head invalid|'head'|No commits between",
        "the branch vanished, or holds nothing that main has not. The next run makes it again. GitHub said: {said}", LATER,
    ),
    _Row(frozenset({404}), r"(?!)", "GitHub shows nothing there. Is GITHUB_REPOSITORY right, and may the token see it?"),
)  # fmt: skip


def is_limit(status: int, message: str, headers: Mapping[str, str]) -> bool:
    """Whether an answer asks to come later: by its status, its words (GraphQL has them in an answer that is no error), or a time."""
    named = {key.lower() for key in headers} & {"retry-after"}
    said = re.search(r"rate limit|abuse detection", message, re.IGNORECASE) is not None
    return status == 429 or (said and status < 500) or (status == 403 and (bool(named) or _is_spent(status, headers)))


def _is_spent(status: int, headers: Mapping[str, str]) -> bool:
    return status == 403 and {key.lower(): value for key, value in headers.items()}.get("x-ratelimit-remaining") == "0"


def refusal(status: int, message: str, headers: Mapping[str, str], what: str) -> Refused:
    """An answer of GitHub as a refusal. `what` was being done, in a few words of ours; status 0: no answer came."""
    said = clean(message, 300)
    head = {key.lower(): value for key, value in headers.items()}
    told = f"{said} API rate limit exceeded" if _is_spent(status, headers) else said
    wanted = clean(head.get("x-accepted-github-permissions", ""), 200)
    for row in _ROWS:
        if status in row.statuses or re.search(row.pattern, told, re.IGNORECASE):
            needs = f"; this call needs {wanted}" if wanted else ""
            return Refused(f"{what}: {row.text.format(said=said, needs=needs)}", code=row.code)
    if status >= 500 or status == 0:
        return NoAnswer(f"{what}: GitHub did not answer ({said or status}). Run again later.")
    return Refused(f"{what}: GitHub answered {status}: {said}")
