"""Every rule over one catalog: findings in order, without those that a person accepted with a reason."""

import difflib
import importlib
import pkgutil
from datetime import date
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import NamedTuple

from pipeline.audit import rules
from pipeline.audit.audited import Audited, AuditRule
from pipeline.layout import paths
from pipeline.model.curated import Accepted
from pipeline.model.findings import Finding
from pipeline.reconcile.catalog import Derived


class Audit(NamedTuple):
    """What is open, worst first, and what was accepted with the reason for it."""

    findings: tuple[Finding, ...]
    accepted: tuple[tuple[Finding, Accepted], ...]


@lru_cache(maxsize=1)
def every_rule() -> tuple[AuditRule, ...]:
    """The rules, by name: whatever is one in the modules of `pipeline.audit.rules`."""
    modules = (importlib.import_module(f"{rules.__name__}.{m.name}") for m in pkgutil.iter_modules(rules.__path__))
    found = (value for module in modules for value in vars(module).values() if isinstance(value, AuditRule))
    return tuple(sorted(found, key=lambda r: r.name))


def audit_all(derived: Derived, today: date) -> Audit:
    """What cannot be right in what was derived on a day, with the accepted findings beside the open ones."""
    audited, acceptances = Audited(derived, today), derived.curated.accepted.accepted
    still_open: list[Finding] = []
    accepted: list[tuple[Finding, Accepted]] = []
    for finding in (one for rule in every_rule() for one in rule.findings(audited)):
        own = (a for a in acceptances if a.rule == finding.rule)
        by = next((a for a in own if a.subject == finding.subject or ("*" in a.subject and fnmatchcase(finding.subject, a.subject))), None)
        still_open += [finding] if by is None else []
        accepted += [(finding, by)] if by is not None else []
    used = {by for _, by in accepted}
    still_open += [_unused(a) for a in acceptances if a not in used]
    return Audit(tuple(sorted(still_open, key=_order)), tuple(sorted(accepted, key=lambda pair: _order(pair[0]))))


def _unused(acceptance: Accepted) -> Finding:
    known = [rule.name for rule in every_rule()]
    level, said, expected = "notice", f"nothing is found any more that the acceptance of {acceptance.rule!r} speaks of", "take it out"
    if acceptance.rule not in known:
        near = "".join(f" (did you mean {one}?)" for one in difflib.get_close_matches(acceptance.rule, known, n=1))
        level, said, expected = "warning", f"no rule is called {acceptance.rule!r}{near}", "the name of a rule, as `awesome audit` shows it"
    return Finding(rule="unused-acceptance", level=level, subject=acceptance.subject, message=said, expected=expected, where=(paths.ACCEPTED,))


def _order(finding: Finding) -> tuple[int, str, str, str]:
    return ("error", "warning", "notice").index(finding.level), finding.subject, finding.rule, finding.message
