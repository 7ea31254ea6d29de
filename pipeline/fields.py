"""The table of fields: all that differs between one field and another, a row each.

A new field is a row, and a rule that reads it; a test fails for a row that is shown nowhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final, Literal, NamedTuple

Form = Literal["count", "text", "texts", "date", "licence", "languages", "sizes"]
"""What a value is: a whole number, one text or several, a date as precise as it was stated (YYYY[-MM[-DD]]), a
licence as it was stated, language codes (ISO 639), size labels such as "8x7B"."""

RollUp = Literal["", "sizes", "span", "set", "licences", "dates", "most", "one"]
"""How a family's value comes from its members': not at all; the labels in order; lowest and highest; every value;
every licence by its name; first and latest; the largest; the one on which all agree. See `reconcile.roll_up`."""

Place = Literal[
    "row", "details", "badge", "csv", "json family", "json checkpoint", "site", "members", "llms"
]
"""Where a field is shown: the quick table, a family's section or its badges, the
tables and the JSON of the export, a family's page of the site and its table of checkpoints, llms.txt. Evidence pages
and `awesome why` show every field."""

AbsentOf = Literal["family", "checkpoint"]


class Label(NamedTuple):
    """What a field is called in one language: in full, as a column's heading, and in a family's section."""

    name: str
    column: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """One field.

    `voices` are those that may speak of it, most trusted first; another's claim is not heard. "pin"
    stands above every voice and "curated" below, so they are not listed. "card.exact" is a card's
    count with four digits or more. Counts that differ by no more than `tolerance` (a share) agree.
    The `doubted` voice is put last where it is far from what all others say.

    `shown` gives the field's place among those that stand in the same `Place`; a field that stands in
    none says in `unshown` where its value is to be seen (on evidence pages it always is). `absence` says of
    what it is told that no source states the field. `of_card`: it is a key of a card's `facts`.
    `in_form`: the issue form offers it. `identifier`: its values are names for machines, shown as
    code. `binary`: 131,072 is "128K". `lasting`: what is gone still speaks of it, such as the day of its release. `beside`: the
    field whose value it belongs to: a family has it only where it has one value of that. `nameless`: the value that names
    nothing, and so denies nothing.
    """

    name: str
    form: Form
    en: Label
    zh: Label
    unit: str = ""
    roll_up: RollUp = ""
    voices: tuple[str, ...] = ()
    tolerance: float = 0.0
    doubted: str = ""
    shown: Mapping[Place, int] = field(default_factory=dict)
    unshown: str = ""
    absence: frozenset[AbsentOf] = frozenset()
    of_card: bool = True
    in_form: bool = False
    identifier: bool = False
    binary: bool = False
    lasting: bool = False
    beside: str = ""
    nameless: str = ""

    @property
    def many(self) -> bool:
        """Whether a checkpoint's value is a list of texts."""
        return self.form in ("texts", "languages", "sizes")

    def label(self, language: str) -> Label:
        """What the field is called in a language, each of the three said; in English where it has no words."""
        stated: Label = getattr(self, language, self.en)
        return Label(stated.name, stated.column or stated.name, stated.detail or stated.name)


_BOTH: Final[frozenset[AbsentOf]] = frozenset({"family", "checkpoint"})

