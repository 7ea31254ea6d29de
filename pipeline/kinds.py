"""The table of kinds of models: what the Hub calls their tasks, and what the pages call them, a row each."""

from enum import StrEnum


class Kind(StrEnum):
    """What a checkpoint does: text in and text out, images too in and text out, or anything else."""

    LLM = "llm"
    VLM = "vlm"
    OTHER = "other"


class Role(StrEnum):
    """Where a checkpoint stands between its maker's pre-training and other people's conversions."""

    PRETRAINED = "pretrained"
    POST_TRAINED = "post-trained"
    DERIVATIVE = "derivative"
    REPACK = "repack"
