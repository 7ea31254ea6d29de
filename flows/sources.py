"""One task a batch of a source: the plain functions of pipeline.sources with a progress artifact and the shared limits."""

from contextlib import AbstractContextManager, ExitStack
from typing import Any

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.futures import PrefectFuture
from prefect.states import Completed, Failed

from flows.progress import Artifact
from pipeline.model.progress import Progress
from pipeline.sources.answers import Gathered
from pipeline.sources.batches import Asking, Batch


# Retries have one place, the policy below the clients: a task that were retried as a whole would
# ask again for what it had. No tags: Prefect asks its server about them before each task, and with
# SQLite below it such questions meet and wait two seconds; the name begins with the source instead.
@task(
    name="ask a batch",
    task_run_name="{batch}",
    retries=0,
    cache_policy=NO_CACHE,
    persist_result=False,
)
def ask_batch(batch: Batch, source: Asking) -> State[Gathered]:
    """Ask one batch. One that failed is red in the UI and brings why; it ends neither its source nor the others."""
    part = source.ask(batch)
    said = "; ".join(dict.fromkeys(kept.reason for kept in part.kept[:3]))
    if part.outcome == "failed":
        return Failed(message=said, data=part)
    return Completed(name="Completed" if part.outcome == "ok" else part.outcome.capitalize(), message=said, data=part)


def part_of(future: PrefectFuture[Any]) -> Gathered:
    """What a batch's task brought, also when it is called failed.

    Raises:
        OSError: this machine's own trouble, not the upstream's.
    """
    brought = future.result(raise_on_failure=False)
    if isinstance(brought, Gathered):
        return brought
    raise brought if isinstance(brought, BaseException) else RuntimeError("a batch's task brought nothing")


class Tasks(ExitStack):
    """Asks each batch in a task of its own, and shows each source's progress as an artifact."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: dict[str, Artifact] = {}

    def submit(self, batch: Batch, source: Asking, /) -> Any:  # noqa: ANN401  a future of Prefect's
        """Begin to ask a batch."""
        return ask_batch.submit(batch, source)

    def result(self, future: Any, /) -> Gathered:  # noqa: ANN401  what `submit` gave
        """What a batch has brought."""
        part = part_of(future)
        self.failed(part)
        return part

    def progress(self, source: str, /) -> AbstractContextManager[Progress]:
        """An artifact for a source."""
        self._shown[source] = Artifact(source, key=f"progress-{source}")
        return self._shown[source]

    def step(self, source: str, work: str, count: int) -> None:
        """Say that another process did some steps of a source's work."""
        for _ in range(count):
            self._shown[source].step(work)

    def failed(self, part: Gathered) -> None:
        """Say in a source's progress what a batch could not have."""
        if part.source in self._shown:
            self._shown[part.source].missed += len(part.kept)
