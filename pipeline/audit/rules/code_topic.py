"""A code repository that is about something else than the family."""

from collections.abc import Iterator
from typing import Final

from pipeline.audit.addresses import github_repo
from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule
from pipeline.reconcile.name_words import words

_AROUND: Final = frozenset(
    {
        "finetune",
        "finetuning",
        "tuning",
        "toolkit",
        "dstoolkit",
        "cookbook",
        "recipes",
        "tutorial",
        "tutorials",
        "workshop",
        "quickstart",
        "sample",
        "samples",
        "examples",
        "awesome",
        "accelerator",
        "webui",
        "plugin",
        "extension",
    }
)
"""Words of a repository's name that say it is about using a model, not the model's own."""

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


def _check(audited: Audited) -> Iterator[Found]:
    for slug, family in sorted(audited.curated.families.items()):
        repo = github_repo(family.links.code)
        if repo is None:
            continue
        own = {w for name in audited.family_words[slug] for w in name}
        around = [w for w in words(repo.partition("/")[2]) if w in _AROUND and w not in own]
        where = (f"catalog/curated/families/{slug}.toml", f"https://github.com/{repo}")
        expected = f"the repository in which {family.name} itself is published"
        if around:
            yield Found(
                f"{slug}/links.code",
                f"{repo} is by its name about using a model ({', '.join(around)})",
                expected,
                where,
            )
            continue
        snapshot = audited.snapshots.repositories.get(repo)
        if snapshot is None or not (snapshot.facts.description or snapshot.facts.topics):
            continue
        facts = snapshot.facts
        said = {
            *words(facts.description),
            *(w for topic in facts.topics for w in words(topic)),
            *words(facts.id.partition("/")[2]),
        }
        stem = {w for w in own if not w[0].isdigit()}
        if not said & (_MODELS | stem):
            yield Found(
                f"{slug}/links.code",
                f"{repo} describes itself without a word of {family.name} or of models",
                expected,
                where,
            )


RULE = Rule(
    name="code-topic",
    description=(
        "The code link of a family leads to a repository about something else: tools around a model, or no "
        "model at all."
    ),
    level="error",
    check=_check,
    exceptions=(
        "words that are part of the family's own name; without a snapshot of the repository only its name is judged"
    ),
)
