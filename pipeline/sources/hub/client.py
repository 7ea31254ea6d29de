"""The Hugging Face Hub, through huggingface_hub's headers, URLs and error types.

`Link` is followed here, to the same origin only: the library's own `paginate` retries on its own and follows it to any
host with the Authorization header. Without HF_TOKEN no token is sent, not even one from a home folder. One that
the Hub does not accept would have every request refused: it is dropped, and what is public asked without it.
"""

import hashlib
import json
import re
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import httpx2
from huggingface_hub import constants, errors, hf_hub_url
from huggingface_hub.utils import build_hf_headers, hf_raise_for_status

from pipeline.http.meter import Meter
from pipeline.http.origins import Origins, origin
from pipeline.http.policy import SourceTrouble, Trouble
from pipeline.http.transport import REDIRECTS, FetchedPage, PageClient, joined
from pipeline.model.snapshots import CheckpointFacts, CollectionFacts
from pipeline.settings import Settings
from pipeline.sources.hub.states import checkpoint_facts, collection_facts, entry_id

# What we ask is what we count. With its telemetry on, the library asks the Hub by itself which programs may run
# it, keeps the answer in the home folder, and tells every upstream what it found in the environment.
constants.HF_HUB_DISABLE_TELEMETRY = True

EXPAND: Final = (
    "sha", "lastModified", "createdAt", "gated", "disabled", "pipeline_tag", "library_name",
    "tags", "cardData", "config", "safetensors", "gguf", "baseModels", "author", "evalResults",
)  # fmt: skip
_REFUSALS: Final = (
    (errors.GatedRepoError, Trouble.GATED, "gated"),  # a subclass of RepositoryNotFoundError: first
    (errors.RemoteEntryNotFoundError, Trouble.NO_FILE, "EntryNotFound"),
    (errors.RepositoryNotFoundError, Trouble.NOT_FOUND, "RepositoryNotFound"),
    (errors.RevisionNotFoundError, Trouble.NOT_FOUND, "RevisionNotFound"),
    (errors.DisabledRepoError, Trouble.REFUSED, "access is disabled"),
)
_NEXT: Final = re.compile(r'<([^<>]{1,2000})>\s*;[^,<]{0,200}?\brel="?next"?')
_DIGEST: Final = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
PAGE: Final = 1000
_HTML: Final = (b"<!doctype", b"<html")


class ListingPage(NamedTuple):
    """One page of a listing: its entries, unread, and whether the listing goes on."""

    entries: list[Any]
    headers: Mapping[str, str]
    goes_on: bool


class HubClient:
    """Asks the Hub of the settings, counted by one meter, in the name of the list (where to complain)."""

    def __init__(self, settings: Settings, meter: Meter) -> None:
        self.endpoint, self.meter = settings.hf_endpoint.rstrip("/"), meter
        self._origin = origin(self.endpoint)
        self._address = f"(+{settings.address})" if settings.address else None
        self.began: str | None = None  # the Hub's own time (an HTTP date) of its first answer
        self.token_is_good: bool | None = None  # None: nobody had reason to ask
        self._lock = threading.Lock()
        self._use(settings.hf_token)

    def _use(self, token: str | None) -> None:
        self.has_token = bool(token)
        headers = build_hf_headers(
            token=token or False, library_name="awesome-llm-vlm", library_version="0.1", user_agent=self._address
        )  # fmt: skip
        # The endpoint may be anywhere: the environment names it, or this program does, over TLS.
        self._pages = PageClient(self.meter, Origins(named=frozenset({self._origin})), headers, inspect=other_bytes)

    def close(self) -> None:
        """Close the connections."""
        self._pages.close()

    def models(
        self, query: Sequence[tuple[str, str | int]] = (), *, expand: Collection[str] = EXPAND, limit: int = PAGE
    ) -> Iterator[ListingPage]:
        """The pages of a listing of models, such as `models([("author", "Qwen")])`, up to one that cannot be had."""
        asked = httpx2.QueryParams([*query, ("limit", limit), *(("expand", e) for e in expand)])
        url = f"{self.endpoint}/api/models?{asked}"
        known: set[str | None] = set()
        while url:
            answer = self._get(url)
            entries = parse_json(answer.body, url)
            if not isinstance(entries, list):
                raise SourceTrouble(Trouble.MALFORMED, "the listing is not a list", url)
            found = _NEXT.search(answer.headers.get("link", ""))
            url = joined(url, found[1]) if found else ""
            fresh = {entry_id(e) for e in entries} - known
            if url and not fresh:
                raise SourceTrouble(Trouble.MALFORMED, "the listing's next link leads in a circle", url)
            known |= fresh
            yield ListingPage(entries, answer.headers, bool(url))
            if url and origin(url) != self._origin:
                raise SourceTrouble(Trouble.ELSEWHERE, f"the listing's next link leads to {origin(url)}", url)

    def model(self, checkpoint: str) -> tuple[CheckpointFacts, dict[str, Any], FetchedPage]:
        """One repository's facts, its entry as a listing would have it, and the answer: a rename tells another id."""
        query = httpx2.QueryParams([("expand", e) for e in EXPAND])
        answer = self._get(url := f"{self.endpoint}/api/models/{checkpoint}?{query}", "fallbacks")
        entry = parse_json(answer.body, url)
        facts = checkpoint_facts(entry)
        if facts is None:
            raise SourceTrouble(Trouble.MALFORMED, "the answer names no repository", url)
        return facts, entry, answer

    def collection(self, slug: str, reject: Callable[[str], None] = lambda _item: None) -> tuple[CollectionFacts, FetchedPage]:
        """A collection, whole, and the answer that states it; `reject` is called with what is no item."""
        answer = self._get(url := f"{self.endpoint}/api/collections/{slug}")
        facts = collection_facts(slug, parse_json(answer.body, url), reject)
        if facts is None:
            raise SourceTrouble(Trouble.MALFORMED, "the answer holds no list of items", url)
        return facts, answer

    def whoami(self) -> FetchedPage:
        """Whose token this is, and what it may do."""
        return self._get(f"{self.endpoint}/api/whoami-v2")

    def paper(self, arxiv_id: str) -> FetchedPage:
        """What the Hub keeps of an arXiv paper: the fallback when arXiv refuses."""
        return self._get(f"{self.endpoint}/api/papers/{arxiv_id}", "fallbacks")

    def card(self, checkpoint: str, revision: str | None) -> FetchedPage:
        """The text of a model card at a revision, its commit in X-Repo-Commit: one GET, no HEAD before it.

        Else SourceTrouble: GATED, NO_FILE (no README.md), NOT_FOUND (no repository or revision), no card, or no answer.
        """
        url = hf_hub_url(checkpoint, "README.md", revision=revision or "main", endpoint=self.endpoint)
        answer = self._get(url)
        at = answer.headers.get("x-repo-commit")
        wrong = f"a card of another revision ({at[:12]})" if revision and at and at != revision else _no_card(answer)
        if wrong:
            raise SourceTrouble(Trouble.MALFORMED, wrong, url)
        return answer

    def _get(self, url: str, kind: str = "logical") -> FetchedPage:
        with_token = self.has_token
        page = self._pages.look(url, kind=kind)
        # A refusal that names no error of the Hub's may be of the token rather than of the repository.
        if page.status == 401 and with_token and "x-error-code" not in page.headers and not self._accepts_token():
            page = self._pages.look(url, kind=kind)
        self.began = self.began or page.date
        if page.status in REDIRECTS:
            self._pages.believed(page, url)
        trouble = _refusal(page, url)
        if trouble is None:
            return page
        if "x-error-code" not in page.headers:  # whoever refuses everything without a reason is soon left alone
            self.meter.failed(self.meter.bucket(url), trouble)
        raise trouble

    def _accepts_token(self) -> bool:
        """Whether the Hub accepts the token; asked once, and dropped where it does not."""
        with self._lock:
            if self.token_is_good is None:
                self.token_is_good = True
                if self._pages.look(f"{self.endpoint}/api/whoami-v2").status == 401:
                    self.token_is_good = False
                    self._use(None)
            return self.token_is_good


