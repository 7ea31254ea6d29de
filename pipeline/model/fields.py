"""The fields that a claim can be about, with their units and the form of their values.

The names are those of `awesome extract` and of the catalog alike, so that `awesome why
llama-3 training_tokens` and a card's reading speak of the same thing.
"""

from enum import StrEnum
from typing import Final, Literal, NamedTuple


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


Form = Literal["count", "text", "texts", "date", "flag"]
Scope = Literal["checkpoint", "family"]


class FieldSpec(NamedTuple):
    """One field: its name in files and commands, its form, its unit, its names on the list."""

    name: str
    form: Form
    unit: str
    en: str
    zh: str


FIELDS: Final[dict[str, FieldSpec]] = {
    f.name: f
    for f in (
        FieldSpec("kind", "text", "", "Kind", "类型"),
        FieldSpec("role", "text", "", "Role", "角色"),
        FieldSpec("total_params", "count", "parameters", "Parameters", "参数量"),
        FieldSpec("active_params", "count", "parameters", "Active parameters", "激活参数量"),
        FieldSpec("context_length", "count", "tokens", "Context length", "上下文长度"),
        FieldSpec("context_length_extended", "count", "tokens", "Extended context", "扩展上下文"),
        FieldSpec("training_tokens", "count", "tokens", "Training tokens", "训练词元数"),
        FieldSpec("languages", "texts", "ISO 639 codes", "Languages", "语言"),
        FieldSpec("languages_count", "count", "languages", "Number of languages", "语言数"),
        FieldSpec("license", "text", "SPDX or Hub id", "Licence", "许可证"),
        FieldSpec("license_name", "text", "", "Licence name", "许可证名称"),
        FieldSpec("license_link", "text", "URL", "Licence text", "许可证链接"),
        FieldSpec("own_arxiv", "texts", "arXiv ids", "Paper", "论文"),
        FieldSpec("cited_arxiv", "texts", "arXiv ids", "Cited papers", "引用论文"),
        FieldSpec("own_github", "text", "owner/name", "Code", "代码"),
        FieldSpec("base_model", "texts", "Hub ids", "Base model", "基座模型"),
        FieldSpec("base_relation", "text", "", "Relation to the base", "与基座的关系"),
        FieldSpec("release_date", "date", "YYYY[-MM[-DD]]", "Released", "发布日期"),
        FieldSpec("vision_encoder", "text", "", "Vision encoder", "视觉编码器"),
        FieldSpec("base_llm", "text", "", "Base LLM", "基座语言模型"),
        FieldSpec("architecture", "text", "", "Architecture", "架构"),
        FieldSpec("gated", "text", "", "Access", "访问"),
        # Family only: rolled up from checkpoints, or stated by a person.
        FieldSpec("sizes", "texts", "", "Sizes", "规模"),
    )
}

FACT_FIELDS: Final = tuple(name for name in FIELDS if name not in {"kind", "role", "sizes", "gated", "architecture"})
"""The keys that a card's `facts` may have, in order (kind and role stand beside them)."""
