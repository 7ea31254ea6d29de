"""Upstream budgets that hold across workers: the Prefect server's global concurrency limits.

Each process already keeps its own pace (pipeline.http.policy). With several workers on one server the sum has to keep
it too, so that every request on the wire takes its turn there first:

- arXiv wants one connection at a time and three seconds between requests: one slot, held while a request is under way
  and until three seconds after it began. A slot with decay would not do: the server restarts its decay at each refusal,
  so two workers that wait would keep each other waiting.
- Hugging Face counts requests in a window of five minutes: slots taken several at once and held for as long, so that no
  window has more and a run may use all of one at once.

The limits are made when they are missing and never changed again: what an operator sets in the UI stays. Without a
server that others share (PREFECT_API_URL) there is nobody to share with.
"""

import contextvars
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import partial
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate
from prefect.concurrency._sync import acquire_concurrency_slots_with_lease
from prefect.concurrency.sync import concurrency, rate_limit
from prefect.exceptions import ObjectAlreadyExists
from prefect.logging import get_run_logger
from prefect.settings import PREFECT_API_URL

from flows.progress import Log
from pipeline.http.meter import Turn
from pipeline.http.policy import SourceTrouble, Trouble
from pipeline.settings import Settings
from pipeline.sources.arxiv import ARXIV

WINDOW: Final = 300.0
"""Seconds in which the Hub counts; a slot is held for so long after it was taken."""
LEAST: Final = 15.0
"""Seconds that a turn may take at least: to ask the server for a free slot is no waiting."""
LEASE: Final = 60.0
"""Seconds after which the server takes back the slot of a worker that died (its least)."""


class Shared(NamedTuple):
    """One limit: `limit` at once, and `decay` a second after that (0: held), taken in handfuls of `take`."""

    name: str
    limit: int
    decay: float
    take: int


# Requests in five minutes, a little below the Hub's table of September 2025: 500 and 3,000 without a
# token (by address), 1,000 and 5,000 with one (by user).
API: Final = Shared("huggingface-api", 480, 0.0, 10)
API_WITH_TOKEN: Final = Shared("huggingface-api-token", 960, 0.0, 10)
FILES: Final = Shared("huggingface-files", 2_900, 0.0, 50)
FILES_WITH_TOKEN: Final = Shared("huggingface-files-token", 4_800, 0.0, 50)
PAGES: Final = Shared("pages", 10, 2.0, 5)
ARXIV_SLOT: Final = Shared("arxiv", 1, 0.0, 1)
ALL: Final = (API, API_WITH_TOKEN, FILES, FILES_WITH_TOKEN, PAGES, ARXIV_SLOT)


def shared_turn(settings: Settings, max_wait: float) -> Turn:
    """The turn that every request of this run takes; no turn at all on a server of one's own."""
    if not PREFECT_API_URL.value():
        return nullcontext
    with get_client(sync_client=True) as client:
        for one in ALL:
            wanted = GlobalConcurrencyLimitCreate(name=one.name, limit=one.limit, slot_decay_per_second=one.decay)
            with suppress(ObjectAlreadyExists):
                client.create_global_concurrency_limit(wanted)
    return _Turns(settings, max_wait, get_run_logger())


class _Turns:
    """Hands out turns. Called from many threads; the server is asked in the context of the task."""

    def __init__(self, settings: Settings, max_wait: float, log: Log) -> None:
        self._settings, self._max_wait, self._log = settings, max(max_wait, LEAST), log
        self._context = contextvars.copy_context()
        self._left = Counter[str]()
        self._locks = {shared.name: threading.Lock() for shared in ALL}

    def __call__(self, url: str) -> AbstractContextManager[None]:
        shared = self._limit_of(url)
        if shared is ARXIV_SLOT:
            return self._spaced()
        with self._locks[shared.name]:
            if not self._left[shared.name]:
                # Slots that nobody gives back: the server does, when the window is over.
                held = partial(acquire_concurrency_slots_with_lease, [shared.name], lease_duration=WINDOW)
                take = partial(rate_limit, shared.name) if shared.decay else held
                with self._waiting(shared):
                    self._context.copy().run(take, shared.take, timeout_seconds=self._max_wait)
                self._left[shared.name] = shared.take
            self._left[shared.name] -= 1
        return nullcontext()

    def _limit_of(self, url: str) -> Shared:
        asked, arxiv, hub = map(urlsplit, (url, self._settings.arxiv_url, self._settings.hf_endpoint))
        if (asked.netloc, asked.path) == (arxiv.netloc, arxiv.path):
            return ARXIV_SLOT
        if asked.netloc != hub.netloc:
            return PAGES
        of_files, of_api = (FILES_WITH_TOKEN, API_WITH_TOKEN) if self._settings.hf_token else (FILES, API)
        return of_files if "/resolve/" in asked.path else of_api

    @contextmanager
    def _spaced(self) -> Iterator[None]:
        slot = concurrency(ARXIV_SLOT.name, timeout_seconds=self._max_wait, lease_duration=LEASE)
        with self._waiting(ARXIV_SLOT):
            slot.__enter__()
        sent = time.monotonic()
        try:
            yield
        finally:
            time.sleep(max(0.0, sent + ARXIV.interval - time.monotonic()))
            try:
                slot.__exit__(None, None, None)
            except Exception as error:  # noqa: BLE001  the answer is here; the server takes the slot back by itself
                self._log.warning("the slot of %r could not be given back (%s)", ARXIV_SLOT.name, type(error).__name__)

    @contextmanager
    def _waiting(self, shared: Shared) -> Iterator[None]:
        """A wait for the server; what goes wrong with it, as trouble of the source that asked for a turn."""
        began = time.monotonic()
        try:
            yield
        except TimeoutError as error:
            raise SourceTrouble(Trouble.BUDGET, f"the limit {shared.name!r}, which all workers share, was not free in time") from error
        except Exception as error:
            reason = f"the Prefect server that shares the limit {shared.name!r} failed: {type(error).__name__}"
            raise SourceTrouble(Trouble.LIMITED, reason) from error
        waited = time.monotonic() - began
        if waited >= 2:
            self._log.info("waited %.0f s for the limit %r, which all workers share", waited, shared.name)
