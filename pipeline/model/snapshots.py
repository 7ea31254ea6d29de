"""Snapshots: the facts of one upstream object, without counters, and the receipt, which changes only with them."""

from typing import Literal

from pydantic import Field

from pipeline.model.boards import Standing
from pipeline.model.claims import KeptClaims, Reject
from pipeline.model.frozen import Frozen, Passing

State = Literal["present", "gone", "moved"]
"""Of an object that may go: there; gone (the last facts stay); or it answers under another id."""


class Receipt(Frozen):
    """How a snapshot was retrieved.

    `url` is the public address (never a stand-in's). `retrieved_at` is the answer's own Date header
    in ISO 8601 UTC; `sha256` and `size` (bytes) are of the raw body, or of the one entry of a listing.
    """

    url: str
    retrieved_at: str | None = None
    revision: str | None = None
    etag: str | None = None
    sha256: str
    size: int = Field(ge=0)


class Snapshot(Frozen):
    """What was retrieved of one upstream object: `facts`, beside how they were had."""

    receipt: Passing[Receipt]


class Safetensors(Frozen):
    """What the Hub counted in the weights: elements by dtype, and their sum as the Hub states it."""

    total: int | None = None
    parameters: dict[str, int] = {}


class Gguf(Frozen):
    """What the Hub read from a GGUF file's header."""

    total: int | None = None
    architecture: str | None = None
    context_length: int | None = None


class CheckpointFacts(Frozen):
    """What the Hub's API states of one repository of weights."""

    id: str
    sha: Passing[str | None] = None
    created_at: str | None = None
    last_modified: Passing[str | None] = None
    gated: str | None = None  # None: not gated; "auto" or "manual"
    pipeline_tag: str | None = None
    library: str | None = None
    tags: tuple[str, ...] = ()
    model_type: str | None = None
    architectures: tuple[str, ...] = ()
    license: str | None = None
    license_name: str | None = None
    license_link: str | None = None
    languages: tuple[str, ...] = ()
    base_models: tuple[str, ...] = ()
    base_relation: str | None = None
    safetensors: Safetensors | None = None
    gguf: Gguf | None = None
    copies: tuple[str, ...] = ()  # what the same listing has of its owner's that is quantised from it
    results: tuple[str, ...] = ()  # of the repository's files of results, each as `model.results` writes it
    disabled: bool = False


class CheckpointSnapshot(Snapshot):
    """snapshots/huggingface/<org>--<name>.json. Gone is deleted or made private, which cannot be told apart."""

    facts: CheckpointFacts
    state: State = "present"
    moved_to: str | None = None

    @property
    def shown_state(self) -> State:
        """Its state for a reader: what the Hub has disabled cannot be had either."""
        return "gone" if self.facts.disabled else self.state


class CardFacts(Frozen):
    """What one card states, by field."""

    id: str
    revision: Passing[str | None] = None
    reader: Passing[int]
    kind: str  # "": nothing in it shows one
    kind_line: Passing[int | None] = None  # the line that says it, as of the role; None: no single line does
    role: str | None = None
    role_line: Passing[int | None] = None
    claims: KeptClaims = {}
    rejects: tuple[Reject, ...] = ()

    @property
    def own_papers(self) -> tuple[str, ...]:
        """The papers that the card calls its checkpoint's own."""
        stated = (c.value for c in self.claims.get("own_arxiv", ()) if c.about == "self")
        return tuple(paper for value in stated if isinstance(value, tuple) for paper in value)


class CardSnapshot(Snapshot):
    """snapshots/cards/<org>--<name>.json.

    state: "read"; "gated" (not readable without an accepted licence); "absent" (no README.md).
    """

    facts: CardFacts
    state: Literal["read", "gated", "absent"] = "read"

    @property
    def was_read(self) -> bool:
        """Whether its facts are a reading: of this revision, or the last one before it became gated."""
        return self.state == "read" or (self.state == "gated" and self.receipt.size > 0)


class CollectionItem(Frozen):
    """One item of a collection: its type, and the note its owner wrote is left out."""

    type: str


class CollectionFacts(Frozen):
    """What a collection holds: models keyed by id, other items by type and id, such as "datasets/owner/name"."""

    slug: str
    title: str = ""
    items: dict[str, CollectionItem] = {}


class CollectionSnapshot(Snapshot):
    """snapshots/collections/<owner>--<slug>.json."""

    facts: CollectionFacts
    state: State = "present"


class PaperFacts(Frozen):
    """What arXiv states of one paper (metadata is CC0, so the abstract may be kept)."""

    id: str
    version: Passing[int | None] = None
    title: str = ""
    authors: tuple[str, ...] = ()
    published: str | None = None
    updated: Passing[str | None] = None
    primary_category: str | None = None
    categories: tuple[str, ...] = ()
    abstract: str = ""
    comment: str | None = None
    journal_ref: str | None = None
    doi: str | None = None
    withdrawn: bool = False
    via: Passing[Literal["arxiv", "huggingface"]] = "arxiv"
    reader: Passing[int] = 0
    claims: KeptClaims = {}


class PaperSnapshot(Snapshot):
    """snapshots/arxiv/<id>.json ("/" of an old id becomes "--")."""

    facts: PaperFacts
    state: Literal["present", "unknown"] = "present"


class BoardFacts(Frozen):
    """One edition of a board: the columns that the payload had, and the rows, keyed by the board's names."""

    slug: str
    edition: Passing[str | None] = None
    columns: tuple[str, ...] = ()
    rows: dict[str, Standing] = {}
    rejects: dict[str, str] = {}  # place in the payload -> why this row could not be used


class BoardSnapshot(Snapshot):
    """snapshots/leaderboards/<slug>.json."""

    facts: BoardFacts


class RepositoryFacts(Frozen):
    """What GitHub states of a code repository."""

    id: str  # canonical owner/name
    asked: str
    archived: bool = False
    fork: bool = False
    description: str = ""
    license: str | None = None
    topics: tuple[str, ...] = ()
    homepage: str | None = None


class RepositorySnapshot(Snapshot):
    """snapshots/github/<owner>--<name>.json."""

    facts: RepositoryFacts
    state: State = "present"


class LinkFacts(Frozen):
    """Where a link leads."""

    url: str
    final_url: str | None = None
    status: Passing[int | None] = None
    title: str = ""


class LinkSnapshot(Snapshot):
    """snapshots/links/<digest of the url>.json: transitions only (ok, moved, dead)."""

    facts: LinkFacts
    state: Literal["ok", "moved", "dead"] = "ok"
