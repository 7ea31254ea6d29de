"""The one base of all types: immutable, and strict about unknown keys."""

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A value object: hashable where its fields are, and unknown keys are an error.

    Its validator is built when the first value is made: most commands make values of a few types only.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
