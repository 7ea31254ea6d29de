"""What the token may do on GitHub, and what the repository is set to: as far as the token may ask."""

from collections.abc import Iterator
from typing import Any, Final

from pipeline.doctor.checks import Check, Surroundings
from pipeline.github.api import ACTIONS, Answered, Api, Pace, in_path
from pipeline.github.refusals import NoAnswer
from pipeline.github.statuses import CONTEXT as REQUIRED
from pipeline.model.clean import clean
from pipeline.model.outcomes import Refused

_SETUP: Final = "docs/setup.md"
_NEW: Final = f"a token of GitHub that has not expired, for this repository, with the permissions of {_SETUP}"


def github(around: Surroundings) -> Iterator[Check]:
    """The token, the repository's rights, and the settings that proposals depend on."""
    settings = around.settings
    if not settings.github_token:
        yield Check("GITHUB_TOKEN", "note", "not set", "needed for --publish github alone; --publish local needs none")
        return
    if not settings.repository:
        yield Check("GITHUB_TOKEN", "note", "set, but no repository is named", "set GITHUB_REPOSITORY=owner/name")
        return
    api = Api(
        settings.github_api, settings.repository, settings.github_token, login=settings.bot_login,
        assumed=settings.own_login, pace=Pace(pause=0.0, secondary_wait=1.0, patience=5.0, timeout=15, backoff=0.2),
    )  # fmt: skip
    try:
        repository = api.ask("GET", "", f"looking at {settings.repository}")
        login = api.login
    except Refused as error:
        mend = "look at the network, HTTPS_PROXY and GITHUB_API_URL" if isinstance(error, NoAnswer) else _NEW
        yield Check("GITHUB_TOKEN", "fails", clean(str(error), limit=300), mend)
        return
    yield from _token(login, repository)
    try:
        api.ask("GET", "/pulls", "reading pull requests", per_page=1)
    except Refused as error:
        yield Check("GitHub pulls", "fails", clean(str(error), limit=300), f"give the token pull requests: write ({_SETUP})")
    else:
        yield Check("GitHub pulls", "ok", "pull requests can be read")
    branch = clean(str(repository.get("default_branch") or "main"), limit=200)
    yield from _actions(api)
    yield from _protection(api, branch)
    on = bool(repository.get("has_pages"))
    yield Check("Pages", "ok" if on else "note", "on" if on else "off", "" if on else f"only if you want the site: {_SETUP}, step 7")


def _token(login: str, repository: dict[str, Any]) -> Iterator[Check]:
    rights = repository.get("permissions")
    if login == ACTIONS or not isinstance(rights, dict):
        yield Check("GITHUB_TOKEN", "ok", f"{clean(login, limit=100)}: it may what the workflow's permissions say")
    elif rights.get("push"):
        yield Check("GITHUB_TOKEN", "ok", f"{clean(login, limit=100)} may push branches")
    else:
        mend = f"give the token contents and pull requests: write ({_SETUP})"
        yield Check("GITHUB_TOKEN", "fails", f"{clean(login, limit=100)} may read, not push branches", mend)


def _seen(api: Api, path: str, what: str) -> Any:  # noqa: ANN401  JSON
    """An answer that not every token may have; None where it may not."""
    try:
        return api.call("GET", path, what)
    except (Answered, Refused):
        return None


def _actions(api: Api) -> Iterator[Check]:
    told = _seen(api, "/actions/permissions/workflow", "whether Actions may open pull requests")
    name, mend = "Actions", f"tick “Allow GitHub Actions to create and approve pull requests” ({_SETUP}, step 2)"
    if not isinstance(told, dict) or "can_approve_pull_request_reviews" not in told:
        yield Check(name, "note", "this token may not ask whether Actions may open pull requests", "an owner's token may")
    elif told["can_approve_pull_request_reviews"]:
        yield Check(name, "ok", "may open pull requests")
    else:
        yield Check(name, "fails", "may not open pull requests", mend)


def _protection(api: Api, branch: str) -> Iterator[Check]:
    """Which checks the branch requires, by its protection or by rulesets."""
    name, mend = "branch protection", f"require the check {REQUIRED!r} and a review of code owners ({_SETUP}, step 6)"
    head = _seen(api, f"/branches/{in_path(branch)}", f"looking at {branch}")
    rules = _seen(api, f"/rules/branches/{in_path(branch)}", f"the rules of {branch}")
    if head is None and rules is None:
        yield Check(name, "note", "this token may not ask", mend)
        return
    required = _required(head, rules)
    strangers = sorted(required - {REQUIRED})
    if strangers:
        yield Check(name, "note", f"{branch} requires {', '.join(clean(s, limit=60) for s in strangers)[:200]}",
                    f"a required check that does not report holds every pull request: {mend}")  # fmt: skip
    elif REQUIRED in required:
        yield Check(name, "ok", f"{branch} requires {REQUIRED!r}")
    else:
        yield Check(name, "note", f"{branch} requires no check", mend)


def _required(head: Any, rules: Any) -> set[str]:  # noqa: ANN401  JSON
    found: set[str] = set()
    protection = head.get("protection") if isinstance(head, dict) else None
    checks = protection.get("required_status_checks") if isinstance(protection, dict) else None
    if isinstance(checks, dict):
        found.update(str(c) for c in checks.get("contexts") or ())
    for rule in rules if isinstance(rules, list) else ():
        if isinstance(rule, dict) and rule.get("type") == "required_status_checks":
            named = (rule.get("parameters") or {}).get("required_status_checks") or ()
            found.update(str(c.get("context")) for c in named if isinstance(c, dict))
    return found


PROBES: Final = (github,)
