"""What is fuzzed: one function a reader, from any bytes to nothing. An exception that is not the reader's own is a finding."""

import hashlib
import json
from collections.abc import Callable
from typing import Final

import httpx2

from pipeline.cards.card import read_card
from pipeline.http.policy import SourceTrouble
from pipeline.http.transport import FetchedPage
from pipeline.layout import kinds, paths
from pipeline.layout.canonical import dumps
from pipeline.layout.catalog import parse_curated, parse_snapshots
from pipeline.model.boards import CuratedBoard
from pipeline.model.outcomes import InputFaults
from pipeline.propose.wording import note, read_note, ticked
from pipeline.sources.arxiv.ask import inspect_feed
from pipeline.sources.arxiv.states import hub_paper_facts
from pipeline.sources.boards.read import read_board
from pipeline.sources.github.ask import repository_facts
from pipeline.sources.hub.client import parse_json
from pipeline.sources.hub.states import checkpoint_facts, collection_facts, entry_id

Target = Callable[[bytes], None]


def card(data: bytes) -> None:
    """A model card, whole; what is read of it can be written."""
    reading = read_card("heron-lab/Egret-7B", data)
    lines = data.count(b"\n") + data.count(b"\r") + 2 + data.decode("utf-8", "replace").count("\u2028")
    for claim in reading.claims:
        assert 1 <= (claim.line or 0) <= lines + len(data)


def front_matter(data: bytes) -> None:
    """A card's front matter, with a fixed text below."""
    card(b"---\n" + data + b"\n---\n# Egret-7B\n\nIt has 7B parameters.\n")


def toml(data: bytes) -> None:
    """A person's file: types, or faults that name it."""
    named = kinds.FAMILIES.path("egret"), f"{paths.BOARDS}marsh.toml"
    for path in (*named, paths.ORGANIZATIONS, paths.SECTIONS, paths.WATCH, paths.DECLINED):
        try:
            parse_curated({path: data})
        except InputFaults as error:
            assert all(f.path and f.message and f.fix for f in error.faults)  # noqa: PT017


_BOARDS: Final = {
    kind: CuratedBoard.model_validate({
        "slug": "marsh", "name": "Marsh", "url": "https://boards.example/", "source": {"url": "https://boards.example/x", "format": kind},
        "scores": [{"name": "mean", "column": "Mean"}], "columns": {"model": "Model"},
    }) for kind in ("json", "csv", "yaml", "html", "markdown")
}  # fmt: skip


def board(data: bytes) -> None:
    """A leaderboard's payload in each format that is text."""
    for one in _BOARDS.values():
        read_board(one, data, retrieved_at="2025-02-20T12:00:00Z")


def html_table(data: bytes) -> None:
    """A page with one table, spoilt inside."""
    read_board(_BOARDS["html"], b"<table><tr><th>Model<th>Mean</tr>" + data + b"</table>")


def feed(data: bytes) -> None:
    """An answer of arXiv: inspected as it comes, then parsed as `arxiv.Client` does."""
    from arxiv import _feed  # noqa: PLC0415  private, and what the client calls

    if inspect_feed(FetchedPage(200, httpx2.Headers(), data)) is None:
        try:
            _feed.parse(data) if hasattr(_feed, "parse") else None
        except Exception as error:  # noqa: BLE001
            assert isinstance(error, ValueError | AttributeError | TypeError | KeyError | SyntaxError), error  # noqa: PT017


def hub_json(data: bytes) -> None:
    """An answer of the Hub or of GitHub: facts that can be written, or none."""
    try:
        value = parse_json(data)
    except SourceTrouble:
        return
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, dict):
            if entry_id(entry) is not None and (facts := checkpoint_facts(entry)) is not None:
                dumps(facts)
            if (paper := hub_paper_facts("2401.01234", entry)) is not None:
                dumps(paper)
            if (repository := repository_facts("heron-lab/egret", entry)) is not None:
                dumps(repository)
        if (collection := collection_facts("heron-lab/egret-0123456789abcdef01234567", entry)) is not None:
            dumps(collection)


def snapshot(data: bytes) -> None:
    """A machine's file with its receipt: read, or refused with the way to restore it; what is read is written back."""
    for path in (kinds.CHECKPOINTS.path("a/b"), kinds.CARDS.path("a/b"), kinds.BOARDS.path("marsh"), kinds.PAPERS.path("2401.01234")):
        try:
            found = parse_snapshots({path: data})
        except InputFaults as error:
            assert all("git checkout" in f.fix for f in error.faults)  # noqa: PT017
            continue
        for kind in found:
            for one in kind.values():
                dumps(one)


def hidden_state(data: bytes) -> None:
    """The body of a pull request: the bot's own note, or nothing."""
    bodies = [data.decode("utf-8", "replace")]
    try:
        facts = json.loads(data)
    except (ValueError, RecursionError):
        facts = None
    if isinstance(facts, dict):  # as if the digest had been found: else no fuzzer gets behind it
        facts.pop("sum", None)
        digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:16]
        bodies.append(f"<!-- catalog-bot v1 {json.dumps(facts | {'sum': digest})} -->\n- [x] rebuild")
    for body in bodies:
        state = read_note(body)
        ticked(body)
        if state is not None:
            assert read_note(note(state)) == state


TARGETS: Final[dict[str, Target]] = {
    "card": card, "front_matter": front_matter, "toml": toml, "board": board, "html_table": html_table,
    "feed": feed, "hub_json": hub_json, "snapshot": snapshot, "hidden_state": hidden_state,
}  # fmt: skip
"""Name -> what takes the bytes."""