def _refusal(page: FetchedPage, url: str) -> SourceTrouble | None:
    """The library's own reading of the Hub's refusals, as trouble; None of an answer."""
    status = page.status
    try:
        hf_raise_for_status(httpx2.Response(status, headers=page.headers, content=page.body, request=httpx2.Request("GET", url)))
    except errors.HfHubHTTPError as error:
        for kind, trouble, words in _REFUSALS:
            if isinstance(error, kind):
                return SourceTrouble(trouble, words, url)
        # "It is not there" is the Hub's to say; a bare 404 may come from anything in between.
        missing = status in {404, 410} and "x-error-message" in page.headers
        trouble = Trouble.NOT_FOUND if missing else Trouble.REFUSED if status < 500 else Trouble.SERVER
        return SourceTrouble(trouble, f"HTTP {status}", url)
    return None


def other_bytes(answer: FetchedPage) -> str | None:
    """What is wrong with a file whose ETag is the digest of its content, or None; other ETags say nothing of it.

    The Hub's ETag of a small file is its id in git, of a large one its SHA-256 (huggingface_hub says so
    where it builds their addresses, `hf_hub_url`); mirrors exist whose ETag is the SHA-1 of the bytes alone.
    """
    told, body = _etag(answer), answer.body
    if not _DIGEST.fullmatch(told):
        return None
    in_git = hashlib.sha1(b"blob %d\0" % len(body) + body, usedforsecurity=False)
    digests = (in_git, hashlib.sha1(body, usedforsecurity=False), hashlib.sha256(body))
    return None if told in {d.hexdigest() for d in digests} else "its bytes are not those that its ETag names"


def _no_card(answer: FetchedPage) -> str | None:
    """What is wrong with a 200 answer that should be a card, or None: what is taken for a revision stands for good."""
    kind, start = answer.headers.get("content-type", ""), answer.body[:200].lstrip().lower()
    if kind.startswith("text/html") or start.startswith(_HTML):
        return "an HTML page with status 200"
    if kind.startswith("application/json") or start.startswith(b'{"error"'):
        return "an answer in JSON with status 200"
    if _DIGEST.fullmatch(_etag(answer)):
        return None  # its bytes are those
    if not answer.body:
        return "an empty body with status 200"
    unread = answer.body.decode(errors="ignore").encode() != answer.body
    return "bytes that are no UTF-8, and no ETag that names them" if unread else None


def _etag(answer: FetchedPage) -> str:
    return (answer.etag or "").removeprefix("W/").strip('"')


def parse_json(body: bytes, url: str = "") -> Any:  # noqa: ANN401  whatever the upstream sent
    """JSON as the standard says it: NaN and Infinity refused, depth bounded by the parser; else SourceTrouble."""

    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is not JSON")

    try:
        return json.loads(body, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        what = "an HTML page" if body[:40].lstrip().lower().startswith(_HTML) else f"no JSON ({error})"
        raise SourceTrouble(Trouble.MALFORMED, f"{what} with status 200"[:200], url) from error
