"""One fault put upon one answer, in a whole run: what it cost, what it left behind, what it said.

`make faults` writes build/faults.tsv, one row a fault upon a kind of answer, and prints its summary.
"""

import csv
import ipaddress
import json
import shutil
import socket
import ssl
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from cryptography import x509

from pipeline.http.meter import Meter
from pipeline.layout import kinds, paths
from pipeline.model.reports import SourceReport
from pipeline.refresh import Refreshed, conclude, files_of, gather
from pipeline.settings import Settings, read_settings
from pipeline.sources.asking import Options, Threads
from pipeline.sources.declared import Policy, sources
from tests.certificate import certificate
from tests.faults.kinds import ANSWERS, CAP, FAULTS, Answer, Fault, applies
from tests.faults.small_hub import COLLECTION, NEW_PAPER, curated, first_day, second_day
from tests.flows.fleet import free_port
from tests.http.clock import Clock
from tests.upstream import Limits, Upstream

Tree = Mapping[str, bytes]
FALLBACK = kinds.PAPERS.path(NEW_PAPER)
"""The one paper that the tree does not know yet: where arXiv fails, the Hub's papers API gives it."""


class Cell(NamedTuple):
    """What a fault came to. `kept` says which version of the snapshots the run left."""

    answer: str
    fault: str
    retries: int
    waited: float
    kept: str
    exit_code: int
    said: str
    overcome: bool | None
    whole: bool
    healed: bool


def _meters(*, impatient: bool) -> object:
    """Meters of the real policies on a clock that only waiting moves; one connection, so that counts repeat."""
    clock = Clock()
    read, total = (0.2, 0.35) if impatient else (20.0, 60.0)

    def make(policy: Policy, **_handed: object) -> Meter:
        scaled = replace(
            policy, concurrency=1, max_bytes=min(policy.max_bytes, CAP), connect_timeout=5.0, read_timeout=read, total_timeout=total,
        )  # fmt: skip
        return Meter(scaled, clock=clock.now, sleep=clock.sleep, chance=lambda: 0.5)

    return make


