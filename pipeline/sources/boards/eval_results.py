"""Evaluation results that a repository states of itself: `.eval_results/*.yaml`, and `evalResults` of the API.

The form is the Hub's: https://huggingface.co/docs/hub/eval-results ("work in progress" there). Entries that
the Hub itself refused carry "error"; free-text notes are other people's words and are not kept.
"""

from typing import Final, NamedTuple

import yaml

from pipeline.model.ids import is_checkpoint_id
from pipeline.sources.boards import normalise
from pipeline.sources.boards.grid import Refusal, text_of
from pipeline.sources.boards.normalise import Number
from pipeline.sources.boards.yaml_rows import parse

MOST: Final = 2_000
"""Most entries that one repository is believed."""


class EvalResult(NamedTuple):
    """One result: the benchmark's data set and task, the value as written, when, and where it can be seen."""

    dataset: str
    task: str
    value: float
    date: str | None = None
    revision: str | None = None
    source: str | None = None
    verified: bool = False


class EvalReading(NamedTuple):
    """The results of one repository, and the entries that could not be used (place -> reason)."""

    results: tuple[EvalResult, ...]
    rejects: dict[str, str]


def read_eval_file(payload: bytes) -> EvalReading | Refusal:
    """The entries of one `.eval_results/*.yaml`. Whether a signature in it holds is for the Hub to say."""
    text = text_of(payload)
    if isinstance(text, Refusal):
        return text
    try:
        document = parse(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return Refusal("not valid YAML")
    return document if isinstance(document, Refusal) else read_eval_entries(document)


def read_eval_entries(entries: object) -> EvalReading | Refusal:
    """The entries of a parsed file, or the `evalResults` of a model as the API gives them."""
    if not isinstance(entries, list):
        return Refusal("a list of results was expected")
    if len(entries) > MOST:
        return Refusal(f"{len(entries)} results, more than the {MOST} that are believed")
    results: list[EvalResult] = []
    rejects: dict[str, str] = {}
    for index, entry in enumerate(entries):
        found = _entry(entry)
        if isinstance(found, str):
            rejects[f"/{index}"] = found
        else:
            results.append(found)
    return EvalReading(tuple(results), rejects)


def _entry(entry: object) -> EvalResult | str:
    if not isinstance(entry, dict):
        return "not an object"
    if "error" in entry:
        return "refused by the Hub"
    data = entry.get("data", entry)
    dataset = data.get("dataset") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(dataset, dict):
        return "no data set"
    identity, task = dataset.get("id"), normalise.words(dataset.get("task_id"))
    if not isinstance(identity, str) or not is_checkpoint_id(identity) or task is None:
        return "no valid id of a data set with its task"
    value = normalise.number(data.get("value"))
    if not isinstance(value, Number):
        return "no value" if value is None else value.reason
    source = data.get("source")
    return EvalResult(
        dataset=identity,
        task=task,
        value=value.value,
        date=normalise.day(data.get("date")),
        revision=normalise.words(dataset.get("revision")),
        source=normalise.web_address(source.get("url")) if isinstance(source, dict) else None,
        verified=entry.get("verified") is True,
    )
