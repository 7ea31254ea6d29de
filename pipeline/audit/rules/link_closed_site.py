"""A link to a site that has shut down or moved as a whole, with what followed it."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from pipeline.audit.addresses import address
from pipeline.audit.audited import Audited
from pipeline.audit.rule import Found, Rule


class Closed(NamedTuple):
    """A site's end: what happened, and where to go instead."""

    what: str
    instead: str


_PAPERS_WITH_CODE: Final = "has shut down in July 2025"
_BOARD: Final = "was replaced in June 2024, and its successor retired in March 2025"

CLOSED: Final = {
    "paperswithcode.com/sota": Closed(
        _PAPERS_WITH_CODE,
        "the benchmark's own results; the last tables are in https://huggingface.co/datasets/pwc-archive/evaluation-tables",
    ),
    "paperswithcode.com/dataset": Closed(_PAPERS_WITH_CODE, "the dataset's page on https://huggingface.co/datasets"),
    "paperswithcode.com": Closed(_PAPERS_WITH_CODE, "https://huggingface.co/papers"),
    "arena.lmsys.org": Closed("was closed when Chatbot Arena left LMSYS", "https://arena.ai"),
    "chat.lmsys.org": Closed("was closed when Chatbot Arena left LMSYS", "https://arena.ai"),
    "ai.facebook.com": Closed("was renamed in 2023", "the same path on https://ai.meta.com"),
    "huggingface.co/spaces/HuggingFaceH4/open_llm_leaderboard": Closed(
        _BOARD, "https://huggingface.co/spaces/open-llm-leaderboard/open_llm_leaderboard, as an archive"
    ),
}
"""Host, or host and path -> what became of it. Single pages that died are the link source's business."""


def _check(audited: Audited) -> Iterator[Found]:
    for link in audited.links:
        at = address(link.url)
        whole = "/".join((at.host, *at.parts))
        closed = next((c for place, c in CLOSED.items() if f"{whole}/".startswith(f"{place}/")), None)
        if closed is not None:
            board = audited.curated.boards.get(link.subject.removeprefix("leaderboards/"))
            if board is None or board.state == "active" or link.place == "prose":
                yield Found(link.at, f"{link.url}: that site {closed.what}", closed.instead, (link.path, link.url))


RULE = Rule(
    name="link-closed-site",
    description=(
        "A link to a site that has shut down or moved as a whole, such as Papers with Code; the successor is proposed."
    ),
    level="error",
    check=_check,
    exceptions="boards that are marked retired or moved may keep their last addresses",
)
