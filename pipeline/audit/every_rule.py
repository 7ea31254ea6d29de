"""Every rule over one catalog: findings in order, without those that a person accepted with a reason."""

import difflib
import importlib
import pkgutil
from datetime import date
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Final, NamedTuple

from pipeline.audit import rules
from pipeline.audit.audited import Audited, Concluded
from pipeline.audit.rule import Rule
from pipeline.layout import paths
from pipeline.model.curated import Accepted
from pipeline.model.findings import Finding

_ORDER: Final = {"error": 0, "warning": 1, "notice": 2}


class Audit(NamedTuple):
    """What is open, worst first, and what was accepted with the reason for it."""

    findings: tuple[Finding, ...]
    accepted: tuple[tuple[Finding, Accepted], ...]


@lru_cache(maxsize=1)
def every_rule() -> tuple[Rule, ...]:
    """The rules, by name: each module of `pipeline.audit.rules` that has one."""
    modules = (importlib.import_module(f"{rules.__name__}.{m.name}") for m in pkgutil.iter_modules(rules.__path__))
    return tuple(sorted((m.RULE for m in modules), key=lambda r: r.name))


def audit(derived: Concluded, today: date) -> tuple[Finding, ...]:
    """What cannot be right in what was derived, worst first; accepted findings are left out."""
    return audit_all(derived, today).findings


def audit_all(derived: Concluded, today: date) -> Audit:
    """The audit with the accepted findings beside the open ones."""
    audited = Audited.of(derived, today)
    found = [
        Finding(
            rule=rule.name,
            level=rule.level,
            subject=one.subject,
            message=one.message,
            expected=one.expected,
            where=one.where,
        )
        for rule in every_rule()
        for one in rule.check(audited)
    ]
    acceptances = derived.curated.accepted.accepted
    used: set[Accepted] = set()
    still_open: list[Finding] = []
    accepted: list[tuple[Finding, Accepted]] = []
    for finding in found:
        by = next((a for a in acceptances if _covers(a, finding)), None)
        if by is None:
            still_open.append(finding)
        else:
            used.add(by)
            accepted.append((finding, by))
    still_open += [_unused(a) for a in acceptances if a not in used]
    return Audit(tuple(sorted(still_open, key=_order)), tuple(sorted(accepted, key=lambda pair: _order(pair[0]))))


def _covers(acceptance: Accepted, finding: Finding) -> bool:
    return acceptance.rule == finding.rule and (
        acceptance.subject == finding.subject
        or ("*" in acceptance.subject and fnmatchcase(finding.subject, acceptance.subject))
    )


def _unused(acceptance: Accepted) -> Finding:
    known = [rule.name for rule in every_rule()]
    near = difflib.get_close_matches(acceptance.rule, known, n=1)
    unknown = f"no rule is called {acceptance.rule!r}" + (f" (did you mean {near[0]}?)" if near else "")
    return Finding(
        rule="unused-acceptance",
        level="notice" if acceptance.rule in known else "warning",
        subject=acceptance.subject,
        message=f"nothing is found any more that the acceptance of {acceptance.rule!r} speaks of"
        if acceptance.rule in known
        else unknown,
        expected="take it out" if acceptance.rule in known else "the name of a rule, as `awesome audit` shows it",
        where=(paths.ACCEPTED,),
    )


def _order(finding: Finding) -> tuple[int, str, str, str]:
    return (_ORDER[finding.level], finding.subject, finding.rule, finding.message)
