"""arXiv's Atom API through `arxiv.Client`, with its silent losses turned into errors.

The library takes any 200 for a feed and skips entries that it cannot read; a refused batch looks
like zero results. So the answer is inspected below the library (HTML, cut feeds, error entries),
and what was asked is compared with what came.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

import arxiv
import requests

from pipeline.http.meter import Meter, SourceTrouble
from pipeline.http.origins import Origins
from pipeline.http.policy import Trouble
from pipeline.http.transport import HttpResponse, session

PUBLIC: Final = "https://export.arxiv.org/api/query"
BATCH: Final = 100


class PaperBatch(NamedTuple):
    """Papers found by the id asked for, the ids that arXiv did not return, and the answer's date."""

    papers: dict[str, arxiv.Result]
    missing: tuple[str, ...]
    date: str | None


def inspect_feed(answer: HttpResponse) -> str | None:
    """What is wrong with a 200 answer that should be an Atom feed, or None."""
    body = answer.content
    head = body[:400].lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html")) or b"<html" in head:
        return "an HTML page with status 200"
    try:
        body.decode()
    except UnicodeDecodeError:
        return "a feed that is not UTF-8"
    if b"<feed" not in body[:2000]:
        return "no Atom feed" if body.strip() else "an empty body with status 200"
    if not body.rstrip().endswith(b"</feed>"):
        return "a feed that was cut off"
    return None


class ArxivClient:
    """Asks for papers by id, in batches, one at a time and three seconds apart."""

    def __init__(self, url: str, meter: Meter, origins: Origins, user_agent: str) -> None:
        self.meter = meter
        self._url = url
        self._dates: list[str | None] = []
        # The policy paces and retries; the library's own delay and retries would only add to it.
        self._client = arxiv.Client(page_size=BATCH, delay_seconds=0.0, num_retries=0)
        self._client.query_url_format = url.rstrip("?") + "?{}"
        self._client._session = session(meter, origins, inspect_feed)  # noqa: SLF001  the library has no argument for it
        self._client._session.hooks["response"].append(self._note)  # noqa: SLF001
        self._client._session.max_redirects = 0  # noqa: SLF001
        # The library sends a fixed name; arXiv asks for one that says who calls (arxiv.py #203).
        arxiv._USER_AGENT = user_agent  # noqa: SLF001

    def papers(self, ids: Iterable[str]) -> PaperBatch:
        """The latest version of each paper.

        Raises:
            SourceTrouble: arXiv could not be reached, refused, or lost the answer.
        """
        wanted = tuple(dict.fromkeys(ids))
        if not 0 < len(wanted) <= BATCH:
            raise ValueError(f"ask for 1 to {BATCH} ids, not {len(wanted)}")
        self._dates.clear()
        self.meter.ask(self._url)
        self._client.page_size = len(wanted)
        search = arxiv.Search(id_list=list(wanted), max_results=len(wanted))
        try:
            results = list(self._client.results(search))
        except arxiv.HTTPError as error:
            kind = Trouble.REFUSED if error.status < 500 else Trouble.SERVER
            raise SourceTrouble(kind, f"HTTP {error.status}", PUBLIC) from error
        except arxiv.ArxivError as error:
            raise SourceTrouble(Trouble.MALFORMED, str(error)[:200], PUBLIC) from error
        except requests.exceptions.TooManyRedirects as error:
            raise SourceTrouble(Trouble.ELSEWHERE, "it redirects", PUBLIC) from error
        except (ValueError, AttributeError, TypeError, KeyError) as error:
            raise SourceTrouble(Trouble.MALFORMED, f"a feed that cannot be read ({type(error).__name__})", PUBLIC) from error
        found: dict[str, arxiv.Result] = {}
        for result in results:
            bare = result.get_short_id().rsplit("v", 1)[0] if "v" in result.get_short_id() else result.get_short_id()
            if bare in wanted:
                found[bare] = result
        if results and not found:
            raise SourceTrouble(Trouble.MALFORMED, "none of the papers returned was asked for", PUBLIC)
        return PaperBatch(found, tuple(i for i in wanted if i not in found), self._dates[-1] if self._dates else None)

    def _note(self, response: requests.Response, *_args: object, **_kwargs: object) -> None:
        self._dates.append(response.headers.get("date"))