_ROWS: Final = (
    FieldSpec(
        name="kind", form="text", en=Label("Kind"), zh=Label("类型"),
        voices=("card", "hub.task"),  # a card says what goes in and out; the task is a label
        of_card=False, unshown="a family's kind is the list that it stands on",
    ),
    FieldSpec(
        name="role", form="text", en=Label("Role"), zh=Label("角色"), voices=("card",),
        shown={"csv": 1, "json checkpoint": 1}, of_card=False,
    ),
    FieldSpec(
        # Weights can be counted, a name is rounded; but a total far from all that is said counts something else.
        name="total_params", form="count", unit="parameters", en=Label("Parameters"), zh=Label("参数量"),
        voices=("hub.safetensors", "card.exact", "card", "name"), tolerance=0.10, doubted="hub.safetensors",
        shown={"csv": 2, "json checkpoint": 2, "members": 1}, absence=frozenset({"checkpoint"}), in_form=True,
    ),
    FieldSpec(
        name="active_params", form="count", unit="parameters", en=Label("Active parameters"), zh=Label("激活参数量"),
        voices=("card.exact", "card", "name"), tolerance=0.10,  # only text states what is active
        shown={"csv": 3, "json checkpoint": 3}, in_form=True,
    ),
    FieldSpec(
        name="context_length", form="count", unit="tokens", binary=True, roll_up="span",
        en=Label("Context length", "Context", "Context"), zh=Label("上下文长度", "上下文", "上下文"),
        voices=("card", "hub.config", "hub.gguf"), tolerance=0.05,  # 128K may mean 128,000 or 131,072
        shown={"row": 2, "details": 5, "csv": 4, "json family": 2, "json checkpoint": 4, "site": 2, "members": 2, "llms": 2},
        absence=_BOTH, in_form=True,
    ),
    FieldSpec(
        name="context_length_extended", form="count", unit="tokens", binary=True, roll_up="span",
        en=Label("Extended context"), zh=Label("扩展上下文"), voices=("card",),
        tolerance=0.05,  # reached only with an extension such as YaRN
        shown={"csv": 5, "json family": 3, "json checkpoint": 5, "site": 3},
    ),
    FieldSpec(
        name="training_tokens", form="count", unit="tokens", roll_up="span",
        en=Label("Training tokens", "", "Pretrain data scale"), zh=Label("训练词元数", "", "预训练数据规模"),
        voices=("card", "arxiv.abstract"), tolerance=0.05,  # an abstract may speak of several models
        shown={"details": 2, "csv": 6, "json family": 4, "json checkpoint": 6, "site": 4, "members": 4, "llms": 3},
        absence=_BOTH, in_form=True,
    ),
    FieldSpec(
        name="languages", form="languages", unit="ISO 639 codes", roll_up="set",
        en=Label("Languages", "", "Language support"), zh=Label("语言", "", "支持语言"),
        voices=("card", "hub.card_data"),  # the card's list, else the Hub's copy of its front matter
        shown={"details": 3, "csv": 9, "json family": 5, "json checkpoint": 7, "site": 7}, absence=_BOTH,
        in_form=True,
    ),
    FieldSpec(
        name="languages_count", form="count", unit="languages", roll_up="most", en=Label("Number of languages"),
        zh=Label("语言数"), voices=("card",), shown={"json family": 6},
    ),
    FieldSpec(
        name="license", form="licence", unit="SPDX or Hub id", roll_up="licences", identifier=True,
        nameless="other", en=Label("Licence"), zh=Label("许可证"),
        voices=("hub.card_data", "card"),  # the Hub's metadata is what its users are shown
        shown={"row": 3, "badge": 1, "csv": 7, "json family": 7, "json checkpoint": 8, "site": 5, "members": 3, "llms": 4},
        absence=_BOTH, in_form=True,
    ),
    FieldSpec(
        name="license_name", form="text", identifier=True, en=Label("Licence name"), zh=Label("许可证名称"),
        voices=("hub.card_data", "card"),
        shown={"csv": 19, "json checkpoint": 21},  # it is the licence where that is only "other"
    ),
    FieldSpec(
        name="license_link", form="text", unit="URL", roll_up="one", en=Label("Licence text"),
        zh=Label("许可证链接"), voices=("hub.card_data", "card"), beside="license",
        shown={"json family": 8, "json checkpoint": 9},
    ),
    FieldSpec(
        name="own_arxiv", form="texts", unit="arXiv ids", roll_up="set", identifier=True, lasting=True,
        en=Label("Paper"), zh=Label("论文"),
        voices=("card",),  # the Hub's `arxiv:` tags are citations as well, so they do not count
        shown={"badge": 2}, in_form=True,
    ),
    FieldSpec(
        name="cited_arxiv", form="texts", unit="arXiv ids", en=Label("Cited papers"), zh=Label("引用论文"),
        voices=("card", "hub.tags"), unshown="other people's papers say nothing of the model",
    ),
    FieldSpec(
        name="own_github", form="text", unit="owner/name", roll_up="one", identifier=True, lasting=True,
        en=Label("Code"), zh=Label("代码"), voices=("card",), shown={"badge": 3}, in_form=True,
    ),
    FieldSpec(
        name="base_model", form="texts", unit="Hub ids", identifier=True, en=Label("Base model"),
        zh=Label("基座模型"), voices=("hub.card_data", "card"), shown={"csv": 10, "json checkpoint": 11},
    ),
    FieldSpec(
        name="base_relation", form="text", en=Label("Relation to the base"), zh=Label("与基座的关系"),
        voices=("hub.card_data", "card"), shown={"csv": 11, "json checkpoint": 12},
    ),
    FieldSpec(
        name="copies", form="texts", unit="Hub ids", identifier=True, en=Label("Quantised copies by the maker"),
        zh=Label("官方量化版本"),
        voices=("hub.listing",),  # repositories of the same owner that name it as what they are quantised from
        shown={"csv": 20, "json checkpoint": 22}, of_card=False,
    ),
    FieldSpec(
        name="release_date", form="date", unit="YYYY[-MM[-DD]]", roll_up="dates", lasting=True,
        en=Label("Released", "", "Date"), zh=Label("发布日期", "发布时间"),
        voices=("card", "hub.created"),  # a repository may be made before or after
        shown={"row": 4, "details": 1, "csv": 8, "json family": 9, "json checkpoint": 10, "site": 6, "members": 5, "llms": 5},
        absence=_BOTH, in_form=True,
    ),
    FieldSpec(
        name="knowledge_cutoff", form="date", unit="YYYY-MM", roll_up="dates", en=Label("Knowledge cutoff"),
        zh=Label("知识截止日期"), voices=("card",),
        shown={"details": 8, "csv": 15, "json family": 12, "json checkpoint": 16, "site": 10, "members": 6},
        in_form=True,
    ),
    FieldSpec(
        name="modalities", form="text", unit="as text+image→text", roll_up="set", identifier=True,
        en=Label("Modalities, in and out", "Modalities", "Modalities"), zh=Label("输入与输出模态", "模态", "模态"),
        voices=("card",), shown={"details": 9, "csv": 16, "json family": 13, "json checkpoint": 17, "site": 11},
    ),
    FieldSpec(
        name="reasoning", form="text", unit="yes, no or both", roll_up="set",
        en=Label("Thinking mode", "Thinking", "Thinking mode"), zh=Label("思考模式"),
        voices=("card",),  # "both": it can be switched on and off
        shown={"details": 10, "csv": 17, "json family": 14, "json checkpoint": 18, "site": 12},
    ),
    FieldSpec(
        name="tool_use", form="text", unit="yes or no", roll_up="set", en=Label("Tool use"), zh=Label("工具调用"),
        voices=("card",),
        shown={"details": 11, "csv": 18, "json family": 15, "json checkpoint": 19, "site": 13},
    ),
    FieldSpec(
        name="results", form="texts", unit="benchmark | metric | score | setting | source",
        en=Label("Maker's own results"), zh=Label("作者自报成绩"),
        voices=("hub.eval_results", "card"),  # files of results are kept up to date, a card's metadata seldom
        shown={"json checkpoint": 20},
    ),
    FieldSpec(
        name="vision_encoder", form="text", roll_up="set", en=Label("Vision encoder"), zh=Label("视觉编码器"),
        voices=("card",), shown={"details": 6, "csv": 12, "json family": 10, "json checkpoint": 13, "site": 8},
        in_form=True,
    ),
    FieldSpec(
        name="base_llm", form="text", roll_up="set", en=Label("Base LLM"), zh=Label("基座语言模型"), voices=("card",),
        shown={"details": 7, "csv": 13, "json family": 11, "json checkpoint": 14, "site": 9}, in_form=True,
    ),
    FieldSpec(
        name="architecture", form="text", en=Label("Architecture"), zh=Label("架构"), voices=("hub.config",),
        shown={"csv": 14, "json checkpoint": 15}, of_card=False,
    ),
    FieldSpec(
        name="gated", form="text", identifier=True, en=Label("Access"), zh=Label("访问"), of_card=False,
        unshown="it is a checkpoint's state, `access`, and here for the words of its changes",
    ),
    FieldSpec(
        name="sizes", form="sizes", roll_up="sizes", en=Label("Sizes", "", "Parameter size"),
        zh=Label("规模", "参数规模", "参数规模"),
        voices=("name",),  # of a checkpoint: a size that is no count (8x7B, E4B)
        shown={"row": 1, "details": 4, "json family": 1, "site": 1, "llms": 1}, absence=frozenset({"family"}),
        of_card=False, in_form=True,
    ),
)  # fmt: skip

