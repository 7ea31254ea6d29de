"""The upstream as tests hold it: where it is, what world it shows, what goes wrong, what was asked."""

import contextlib
import threading
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any, Final, Self

from tests.upstream.connections import Exchange, Server
from tests.upstream.faults import Fault, FaultPlan, Kind
from tests.upstream.limits import Limits
from tests.upstream.router import Conduct
from tests.upstream.world import World

# Hosts that the catalog reads from or links to; a world may have files of more.
_ORIGINS: Final = frozenset({"raw.githubusercontent.com", "github.com", "api.github.com", "mmmu-benchmark.github.io"})


class Upstream:
    """A stand-in for the Hub, arXiv and the hosts of leaderboards, for as long as the `with` block lasts.

    `latency` is slept before each answer (seconds).
    """

    def __init__(
        self,
        world: World,
        *,
        latency: float = 0.0,
        limits: Limits | None = None,
        accepted_tokens: frozenset[str] = frozenset(),
    ) -> None:
        self.world = world
        self.latency = latency
        self.conduct = Conduct(limits or Limits(), accepted_tokens=accepted_tokens)
        self.keeps_time = False  # its answers are of this moment, not of the world's day
        self.ahead = 0.0  # seconds by which its clock is, then
        self.log: list[Exchange] = []
        self.faults = FaultPlan()
        self._port = 0
        self._server: Server | None = None

    def __enter__(self) -> Self:
        self._open()
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    @property
    def url(self) -> str:
        """The origin, without a slash at its end."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def arxiv_url(self) -> str:
        """The address of the arXiv query API."""
        return f"{self.url}/arxiv/api/query"

    def environment(self) -> dict[str, str]:
        """The variables that send every client here instead of the web."""
        targets = {f"https://{host}": f"{self.url}/files/{host}" for host in _ORIGINS | self.world.origins()}
        targets["https://huggingface.co"] = self.url
        targets["https://arxiv.org"] = targets["https://export.arxiv.org"] = f"{self.url}/arxiv"
        pairs = ",".join(f"{origin}={target}" for origin, target in sorted(targets.items()))
        return {"HF_ENDPOINT": self.url, "ARXIV_API_URL": self.arxiv_url, "AWESOME_ORIGIN_MAP": pairs}

    def fault(self, path_glob: str, kind: Kind, times: int | None = 1, **details: Any) -> Fault:
        """Plan a fault for the next `times` requests whose path matches (None: for ever)."""
        return self.faults.add(Fault(path_glob, kind, times, **details))

    def requests(self, path_glob: str = "*") -> list[Exchange]:
        """The logged requests whose path matches."""
        return [one for one in list(self.log) if fnmatchcase(one.path, path_glob)]

    @contextlib.contextmanager
    def refused(self) -> Iterator[None]:
        """The time in which nobody listens: connections are refused by the system."""
        self._close()
        try:
            yield
        finally:
            self._open()

    def _open(self) -> None:
        self._server = Server(("127.0.0.1", self._port), self)
        self._port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def _close(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
