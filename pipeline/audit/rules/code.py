"""Code repositories: whose they are, and what they are about."""

from collections.abc import Iterator
from typing import Final

from pipeline.audit.addresses import github_repo
from pipeline.audit.audited import Audited
from pipeline.audit.rule import RuleResult, about_family, rule
from pipeline.names.words import words


@rule(
    "error",
    exceptions="organisations without GitHub names in organizations.toml cannot be compared; a repository that "
    "moved counts by both owners",
)
def code_owner(audited: Audited) -> Iterator[RuleResult]:
    """The code link of a family leads to a GitHub owner that is not the organisation's."""
    for slug, family in sorted(audited.curated.families.items()):
        repo = github_repo(family.links.code)
        organization = audited.organization(family)
        if repo is None or organization is None or not organization.github:
            continue
        snapshot = audited.snapshots.repositories.get(repo)
        canonical = snapshot.facts.id if snapshot is not None else repo
        owners = {owner.casefold() for owner in organization.github}
        if not owners & {repo.partition("/")[0].casefold(), canonical.partition("/")[0].casefold()}:
            yield about_family(
                slug, "links.code", f"the code repository {canonical} is not {organization.name}'s",
                f"a repository of {', '.join(organization.github)}, or that owner in organizations.toml",
                f"https://github.com/{canonical}",
            )  # fmt: skip


_AROUND: Final = frozenset({
    "finetune", "finetuning", "tuning", "toolkit", "dstoolkit", "cookbook", "recipes", "tutorial", "tutorials",
    "workshop", "quickstart", "sample", "samples", "examples", "awesome", "accelerator", "webui", "plugin",
    "extension",
})  # fmt: skip
"""Words of a repository's name that say it is about using a model, not the model's own."""


@rule("error", exceptions="words that are part of the family's own name")
def code_topic(audited: Audited) -> Iterator[RuleResult]:
    """The code link leads to a repository that is by its name about using models: a fine-tuning kit, a cookbook."""
    for slug, family in sorted(audited.curated.families.items()):
        repo = github_repo(family.links.code)
        if repo is None:
            continue
        own = {w for name in audited.family_words[slug] for w in name}
        around = [w for w in words(repo.partition("/")[2]) if w in _AROUND and w not in own]
        expected = f"the repository in which {family.name} itself is published"
        if around:
            yield about_family(
                slug, "links.code", f"{repo} is by its name about using a model ({', '.join(around)})", expected,
                f"https://github.com/{repo}",
            )  # fmt: skip


_MODELS: Final = frozenset({
    "model", "models", "llm", "llms", "language", "lm", "lms", "gpt", "chat", "chatbot", "vlm", "vision",
    "multimodal", "transformer", "transformers", "pretrained", "pretraining", "inference", "weights", "ai",
    "moe", "mllm", "vl", "code", "coding", "agent", "agents", "agentic", "reasoning", "instruction",
    "foundation", "training", "alignment", "大模型", "模型",
})  # fmt: skip
"""Words with which repositories of models describe themselves."""


@rule("warning", exceptions="repositories that no snapshot knows, or that describe themselves in no word")
def code_description(audited: Audited) -> Iterator[RuleResult]:
    """The repository of a family's code link has a description and topics without a word of the family or of models."""
    for slug, family in sorted(audited.curated.families.items()):
        repo = github_repo(family.links.code)
        snapshot = audited.snapshots.repositories.get(repo or "")
        if repo is None or snapshot is None or not (snapshot.facts.description or snapshot.facts.topics):
            continue
        facts = snapshot.facts
        name = words(facts.id.partition("/")[2])
        said = {*words(facts.description), *name, *(w for topic in facts.topics for w in words(topic))}
        own = {w for one in audited.family_words[slug] for w in one if not w[0].isdigit()}
        if not said & (_MODELS | own):
            yield about_family(
                slug, "links.code", f"{repo} describes itself without a word of {family.name} or of models",
                f"the repository in which {family.name} itself is published", f"https://github.com/{repo}",
            )  # fmt: skip
