"""A checkpoint link that is an organisation's page."""

from collections.abc import Iterator

from pipeline.audit.addresses import hub_organization
from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule


def _check(audited: Audited) -> Iterator[Found]:
    for link in audited.links:
        owner = hub_organization(link.url) if link.place in ("links.checkpoints", "links.more") else None
        family = audited.curated.families.get(link.subject)
        if owner is None or family is None:
            continue
        organization = audited.organization(family)
        makers = (owner, *((organization.name, *organization.aliases) if organization is not None else ()))
        said = link.label.casefold()
        # "TII on Hugging Face" says whose page it is; "models" does not.
        if link.place == "links.checkpoints" or not any(maker.casefold() in said for maker in makers):
            yield Found(
                link.at,
                f"{link.url} is the page of {owner}, where this family is one among many",
                "its checkpoints, or a collection of them",
                (link.path, link.url),
            )


RULE = Rule(
    name="organization-link",
    description="A checkpoint link leads to the page of an organisation instead of a checkpoint or collection.",
    level="error",
    check=_check,
    exceptions="further links whose label names the organisation, and so says whose page it is",
)
