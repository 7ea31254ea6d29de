"""Code repositories: whose they are, and what they are about."""

from typing import Final

from pipeline.audit.addresses import github_repo
from pipeline.audit.audited import Audited, AuditedFamily
from pipeline.audit.rule import Results, RuleResult, family_rule
from pipeline.names.words import words


@family_rule(
    "error",
    exceptions="organisations without GitHub names in organizations.toml cannot be compared; a repository that "
    "moved counts by both owners",
)
def code_owner(family: AuditedFamily, audited: Audited) -> Results:
    """The code link of a family leads to a GitHub owner that is not the organisation's."""
    repo, organization = github_repo(family.curated.links.code), family.organization
    if repo is None or organization is None or not organization.github:
        return
    snapshot = audited.snapshots.repositories.get(repo)
    canonical = snapshot.facts.id if snapshot is not None else repo
    if not {owner.casefold() for owner in organization.github} & {one.partition("/")[0].casefold() for one in (repo, canonical)}:
        expected = f"a repository of {', '.join(organization.github)}, or that owner in organizations.toml"
        message = f"the code repository {canonical} is not {organization.name}'s"
        yield RuleResult("links.code", message, expected, (f"https://github.com/{canonical}",))


_AROUND: Final = frozenset({
    "finetune", "finetuning", "tuning", "toolkit", "dstoolkit", "cookbook", "recipes", "tutorial", "tutorials",
    "workshop", "quickstart", "sample", "samples", "examples", "awesome", "accelerator", "webui", "plugin",
    "extension",
})  # fmt: skip
"""Words of a repository's name that say it is about using a model, not the model's own."""


@family_rule("error", exceptions="words that are part of the family's own name")
def code_topic(family: AuditedFamily, _: Audited) -> Results:
    """The code link leads to a repository that is by its name about using models: a fine-tuning kit, a cookbook."""
    repo = github_repo(family.curated.links.code) or ""
    own = {w for name in family.words for w in name}
    around = [w for w in words(repo.partition("/")[2]) if w in _AROUND and w not in own]
    if around:
        message = f"{repo} is by its name about using a model ({', '.join(around)})"
        expected = f"the repository in which {family.curated.name} itself is published"
        yield RuleResult("links.code", message, expected, (f"https://github.com/{repo}",))
