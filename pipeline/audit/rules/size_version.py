"""Sizes that repeat a version number: "phi-1.5" is not a model of 1.5B."""

from collections.abc import Iterator

from pipeline.audit.addresses import hub_checkpoint
from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule
from pipeline.names.words import is_size, named_version, words
from pipeline.reconcile.forms import value_of


def _check(audited: Audited) -> Iterator[Found]:
    for slug, family in sorted(audited.curated.families.items()):
        path = f"catalog/curated/families/{slug}.toml"
        members = {*family.checkpoints, *audited.kin[slug]}
        versions = {_version(c): c for c in sorted(members, reverse=True) if _version(c)}
        for fact in family.facts:
            value = value_of("sizes", fact.value) if fact.field == "sizes" else None
            for size in value if isinstance(value, tuple) else ():
                number = size[:-1]
                if size[-1:] in "Bb" and number in versions:
                    checkpoint = versions[number]
                    yield Found(
                        f"{slug}/sizes",
                        f"the size {size} is the version in the name {checkpoint}, which states no size",
                        f"the parameters of {checkpoint}",
                        (path, f"https://huggingface.co/{checkpoint}"),
                    )
        for link in family.links.checkpoints:
            checkpoint = hub_checkpoint(link.url) or ""
            number = _version(checkpoint) if checkpoint else ""
            if number and any(is_size(w) and w[:-1] == number for w in words(link.label)):
                yield Found(
                    f"{slug}/links.checkpoints",
                    f"the label {link.label!r} gives {checkpoint} its version as a size",
                    "the checkpoint's own name",
                    (path, link.url),
                )


def _version(checkpoint: str) -> str:
    """The version in a checkpoint's name, where the name has no size."""
    name = checkpoint.partition("/")[2]
    if any(is_size(w) for w in words(name)):
        return ""
    number = named_version(name).number
    return ".".join(map(str, number)) if number else ""


RULE = Rule(
    name="size-version",
    description="A size repeats the version in a checkpoint's name, where the name states no size.",
    level="error",
    check=_check,
)
