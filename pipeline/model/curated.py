"""What people decide: the shapes of the TOML files under catalog/curated/. An unknown key is an error."""

from datetime import date
from typing import Annotated, Any, Final, Literal

from pydantic import Field, create_model, field_validator, model_validator

from pipeline.fields import FIELDS
from pipeline.kinds import LISTED, ListKind, ListKinds
from pipeline.model.frozen import Frozen
from pipeline.model.ids import ArxivId, CheckpointId, CollectionId, HubName, Slug, address, checked, is_plain_address

Url = Annotated[str, checked(
    lambda text: is_plain_address(text) or (text.casefold().startswith(("https://", "http://")) and address(text).host and text.split() == [text]),
    "a web address (https://…)",
)]  # fmt: skip
FieldName = Annotated[str, checked(FIELDS.__contains__, f"a field; the fields are {', '.join(FIELDS)}")]
NonEmpty = Annotated[str, checked(lambda text: bool(text.strip()), "a few words: it must not be empty")]
NAME: Final = "Awesome LLMs and VLMs"
"""What a list is called that does not say so."""
# TOML gives dates as dates; numbers may be written as people do ("15T", "8B", "128K").
CuratedValue = bool | int | float | date | str | tuple[str, ...]
Purpose = Literal[
    "", "code", "documents", "images", "mathematics", "medicine", "perception", "robots", "safety", "screens", "search", "simulation",
    "tools", "translation",
]  # fmt: skip
"""What a family is for that is for one thing: it answers no general wish. "" is of no narrow purpose."""


class Prose(Frozen):
    """The same thing said in both languages; an empty side falls back to the other, marked."""

    en: str = Field(default="", description="In English.")
    zh: str = Field(default="", description="In Chinese.")


class Link(Frozen):
    """A link with the words that an editor chose for it."""

    label: NonEmpty = Field(description="Its words.")
    url: Url = Field(description="Where it leads.")


class Links(Frozen):
    """Where a family's things are. `checkpoints` are shown in the quick table in this order."""

    checkpoints: tuple[Link, ...] = ()
    code: Url | None = None
    blog: Link | None = None
    paper: Link | None = None  # a report that is not on arXiv
    more: tuple[Link, ...] = ()


class CuratedFact(Frozen):
    """A person's value for a field of the family, or of one of its checkpoints.

    `source` is the page that states it. `origin` alone is for rows taken over from a list that
    gave no source: it says which file and line.
    """

    field: FieldName
    value: CuratedValue
    checkpoint: CheckpointId | None = None
    source: Url | None = None
    origin: NonEmpty | None = None
    note: str = ""

    @model_validator(mode="after")
    def _has_evidence(self) -> "CuratedFact":
        if self.source is None and self.origin is None:
            raise ValueError("a fact needs `source` (the page that states it) or `origin` (where it was taken from)")
        return self


class Pin(Frozen):
    """A correction that holds against every source. An empty list takes the value away.

    `was` is what the source said when the pin was set; when the source no longer says so, the pin
    is stale: reported, and still obeyed. `was` may be absent where no source stated anything.
    """

    field: FieldName
    value: CuratedValue
    because: NonEmpty
    source: Url
    checkpoint: CheckpointId | None = None
    was: CuratedValue | None = None


class CuratedFamily(Frozen):
    """One row of the list: catalog/curated/families/<slug>.toml.

    Members are `checkpoints` (named), what `match` finds (patterns such as `Qwen/Qwen2.5-?B*`,
    where `*` stands for any characters but `/`), and items of `collections`; derivatives and
    repacks never become members unless they are named.
    """

    slug: Slug
    name: NonEmpty
    organization: Slug
    kind: ListKind
    purpose: Purpose = ""
    checkpoints: tuple[CheckpointId, ...] = ()
    match: tuple[NonEmpty, ...] = ()
    exclude: tuple[NonEmpty, ...] = ()
    collections: tuple[CollectionId, ...] = ()
    papers: tuple[ArxivId, ...] = ()
    aliases: tuple[NonEmpty, ...] = ()
    predecessor: Slug | None = None
    successor: Slug | None = None
    origin: str = ""
    draft: bool = False
    links: Links = Links()
    facts: tuple[CuratedFact, ...] = ()
    pins: tuple[Pin, ...] = ()
    prose: Prose = Prose()


class CuratedOrganization(Frozen):
    """Who makes models: its names on the Hub and GitHub, for joining and for the audit.

    `series`: names of one series of its models each, first as in the models' names; a search for one finds all.
    """

    name: NonEmpty
    zh: str = ""
    hub: tuple[HubName, ...] = ()
    github: tuple[NonEmpty, ...] = ()
    url: Url | None = None
    aliases: tuple[NonEmpty, ...] = ()
    series: tuple[tuple[NonEmpty, ...], ...] = ()


class Organizations(Frozen):
    """catalog/curated/organizations.toml."""

    organizations: dict[Slug, CuratedOrganization] = {}


