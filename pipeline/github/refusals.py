"""Refusals of GitHub in plain words: what it will not do, why, and what a person changes.

Exit code 1 where a person must act, 4 where the next run may succeed by itself. Nothing that was
done before a refusal is undone: the next run goes on from there.
"""

import re
from collections.abc import Mapping
from typing import Final

from pipeline.github.forge import Refused
from pipeline.model.clean import clean

ACT: Final = 1
LATER: Final = 4

_NOT_PERMITTED: Final = re.compile(r"not permitted to create (?:or approve )?pull requests", re.IGNORECASE)
_INTEGRATION: Final = re.compile(
    r"not accessible by (?:integration|personal access token)|permission to .{1,200} denied", re.IGNORECASE
)
_PROTECTED: Final = re.compile(
    r"protected branch|GH006|repository rule violations|GH013|cannot be modified", re.IGNORECASE
)
_SECONDARY: Final = re.compile(r"secondary rate limit|abuse detection", re.IGNORECASE)
_PRIMARY: Final = re.compile(r"API rate limit exceeded", re.IGNORECASE)
_BAD_TOKEN: Final = re.compile(
    r"bad credentials|authentication failed|invalid username or (?:password|token)", re.IGNORECASE
)


def refusal(status: int, message: str, headers: Mapping[str, str], what: str) -> Refused:
    """An answer of GitHub as a refusal. `what` was being done, in a few words of ours."""
    said = clean(message, 300)
    head = {key.lower(): value for key, value in headers.items()}
    if status == 401 or _BAD_TOKEN.search(said):
        return Refused(
            f"{what}: GitHub does not accept the token; it has expired, was revoked, or is not one. Set a new GITHUB_TOKEN."
        )
    if _NOT_PERMITTED.search(said):
        return Refused(
            f"{what}: GitHub Actions may not open pull requests here. Turn on “Allow GitHub Actions to create and approve pull "
            "requests” under Settings > Actions > General > Workflow permissions (the organisation has the same setting, and both "
            "count). The branch is there: the next run opens its pull request."
        )
    if _SECONDARY.search(said) or status == 429:
        return Refused(f"{what}: GitHub asks for a slower pace (secondary rate limit). Run again later.", code=LATER)
    if _PRIMARY.search(said) or (status == 403 and head.get("x-ratelimit-remaining") == "0"):
        return Refused(
            f"{what}: the token's quota of requests is spent; it is renewed within the hour. Run again then.",
            code=LATER,
        )
    return _about_rights(status, said, head, what)


def _about_rights(status: int, said: str, head: Mapping[str, str], what: str) -> Refused:
    if _PROTECTED.search(said):
        return Refused(
            f"{what}: a protection rule covers the bot's branches. Exclude catalog-bot/** from it, or let the bot pass. GitHub said: {said}"
        )
    if _INTEGRATION.search(said) or status == 403:
        wanted = clean(head.get("x-accepted-github-permissions", ""), 200)
        needs = f"; this call needs {wanted}" if wanted else ""
        return Refused(
            f"{what}: the token lacks a permission{needs}. The bot needs contents: write and pull-requests: write, and issues: write "
            f"for labels and the dashboard. GitHub said: {said}"
        )
    if status == 404:
        return Refused(f"{what}: GitHub shows nothing there. Is GITHUB_REPOSITORY right, and may the token see it?")
    if status >= 500 or status == 0:
        return Refused(f"{what}: GitHub did not answer ({said or status}). Run again later.", code=LATER)
    return Refused(f"{what}: GitHub answered {status}: {said}")
