"""A code repository that describes itself as something else than a model."""

from collections.abc import Iterator
from typing import Final

from pipeline.audit.addresses import github_repo
from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule
from pipeline.names.words import words

_MODELS: Final = frozenset(
    {
        "model",
        "models",
        "llm",
        "llms",
        "language",
        "lm",
        "lms",
        "gpt",
        "chat",
        "chatbot",
        "vlm",
        "vision",
        "multimodal",
        "transformer",
        "transformers",
        "pretrained",
        "pretraining",
        "inference",
        "weights",
        "ai",
        "moe",
        "mllm",
        "vl",
        "code",
        "coding",
        "agent",
        "agents",
        "agentic",
        "reasoning",
        "instruction",
        "foundation",
        "training",
        "alignment",
        "大模型",
        "模型",
    }
)
"""Words with which repositories of models describe themselves."""


def _check(audited: Audited) -> Iterator[Found]:
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
            yield Found(
                f"{slug}/links.code",
                f"{repo} describes itself without a word of {family.name} or of models",
                f"the repository in which {family.name} itself is published",
                (f"catalog/curated/families/{slug}.toml", f"https://github.com/{repo}"),
            )


RULE = Rule(
    name="code-description",
    description="The repository of a family's code link has a description and topics without a word of the family or of models.",
    level="warning",
    check=_check,
    exceptions="repositories that no snapshot knows, or that describe themselves in no word",
)