class CuratedPaper(Frozen):
    """Title, authors and first day of a paper as a page beside its id shows them, until arXiv itself has answered.

    `authors` may be the first ones only. `published` is as precise as the page (YYYY[-MM[-DD]]).
    """

    title: NonEmpty
    authors: tuple[NonEmpty, ...] = ()
    published: Annotated[str, Field(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$")] = ""
    source: Url


class Papers(Frozen):
    """catalog/curated/papers.toml: what people found of papers that were never retrieved, by arXiv id."""

    papers: dict[ArxivId, CuratedPaper] = {}


class Declined(Frozen):
    """One thing that stays out of the list, with the reason a person gave."""

    id: NonEmpty  # a family's slug, a checkpoint id, or an organisation's name with "/*"
    because: NonEmpty


class DeclinedList(Frozen):
    """catalog/curated/declined.toml."""

    declined: tuple[Declined, ...] = ()


class Accepted(Frozen):
    """One finding of the audit that a person let stand, and why; a "*" in its `subject` stands for any characters."""

    rule: NonEmpty
    subject: NonEmpty
    because: NonEmpty


class AcceptedList(Frozen):
    """catalog/curated/accepted.toml."""

    accepted: tuple[Accepted, ...] = ()


class Limits(Frozen):
    """[proposals] of watch.toml: how much the bot may ask of people at once, and what it may do by itself."""

    open: int = Field(default=10, ge=1)  # its pull requests open together
    new: int = Field(default=3, ge=1)  # of them opened in one run
    rows: int = Field(default=40, ge=1)  # in a routine one; more is split by maker
    body: int = Field(default=60_000, ge=4_000, le=65_000)  # characters; GitHub refuses 65,537
    objects: int = Field(default=2_000, ge=1)  # in one proposal; its note must fit into the body
    mass: int = Field(default=40, ge=1)  # changed facts in one lane from which a person should look
    dashboard: bool = Field(default=False, deprecated="has no effect any more (no issue lists the proposals): the key may go")
    automerge: bool = False  # merge routine ones that carry the label a person set, when checks pass


class Watch(Frozen):
    """catalog/curated/watch.toml: where discovery looks, and how careful a run is."""

    organizations: tuple[HubName, ...] = ()
    collections: tuple[CollectionId, ...] = ()
    trending: bool = False
    min_likes: int = Field(default=0, ge=0)
    proposals: Limits = Limits()


class Resource(Frozen):
    """A link worth having that is neither a family, a board nor a benchmark."""

    slug: Slug
    name: NonEmpty
    url: Url
    prose: Prose = Prose()
    origin: str = ""


class ListSection(Frozen):
    """The list of one kind: its title, and its order.

    Families in `order` have a section of their own on the front page: it is where the list began.
    Rows follow one another by first release; families in `fold` stand with the earlier ones.
    """

    title: Prose
    intro: Prose = Prose()
    order: tuple[Slug, ...] = ()
    fold: tuple[Slug, ...] = ()


_Lists: Any = create_model("_Lists", __base__=Frozen, **dict.fromkeys(LISTED, (ListSection, ...)))  # type: ignore[call-overload]


class Sections(_Lists):
    """catalog/curated/sections.toml: what the pages are made of, in which order; a table for the list of each kind.

    `name` is what the whole list is called. `site` is the address at which the site is served, with the exports in its
    folder export/.
    """

    name: NonEmpty = NAME
    leaderboards: tuple[Slug, ...] = ()
    benchmarks: tuple[Slug, ...] = ()
    resources: tuple[Resource, ...] = ()
    rows_per_page: int = Field(default=200, ge=1)
    site: Url | None = None

    def of(self, kind: ListKind) -> ListSection:
        """The list of a kind."""
        section: ListSection = getattr(self, kind)
        return section


class CuratedBenchmark(Frozen):
    """One benchmark: catalog/curated/benchmarks/<slug>.toml. `kind` says on which list it stands.

    `size` (how many questions) and `metric` (what is counted) are a few words in each language.
    """

    slug: Slug
    name: NonEmpty
    kind: ListKinds = "llm"
    measures: Prose = Prose()
    prose: Prose = Prose()
    size: Prose = Prose()
    metric: Prose = Prose()
    state: Literal["active", "saturated", "retired", "superseded"] = "active"
    successor: Slug | None = None
    papers: tuple[ArxivId, ...] = ()
    code: Url | None = None
    dataset: Url | None = None
    results: tuple[Link, ...] = ()
    source: Url | None = None
    origin: str = ""

    @field_validator("size", "metric", mode="before")
    @classmethod
    def _both_sides(cls, value: object) -> object:
        if isinstance(value, str):
            wanted = f'a text for each language is wanted: {{ en = "{value[:60]}", zh = "…" }}'
            raise ValueError(wanted)  # noqa: TRY004  pydantic takes it for a fault
        return value