class Matrix:
    """The small hub on its second day, the tree of its first day, and what an undisturbed run makes of them."""

    def __init__(self, folder: Path, upstream: Upstream) -> None:
        self._folder = folder
        self._upstream = upstream
        upstream.world = first_day()
        self.before = self._run(curated(), *sources()).after
        upstream.world = second_day()
        self._expected = {s: self._run(self.before, s).after for s in sources()}

    def cell(self, answer: Answer, fault: Fault) -> Cell:
        """Put a fault upon an answer, for as long as it is asked."""
        with self._planned(answer, fault, None) as settings:
            done = self._run(self.before, answer.source, settings=settings, impatient=fault.impatient)
        after = self._collected(done.after, answer.source, accept=(COLLECTION, "marsh"))
        report = done.report.sources[0]
        notes = [f"{n.subject}: {n.reason}" for n in (*report.kept, *report.rejects)] + [report.message]
        return Cell(
            answer.name, fault.name, report.requests.retries, report.requests.waited_seconds,
            self._kept(answer, done.after), done.report.exit_code, next(filter(None, notes), ""),
            self._overcome(answer, fault) if fault.passing else None,
            self._is_whole(answer, done.after), self._facts(after) == self._facts(self._expected[answer.source]),
        )  # fmt: skip

    def _overcome(self, answer: Answer, fault: Fault) -> bool:
        """Whether a run in which the fault comes once ends as an undisturbed one."""
        with self._planned(answer, fault, 1) as settings:
            after = self._collected(self.before, answer.source, settings=settings, impatient=fault.impatient)
        return answer.also != "" or after == self._inputs(self._expected[answer.source])

    def _kept(self, answer: Answer, after: Tree) -> str:
        """Which version of its snapshots a run left: the last, the new, some of each, or another."""
        expected = self._expected[answer.source]
        mine = {p for p in {*self.before, *after, *expected} if p.startswith(answer.files)}
        moved = {p for p in mine if self.before.get(p) != expected.get(p)}
        spare = FALLBACK if answer.source == "arxiv" else ""
        other = {p for p in mine if after.get(p) not in (self.before.get(p), expected.get(p))}
        if other == {spare}:
            return "the last snapshots; the new paper from the Hub"
        if other:
            return "what it said"
        taken = {p for p in moved if after.get(p) == expected.get(p)}
        return "all that is new" if taken == moved else "some of each" if taken else "the last snapshots"

    def _facts(self, tree: Tree) -> dict[str, object]:
        """What the snapshots of a tree state, their receipts aside."""
        found = {p: json.loads(d) for p, d in tree.items() if p.startswith(paths.SNAPSHOTS)}
        return {p: {k: v for k, v in one.items() if k != "receipt"} for p, one in found.items()}

    def _is_whole(self, answer: Answer, after: Tree) -> bool:
        """Whether every input is as it was, or as an undisturbed run has it: nothing in between, nothing lost."""
        expected = self._expected[answer.source]
        return all(
            after.get(p) in (self.before.get(p), expected.get(p))
            for p in {*self.before, *after, *expected}
            if paths.is_input(p) and p != FALLBACK
        )

    def _run(self, tree: Tree, *asked: str, **how: Any) -> Refreshed:
        return conclude(tree, *self._gathered(tree, asked, **how), Options())

    def _collected(self, tree: Tree, source: str, **how: Any) -> dict[str, bytes]:
        """The inputs after asking one source: a run without what is derived from it."""
        return self._inputs({**tree, **self._gathered(tree, (source,), **how)[0]})

    def _gathered(
        self, tree: Tree, asked: tuple[str, ...], *, settings: Settings | None = None, impatient: bool = False,
        accept: tuple[str, ...] = (),
    ) -> tuple[dict[str, bytes], list[SourceReport]]:  # fmt: skip
        shutil.rmtree(self._folder / "cache", ignore_errors=True)
        here = replace(settings or self._settings(), state=self._folder / "state", cache=self._folder / "cache")
        with patch("pipeline.sources.asking.Meter", _meters(impatient=impatient)), Threads() as threads:
            gathered = gather(tree, here, Options(recheck=True, accept_shrink=accept), asked, threads)
            return files_of(gathered), [one.report() for one in gathered]

    @staticmethod
    def _inputs(tree: Tree) -> dict[str, bytes]:
        return {p: data for p, data in tree.items() if paths.is_input(p)}

    def _settings(self, **instead: str) -> Settings:
        return read_settings(self._upstream.environment() | instead, self._folder)

    @contextmanager
    def _planned(self, answer: Answer, fault: Fault, times: int | None) -> Iterator[Settings]:
        up = self._upstream
        up.faults.clear()
        up.conduct.limits = Limits()
        if answer.also:
            up.fault(answer.also, "status", None, code=429)
        try:
            if fault.refused:
                yield self._elsewhere(answer, f"http://127.0.0.1:{free_port()}")
            elif fault.certificate:
                with tls_server() as address:
                    yield self._elsewhere(answer, address)
            else:
                fault.plan(up, answer, times)
                if fault.day:
                    up.world = replace(up.world, date=fault.day)
                yield self._settings()
        finally:
            up.world = second_day()
            up.faults.clear()
            up.conduct.limits = Limits()

    def _elsewhere(self, answer: Answer, address: str) -> Settings:
        """Settings in which the host of an answer is at another address."""
        if answer.origin == "hub":
            return self._settings(HF_ENDPOINT=address)
        if answer.origin == "arxiv":
            return self._settings(ARXIV_API_URL=f"{address}/api/query")
        mapped = self._upstream.environment()["AWESOME_ORIGIN_MAP"].split(",")
        others = [pair for pair in mapped if not pair.startswith(answer.origin)]
        return self._settings(AWESOME_ORIGIN_MAP=",".join([*others, f"{answer.origin}={address}"]))


@contextmanager
def tls_server() -> Iterator[str]:
    """A server that shows an expired certificate; no client should get further."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        context.load_cert_chain(certificate(Path(folder), x509.IPAddress(ipaddress.ip_address("127.0.0.1")), expired=True))
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            try:
                context.wrap_socket(connection, server_side=True).close()
            except OSError:
                connection.close()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"https://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def summary(cells: list[Cell]) -> str:
    """A line for each kind of answer, in Markdown."""
    lines = ["| answer | faults | exit 0, all taken | exit 0, it said something else | exit 4, kept | longest wait | overcome when passing |"]
    lines.append("|---|--:|--:|--:|--:|--:|--:|")
    for answer, rows in groupby(cells, key=lambda c: c.answer):
        some = list(rows)
        taken = sum(c.exit_code == 0 and c.kept == "all that is new" for c in some)
        else_ = sum(c.exit_code == 0 and c.kept != "all that is new" for c in some)
        passing = [c for c in some if c.overcome is not None]
        lines.append(
            f"| {answer} | {len(some)} | {taken} | {else_} | {sum(c.exit_code == 4 for c in some)} | {max(c.waited for c in some):.0f} s "
            f"| {sum(bool(c.overcome) for c in passing)} of {len(passing)} |"
        )
    return "\n".join(lines)


def main(file: Path) -> None:
    """Write the table (what each fault cost, what it left, and what was said) and print its summary."""
    with tempfile.TemporaryDirectory() as folder, Upstream(first_day()) as upstream:
        matrix = Matrix(Path(folder), upstream)
        cells = [matrix.cell(a, f) for a in ANSWERS for f in FAULTS if applies(f, a)]
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter="\t", lineterminator="\n").writerows([Cell._fields, *cells])
    sys.stdout.write(summary(cells) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
