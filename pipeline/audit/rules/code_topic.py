"""A code repository that is by its name about using models."""

from collections.abc import Iterator
from typing import Final

from pipeline.audit.addresses import github_repo
from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule
from pipeline.names.words import words

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


RULE = Rule(
    name="code-topic",
    description="The code link leads to a repository that is by its name about using models: a fine-tuning kit, a cookbook.",
    level="error",
    check=_check,
    exceptions="words that are part of the family's own name",
)
