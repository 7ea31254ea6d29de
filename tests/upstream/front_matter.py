"""The front matter of a recorded card as the Hub gives it in `cardData`: YAML 1.2, where `no` is a word."""

import re
from typing import Any

import yaml


class _HubYaml(yaml.SafeLoader):
    """SafeLoader without YAML 1.1's dates and without its yes, no, on and off."""


_HubYaml.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in pairs if not tag.endswith((":timestamp", ":bool"))]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_HubYaml.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


def front_matter(card: bytes) -> dict[str, Any] | None:
    """The mapping between the first two `---` lines, or None where there is none."""
    text = card.decode("utf-8-sig", "replace").replace("\r\n", "\n")
    if not text.startswith("---\n"):
        return None
    head, end, _ = text[4:].partition("\n---")
    if not end:
        return None
    try:
        data = yaml.load(head, Loader=_HubYaml)  # noqa: S506, TID251 - a SafeLoader
    except yaml.YAMLError:
        return None
    return data if isinstance(data, dict) else None
