"""Parameters of the flows as pydantic types: a wrong one is refused before the flow's body runs."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from flows.surroundings import root
from pipeline.layout import paths
from pipeline.refresh import unknown_family


def _on_the_list(slug: str) -> str:
    """A slug of the list in the worker's tree.

    Raises:
        ValueError: no family has it; the nearest are named.
    """
    known = sorted(p.stem for p in (root() / paths.FAMILIES).glob("*.toml"))
    refusal = unknown_family(slug, known)
    if refusal:
        raise ValueError(refusal)
    return slug


FamilySlug = Annotated[str, AfterValidator(_on_the_list)]
SourceName = Literal["huggingface", "arxiv", "leaderboards", "links", "github"]
Publish = Literal["none", "local", "github"]
Transport = Literal["api", "git"]
Seconds = Annotated[float, Field(ge=0)]
