"""The one base of all types: immutable, and strict about unknown keys."""

from typing import Annotated, Final, TypeVar

from pydantic import BaseModel, ConfigDict

T = TypeVar("T")
PASSING: Final = "passing"
Passing = Annotated[T, PASSING]
"""A field of how an object was had, or of where in it something stands: a person's no outlasts its changes."""


class Frozen(BaseModel):
    """A value object: hashable where its fields are, and unknown keys are an error.

    Its validator is built when the first value is made: most commands make values of a few types only.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