FIELDS: Final[Mapping[str, FieldSpec]] = {one.name: one for one in _ROWS}
"""Every field by name, in the order of evidence pages."""
ROLLED_UP: Final = tuple(one for one in _ROWS if one.roll_up)
"""The fields that a family has."""
PROXIES: Final = frozenset({"hub.created", "name"})
"""Voices that state something else, from which the field follows roughly: a repository's creation is no
release date, and "7b" in a name is no count. A person's sourced fact stands above them, and does not yield."""
DATE_SLACK_DAYS: Final = 31
"""Two release dates closer than that agree: repositories are made before announcements, and after."""
REVISED_DAYS: Final = 200
"""So long after its repository was made, a card's date is that of a later revision ("latest release") and not the release."""
NAME_TOLERANCE: Final = 0.3
"""Names round generously, and some leave the embeddings out (Gemma 7B has 8.5 billion parameters)."""
ANOTHER_SIZE: Final = 3
"""Beyond this ratio to the size in a checkpoint's name, a count is of something else."""
FAR: Final = 1.4
"""Beyond this ratio to what all others say, a doubted voice is taken for miscounted."""


@cache
def shown_in(place: Place) -> tuple[FieldSpec, ...]:
    """The fields that stand in a place, in its order."""
    return tuple(sorted((one for one in _ROWS if place in one.shown), key=lambda one: one.shown[place]))


@cache
def absent_of(of: AbsentOf) -> tuple[FieldSpec, ...]:
    """The fields of which it is told that no source states them."""
    return tuple(one for one in _ROWS if of in one.absence)
