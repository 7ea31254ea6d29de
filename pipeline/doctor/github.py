"""What the token may do on GitHub, and what the repository is set to: as far as the token may ask."""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import quote

from pipeline.doctor import Check, judged
from pipeline.github.api import ACTIONS, Answered, Api, Pace
from pipeline.github.run import CONTEXT as REQUIRED
from pipeline.layout.catalog import Curated
from pipeline.model.clean import clean
from pipeline.model.outcomes import Refused
from pipeline.settings import Settings
from pipeline.sources.json_fields import mapping

_SETUP: Final = "docs/setup.md"
_NEW: Final = f"a token of GitHub that has not expired, for this repository, with the permissions of {_SETUP}"


def checks(settings: Settings, _: Curated) -> Iterator[Check]:
    """The token, the repository's rights, and the settings that proposals depend on."""
    if not settings.github_token:
        yield Check("GITHUB_TOKEN", "note", "not set", "needed for --publish github alone; --publish local needs none")
        return
    if not settings.repository:
        yield Check("GITHUB_TOKEN", "note", "set, but no repository is named", "set GITHUB_REPOSITORY=owner/name")
        return
    api = Api(settings, Pace(pause=0.0, secondary_wait=1.0, patience=5.0, timeout=15, backoff=0.2))
    try:
        repository = api.ask("GET", "", f"looking at {settings.repository}")
        login = api.login
    except Refused as error:
        mend = "look at the network, HTTPS_PROXY and GITHUB_API_URL" if isinstance(error, Answered) and error.is_lost else _NEW
        yield Check("GITHUB_TOKEN", "fails", clean(str(error), limit=300), mend)
        return
    yield _token(login, repository)
    try:
        api.ask("GET", "/pulls", "reading pull requests", per_page=1)
        yield Check("GitHub pulls", "ok", "pull requests can be read")
    except Refused as error:
        yield Check("GitHub pulls", "fails", clean(str(error), limit=300), f"give the token pull requests: write ({_SETUP})")
    yield _actions(api)
    yield _protection(api, clean(str(repository.get("default_branch") or "main"), limit=200))
    pages = repository.get("has_pages")
    yield judged("Pages", pages, "on" if pages else "off", f"only if you want the site: {_SETUP}, step 7", "note")


def _token(login: str, repository: dict[str, Any]) -> Check:
    rights, who = repository.get("permissions"), clean(login, limit=100)
    if login == ACTIONS or not isinstance(rights, dict):
        return Check("GITHUB_TOKEN", "ok", f"{who}: it may what the workflow's permissions say")
    saw = f"{who} may push branches" if rights.get("push") else f"{who} may read, not push branches"
    mend = f"give the token contents and pull requests: write ({_SETUP})"
    return judged("GITHUB_TOKEN", rights.get("push"), saw, mend)


def _seen(api: Api, path: str, what: str) -> Any:  # noqa: ANN401  JSON
    """An answer that not every token may have; None where it may not."""
    try:
        return api.ask("GET", path, what)
    except Refused:
        return None


def _actions(api: Api) -> Check:
    told = mapping(_seen(api, "/actions/permissions/workflow", "whether Actions may open pull requests"))
    may = told.get("can_approve_pull_request_reviews")
    if may is None:
        return Check("Actions", "note", "this token may not ask whether Actions may open pull requests", "an owner's token may")
    mend = f"tick “Allow GitHub Actions to create and approve pull requests” ({_SETUP}, step 2)"
    return judged("Actions", may, f"may {'' if may else 'not '}open pull requests", mend)


def _protection(api: Api, branch: str) -> Check:
    """Which checks the branch requires, by its protection or by rulesets."""
    name, mend = "branch protection", f"require the check {REQUIRED!r} and a review of code owners ({_SETUP}, step 6)"
    head = _seen(api, f"/branches/{quote(branch)}", f"looking at {branch}")
    rules = _seen(api, f"/rules/branches/{quote(branch)}", f"the rules of {branch}")
    if head is None and rules is None:
        return Check(name, "note", "this token may not ask", mend)
    protection = mapping(mapping(mapping(head).get("protection")).get("required_status_checks"))
    required = {str(c) for c in protection.get("contexts") or ()}
    for rule in map(mapping, rules if isinstance(rules, list) else ()):
        if rule.get("type") == "required_status_checks":
            named = mapping(rule.get("parameters")).get("required_status_checks") or ()
            required.update(str(c.get("context")) for c in named if isinstance(c, dict))
    if strangers := sorted(required - {REQUIRED}):
        saw = f"{branch} requires {', '.join(clean(s, limit=60) for s in strangers)[:200]}"
        return Check(name, "note", saw, f"a required check that does not report holds every pull request: {mend}")
    saw = f"{branch} requires {repr(REQUIRED) if required else 'no check'}"
    return judged(name, required, saw, mend, "note")
