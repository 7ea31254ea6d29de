"""A code repository that belongs to somebody else."""

from collections.abc import Iterator

from pipeline.audit.addresses import github_repo
from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule


def _check(audited: Audited) -> Iterator[Found]:
    for slug, family in sorted(audited.curated.families.items()):
        repo = github_repo(family.links.code)
        organization = audited.organization(family)
        if repo is None or organization is None or not organization.github:
            continue
        snapshot = audited.snapshots.repositories.get(repo)
        canonical = snapshot.facts.id if snapshot is not None else repo
        owners = {owner.casefold() for owner in organization.github}
        if not owners & {repo.partition("/")[0].casefold(), canonical.partition("/")[0].casefold()}:
            yield Found(
                f"{slug}/links.code",
                f"the code repository {canonical} is not {organization.name}'s",
                f"a repository of {', '.join(organization.github)}, or that owner in organizations.toml",
                (f"catalog/curated/families/{slug}.toml", f"https://github.com/{canonical}"),
            )


RULE = Rule(
    name="code-owner",
    description="The code link of a family leads to a GitHub owner that is not the organisation's.",
    level="error",
    check=_check,
    exceptions=(
        "organisations without GitHub names in organizations.toml cannot be compared; a repository that "
        "moved counts by both owners"
    ),
)
