"""One task a source: the plain function of pipeline.collect with a log, a progress artifact and the shared limits."""

import logging
from collections.abc import Collection
from dataclasses import replace
from typing import Final

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect.logging import get_run_logger

from flows.limits import shared_turn
from flows.progress import Artifact
from pipeline.collect.sources import SOURCES, Collected, Options
from pipeline.model.findings import Fault, InputFaults
from pipeline.model.reports import SourceReport
from pipeline.refresh import ask_once
from pipeline.settings import Settings

IN_TURN: Final = ("huggingface", "arxiv")


class Ask:
    """What a task needs. A plain object on purpose: Prefect would walk through every file of a dataclass."""

    def __init__(self, tree: dict[str, bytes], settings: Settings, options: Options) -> None:
        self.tree, self.settings, self.options = tree, settings, options


# Retries have one place, the policy below the clients: a task that were retried as a whole would
# ask again for what it had.
@task(
    name="ask a source",
    task_run_name="{source}",
    tags=["source"],
    retries=0,
    cache_policy=NO_CACHE,
    persist_result=False,
)
def ask_source(source: str, ask: Ask) -> Collected:
    """Ask one source. A source that fails is a report, not an exception: the others go on."""
    log = get_run_logger()
    options = replace(ask.options, turn=shared_turn(ask.settings, ask.options.max_wait, log))
    with Artifact(source, key=f"progress-{source}") as progress:
        collected = ask_once(source, ask.tree, ask.settings, options, progress)
    report = collected.report
    log.log(
        logging.INFO if report.outcome == "ok" else logging.WARNING,
        "%s: %s; %d requests, %d bytes, waited %.1f s; %d objects seen, %d moved, %d kept",
        source, report.outcome, report.requests.logical, report.requests.bytes, report.requests.waited_seconds,
        report.objects, report.written, len(report.kept),
    )  # fmt: skip
    return collected


def gather(ask: Ask, sources: Collection[str]) -> tuple[dict[str, bytes], list[SourceReport]]:
    """Ask the sources, each in its task, and put what moved on the tree.

    arXiv comes after Hugging Face, since cards name papers, and since huggingface_hub's client
    factory belongs to the whole process. The others need neither and run beside them.

    Raises:
        InputFaults: a curated file cannot be right, as an upstream's answer showed; nothing is kept.
    """
    whole = dict(ask.tree)
    reports: list[SourceReport] = []
    faults: list[Fault] = []
    beside = [(s, ask_source.submit(s, ask)) for s in SOURCES if s in sources and s not in IN_TURN]
    for source in (s for s in IN_TURN if s in sources):
        now = Ask(dict(whole), ask.settings, ask.options)
        _take(ask_source.submit(source, now), whole, reports, faults)
    for _, future in beside:
        _take(future, whole, reports, faults)
    if faults:
        raise InputFaults(tuple(faults))
    return whole, reports


def _take(
    future: PrefectFuture[Collected], whole: dict[str, bytes], reports: list[SourceReport], faults: list[Fault]
) -> None:
    collected = future.result()
    whole.update(collected.files)
    reports.append(collected.report)
    faults += collected.faults
